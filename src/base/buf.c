/* buf.c -- see buf.h. */
#include "base/buf.h"

void tt_buf_init(tt_buf *b, apr_pool_t *p, size_t first, size_t limit)
{
    b->capacity = first < limit ? first : limit;
    b->at = apr_palloc(p, b->capacity + 1);
    b->n = 0;
    b->limit = limit;
    b->pool = p;
    b->failed = false;
}

/* Doubles until N more bytes fit.  The old bytes stay in the pool: at most as many again. */
char *tt_buf_grow(tt_buf *b, size_t n)
{
    size_t capacity = b->capacity ? b->capacity : 64;
    char *at;

    if (b->failed || n > b->limit - b->n) {
        b->failed = true;
        return NULL;
    }
    while (capacity < b->n + n)
        capacity = capacity < b->limit / 2 ? capacity * 2 : b->limit;
    if (capacity > b->limit)
        capacity = b->limit;
    at = apr_palloc(b->pool, capacity + 1);
    memcpy(at, b->at, b->n);
    b->at = at;
    b->capacity = capacity;
    return at + b->n;
}

void tt_buf_int(tt_buf *b, int64_t number)
{
    char digits[24], *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        *--at = '-';
    tt_buf_put(b, at, (size_t)(digits + sizeof digits - at));
}

/* Formats into what room there is, and once more if that was too little.  A byte for vsnprintf's NUL is always there.
 */
void tt_buf_printf(tt_buf *b, const char *format, ...)
{
    size_t room = b->capacity - b->n;
    va_list list, again;
    int n;

    if (b->failed)
        return;
    va_start(list, format);
    va_copy(again, list);
    n = vsnprintf(b->at + b->n, room + 1, format, list);
    if (n < 0)
        b->failed = true;
    else if ((size_t)n > room && tt_buf_room(b, (size_t)n))
        vsnprintf(b->at + b->n, (size_t)n + 1, format, again);
    if (!b->failed)
        b->n += (size_t)n;
    va_end(again);
    va_end(list);
}

const char *tt_buf_text(tt_buf *b)
{
    if (b->failed)
        return "";
    b->at[b->n] = '\0';
    return b->at;
}

const tt_error *tt_buf_check(const tt_buf *b, const char *what)
{
    return b->failed ? tt_error_internal(b->pool, "%s: larger than %" APR_SIZE_T_FMT " bytes", what, b->limit) : NULL;
}
