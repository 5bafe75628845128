/* outbox.h -- the listener's own connection: reads what is new in the log of changes, and which credentials are still
 * good.  Never more than one thread uses it.  It blocks at most for its timeout, and not at all once it is told to
 * stop. */
#ifndef TT_OUTBOX_H
#define TT_OUTBOX_H

#include "stream/event.h"

typedef struct tt_outbox tt_outbox;

typedef struct tt_outbox_settings {
    const char *conninfo;
    int timeout_ms; /**< longest wait for an answer, or for a connection */
    int stop_fd;    /**< once it can be read, nothing is waited for any more */
} tt_outbox_settings;

/** An outbox without a connection, in pool P, which closes it. */
tt_outbox *tt_outbox_make(apr_pool_t *p, tt_outbox_settings settings);

/** Whether there is a connection; makes one, at most once a second. */
bool tt_outbox_connect(tt_outbox *o);

/** Ends the connection, if there is one. */
void tt_outbox_close(tt_outbox *o);

/** Why the last attempt failed, for the log; NULL = it did not. */
const char *tt_outbox_trouble(const tt_outbox *o);

/** Events of all users after a position, in order, in RES (event.h), which lives as long as pool P.  *MORE tells that
 * there are further ones.  NULL = it could not be read, and the connection is closed. */
const PGresult *tt_outbox_read(tt_outbox *o, apr_pool_t *p, tt_position after, bool *more);

/** Of these credentials (PostgreSQL's arrays of bytea) those that are good: rows of hash and grant.  NULL as above. */
const PGresult *tt_outbox_alive(tt_outbox *o, apr_pool_t *p, const char *keys, const char *sessions);

#endif
