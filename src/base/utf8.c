/* utf8.c -- see utf8.h. */
#include "base/utf8.h"

static bool continues(const unsigned char *u, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if ((u[i] & 0xc0) != 0x80)
            return false;
    return true;
}

size_t tt_utf8_step(const char *s, size_t n)
{
    const unsigned char *u = (const unsigned char *)s;

    if (!n)
        return 0;
    if (u[0] < 0x80)
        return 1;
    if (u[0] >= 0xc2 && u[0] <= 0xdf)
        return n >= 2 && continues(u, 1, 2) ? 2 : 0;
    if (u[0] >= 0xe0 && u[0] <= 0xef) {
        if (n < 3 || !continues(u, 1, 3) || (u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f))
            return 0;
        return 3;
    }
    if (u[0] >= 0xf0 && u[0] <= 0xf4) {
        if (n < 4 || !continues(u, 1, 4) || (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
            return 0;
        return 4;
    }
    return 0;
}

bool tt_utf8_valid(const char *s, size_t n, size_t *characters)
{
    size_t count = 0;

    for (size_t i = 0; i < n; count++) {
        size_t step = s[i] ? tt_utf8_step(s + i, n - i) : 0;

        if (!step)
            return false;
        i += step;
    }
    if (characters)
        *characters = count;
    return true;
}

size_t tt_visible_ascii(const char *s, size_t most)
{
    size_t n = 0;

    while (s[n] > 0x20 && s[n] < 0x7f)
        n++;
    return n <= most && !s[n] ? n : 0;
}

bool tt_printable_ascii(const char *s)
{
    for (; *s; s++)
        if (*s < 0x20 || *s > 0x7e)
            return false;
    return true;
}
