/* sign_out.c -- see sign_out.h. */
#include "auth/sign_out.h"

#include <apr_time.h>

#include "auth/credential.h"
#include "auth/page.h"
#include "base/fetch.h"
#include "base/hex.h"
#include "base/json_write.h"
#include "base/url.h"

/* Deletes the session of the cookie; *HINT gets its ID token, NULL where there was no session. */
static const tt_error *end_session(tt_exchange *x, const char **hint)
{
    const char *origin[] = { "browser", "browser", x->request_id }, *hash;
    tt_credential credential;
    const PGresult *rows;
    tt_trip trip;
    int step;

    *hint = NULL;
    TT_TRY(tt_credential_read(x->pool, NULL, NULL, x->cookie, &credential));
    if (credential.kind != TT_CREDENTIAL_SESSION)
        return NULL;
    hash = tt_hex_bytea(x->pool, credential.hash, sizeof credential.hash);
    tt_trip_init(&trip, x->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_sign_in_origin), 3, origin);
    step = tt_trip_add(&trip, tt_statement_fixed(&tt_query_sign_out), 1, &hash);
    TT_TRY(tt_trip_alone(&trip, x->rp->db, x->rp->query_timeout_ms, false));
    rows = tt_trip_result(&trip, step);
    if (!PQntuples(rows))
        return NULL;
    x->event = TT_EVENT_SIGNED_OUT;
    x->user_id = PQgetvalue(rows, 0, 0);
    *hint = PQgetisnull(rows, 0, 1) ? NULL : PQgetvalue(rows, 0, 1);
    return NULL;
}

static const char *home(const tt_exchange *x)
{
    return apr_pstrcat(x->pool, x->rp->base_url, "/", NULL);
}

/* The provider's end of its session, or the front's; our start page where there is none, or it is not to be had now: we
 * are signed out in any case. */
static const tt_error *next_page(const tt_exchange *x, const char *hint, const char **url)
{
    const char *query = "", *state;
    tt_metadata metadata;

    *url = x->rp->front_logout ? x->rp->front_logout : home(x);
    if (!x->rp->provider.well_known || tt_provider_metadata(x->pool, &x->rp->provider, &metadata) ||
        !metadata.end_session_endpoint)
        return NULL;
    TT_TRY(tt_random_text(x->pool, &state));
    if (hint)
        tt_form_add(x->pool, &query, "id_token_hint", hint);
    tt_form_add(x->pool, &query, "client_id", x->rp->provider.client_id);
    tt_form_add(x->pool, &query, "post_logout_redirect_uri", home(x));
    tt_form_add(x->pool, &query, "state", state);
    *url = apr_pstrcat(x->pool, metadata.end_session_endpoint, strchr(metadata.end_session_endpoint, '?') ? "&" : "?",
                       query, NULL);
    return NULL;
}

/* The answer to a form may lead to the provider, which browsers ask the form's page about (form-action); what the end
 * of a front's session leads to in turn is not known here. */
static const char *form_target(const tt_exchange *x)
{
    const char *endpoint;
    tt_metadata metadata;

    if (x->rp->front_logout)
        return "*";
    if (!x->rp->provider.well_known || tt_provider_metadata(x->pool, &x->rp->provider, &metadata) ||
        !metadata.end_session_endpoint)
        return NULL;
    endpoint = metadata.end_session_endpoint;
    return apr_pstrmemdup(x->pool, endpoint, (size_t)(strchrnul(strstr(endpoint, "://") + 3, '/') - endpoint));
}

static const char *question(const tt_exchange *x)
{
    if (!x->rp->front)
        return "Sign out of Timetracker in this browser, and at the OpenID Provider?";
    return x->rp->front_logout ? "Sign out of Timetracker in this browser, and of the site's own sign-in?"
                               : "Sign out of Timetracker in this browser?";
}

static void confirm(tt_exchange *x)
{
    tt_page page = { .title = "Sign out",
                     .text = question(x),
                     .base_path = x->rp->base_path,
                     .path = "/auth/logout",
                     .label = "Sign out",
                     .form = true };

    x->status = 200;
    x->type = "text/html; charset=utf-8";
    x->answer = tt_page_html(x->pool, &page);
    x->form_action = form_target(x);
}

