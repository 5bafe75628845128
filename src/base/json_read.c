/* json_read.c -- see json_read.h. */
#include "base/json_read.h"

#include <apr_hash.h>
#include <math.h>

#include "base/utf8.h"

/* What may come next. */
typedef enum { VALUE, VALUE_OR_END, NAME, NAME_OR_END, COLON, COMMA_OR_END, DONE } expectation;

typedef struct {
    apr_pool_t *scratch;
    const char *text;
    size_t n, i;
    int depth, names;
    bool is_object[TT_JSON_MAX_DEPTH];
    apr_hash_t *seen[TT_JSON_MAX_DEPTH]; /* names of the open objects */
} scanner;

static char peek(const scanner *s)
{
    return s->i < s->n ? s->text[s->i] : '\0';
}

static void skip_blanks(scanner *s)
{
    while (s->i < s->n && strchr(" \t\r\n", s->text[s->i]) && s->text[s->i])
        s->i++;
}

/* Four hexadecimal digits at I, or -1. */
static int code_unit(const scanner *s, size_t i)
{
    int unit = 0;

    if (s->n - i < 4)
        return -1;
    for (size_t end = i + 4; i < end; i++) {
        char c = s->text[i];

        if (c >= '0' && c <= '9')
            unit = unit * 16 + c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            unit = unit * 16 + (c | 0x20) - 'a' + 10;
        else
            return -1;
    }
    return unit;
}

static size_t put_utf8(char *to, int c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xc0 | c >> 6);
        to[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xe0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 63));
        to[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    to[0] = (char)(0xf0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 63));
    to[2] = (char)(0x80 | (c >> 6 & 63));
    to[3] = (char)(0x80 | (c & 63));
    return 4;
}

