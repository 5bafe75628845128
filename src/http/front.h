/* front.h -- whom httpd's own authentication has found out, for signing in (auth/front.h). */
#ifndef TT_HTTP_FRONT_H
#define TT_HTTP_FRONT_H

#include <httpd.h>

#include "auth/exchange.h"

/** Who has sent R, in its pool; for the handler, when all of httpd's phases are over: the user that an authentication
 * module has found, which then says its type, or one that mod_ssl took from a client certificate (SSLUserName).  Never
 * of a certificate that mod_ssl has not verified, and never one that an internal redirect brought along: with
 * ErrorDocument 401 that is whoever failed. */
void tt_front_read(request_rec *r, tt_front *out);

#endif
