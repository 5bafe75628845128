/* sign_in.c -- see sign_in.h. */
#include "auth/sign_in.h"

#include <apr_time.h>

#include "auth/cookie.h"
#include "auth/return_to.h"
#include "auth/session.h"
#include "auth/transaction.h"
#include "base/b64.h"
#include "base/fetch.h"
#include "base/secret.h"
#include "base/url.h"
#include "base/utf8.h"

enum { CODE_MAX = 4096 };

/* The keys that seal cookies, the newest first. */
static const tt_error *read_keys(const tt_exchange *x, apr_array_header_t **keys)
{
    const PGresult *rows;
    tt_trip trip;

    tt_trip_init(&trip, x->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_seal_keys), 0, NULL);
    TT_TRY(tt_trip_alone(&trip, x->rp->db, x->rp->query_timeout_ms, true));
    rows = tt_trip_result(&trip, 0);
    *keys = apr_array_make(x->pool, 2, sizeof(tt_seal_key));
    for (int i = 0; i < PQntuples(rows); i++) {
        size_t n = 0;
        const unsigned char *key = tt_b64_decode(x->pool, PQgetvalue(rows, i, 1), (size_t)PQgetlength(rows, i, 1), &n);
        tt_seal_key *out = apr_array_push(*keys);

        if (!key || n != sizeof out->key)
            return tt_error_internal(x->pool, "a key in seal_keys is none");
        out->id = (int)apr_strtoi64(PQgetvalue(rows, i, 0), NULL, 10);
        memcpy(out->key, key, n);
    }
    return (*keys)->nelts ? NULL : tt_error_internal(x->pool, "there is no key in seal_keys; run 'ttctl migrate'");
}

static const tt_error *read_context(tt_exchange *x, tt_transaction_context *out)
{
    apr_array_header_t *keys;

    TT_TRY(read_keys(x, &keys));
    *out = (tt_transaction_context){ .pool = x->pool,
                                     .keys = keys,
                                     .cookies = tt_cookies_read(x->pool, x->cookie),
                                     .set_cookies = x->set_cookies,
                                     .now = apr_time_sec(apr_time_now()) };
    return NULL;
}

static const char *redirect_uri(const tt_exchange *x)
{
    return apr_pstrcat(x->pool, x->rp->base_url, "/auth/callback", NULL);
}

/* PKCE, RFC 7636 section 4.2: S256. */
static const tt_error *challenge_of(apr_pool_t *p, const char *verifier, const char **challenge)
{
    unsigned char hash[TT_SHA256];
    tt_buf b;

    TT_TRY(tt_sha256(p, verifier, strlen(verifier), hash));
    tt_buf_init(&b, p, 64, 64);
    tt_b64_encode(&b, hash, sizeof hash);
    *challenge = tt_buf_text(&b);
    return NULL;
}

static const tt_error *authorization_url(const tt_exchange *x, const tt_metadata *metadata, const tt_transaction *t,
                                         const char **url)
{
    const char *query = "", *challenge;

    TT_TRY(challenge_of(x->pool, t->verifier, &challenge));
    tt_form_add(x->pool, &query, "response_type", "code");
    tt_form_add(x->pool, &query, "client_id", x->rp->provider.client_id);
    tt_form_add(x->pool, &query, "redirect_uri", redirect_uri(x));
    tt_form_add(x->pool, &query, "scope", x->rp->scope);
    tt_form_add(x->pool, &query, "state", t->state);
    tt_form_add(x->pool, &query, "nonce", t->nonce);
    tt_form_add(x->pool, &query, "code_challenge", challenge);
    tt_form_add(x->pool, &query, "code_challenge_method", "S256");
    *url = apr_pstrcat(x->pool, metadata->authorization_endpoint,
                       strchr(metadata->authorization_endpoint, '?') ? "&" : "?", query, NULL);
    return NULL;
}

const tt_error *tt_sign_in_begin(tt_exchange *x)
{
    tt_transaction t = { .return_to = tt_return_to_wanted(x->pool, x->query) };
    tt_transaction_context context;
    tt_metadata metadata;
    const char *url;

    TT_TRY(tt_exchange_only(x, "GET"));
    TT_TRY(tt_provider_metadata(x->pool, &x->rp->provider, &metadata));
    TT_TRY(read_context(x, &context));
    t.issuer = metadata.issuer;
    TT_TRY(tt_transaction_begin(&context, &t));
    TT_TRY(authorization_url(x, &metadata, &t, &url));
    tt_exchange_redirect(x, url);
    return NULL;
}

/* What the provider sent back with the browser, RFC 6749 section 4.1.2 and RFC 9207; NULL = absent. */
typedef struct {
    const char *code, *state, *iss, *error;
} response;

static const tt_error *refuse(const tt_exchange *x, const char *code, const char *detail)
{
    return tt_error_make(x->pool, 400, code, "Sign-in refused", "%s", detail);
}

/* The query parser refuses repeated parameters, broken escapes and NUL. */
static const tt_error *read_response(const tt_exchange *x, response *out)
{
    apr_array_header_t *params;

    memset(out, 0, sizeof *out);
    TT_TRY(tt_query_parse(x->pool, x->query, &params));
    for (int i = 0; i < params->nelts; i++) {
        const tt_param *q = &APR_ARRAY_IDX(params, i, tt_param);

        if (!strcmp(q->name, "code"))
            out->code = q->value;
        else if (!strcmp(q->name, "state"))
            out->state = q->value;
        else if (!strcmp(q->name, "iss"))
            out->iss = q->value;
        else if (!strcmp(q->name, "error"))
            out->error = q->value;
    }
    return out->state ? NULL : refuse(x, "state_missing", "The answer of the provider belongs to no sign-in");
}

