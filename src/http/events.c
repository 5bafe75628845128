/* events.c -- see events.h. */
#include "http/events.h"

#include <http_log.h>

#include "api/problem.h"
#include "api/scope.h"
#include "base/clock.h"
#include "base/url.h"
#include "http/answer.h"
#include "http/headers.h"
#include "http/request_id.h"
#include "http/settle.h"
#include "http/stream.h"
#include "log.h"

APLOG_USE_MODULE(timetracker);

enum {
    FIRST_MOST = 16 << 20, /* bytes of events that were missed */
    RETRY_MS = 2000,       /* after which clients come again; */
    RETRY_SPREAD_MS = 2000 /* not all at once */
};

bool tt_events_claims(const char *path)
{
    return !strcmp(path, "/api/v1/events") || !strcmp(path, "/api/events");
}

/* ---- what a credential may know ---------------------------------------------------------------------------------- */

static const tt_op *reading_op(const tt_resource *r)
{
    for (const tt_op *op = r->ops; op < r->ops + r->nops; op++)
        if (op->verb == TT_LIST || op->verb == TT_GET)
            return op;
    return NULL;
}

/* "client_target_corrections" are a part of what "client_targets" has, one of which is a "client_target". */
static const tt_resource *resource_of(const char *name)
{
    const tt_resource *found = tt_resource_find(name);

    for (const tt_resource *const *r = tt_resources; *r && !found; r++) {
        size_t n = strlen((*r)->one);

        if (!strncmp(name, (*r)->one, n) && name[n] == '_')
            found = *r;
    }
    return found;
}

/* Whether who has SCOPES (JSON; "" = a session, which has all) may know of changes of RESOURCE: whoever may list it. */
static bool may_know(const char *scopes, const char *resource)
{
    const tt_resource *r = resource_of(resource);
    const tt_op *op = r ? reading_op(r) : NULL;

    if (!*scopes)
        return true;
    return op && !op->session_only && op->scope && tt_scope_suffices(scopes, op->scope);
}

/* ---- what is written; the context is the text of the scopes ------------------------------------------------------ */

static void put_event(void *scopes, const tt_event *e, tt_buf *out)
{
    if (may_know(scopes, e->resource))
        tt_event_write(e, out);
}

static void put_position(tt_position at, tt_buf *out)
{
    tt_buf_puts(out, "id: ");
    tt_position_write(at, out);
    tt_buf_putc(out, '\n');
}

/* An event, since a browser's page hears neither comments nor ids that move on without one: so it knows that the stream
 * lives, and has a place to go on from though nothing happened. */
static void put_beat(void *scopes, tt_position at, tt_buf *out)
{
    (void)scopes;
    put_position(at, out);
    tt_buf_puts(out, "event: beat\ndata: {}\n\n");
}

static void put_reset(void *scopes, tt_position at, tt_buf *out)
{
    (void)scopes;
    put_position(at, out);
    tt_buf_puts(out, "event: reset\ndata: {}\n\n");
}

static const tt_stream_kind events = { .event = put_event, .beat = put_beat, .reset = put_reset };

static void put_first(request_rec *r, const tt_opening *o, char *scopes, tt_buf *out)
{
    tt_event e;

    tt_buf_printf(out, "retry: %d\n\n", RETRY_MS + (int)(r->request_time % RETRY_SPREAD_MS));
    if (o->is_lost) {
        put_reset(scopes, o->position, out);
        return;
    }
    for (int i = 0; i < PQntuples(o->missed) && tt_event_read(o->missed, i, &e); i++)
        put_event(scopes, &e, out);
    put_beat(scopes, o->position, out);
}

/* ---- a request --------------------------------------------------------------------------------------------------- */

/* One on its way.  What was missed can be much, so it has a pool of its own, which ends before the stream begins. */
typedef struct {
    tt_call *call;
    tt_caller caller;
    tt_allowance allowance;
    apr_pool_t *scratch;
    tt_opening opening;
    tt_ticket *ticket;
} passage;

static const tt_error *read_request(request_rec *r, const tt_conf *conf, passage *pass)
{
    const apr_table_t *h = r->headers_in;
    tt_request *in = &pass->call->in;
    tt_error *e;

    in->request_id = tt_request_id(r->pool);
    in->client_ip = r->useragent_ip;
    in->method = r->method;
    in->via = "rest";
    TT_TRY(tt_credential_read(r->pool, tt_headers_authorization(r), apr_table_get(h, "X-API-Key"),
                              apr_table_get(h, "Cookie"), &in->credential));
    pass->caller = (tt_caller){ TT_RATE_READ, &in->credential, r->useragent_ip, { 0 } };
    TT_TRY(tt_rate_take(r->pool, &conf->rates, &pass->caller, tt_clock_ms(), &pass->allowance));
    if (!r->header_only && strcmp(r->method, "GET") != 0) {
        e = tt_error_make(r->pool, 405, "method_not_allowed", "Method not allowed", "This path takes GET, HEAD");
        e->allow = "GET, HEAD";
        return e;
    }
    return NULL;
}

