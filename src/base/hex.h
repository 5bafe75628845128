/* hex.h -- hexadecimal digits, and bytes as PostgreSQL's text of a bytea. */
#ifndef TT_HEX_H
#define TT_HEX_H

#include "tt.h"

/** "\\x" and two hexadecimal digits for each of N bytes, in pool P. */
const char *tt_hex_bytea(apr_pool_t *p, const unsigned char *bytes, size_t n);

/** The value of a hexadecimal digit of either case; -1 for what is none. */
int tt_hex_value(char c);

#endif
