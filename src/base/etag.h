/* etag.h -- entity tags: the version of a row in quotes. */
#ifndef TT_ETAG_H
#define TT_ETAG_H

#include "tt.h"

/** Whether HEADER (If-Match, If-None-Match) lists VERSION, or is `*`.  RFC 9110 section 13.1; a suffix that a
 * compressing filter has put behind the version ("7-gzip") is looked through, and so is W/: a proxy that compresses
 * weakens the tag, and the version behind it still says exactly which row the client has seen. */
bool tt_etag_listed(const char *header, const char *version);

/** The versions in HEADER as a PostgreSQL array, in pool P; NULL for `*`. */
const char *tt_etag_versions(apr_pool_t *p, const char *header);

#endif
