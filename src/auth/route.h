/* route.h -- the paths below /auth. */
#ifndef TT_AUTH_ROUTE_H
#define TT_AUTH_ROUTE_H

#include "auth/exchange.h"

/** Whether PATH (below the mount point) is answered here: /auth and all below it. */
bool tt_auth_claims(const char *path);

/** Answers X, whatever happens. */
void tt_auth_answer(tt_exchange *x);

#endif
