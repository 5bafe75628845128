/* csrf.h -- whether a request that a browser sends with its cookie was meant by the page it came from.
 * Decided by headers that a foreign page cannot set, so no token has to be kept and pages stay cacheable. */
#ifndef TT_CSRF_H
#define TT_CSRF_H

#include "base/error.h"

/** Headers of a request, NULL = absent. */
typedef struct tt_csrf {
    const char *sec_fetch_site, *origin, *marker; /**< the marker is X-TT-Request */
} tt_csrf;

/** Refuses what was not sent by a page of BASE_URL's origin: Sec-Fetch-Site (Fetch Metadata) decides where it is there,
 * else Origin (RFC 6454); without both it is refused.  403 "csrf". */
const tt_error *tt_csrf_check(apr_pool_t *p, const tt_csrf *headers, const char *base_url) TT_MUST_CHECK;

/** The same, and the marker must be there: no form can set it, and a foreign script only with a preflight, which is
 * never granted. */
const tt_error *tt_csrf_check_script(apr_pool_t *p, const tt_csrf *headers, const char *base_url) TT_MUST_CHECK;

#endif
