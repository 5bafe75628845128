/* spool.h -- bytes of any number, in memory at first and in a temporary file beyond: flat memory at any size. */
#ifndef TT_SPOOL_H
#define TT_SPOOL_H

#include <apr_file_io.h>

#include "base/buf.h"

enum { TT_SPOOL_MEMORY = 256 * 1024 };

typedef struct tt_spool {
    apr_pool_t *pool;
    tt_buf tail;      /**< what is not in the file yet; write here, then call tt_spool_flow */
    apr_file_t *file; /**< NULL while all of it fits into memory; gone with the pool */
    apr_off_t file_n; /**< bytes in the file */
} tt_spool;

void tt_spool_init(tt_spool *s, apr_pool_t *p);

/** Moves the tail to the file when it has grown large; call it after each piece (less than 8 MiB).  500 if the file
 * cannot be written. */
const tt_error *tt_spool_flow(tt_spool *s) TT_MUST_CHECK;

/** After the last piece: either file is NULL and the tail is all, or everything is in the file, which stands at its
 * start. */
const tt_error *tt_spool_finish(tt_spool *s) TT_MUST_CHECK;

#endif
