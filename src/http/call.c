/* call.c -- see call.h. */
#include "http/call.h"

#include <http_log.h>

#include "api/problem.h"
#include "api/rest.h"
#include "auth/rate.h"
#include "base/clock.h"
#include "http/answer.h"
#include "http/body.h"
#include "http/headers.h"
#include "http/public.h"
#include "http/request_id.h"
#include "http/settle.h"
#include "log.h"

APLOG_USE_MODULE(timetracker);

static const tt_error *fill_request(request_rec *r, tt_request *in)
{
    const apr_table_t *h = r->headers_in;

    in->method = r->header_only ? "GET" : r->method;
    in->query = r->args;
    in->if_match = apr_table_get(h, "If-Match");
    in->if_none_match = apr_table_get(h, "If-None-Match");
    in->idempotency_key = apr_table_get(h, "Idempotency-Key");
    in->accept = apr_table_get(h, "Accept");
    in->content_type = apr_table_get(h, "Content-Type");
    in->csrf = tt_headers_csrf(r);
    in->client_ip = r->useragent_ip;
    in->request_id = tt_request_id(r->pool);
    in->via = "rest";
    return tt_credential_read(r->pool, tt_headers_authorization(r), apr_table_get(h, "X-API-Key"),
                              apr_table_get(h, "Cookie"), &in->credential);
}

/* Whether the server lives may be asked at any time: whoever watches it must not be told that it does not. */
static bool is_limited(const char *path)
{
    return strcmp(path, "/healthz") != 0;
}

/* One request on its way. */
typedef struct {
    tt_call *call;
    tt_caller caller;
    tt_allowance allowance;
} passage;

static const tt_error *prepare(request_rec *r, const tt_conf *conf, passage *pass)
{
    tt_call *c = pass->call;
    bool reads = !strcmp(r->method, "GET") || r->header_only;

    TT_TRY(fill_request(r, &c->in));
    pass->caller = (tt_caller){ reads ? TT_RATE_READ : TT_RATE_WRITE, &c->in.credential, r->useragent_ip, { 0 } };
    if (is_limited(c->in.path))
        TT_TRY(tt_rate_take(r->pool, &conf->rates, &pass->caller, tt_clock_ms(), &pass->allowance));
    return tt_body_read(r, (apr_size_t)conf->body_limit, &c->in.body, &c->in.body_n);
}

/* Failures, and at INFO what became of keys and sessions. */
static void log_outcome(request_rec *r, const tt_call *c)
{
    tt_log_failure(r, c->out.status, c->cause, c->in.request_id);
    if (c->op && c->op->session_only && tt_op_writes(c->op) && c->out.status < 300)
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TTLOGNO(2007) "user %s: %s %s%s%s [request %s]",
                      c->principal.user_id, c->resource->one, c->op->name, c->id ? " " : "", c->id ? c->id : "",
                      c->in.request_id);
}

int tt_call_handle(request_rec *r, const tt_conf *conf, const char *path)
{
    tt_call *c = apr_pcalloc(r->pool, sizeof *c);
    passage pass = { .call = c };
    const tt_error *e;
    int status;

    c->pool = r->pool;
    c->site = conf->site;
    c->in.path = path;
    e = prepare(r, conf, &pass);
    if (!e && tt_public_claims(path))
        e = tt_public_answer(c, path);
    else if (!e)
        tt_rest(c, path);
    if (e)
        tt_problem_answer(c, e);
    if (c->principal.user_id)
        r->user = apr_pstrdup(r->pool, c->principal.user_id);
    log_outcome(r, c);
    tt_headers_rate(r, &pass.allowance);
    status = tt_answer_send(r, c);
    if (c->op)
        tt_settle_call(r, conf, &pass.caller, c, c->out.status);
    return status;
}
