/* headers.h -- what browsers say of a request of theirs, and what every answer of ours says to them. */
#ifndef TT_HTTP_HEADERS_H
#define TT_HTTP_HEADERS_H

#include <httpd.h>

#include "auth/csrf.h"
#include "auth/limit.h"

/** What tells where the request R comes from. */
tt_csrf tt_headers_csrf(const request_rec *r);

/** What Authorization of R says to us, or NULL.  Where httpd's own authentication is in front (TimetrackerFrontAuth) it
 * reads that header too: what names neither of our schemes, Bearer and Token, is httpd's affair then, and says nothing
 * about who calls. */
const char *tt_headers_authorization(const request_rec *r);

/** Sets header NAME of the answer of R; NULL = not. VALUE must live as long as R. */
void tt_header(request_rec *r, const char *name, const char *value);

/** The security headers in their strictest form; POLICY is the Content-Security-Policy, BASE_URL tells whether the site
 * is https. */
void tt_headers_secure(request_rec *r, const char *base_url, const char *policy);

/** X-RateLimit-Limit, -Remaining and -Reset (seconds since the epoch); nothing where there is no limit. */
void tt_headers_rate(request_rec *r, const tt_allowance *allowance);

#endif