/* What the provider says went wrong goes to the log, escaped and short, and to nobody's screen. */
static const tt_error *denied(const tt_exchange *x, const char *error)
{
    tt_error *e =
        tt_error_make(x->pool, 403, "provider_refused", "Sign-in refused", "The OpenID Provider refused this sign-in");

    e->cause =
        tt_visible_ascii(error, 64) ? apr_psprintf(x->pool, "the provider says %s", error) : "the provider says no";
    return e;
}

static const tt_error *check_response(const tt_exchange *x, const response *r, const tt_metadata *metadata,
                                      const tt_transaction *t)
{
    if (strcmp(t->issuer, metadata->issuer) != 0)
        return refuse(x, "issuer_changed", "The provider of this server has changed meanwhile");
    if (r->iss ? strcmp(r->iss, metadata->issuer) != 0 : metadata->iss_parameter)
        return refuse(x, "response_issuer", "The answer is not from the provider that was asked");
    if (r->error && r->code)
        return refuse(x, "response_malformed", "The answer of the provider contradicts itself");
    if (r->error)
        return denied(x, r->error);
    if (!r->code || !tt_visible_ascii(r->code, CODE_MAX))
        return refuse(x, "response_malformed", "The answer of the provider has no code");
    return NULL;
}

/* RFC 6749 section 4.1.3, with the proof of RFC 7636 section 4.5.  A public client has nothing to authenticate with. */
static const tt_error *redeem(const tt_exchange *x, const tt_metadata *metadata, const tt_transaction *t,
                              const char *code, tt_tokens *tokens)
{
    const char *form = "";

    tt_form_add(x->pool, &form, "grant_type", "authorization_code");
    tt_form_add(x->pool, &form, "code", code);
    tt_form_add(x->pool, &form, "redirect_uri", redirect_uri(x));
    tt_form_add(x->pool, &form, "client_id", x->rp->provider.client_id);
    tt_form_add(x->pool, &form, "code_verifier", t->verifier);
    return tt_provider_redeem(x->pool, &x->rp->provider, metadata, form, tokens);
}

/* Who it is: the ID token says so, userinfo has the texts.  A provider without userinfo has them in the token. */
static const tt_error *identify(const tt_exchange *x, const tt_metadata *metadata, const tt_transaction *t,
                                const tt_tokens *tokens, tt_identity *who)
{
    tt_expected expected = { .issuer = metadata->issuer,
                             .client_id = x->rp->provider.client_id,
                             .nonce = t->nonce,
                             .access_token = tokens->access_token,
                             .now = apr_time_sec(apr_time_now()) };
    json_object *userinfo;
    tt_jws token;

    TT_TRY(tt_exchange_verify(x, metadata, tokens->id_token, &token));
    TT_TRY(tt_id_token_check(x->pool, &token, &expected, who));
    userinfo = token.payload;
    if (metadata->userinfo_endpoint)
        TT_TRY(tt_provider_userinfo(x->pool, &x->rp->provider, metadata, tokens->access_token, &userinfo));
    return tt_userinfo_read(x->pool, userinfo, &token, &x->rp->claims, who);
}

/* A refusal is noted for the operator, of sign-ins that began here: strangers cannot fill the audit log.  Where that
 * fails the server's log still has it, and the answer stays what it is. */
static void note_refusal(tt_exchange *x, const tt_error *refused)
{
    const char *origin[] = { "browser", "browser", x->request_id }, *values[] = { refused->code, x->client_ip };
    const tt_error *failed;
    tt_trip trip;

    tt_trip_init(&trip, x->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_sign_in_origin), 3, origin);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_refuse_sign_in), 2, values);
    failed = tt_trip_alone(&trip, x->rp->db, x->rp->query_timeout_ms, false);
    if (failed)
        x->unnoted = failed->cause ? failed->cause : failed->detail;
}

/* What follows once the answer is known to belong to a sign-in that this browser began. */
static const tt_error *complete(tt_exchange *x, const response *r, const tt_transaction *t)
{
    tt_metadata metadata;
    tt_identity who = { 0 };
    tt_session_start start;
    tt_tokens tokens;

    TT_TRY(tt_provider_metadata(x->pool, &x->rp->provider, &metadata));
    TT_TRY(check_response(x, r, &metadata, t));
    TT_TRY(redeem(x, &metadata, t, r->code, &tokens));
    TT_TRY(identify(x, &metadata, t, &tokens, &who));
    start = (tt_session_start){ t->state, metadata.issuer, &who, tokens.id_token };
    TT_TRY(tt_session_begin(x, &start));
    /* It was sealed by us, and is checked again all the same: the rule may have changed since. */
    tt_exchange_redirect(
        x, apr_pstrcat(x->pool, x->rp->base_path, tt_return_to_valid(t->return_to) ? t->return_to : "/", NULL));
    return NULL;
}

const tt_error *tt_sign_in_finish(tt_exchange *x)
{
    tt_transaction_context context;
    const tt_error *e;
    tt_transaction t;
    response r;

    TT_TRY(tt_exchange_only(x, "GET"));
    TT_TRY(read_response(x, &r));
    TT_TRY(read_context(x, &context));
    TT_TRY(tt_transaction_take(&context, r.state, &t));
    e = complete(x, &r, &t);
    if (e)
        note_refusal(x, e);
    return e;
}
