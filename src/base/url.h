/* url.h -- query strings after the WHATWG URL standard's application/x-www-form-urlencoded, read strictly. */
#ifndef TT_URL_H
#define TT_URL_H

#include "base/error.h"

enum { TT_URL_MAX_PARAMETERS = 64 };

typedef struct tt_param {
    const char *name;  /**< decoded, NUL-terminated */
    const char *value; /**< decoded, NUL-terminated; "" for "name" and "name=" */
    size_t value_n;
} tt_param;

/** Decodes QUERY (without "?"; NULL = empty) into *OUT, an array of tt_param in pool P, in the order given.  400
 * "malformed_query" for a bad %XX, invalid UTF-8, U+0000, an empty name or more than 64 parameters; 400
 * "repeated_parameter" names one given twice. */
const tt_error *tt_query_parse(apr_pool_t *p, const char *query, apr_array_header_t **out) TT_MUST_CHECK;

/** The path of a site's public address ("" at the root): an origin of http or https and plain segments, without a slash
 *  at its end.  NULL if URL is none. */
const char *tt_base_url_path(const char *url);

#endif
