/* stream.c -- see stream.h.
 * Who may touch a suspended request: until the handler returns its worker; then the thread of the streams, under their
 * lock; from tt_stream_leave() on the worker that the MPM has chosen to end it. */
#include "http/stream.h"

#include <ap_mpm.h>
#include <http_connection.h>
#include <http_core.h>
#include <http_log.h>
#include <http_main.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mpm_common.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "http/stream_thread.h"
#include "log.h"

APLOG_USE_MODULE(timetracker);

enum {
    BEAT_MS = 15000,
    LIFETIME_MS = 3600000,
    STUCK_MS = 10000,
    WRITE_US = 50000,         /* what a write may wait where the socket said it can be written */
    SILENT_CLIENT_MS = 30000, /* bytes that were not acknowledged for so long end the connection */
    RETRY_S = 30,             /* when to come again */
    THREADS_SHARE = 8         /* of the threads of all children this part may be held by streams */
};

struct tt_ticket {
    request_rec *r;
    const tt_conf *conf;
    int slot;
    bool holds_thread;
    int fd;
    tt_stream stream;
    apr_bucket_brigade *brigade;
};

/* What we know of a connection. */
typedef struct {
    bool inside;       /* of our own call of the hooks */
    tt_ticket *ticket; /* of its suspended request; NULL = none */
} watch;

static bool can_suspend; /* whether the MPM watches sockets for us */

static watch *watch_of(conn_rec *c)
{
    watch *w = ap_get_module_config(c->conn_config, &timetracker_module);

    if (!w) {
        w = apr_pcalloc(c->pool, sizeof *w);
        ap_set_module_config(c->conn_config, &timetracker_module, w);
    }
    return w;
}

/* ---- who is let in ----------------------------------------------------------------------------------------------- */

static apr_status_t give_back(void *ticket)
{
    const tt_ticket *t = ticket;

    tt_slots_give(t->conf->slots, t->slot);
    return APR_SUCCESS;
}

/* Should the connection be thrown away without a word to us. */
static apr_status_t leave(void *ticket)
{
    tt_ticket *t = ticket;

    tt_stream_leave(t->conf->streams, &t->stream);
    return APR_SUCCESS;
}

static const tt_error *refuse(request_rec *r, tt_slot_result result)
{
    tt_error *e = tt_error_make(r->pool, 503, "too_many_streams", "Too many streams", "%s; try again later",
                                result == TT_SLOT_USER_HAS_ENOUGH ? "You have enough streams open"
                                                                  : "Enough streams are open on this server");

    e->retry_after = RETRY_S;
    return e;
}

const tt_error *tt_stream_admit(request_rec *r, const tt_conf *conf, const char *user_id, tt_ticket **out)
{
    tt_ticket *t = apr_pcalloc(r->pool, sizeof *t);
    tt_slot_wish wish = { .user_id = apr_atoi64(user_id), .per_user = conf->streams_per_user };
    tt_slot_result result;

    if (!conf->streams_max)
        return tt_error_make(r->pool, 404, "unknown_route", "Not found", "This server has no streams");
    t->r = r;
    t->conf = conf;
    t->holds_thread = !can_suspend || r->connection->master || !r->connection->cs;
    wish.first_n = t->holds_thread ? tt_streams_with_thread() : 0;
    result = tt_slots_take(conf->slots, &wish, &t->slot);
    if (result != TT_SLOT_TAKEN)
        return refuse(r, result);
    apr_pool_cleanup_register(r->pool, t, give_back, apr_pool_cleanup_null);
    *out = t;
    return NULL;
}

int tt_streams_with_thread(void)
{
    int daemons = 0, threads = 0, most;

    ap_mpm_query(AP_MPMQ_MAX_DAEMONS, &daemons);
    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    most = daemons * (threads > 0 ? threads : 1) / THREADS_SHARE;
    return most > 0 ? most : 1;
}

