/* sign_out.h -- signing out here and at the provider (OpenID Connect RP-Initiated Logout 1.0), and being told to by it
 * (Back-Channel Logout 1.0). */
#ifndef TT_SIGN_OUT_H
#define TT_SIGN_OUT_H

#include "auth/exchange.h"

/** POST /auth/logout: the session of this browser is over, then it is sent to the provider to sign out there too: 303,
 * or for scripts (Accept without text/html) 200
 * {"location": "..."}, because a script cannot follow to a foreign origin.  GET shows a page with a button. */
const tt_error *tt_sign_out(tt_exchange *x) TT_MUST_CHECK;

/** POST /auth/backchannel-logout: the provider says that a session, or all sessions of a user, are over.  204 once that
 * is committed. */
const tt_error *tt_sign_out_by_provider(tt_exchange *x) TT_MUST_CHECK;

#endif
