/* transaction.c -- see transaction.h. */
#include "auth/transaction.h"

#include <openssl/crypto.h>

#include "auth/cookie.h"
#include "base/b64.h"
#include "base/secret.h"

#define PREFIX     "__Host-tt_tx_"
#define ATTRIBUTES "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age="

enum { NAME_DIGITS = 8, FIELDS = 5, LEEWAY_S = 60 };

/* "__Host-tt_tx_" and eight characters that follow from the state. */
static const tt_error *name_of(apr_pool_t *p, const char *state, const char **name)
{
    unsigned char hash[TT_SHA256];
    tt_buf b;

    TT_TRY(tt_sha256(p, state, strlen(state), hash));
    tt_buf_init(&b, p, 64, 64);
    tt_buf_puts(&b, PREFIX);
    tt_b64_encode(&b, hash, NAME_DIGITS * 6 / 8);
    *name = tt_buf_text(&b);
    return NULL;
}

static void set_cookie(const tt_transaction_context *x, const char *name, const char *value, int max_age)
{
    APR_ARRAY_PUSH(x->set_cookies, const char *) = apr_psprintf(x->pool, "%s=%s" ATTRIBUTES "%d", name, value, max_age);
}

static void drop(const tt_transaction_context *x, const char *name)
{
    set_cookie(x, name, "", 0);
}

static bool is_transaction(const tt_cookie *cookie)
{
    return !strncmp(cookie->name, PREFIX, strlen(PREFIX));
}

/* When a cookie was sealed; 0 where it is none of ours, so that it is the first to go. */
static int64_t sealed_at(const tt_transaction_context *x, const tt_cookie *cookie)
{
    int64_t at;

    return tt_unseal(x->pool, x->keys, cookie->name, cookie->value, &at) ? at : 0;
}

/* Drops the oldest until there is room for one more.  They are dropped and nobody is refused: anybody can make a
 * browser begin sign-ins by links. */
static void make_room(const tt_transaction_context *x)
{
    apr_array_header_t *kept = apr_array_make(x->pool, TT_TRANSACTIONS_MAX, sizeof(tt_cookie));
    int64_t at[TT_TRANSACTIONS_MAX];

    for (int i = 0; i < x->cookies->nelts; i++) {
        const tt_cookie *cookie = &APR_ARRAY_IDX(x->cookies, i, tt_cookie);
        int oldest = 0;

        if (!is_transaction(cookie))
            continue;
        at[kept->nelts] = sealed_at(x, cookie);
        APR_ARRAY_PUSH(kept, tt_cookie) = *cookie;
        if (kept->nelts < TT_TRANSACTIONS_MAX)
            continue;
        for (int j = 1; j < kept->nelts; j++)
            if (at[j] < at[oldest])
                oldest = j;
        drop(x, APR_ARRAY_IDX(kept, oldest, tt_cookie).name);
        kept->nelts--;
        APR_ARRAY_IDX(kept, oldest, tt_cookie) = APR_ARRAY_IDX(kept, kept->nelts, tt_cookie);
        at[oldest] = at[kept->nelts];
    }
}

const tt_error *tt_transaction_begin(const tt_transaction_context *x, tt_transaction *t)
{
    const char *name, *text, *sealed;

    TT_TRY(tt_random_text(x->pool, &t->state));
    TT_TRY(tt_random_text(x->pool, &t->nonce));
    TT_TRY(tt_random_text(x->pool, &t->verifier));
    TT_TRY(name_of(x->pool, t->state, &name));
    text = apr_pstrcat(x->pool, t->state, "\n", t->nonce, "\n", t->verifier, "\n", t->issuer, "\n", t->return_to, NULL);
    TT_TRY(tt_seal(x->pool, &APR_ARRAY_IDX(x->keys, 0, tt_seal_key), (tt_seal_text){ name, x->now, text }, &sealed));
    make_room(x);
    set_cookie(x, name, sealed, TT_TRANSACTION_S);
    return NULL;
}

/* The lines of what was sealed; false unless there are FIELDS of them. */
static bool split(apr_pool_t *p, const char *text, tt_transaction *out)
{
    const char *field[FIELDS];
    char *rest = apr_pstrdup(p, text);
    int n = 0;

    while (rest && n < FIELDS)
        field[n++] = strsep(&rest, "\n");
    if (n < FIELDS || rest)
        return false;
    *out = (tt_transaction){ field[0], field[1], field[2], field[3], field[4] };
    return true;
}

static const tt_error *refuse(const tt_transaction_context *x, const char *code, const char *detail)
{
    return tt_error_make(x->pool, 400, code, "Sign-in refused", "%s", detail);
}

const tt_error *tt_transaction_take(const tt_transaction_context *x, const char *state, tt_transaction *out)
{
    const char *name, *value, *text;
    int64_t at = 0;
    int found;

    TT_TRY(name_of(x->pool, state, &name));
    value = tt_cookie_find(x->cookies, name, &found);
    if (found)
        drop(x, name);
    text = found == 1 ? tt_unseal(x->pool, x->keys, name, value, &at) : NULL;
    if (!text || !split(x->pool, text, out) || strlen(out->state) != strlen(state) ||
        CRYPTO_memcmp(out->state, state, strlen(state)) != 0)
        return refuse(x, "state_unknown", "This sign-in was not begun in this browser, or it was used already");
    if (x->now > at + TT_TRANSACTION_S || x->now < at - LEEWAY_S)
        return refuse(x, "state_expired", "This sign-in took longer than ten minutes");
    return NULL;
}
