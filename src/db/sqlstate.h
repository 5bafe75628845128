/* sqlstate.h -- from PostgreSQL's error to ours, in one table. */
#ifndef TT_SQLSTATE_H
#define TT_SQLSTATE_H

#include <libpq-fe.h>

#include "base/error.h"

/** The error of a failed result, in pool P.  Class "TT" carries our own status; of a constraint
 * `<table>__<field>__<code>` the name gives field and code. */
const tt_error *tt_sqlstate_error(apr_pool_t *p, const PGresult *res);

/** The connection is gone: 503 "database_unavailable", sqlstate 08006; CAUSE for the log. */
const tt_error *tt_sqlstate_lost(apr_pool_t *p, const char *cause);

/** What to do about an error. */
bool tt_sqlstate_is_lost(const tt_error *e);     /**< connection lost or refused: a new one may do */
bool tt_sqlstate_is_unknown(const tt_error *e);  /**< 26000: prepare again */
bool tt_sqlstate_is_conflict(const tt_error *e); /**< 40001, 40P01: undone, may be tried again */

#endif