/* \uXXXX, or two of them for one character; I stands on the u. */
static const char *scan_unicode(scanner *s, char **to)
{
    int unit = code_unit(s, s->i + 1), low;

    if (unit < 0)
        return "\\u is not followed by four hexadecimal digits";
    if (!unit)
        return "U+0000 is not allowed";
    if (unit >= 0xdc00 && unit <= 0xdfff)
        return "a lone low surrogate";
    s->i += 5;
    if (unit < 0xd800 || unit > 0xdbff) {
        *to += put_utf8(*to, unit);
        return NULL;
    }
    low = s->n - s->i >= 6 && s->text[s->i] == '\\' && s->text[s->i + 1] == 'u' ? code_unit(s, s->i + 2) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return "a lone high surrogate";
    s->i += 6;
    *to += put_utf8(*to, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
    return NULL;
}

static const char *scan_escape(scanner *s, char **to)
{
    static const char from[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
    const char *at;

    s->i++;
    if (peek(s) == 'u')
        return scan_unicode(s, to);
    at = peek(s) ? strchr(from, peek(s)) : NULL;
    if (!at)
        return "an unknown escape in a string";
    *(*to)++ = meaning[at - from];
    s->i++;
    return NULL;
}

/* A string; its content goes unescaped to *TO, which has room for as many bytes as are left. */
static const char *scan_string(scanner *s, char **to)
{
    const char *wrong;

    for (s->i++; s->i < s->n;) {
        unsigned char c = (unsigned char)s->text[s->i];
        size_t step;

        if (c == '"') {
            s->i++;
            return NULL;
        }
        if (c == '\\') {
            wrong = scan_escape(s, to);
            if (wrong)
                return wrong;
            continue;
        }
        if (c < 0x20)
            return c ? "a raw control character in a string" : "U+0000 is not allowed";
        step = tt_utf8_step(s->text + s->i, s->n - s->i);
        if (!step)
            return "invalid UTF-8 in a string";
        memcpy(*to, s->text + s->i, step);
        *to += step;
        s->i += step;
    }
    return "the text ends within a string";
}

static const char *scan_text(scanner *s, const char **content, size_t *n)
{
    size_t left = s->n - s->i;
    char *end, *start = apr_palloc(s->scratch, left < 256 ? 256 : left); /* unescaped is never longer */
    const char *wrong;

    end = start;
    wrong = scan_string(s, &end);
    *content = start;
    *n = (size_t)(end - start);
    return wrong;
}

static const char *scan_name(scanner *s)
{
    apr_hash_t *seen = s->seen[s->depth - 1];
    const char *name, *wrong;
    size_t start = s->i, n;

    if (++s->names > TT_JSON_MAX_NAMES)
        return "more than 1000 names";
    wrong = scan_text(s, &name, &n);
    if (wrong)
        return wrong;
    if (apr_hash_get(seen, name, (apr_ssize_t)n)) {
        s->i = start;
        return "a name appears twice in an object";
    }
    apr_hash_set(seen, name, (apr_ssize_t)n, name);
    return NULL;
}

static size_t scan_digits(scanner *s)
{
    size_t start = s->i;

    while (peek(s) >= '0' && peek(s) <= '9')
        s->i++;
    return s->i - start;
}

static const char *scan_number(scanner *s)
{
    size_t start = s->i, whole;
    bool zero;

    s->i += peek(s) == '-';
    zero = peek(s) == '0';
    whole = scan_digits(s);
    if (!whole || (zero && whole > 1))
        return "a malformed number";
    if (peek(s) == '.') {
        s->i++;
        if (!scan_digits(s))
            return "a malformed number";
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->i++;
        s->i += peek(s) == '+' || peek(s) == '-';
        if (!scan_digits(s))
            return "a malformed number";
    }
    if (!isfinite(strtod(apr_pstrmemdup(s->scratch, s->text + start, s->i - start), NULL)))
        return "a number that is too large";
    return NULL;
}

static const char *scan_word(scanner *s)
{
    static const char *const words[] = { "true", "false", "null" };

    for (int i = 0; i < TT_COUNT(words); i++) {
        size_t n = strlen(words[i]);

        if (s->n - s->i >= n && !memcmp(s->text + s->i, words[i], n)) {
            s->i += n;
            return NULL;
        }
    }
    return s->i < s->n ? "an unexpected character" : "the text ends too early";
}

static const char *open_container(scanner *s, expectation *next)
{
    bool object = peek(s) == '{';

    if (s->depth == TT_JSON_MAX_DEPTH)
        return "nested more than 32 levels deep";
    s->is_object[s->depth] = object;
    s->seen[s->depth++] = object ? apr_hash_make(s->scratch) : NULL;
    s->i++;
    *next = object ? NAME_OR_END : VALUE_OR_END;
    return NULL;
}

static const char *scan_value(scanner *s, expectation *next)
{
    const char *content;
    size_t n;

    *next = s->depth ? COMMA_OR_END : DONE;
    switch (peek(s)) {
    case '{':
    case '[': return open_container(s, next);
    case '"': return scan_text(s, &content, &n);
    case '-':
    case '0' ... '9': return scan_number(s);
    default: return scan_word(s);
    }
}

/* One token and what may follow it. */
static const char *scan_token(scanner *s, expectation *next)
{
    char c = peek(s);
    bool in_object = s->depth && s->is_object[s->depth - 1];

    if ((*next == NAME_OR_END && c == '}') || (*next == VALUE_OR_END && c == ']') ||
        (*next == COMMA_OR_END && c == (in_object ? '}' : ']'))) {
        s->i++;
        *next = --s->depth ? COMMA_OR_END : DONE;
        return NULL;
    }
    switch (*next) {
    case NAME:
    case NAME_OR_END:
        *next = COLON;
        return c == '"' ? scan_name(s) : "a name in double quotes is expected";
    case COLON:
        s->i++;
        *next = VALUE;
        return c == ':' ? NULL : "':' is expected";
    case COMMA_OR_END:
        s->i++;
        *next = in_object ? NAME : VALUE;
        return c == ',' ? NULL : "',' or the end of the list or object is expected";
    default: return scan_value(s, next);
    }
}

const char *tt_json_scan(apr_pool_t *scratch, const char *text, size_t n, size_t *at)
{
    scanner s = { .scratch = scratch, .text = text, .n = n };
    expectation next = VALUE;
    const char *wrong = NULL;

    for (skip_blanks(&s); !wrong && next != DONE; skip_blanks(&s))
        wrong = scan_token(&s, &next);
    if (!wrong && s.i < n)
        wrong = "something follows the value";
    *at = s.i < n ? s.i : n;
    return wrong;
}

static apr_status_t put_tree(void *tree)
{
    json_object_put(tree);
    return APR_SUCCESS;
}

const tt_error *tt_json_read(apr_pool_t *p, const char *text, size_t n, json_object **out)
{
    size_t at = 0;
    const char *wrong = tt_json_scan(p, text, n, &at);
    struct json_tokener *tokener;

    if (wrong)
        return tt_error_make(p, 400, "malformed_json", "Malformed JSON", "At byte %" APR_SIZE_T_FMT ": %s", at, wrong);
    tokener = json_tokener_new_ex(TT_JSON_MAX_DEPTH + 1);
    if (!tokener)
        return tt_error_internal(p, "json-c has no memory");
    *out = json_tokener_parse_ex(tokener, text, (int)n);
    if (json_tokener_get_error(tokener) == json_tokener_continue) /* a number alone could go on */
        *out = json_tokener_parse_ex(tokener, "", 1);
    wrong = json_tokener_get_error(tokener) == json_tokener_success ? NULL : json_tokener_error_desc(json_tokener_get_error(tokener));
    json_tokener_free(tokener);
    if (wrong)
        return tt_error_make(p, 400, "malformed_json", "Malformed JSON", "%s", wrong);
    apr_pool_cleanup_register(p, *out, put_tree, apr_pool_cleanup_null);
    return NULL;
}
