/* test_value.c -- src/api/value.c: one value against its field. */
#include "base/json_read.h"
#include "engine.h"
#include "suites.h"

typedef struct {
    const char *given;
    const char *code; /* NULL = taken */
    const char *out;  /* NULL = as it was given */
} sample;

static const tt_field id = { "f", TT_ID, 0 };
static const tt_field number = { "f", TT_INT, 0, -5, 500 };
static const tt_field name = { "f", TT_TEXT, TT_NULLABLE, 1, 3 };
static const tt_field money = { "f", TT_MONEY, 0 };
static const tt_field hours = { "f", TT_HOURS, 0 };
static const tt_field flag = { "f", TT_BOOL, 0 };
static const tt_field day = { "f", TT_DATE, 0 };
static const tt_field moment = { "f", TT_TIME, 0 };
static const tt_field word = { "f", TT_ENUM, 0, .values = "active|archived" };
static const tt_field texts = { "f", TT_TEXTS, 0, 0, 3 };
static const tt_field ids = { "f", TT_IDS, 0, 1, 3 };

/* What came of one value: the code of its fault, or NULL. */
static const char *outcome(bool taken, const apr_array_header_t *faults)
{
    ck_assert_int_eq(taken, faults->nelts == 0);
    ck_assert_int_le(faults->nelts, 1);
    if (taken)
        return NULL;
    ck_assert_str_eq(APR_ARRAY_IDX(faults, 0, tt_fault).field, "f");
    ck_assert_ptr_nonnull(APR_ARRAY_IDX(faults, 0, tt_fault).message);
    return APR_ARRAY_IDX(faults, 0, tt_fault).code;
}

static void judge(const sample *s, const char *code, const char *out)
{
    ck_assert_msg(s->code ? code && !strcmp(code, s->code) : !code, "%s: %s, not %s", s->given, code ? code : "taken",
                  s->code);
    if (!code)
        ck_assert_msg(!strcmp(out, s->out ? s->out : s->given), "%s gave %s", s->given, out);
}

static void try_texts(const tt_field *f, const sample *samples, int n)
{
    for (int i = 0; i < n; i++) {
        apr_array_header_t *faults = apr_array_make(pool, 1, sizeof(tt_fault));
        const char *out = NULL;
        bool taken = tt_value_from_text(faults, f, samples[i].given, &out);

        judge(&samples[i], outcome(taken, faults), out);
    }
}

/* The samples are JSON; a NULL that was taken reads as "null". */
static void try_json(const tt_field *f, const sample *samples, int n)
{
    for (int i = 0; i < n; i++) {
        apr_array_header_t *faults = apr_array_make(pool, 1, sizeof(tt_fault));
        const char *out = NULL;
        json_object *value;
        bool taken;

        ck_assert_ptr_null(tt_json_read(pool, samples[i].given, strlen(samples[i].given), &value));
        taken = tt_value_from_json(faults, f, value, &out);
        judge(&samples[i], outcome(taken, faults), out ? out : "null");
    }
}

#define TEXTS(field, ...)                                                                                              \
    do {                                                                                                               \
        static const sample samples[] = { __VA_ARGS__ };                                                               \
        try_texts(&(field), samples, TT_COUNT(samples));                                                               \
    } while (0)
#define JSON(field, ...)                                                                                               \
    do {                                                                                                               \
        static const sample samples[] = { __VA_ARGS__ };                                                               \
        try_json(&(field), samples, TT_COUNT(samples));                                                                \
    } while (0)

START_TEST(integers)
{
    TEXTS(id, { "1" }, { "9223372036854775807" }, { "0", "out_of_range" }, { "-1", "out_of_range" },
          { "9223372036854775808", "out_of_range" }, { "99999999999999999999", "out_of_range" },
          { "01", "not_an_integer" }, { "+1", "not_an_integer" }, { " 1", "not_an_integer" },
          { "1 ", "not_an_integer" }, { "", "not_an_integer" }, { "-", "not_an_integer" }, { "1.0", "not_an_integer" },
          { "1e3", "not_an_integer" }, { "0x10", "not_an_integer" }, { "\xd9\xa1", "not_an_integer" });
    TEXTS(number, { "-5" }, { "500" }, { "0" }, { "-6", "out_of_range" }, { "501", "out_of_range" },
          { "-9223372036854775808", "out_of_range" }, { "-9223372036854775809", "out_of_range" });
    JSON(id, { "1" }, { "9223372036854775807" }, { "\"7\"", "wrong_type" }, { "1.0", "wrong_type" },
         { "1e2", "wrong_type" }, { "true", "wrong_type" }, { "null", "null" }, { "[]", "wrong_type" },
         { "{}", "wrong_type" }, { "0", "out_of_range" }, { "9223372036854775808", "out_of_range" });
    JSON(number, { "-5" }, { "501", "out_of_range" });
}
END_TEST

