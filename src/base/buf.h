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

/** The slow way of tt_buf_room: grows the buffer, or fails at the limit. */
char *tt_buf_grow(tt_buf *b, size_t n);

/* The writers below run for every value of every row, so they are here to be inlined. */

/** Makes room for N more bytes and returns where they go (the caller then adds to b->n), or NULL at the limit. */
static inline char *tt_buf_room(tt_buf *b, size_t n)
{
    return !b->failed && n <= b->capacity - b->n ? b->at + b->n : tt_buf_grow(b, n);
}

static inline void tt_buf_put(tt_buf *b, const char *bytes, size_t n)
{
    char *to = tt_buf_room(b, n);

    if (!to || !n) /* memcpy takes no NULL, not even for nothing */
        return;
    memcpy(to, bytes, n);
    b->n += n;
}

static inline void tt_buf_puts(tt_buf *b, const char *text)
{
    tt_buf_put(b, text, strlen(text));
}

static inline void tt_buf_putc(tt_buf *b, char c)
{
    tt_buf_put(b, &c, 1);
}

void tt_buf_int(tt_buf *b, int64_t number);
void tt_buf_printf(tt_buf *b, const char *format, ...) TT_PRINTF(2, 3);

/** The text with a terminating NUL (not counted in n); "" where it failed. */
const char *tt_buf_text(tt_buf *b);

/** 500 if the limit was met.  WHAT names the text for the log. */
const tt_error *tt_buf_check(const tt_buf *b, const char *what) TT_MUST_CHECK;

#endif
