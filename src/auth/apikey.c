/* apikey.c -- see apikey.h. */
#include <openssl/rand.h>

#include "auth/apikey.h"

enum { PREFIX = 3, CHECKED = 37, BASE = 62 };

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* CRC-32 of IEEE 802.3, reflected, bit by bit: 37 bytes need no table. */
static uint32_t crc32_of(const char *s, size_t n)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < n; i++) {
        crc ^= (unsigned char)s[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static void put_checksum(char *to, uint32_t crc)
{
    for (int i = 5; i >= 0; i--) {
        to[i] = digits[crc % BASE];
        crc /= BASE;
    }
}

bool tt_apikey_valid(const char *s, size_t n)
{
    char checksum[6];

    if (n != TT_APIKEY_LENGTH || memcmp(s, "tt_", PREFIX) != 0)
        return false;
    for (size_t i = PREFIX; i < n; i++)
        if (!s[i] || !strchr(digits, s[i]))
            return false;
    put_checksum(checksum, crc32_of(s, CHECKED));
    return !memcmp(s + CHECKED, checksum, sizeof checksum);
}

const tt_error *tt_apikey_make(apr_pool_t *p, const char **key)
{
    char *text = apr_pcalloc(p, TT_APIKEY_LENGTH + 1);
    unsigned char byte;

    memcpy(text, "tt_", PREFIX);
    for (int i = PREFIX; i < CHECKED;) {
        if (RAND_bytes(&byte, 1) != 1)
            return tt_error_internal(p, "RAND_bytes failed");
        if (byte < 4 * BASE) /* beyond, some digits would be likelier than others */
            text[i++] = digits[byte % BASE];
    }
    put_checksum(text + CHECKED, crc32_of(text, CHECKED));
    *key = text;
    return NULL;
}
