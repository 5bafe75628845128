/* stream_threads.c -- streams that come and go on eight threads, built with ThreadSanitizer, while events are written:
 * who stays is told all of them once and in order, and who has left is not touched again. DATABASE_URL names the
 * database, as its owner. */
#include <apr_atomic.h>
#include <apr_general.h>
#include <apr_thread_proc.h>

#include "base/clock.h"
#include "db/trip.h"
#include "stream/stream.h"

enum {
    THREADS = 8,
    ROUNDS = 60, /* of each thread */
    EVENTS = 40, /* at once, */
    BATCHES = 20
};

static volatile apr_uint32_t failures;

static void expect(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "stream_threads: %s\n", what);
    apr_atomic_inc32(&failures);
}

/* A client: the thread of the streams calls, the one that opened looks when it has left. */
typedef struct {
    tt_stream stream;
    unsigned seed;
    bool is_steady; /* takes all */
    bool has_left;
    bool is_closed, was_dropped;
    tt_position last;
    int told;
} client;

static tt_sent take(void *self, const char *bytes, size_t n)
{
    client *c = self;

    expect(!c->has_left && !c->is_closed && bytes && n, "a stream was used after its end");
    c->seed = c->seed * 1103515245 + 12345;
    if (c->is_steady)
        return TT_SENT;
    return c->seed >> 16 & 1 ? TT_SENT : c->seed >> 17 & 15 ? TT_SENT_NOT_NOW : TT_SENT_NEVER;
}

static void close_client(void *self, bool drop)
{
    client *c = self;

    expect(!c->has_left && !c->is_closed, "a stream was ended twice");
    c->is_closed = true;
    c->was_dropped = drop;
}

static void note_event(void *context, const tt_event *e, tt_buf *out)
{
    client *c = context;

    expect(tt_position_compare(e->position, c->last) > 0, "an event is not behind the one before");
    c->last = e->position;
    c->told++;
    tt_event_write(e, out);
}

static void beat(void *context, tt_position at, tt_buf *out)
{
    const client *c = context;

    expect(tt_position_compare(at, c->last) >= 0, "a sign of life lies before an event");
    tt_buf_puts(out, ":\n\n");
}

static void say_end(void *context, tt_buf *out)
{
    (void)context;
    tt_buf_puts(out, ": end\n\n");
}

static const tt_stream_kind kind = { .event = note_event, .beat = beat, .reset = beat, .end = say_end };

static const tt_credential credential = { .kind = TT_CREDENTIAL_KEY, .hash = { 't', 't' } };

static struct {
    tt_streams *streams;
    int64_t user_id;
    tt_position from;
} shared;

static client *client_of(apr_pool_t *p, unsigned seed, bool is_steady)
{
    client *c = apr_pcalloc(p, sizeof *c);

    c->seed = seed;
    c->is_steady = is_steady;
    c->last = shared.from;
    c->stream = (tt_stream){ .user_id = shared.user_id,
                             .credential = &credential,
                             .granted = "{read:clients}",
                             .position = shared.from,
                             .kind = &kind,
                             .context = c,
                             .transport = { take, close_client, c } };
    apr_pool_create_unmanaged_ex(&c->stream.pool, NULL, NULL);
    return c;
}

static void leave(client *c)
{
    bool ended = tt_stream_leave(shared.streams, &c->stream);

    expect(ended == c->is_closed, "an end was not told");
    c->has_left = true;
    apr_pool_destroy(c->stream.pool);
    memset(&c->stream, 0x5a, sizeof c->stream);
}

/* Opens and leaves; now and then the thread has ended it before. */
static void *APR_THREAD_FUNC come_and_go(apr_thread_t *thread, void *number)
{
    unsigned seed = *(const unsigned *)number;
    apr_pool_t *p;

    (void)thread;
    apr_pool_create_unmanaged_ex(&p, NULL, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        client *c = client_of(p, seed + (unsigned)i * 977, false);

        expect(tt_stream_open(shared.streams, &c->stream), "a stream was not taken");
        apr_sleep((apr_interval_time_t)((seed + (unsigned)i * 7) % 40 * 1000));
        leave(c);
    }
    apr_pool_destroy(p);
    return NULL;
}

