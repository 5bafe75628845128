/* b64.h -- base64url without padding, RFC 4648 section 5. */
#ifndef TT_B64_H
#define TT_B64_H

#include "base/buf.h"

/** Appends the base64url form of BYTES. */
void tt_b64_encode(tt_buf *b, const unsigned char *bytes, size_t n);

/** Decodes strictly (no padding, no white space, unused last bits zero) into pool P; NULL if S is not that.
 *  *OUT_N gets the number of bytes; a NUL that is not counted follows them. */
unsigned char *tt_b64_decode(apr_pool_t *p, const char *s, size_t n, size_t *out_n);

#endif