/* A browser that comes again says in a header what it has, though its address still says where it began. */
static const tt_error *read_position(request_rec *r, const char **last_event)
{
    apr_array_header_t *query;

    TT_TRY(tt_query_parse(r->pool, r->args, &query));
    *last_event = apr_table_get(r->headers_in, "Last-Event-ID");
    for (int i = 0; i < query->nelts; i++) {
        const tt_param *param = &APR_ARRAY_IDX(query, i, tt_param);

        if (strcmp(param->name, "last_event_id") != 0)
            return tt_error_make(r->pool, 400, "unknown_parameter", "Unknown parameter",
                                 "%s: is not known; this path takes last_event_id", param->name);
        *last_event = *last_event ? *last_event : param->value;
    }
    return NULL;
}

static const tt_error *authenticate(const tt_conf *conf, passage *pass)
{
    const tt_credential *credential = &pass->call->in.credential;
    apr_pool_t *p = pass->call->pool;
    const tt_opening *o = &pass->opening;

    if (credential->kind == TT_CREDENTIAL_NONE)
        return tt_error_make(p, 401, "credentials_required", "Authentication required",
                             "Send an API key as 'Authorization: Bearer <key>', or sign in");
    if (credential->kind == TT_CREDENTIAL_BAD)
        return tt_error_make(p, 401, "invalid_credentials", "Authentication required",
                             "The API key is unknown, expired or revoked");
    pass->opening.credential = credential;
    pass->opening.client_ip = pass->call->in.client_ip;
    pass->opening.accepted = conf->site->scopes_to_read;
    pass->opening.timeout_ms = conf->query_timeout_ms;
    TT_TRY(tt_opening_read(conf->site->db, pass->scratch, &pass->opening));
    pass->call->principal.user_id = apr_pstrdup(p, o->user_id);
    pass->call->principal.credential_id = apr_pstrdup(p, o->credential_id);
    pass->call->principal.tier = apr_pstrdup(p, o->tier);
    return NULL;
}

static const tt_error *open_stream(request_rec *r, const tt_conf *conf, passage *pass)
{
    TT_TRY(read_request(r, conf, pass));
    TT_TRY(read_position(r, &pass->opening.last_event));
    TT_TRY(authenticate(conf, pass));
    return tt_stream_admit(r, conf, pass->opening.user_id, &pass->ticket);
}

static int refuse(request_rec *r, const tt_conf *conf, const passage *pass, const tt_error *e)
{
    tt_call *c = pass->call;
    int status;

    tt_problem_answer(c, e);
    tt_log_failure(r, c->out.status, c->cause, c->in.request_id);
    tt_headers_rate(r, &pass->allowance);
    status = tt_answer_send(r, c);
    tt_settle_call(r, conf, &pass->caller, c, c->out.status);
    return status;
}

static int stream(request_rec *r, const tt_conf *conf, passage *pass)
{
    char *scopes = apr_pstrdup(r->pool, pass->opening.scopes);
    tt_broadcast b = { .kind = &events, .context = scopes, .opening = &pass->opening };
    tt_buf first;

    tt_header(r, "X-Request-Id", pass->call->in.request_id);
    tt_header(r, "Cache-Control", "no-store");
    tt_headers_secure(r, conf->base_url, "default-src 'none'; frame-ancestors 'none'");
    tt_headers_rate(r, &pass->allowance);
    tt_settle_call(r, conf, &pass->caller, pass->call, 200); /* now, since afterwards the request is not ours */
    tt_buf_init(&first, pass->scratch, 4096, FIRST_MOST);
    put_first(r, &pass->opening, scopes, &first);
    b.first = first.at;
    b.first_n = first.n;
    return tt_stream_serve(pass->ticket, &b);
}

int tt_events_handle(request_rec *r, const tt_conf *conf)
{
    passage pass = { .call = apr_pcalloc(r->pool, sizeof *pass.call) };
    const tt_error *e;
    int status;

    pass.call->pool = r->pool;
    pass.call->site = conf->site;
    apr_pool_create(&pass.scratch, NULL);
    e = open_stream(r, conf, &pass);
    if (pass.call->principal.user_id)
        r->user = apr_pstrdup(r->pool, pass.call->principal.user_id);
    status = e ? refuse(r, conf, &pass, e) : stream(r, conf, &pass);
    apr_pool_destroy(pass.scratch);
    return status;
}
