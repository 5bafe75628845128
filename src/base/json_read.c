/* json_read.c -- see json_read.h.
 * The scanner copies nothing but names with escapes: what it needs beside the text is bounded by the names, whatever a
 * stranger sends. */
#include "base/json_read.h"

#include <limits.h>
#include <math.h>

#include "base/utf8.h"

/* 10^308 is the last power of ten that is a double; SIGNIFICANT digits decide on the far side of the largest one. */
enum { EXPONENT_MAX = 308, SIGNIFICANT = 400 };

/* What may come next. */
typedef enum { VALUE, VALUE_OR_END, NAME, NAME_OR_END, COLON, COMMA_OR_END, DONE } expectation;

typedef struct {
    const char *at;
    size_t n;
    uint64_t hash; /* saves comparing bytes; names that collide cost time, bounded by TT_JSON_MAX_NAMES */
} name_of;

typedef struct {
    apr_pool_t *scratch;
    const char *text;
    size_t n, i;
    int depth;
    int names;      /* met in all */
    int values;     /* likewise */
    int open_names; /* of the open objects: these stand in `name` */
    int capacity;   /* of `name` */
    name_of *name;
    int first_name[TT_JSON_MAX_DEPTH]; /* of each open object in `name`; -1 = an array */
} scanner;

/* Bytes that stand for themselves in a string. */
static const bool plain[256] = { [0x20 ... 0x21] = true, [0x23 ... 0x5b] = true, [0x5d ... 0x7f] = true };

static char peek(const scanner *s)
{
    return s->i < s->n ? s->text[s->i] : '\0';
}

static const char *expected(const scanner *s, const char *what)
{
    return s->i < s->n ? what : "the text ends too early";
}

static void skip_blanks(scanner *s)
{
    while (s->i < s->n &&
           (s->text[s->i] == ' ' || s->text[s->i] == '\n' || s->text[s->i] == '\r' || s->text[s->i] == '\t'))
        s->i++;
}

/* Four hexadecimal digits at I, or -1. */
static int code_unit(const scanner *s, size_t i)
{
    int unit = 0;

    if (i > s->n || s->n - i < 4)
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

/* A code point as UTF-8; returns the end. */
static char *put_utf8(char *to, int c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *to++ = (char)(0xe0 | c >> 12);
        } else {
            *to++ = (char)(0xf0 | c >> 18);
            *to++ = (char)(0x80 | (c >> 12 & 63));
        }
        *to++ = (char)(0x80 | (c >> 6 & 63));
    }
    *to++ = (char)(0x80 | (c & 63));
    return to;
}

/* \uXXXX, or two of them for one character; I stands on the backslash. */
static const char *scan_unicode(scanner *s, int *code)
{
    int low;

    *code = code_unit(s, s->i + 2);
    if (*code < 0)
        return "\\u is not followed by four hexadecimal digits";
    if (!*code)
        return "U+0000 is not allowed";
    if (*code >= 0xdc00 && *code <= 0xdfff)
        return "a lone low surrogate";
    if (*code < 0xd800 || *code > 0xdbff) {
        s->i += 6;
        return NULL;
    }
    low = s->n - s->i >= 12 && s->text[s->i + 6] == '\\' && s->text[s->i + 7] == 'u' ? code_unit(s, s->i + 8) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return "a lone high surrogate";
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    s->i += 12;
    return NULL;
}

/* An escape; I stands on the backslash, *CODE gets the code point. */
static const char *scan_escape(scanner *s, int *code)
{
    static const char meaning[128] = {
        ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'
    };
    unsigned char c = s->n - s->i > 1 ? (unsigned char)s->text[s->i + 1] : 0;

    if (c == 'u')
        return scan_unicode(s, code);
    *code = c < sizeof meaning ? meaning[c] : 0;
    if (!*code)
        return "an unknown escape in a string";
    s->i += 2;
    return NULL;
}

/* A string in its quotes; *ESCAPED tells whether it holds a backslash. */
static const char *scan_string(scanner *s, bool *escaped)
{
    *escaped = false;
    s->i++;
    for (;;) {
        unsigned char c;
        size_t step;
        int code;

        while (s->i < s->n && plain[(unsigned char)s->text[s->i]])
            s->i++;
        if (s->i == s->n)
            return "the text ends within a string";
        c = (unsigned char)s->text[s->i];
        if (c == '"') {
            s->i++;
            return NULL;
        }
        if (c == '\\') {
            const char *wrong = scan_escape(s, &code);

            if (wrong)
                return wrong;
            *escaped = true;
            continue;
        }
        if (c < 0x20)
            return c ? "a raw control character in a string" : "U+0000 is not allowed";
        step = tt_utf8_step(s->text + s->i, s->n - s->i);
        if (!step)
            return "invalid UTF-8 in a string";
        s->i += step;
    }
}

