/* format.c -- see format.h. */
#include "base/format.h"

static bool hex_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!s[i] || !strchr("0123456789abcdefABCDEF", s[i]))
            return false;
    return true;
}

static bool valid_color(const char *s, size_t n)
{
    return n == 7 && *s == '#' && hex_digits(s + 1, 6);
}

static bool valid_currency(const char *s, size_t n)
{
    return n == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

/* One @ with something on both sides and no blanks: whether mail arrives there, only mail can tell. */
static bool valid_email(const char *s, size_t n)
{
    const char *at = memchr(s, '@', n);

    return at && at > s && at < s + n - 1 && !memchr(at + 1, '@', (size_t)(s + n - at - 1)) &&
           strcspn(s, " \t\r\n\v\f<>\",;") == n;
}

/* The form only; that the zone is there is the database's to say (time_zones). */
static bool valid_zone(const char *s, size_t n)
{
    return n > 0 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == n;
}

/* A name stands on one line and shows something: no control characters, not only blanks. */
static bool valid_line(const char *s, size_t n)
{
    bool only_blanks = true;

    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return false;
        only_blanks = only_blanks && s[i] == ' ';
    }
    return !only_blanks;
}

const tt_format tt_format_color = { "a color such as #3b82f6", "^#[0-9a-fA-F]{6}$", valid_color, "#3b82f6" };
const tt_format tt_format_currency = { "an ISO 4217 code such as EUR", "^[A-Z]{3}$", valid_currency, "EUR" };
const tt_format tt_format_email = { "a mail address", "^[^@\\\\s]+@[^@\\\\s]+$", valid_email, "office@example.org" };
const tt_format tt_format_zone = { "an IANA time zone such as Europe/Berlin", "^[A-Za-z0-9_+/-]+$", valid_zone,
                                   "Europe/Berlin" };
const tt_format tt_format_line = {
    "one line of text", "^[^\\\\u0000-\\\\u001f\\\\u007f]*[^\\\\u0000- \\\\u007f][^\\\\u0000-\\\\u001f\\\\u007f]*$",
    valid_line
};
