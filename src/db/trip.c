/* trip.c -- see trip.h.
 * libpq's order of results in pipeline mode: for each command its results, then NULL; for the Sync one
 * PGRES_PIPELINE_SYNC. */
#include "db/trip.h"

#include <errno.h>
#include <poll.h>

#include "base/clock.h"
#include "db/sqlstate.h"

/* A trip under way. */
typedef struct {
    tt_trip *trip;
    tt_conn *conn;
    int64_t until;         /* monotonic ms */
    const tt_error *error; /* the first of a statement */
} voyage;

void tt_trip_init(tt_trip *trip, apr_pool_t *p)
{
    memset(trip, 0, sizeof *trip);
    trip->pool = p;
}

int tt_trip_add(tt_trip *trip, tt_statement statement, int nvalues, const char *const *values)
{
    tt_step *step = &trip->step[trip->n];

    if (trip->n == TT_TRIP_MAX)
        abort(); /* a fixed number of statements is added in code: this is a mistake in it */
    step->statement = statement;
    step->nvalues = nvalues;
    step->values = values;
    return trip->n++;
}

#define X(name, text) const tt_query tt_query_##name = { text };
#include "queries.h"
#undef X

static const char *fixed_sql(apr_pool_t *p, const void *key)
{
    (void)p;
    return ((const tt_query *)key)->sql;
}

/* The bytes of the key are the address of the literal, which no other query has. */
tt_statement tt_statement_fixed(const tt_query *query)
{
    return (tt_statement){ .key = query, .key_n = sizeof *query, .sql = fixed_sql };
}

const PGresult *tt_trip_result(const tt_trip *trip, int i)
{
    return i < trip->n ? trip->step[i].result : NULL;
}

static apr_status_t clear_result(void *res)
{
    PQclear(res);
    return APR_SUCCESS;
}

static const tt_error *lost(const voyage *v)
{
    return tt_sqlstate_lost(v->trip->pool,
                            apr_psprintf(v->trip->pool, "connection lost: %s", PQerrorMessage(v->conn->pg)));
}

static const tt_error *timed_out(const voyage *v)
{
    tt_error *e = tt_error_make(v->trip->pool, 503, "database_timeout", "Database unavailable",
                                "The database did not answer in time; try again");

    e->retry_after = 1;
    e->cause = "no answer from the database before the deadline";
    return e;
}

/* Waits until the socket can be read (or written, with POLLOUT), then takes what has come. */
static const tt_error *wait_for(const voyage *v, short events)
{
    struct pollfd fd = { .fd = PQsocket(v->conn->pg), .events = events };
    int ready;

    do {
        int64_t left = v->until - tt_clock_ms();

        ready = left <= 0 ? 0 : poll(&fd, 1, (int)left);
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0)
        return timed_out(v);
    if ((fd.revents & (POLLIN | POLLHUP | POLLERR)) && !PQconsumeInput(v->conn->pg))
        return lost(v);
    return NULL;
}

/* The name under which the connection knows the statement, or a new one that this trip prepares.  Beyond the limit a
 * statement is sent without a name; the next user of the connection starts afresh (pool.c). */
static const char *name_of(const voyage *v, tt_step *step)
{
    const char *name = apr_hash_get(v->conn->prepared, step->statement.key, (apr_ssize_t)step->statement.key_n);
    int number = v->conn->nprepared + v->trip->preparing;

    if (name || number >= TT_STATEMENTS_MAX)
        return name;
    step->prepares = true;
    v->trip->preparing++;
    return apr_psprintf(v->trip->pool, "t%d", number);
}

static bool send_step(const voyage *v, tt_step *step)
{
    PGconn *pg = v->conn->pg;

    step->name = name_of(v, step);
    if (!step->name)
        return PQsendQueryParams(pg, step->statement.sql(v->trip->pool, step->statement.key), step->nvalues, NULL,
                                 step->values, NULL, NULL, 0);
    if (step->prepares &&
        !PQsendPrepare(pg, step->name, step->statement.sql(v->trip->pool, step->statement.key), 0, NULL))
        return false;
    return PQsendQueryPrepared(pg, step->name, step->nvalues, step->values, NULL, NULL, 0);
}

