/* body.h -- the body of a request, whole and bounded. */
#ifndef TT_HTTP_BODY_H
#define TT_HTTP_BODY_H

#include <httpd.h>

#include "base/error.h"

/** Reads the body of R, at most LIMIT bytes, into its pool.  413 beyond, before more is read; 408 where it does not
 * come in time; 400 where it breaks off.  No database connection may be held meanwhile: the client decides how long
 * this takes. */
const tt_error *tt_body_read(request_rec *r, apr_size_t limit, const char **body, apr_size_t *n) TT_MUST_CHECK;

#endif
