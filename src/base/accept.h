/* accept.h -- which media type a client would rather have, RFC 9110 section 12.5.1. */
#ifndef TT_ACCEPT_H
#define TT_ACCEPT_H

#include "tt.h"

/** The quality that HEADER (Accept; NULL = absent) gives to TYPE by name, in thousandths: 1000 where it names no q, 0
 * where TYPE is not named.  Ranges (a type and an asterisk) are not looked at: nobody asks for CSV by accident. */
int tt_accept_quality(const char *header, const char *type);

#endif
