/* threads.c -- eight threads, built with ThreadSanitizer, at a pool of three connections: never more in use than there
 * are, each that was opened is closed, no wait without an end, also while the source refuses. DATABASE_URL names the
 * database. Its source makes and drops connections like mod_dbd, but counts and never blocks.
 * And at what processes share: a bucket of tokens gives as many as it has, of the calls counted none is lost. */
#include <apr_atomic.h>
#include <apr_general.h>
#include <apr_thread_proc.h>

#include "auth/limit.h"
#include "auth/usage.h"
#include "base/clock.h"
#include "db/pool.h"
#include "db/trip.h"
#include "http/request_id.h"

enum {
    THREADS = 8,
    LIMIT = 3,
    ROUNDS = 120,
    IDS = 4000,    /* of each thread */
    TOKENS = 4000, /* of a bucket */
    CALLS = 5000,  /* of each thread */
    SLOTS = 16,    /* few, so that keys fight for them */
    SHARED = 4096, /* bytes of memory for these slots */
    WAIT_MS = 300,
    CONNECT_MS = 1000,
    SLACK_MS = 4000 /* what a busy machine and the sanitizer may add to a wait */
};

/* What the source hands out. */
typedef struct {
    PGconn *pg;
    apr_pool_t *life;
    bool busy;
    int uses;
} connection;

typedef struct {
    apr_thread_mutex_t *lock; /* guards all below */
    connection all[LIMIT];
    int out, most, opened, closed;
    bool refuses;
} source;

typedef struct worker {
    int number;
    apr_pool_t *pool;
    void (*work)(struct worker *);
    tt_db *db;
    int got, busy, unavailable;
    const char *ids[IDS];
} worker;

static volatile apr_uint32_t failures;

static void expect(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "threads: %s\n", what);
    apr_atomic_inc32(&failures);
}

static apr_status_t finish(void *pg)
{
    PQfinish(pg);
    return APR_SUCCESS;
}

static connection *take_free(source *s)
{
    connection *found = NULL;

    apr_thread_mutex_lock(s->lock);
    for (int i = 0; i < LIMIT && !s->refuses && !found; i++)
        if (!s->all[i].busy)
            found = &s->all[i];
    expect(found || s->refuses, "more connections were asked for than the limit");
    if (found) {
        found->busy = true;
        s->opened++;
        s->out++;
        s->most = s->out > s->most ? s->out : s->most;
    }
    apr_thread_mutex_unlock(s->lock);
    return found;
}

static PGconn *open_connection(void *self, apr_pool_t *scratch, void **handle, apr_pool_t **life)
{
    connection *c = take_free(self);

    (void)scratch;
    if (!c)
        return NULL;
    if (!c->life) {
        apr_pool_create(&c->life, NULL);
        c->pg = PQconnectdb(getenv("DATABASE_URL"));
        apr_pool_cleanup_register(c->life, c->pg, finish, apr_pool_cleanup_null);
    }
    *handle = c;
    *life = c->life;
    return c->pg;
}

/* Every 40th time the connection is dropped, as mod_dbd does with those that it need not keep. */
static void close_connection(void *self, void *handle)
{
    source *s = self;
    connection *c = handle;

    if (++c->uses % 40 == 0) {
        apr_pool_destroy(c->life);
        c->life = NULL;
    }
    apr_thread_mutex_lock(s->lock);
    expect(c->busy, "a connection was closed twice");
    c->busy = false;
    s->closed++;
    s->out--;
    apr_thread_mutex_unlock(s->lock);
}

static void set_refuses(source *s, bool refuses)
{
    apr_thread_mutex_lock(s->lock);
    s->refuses = refuses;
    apr_thread_mutex_unlock(s->lock);
}

/* Opens, and counts what came of it; no wait is longer than the longer of the two that were set. */
static tt_conn *open_once(worker *w, apr_pool_t *scratch)
{
    int64_t start = tt_clock_ms();
    tt_conn *conn = NULL;
    const tt_error *e = tt_db_open(w->db, scratch, &conn);

    expect(tt_clock_ms() - start <= CONNECT_MS + SLACK_MS, "a wait was longer than it may be");
    expect(!e == !!conn, "neither a connection nor an error, or both");
    w->got += !e;
    w->busy += e && !strcmp(e->code, "busy");
    w->unavailable += e && !strcmp(e->code, "database_unavailable");
    return conn;
}

static void query(tt_conn *conn, apr_pool_t *scratch)
{
    tt_trip trip;

    tt_trip_init(&trip, scratch);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_schema_version), 0, NULL);
    expect(!tt_trip_run(&trip, conn, 10000), "a query failed");
    expect(PQntuples(tt_trip_result(&trip, 0)) == 1, "a query gave no row");
}