/* What the valid string content FROM..END says, in the scratch pool; escapes only get shorter. */
static name_of unescape(const scanner *s, size_t from, size_t end)
{
    scanner copy = { .text = s->text, .n = end, .i = from };
    char *start = apr_palloc(s->scratch, end - from + 1), *to = start;

    while (copy.i < end) {
        int code = 0;

        if (copy.text[copy.i] != '\\') {
            *to++ = copy.text[copy.i++];
            continue;
        }
        if (scan_escape(&copy, &code))
            break; /* cannot be: scan_string has seen it */
        to = put_utf8(to, code);
    }
    return (name_of){ start, (size_t)(to - start), 0 };
}

static void push_name(scanner *s, name_of name)
{
    if (s->open_names == s->capacity) {
        int capacity = s->capacity ? s->capacity * 2 : 32;
        name_of *grown = apr_palloc(s->scratch, (size_t)capacity * sizeof *grown);

        if (s->open_names)
            memcpy(grown, s->name, (size_t)s->open_names * sizeof *grown);
        s->name = grown;
        s->capacity = capacity;
    }
    s->name[s->open_names++] = name;
}

static const char *scan_name(scanner *s)
{
    size_t start = s->i;
    const char *wrong;
    bool escaped;
    name_of name;

    if (peek(s) != '"')
        return expected(s, "a name in double quotes is expected");
    if (++s->names > TT_JSON_MAX_NAMES)
        return "more than 1000 names";
    wrong = scan_string(s, &escaped);
    if (wrong)
        return wrong;
    name = escaped ? unescape(s, start + 1, s->i - 1) : (name_of){ s->text + start + 1, s->i - start - 2, 0 };
    name.hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < name.n; i++)
        name.hash = (name.hash ^ (unsigned char)name.at[i]) * 0x100000001b3u;
    for (int i = s->first_name[s->depth - 1]; i < s->open_names; i++)
        if (s->name[i].hash == name.hash && s->name[i].n == name.n && !memcmp(s->name[i].at, name.at, name.n)) {
            s->i = start;
            return "a name appears twice in an object";
        }
    push_name(s, name);
    return NULL;
}

static size_t scan_digits(scanner *s)
{
    size_t start = s->i;

    while (s->i < s->n && s->text[s->i] >= '0' && s->text[s->i] <= '9')
        s->i++;
    return s->i - start;
}

/* Whether the digits (with a point perhaps) FROM..END times ten to EXPONENT are a finite double.  strtod sees whole
 * numbers only, since a locale may have another point. */
static bool is_finite(const scanner *s, size_t from, size_t end, int64_t exponent)
{
    char digits[SIGNIFICANT + 32];
    size_t n = 0;
    bool after_point = false;

    for (size_t i = from; i < end; i++) {
        if (s->text[i] == '.') {
            after_point = true;
            continue;
        }
        if (n == SIGNIFICANT) {
            exponent += !after_point;
            continue;
        }
        exponent -= after_point;
        if (n || s->text[i] != '0')
            digits[n++] = s->text[i];
    }
    exponent += (int64_t)n - 1; /* of the first significant digit */
    if (!n || exponent < EXPONENT_MAX)
        return true;
    if (exponent > EXPONENT_MAX)
        return false;
    apr_snprintf(digits + n, sizeof digits - n, "e%d", EXPONENT_MAX + 1 - (int)n);
    return isfinite(strtod(digits, NULL));
}

/* The exponent at I, if there is one; beyond any length of text it stands still. */
static bool scan_exponent(scanner *s, int64_t *exponent)
{
    bool negative;
    size_t n;

    *exponent = 0;
    if (peek(s) != 'e' && peek(s) != 'E')
        return true;
    s->i++;
    negative = peek(s) == '-';
    s->i += negative || peek(s) == '+';
    n = scan_digits(s);
    for (size_t i = s->i - n; i < s->i && *exponent < INT64_MAX / 100; i++)
        *exponent = *exponent * 10 + (s->text[i] - '0');
    if (negative)
        *exponent = -*exponent;
    return n;
}

static const char *scan_number(scanner *s)
{
    size_t start, whole, end;
    int64_t exponent;

    s->i += peek(s) == '-';
    start = s->i;
    whole = scan_digits(s);
    if (!whole)
        return expected(s, "a malformed number");
    if (whole > 1 && s->text[start] == '0')
        return "a number with a leading zero";
    if (peek(s) == '.') {
        s->i++;
        if (!scan_digits(s))
            return expected(s, "a malformed number");
    }
    end = s->i;
    if (!scan_exponent(s, &exponent))
        return expected(s, "a malformed number");
    return is_finite(s, start, end, exponent) ? NULL : "a number that is too large";
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
    if (s->n - s->i >= 3 && !memcmp(s->text + s->i, "\xef\xbb\xbf", 3))
        return "a byte order mark is not allowed";
    return expected(s, "a value is expected");
}

