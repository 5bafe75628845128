/* value.c -- one value against its field. */
#include <errno.h>

#include <json-c/json.h>

#include "api/args.h"
#include "base/decimal.h"
#include "base/time.h"
#include "base/utf8.h"

void tt_fault_add(apr_array_header_t *faults, const char *field, const char *code, const char *message, ...)
{
    tt_fault *fault = apr_array_push(faults);
    va_list list;

    va_start(list, message);
    fault->field = field;
    fault->code = code;
    fault->message = apr_pvsprintf(faults->pool, message, list);
    va_end(list);
}

const tt_error *tt_faults_error(apr_pool_t *p, const apr_array_header_t *faults)
{
    const tt_fault *first = (const tt_fault *)faults->elts;
    tt_error *e;

    if (!faults->nelts)
        return NULL;
    e = tt_error_make(p, 422, "validation_error", "Invalid arguments", "%s: %s", first->field, first->message);
    if (faults->nelts > 1)
        e->detail = apr_psprintf(p, "%s (and %d more)", e->detail, faults->nelts - 1);
    e->field = first->field;
    e->faults = faults;
    return e;
}

/* Digits of an integer, with an optional sign, that fits into 64 bits and MIN..MAX. */
static bool integer(apr_array_header_t *faults, const tt_field *f, const char *s, int64_t min, int64_t max)
{
    const char *digits = s + (*s == '-');
    size_t n = strlen(digits);
    int64_t value;

    if (!n || strspn(digits, "0123456789") != n || (n > 1 && *digits == '0')) {
        tt_fault_add(faults, f->name, "not_an_integer",
                     "must be an integer from %" APR_INT64_T_FMT " to %" APR_INT64_T_FMT, min, max);
        return false;
    }
    value = apr_strtoi64(s, NULL, 10);
    if (n > 19 || (n == 19 && strcmp(digits, "9223372036854775807") > 0) || value < min || value > max) {
        tt_fault_add(faults, f->name, "out_of_range", "must be from %" APR_INT64_T_FMT " to %" APR_INT64_T_FMT, min,
                     max);
        return false;
    }
    return true;
}

static bool text(apr_array_header_t *faults, const tt_field *f, const char *s, size_t n)
{
    size_t characters = 0;

    if (!tt_utf8_valid(s, n, &characters)) {
        tt_fault_add(faults, f->name, "not_text", "must be valid UTF-8 without U+0000");
    } else if ((int64_t)characters < f->min || (int64_t)characters > f->max) {
        tt_fault_add(faults, f->name, (int64_t)characters < f->min ? "too_short" : "too_long",
                     "must have %" APR_INT64_T_FMT " to %" APR_INT64_T_FMT " characters, not %" APR_SIZE_T_FMT, f->min,
                     f->max, characters);
    } else if (f->format && !f->format->valid(s, n)) {
        tt_fault_add(faults, f->name, "malformed", "must be %s", f->format->name);
    } else {
        return true;
    }
    return false;
}

static bool decimal(apr_array_header_t *faults, const tt_field *f, const char *s, size_t n)
{
    int whole = f->type == TT_MONEY ? 10 : 7;

    if (!tt_decimal_valid(s, n, whole, 2)) {
        tt_fault_add(faults, f->name, "not_a_decimal",
                     "must be a decimal number with at most %d digits before the point and 2 after it%s", whole,
                     f->type == TT_MONEY ? ", as a string such as \"95.50\"" : "");
    } else if (f->min == 0 && *s == '-') {
        tt_fault_add(faults, f->name, "out_of_range", "must not be negative");
    } else {
        return true;
    }
    return false;
}

/* "2024-01-15T09:00:00" before "[local]": the time on the caller's wall, left to PostgreSQL, which knows the zone. */
static tt_time_result local_time(apr_pool_t *p, const char *s, size_t n, const char **out)
{
    tt_instant t;

    if (tt_time_parse(s, n, &t) != TT_TIME_NO_OFFSET)
        return TT_TIME_MALFORMED;
    *out = apr_pstrmemdup(p, s, strlen("2024-01-15T09:00:00"));
    return tt_date_valid(s, strlen("2024-01-15")) ? TT_TIME_OK : TT_TIME_OUT_OF_RANGE;
}

static tt_time_result utc_time(apr_pool_t *p, const char *s, size_t n, const char **out)
{
    tt_instant t = 0;
    tt_time_result result = tt_time_parse(s, n, &t);
    tt_buf b;

    if (result == TT_TIME_OK) {
        tt_buf_init(&b, p, 32, 64);
        tt_time_utc(&b, t);
        *out = tt_buf_text(&b);
    }
    return result;
}

static bool instant(apr_array_header_t *faults, const tt_field *f, const char *s, const char **out)
{
    size_t n = strlen(s), mark = strlen(TT_TIME_LOCAL);
    bool is_local = n > mark && !strcmp(s + n - mark, TT_TIME_LOCAL);

    switch (is_local ? local_time(faults->pool, s, n - mark, out) : utc_time(faults->pool, s, n, out)) {
    case TT_TIME_OK: return true;
    case TT_TIME_NO_OFFSET:
        tt_fault_add(faults, f->name, "no_offset",
                     "needs an offset from UTC, such as 2024-01-15T09:00:00+01:00, or [local] for your own zone");
        return false;
    case TT_TIME_OUT_OF_RANGE:
        tt_fault_add(faults, f->name, "out_of_range", "must be in the years %d to %d", TT_YEAR_MIN, TT_YEAR_MAX);
        return false;
    case TT_TIME_MALFORMED: break;
    }
    tt_fault_add(faults, f->name, "malformed",
                 "must be a date and time after RFC 3339, such as 2024-01-15T09:00:00+01:00");
    return false;
}

