/* database.h -- the operator's connection to PostgreSQL: how it is found, and statements on it, one after the other. */
#ifndef TT_DATABASE_H
#define TT_DATABASE_H

#include "ctl/command.h"
#include "db/trip.h"

/** Connects ctl->pg to the database of --database-url, --config or the environment's DATABASE_URL, in this order. */
const tt_error *tt_ctl_connect(tt_ctl *ctl) TT_MUST_CHECK;

/** A connection to be made. */
typedef struct tt_login {
    const char *source; /**< says in a message where the connection string was found */
    const char *conninfo;
    const char *dbname; /**< in place of that of CONNINFO; or NULL */
    const char *user;   /**< the user of this machine that PostgreSQL is to see (peer authentication); NULL = the one
                             that ttctl runs as; another one takes root */
} tt_login;

/** Connects ctl->pg. */
const tt_error *tt_ctl_reach(tt_ctl *ctl, const tt_login *to) TT_MUST_CHECK;

/** The value of KEYWORD in CONNINFO, or NULL; also where it is no connection string. */
const char *tt_conninfo_value(apr_pool_t *p, const char *conninfo, const char *keyword);

/** Whether CONNINFO leads to a socket of this machine. */
bool tt_conninfo_is_local(apr_pool_t *p, const char *conninfo);

/** Runs a named query of sql/queries/ with its values as text.  *RES is cleared with the pool. */
const tt_error *tt_ctl_query(tt_ctl *ctl, const tt_query *query, int nvalues, const char *const *values,
                             PGresult **res) TT_MUST_CHECK;

/** Runs one statement without values, such as BEGIN. */
const tt_error *tt_ctl_exec(tt_ctl *ctl, const char *sql) TT_MUST_CHECK;

/** Begins a transaction that the audit trail knows as ttctl's; USER_ID is whose rows are touched, "" if nobody's
 *  yet. */
const tt_error *tt_ctl_begin(tt_ctl *ctl, const char *user_id) TT_MUST_CHECK;

/** Commits; an error if that was not possible.  Without it all is undone when the pool goes. */
const tt_error *tt_ctl_commit(tt_ctl *ctl) TT_MUST_CHECK;

/** The message of a failed result (which may be NULL), with its SQLSTATE; WHERE goes in front of it ("" = nothing). */
const tt_error *tt_ctl_sql_error(tt_ctl *ctl, const char *where, const PGresult *res) TT_MUST_CHECK;

/** Text of column I of row R, or NULL. */
const char *tt_ctl_value(const PGresult *res, int r, int i);

#endif
