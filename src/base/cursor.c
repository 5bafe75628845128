/* cursor.c -- see cursor.h.  Form: base64url of the digest in 16 hexadecimal digits and the values, each after a
 * U+001F. */
#include "base/cursor.h"

#include "base/b64.h"
#include "base/utf8.h"

enum { SEPARATOR = 0x1f, DIGEST = 16, CURSOR_MAX = 4096 };

uint64_t tt_digest(uint64_t digest, const char *text)
{
    uint64_t h = digest ? digest : 0xcbf29ce484222325u;

    do {
        h ^= (unsigned char)*text;
        h *= 0x100000001b3u;
    } while (*text++);
    return h;
}

const char *tt_cursor_make(apr_pool_t *p, uint64_t digest, int n, const char *const *values)
{
    tt_buf plain, text;

    tt_buf_init(&plain, p, 128, CURSOR_MAX);
    tt_buf_init(&text, p, 256, 2 * CURSOR_MAX);
    tt_buf_printf(&plain, "%016" APR_UINT64_T_HEX_FMT, digest);
    for (int i = 0; i < n; i++) {
        tt_buf_putc(&plain, SEPARATOR);
        tt_buf_puts(&plain, values[i]);
    }
    tt_b64_encode(&text, (const unsigned char *)plain.at, plain.n);
    return tt_buf_text(&text);
}

const char *tt_cursor_read(apr_pool_t *p, const char *text, uint64_t digest, int n, const char **values)
{
    char expected[DIGEST + 1];
    size_t length = 0;
    char *at = strlen(text) <= 2 * CURSOR_MAX ? (char *)tt_b64_decode(p, text, strlen(text), &length) : NULL;

    apr_snprintf(expected, sizeof expected, "%016" APR_UINT64_T_HEX_FMT, digest);
    if (!at || length < DIGEST || !tt_utf8_valid(at, length, NULL))
        return "is not a cursor of this server";
    if (memcmp(at, expected, DIGEST) != 0)
        return "belongs to a list with other filters or another sort";
    at += DIGEST;
    for (int i = 0; i < n; i++) {
        if (*at != SEPARATOR)
            return "is not a cursor of this server";
        *at++ = '\0';
        values[i] = at;
        at += strcspn(at, "\x1f");
    }
    return *at ? "is not a cursor of this server" : NULL;
}
