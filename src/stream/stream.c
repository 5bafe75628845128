/* stream.c -- see stream.h.
 * The thread reads without the lock and takes it to pass on what it has read, so nobody waits for the database; what it
 * does under the lock waits for nobody. */
#include "stream/stream.h"

#include <apr_hash.h>
#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hex.h"
#include "stream/feed.h"
#include "stream/outbox.h"

enum {
    TICK_MS = 100,
    CHECK_MS = 3000, /* between two looks at the credentials */
    USERS = 1024,    /* lists of streams, by user */
    BEATS = 200      /* at one tick, so that they spread */
};

struct tt_streams {
    apr_pool_t *pool; /* after its start the thread's alone */
    tt_streams_settings settings;
    int stop_fd;               /* can be read for ever once they are to stop */
    int work_fd;               /* can be read when there may be a first stream */
    bool stopping;             /* by atomics alone: a signal handler may set it */
    apr_thread_mutex_t *lock;  /* guards what follows */
    apr_thread_t *thread;      /* NULL = not started */
    tt_stream *first;          /* all that are open */
    tt_stream *of_user[USERS]; /* the same by user */
    bool has_lowest;           /* since the last tick streams came that begin at LOWEST */
    tt_position lowest;

    /* The thread's alone. */
    apr_pool_t *tick;
    tt_outbox *outbox;
    bool is_tracking; /* POSITION has a meaning */
    tt_position position;
    int64_t check_at;
    bool has_trouble;
};

static apr_status_t close_descriptors(void *self)
{
    tt_streams *streams = self;

    close(streams->stop_fd);
    close(streams->work_fd);
    return APR_SUCCESS;
}

const tt_error *tt_streams_make(apr_pool_t *p, tt_streams_settings settings, tt_streams **out)
{
    tt_streams *streams = apr_pcalloc(p, sizeof *streams);
    apr_allocator_t *allocator;

    streams->settings = settings;
    streams->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    streams->work_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    apr_pool_cleanup_register(p, streams, close_descriptors, apr_pool_cleanup_null);
    if (streams->stop_fd < 0 || streams->work_fd < 0 ||
        apr_thread_mutex_create(&streams->lock, APR_THREAD_MUTEX_DEFAULT, p) || apr_allocator_create(&allocator))
        return tt_error_internal(p, "no descriptor, mutex or memory for streams");
    apr_pool_create_ex(&streams->pool, p, NULL, allocator);
    apr_allocator_owner_set(allocator, streams->pool);
    apr_pool_create(&streams->tick, streams->pool);
    streams->outbox =
        tt_outbox_make(streams->pool, (tt_outbox_settings){ settings.conninfo, settings.timeout_ms, streams->stop_fd });
    *out = streams;
    return NULL;
}

static bool is_stopping(const tt_streams *streams)
{
    return __atomic_load_n(&streams->stopping, __ATOMIC_SEQ_CST);
}

static void lock(tt_streams *streams)
{
    apr_thread_mutex_lock(streams->lock);
}

static void unlock(tt_streams *streams)
{
    apr_thread_mutex_unlock(streams->lock);
}

/* ---- the list of what is open; the lock is held ------------------------------------------------------------------ */

static tt_stream **users_of(tt_streams *streams, int64_t user_id)
{
    return &streams->of_user[(uint64_t)user_id % USERS];
}

static void link_stream(tt_streams *streams, tt_stream *s)
{
    s->at = &streams->first;
    s->next = *s->at;
    if (s->next)
        s->next->at = &s->next;
    *s->at = s;
    s->at_of_user = users_of(streams, s->user_id);
    s->next_of_user = *s->at_of_user;
    if (s->next_of_user)
        s->next_of_user->at_of_user = &s->next_of_user;
    *s->at_of_user = s;
    s->is_open = true;
    if (!streams->has_lowest || tt_position_compare(s->position, streams->lowest) < 0)
        streams->lowest = s->position;
    streams->has_lowest = true;
}

static void unlink_stream(tt_stream *s)
{
    *s->at = s->next;
    if (s->next)
        s->next->at = s->at;
    *s->at_of_user = s->next_of_user;
    if (s->next_of_user)
        s->next_of_user->at_of_user = s->at_of_user;
    s->is_open = false;
}

static void flush(tt_streams *streams, tt_stream *s)
{
    if (s->is_unflushed && s->kind->flush)
        s->kind->flush(s->context, tt_feed_buffer(s, streams->tick));
    s->is_unflushed = false;
}

/* A client that still reads is told of the end. */
static void end_stream(tt_streams *streams, tt_stream *s, int64_t now)
{
    bool drop;

    flush(streams, s);
    if (!s->out && s->kind->end)
        s->kind->end(s->context, tt_feed_buffer(s, streams->tick));
    drop = tt_feed_send(s, now, streams->settings.stuck_ms) != TT_FED;
    unlink_stream(s);
    s->ends = true;
    s->transport.close(s->transport.self, drop);
}