/* Queries; now and then the answer is not waited for, so that the connection is cut and must be made again. */
static void hammer(worker *w)
{
    apr_pool_t *scratch;

    apr_pool_create(&scratch, w->pool);
    for (int i = 0; i < ROUNDS; i++) {
        tt_conn *conn = open_once(w, scratch);

        if (conn && (i + w->number) % 60 == 59)
            expect(PQsendQueryParams(conn->pg, "SELECT 1", 0, NULL, NULL, NULL, NULL, 0), "a query was not sent");
        else if (conn)
            query(conn, scratch);
        if (conn)
            tt_db_close(w->db, conn);
        apr_pool_clear(scratch);
    }
}

static void open_and_close(worker *w)
{
    tt_conn *conn = open_once(w, w->pool);

    if (conn)
        tt_db_close(w->db, conn);
}

/* Some give up while others still try, whatever the machine's pace. */
static void open_in_turn(worker *w)
{
    for (int i = 0; i < 2; i++) {
        apr_sleep((apr_interval_time_t)w->number * 37000);
        open_and_close(w);
    }
}

static void draw_ids(worker *w)
{
    for (int i = 0; i < IDS; i++)
        w->ids[i] = tt_request_id(w->pool);
}

static void *APR_THREAD_FUNC run(apr_thread_t *thread, void *w)
{
    (void)thread;
    ((worker *)w)->work(w);
    return NULL;
}

/* All threads do WORK; the sums of what they counted are in the result. */
static worker together(worker *workers, void (*work)(worker *))
{
    apr_thread_t *threads[THREADS];
    worker sum = { 0 };

    for (int i = 0; i < THREADS; i++) {
        worker *w = &workers[i];

        w->work = work;
        w->got = w->busy = w->unavailable = 0;
        if (apr_thread_create(&threads[i], NULL, run, w, w->pool)) {
            fputs("threads: a thread could not be started\n", stderr);
            exit(EXIT_FAILURE);
        }
    }
    for (int i = 0; i < THREADS; i++) {
        apr_status_t status;

        apr_thread_join(&status, threads[i]);
        sum.got += workers[i].got;
        sum.busy += workers[i].busy;
        sum.unavailable += workers[i].unavailable;
    }
    return sum;
}

/* What the threads share here as processes do elsewhere. */
static struct {
    _Alignas(64) char limits_memory[SHARED], usage_memory[SHARED];
    tt_limits *limits;
    tt_usage_counts *usage;
} shared;

/* All take from one bucket at a time that stands still, and now and then look at it or write a note beside it. */
static void take_tokens(worker *w)
{
    tt_limit_key key = tt_limit_key_of(shared.limits, 'r', "one", 3);

    for (int i = 0; i < TOKENS; i++) {
        w->got += !tt_limit_take(shared.limits, key, TOKENS, 1, INT64_C(1800000000000000)).retry_s;
        if (i % 16 == w->number) {
            tt_limit_set_note(shared.limits, key, i % 4);
            expect(tt_limit_note(shared.limits, key) >= 0, "a note is none");
            expect(tt_limit_take(shared.limits, key, TOKENS, 0, INT64_C(1800000000000000)).limit == TOKENS,
                   "a look does not tell the limit");
        }
    }
}

/* All take from buckets of their own, for which there is no room at once: nothing is exact but that it ends. */
static void push_out(worker *w)
{
    for (int i = 0; i < TOKENS; i++) {
        int name = w->number * 16 + i % 16;
        tt_limit_key key = tt_limit_key_of(shared.limits, 's', &name, sizeof name);

        w->got += !tt_limit_take(shared.limits, key, 60, 1, INT64_C(1800000000000000) + i).retry_s;
    }
}

static void test_limit(worker *workers)
{
    expect(tt_limits_size(SLOTS) <= SHARED, "the memory is too small for the limits");
    shared.limits = tt_limits_at(shared.limits_memory, SLOTS);
    expect(together(workers, take_tokens).got == TOKENS, "a bucket gave more or fewer tokens than it has");
    expect(together(workers, push_out).got > 0, "nobody was given a token");
}

/* The calls taken out of the counts. */
static int take_calls(apr_pool_t *p)
{
    const apr_array_header_t *taken = tt_usage_take(shared.usage, p, 0);
    int64_t calls = 0;

    for (int i = 0; i < taken->nelts; i++) {
        const tt_usage_calls *c = &APR_ARRAY_IDX(taken, i, tt_usage_calls);

        expect(c->user_id == c->key_id + 100 && c->day == 20000 + (int)c->key_id % 2, "calls moved to another key");
        calls += c->calls;
    }
    return (int)calls;
}

