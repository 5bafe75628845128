/* sign_in.h -- signing in with the OpenID Provider: authorization code flow with PKCE, OpenID Connect Core 3.1, RFC
 * 7636, RFC 9207, RFC 9700. */
#ifndef TT_SIGN_IN_H
#define TT_SIGN_IN_H

#include "auth/exchange.h"

/** GET /auth/login: sends the browser to the provider.  Writes nothing to the database. */
const tt_error *tt_sign_in_begin(tt_exchange *x) TT_MUST_CHECK;

/** GET /auth/callback: the browser comes back; a session begins, or nothing does. */
const tt_error *tt_sign_in_finish(tt_exchange *x) TT_MUST_CHECK;

#endif