static void drop_stream(tt_stream *s)
{
    unlink_stream(s);
    s->ends = true;
    s->transport.close(s->transport.self, true);
}

/* ---- the thread -------------------------------------------------------------------------------------------------- */

static void offer(tt_streams *streams, tt_stream *s, const tt_event *e)
{
    if (tt_position_compare(e->position, s->position) <= 0)
        return;
    s->kind->event(s->context, e, tt_feed_buffer(s, streams->tick));
    s->is_unflushed = true;
    s->position = e->position;
}

/* The database was put back to an earlier state: what was told may not be true any more. */
static void start_over(tt_streams *streams, tt_position at)
{
    for (tt_stream *s = streams->first; s; s = s->next) {
        s->position = at;
        s->kind->reset(s->context, at, tt_feed_buffer(s, streams->tick));
    }
}

static void pass_on(tt_streams *streams, const PGresult *res, bool more)
{
    tt_position horizon = tt_event_horizon(res);
    tt_event e;

    lock(streams);
    if (horizon.xact < streams->position.xact)
        start_over(streams, horizon);
    for (int i = 0; i < PQntuples(res) && tt_event_read(res, i, &e); i++) {
        for (tt_stream *s = *users_of(streams, e.user_id); s; s = s->next_of_user)
            if (s->user_id == e.user_id)
                offer(streams, s, &e);
        streams->position = e.position;
    }
    if (!more)
        streams->position = horizon;
    unlock(streams);
}

/* Beats where nothing was said for long, and ends what is too old. */
static void serve(tt_streams *streams, tt_stream *s, int64_t now, int *beats)
{
    const tt_streams_settings *settings = &streams->settings;
    tt_position at = tt_position_compare(s->position, streams->position) > 0 ? s->position : streams->position;

    if (now - s->opened_ms >= settings->lifetime_ms) {
        end_stream(streams, s, now);
        return;
    }
    flush(streams, s);
    if (!s->out && now - s->sent_ms >= settings->beat_ms && *beats) {
        s->kind->beat(s->context, at, tt_feed_buffer(s, streams->tick));
        --*beats;
    }
    if (tt_feed_send(s, now, settings->stuck_ms) == TT_FED_LOST)
        drop_stream(s);
}

static void serve_all(tt_streams *streams)
{
    int64_t now = tt_clock_ms();
    int beats = BEATS;

    lock(streams);
    for (tt_stream *s = streams->first, *next; s; s = next) {
        next = s->next;
        serve(streams, s, now, &beats);
    }
    unlock(streams);
    apr_pool_clear(streams->tick);
}

static void put_hash(tt_buf *b, const char *hash)
{
    tt_buf_puts(b, b->n > 1 ? ",\"\\" : "\"\\");
    tt_buf_puts(b, hash);
    tt_buf_putc(b, '"');
}

/* Hashes of the credentials of KIND, as an array; marks their streams. */
static const char *hashes(tt_streams *streams, tt_credential_kind kind)
{
    tt_buf b;

    tt_buf_init(&b, streams->tick, 4096, 1 << 26);
    tt_buf_putc(&b, '{');
    for (tt_stream *s = streams->first; s; s = s->next)
        if (s->credential->kind == kind) {
            s->is_alive = false;
            put_hash(&b, s->hash);
        }
    tt_buf_putc(&b, '}');
    return tt_buf_text(&b);
}

/* Streams that came since the credentials were asked for are alive by what open said. */
static void end_dead(tt_streams *streams, const PGresult *res)
{
    apr_hash_t *granted = apr_hash_make(streams->tick);
    int64_t now = tt_clock_ms();

    for (int i = 0; i < PQntuples(res); i++)
        apr_hash_set(granted, PQgetvalue(res, i, 0), APR_HASH_KEY_STRING, PQgetvalue(res, i, 1));
    for (tt_stream *s = streams->first, *next; s; s = next) {
        const char *found = apr_hash_get(granted, s->hash, APR_HASH_KEY_STRING);

        next = s->next;
        if (found && !strcmp(found, s->granted))
            s->is_alive = true;
        if (!s->is_alive)
            end_stream(streams, s, now);
    }
}

static void check_credentials(tt_streams *streams)
{
    const char *keys, *sessions;
    const PGresult *res;

    if (tt_clock_ms() < streams->check_at)
        return;
    streams->check_at = tt_clock_ms() + CHECK_MS;
    lock(streams);
    keys = hashes(streams, TT_CREDENTIAL_KEY);
    sessions = hashes(streams, TT_CREDENTIAL_SESSION);
    unlock(streams);
    res = tt_outbox_alive(streams->outbox, streams->tick, keys, sessions);
    if (!res)
        return;
    lock(streams);
    end_dead(streams, res);
    unlock(streams);
}