static const tt_error *send_all(const voyage *v)
{
    PGconn *pg = v->conn->pg;
    int unsent;

    for (int i = 0; i < v->trip->n; i++)
        if (!send_step(v, &v->trip->step[i]))
            return lost(v);
    if (!PQpipelineSync(pg))
        return lost(v);
    while ((unsent = PQflush(pg)) > 0)
        TT_TRY(wait_for(v, POLLIN | POLLOUT));
    return unsent < 0 ? lost(v) : NULL;
}

static const tt_error *next_result(const voyage *v, PGresult **res)
{
    while (PQisBusy(v->conn->pg))
        TT_TRY(wait_for(v, POLLIN));
    *res = PQgetResult(v->conn->pg);
    return NULL;
}

/* Only what the backend has taken counts: a number that an earlier error left unused is given again. */
static void remember(voyage *v, const tt_step *step)
{
    const tt_statement *known = &step->statement;

    apr_hash_set(v->conn->prepared, apr_pmemdup(v->conn->pool, known->key, known->key_n), (apr_ssize_t)known->key_n,
                 apr_pstrdup(v->conn->pool, step->name));
    v->conn->nprepared++;
}

/* Takes one result of a command.  Errors are kept, the first only: what follows was skipped because of it. */
static void take(voyage *v, tt_step *step, PGresult *res)
{
    switch (PQresultStatus(res)) {
    case PGRES_SINGLE_TUPLE:
        if (step->row && !v->error)
            v->error = step->row(step->row_context, res);
        PQclear(res);
        return;
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        if (step->row) {
            PQclear(res);
            return;
        }
        step->result = res;
        apr_pool_cleanup_register(v->trip->pool, res, clear_result, apr_pool_cleanup_null);
        return;
    case PGRES_PIPELINE_ABORTED: PQclear(res); return;
    default:
        if (!v->error)
            v->error = tt_sqlstate_error(v->trip->pool, res);
        PQclear(res);
    }
}

static const tt_error *receive_prepare(voyage *v, tt_step *step)
{
    PGresult *res;

    TT_TRY(next_result(v, &res));
    while (res) {
        if (PQresultStatus(res) == PGRES_COMMAND_OK)
            remember(v, step);
        else
            take(v, step, res), res = NULL;
        PQclear(res);
        TT_TRY(next_result(v, &res));
    }
    return NULL;
}

static const tt_error *receive_step(voyage *v, tt_step *step)
{
    PGresult *res;

    if (step->prepares)
        TT_TRY(receive_prepare(v, step));
    if (step->row && !PQsetSingleRowMode(v->conn->pg) && !v->error)
        v->error = tt_error_internal(v->trip->pool, "libpq refuses single-row mode");
    TT_TRY(next_result(v, &res));
    while (res) {
        take(v, step, res);
        TT_TRY(next_result(v, &res));
    }
    return NULL;
}

static const tt_error *receive_all(voyage *v)
{
    PGresult *res;

    for (int i = 0; i < v->trip->n; i++) {
        TT_TRY(receive_step(v, &v->trip->step[i]));
        if (PQstatus(v->conn->pg) != CONNECTION_OK)
            return lost(v);
    }
    TT_TRY(next_result(v, &res));
    if (PQresultStatus(res) != PGRES_PIPELINE_SYNC) {
        PQclear(res);
        return lost(v);
    }
    PQclear(res);
    return NULL;
}

const tt_error *tt_trip_run(tt_trip *trip, tt_conn *conn, int timeout_ms)
{
    voyage v = { trip, conn, tt_clock_ms() + timeout_ms, NULL };

    TT_TRY(send_all(&v));
    TT_TRY(receive_all(&v));
    return v.error;
}

bool tt_trip_may_repeat(const tt_error *e, bool reads)
{
    return tt_sqlstate_is_unknown(e) || tt_sqlstate_is_conflict(e) || (reads && tt_sqlstate_is_lost(e));
}

const tt_error *tt_trip_alone(tt_trip *trip, tt_db *db, int timeout_ms, bool reads)
{
    const tt_trip unsent = *trip;
    const tt_error *e;
    int attempts = 0;
    tt_conn *conn;

    do {
        *trip = unsent;
        TT_TRY(tt_db_open(db, trip->pool, &conn));
        e = tt_trip_run(trip, conn, timeout_ms);
        if (tt_sqlstate_is_unknown(e))
            tt_conn_forget(conn);
        tt_db_close(db, conn);
    } while (tt_trip_may_repeat(e, reads) && ++attempts < TT_TRIP_ATTEMPTS);
    return e;
}
