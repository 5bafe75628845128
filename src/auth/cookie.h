/* cookie.h -- the Cookie header of a request, RFC 6265 section 5.4, from a stranger. */
#ifndef TT_COOKIE_H
#define TT_COOKIE_H

#include "tt.h"

typedef struct tt_cookie {
    const char *name, *value; /**< NUL-terminated */
} tt_cookie;

enum { TT_COOKIES_MAX = 128 };

/** The cookies of HEADER (NULL = none), an array of tt_cookie in pool P, in the order given; a part without "=" or
 * beyond TT_COOKIES_MAX is left out. */
apr_array_header_t *tt_cookies_read(apr_pool_t *p, const char *header);

/** The value of cookie NAME, NULL if it is not there; *N how often it is: more than once means that somebody planted
 * one. */
const char *tt_cookie_find(const apr_array_header_t *cookies, const char *name, int *n);

#endif