/* 2^63-1 itself is a valid bound of an integer, and so a valid id; what strtoll made of more must not pass for it. */
START_TEST(the_largest_id_is_an_id)
{
    TEXTS(id, { "9223372036854775806" }, { "9223372036854775807" }, { "9223372036854775809", "out_of_range" });
}
END_TEST

START_TEST(strings)
{
    TEXTS(name, { "a" }, { "abc" }, { "\xf0\x9f\x98\x80\xc3\xa4\xe2\x82\xac" }, { "", "too_short" },
          { "abcd", "too_long" }, { "\xc3", "not_text" }, { "\xc0\xaf", "not_text" }, { "\xed\xa0\x80", "not_text" });
    JSON(name, { "\"abc\"", NULL, "abc" }, { "\"\\ud83d\\ude00\"", NULL, "\xf0\x9f\x98\x80" }, { "null", NULL, "null" },
         { "\"\"", "too_short" }, { "\"abcd\"", "too_long" }, { "7", "wrong_type" }, { "false", "wrong_type" },
         { "[\"a\"]", "wrong_type" });
}
END_TEST

START_TEST(formats)
{
    static const tt_field color = { "f", TT_TEXT, 0, 7, 7, .format = &tt_format_color };
    static const tt_field currency = { "f", TT_TEXT, 0, 3, 3, .format = &tt_format_currency };
    static const tt_field email = { "f", TT_TEXT, 0, 3, 320, .format = &tt_format_email };
    static const tt_field zone = { "f", TT_TEXT, 0, 1, 64, .format = &tt_format_zone };
    static const tt_field line = { "f", TT_TEXT, 0, 1, 200, .format = &tt_format_line };

    TEXTS(color, { "#3b82f6" }, { "#ABCDEF" }, { "3b82f600", "too_long" }, { "x3b82f6", "malformed" },
          { "#3b82fg", "malformed" });
    TEXTS(currency, { "EUR" }, { "eur", "malformed" }, { "E1R", "malformed" });
    TEXTS(email, { "a@b" }, { "a.b+c@d.example" }, { "@bc", "malformed" }, { "ab@", "malformed" },
          { "a@b@c", "malformed" }, { "a b@c", "malformed" }, { "abc", "malformed" }, { "a@b\nBcc: c", "malformed" });
    TEXTS(zone, { "Europe/Berlin" }, { "Etc/GMT+1" }, { "Europe Berlin", "malformed" }, { "a'b", "malformed" });
    TEXTS(line, { "a name" }, { " ", "malformed" }, { "   ", "malformed" }, { "a\nb", "malformed" },
          { "a\tb", "malformed" }, { "\x7f", "malformed" });
}
END_TEST

START_TEST(decimals)
{
    TEXTS(money, { "95.50" }, { "0" }, { "9999999999.99" }, { "10000000000", "not_a_decimal" },
          { "1.234", "not_a_decimal" }, { "1.", "not_a_decimal" }, { ".5", "not_a_decimal" },
          { "1e3", "not_a_decimal" }, { "01", "not_a_decimal" }, { "+1", "not_a_decimal" }, { "-1", "out_of_range" },
          { "1,5", "not_a_decimal" }, { "NaN", "not_a_decimal" }, { "", "not_a_decimal" });
    JSON(money, { "\"95.50\"", NULL, "95.50" }, { "95.50" }, { "95" }, { "95.555", "not_a_decimal" },
         { "1e2", "not_a_decimal" }, { "-1", "out_of_range" }, { "true", "wrong_type" }, { "null", "null" });
    JSON(hours, { "7.5" }, { "40" }, { "\"7.5\"", "wrong_type" }, { "12345678", "not_a_decimal" },
         { "-0.5", "out_of_range" });
}
END_TEST

