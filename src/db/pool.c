/* pool.c -- see pool.h.
 * mod_dbd blocks for ever when its pool is empty, and connects under a mutex for as long as the server takes (both
 * measured), so two gates stand before it: a counter that admits at most `limit` users, and, unless the database is
 * known to be there, a probe of our own that cannot block, by one thread at a time with a pause between two. */
#include "db/pool.h"

#include <apr_atomic.h>
#include <apr_thread_mutex.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "db/sqlstate.h"
#include "db/trip.h"

enum { PAUSE_MS = 100 }; /* between two probes of a database that is away */

/* How a thread gets past the gates. */
typedef enum {
    REFUSED, /* its time is over */
    REUSE,   /* a connection that is there is free */
    GROW     /* it may have a new one made, after a probe */
} gate;

struct tt_db {
    tt_db_source source;
    tt_db_settings settings;
    const char *session[2];   /* values of sql/queries/session.sql */
    apr_thread_mutex_t *lock; /* guards what is below */
    apr_thread_cond_t *changed;
    int used;                   /* connections in use */
    bool growing;               /* one thread at a time has one more made */
    int made_before;            /* connections when it began: the new one is its own */
    bool away;                  /* the database is not known to be there; so it begins */
    int64_t probe_at;           /* monotonic ms: while it is away nobody probes before */
    volatile apr_uint32_t made; /* connections that the source has open */
};

const tt_error *tt_db_make(apr_pool_t *p, tt_db_source source, tt_db_settings settings, tt_db **out)
{
    tt_db *db = apr_pcalloc(p, sizeof *db);
    int server_ms = settings.query_timeout_ms - settings.query_timeout_ms / 10; /* so that the server speaks first */

    db->source = source;
    db->settings = settings;
    db->away = true;
    db->session[0] = apr_psprintf(p, "%dms", server_ms);
    db->session[1] = apr_psprintf(p, "%dms", 2 * settings.query_timeout_ms);
    if (apr_thread_mutex_create(&db->lock, APR_THREAD_MUTEX_DEFAULT, p) || apr_thread_cond_create(&db->changed, p))
        return tt_error_internal(p, "no mutex for the connections");
    *out = db;
    return NULL;
}

/* What is open to a thread now; REFUSED = nothing yet.  Only where more are in use than there are does the source make
 * a connection, which blocks: so that is left to one thread, and the others wait for what comes back. */
static gate look(tt_db *db)
{
    if (!db->away && db->used < (db->growing ? db->made_before : (int)apr_atomic_read32(&db->made)))
        return REUSE;
    if (db->growing || db->used >= db->settings.limit || (db->away && tt_clock_ms() < db->probe_at))
        return REFUSED;
    return GROW;
}

/* Waits at the gates: wait_ms for a connection that others use; connect_ms, as long as one may take to be made, for a
 * database that is away and while one is being made (a new process has few yet, and is not busy for that).  Counted
 * from START. */
static gate enter(tt_db *db, int64_t start)
{
    gate found;

    apr_thread_mutex_lock(db->lock);
    while (!(found = look(db))) {
        int longest = db->away || db->growing ? db->settings.connect_ms : db->settings.wait_ms;
        int64_t now = tt_clock_ms(), left = start + longest - now;

        if (left <= 0)
            break;
        if (db->away && !db->growing && db->probe_at > now && db->probe_at - now < left)
            left = db->probe_at - now;
        apr_thread_cond_timedwait(db->changed, db->lock, left * 1000);
    }
    db->used += found == REUSE;
    if (found == GROW) {
        db->growing = true;
        db->made_before = (int)apr_atomic_read32(&db->made);
    }
    apr_thread_mutex_unlock(db->lock);
    return found;
}

/* Tells the others how it went. */
static void report(tt_db *db, gate found, bool ok)
{
    apr_thread_mutex_lock(db->lock);
    db->used += found == GROW ? ok : -!ok;
    db->growing = db->growing && found != GROW;
    db->away = !ok || (db->away && found != GROW);
    db->probe_at = tt_clock_ms() + PAUSE_MS;
    apr_thread_cond_broadcast(db->changed);
    apr_thread_mutex_unlock(db->lock);
}

static void leave(tt_db *db, bool away)
{
    apr_thread_mutex_lock(db->lock);
    db->used--;
    db->away = db->away || away;
    apr_thread_cond_signal(db->changed);
    apr_thread_mutex_unlock(db->lock);
}

static const tt_error *refuse(const tt_db *db, apr_pool_t *p)
{
    tt_error *e;
    bool away;

    apr_thread_mutex_lock(db->lock);
    away = db->away;
    apr_thread_mutex_unlock(db->lock);
    if (away)
        return tt_sqlstate_lost(p, "no connection to the database");
    e = tt_error_make(p, 503, "busy", "Too busy", "All database connections are in use; try again");
    e->retry_after = 1;
    e->cause = "all database connections are in use";
    return e;
}

static apr_status_t unmade(void *made)
{
    apr_atomic_dec32(made);
    return APR_SUCCESS;
}

/* What we remember about a connection of the source, kept with it. */
static tt_conn *state_of(tt_db *db, PGconn *pg, apr_pool_t *life, void *handle)
{
    void *found = NULL;
    tt_conn *conn;

    apr_pool_userdata_get(&found, "tt_conn", life);
    conn = found;
    if (!conn) {
        conn = apr_pcalloc(life, sizeof *conn);
        apr_pool_create(&conn->pool, life);
        apr_pool_userdata_setn(conn, "tt_conn", NULL, life);
        apr_atomic_inc32(&db->made);
        apr_pool_cleanup_register(life, (void *)(uintptr_t)&db->made, unmade, apr_pool_cleanup_null);
    }
    conn->pg = pg;
    conn->handle = handle;
    return conn;
}

