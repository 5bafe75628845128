/* json_read.h -- JSON from strangers: a strict scanner in front of json-c.
 * json-c 0.16 in strict mode accepts duplicate names, single quotes, NaN, raw control characters and overlong UTF-8,
 * and cuts a name at \u0000; so nothing reaches it that the scanner has not seen. */
#ifndef TT_JSON_READ_H
#define TT_JSON_READ_H

#include <json-c/json.h>

#include "base/error.h"

enum { TT_JSON_MAX_DEPTH = 32, TT_JSON_MAX_NAMES = 1000, TT_JSON_MAX_VALUES = 10000 };

/** Checks that TEXT (N bytes, no terminator needed) is one JSON value after RFC 8259, without recursion: valid UTF-8
 * (no overlong forms, no surrogates, no BOM), no raw control characters, no U+0000 in any form, no lone \u surrogates,
 * no duplicate names in an object (after unescaping), at most 32 levels deep, 1000 names and 10000 values in all
 * (json-c spends up to a kilobyte on a value), numbers that are finite as a double. Returns NULL if so, else what is
 * wrong, a literal such as "a name appears twice in an object"; *AT is the byte it was found at. */
const char *tt_json_scan(apr_pool_t *scratch, const char *text, size_t n, size_t *at);

/** Scans, then parses.  *OUT belongs to pool P (a cleanup drops the tree).  400 "malformed_json" names the byte and the
 * reason. */
const tt_error *tt_json_read(apr_pool_t *p, const char *text, size_t n, json_object **out) TT_MUST_CHECK;

#endif
