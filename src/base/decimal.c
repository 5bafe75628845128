/* decimal.c -- see decimal.h. */
#include "base/decimal.h"

static size_t digits_at(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && s[i] >= '0' && s[i] <= '9')
        i++;
    return i;
}

bool tt_decimal_valid(const char *s, size_t n, int whole, int scale)
{
    size_t sign = n && *s == '-', before = digits_at(s + sign, n - sign), after;

    if (!before || before > (size_t)whole || (before > 1 && s[sign] == '0'))
        return false;
    if (sign + before == n)
        return true;
    if (s[sign + before] != '.')
        return false;
    after = digits_at(s + sign + before + 1, n - sign - before - 1);
    return after && after <= (size_t)scale && sign + before + 1 + after == n;
}
