/* mcp.c -- see mcp.h. */
#include "http/mcp.h"

#include <http_log.h>
#include <http_protocol.h>

#include "auth/rate.h"
#include "base/clock.h"
#include "http/body.h"
#include "http/events.h"
#include "http/headers.h"
#include "http/request_id.h"
#include "http/settle.h"
#include "http/stream.h"
#include "log.h"
#include "mcp/listen.h"

APLOG_USE_MODULE(timetracker);

#define CORS_HEADERS                                                                                                   \
    "Authorization, X-API-Key, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id, "     \
    "Last-Event-ID"

/* One request on its way. */
typedef struct {
    const tt_conf *conf;
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

static const tt_error *take_call(passage *pass)
{
    return tt_rate_take(pass->mcp.pool, &pass->conf->rates, &pass->caller, tt_clock_ms(), &pass->allowance);
}

static const tt_error *charge(void *context)
{
    return take_call(context);
}

static const tt_error *prepare(request_rec *r, passage *pass)
{
    TT_TRY(fill(r, &pass->mcp));
    pass->caller = (tt_caller){ TT_RATE_MCP, &pass->mcp.in.credential, r->useragent_ip, { 0 } };
    pass->mcp.charge = charge;
    pass->mcp.charge_context = pass;
    return take_call(pass);
}

/* The body is read only for a caller who shows a key. */
static const tt_error *answer(request_rec *r, passage *pass)
{
    tt_mcp *x = &pass->mcp;

    TT_TRY(prepare(r, pass));
    if (!tt_mcp_begin(x))
        return NULL;
    TT_TRY(tt_body_read(r, (apr_size_t)pass->conf->body_limit, &x->in.body, &x->in.body_n));
    tt_mcp_answer(x);
    return NULL;
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

static void settle(request_rec *r, const passage *pass, int status)
{
    const tt_mcp *x = &pass->mcp;

    tt_settle(r, pass->conf,
              &(tt_settlement){ .caller = pass->caller,
                                .status = status,
                                .user_id = x->user_id,
                                .credential_id = x->credential_id,
                                .tier = x->tier,
                                .request_id = x->in.request_id });
}

/* Opens the stream that is wanted; an error where there can be none. */
static const tt_error *open_stream(request_rec *r, const passage *pass, apr_pool_t *scratch, tt_opening *o,
                                   tt_ticket **ticket)
{
    *o = (tt_opening){ .credential = &pass->mcp.in.credential,
                       .client_ip = r->useragent_ip,
                       .accepted = tt_events_scopes(scratch),
                       .timeout_ms = pass->conf->query_timeout_ms };
    TT_TRY(tt_opening_read(pass->conf->site->db, scratch, o));
    return tt_stream_admit(r, pass->conf, o->user_id, ticket);
}

/* X is answered with E, which lives in a pool that ends before the answer is logged. */
static void answer_no_stream(tt_mcp *x, const tt_error *e)
{
    tt_mcp_no_stream(x, e);
    x->refused = NULL;
    x->cause = x->cause ? apr_pstrdup(x->pool, x->cause) : NULL;
}

/* Serves the stream that is wanted; false where there can be none, and X is answered.  The credential and the
 * subscription live in the request's pool. */
static bool serve_stream(request_rec *r, passage *pass, int *status)
{
    tt_mcp *x = &pass->mcp;
    tt_broadcast b = { .kind = &tt_subscription_kind, .context = x->listens };
    apr_pool_t *scratch;
    tt_opening opening;
    tt_ticket *ticket;
    const tt_error *e;
    tt_buf first;

    apr_pool_create(&scratch, NULL);
    e = open_stream(r, pass, scratch, &opening, &ticket);
    if (e) {
        answer_no_stream(x, e);
    } else {
        set_headers(r, pass->conf, pass);
        tt_header(r, "Cache-Control", "no-store, no-cache");
        settle(r, pass, 200);
        tt_buf_init(&first, scratch, 512, 1 << 16);
        tt_subscription_begin(x->listens, &first);
        b.opening = &opening;
        b.first = first.at;
        b.first_n = first.n;
        *status = tt_stream_serve(ticket, &b);
    }
    apr_pool_destroy(scratch);
    return !e;
}

int tt_mcp_handle(request_rec *r, const tt_conf *conf)
{
    passage *pass = apr_pcalloc(r->pool, sizeof *pass); /* a stream needs its credential for as long as it is open */
    tt_mcp *x = &pass->mcp;
    const tt_error *e;
    int status;

    pass->conf = conf;
    x->mcp = conf->mcp;
    e = answer(r, pass);
    if (e)
        refuse(x, e);
    if (x->user_id)
        r->user = apr_pstrdup(r->pool, x->user_id);
    if (x->listens && serve_stream(r, pass, &status))
        return status;
    log_outcome(r, x);
    set_headers(r, conf, pass);
    status = send_answer(r, x);
    settle(r, pass, x->status);
    return status;
}
