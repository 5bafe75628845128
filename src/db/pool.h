/* pool.h -- connections: who may have one, for how long to wait, and how a stale one comes back to life.
 * Where they come from is the caller's affair (mod_dbd in the module), so that this library needs no httpd. */
#ifndef TT_POOL_H
#define TT_POOL_H

#include <apr_hash.h>
#include <apr_thread_cond.h>
#include <libpq-fe.h>

#include "base/error.h"

/** Where connections come from. */
typedef struct tt_db_source {
    /** An open connection (it may be stale) with the pool that lives as long as it, or NULL.  *HANDLE goes back to
     * close(). */
    PGconn *(*open)(void *self, apr_pool_t *scratch, void **handle, apr_pool_t **life);
    void (*close)(void *self, void *handle);
    void *self;
} tt_db_source;

typedef struct tt_db_settings {
    int limit;   /**< connections in use at once in this process; never more than the source has, or its pool blocks */
    int wait_ms; /**< longest wait for one of them when all are in use */
    int connect_ms;       /**< longest time spent on getting a connection that works */
    int query_timeout_ms; /**< the server's statement_timeout is a little less, so that it speaks first */
    const char
        *conninfo; /**< how to find out whether the database is there; NULL = ask the source, however long it takes */
} tt_db_settings;

typedef struct tt_db tt_db;

/** A connection in use. */
typedef struct tt_conn {
    PGconn *pg;
    apr_pool_t *pool;     /**< lives as long as the backend: statements are remembered here */
    apr_hash_t *prepared; /**< key bytes of a statement -> its name */
    int nprepared;
    int backend_pid; /**< whose statements these are */
    void *handle;
} tt_conn;

/** A set of connections in pool P; one per process and database.  500 if APR has no mutex to give. */
const tt_error *tt_db_make(apr_pool_t *p, tt_db_source source, tt_db_settings settings, tt_db **out) TT_MUST_CHECK;

/** A working connection.  503 "busy" after wait_ms without a free one (connect_ms while one is being made), 503
 * "database_unavailable" after connect_ms without a working one; both with Retry-After.  Give it back with tt_db_close
 * on every path. */
const tt_error *tt_db_open(tt_db *db, apr_pool_t *scratch, tt_conn **out) TT_MUST_CHECK;

/** Gives CONN back: out of pipeline mode, or, when it is not idle (a deadline passed), cut so that nobody uses it
 * again. */
void tt_db_close(tt_db *db, tt_conn *conn);

/** Forgets the statements of CONN: the backend says it does not know them (SQLSTATE 26000). */
void tt_conn_forget(tt_conn *conn);

#endif