/* Who resumes from before what was read last has it read again; the others know it by their own position. */
static void adopt_lowest(tt_streams *streams)
{
    lock(streams);
    if (streams->has_lowest && (!streams->is_tracking || tt_position_compare(streams->lowest, streams->position) < 0))
        streams->position = streams->lowest;
    streams->has_lowest = false;
    streams->is_tracking = true;
    unlock(streams);
}

static void report(tt_streams *streams)
{
    const char *trouble = tt_outbox_trouble(streams->outbox);

    if (streams->settings.report && !is_stopping(streams) && streams->has_trouble != !!trouble)
        streams->settings.report(streams->settings.self, trouble);
    streams->has_trouble = trouble != NULL;
}

static void tick(tt_streams *streams)
{
    bool more = true;

    adopt_lowest(streams);
    while (more && !is_stopping(streams)) {
        const PGresult *res = tt_outbox_connect(streams->outbox)
                                  ? tt_outbox_read(streams->outbox, streams->tick, streams->position, &more)
                                  : NULL;

        more = res && more;
        if (res)
            pass_on(streams, res, more);
        if (res && !more)
            check_credentials(streams);
        serve_all(streams);
    }
    report(streams);
}

static bool has_streams(tt_streams *streams)
{
    bool found;

    lock(streams);
    found = streams->first != NULL;
    unlock(streams);
    return found;
}

/* Until there is work, or it is to stop. */
static void sleep_without_streams(tt_streams *streams)
{
    struct pollfd fds[] = { { .fd = streams->stop_fd, .events = POLLIN },
                            { .fd = streams->work_fd, .events = POLLIN } };
    uint64_t count;

    tt_outbox_close(streams->outbox);
    streams->is_tracking = false;
    poll(fds, TT_COUNT(fds), -1);
    while (read(streams->work_fd, &count, sizeof count) > 0)
        ;
}

static void sleep_until_next_tick(const tt_streams *streams, int64_t began)
{
    struct pollfd fd = { .fd = streams->stop_fd, .events = POLLIN };
    int64_t left = began + TICK_MS - tt_clock_ms();

    if (left > 0)
        poll(&fd, 1, (int)left);
}

static void end_all(tt_streams *streams)
{
    int64_t now = tt_clock_ms();

    lock(streams);
    while (streams->first)
        end_stream(streams, streams->first, now);
    unlock(streams);
    tt_outbox_close(streams->outbox);
}

static void *APR_THREAD_FUNC run(apr_thread_t *thread, void *self)
{
    tt_streams *streams = self;

    (void)thread;
    while (!is_stopping(streams)) {
        int64_t began = tt_clock_ms();

        if (!has_streams(streams)) {
            sleep_without_streams(streams);
            continue;
        }
        tick(streams);
        sleep_until_next_tick(streams, began);
    }
    end_all(streams);
    return NULL;
}

/* Signals are for httpd's own threads. */
static bool start(tt_streams *streams)
{
    sigset_t all, before;
    apr_status_t status;

    if (streams->thread)
        return true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    status = apr_thread_create(&streams->thread, NULL, run, streams, streams->pool);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status)
        streams->thread = NULL;
    return !status;
}

/* ---- for those who open streams ---------------------------------------------------------------------------------- */

static void wake(int fd)
{
    const uint64_t one = 1;
    ssize_t written;

    do
        written = write(fd, &one, sizeof one);
    while (written < 0 && errno == EINTR);
}

bool tt_stream_open(tt_streams *streams, tt_stream *s)
{
    bool taken;

    s->hash = tt_hex_bytea(s->pool, s->credential->hash, sizeof s->credential->hash);
    s->is_alive = true;
    s->opened_ms = s->sent_ms = tt_clock_ms();
    lock(streams);
    taken = !is_stopping(streams) && start(streams);
    if (taken)
        link_stream(streams, s);
    unlock(streams);
    if (taken)
        wake(streams->work_fd);
    return taken;
}

bool tt_stream_leave(tt_streams *streams, tt_stream *s)
{
    lock(streams);
    if (s->is_open)
        unlink_stream(s);
    unlock(streams);
    return s->ends;
}

void tt_streams_stop(tt_streams *streams)
{
    __atomic_store_n(&streams->stopping, true, __ATOMIC_SEQ_CST);
    wake(streams->stop_fd);
}

void tt_streams_join(tt_streams *streams)
{
    apr_thread_t *thread;
    apr_status_t status;

    lock(streams);
    thread = streams->thread;
    streams->thread = NULL;
    unlock(streams);
    if (thread)
        apr_thread_join(&status, thread);
}
