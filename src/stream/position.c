/* position.c -- see position.h. */
#include "stream/position.h"

enum { DIGITS = 18 }; /* of a number that fits into int64_t whatever its digits are */

static bool read_number(const char **text, int64_t *out)
{
    int n = 0;

    for (*out = 0; (*text)[n] >= '0' && (*text)[n] <= '9' && n < DIGITS; n++)
        *out = *out * 10 + ((*text)[n] - '0');
    *text += n;
    return n > 0;
}

bool tt_position_read(const char *text, tt_position *out)
{
    int64_t xact, id;

    if (!read_number(&text, &xact) || *text++ != '-' || !read_number(&text, &id) || *text)
        return false;
    *out = (tt_position){ (uint64_t)xact, id };
    return true;
}

void tt_position_write(tt_position at, tt_buf *out)
{
    tt_buf_printf(out, "%" APR_UINT64_T_FMT "-%" APR_INT64_T_FMT, at.xact, at.id);
}

int tt_position_compare(tt_position a, tt_position b)
{
    if (a.xact != b.xact)
        return a.xact < b.xact ? -1 : 1;
    return (a.id > b.id) - (a.id < b.id);
}
