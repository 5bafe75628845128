/* buf.h -- a growing text with a ceiling, in a pool.  It remembers its failure, so that writers need no checks. */
#ifndef TT_BUF_H
#define TT_BUF_H

#include "base/error.h"

typedef struct tt_buf {
    char *at;         /**< the bytes; not terminated (see tt_buf_text) */
    size_t n;         /**< bytes written */
    size_t capacity;  /**< bytes there */
    size_t limit;     /**< it never grows beyond */
    apr_pool_t *pool; /**< owner of the bytes */
    bool failed;      /**< the limit was met: what it holds is incomplete */
} tt_buf;

/** Starts an empty buffer of FIRST bytes in pool P that may grow to LIMIT bytes. */
void tt_buf_init(tt_buf *b, apr_pool_t *p, size_t first, size_t limit);

/** Makes room for N more bytes and returns where they go (the caller then adds to b->n), or NULL at the limit. */
char *tt_buf_room(tt_buf *b, size_t n);

void tt_buf_put(tt_buf *b, const char *bytes, size_t n);
void tt_buf_puts(tt_buf *b, const char *text);
void tt_buf_putc(tt_buf *b, char c);
void tt_buf_int(tt_buf *b, int64_t number);
void tt_buf_printf(tt_buf *b, const char *format, ...) TT_PRINTF(2, 3);

/** The text with a terminating NUL (not counted in n); "" where it failed. */
const char *tt_buf_text(tt_buf *b);

/** 500 if the limit was met.  WHAT names the text for the log. */
const tt_error *tt_buf_check(const tt_buf *b, const char *what) TT_MUST_CHECK;

#endif
