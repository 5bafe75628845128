/* exchange.c -- see exchange.h. */
#include "auth/exchange.h"

#include "auth/credential.h"
#include "auth/page.h"
#include "base/accept.h"
#include "base/problem_json.h"

void tt_exchange_redirect(tt_exchange *x, const char *url)
{
    x->status = 303;
    x->location = url;
}

bool tt_exchange_wants_page(const tt_exchange *x)
{
    return tt_accept_quality(x->accept, "text/html") > 0;
}

void tt_exchange_refuse(tt_exchange *x, const tt_error *e)
{
    tt_page page = {
        .title = e->title, .text = e->detail, .base_path = x->rp->base_path, .path = "/auth/login", .label = "Try again"
    };

    x->status = e->status;
    x->allow = e->allow;
    x->retry_after = e->retry_after;
    x->location = NULL;
    x->event = TT_EVENT_REFUSED;
    x->reason = e->code;
    x->cause = e->cause;
    x->type = tt_exchange_wants_page(x) ? "text/html; charset=utf-8" : "application/problem+json";
    x->answer = tt_exchange_wants_page(x) ? tt_page_html(x->pool, &page) : tt_problem_json(x->pool, e, x->request_id);
}

void tt_exchange_set_session(tt_exchange *x, const char *id, int max_age)
{
    APR_ARRAY_PUSH(x->set_cookies, const char *) =
        apr_psprintf(x->pool, TT_SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%d", id, max_age);
}

const tt_error *tt_exchange_verify(const tt_exchange *x, const tt_metadata *metadata, const char *token, tt_jws *out)
{
    const tt_error *e;
    tt_jwks *keys;

    TT_TRY(tt_provider_keys(x->pool, &x->rp->provider, metadata, false, &keys));
    e = tt_jws_verify(x->pool, token, keys, metadata->algs, out);
    if (!e || strcmp(e->code, "token_key_unknown") != 0)
        return e;
    TT_TRY(tt_provider_keys(x->pool, &x->rp->provider, metadata, true, &keys));
    return tt_jws_verify(x->pool, token, keys, metadata->algs, out);
}

const tt_error *tt_exchange_only(const tt_exchange *x, const char *method)
{
    tt_error *e;

    if (!strcmp(x->method, method))
        return NULL;
    e = tt_error_make(x->pool, 405, "method_not_allowed", "Method not allowed", "This path takes %s", method);
    e->allow = method;
    return e;
}
