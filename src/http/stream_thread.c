/* stream_thread.c -- see stream_thread.h.
 * The thread of the streams puts bytes into a queue, the request's own takes them out and may wait for its client.  It
 * waits for a descriptor, because prefork ends a process within a signal handler, and a condition that is waited for
 * cannot be destroyed. */
#include "http/stream_thread.h"

#include <ap_mpm.h>
#include <apr_thread_mutex.h>
#include <http_core.h>
#include <http_protocol.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    ROOM = 32768,
    LOOK_MS = 250 /* between two looks whether the process is to end */
};

typedef struct {
    request_rec *r;
    apr_bucket_brigade *brigade;
    int client_fd;            /* -1 = of HTTP/2, where the socket is another's: there a write will tell */
    int changed_fd;           /* can be read when something was put in */
    apr_thread_mutex_t *lock; /* guards what follows */
    bool is_closed;
    size_t n;
    char bytes[ROOM];
} queue;

static void wake(const queue *q)
{
    const uint64_t one = 1;

    if (write(q->changed_fd, &one, sizeof one) < 0)
        return; /* it can be read already, or is looked at soon */
}

static tt_sent put(void *self, const char *bytes, size_t n)
{
    queue *q = self;
    bool fits;

    apr_thread_mutex_lock(q->lock);
    fits = n <= ROOM - q->n;
    if (fits) {
        memcpy(q->bytes + q->n, bytes, n);
        q->n += n;
    }
    apr_thread_mutex_unlock(q->lock);
    wake(q);
    return fits ? TT_SENT : TT_SENT_NOT_NOW;
}

static void close_queue(void *self, bool drop)
{
    queue *q = self;

    (void)drop; /* a write that waits ends at httpd's Timeout */
    apr_thread_mutex_lock(q->lock);
    q->is_closed = true;
    apr_thread_mutex_unlock(q->lock);
    wake(q);
}

/* Waits a little for something to be put in.  False = the client has left. */
static bool wait_a_little(const queue *q)
{
    struct pollfd fds[] = { { .fd = q->changed_fd, .events = POLLIN }, { .fd = q->client_fd, .events = POLLRDHUP } };
    uint64_t count;

    poll(fds, TT_COUNT(fds), LOOK_MS);
    if (fds[0].revents && read(q->changed_fd, &count, sizeof count) < 0)
        return true;
    return !fds[1].revents && !q->r->connection->aborted;
}

/* Moves what there is to BYTES; false = it was closed, and all is taken. */
static bool take(queue *q, char *bytes, size_t *n)
{
    bool goes_on;

    apr_thread_mutex_lock(q->lock);
    *n = q->n;
    memcpy(bytes, q->bytes, q->n);
    q->n = 0;
    goes_on = *n || !q->is_closed;
    apr_thread_mutex_unlock(q->lock);
    return goes_on;
}

static bool write_out(queue *q, const char *bytes, size_t n)
{
    apr_bucket_alloc_t *alloc = q->r->connection->bucket_alloc;
    apr_status_t status;

    APR_BRIGADE_INSERT_TAIL(q->brigade, apr_bucket_transient_create(bytes, n, alloc));
    APR_BRIGADE_INSERT_TAIL(q->brigade, apr_bucket_flush_create(alloc));
    status = ap_pass_brigade(q->r->output_filters, q->brigade);
    apr_brigade_cleanup(q->brigade);
    return status == APR_SUCCESS && !q->r->connection->aborted;
}

static bool process_ends(void)
{
    int state = AP_MPMQ_RUNNING;

    ap_mpm_query(AP_MPMQ_MPM_STATE, &state);
    return state == AP_MPMQ_STOPPING;
}

static void serve(queue *q)
{
    char *bytes = apr_palloc(q->r->pool, ROOM);
    size_t n;

    while (take(q, bytes, &n)) {
        if (n && !write_out(q, bytes, n))
            return;
        if (!n && (process_ends() || !wait_a_little(q)))
            return;
    }
}

static apr_status_t close_descriptor(void *self)
{
    close(((const queue *)self)->changed_fd);
    return APR_SUCCESS;
}

static queue *make_queue(request_rec *r)
{
    queue *q = apr_pcalloc(r->pool, sizeof *q);

    q->r = r;
    q->brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    q->client_fd = -1;
    if (!r->connection->master)
        apr_os_sock_get(&q->client_fd, ap_get_conn_socket(r->connection));
    q->changed_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (q->changed_fd < 0)
        return NULL;
    apr_pool_cleanup_register(r->pool, q, close_descriptor, apr_pool_cleanup_null);
    return apr_thread_mutex_create(&q->lock, APR_THREAD_MUTEX_DEFAULT, r->pool) ? NULL : q;
}

bool tt_stream_hold_thread(request_rec *r, tt_streams *streams, tt_stream *s)
{
    queue *q = make_queue(r);
    apr_pool_t *own;
    bool ended = false;

    /* While the stream is open r->pool is this thread's, so what the other one keeps needs a pool of its own. */
    if (!q || apr_pool_create_unmanaged_ex(&own, NULL, NULL))
        return false;
    s->transport = (tt_transport){ put, close_queue, q };
    s->pool = own;
    if (tt_stream_open(streams, s)) {
        serve(q);
        ended = tt_stream_leave(streams, s);
    }
    apr_pool_destroy(own);
    return ended;
}