/* ---- the way to the client --------------------------------------------------------------------------------------- */

static bool write_out(tt_ticket *t, const char *bytes, size_t n, bool ends)
{
    apr_bucket_alloc_t *alloc = t->r->connection->bucket_alloc;
    apr_status_t status;

    if (n)
        APR_BRIGADE_INSERT_TAIL(t->brigade, apr_bucket_transient_create(bytes, n, alloc));
    APR_BRIGADE_INSERT_TAIL(t->brigade, ends ? apr_bucket_eos_create(alloc) : apr_bucket_flush_create(alloc));
    status = ap_pass_brigade(t->r->output_filters, t->brigade);
    apr_brigade_cleanup(t->brigade);
    return status == APR_SUCCESS && !t->r->connection->aborted;
}

/* There is room for a piece where the kernel says that it can be written at all; WRITE_US is for where it errs. */
static tt_sent send_suspended(void *ticket, const char *bytes, size_t n)
{
    tt_ticket *t = ticket;
    struct pollfd fd = { .fd = t->fd, .events = POLLOUT };

    if (poll(&fd, 1, 0) < 1 && !fd.revents)
        return TT_SENT_NOT_NOW;
    if (fd.revents & (POLLERR | POLLHUP) || !write_out(t, bytes, n, false))
        return TT_SENT_NEVER;
    return TT_SENT;
}

/* A socket that can be read no more wakes the MPM, which then has a worker end the request. */
static void close_suspended(void *ticket, bool drop)
{
    tt_ticket *t = ticket;

    if (!drop && !t->r->connection->aborted && !t->r->eos_sent)
        write_out(t, NULL, 0, true);
    shutdown(t->fd, drop ? SHUT_RDWR : SHUT_RD);
}

static void end_politely(tt_ticket *t)
{
    const tt_stream_kind *kind = t->stream.kind;
    tt_buf b;

    if (t->r->connection->aborted || t->r->eos_sent)
        return;
    tt_buf_init(&b, t->r->pool, 256, 1 << 16);
    if (kind->end && !t->stream.out)
        kind->end(t->stream.context, &b);
    write_out(t, b.at, b.n, true);
}

/* Ends a suspended request, in a worker.  The state of the connection stays what it is. */
static void finish(conn_rec *c, watch *w)
{
    conn_state_e state = c->cs->state;
    tt_ticket *t = w->ticket;

    w->ticket = NULL;
    if (!tt_stream_leave(t->conf->streams, &t->stream))
        end_politely(t);
    apr_pool_cleanup_kill(t->r->pool, t, leave);
    ap_process_request_after_handler(t->r);
    c->cs->state = state;
}

/* ---- suspending -------------------------------------------------------------------------------------------------- */

/* Runs whenever the MPM has a worker for a connection.  One with a stream has nothing to say: its client has left,
 * sends what it must not, or we have ended it.  For the others the hooks run as ever, and who comes back with a stream
 * waits in the MPM. */
static int process_connection(conn_rec *c)
{
    watch *w;
    int status;

    if (!can_suspend || c->master || !c->cs)
        return DECLINED;
    w = watch_of(c);
    if (w->inside)
        return DECLINED;
    if (w->ticket) {
        finish(c, w);
        c->cs->state = CONN_STATE_LINGER;
        return OK;
    }
    w->inside = true;
    status = ap_run_process_connection(c);
    w->inside = false;
    if (w->ticket && c->cs->state == CONN_STATE_SUSPENDED) {
        c->cs->state = CONN_STATE_ASYNC_WAITIO;
        c->cs->sense = CONN_SENSE_WANT_READ;
    }
    return status;
}

/* Runs before any connection is closed: at Timeout, or when the client has gone. */
static int pre_close_connection(conn_rec *c)
{
    watch *w = ap_get_module_config(c->conn_config, &timetracker_module);

    if (w && w->ticket)
        finish(c, w);
    return OK;
}

