/* cursor.h -- where a page ended: the sort keys of its last row and its id, tied to the filters and the sort of the
 * list. */
#ifndef TT_CURSOR_H
#define TT_CURSOR_H

#include "tt.h"

/** Makes the opaque text of a cursor from N values and the digest of the list, in pool P. */
const char *tt_cursor_make(apr_pool_t *p, uint64_t digest, int n, const char *const *values);

/** Reads a cursor: N values into VALUES (in pool P).  Returns NULL, or what is wrong with it. */
const char *tt_cursor_read(apr_pool_t *p, const char *text, uint64_t digest, int n, const char **values);

/** Continues the digest (start with 0) by a text and its terminator; FNV-1a: it guards against mistakes, not against
 * forgers, who gain nothing, since a cursor only narrows what the caller may read anyway. */
uint64_t tt_digest(uint64_t digest, const char *text);

#endif