static bool word(apr_array_header_t *faults, const tt_field *f, const char *s)
{
    if (tt_word_in(f->values, s, strlen(s)))
        return true;
    tt_fault_add(faults, f->name, "not_allowed", "must be one of %s", f->values);
    return false;
}

bool tt_value_from_text(apr_array_header_t *faults, const tt_field *f, const char *s, const char **out)
{
    size_t n = strlen(s);

    *out = s;
    switch (f->type) {
    case TT_ID: return integer(faults, f, s, 1, INT64_MAX);
    case TT_INT: return integer(faults, f, s, f->min, f->max);
    case TT_TEXT: return text(faults, f, s, n);
    case TT_MONEY:
    case TT_HOURS: return decimal(faults, f, s, n);
    case TT_ENUM: return word(faults, f, s);
    case TT_TIME: return instant(faults, f, s, out);
    case TT_BOOL:
        if (!strcmp(s, "true") || !strcmp(s, "false"))
            return true;
        tt_fault_add(faults, f->name, "not_a_boolean", "must be true or false");
        return false;
    case TT_DATE:
        if (tt_date_valid(s, n))
            return true;
        tt_fault_add(faults, f->name, "malformed", "must be a day that exists, as YYYY-MM-DD");
        return false;
    case TT_TEXTS:
    case TT_IDS:
    case TT_JSON: break;
    }
    tt_fault_add(faults, f->name, "not_allowed", "cannot be given here");
    return false;
}

/* The JSON types a field takes; money also as a number, whose digits json-c keeps as they were written. */
static bool type_fits(const tt_field *f, json_object *value)
{
    enum json_type type = json_object_get_type(value);

    switch (f->type) {
    case TT_ID:
    case TT_INT: return type == json_type_int;
    case TT_HOURS: return type == json_type_int || type == json_type_double;
    case TT_MONEY: return type == json_type_string || type == json_type_int || type == json_type_double;
    case TT_BOOL: return type == json_type_boolean;
    default: return type == json_type_string;
    }
}

static const char *type_name(const tt_field *f)
{
    switch (f->type) {
    case TT_ID:
    case TT_INT: return "an integer";
    case TT_HOURS: return "a number";
    case TT_BOOL: return "true or false";
    default: return "a string";
    }
}

static bool scalar(apr_array_header_t *faults, const tt_field *f, json_object *value, const char **out)
{
    const char *s;

    if (!value) {
        tt_fault_add(faults, f->name, "null", "must not be null");
        return false;
    }
    if (!type_fits(f, value)) {
        tt_fault_add(faults, f->name, "wrong_type", "must be %s", type_name(f));
        return false;
    }
    if (json_object_is_type(value, json_type_string))
        s = apr_pstrmemdup(faults->pool, json_object_get_string(value), (apr_size_t)json_object_get_string_len(value));
    else
        s = apr_pstrdup(faults->pool, json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN));
    return tt_value_from_text(faults, f, s, out);
}

/* An element of a PostgreSQL array literal. */
static void put_element(tt_buf *b, const char *s)
{
    tt_buf_puts(b, b->n > 1 ? ",\"" : "\"");
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            tt_buf_putc(b, '\\');
        tt_buf_putc(b, *s);
    }
    tt_buf_putc(b, '"');
}

static bool items(apr_array_header_t *faults, const tt_field *f, json_object *value, const char **out)
{
    const tt_field item = { f->name, f->type == TT_IDS ? TT_ID : TT_TEXT, 0, 1, 100, .format = &tt_format_line };
    size_t n = json_object_is_type(value, json_type_array) ? json_object_array_length(value) : 0;
    const char *element;
    tt_buf b;

    if (!json_object_is_type(value, json_type_array) || (int64_t)n < f->min || (int64_t)n > f->max) {
        tt_fault_add(faults, f->name, "not_a_list", "must be a list of %" APR_INT64_T_FMT " to %" APR_INT64_T_FMT " %s",
                     f->min, f->max, f->type == TT_IDS ? "ids" : "texts");
        return false;
    }
    tt_buf_init(&b, faults->pool, 128, 1 << 20);
    tt_buf_putc(&b, '{');
    for (size_t i = 0; i < n; i++) {
        if (!scalar(faults, &item, json_object_array_get_idx(value, i), &element))
            return false;
        put_element(&b, element);
    }
    tt_buf_putc(&b, '}');
    *out = tt_buf_text(&b);
    return true;
}

bool tt_value_from_json(apr_array_header_t *faults, const tt_field *f, json_object *value, const char **out)
{
    *out = NULL;
    if (!value && f->flags & TT_NULLABLE)
        return true;
    return value && (f->type == TT_TEXTS || f->type == TT_IDS) ? items(faults, f, value, out)
                                                               : scalar(faults, f, value, out);
}
