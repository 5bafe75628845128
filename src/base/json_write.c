/* json_write.c -- see json_write.h. */
#include "base/json_write.h"

/* What each byte becomes behind a backslash; 'u' = \u00XX, 0 = itself. */
static const char escapes[256] = {
    [0 ... 7] = 'u', ['\b'] = 'b',      ['\t'] = 't', ['\n'] = 'n', [11] = 'u',    ['\f'] = 'f',
    ['\r'] = 'r',    [14 ... 31] = 'u', ['"'] = '"',  ['<'] = 'u',  ['\\'] = '\\',
};

static void put_escape(tt_buf *b, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    char escape[6] = { '\\', escapes[c], '0', '0', digits[c >> 4], digits[c & 15] };

    tt_buf_put(b, escape, escapes[c] == 'u' ? 6 : 2);
}

void tt_json_string(tt_buf *b, const char *s, size_t n)
{
    size_t done = 0;

    tt_buf_putc(b, '"');
    for (size_t i = 0; i < n; i++) {
        if (!escapes[(unsigned char)s[i]])
            continue;
        tt_buf_put(b, s + done, i - done);
        put_escape(b, (unsigned char)s[i]);
        done = i + 1;
    }
    tt_buf_put(b, s + done, n - done);
    tt_buf_putc(b, '"');
}

void tt_json_text(tt_buf *b, const char *s)
{
    if (s)
        tt_json_string(b, s, strlen(s));
    else
        tt_buf_puts(b, "null");
}

void tt_json_key(tt_buf *b, const char *name)
{
    char last = b->n ? b->at[b->n - 1] : '{';

    tt_buf_puts(b, last == '{' || last == '[' ? "\"" : ",\"");
    tt_buf_puts(b, name);
    tt_buf_puts(b, "\":");
}

void tt_json_member(tt_buf *b, const char *name, const char *text)
{
    tt_json_key(b, name);
    tt_json_text(b, text);
}