START_TEST(booleans_days_and_words)
{
    TEXTS(flag, { "true" }, { "false" }, { "TRUE", "not_a_boolean" }, { "1", "not_a_boolean" },
          { "", "not_a_boolean" });
    JSON(flag, { "true" }, { "false" }, { "\"true\"", "wrong_type" }, { "1", "wrong_type" }, { "null", "null" });
    TEXTS(day, { "2024-02-29" }, { "2023-02-29", "malformed" }, { "2024-1-1", "malformed" },
          { "2024-13-01", "malformed" }, { "2024-01-01T00:00:00Z", "malformed" }, { "", "malformed" });
    TEXTS(word, { "active" }, { "archived" }, { "active|archived", "not_allowed" }, { "act", "not_allowed" },
          { "", "not_allowed" }, { "Active", "not_allowed" });
}
END_TEST

START_TEST(moments)
{
    TEXTS(moment, { "2024-01-15T09:00:00+01:00", NULL, "2024-01-15T08:00:00Z" },
          { "2024-01-15t08:00:00z", NULL, "2024-01-15T08:00:00Z" },
          { "2024-01-15T08:00:00.999Z", NULL, "2024-01-15T08:00:00Z" }, { "2024-01-15T08:00:00", "no_offset" },
          { "2024-01-15", "malformed" }, { "2024-02-30T08:00:00Z", "malformed" },
          { "2024-01-15T24:00:00Z", "malformed" }, { "2024-01-15T23:59:60Z", "malformed" },
          { "1899-12-31T00:00:00Z", "out_of_range" }, { "2200-01-01T00:00:00Z", "out_of_range" },
          { "now", "malformed" }, { "", "malformed" });
    JSON(moment, { "\"2024-01-15T09:00:00+01:00\"", NULL, "2024-01-15T08:00:00Z" }, { "1705305600", "wrong_type" },
         { "null", "null" });
}
END_TEST

START_TEST(lists)
{
    JSON(texts, { "[]", NULL, "{}" }, { "[\"a\",\"b c\"]", NULL, "{\"a\",\"b c\"}" },
         { "[\"a\\\"b\\\\c,{}\"]", NULL, "{\"a\\\"b\\\\c,{}\"}" }, { "[\"NULL\"]", NULL, "{\"NULL\"}" },
         { "[\"a\",\"b\",\"c\",\"d\"]", "not_a_list" }, { "\"a\"", "not_a_list" }, { "{}", "not_a_list" },
         { "[1]", "wrong_type" }, { "[null]", "null" }, { "[\"\"]", "too_short" }, { "[[\"a\"]]", "wrong_type" },
         { "[\"a\\nb\"]", "malformed" });
    JSON(ids, { "[1,2]", NULL, "{\"1\",\"2\"}" }, { "[]", "not_a_list" }, { "[\"1\"]", "wrong_type" },
         { "[0]", "out_of_range" }, { "[1,2,3,4]", "not_a_list" }, { "null", "null" });
    TEXTS(texts, { "a", "not_allowed" });
    TEXTS(ids, { "1", "not_allowed" });
}
END_TEST

START_TEST(all_faults_make_one_error)
{
    apr_array_header_t *faults = apr_array_make(pool, 1, sizeof(tt_fault));
    const tt_error *e;

    ck_assert_ptr_null(tt_faults_error(pool, faults));
    tt_fault_add(faults, "a", "required", "must be %s", "given");
    ck_assert_str_eq(tt_faults_error(pool, faults)->detail, "a: must be given");
    tt_fault_add(faults, "b", "too_long", "is too long");
    e = tt_faults_error(pool, faults);
    ck_assert_int_eq(e->status, 422);
    ck_assert_str_eq(e->code, "validation_error");
    ck_assert_str_eq(e->field, "a");
    ck_assert_str_eq(e->detail, "a: must be given (and 1 more)");
    ck_assert_int_eq(e->faults->nelts, 2);
}
END_TEST

Suite *value_suite(void)
{
    Suite *s = suite_create("value");
    TCase *c = add_case(s, "value");

    tcase_add_test(c, integers);
    tcase_add_test(c, the_largest_id_is_an_id);
    tcase_add_test(c, strings);
    tcase_add_test(c, formats);
    tcase_add_test(c, decimals);
    tcase_add_test(c, booleans_days_and_words);
    tcase_add_test(c, moments);
    tcase_add_test(c, lists);
    tcase_add_test(c, all_faults_make_one_error);
    return s;
}