/* Counts calls of keys for which there is no room at once, so that they must be taken out. */
static void count_calls(worker *w)
{
    apr_pool_t *scratch;

    apr_pool_create(&scratch, w->pool);
    for (int i = 0; i < CALLS; i++) {
        int key = 1 + (i + w->number) % 40;

        while (!tt_usage_count(shared.usage, key + 100, key, 20000 + key % 2))
            w->got += take_calls(scratch);
        w->busy += tt_usage_due(shared.usage, INT64_C(1800000000000) + i / 500 * 60000);
        apr_pool_clear(scratch);
    }
}

static void test_usage(worker *workers)
{
    worker sum;

    expect(tt_usage_size(SLOTS) <= SHARED, "the memory is too small for the counts");
    shared.usage = tt_usage_at(shared.usage_memory, SLOTS);
    sum = together(workers, count_calls);
    expect(sum.got + take_calls(workers[0].pool) == THREADS * CALLS, "calls were lost, or counted twice");
    expect(sum.busy > 0, "nobody was told to write the calls down");
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void test_ids(worker *workers)
{
    static const char *all[THREADS * IDS];

    tt_request_id_init();
    together(workers, draw_ids);
    for (int i = 0; i < THREADS * IDS; i++)
        all[i] = workers[i / IDS].ids[i % IDS];
    qsort(all, TT_COUNT(all), sizeof *all, compare);
    for (int i = 0; i < TT_COUNT(all); i++) {
        expect(strlen(all[i]) == 24, "a request id has not 24 digits");
        expect(!i || strcmp(all[i - 1], all[i]) != 0, "two requests have one id");
    }
}

/* While all are in use, everybody is told so, after the wait and not later. */
static void test_busy(worker *workers)
{
    tt_conn *held[LIMIT];
    int64_t start;
    worker sum;

    for (int i = 0; i < LIMIT; i++)
        if (!(held[i] = open_once(&workers[0], workers[0].pool))) {
            fputs("threads: the limit cannot be reached\n", stderr);
            exit(EXIT_FAILURE);
        }
    start = tt_clock_ms();
    sum = together(workers, open_and_close);
    expect(sum.busy == THREADS, "not everybody was told that all are in use");
    expect(tt_clock_ms() - start >= WAIT_MS, "a refusal came before the wait was over");
    for (int i = 0; i < LIMIT; i++)
        tt_db_close(workers[0].db, held[i]);
}

/* While the source refuses, everybody is told that the database is away; afterwards everybody is served. */
static void test_refusal(worker *workers, source *s)
{
    worker sum;

    set_refuses(s, true);
    sum = together(workers, open_in_turn);
    expect(sum.unavailable == 2 * THREADS, "not everybody was told that the database is away");
    set_refuses(s, false);
    sum = together(workers, open_and_close);
    expect(sum.got == THREADS, "not everybody was served when the source was back");
}

static void test_pool(worker *workers, source *s)
{
    worker sum = together(workers, hammer);

    printf("threads: %d opened, %d told to wait\n", sum.got, sum.busy);
    expect(!sum.unavailable, "the database was said to be away");
    expect(sum.got + sum.busy == THREADS * ROUNDS, "an error that is neither");
    expect(sum.got > THREADS * ROUNDS / 2, "most were refused");
    test_busy(workers);
    test_refusal(workers, s);
    expect(s->most == LIMIT, "the limit was not reached, or passed");
    expect(s->out == 0 && s->opened == s->closed, "a connection was not closed");
}

static void end_connections(source *s)
{
    for (int i = 0; i < LIMIT; i++)
        if (s->all[i].life)
            apr_pool_destroy(s->all[i].life);
}

int main(void)
{
    static source s;
    static worker workers[THREADS];
    const tt_db_settings settings = { .limit = LIMIT,
                                      .wait_ms = WAIT_MS,
                                      .connect_ms = CONNECT_MS,
                                      .query_timeout_ms = 10000,
                                      .conninfo = getenv("DATABASE_URL") };
    apr_pool_t *pool;
    tt_db *db = NULL;

    if (!settings.conninfo || apr_initialize() || apr_pool_create(&pool, NULL) ||
        apr_thread_mutex_create(&s.lock, APR_THREAD_MUTEX_DEFAULT, pool) ||
        tt_db_make(pool, (tt_db_source){ open_connection, close_connection, &s }, settings, &db)) {
        fputs("threads: no DATABASE_URL, or no memory\n", stderr);
        return EXIT_FAILURE;
    }
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        workers[i].db = db;
        apr_pool_create(&workers[i].pool, NULL);
    }
    test_ids(workers);
    test_limit(workers);
    test_usage(workers);
    test_pool(workers, &s);
    end_connections(&s);
    printf("threads: %u failures\n", apr_atomic_read32(&failures));
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
