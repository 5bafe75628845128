/* session.h -- how a session of ours begins, whoever said who it is for. */
#ifndef TT_SESSION_H
#define TT_SESSION_H

#include "auth/exchange.h"

/** What a session is made of. */
typedef struct tt_session_start {
    const char *once;   /**< a text that begins one session at most: the state of the sign-in */
    const char *issuer; /**< with the identity's subject: the user */
    const tt_identity *who;
    const char *id_token; /**< for signing out at the provider, or NULL */
} tt_session_start;

/** Begins a session for the browser of X in one transaction: makes or updates the user, ends the session that this
 * browser had, sets the cookie.  409 "state_used" where ONCE has begun one already. */
const tt_error *tt_session_begin(tt_exchange *x, const tt_session_start *start) TT_MUST_CHECK;

#endif