static const char *open_container(scanner *s, expectation *next)
{
    bool object = peek(s) == '{';

    if (s->depth == TT_JSON_MAX_DEPTH)
        return "nested more than 32 levels deep";
    s->first_name[s->depth++] = object ? s->open_names : -1;
    s->i++;
    *next = object ? NAME_OR_END : VALUE_OR_END;
    return NULL;
}

static void close_container(scanner *s, expectation *next)
{
    s->i++;
    s->depth--;
    if (s->first_name[s->depth] >= 0)
        s->open_names = s->first_name[s->depth];
    *next = s->depth ? COMMA_OR_END : DONE;
}

static const char *scan_value(scanner *s, expectation *next)
{
    bool escaped;

    if (++s->values > TT_JSON_MAX_VALUES)
        return "more than 10000 values";
    *next = s->depth ? COMMA_OR_END : DONE;
    switch (peek(s)) {
    case '{':
    case '[': return open_container(s, next);
    case '"': return scan_string(s, &escaped);
    case '-':
    case '0' ... '9': return scan_number(s);
    default: return scan_word(s);
    }
}

/* One token and what may follow it. */
static const char *scan_token(scanner *s, expectation *next)
{
    char c = peek(s);
    bool in_object = s->depth && s->first_name[s->depth - 1] >= 0;

    if ((*next == NAME_OR_END && c == '}') || (*next == VALUE_OR_END && c == ']') ||
        (*next == COMMA_OR_END && c == (in_object ? '}' : ']'))) {
        close_container(s, next);
        return NULL;
    }
    switch (*next) {
    case NAME:
    case NAME_OR_END: *next = COLON; return scan_name(s);
    case COLON:
        if (c != ':')
            return expected(s, "':' is expected");
        s->i++;
        *next = VALUE;
        return NULL;
    case COMMA_OR_END:
        if (c != ',')
            return expected(s, in_object ? "',' or '}' is expected" : "',' or ']' is expected");
        s->i++;
        *next = in_object ? NAME : VALUE;
        return NULL;
    default: return scan_value(s, next);
    }
}

const char *tt_json_scan(apr_pool_t *scratch, const char *text, size_t n, size_t *at)
{
    scanner s = { .scratch = scratch, .text = text, .n = n };
    expectation next = VALUE;
    const char *wrong = NULL;

    for (skip_blanks(&s); !wrong && next != DONE; skip_blanks(&s)) {
        wrong = scan_token(&s, &next);
        if (wrong)
            break; /* *AT must not move on to the next token */
    }
    if (!wrong && s.i < n)
        wrong = "something follows the value";
    *at = s.i;
    return wrong;
}

static apr_status_t drop_tree(void *tree)
{
    json_object_put(tree);
    return APR_SUCCESS;
}

static const tt_error *malformed(apr_pool_t *p, size_t at, const char *why)
{
    return tt_error_make(p, 400, "malformed_json", "Malformed JSON", "At byte %" APR_SIZE_T_FMT ": %s", at, why);
}

/* Integers beyond 64 bits become the nearest one that fits, so no field's range lets them through. */
const tt_error *tt_json_read(apr_pool_t *p, const char *text, size_t n, json_object **out)
{
    size_t at = 0;
    const char *wrong = n > INT_MAX ? "longer than 2 GiB" : tt_json_scan(p, text, n, &at);
    struct json_tokener *tokener;
    enum json_tokener_error error;

    *out = NULL;
    if (wrong)
        return malformed(p, at, wrong);
    tokener = json_tokener_new_ex(TT_JSON_MAX_DEPTH + 1);
    if (!tokener)
        return tt_error_internal(p, "json-c has no memory");
    *out = json_tokener_parse_ex(tokener, text, (int)n);
    if (json_tokener_get_error(tokener) == json_tokener_continue) /* a number at the end could go on */
        *out = json_tokener_parse_ex(tokener, "", 1);
    error = json_tokener_get_error(tokener);
    at = json_tokener_get_parse_end(tokener);
    json_tokener_free(tokener);
    if (error != json_tokener_success)
        return malformed(p, at, json_tokener_error_desc(error));
    if (*out)
        apr_pool_cleanup_register(p, *out, drop_tree, apr_pool_cleanup_null);
    return NULL;
}