static int suspend(tt_ticket *t)
{
    conn_rec *c = t->r->connection;
    apr_socket_t *socket = ap_get_conn_socket(c);
    watch *w = watch_of(c);
    int silent_ms = SILENT_CLIENT_MS;

    apr_os_sock_get(&t->fd, socket);
    setsockopt(t->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &silent_ms, sizeof silent_ms);
    apr_socket_timeout_set(socket, WRITE_US);
    t->stream.transport = (tt_transport){ send_suspended, close_suspended, t };
    w->ticket = t;
    apr_pool_pre_cleanup_register(t->r->pool, t, leave);
    if (tt_stream_open(t->conf->streams, &t->stream))
        return SUSPENDED;
    apr_pool_cleanup_kill(t->r->pool, t, leave);
    w->ticket = NULL;
    return OK;
}

/* ---- both ways --------------------------------------------------------------------------------------------------- */

static void set_headers(request_rec *r)
{
    r->status = HTTP_OK;
    ap_set_content_type(r, "text/event-stream");
    apr_table_setn(r->headers_out, "X-Accel-Buffering", "no");
    apr_table_setn(r->subprocess_env, "no-gzip", "1");
    apr_table_setn(r->subprocess_env, "nokeepalive", "1");
}

static void fill(tt_ticket *t, const tt_broadcast *b)
{
    t->stream.pool = t->r->pool;
    t->stream.user_id = apr_atoi64(b->opening->user_id);
    t->stream.credential = b->opening->credential;
    t->stream.granted = apr_pstrdup(t->r->pool, b->opening->granted);
    t->stream.position = b->opening->position;
    t->stream.kind = b->kind;
    t->stream.context = b->context;
}

int tt_stream_serve(tt_ticket *t, const tt_broadcast *b)
{
    request_rec *r = t->r;

    set_headers(r);
    t->brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    if (!write_out(t, b->first, b->first_n, false) || r->header_only)
        return OK;
    fill(t, b);
    if (!t->holds_thread)
        return suspend(t);
    if (!tt_stream_hold_thread(r, t->conf->streams, &t->stream))
        end_politely(t);
    return OK;
}

/* ---- processes --------------------------------------------------------------------------------------------------- */

static void report(void *server, const char *cause)
{
    if (cause)
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server, TTLOGNO(2021) "streams learn of no events: %s", cause);
    else
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, server, TTLOGNO(2022) "streams learn of events again");
}

static apr_status_t stop(void *streams)
{
    tt_streams_stop(streams);
    tt_streams_join(streams);
    return APR_SUCCESS;
}

const tt_error *tt_streams_attach(apr_pool_t *p, server_rec *s, tt_conf *conf)
{
    tt_streams_settings settings = { .conninfo = conf->dbd_params,
                                     .timeout_ms = conf->db_connect_ms,
                                     .beat_ms = BEAT_MS,
                                     .lifetime_ms = LIFETIME_MS,
                                     .stuck_ms = STUCK_MS,
                                     .report = report,
                                     .self = s };
    int waits = 0;

    can_suspend = ap_mpm_query(AP_MPMQ_CAN_WAITIO, &waits) == APR_SUCCESS && waits;
    TT_TRY(tt_streams_make(p, settings, &conf->streams));
    apr_pool_pre_cleanup_register(p, conf->streams, stop);
    return NULL;
}

/* A child that is to end does not wait for clients to leave. */
static void child_stopping(apr_pool_t *p, int graceful)
{
    (void)p;
    (void)graceful;
    for (server_rec *s = ap_server_conf; s; s = s->next)
        if (tt_conf_of(s)->streams)
            tt_streams_stop(tt_conf_of(s)->streams);
}

void tt_streams_register(void)
{
    ap_hook_process_connection(process_connection, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_pre_close_connection(pre_close_connection, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_child_stopping(child_stopping, NULL, NULL, APR_HOOK_MIDDLE);
}
