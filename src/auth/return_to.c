/* return_to.c -- see return_to.h. */
#include "auth/return_to.h"

#include "base/hex.h"
#include "base/url.h"

/* The character at *S, decoded if it is escaped; -1 where it must not be there.  *S moves behind it. */
static int next_character(const char **s)
{
    const char *at = *s;
    int c = (unsigned char)*at;

    if (c <= 0x20 || c > 0x7e || strchr("\"<>\\^`{|}", c))
        return -1;
    *s = at + 1;
    if (c != '%')
        return c;
    if (tt_hex_value(at[1]) < 0 || tt_hex_value(at[2]) < 0)
        return -1;
    *s = at + 3;
    c = tt_hex_value(at[1]) << 4 | tt_hex_value(at[2]);
    return c < 0x20 || c == 0x7f || c == '/' || c == '\\' ? -1 : c;
}

static bool is_word(const char *s, size_t n, const char *word)
{
    return n == strlen(word) && !strncasecmp(s, word, n);
}

/* What httpd may answer otherwise than with a page. */
static bool is_reserved(const char *segment, size_t n)
{
    return is_word(segment, n, "auth") || is_word(segment, n, "api") || is_word(segment, n, "mcp");
}

/* Segment by segment of a decoded path; "/" alone has none. */
static bool segments_valid(const char *path)
{
    size_t n;

    for (const char *segment = path; path[1] && *segment == '/'; segment += 1 + n) {
        n = strcspn(segment + 1, "/");
        if (!n || is_word(segment + 1, n, ".") || is_word(segment + 1, n, ".."))
            return false;
    }
    return true;
}

bool tt_return_to_valid(const char *path)
{
    char decoded[TT_RETURN_TO_MAX + 1] = "";
    size_t n = 0;

    if (*path != '/' || strlen(path) > TT_RETURN_TO_MAX)
        return false;
    for (const char *s = path; *s;) {
        bool plain = *s != '%';
        int c = next_character(&s);

        if (c < 0)
            return false;
        if (plain && (c == '?' || c == '#'))
            c = '\0'; /* what follows is checked, and is no part of the path */
        decoded[n++] = (char)c;
    }
    decoded[n] = '\0';
    return segments_valid(decoded) && !is_reserved(decoded + 1, strcspn(decoded + 1, "/"));
}

const char *tt_return_to_wanted(apr_pool_t *p, const char *query)
{
    apr_array_header_t *params;

    if (tt_query_parse(p, query, &params))
        return "/";
    for (int i = 0; i < params->nelts; i++) {
        const tt_param *q = &APR_ARRAY_IDX(params, i, tt_param);

        if (!strcmp(q->name, "return_to") && tt_return_to_valid(q->value))
            return q->value;
    }
    return "/";
}