void tt_conn_forget(tt_conn *conn)
{
    apr_pool_clear(conn->pool);
    conn->prepared = apr_hash_make(conn->pool);
    conn->nprepared = 0;
}

/* An idle connection has nothing to say: if there is something to read, it is the server's farewell. */
static bool is_alive(PGconn *pg)
{
    struct pollfd fd = { .fd = PQsocket(pg), .events = POLLIN };

    if (PQstatus(pg) != CONNECTION_OK || fd.fd < 0)
        return false;
    if (poll(&fd, 1, 0) > 0)
        PQconsumeInput(pg);
    return PQstatus(pg) == CONNECTION_OK && PQtransactionStatus(pg) == PQTRANS_IDLE;
}

/* Waits for a connection that is being made, never beyond UNTIL. */
static bool connected(PGconn *pg, PostgresPollingStatusType (*poll_once)(PGconn *), int64_t until)
{
    PostgresPollingStatusType want = PGRES_POLLING_WRITING;

    while (want != PGRES_POLLING_OK && want != PGRES_POLLING_FAILED) {
        struct pollfd fd = { .fd = PQsocket(pg), .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT };
        int64_t left = until - tt_clock_ms();

        if (left <= 0 || fd.fd < 0 || poll(&fd, 1, (int)left) <= 0)
            return false;
        want = poll_once(pg);
    }
    return want == PGRES_POLLING_OK;
}

static bool reset(PGconn *pg, int64_t until)
{
    return PQresetStart(pg) && connected(pg, PQresetPoll, until);
}

/* Whether a new connection can be made at all. */
static bool probe(const tt_db *db, int64_t until)
{
    PGconn *pg = db->settings.conninfo ? PQconnectStart(db->settings.conninfo) : NULL;
    bool there =
        !db->settings.conninfo || (pg && PQstatus(pg) != CONNECTION_BAD && connected(pg, PQconnectPoll, until));

    PQfinish(pg);
    return there;
}

/* Runs one fixed query outside of pipeline mode. */
static bool run_alone(PGconn *pg, const tt_query *query, int n, const char *const *values, int64_t until)
{
    PGresult *res;
    bool ok;

    if (!PQsendQueryParams(pg, query->sql, n, NULL, values, NULL, NULL, 0))
        return false;
    while (PQflush(pg) > 0 || PQisBusy(pg)) {
        struct pollfd fd = { .fd = PQsocket(pg), .events = POLLIN };
        int64_t left = until - tt_clock_ms();

        if (left <= 0 || poll(&fd, 1, (int)left) <= 0 || !PQconsumeInput(pg))
            return false;
    }
    res = PQgetResult(pg);
    ok = PQresultStatus(res) == PGRES_TUPLES_OK || PQresultStatus(res) == PGRES_COMMAND_OK;
    while (res) {
        PQclear(res);
        res = PQgetResult(pg);
    }
    return ok;
}

/* A new backend gets our settings and knows no statement yet; one that knows too many forgets them, so that a caller
 * who tries every combination of filters costs others no more than preparing theirs again. */
static bool settle(tt_db *db, tt_conn *conn, int64_t until)
{
    if (PQbackendPID(conn->pg) != conn->backend_pid) {
        if (!run_alone(conn->pg, &tt_query_session, TT_COUNT(db->session), db->session, until))
            return false;
        tt_conn_forget(conn);
        conn->backend_pid = PQbackendPID(conn->pg);
    } else if (conn->nprepared >= TT_STATEMENTS_MAX) {
        if (!run_alone(conn->pg, &tt_query_forget_statements, 0, NULL, until))
            return false;
        tt_conn_forget(conn);
    }
    return true;
}

/* One attempt: take, revive, settle. */
static tt_conn *attempt(tt_db *db, apr_pool_t *scratch, int64_t until)
{
    void *handle = NULL;
    apr_pool_t *life = NULL;
    PGconn *pg = db->source.open(db->source.self, scratch, &handle, &life);
    tt_conn *conn;

    if (!pg)
        return NULL;
    conn = state_of(db, pg, life, handle);
    PQsetnonblocking(pg, 1);
    if ((is_alive(pg) || reset(pg, until)) && settle(db, conn, until) && PQenterPipelineMode(pg))
        return conn;
    db->source.close(db->source.self, handle);
    return NULL;
}

const tt_error *tt_db_open(tt_db *db, apr_pool_t *scratch, tt_conn **out)
{
    int64_t start = tt_clock_ms(), until = start + db->settings.connect_ms;

    for (*out = NULL; !*out;) {
        gate found = enter(db, start);

        if (found == REFUSED)
            return refuse(db, scratch);
        if (found == REUSE || probe(db, until))
            *out = attempt(db, scratch, until);
        if (found == GROW || !*out)
            report(db, found, *out != NULL);
    }
    return NULL;
}

void tt_db_close(tt_db *db, tt_conn *conn)
{
    PGconn *pg = conn->pg;

    bool usable = PQtransactionStatus(pg) == PQTRANS_IDLE && PQexitPipelineMode(pg);

    /* Anything but idle means that a deadline passed: the answer may still come, and must reach nobody. */
    if (!usable) {
        if (PQsocket(pg) >= 0)
            shutdown(PQsocket(pg), SHUT_RDWR);
        conn->backend_pid = 0;
    }
    PQsetnonblocking(pg, 0);
    db->source.close(db->source.self, conn->handle);
    leave(db, !usable);
}
