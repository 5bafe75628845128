/* trip.h -- one network trip: statements sent together in libpq's pipeline mode, with one Sync at the end.
 * Between two Syncs PostgreSQL runs one transaction: an error undoes the whole, and what follows it is skipped. */
#ifndef TT_TRIP_H
#define TT_TRIP_H

#include "db/pool.h"

/** A statement that is prepared on a connection when that connection first meets it. */
typedef struct tt_statement {
    const void *key; /**< its identity, compared as bytes */
    size_t key_n;
    const char *(*sql)(apr_pool_t *p, const void *key); /**< its text, asked for only when it must be prepared */
} tt_statement;

/** Called for every row of a result in single-row mode, in place of keeping it.  Row 0 of RES is the row. */
typedef const tt_error *(*tt_row_fn)(void *context, const PGresult *res);

/* When backends are ended, each connection of a child may be one that does not know it yet; a further attempt is left
 * for a new one. */
enum { TT_TRIP_MAX = 10, TT_STATEMENTS_MAX = 256, TT_TRIP_ATTEMPTS = 5 };

typedef struct tt_step {
    tt_statement statement;
    int nvalues;
    const char *const *values; /**< as text; NULL = SQL null; must live until tt_trip_run returns */
    tt_row_fn row;             /**< NULL = the result is kept */
    void *row_context;
    const char *name; /**< of the prepared statement; NULL = sent without a name */
    bool prepares;    /**< it is prepared on this trip */
    PGresult *result; /**< kept result, cleared with the trip's pool */
} tt_step;

typedef struct tt_trip {
    apr_pool_t *pool;
    int n;
    int preparing; /**< steps that prepare their statement */
    tt_step step[TT_TRIP_MAX];
} tt_trip;

void tt_trip_init(tt_trip *trip, apr_pool_t *p);

/** Adds a statement with its values; returns its number, for tt_trip_result. */
int tt_trip_add(tt_trip *trip, tt_statement statement, int nvalues, const char *const *values);

/** A statement of fixed text, from sql/queries. */
typedef struct tt_query {
    const char *sql;
} tt_query;

/** The named queries of sql/queries/, tt_query_<name>. */
#define X(name, text) extern const tt_query tt_query_##name;
#include "queries.h"
#undef X

tt_statement tt_statement_fixed(const tt_query *query);

/** Sends all, waits for all, until TIMEOUT_MS from now at the latest (monotonic clock).  The first error of a statement
 * is the result (sqlstate.h), else NULL.  On a timeout 503 "database_timeout", and the connection is unusable.  Where
 * the connection was lost the error's sqlstate is "08006", and the server may have done it all: only what changes
 * nothing may be sent again. */
const tt_error *tt_trip_run(tt_trip *trip, tt_conn *conn, int timeout_ms) TT_MUST_CHECK;

/** Whether after error E the same may be sent again: what was undone, or was not known to the backend; READS: also what
 * was lost on its way. */
bool tt_trip_may_repeat(const tt_error *e, bool reads);

/** tt_trip_run on a connection of DB that is opened for TRIP alone, so the caller must hold none; up to
 * TT_TRIP_ATTEMPTS times while it may be repeated.  READS: done twice it is as done once. */
const tt_error *tt_trip_alone(tt_trip *trip, tt_db *db, int timeout_ms, bool reads) TT_MUST_CHECK;

/** The kept result of step I, or NULL if it did not run. */
const PGresult *tt_trip_result(const tt_trip *trip, int i);

#endif