static PGresult *query(PGconn *pg, const char *sql)
{
    PGresult *res = PQexec(pg, sql);

    if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK) {
        fprintf(stderr, "stream_threads: %s", PQerrorMessage(pg));
        exit(EXIT_FAILURE);
    }
    return res;
}

static int64_t number(PGconn *pg, const char *sql)
{
    PGresult *res = query(pg, sql);
    int64_t value = apr_strtoi64(PQgetvalue(res, 0, 0), NULL, 10);

    PQclear(res);
    return value;
}

static void prepare(PGconn *pg, apr_pool_t *p)
{
    shared.user_id = number(pg, "INSERT INTO users (username) VALUES ('streams') RETURNING id");
    PQclear(
        query(pg, apr_psprintf(p,
                               "INSERT INTO api_keys (user_id, name, prefix, hash, scopes) VALUES (%" APR_INT64_T_FMT
                               ", 'x', 'x', decode(rpad('7474', 64, '0'), 'hex'), '{read:clients}')",
                               shared.user_id)));
    shared.from.xact = (uint64_t)number(pg, "SELECT pg_snapshot_xmin(pg_current_snapshot())");
}

static void write_events(PGconn *pg, apr_pool_t *p)
{
    for (int i = 0; i < BATCHES; i++) {
        PQclear(query(
            pg, apr_psprintf(
                    p,
                    "INSERT INTO audit_log (user_id, actor, via, resource, row_id, action) SELECT %" APR_INT64_T_FMT
                    ", 'x', 'sql', 'clients', n, 'insert' FROM generate_series(1, %d) n",
                    shared.user_id, EVENTS)));
        apr_sleep(70000);
    }
}

static void run(PGconn *pg, apr_pool_t *p)
{
    client *steady = client_of(p, 1, true), *last = client_of(p, 2, true);
    unsigned numbers[THREADS];
    apr_thread_t *threads[THREADS];
    apr_status_t status;

    expect(tt_stream_open(shared.streams, &steady->stream), "a stream was not taken");
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = (unsigned)i * 7919 + 13;
        if (apr_thread_create(&threads[i], NULL, come_and_go, &numbers[i], p))
            exit(EXIT_FAILURE);
    }
    write_events(pg, p);
    for (int i = 0; i < THREADS; i++)
        apr_thread_join(&status, threads[i]);
    apr_sleep(500000);
    leave(steady);
    expect(steady->told == EVENTS * BATCHES, "who stayed was not told all, or some twice");
    expect(tt_stream_open(shared.streams, &last->stream), "a stream was not taken");
    apr_sleep(500000);
    tt_streams_stop(shared.streams);
    tt_streams_join(shared.streams);
    expect(last->is_closed && !last->was_dropped, "the last one was not ended");
    expect(last->told == EVENTS * BATCHES, "who came later was not told all, or some twice");
    expect(!tt_stream_open(shared.streams, &last->stream), "a stream was taken after the end");
    leave(last);
}

int main(void)
{
    const tt_streams_settings settings = {
        .conninfo = getenv("DATABASE_URL"), .timeout_ms = 10000, .beat_ms = 30, .lifetime_ms = 600000, .stuck_ms = 50
    };
    apr_pool_t *pool;
    PGconn *pg;

    if (!settings.conninfo || apr_initialize() || apr_pool_create(&pool, NULL) ||
        tt_streams_make(pool, settings, &shared.streams)) {
        fputs("stream_threads: no DATABASE_URL, or no memory\n", stderr);
        return EXIT_FAILURE;
    }
    pg = PQconnectdb(settings.conninfo);
    prepare(pg, pool);
    run(pg, pool);
    PQfinish(pg);
    apr_pool_destroy(pool);
    printf("stream_threads: %u failures\n", apr_atomic_read32(&failures));
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
