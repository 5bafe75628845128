/* mcp.c -- see mcp.h. */
#include "http/mcp.h"

#include <http_log.h>

#include "auth/rate.h"
#include "base/clock.h"
#include "http/answer.h"
#include "http/body.h"
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

static const tt_error *fill(request_rec *r, tt_mcp *x)
{
    const apr_table_t *h = r->headers_in;

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
    x->user_agent = apr_table_get(h, "User-Agent");
    return tt_credential_read(r->pool, tt_headers_authorization(r), apr_table_get(h, "X-API-Key"), NULL,
                              &x->in.credential);
}

static const tt_error *charge(void *self)
{
    passage *pass = self;

    return tt_rate_take(pass->mcp.pool, &pass->conf->rates, &pass->caller, tt_clock_ms(), &pass->allowance);
}

static const tt_error *prepare(request_rec *r, passage *pass)
{
    TT_TRY(fill(r, &pass->mcp));
    pass->caller = (tt_caller){ TT_RATE_MCP, &pass->mcp.in.credential, r->useragent_ip, { 0 } };
    pass->mcp.charge = charge;
    pass->mcp.charge_context = pass;
    return charge(pass);
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
    x->body = tt_buf_text(&b);
    x->retry_after = e->retry_after;
    x->cause = e->cause;
    x->cause_status = e->status;
}

/* A failure and a missing scope have HTTP's status 200 here, and are logged all the same. */
static void log_outcome(request_rec *r, const tt_mcp *x)
{
    int status = x->cause ? x->cause_status : x->refusal && x->status < 400 ? 403 : x->status;

    tt_log_failure(r, status, x->cause, x->in.request_id);
}

static void set_headers(request_rec *r, const passage *pass)
{
    const tt_mcp *x = &pass->mcp;

    tt_headers_secure(r, pass->conf->base_url, "default-src 'none'; frame-ancestors 'none'");
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

static void settle(request_rec *r, const passage *pass, int status)
{
    const tt_mcp *x = &pass->mcp;

    tt_settle(r, pass->conf,
              &(tt_settlement){ .caller = pass->caller,
                                .status = status,
                                .refusal = x->refusal,
                                .via = tt_mcp_via(x),
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
                       .accepted = pass->conf->site->scopes_to_read,
                       .timeout_ms = pass->conf->query_timeout_ms };
    TT_TRY(tt_opening_read(pass->conf->site->db, scratch, o));
    return tt_stream_admit(r, pass->conf, o->user_id, ticket);
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
        tt_mcp_no_stream(x, e);
    } else {
        set_headers(r, pass);
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
    set_headers(r, pass);
    status = tt_answer_send_text(r, x->status, "application/json", x->body);
    settle(r, pass, x->status);
    return status;
}
