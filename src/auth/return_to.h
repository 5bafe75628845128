/* return_to.h -- where a person wanted to go before signing in. */
#ifndef TT_RETURN_TO_H
#define TT_RETURN_TO_H

#include "tt.h"

enum { TT_RETURN_TO_MAX = 512 };

/** Whether PATH (below the mount point, with query and fragment) may be redirected to.  One rule of what is allowed,
 * because parsers of URLs differ (WHATWG URL takes "/\", tabs and more for a host): begins with one "/", printable
 * ASCII without " < > \ ^ ` { | }, no %00-%1F, %7F, %2F, %5C and no broken %XX, no empty, "." or ".." segment (encoded
 * or not), not below /auth, /api or /mcp, at most TT_RETURN_TO_MAX bytes. */
bool tt_return_to_valid(const char *path);

/** The page that the parameter return_to of QUERY (raw, or NULL) asks for, if it may be redirected to; else "/". */
const char *tt_return_to_wanted(apr_pool_t *p, const char *query);

#endif
