/* csv.c -- see csv.h. */
#include "base/csv.h"

/* OWASP's list of what starts a formula. */
static bool is_formula(const char *s, size_t n)
{
    return n && strchr("=+-@\t\r", *s);
}

void tt_csv_cell(tt_buf *b, const char *s, size_t n)
{
    bool formula = is_formula(s, n);

    if (!formula && !memchr(s, '"', n) && !memchr(s, ',', n) && !memchr(s, '\n', n) && !memchr(s, '\r', n)) {
        tt_buf_put(b, s, n);
        return;
    }
    tt_buf_puts(b, formula ? "\"'" : "\"");
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"')
            tt_buf_putc(b, '"');
        tt_buf_putc(b, s[i]);
    }
    tt_buf_putc(b, '"');
}
