/* apikey.h -- the form of an API key: "tt_", 34 random base62 digits, 6 base62 digits of the CRC-32 (IEEE 802.3) over
 * all before, zero padded; alphabet 0-9A-Za-z.  The checksum lets typing errors and secret scanners be told from keys
 * without the database. */
#ifndef TT_APIKEY_H
#define TT_APIKEY_H

#include "base/error.h"

enum { TT_APIKEY_LENGTH = 43, TT_APIKEY_PREFIX = 11 };

/** Whether S has the form and the checksum of a key. */
bool tt_apikey_valid(const char *s, size_t n);

/** A new key from RAND_bytes in pool P, its first 11 characters being the prefix shown to people. */
const tt_error *tt_apikey_make(apr_pool_t *p, const char **key) TT_MUST_CHECK;

#endif