const tt_error *tt_sign_out(tt_exchange *x)
{
    const char *hint, *url;
    tt_buf b;

    if (!strcmp(x->method, "GET") || !strcmp(x->method, "HEAD")) {
        confirm(x);
        return NULL;
    }
    TT_TRY(tt_exchange_only(x, "POST"));
    TT_TRY(tt_csrf_check(x->pool, &x->csrf, x->rp->base_url));
    TT_TRY(end_session(x, &hint));
    tt_exchange_set_session(x, "", 0);
    TT_TRY(next_page(x, hint, &url));
    if (tt_exchange_wants_page(x)) {
        tt_exchange_redirect(x, url);
        return NULL;
    }
    tt_buf_init(&b, x->pool, 1024, 1 << 16);
    tt_buf_putc(&b, '{');
    tt_json_member(&b, "location", url);
    tt_buf_putc(&b, '}');
    x->status = 200;
    x->type = "application/json";
    x->answer = tt_buf_text(&b);
    return tt_buf_check(&b, "sign-out");
}

static const tt_error *refuse(const tt_exchange *x, const char *detail)
{
    return tt_error_make(x->pool, 400, "logout_token", "Logout token refused", "%s", detail);
}

/* The one logout_token of the form. */
static const tt_error *read_token(const tt_exchange *x, const char **token)
{
    static const char form[] = "application/x-www-form-urlencoded";
    apr_array_header_t *params;

    *token = NULL;
    if (!x->content_type || strncasecmp(x->content_type, form, strlen(form)) != 0 ||
        (x->content_type[strlen(form)] && !strchr("; \t", x->content_type[strlen(form)])))
        return refuse(x, "The body must be application/x-www-form-urlencoded");
    TT_TRY(tt_query_parse(x->pool, apr_pstrmemdup(x->pool, x->body, x->body_n), &params));
    for (int i = 0; i < params->nelts; i++)
        if (!strcmp(APR_ARRAY_IDX(params, i, tt_param).name, "logout_token"))
            *token = APR_ARRAY_IDX(params, i, tt_param).value;
    return *token && **token ? NULL : refuse(x, "The form must have a logout_token");
}

/* Whatever is wrong with a token is the sender's mistake (Back-Channel Logout 1.0 section 2.8: 400). */
static const tt_error *as_bad_request(const tt_exchange *x, const tt_error *e)
{
    tt_error *copy;

    if (!e || e->status != 401)
        return e;
    copy = apr_pmemdup(x->pool, e, sizeof *e);
    copy->status = 400;
    copy->title = "Logout token refused";
    return copy;
}

static const tt_error *check_token(const tt_exchange *x, const tt_metadata *metadata, const char *text, tt_logout *out)
{
    tt_expected expected = { .issuer = metadata->issuer,
                             .client_id = x->rp->provider.client_id,
                             .now = apr_time_sec(apr_time_now()) };
    tt_jws token;

    TT_TRY(tt_exchange_verify(x, metadata, text, &token));
    return tt_logout_token_check(x->pool, &token, &expected, x->rp->logout_strict, out);
}

static const tt_error *end_sessions(const tt_exchange *x, const tt_metadata *metadata, const tt_logout *logout)
{
    const char *origin[] = { "provider", "backchannel", x->request_id };
    const char *once = apr_pstrcat(x->pool, metadata->issuer, "\n", logout->jti, NULL);
    const char *values[] = { NULL, metadata->issuer, logout->subject, logout->sid };
    unsigned char hash[TT_SHA256];
    tt_trip trip;

    TT_TRY(tt_sha256(x->pool, once, strlen(once), hash));
    values[0] = tt_hex_bytea(x->pool, hash, sizeof hash);
    tt_trip_init(&trip, x->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_sign_in_origin), 3, origin);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_backchannel_logout), TT_COUNT(values), values);
    return tt_trip_alone(&trip, x->rp->db, x->rp->query_timeout_ms, false);
}

const tt_error *tt_sign_out_by_provider(tt_exchange *x)
{
    tt_metadata metadata;
    tt_logout logout = { 0 };
    const char *token;

    TT_TRY(tt_exchange_only(x, "POST"));
    TT_TRY(read_token(x, &token));
    TT_TRY(tt_provider_metadata(x->pool, &x->rp->provider, &metadata));
    TT_TRY(as_bad_request(x, check_token(x, &metadata, token, &logout)));
    TT_TRY(end_sessions(x, &metadata, &logout));
    x->status = 204;
    x->event = TT_EVENT_ENDED_BY_PROVIDER;
    return NULL;
}
