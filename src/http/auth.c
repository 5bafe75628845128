/* auth.c -- see auth.h. */
#include "http/auth.h"

#include <http_log.h>

#include "auth/rate.h"
#include "auth/route.h"
#include "base/clock.h"
#include "http/answer.h"
#include "http/body.h"
#include "http/front.h"
#include "http/headers.h"
#include "http/request_id.h"
#include "log.h"

APLOG_USE_MODULE(timetracker);

enum { BODY_LIMIT = 72 << 10 }; /* a logout token has at most 64 KiB */

#define POLICY "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

void tt_auth_hide(request_rec *r, const char *path)
{
    if (strcmp(path, "/auth/callback") != 0 || !r->args)
        return;
    ap_set_module_config(r->request_config, &timetracker_module, r->args);
    r->args = NULL;
    r->the_request = apr_pstrcat(r->pool, r->method, " ", r->uri, " ", r->protocol, NULL);
    r->unparsed_uri = r->uri;
    r->parsed_uri.query = NULL;
}

static const char *query_of(request_rec *r)
{
    const char *hidden = ap_get_module_config(r->request_config, &timetracker_module);

    return hidden ? hidden : r->args;
}

static void fill(request_rec *r, tt_exchange *x)
{
    const apr_table_t *h = r->headers_in;

    x->pool = r->pool;
    x->method = r->header_only ? "HEAD" : r->method;
    x->query = query_of(r);
    x->cookie = apr_table_get(h, "Cookie");
    x->accept = apr_table_get(h, "Accept");
    x->content_type = apr_table_get(h, "Content-Type");
    x->user_agent = apr_table_get(h, "User-Agent");
    x->csrf = tt_headers_csrf(r);
    x->client_ip = r->useragent_ip;
    x->request_id = tt_request_id(r->pool);
    if (x->rp->front)
        tt_front_read(r, &x->front);
}

/* The provider may end many sessions at once, so its calls have the rate of other changes. */
static const tt_error *admit(const tt_exchange *x, const tt_conf *conf, tt_allowance *shown)
{
    static const tt_credential none = { .kind = TT_CREDENTIAL_NONE };
    bool backchannel = !strcmp(x->path, "/auth/backchannel-logout");
    tt_caller caller = { backchannel ? TT_RATE_WRITE : TT_RATE_AUTH, &none, x->client_ip, { 0 } };

    return tt_rate_take(x->pool, &conf->rates, &caller, tt_clock_ms(), shown);
}

static void log_event(request_rec *r, const tt_exchange *x)
{
    if (x->unnoted)
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                      TTLOGNO(2008) "a refused sign-in is missing in the audit log: %s [request %s]", x->unnoted,
                      x->request_id);
    switch (x->event) {
    case TT_EVENT_NONE: return;
    case TT_EVENT_SIGNED_IN:
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TTLOGNO(2005) "user %s signed in [request %s]", x->user_id,
                      x->request_id);
        return;
    case TT_EVENT_REFUSED:
        if (x->status == 500)
            ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, TTLOGNO(2009) "%s [request %s]", x->cause, x->request_id);
        else if (x->status > 500)
            ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r, TTLOGNO(2012) "%s failed with %d: %s%s%s [request %s]",
                          x->path, x->status, x->reason, x->cause ? ", " : "", x->cause ? x->cause : "", x->request_id);
        else
            ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TTLOGNO(2004) "%s refused with %d: %s%s%s [request %s]",
                          x->path, x->status, x->reason, x->cause ? ", " : "", x->cause ? x->cause : "", x->request_id);
        return;
    case TT_EVENT_SIGNED_OUT:
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TTLOGNO(2006) "user %s signed out [request %s]", x->user_id,
                      x->request_id);
        return;
    case TT_EVENT_ENDED_BY_PROVIDER:
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TTLOGNO(2010) "the provider ended sessions [request %s]",
                      x->request_id);
        return;
    }
}

static const char *policy_of(const tt_exchange *x)
{
    return x->form_action ? apr_pstrcat(x->pool, POLICY " ", x->form_action, NULL) : POLICY;
}

static void set_headers(request_rec *r, const tt_exchange *x, const tt_allowance *allowance)
{
    tt_headers_secure(r, x->rp->base_url, policy_of(x));
    /* With no-referrer browsers would send the form of this page with Origin: null.  Elsewhere it must stay: the
     * address of a callback has the code and the state. */
    if (!strcmp(x->path, "/auth/logout"))
        tt_header(r, "Referrer-Policy", "same-origin");
    tt_headers_rate(r, allowance);
    tt_header(r, "X-Request-Id", x->request_id);
    tt_header(r, "Cache-Control", "no-store");
    tt_header(r, "Location", x->location);
    tt_header(r, "Allow", x->allow);
    if (x->retry_after)
        tt_header(r, "Retry-After", apr_itoa(r->pool, x->retry_after));
    for (int i = 0; x->set_cookies && i < x->set_cookies->nelts; i++)
        apr_table_addn(r->headers_out, "Set-Cookie", APR_ARRAY_IDX(x->set_cookies, i, const char *));
}

int tt_auth_handle(request_rec *r, const tt_conf *conf, const char *path)
{
    tt_exchange x = { .rp = conf->relying_party, .path = path };
    tt_allowance allowance;
    const tt_error *e;

    fill(r, &x);
    e = admit(&x, conf, &allowance);
    if (!e)
        e = tt_body_read(r, BODY_LIMIT, &x.body, &x.body_n);
    if (e)
        tt_exchange_refuse(&x, e);
    else
        tt_auth_answer(&x);
    if (x.user_id)
        r->user = apr_pstrdup(r->pool, x.user_id);
    log_event(r, &x);
    set_headers(r, &x, &allowance);
    return tt_answer_send_text(r, x.status, x.type, x.answer);
}
