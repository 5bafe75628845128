/* pool.c -- see pool.h.
 * mod_dbd blocks for ever when its pool is empty and connects under a mutex (both measured), so two gates stand before it: a
 * counter that admits at most `limit` users, and, when the database is away, one attempt at a time with a pause between them. */
#include "db/pool.h"

#include <apr_atomic.h>
#include <apr_thread_mutex.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "db/sqlstate.h"
#include "db/trip.h"

enum { PAUSE_MS = 100 }; /* between two attempts to reach a database that is away */

struct tt_db {
    tt_db_source source;
    tt_db_settings settings;
    const char *session[2];   /* values of sql/queries/session.sql */
    apr_thread_mutex_t *lock; /* guards the three below */
    apr_thread_cond_t *freed;
    int used;
    int64_t retry_at;         /* monotonic ms: nobody tries to connect before; 0 = the database is there */
    bool trying;              /* somebody tries right now */
};

const tt_error *tt_db_make(apr_pool_t *p, tt_db_source source, tt_db_settings settings, tt_db **out)
{
    tt_db *db = apr_pcalloc(p, sizeof *db);
    int server_ms = settings.query_timeout_ms - settings.query_timeout_ms / 10; /* so that the server speaks first */

    db->source = source;
    db->settings = settings;
    db->session[0] = apr_psprintf(p, "%dms", server_ms);
    db->session[1] = apr_psprintf(p, "%dms", 2 * settings.query_timeout_ms);
    if (apr_thread_mutex_create(&db->lock, APR_THREAD_MUTEX_DEFAULT, p) || apr_thread_cond_create(&db->freed, p))
        return tt_error_internal(p, "no mutex for the connections");
    *out = db;
    return NULL;
}

/* Takes one of the `limit` places, waiting for it at most wait_ms. */
static const tt_error *take_place(tt_db *db, apr_pool_t *p)
{
    int64_t until = tt_clock_ms() + db->settings.wait_ms;
    bool taken;
    tt_error *e;

    apr_thread_mutex_lock(db->lock);
    while (db->used >= db->settings.limit) {
        int64_t left = until - tt_clock_ms();

        if (left <= 0 || apr_thread_cond_timedwait(db->freed, db->lock, left * 1000) == APR_TIMEUP)
            break;
    }
    taken = db->used < db->settings.limit;
    db->used += taken;
    apr_thread_mutex_unlock(db->lock);
    if (taken)
        return NULL;
    e = tt_error_make(p, 503, "busy", "Too busy", "All database connections are in use; try again");
    e->retry_after = 1;
    e->cause = "all database connections are in use";
    return e;
}

static void leave_place(tt_db *db)
{
    apr_thread_mutex_lock(db->lock);
    db->used--;
    apr_thread_cond_signal(db->freed);
    apr_thread_mutex_unlock(db->lock);
}

/* Whether this thread may try to connect now; only one at a time while the database is away. */
static bool may_try(tt_db *db)
{
    bool may;

    apr_thread_mutex_lock(db->lock);
    may = !db->retry_at || (!db->trying && tt_clock_ms() >= db->retry_at);
    if (may && db->retry_at)
        db->trying = true;
    apr_thread_mutex_unlock(db->lock);
    return may;
}

static void tried(tt_db *db, bool ok)
{
    apr_thread_mutex_lock(db->lock);
    db->trying = false;
    db->retry_at = ok ? 0 : tt_clock_ms() + PAUSE_MS;
    apr_thread_mutex_unlock(db->lock);
}

static apr_status_t forget_conn(void *pool)
{
    (void)pool;
    return APR_SUCCESS;
}

/* What we remember about a connection of the source, kept with it. */
static tt_conn *state_of(PGconn *pg, apr_pool_t *life, void *handle)
{
    void *found = NULL;
    tt_conn *conn;

    apr_pool_userdata_get(&found, "tt_conn", life);
    conn = found;
    if (!conn) {
        conn = apr_pcalloc(life, sizeof *conn);
        apr_pool_create(&conn->pool, life);
        apr_pool_userdata_setn(conn, "tt_conn", forget_conn, life);
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

/* Connects again, without ever blocking beyond UNTIL. */
static bool reset(PGconn *pg, int64_t until)
{
    PostgresPollingStatusType want = PGRES_POLLING_WRITING;

    if (!PQresetStart(pg))
        return false;
    while (want != PGRES_POLLING_OK && want != PGRES_POLLING_FAILED) {
        struct pollfd fd = { .fd = PQsocket(pg), .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT };
        int64_t left = until - tt_clock_ms();

        if (left <= 0 || poll(&fd, 1, (int)left) <= 0)
            return false;
        want = PQresetPoll(pg);
    }
    return want == PGRES_POLLING_OK;
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

/* A new backend gets our settings and knows no statement yet; one that knows too many forgets them, so that a caller who tries every
 * combination of filters costs others no more than preparing theirs again. */
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
    conn = state_of(pg, life, handle);
    PQsetnonblocking(pg, 1);
    if ((is_alive(pg) || reset(pg, until)) && settle(db, conn, until) && PQenterPipelineMode(pg))
        return conn;
    db->source.close(db->source.self, handle);
    return NULL;
}

const tt_error *tt_db_open(tt_db *db, apr_pool_t *scratch, tt_conn **out)
{
    int64_t until = tt_clock_ms() + db->settings.connect_ms;

    TT_TRY(take_place(db, scratch));
    for (;;) {
        if (may_try(db)) {
            *out = attempt(db, scratch, until);
            tried(db, *out != NULL);
            if (*out)
                return NULL;
        }
        if (tt_clock_ms() + PAUSE_MS > until)
            break;
        apr_sleep((apr_interval_time_t)PAUSE_MS * 1000);
    }
    leave_place(db);
    return tt_sqlstate_lost(scratch, "no connection to the database");
}

void tt_db_close(tt_db *db, tt_conn *conn)
{
    PGconn *pg = conn->pg;

    /* Anything but idle means that a deadline passed: the answer may still come, and must reach nobody. */
    if (PQtransactionStatus(pg) != PQTRANS_IDLE || !PQexitPipelineMode(pg)) {
        if (PQsocket(pg) >= 0)
            shutdown(PQsocket(pg), SHUT_RDWR);
        conn->backend_pid = 0;
    }
    PQsetnonblocking(pg, 0);
    db->source.close(db->source.self, conn->handle);
    leave_place(db);
}
