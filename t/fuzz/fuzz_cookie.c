/* fuzz_cookie.c -- the Cookie header of a stranger and what is read from it: cookies, a credential, a sign-in that is
 * under way.  Only what was sealed comes back. */
#include "seal_keys.h"

#include "auth/cookie.h"
#include "auth/credential.h"
#include "auth/transaction.h"
#include "base/b64.h"

enum { AT = 1800000000 };

#define PREFIX "__Host-tt_tx_"

static const char state[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Every cookie is a part of the header, in the order given, and none is missing. */
static void check_cookies(const apr_array_header_t *cookies, const char *header)
{
    int i = 0, n;

    for (const char *part = header; *part && i < TT_COOKIES_MAX; part += strcspn(part, ";"), part += *part == ';') {
        size_t length = strcspn(part, ";"), blanks = strspn(part, " \t");
        const tt_cookie *cookie = &APR_ARRAY_IDX(cookies, i, tt_cookie);
        size_t name = strcspn(part, "=;");

        if (name == length)
            continue;
        MUST(i++ < cookies->nelts && tt_cookie_find(cookies, cookie->name, &n) && n >= 1);
        MUST(strlen(cookie->name) == name - blanks && !strncmp(cookie->name, part + blanks, name - blanks));
        while (length > name && strchr(" \t", part[length - 1]))
            length--;
        MUST(strlen(cookie->value) == length - name - 1 && !strncmp(cookie->value, part + name + 1, length - name - 1));
    }
    MUST(i == cookies->nelts);
}

static void check_credential(apr_pool_t *p, const apr_array_header_t *cookies, const char *header)
{
    int n;
    const char *id = tt_cookie_find(cookies, TT_SESSION_COOKIE, &n);
    bool good = n == 1 && cookies->nelts < TT_COOKIES_MAX && strlen(id) == TT_SESSION_ID &&
                strspn(id, alphabet) == TT_SESSION_ID;
    unsigned char hash[TT_SHA256];
    tt_credential c;

    MUST(!tt_credential_read(p, NULL, NULL, header, &c));
    MUST(c.kind == (good ? TT_CREDENTIAL_SESSION : n ? TT_CREDENTIAL_BAD : TT_CREDENTIAL_NONE));
    if (good)
        MUST(!tt_sha256(p, id, TT_SESSION_ID, hash) && !memcmp(hash, c.hash, TT_SHA256));
    MUST(!tt_credential_read(p, header, NULL, NULL, &c));
    MUST(c.kind == TT_CREDENTIAL_BAD || c.kind == TT_CREDENTIAL_KEY);
    MUST(!tt_credential_read(p, NULL, header, NULL, &c));
    MUST(c.kind == TT_CREDENTIAL_BAD || c.kind == TT_CREDENTIAL_KEY);
}

static const char *state_name(apr_pool_t *p)
{
    unsigned char hash[TT_SHA256];
    tt_buf b;

    MUST(!tt_sha256(p, state, strlen(state), hash));
    tt_buf_init(&b, p, 32, 32);
    tt_buf_puts(&b, PREFIX);
    tt_b64_encode(&b, hash, 6);
    return tt_buf_text(&b);
}

/* The stranger's cookies, then those and a real one. */
static void check_take(apr_pool_t *p, const apr_array_header_t *cookies)
{
    const apr_array_header_t *keys = fuzz_seal_keys(p);
    const tt_seal_text what = { state_name(p), AT, apr_pstrcat(p, state, "\nnonce\nverifier\nissuer\n/", NULL) };
    apr_array_header_t *set = apr_array_make(p, 4, sizeof(const char *)), *more = apr_array_copy(p, cookies);
    tt_transaction_context x = { p, keys, cookies, set, AT };
    tt_transaction t;
    const tt_error *e = tt_transaction_take(&x, state, &t);
    tt_cookie *real = apr_array_push(more);
    int n;

    MUST(e && e->status == 400 && !strcmp(e->code, "state_unknown"));
    tt_cookie_find(cookies, what.name, &n);
    MUST(set->nelts == (n ? 1 : 0));
    real->name = what.name;
    MUST(!tt_seal(p, &APR_ARRAY_IDX(keys, 0, tt_seal_key), what, &real->value));
    x.cookies = more;
    e = tt_transaction_take(&x, state, &t);
    MUST(!e == !n && set->nelts == (n ? 2 : 1));
    if (!e)
        MUST(!strcmp(t.state, state) && !strcmp(t.verifier, "verifier") && !strcmp(t.return_to, "/"));
}

/* However many the stranger has, no more are left than there may be. */
static void check_begin(apr_pool_t *p, const apr_array_header_t *cookies)
{
    apr_array_header_t *set = apr_array_make(p, 4, sizeof(const char *));
    const tt_transaction_context x = { p, fuzz_seal_keys(p), cookies, set, AT };
    tt_transaction t = { .issuer = "issuer", .return_to = "/" };
    int n = 0;

    for (int i = 0; i < cookies->nelts; i++)
        n += !strncmp(APR_ARRAY_IDX(cookies, i, tt_cookie).name, PREFIX, strlen(PREFIX));
    MUST(!tt_transaction_begin(&x, &t));
    MUST(set->nelts == (n < TT_TRANSACTIONS_MAX ? 1 : n - TT_TRANSACTIONS_MAX + 2));
    for (int i = 0; i < set->nelts; i++) {
        const char *text = APR_ARRAY_IDX(set, i, const char *);

        MUST(!strncmp(text, PREFIX, strlen(PREFIX)) && strstr(text, "; Path=/; Secure; HttpOnly; SameSite=Lax; "));
        MUST(!strcmp(strrchr(text, '=') + 1, i < set->nelts - 1 ? "0" : "600"));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    const char *header = apr_pstrmemdup(p, (const char *)data, n);
    const apr_array_header_t *cookies = tt_cookies_read(p, header);

    check_cookies(cookies, header);
    check_credential(p, cookies, header);
    check_take(p, cookies);
    check_begin(p, cookies);
    apr_pool_destroy(p);
    return 0;
}
