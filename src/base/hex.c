/* hex.c -- see hex.h. */
#include "base/hex.h"

const char *tt_hex_bytea(apr_pool_t *p, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *text = apr_palloc(p, 2 * n + 3), *at = text;

    *at++ = '\\';
    *at++ = 'x';
    for (size_t i = 0; i < n; i++) {
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    *at = '\0';
    return text;
}

int tt_hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
