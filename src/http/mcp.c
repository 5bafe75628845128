/* mcp.c -- see mcp.h. */
#include "http/mcp.h"

#include <http_log.h>
#include <http_protocol.h>

#include "auth/rate.h"
#include "base/clock.h"
#include "http/body.h"
#include "http/headers.h"
#include "http/request_id.h"
#include "http/settle.h"
#include "log.h"
#include "mcp/mcp.h"

APLOG_USE_MODULE(timetracker);

#define CORS_HEADERS                                                                                                   \
    "Authorization, X-API-Key, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id, "     \
    "Last-Event-ID"

/* One request on its way. */
typedef struct {
    tt_mcp mcp;
    tt_caller caller;
    tt_allowance allowance;
} passage;

/* Bearer and X-API-Key that say different things: one of them is not the caller's. */
static bool disagree(const char *authorization, const char *api_key)
{
    return authorization && api_key && !strstr(authorization, api_key);
}

static const tt_error *fill(request_rec *r, tt_mcp *x)
{
    const apr_table_t *h = r->headers_in;
    const char *authorization = apr_table_get(h, "Authorization"), *api_key = apr_table_get(h, "X-API-Key");

    x->pool = r->pool;
    x->in.method = r->header_only ? "HEAD" : r->method;
    x->in.client_ip = r->useragent_ip;
    x->in.request_id = tt_request_id(r->pool);
    x->origin = apr_table_get(h, "Origin");
    x->accept = apr_table_get(h, "Accept");
    x->content_type = apr_table_get(h, "Content-Type");
    x->version = apr_table_get(h, "MCP-Protocol-Version");
    x->rpc_method = apr_table_get(h, "Mcp-Method");
    x->rpc_name = apr_table_get(h, "Mcp-Name");
    if (disagree(authorization, api_key))
        authorization = "";
    return tt_credential_read(r->pool, authorization, api_key, NULL, &x->in.credential);
}

static const tt_error *prepare(request_rec *r, const tt_conf *conf, passage *pass)
{
    TT_TRY(fill(r, &pass->mcp));
    pass->caller = (tt_caller){ TT_RATE_MCP, &pass->mcp.in.credential, r->useragent_ip, { 0 } };
    TT_TRY(tt_rate_take(r->pool, &conf->rates, &pass->caller, tt_clock_ms(), &pass->allowance));
    return tt_body_read(r, (apr_size_t)conf->body_limit, &pass->mcp.in.body, &pass->mcp.in.body_n);
}

/* What stands in the way before there is a message. */
static void refuse(tt_mcp *x, const tt_error *e)
{
    tt_buf b;

    tt_buf_init(&b, x->pool, 256, 1 << 14);
    tt_message_error(&b, NULL, TT_RPC_INVALID_REQUEST, e->detail, NULL);
    x->status = e->status;
    x->type = "application/json";
    x->body = tt_buf_text(&b);
    x->retry_after = e->retry_after;
    x->cause = e->cause;
}

static void log_outcome(request_rec *r, const tt_mcp *x)
{
    if (x->cause && x->status == 503)
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r, TTLOGNO(2012) "%s [request %s]", x->cause, x->in.request_id);
    else if (x->cause && x->status >= 500)
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, TTLOGNO(2013) "%s [request %s]", x->cause, x->in.request_id);
    else if (x->status == 401 || x->status == 403 || x->status == 429)
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TTLOGNO(2014) "refused with %d: %s [request %s]", x->status, r->uri,
                      x->in.request_id);
}

static void set_headers(request_rec *r, const tt_conf *conf, const passage *pass)
{
    const tt_mcp *x = &pass->mcp;

    tt_headers_secure(r, conf->base_url, "default-src 'none'; frame-ancestors 'none'");
    tt_headers_rate(r, &pass->allowance);
    tt_header(r, "X-Request-Id", x->in.request_id);
    tt_header(r, "Cache-Control", "no-store");
    tt_header(r, "Allow", x->allow);
    tt_header(r, "WWW-Authenticate", x->www_authenticate);
    if (x->retry_after)
        tt_header(r, "Retry-After", apr_itoa(r->pool, x->retry_after));
    if (!x->cors_origin)
        return;
    tt_header(r, "Access-Control-Allow-Origin", x->cors_origin);
    tt_header(r, "Vary", "Origin");
    tt_header(r, "Access-Control-Expose-Headers", "WWW-Authenticate");
    if (x->status == 204) {
        tt_header(r, "Access-Control-Allow-Methods", "POST");
        tt_header(r, "Access-Control-Allow-Headers", CORS_HEADERS);
        tt_header(r, "Access-Control-Max-Age", "600");
    }
}

/* As with the answers of the API: r->status and OK, so that httpd puts no page of its own in the body's place. */
static int send_answer(request_rec *r, const tt_mcp *x)
{
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    size_t n = x->body ? strlen(x->body) : 0;

    r->status = x->status;
    if (x->body) {
        ap_set_content_type(r, x->type);
        APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_pool_create(x->body, n, r->pool, r->connection->bucket_alloc));
    }
    ap_set_content_length(r, (apr_off_t)n);
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(r->connection->bucket_alloc));
    if (ap_pass_brigade(r->output_filters, brigade) == APR_SUCCESS || r->connection->aborted)
        return OK;
    return AP_FILTER_ERROR;
}

int tt_mcp_handle(request_rec *r, const tt_conf *conf)
{
    passage pass = { .mcp = { .mcp = conf->mcp } };
    tt_mcp *x = &pass.mcp;
    const tt_error *e = prepare(r, conf, &pass);
    int status;

    if (e)
        refuse(x, e);
    else
        tt_mcp_answer(x);
    if (x->user_id)
        r->user = apr_pstrdup(r->pool, x->user_id);
    log_outcome(r, x);
    set_headers(r, conf, &pass);
    status = send_answer(r, x);
    tt_settle(r, conf,
              &(tt_settlement){ .caller = pass.caller,
                                .status = x->status,
                                .user_id = x->user_id,
                                .credential_id = x->credential_id,
                                .tier = x->tier,
                                .request_id = x->in.request_id });
    return status;
}
