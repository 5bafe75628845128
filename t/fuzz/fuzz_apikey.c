/* fuzz_apikey.c -- the form of API keys, against a second way to say what it is. */
#include "fuzz.h"

#include "auth/apikey.h"
#include "base/secret.h"

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* The remainder of the polynomial division as long division, most significant bit of the reversed bytes first. */
static uint32_t checksum(const char *s, size_t n)
{
    uint32_t rest = 0xffffffff, answer = 0;

    for (size_t i = 0; i < n; i++)
        for (int bit = 0; bit < 8; bit++) {
            uint32_t out = (rest >> 31) ^ ((unsigned)s[i] >> bit & 1);

            rest = rest << 1 ^ (out ? 0x04c11db7 : 0);
        }
    for (int bit = 0; bit < 32; bit++)
        answer |= (~rest >> bit & 1) << (31 - bit);
    return answer;
}

/* A key of which the digits are chosen by the input. */
static void make(char key[TT_APIKEY_LENGTH], const uint8_t *data, size_t n)
{
    uint64_t crc;

    memcpy(key, "tt_", 3);
    for (size_t i = 3; i < 37; i++)
        key[i] = digits[i - 3 < n ? data[i - 3] % 62 : 0];
    crc = checksum(key, 37);
    for (int i = 42; i >= 37; i--, crc /= 62)
        key[i] = digits[crc % 62];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    unsigned char hash[TT_SHA256];
    char key[TT_APIKEY_LENGTH];

    make(key, data, n);
    MUST(tt_apikey_valid(key, sizeof key));
    MUST(!tt_sha256(p, key, sizeof key, hash));
    if (n > 35) { /* a change of one digit; the checksum finds every one */
        size_t at = 3 + data[34] % 40;
        char was = key[at];

        key[at] = (char)data[35];
        MUST(tt_apikey_valid(key, sizeof key) == (key[at] == was));
    }
    if (tt_apikey_valid((const char *)data, n)) {
        const char *text = (const char *)data;
        char again[TT_APIKEY_LENGTH];

        MUST(n == TT_APIKEY_LENGTH && !memcmp(text, "tt_", 3) && strspn(apr_pstrmemdup(p, text + 3, 40), digits) == 40);
        for (size_t i = 0; i < 34; i++)
            again[i] = (char)(strchr(digits, text[i + 3]) - digits);
        make(key, (const uint8_t *)again, 34);
        MUST(!memcmp(key, text, sizeof key));
    }
    apr_pool_destroy(p);
    return 0;
}
