/* accept.c -- see accept.h. */
#include "base/accept.h"

/* "0.5" as 500; anything that is no qvalue counts as 0. */
static int thousandths(const char *s)
{
    int value = *s == '1' ? 1000 : 0;

    if (s[0] != '0' || s[1] != '.')
        return value;
    s += 2;
    for (int weight = 100; weight && *s >= '0' && *s <= '9'; weight /= 10)
        value += (*s++ - '0') * weight;
    return value;
}

/* The q among the parameters of a range, which ends at END. */
static int quality_of(const char *s, const char *end)
{
    for (; s < end; s++)
        if (*s == ';') {
            const char *name = s + 1 + strspn(s + 1, " \t");

            if (!strncasecmp(name, "q=", 2))
                return thousandths(name + 2);
        }
    return 1000;
}

int tt_accept_quality(const char *header, const char *type)
{
    size_t n = strlen(type);

    while (header && *header) {
        const char *range = header + strspn(header, " \t"), *end = strchrnul(range, ',');

        if (!strncasecmp(range, type, n) && strchr(" \t;,", range[n]))
            return quality_of(range + n, end);
        header = *end ? end + 1 : end;
    }
    return 0;
}
