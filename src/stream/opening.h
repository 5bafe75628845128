/* opening.h -- who opens a stream, and what it has missed. */
#ifndef TT_OPENING_H
#define TT_OPENING_H

#include "auth/credential.h"
#include "db/pool.h"
#include "stream/event.h"

enum { TT_EVENTS_MISSED = 10000 }; /* more are not told one by one */

typedef struct tt_opening {
    /* What the request says. */
    const tt_credential *credential; /* of a form that ours have */
    const char *client_ip;
    const char *accepted;   /* scopes any of which will do, as PostgreSQL's array */
    const char *last_event; /* position that the client has come to ("xact-id"), or NULL */
    int timeout_ms;

    /* What the database says; all in the pool of the call. */
    const char *user_id, *credential_id, *tier;
    const char *scopes;     /* of a key, JSON: ["read:clients"]; "" of a session */
    const char *granted;    /* changes when the credential is given something else */
    tt_position position;   /* all up to here is told below */
    bool is_lost;           /* what the client has missed cannot be told: it must read all anew */
    const PGresult *missed; /* events (event.h) since the last */
} tt_opening;

/** One trip: authenticates, and reads what was missed.  401, 403 "insufficient_scope", 503 as with any call.  A
 * position that is none of ours is one that is lost. */
const tt_error *tt_opening_read(tt_db *db, apr_pool_t *p, tt_opening *o) TT_MUST_CHECK;

#endif
