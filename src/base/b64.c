/* b64.c -- see b64.h. */
#include "base/b64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void tt_b64_encode(tt_buf *b, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        unsigned group =
            (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        char out[4] = { digits[group >> 18], digits[group >> 12 & 63], digits[group >> 6 & 63], digits[group & 63] };

        tt_buf_put(b, out, left > 2 ? 4 : left + 1);
    }
}

static int value_of(char c)
{
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

unsigned char *tt_b64_decode(apr_pool_t *p, const char *s, size_t n, size_t *out_n)
{
    unsigned char *out = apr_palloc(p, n / 4 * 3 + 4);
    unsigned bits = 0, nbits = 0;
    size_t length = 0;

    if (n % 4 == 1)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        int value = value_of(s[i]);

        if (value < 0)
            return NULL;
        bits = bits << 6 | (unsigned)value;
        nbits += 6;
        if (nbits >= 8) {
            nbits -= 8;
            out[length++] = (unsigned char)(bits >> nbits);
        }
    }
    if (bits & ((1u << nbits) - 1))
        return NULL;
    out[length] = '\0';
    *out_n = length;
    return out;
}
