/* front.h -- signing in where httpd's own authentication stands in front of /auth/login: it has found out who asks, and
 * what follows is a session of ours like any other. */
#ifndef TT_FRONT_H
#define TT_FRONT_H

#include "auth/exchange.h"

/** GET /auth/login: begins a session for the user that httpd has authenticated for this very request (x->front).  403
 * "front_no_user" where there is none, "front_subject" where its name can be nobody's, "front_link" where a page of
 * another site led here and may have said who signs in. */
const tt_error *tt_front_sign_in(tt_exchange *x) TT_MUST_CHECK;

/** What is wrong with the settings of RP, whose front is on, or NULL. */
const char *tt_front_complaint(apr_pool_t *p, const tt_relying_party *rp);

#endif
