/* test_json_read.c -- src/base/json_read.c. */
#include <time.h>

#include "unit.h"

#include "base/buf.h"
#include "base/json_read.h"

static const char *scan(const char *text, size_t n, size_t *at)
{
    return tt_json_scan(pool, exactly(text, n), n, at);
}

static void good(const char *text, size_t n)
{
    json_object *tree = NULL;
    size_t at = 0;
    const char *wrong = scan(text, n, &at);

    ck_assert_msg(!wrong, "%.80s: %s at %lu", text, wrong, (unsigned long)at);
    ck_assert_msg(!tt_json_read(pool, exactly(text, n), n, &tree), "json-c refuses %.80s", text);
}

/* Refused, at byte AT, for a reason that holds the word WHY. */
static void bad(const char *text, size_t n, size_t at, const char *why)
{
    json_object *tree = NULL;
    size_t found = 0;
    const char *wrong = scan(text, n, &found);
    const tt_error *e;

    ck_assert_msg(wrong != NULL, "accepted: %.80s", text);
    ck_assert_msg(found == at, "%.80s: %s at %lu, not %lu", text, wrong, (unsigned long)found, (unsigned long)at);
    ck_assert_msg(strstr(wrong, why) != NULL, "%.80s: %s, not %s", text, wrong, why);
    e = tt_json_read(pool, exactly(text, n), n, &tree);
    ck_assert_ptr_nonnull(e);
    ck_assert_ptr_null(tree);
    ck_assert_int_eq(e->status, 400);
    ck_assert_str_eq(e->code, "malformed_json");
    ck_assert_ptr_nonnull(strstr(e->detail, wrong));
    ck_assert_ptr_nonnull(strstr(e->detail, apr_psprintf(pool, "byte %lu", (unsigned long)at)));
}

START_TEST(accepted)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "\"\"",
        "0",
        "-0",
        "true",
        "false",
        "null",
        " \t\r\n{ }\n",
        "[ ]",
        "[1,2]",
        "[ 1 , 2 ]",
        "{\"a\":1}",
        "{ \"a\" : [ { } ] }",
        "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}",
        "[{\"a\":1},{\"a\":1}]",
        "{\"\":1}",
        "{\"a\":1,\"A\":2}",
        "12.5",
        "-12.5e-3",
        "1E5",
        "1e+5",
        "0e0",
        "0.0",
        "1e308",
        "1.7976931348623157e308",
        "-1.7976931348623158e308",
        "1e-400",
        "0e999999999999999999999",
        "0.0e400",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "123456789012345678901234567890",
        "\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"",
        "\"\xe2\x80\xae\xef\xbb\xbf\"",
        "\"\\uFFFF\\ud800\\udc00\\udbff\\udfff\"",
        "{\"\\u0061\":1,\"b\":2}",
        "[true,false,null,\"x\",-1.5]",
    };

    for (int i = 0; i < TT_COUNT(texts); i++)
        good(texts[i], strlen(texts[i]));
}
END_TEST

static const struct {
    const char *text;
    size_t at;
    const char *why;
} refusals[] = {
    { "", 0, "ends" },
    { "  ", 2, "ends" },
    { "[", 1, "ends" },
    { "{", 1, "ends" },
    { "{}x", 2, "follows" },
    { "{} {}", 3, "follows" },
    { "1 2", 2, "follows" },
    { "[1]]", 3, "follows" },
    { "nul", 0, "value" },
    { "nulll", 4, "follows" },
    { "True", 0, "value" },
    { "undefined", 0, "value" },
    { "NaN", 0, "value" },
    { "nan", 0, "value" },
    { "Infinity", 0, "value" },
    { "-Infinity", 1, "number" },
    { "-NaN", 1, "number" },
    { "inf", 0, "value" },
    { "1e400", 5, "large" },
    { "-1e309", 6, "large" },
    { "1.8e308", 7, "large" },
    { "1e99999999999999999999", 22, "large" },
    { "0.00001e400", 11, "large" },
    { "01", 2, "zero" },
    { "-01", 3, "zero" },
    { "00", 2, "zero" },
    { "-", 1, "ends" },
    { "[-]", 2, "number" },
    { "+1", 0, "value" },
    { "1.", 2, "ends" },
    { "[1.]", 3, "number" },
    { ".5", 0, "value" },
    { "1.e5", 2, "number" },
    { "1e", 2, "ends" },
    { "[1e]", 3, "number" },
    { "1e+", 3, "ends" },
    { "1.5.5", 3, "follows" },
    { "0x10", 1, "follows" },
    { "1_000", 1, "follows" },
    { "--1", 1, "number" },
    { "1e5.5", 3, "follows" },
    { "'a'", 0, "value" },
    { "{'a':1}", 1, "name" },
    { "{a:1}", 1, "name" },
    { "{1:1}", 1, "name" },
    { "[1,]", 3, "value" },
    { "[,1]", 1, "value" },
    { "{\"a\":1,}", 7, "name" },
    { "{,}", 1, "name" },
    { "{\"a\"}", 4, "':'" },
    { "{\"a\" 1}", 5, "':'" },
    { "{\"a\":}", 5, "value" },
    { "{\"a\":1 \"b\":2}", 7, "','" },
    { "[1 2]", 3, "','" },
    { "[1}", 2, "','" },
    { "{\"a\":1]", 6, "','" },
    { "[1:2]", 2, "','" },
    { "]", 0, "value" },
    { "}", 0, "value" },
    { "{]", 1, "name" },
    { "[}", 1, "value" },
    { "// x\n1", 0, "value" },
    { "/**/1", 0, "value" },
    { "1 // x", 2, "follows" },
    { "# x", 0, "value" },
    { "\xef\xbb\xbf{}", 0, "byte order mark" },
    { "\f1", 0, "value" },
    { "\v1", 0, "value" },
    { "\xc2\xa0"
      "1",
      0, "value" },
    { "1\f", 1, "follows" },
    { "\"\n\"", 1, "control" },
    { "\"a\tb\"", 2, "control" },
    { "\"\x1f\"", 1, "control" },
    { "{\"a\rb\":1}", 3, "control" },
    { "\"", 1, "ends" },
    { "\"abc", 4, "ends" },
    { "\"\\\"", 3, "ends" },
    { "\"\\x41\"", 1, "escape" },
    { "\"\\'\"", 1, "escape" },
    { "\"\\a\"", 1, "escape" },
    { "\"\\0\"", 1, "escape" },
    { "\"\\U0041\"", 1, "escape" },
    { "\"\\\xc3\xa9\"", 1, "escape" },
    { "\"\\u\"", 1, "hexadecimal" },
    { "\"\\u004\"", 1, "hexadecimal" },
    { "\"\\u00g1\"", 1, "hexadecimal" },
    { "\"\\u+041\"", 1, "hexadecimal" },
    { "\"\\u 041\"", 1, "hexadecimal" },
    { "\"\\u00", 1, "hexadecimal" },
    { "\"\\u0000\"", 1, "U+0000" },
    { "\"a\\u0000b\"", 2, "U+0000" },
    { "{\"a\\u0000\":1}", 3, "U+0000" },
    { "\"\\ud800\"", 1, "surrogate" },
    { "\"\\udbff\"", 1, "surrogate" },
    { "\"\\udc00\"", 1, "surrogate" },
    { "\"\\ud800x\"", 1, "surrogate" },
    { "\"\\ud800\\u0041\"", 1, "surrogate" },
    { "\"\\ud800\\ud800\"", 1, "surrogate" },
    { "\"\\ude00\\ud83d\"", 1, "surrogate" },
    { "\"\\ud800\\n\"", 1, "surrogate" },
    { "\"\\ud83d\\ude0", 1, "surrogate" },
    { "\"\\ud83d\\u", 1, "surrogate" },
    { "\"\\ud83d\xed\xb8\x80\"", 1, "surrogate" },
    { "\"\x80\"", 1, "UTF-8" },
    { "\"\xc0\xaf\"", 1, "UTF-8" },
    { "\"\xc1\x81\"", 1, "UTF-8" },
    { "\"\xe0\x80\xaf\"", 1, "UTF-8" },
    { "\"\xf0\x80\x80\xaf\"", 1, "UTF-8" },
    { "\"\xc0\x80\"", 1, "UTF-8" },
    { "\"\xed\xa0\x80\"", 1, "UTF-8" },
    { "\"\xed\xa0\xbd\xed\xb8\x80\"", 1, "UTF-8" },
    { "\"\xf4\x90\x80\x80\"", 1, "UTF-8" },
    { "\"\xf8\x88\x80\x80\x80\"", 1, "UTF-8" },
    { "\"\xff\"", 1, "UTF-8" },
    { "\"\xc3\"", 1, "UTF-8" },
    { "\"a\xe2\x82", 2, "UTF-8" },
    { "{\"\xe9\":1}", 2, "UTF-8" },
};

START_TEST(refused)
{
    for (int i = 0; i < TT_COUNT(refusals); i++)
        bad(refusals[i].text, strlen(refusals[i].text), refusals[i].at, refusals[i].why);
}
END_TEST

START_TEST(zero_bytes)
{
    bad("\0", 1, 0, "value");
    bad("{}\0", 3, 2, "follows");
    bad("1\0", 2, 1, "follows");
    bad("\"a\0b\"", 5, 2, "U+0000");
    bad("{\"a\0b\":1}", 9, 3, "U+0000");
    bad("[1,\0]", 5, 3, "value");
    bad("{\"a\"\0:1}", 8, 4, "':'");
    bad("tru\0", 4, 0, "value");
    bad("\"\\\0\"", 4, 1, "escape");
}
END_TEST

START_TEST(names_that_appear_twice)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        { "{\"a\":1,\"a\":2}", 7 },
        { "{\"a\":1,\"b\":2,\"a\":3}", 13 },
        { "{\"\":1,\"\":2}", 6 },
        { "{\"a\":1,\"\\u0061\":2}", 7 },
        { "{\"\\u0061\":1,\"a\":2}", 12 },
        { "{\"\\u00e9\":1,\"\xc3\xa9\":2}", 12 },
        { "{\"\\u20ac\":1,\"\xe2\x82\xac\":2}", 12 },
        { "{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}", 18 },
        { "{\"\\uD83D\\uDE00\":1,\"\\ud83d\\ude00\":2}", 18 },
        { "{\"\\/\":1,\"/\":2}", 8 },
        { "{\"\\n\":1,\"\\u000a\":2}", 8 },
        { "{\"\\\"\":1,\"\\u0022\":2}", 8 },
        { "{\"x\":{\"a\":1},\"x\":2}", 13 },
        { "{\"x\":[{\"b\":0},{\"a\":1,\"a\":1}]}", 21 },
        { "{\"x\":{\"a\":{},\"b\":[],\"a\":1}}", 20 },
    };

    for (int i = 0; i < TT_COUNT(cases); i++)
        bad(cases[i].text, strlen(cases[i].text), cases[i].at, "twice");
}
END_TEST

static const char *nested(const char *open, const char *inner, const char *close, int depth)
{
    tt_buf b;

    tt_buf_init(&b, pool, 256, 1 << 24);
    for (int i = 0; i < depth; i++)
        tt_buf_puts(&b, open);
    tt_buf_puts(&b, inner);
    for (int i = 0; i < depth; i++)
        tt_buf_puts(&b, close);
    return tt_buf_text(&b);
}

START_TEST(depth)
{
    static const char *const pairs[][3] = {
        { "[", "", "]" }, { "[", "1", "]" }, { "{\"a\":", "{}", "}" }, { "{\"a\":", "null", "}" }
    };

    for (int i = 0; i < TT_COUNT(pairs); i++) {
        int inner = *pairs[i][1] == '{';
        const char *deepest = nested(pairs[i][0], pairs[i][1], pairs[i][2], TT_JSON_MAX_DEPTH - inner);
        const char *too_deep = nested(pairs[i][0], pairs[i][1], pairs[i][2], TT_JSON_MAX_DEPTH + 1 - inner);

        good(deepest, strlen(deepest));
        bad(too_deep, strlen(too_deep), TT_JSON_MAX_DEPTH * strlen(pairs[i][0]), "nested");
    }
    bad(nested("[", "", "", 1000000), 1000000, TT_JSON_MAX_DEPTH, "nested");
}
END_TEST

/* An object of N names, each followed by VALUE. */
static const char *names(int n, const char *format, size_t *length)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1 << 16, 1 << 24);
    for (int i = 0; i < n; i++) {
        tt_buf_putc(&b, i ? ',' : '{');
        tt_buf_printf(&b, "\"%06d", i);
        tt_buf_puts(&b, format);
    }
    tt_buf_putc(&b, '}');
    *length = b.n;
    return tt_buf_text(&b);
}

START_TEST(at_most_1000_names)
{
    const char *text;
    size_t n;

    text = names(TT_JSON_MAX_NAMES, "\":1", &n);
    good(text, n);
    text = names(TT_JSON_MAX_NAMES + 1, "\":1", &n);
    bad(text, n, 1 + TT_JSON_MAX_NAMES * 11, "1000 names");
    text = names(10000, "\":1", &n);
    bad(text, n, 1 + TT_JSON_MAX_NAMES * 11, "1000 names");
    text = names(501, "\":{\"a\":1}", &n); /* in all, not in one object */
    bad(text, n, 1 + 500 * 17, "1000 names");
}
END_TEST

/* Each text that begins a document and is not all of it. */
START_TEST(cut_at_every_byte)
{
    static const char document[] =
        "{\"a\":[1,-2.5e+3,true,false,null],\"\\u00e9\\ud83d\\ude00\":{\"x\\n\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"}, \"z\" : \"\" }";
    size_t n = sizeof document - 1;

    good(document, n);
    for (size_t cut = 0; cut < n; cut++) {
        size_t at = 0;

        ck_assert_msg(scan(document, cut, &at) != NULL, "cut at %lu", (unsigned long)cut);
        ck_assert_uint_le(at, cut);
    }
}
END_TEST

/* A byte of every value at every place: accepted or not, json-c must not disagree, and nothing beyond the end is read.
 */
START_TEST(every_byte_replaced)
{
    static const char document[] = "{\"a\\u00e9\":[1,-2.5e3,true],\"b\":\"\xc3\xa9\"}";
    size_t n = sizeof document - 1;
    char *text = apr_pstrmemdup(pool, document, n);

    for (size_t i = 0; i < n; i++) {
        char was = text[i];

        for (int c = 0; c < 256; c++) {
            apr_pool_t *scratch;
            json_object *tree = NULL;
            size_t at = 0;

            apr_pool_create(&scratch, pool);
            text[i] = (char)c;
            if (!tt_json_scan(scratch, text, n, &at))
                ck_assert_ptr_null(tt_json_read(scratch, text, n, &tree));
            ck_assert_uint_le(at, n);
            apr_pool_destroy(scratch);
        }
        text[i] = was;
    }
}
END_TEST

START_TEST(long_numbers)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1024, 1 << 22);
    tt_buf_puts(&b, "0.");
    for (int i = 0; i < 1000000; i++)
        tt_buf_putc(&b, '0');
    tt_buf_puts(&b, "1e1000300");
    good(b.at, b.n);
    b.n -= 3;
    tt_buf_puts(&b, "400");
    bad(b.at, b.n, b.n, "large");
    b.n = 0;
    for (int i = 0; i < 309; i++)
        tt_buf_putc(&b, '1');
    good(b.at, b.n);
    tt_buf_putc(&b, '1');
    bad(b.at, b.n, b.n, "large");
    tt_buf_puts(&b, "e-1");
    good(b.at, b.n);
    b.n = 0;
    tt_buf_puts(&b, "179769313486231580"); /* the double after the largest would begin at ...80793 */
    for (int i = 0; i < 291; i++)
        tt_buf_putc(&b, '9');
    bad(b.at, b.n, b.n, "large");
}
END_TEST

START_TEST(read_gives_the_values)
{
    static const char text[] = "{\"s\":\"a\\u00e9\",\"i\":-7,\"d\":0.10,\"n\":null,\"t\":true,\"l\":[1]}";
    json_object *tree = NULL, *value;

    ck_assert_ptr_null(tt_json_read(pool, text, sizeof text - 1, &tree));
    ck_assert(json_object_is_type(tree, json_type_object));
    ck_assert_int_eq(json_object_object_length(tree), 6);
    ck_assert_str_eq(json_object_get_string(json_object_object_get(tree, "s")), "a\xc3\xa9");
    ck_assert_int_eq(json_object_get_int64(json_object_object_get(tree, "i")), -7);
    ck_assert_str_eq(json_object_to_json_string(json_object_object_get(tree, "d")), "0.10");
    ck_assert(json_object_object_get_ex(tree, "n", &value) && !value);
    ck_assert(json_object_get_boolean(json_object_object_get(tree, "t")));
}
END_TEST

START_TEST(read_takes_any_value_alone)
{
    json_object *tree;

    ck_assert_ptr_null(tt_json_read(pool, exactly("12", 2), 2, &tree));
    ck_assert_int_eq(json_object_get_int(tree), 12);
    ck_assert_ptr_null(tt_json_read(pool, exactly("-1.5e1", 6), 6, &tree));
    ck_assert(json_object_is_type(tree, json_type_double));
    ck_assert_ptr_null(tt_json_read(pool, exactly("null", 4), 4, &tree));
    ck_assert_ptr_null(tree);
    ck_assert_ptr_null(tt_json_read(pool, exactly(" true ", 6), 6, &tree));
    ck_assert(json_object_get_boolean(tree));
}
END_TEST

/* The list of COUNT times PIECE. */
static tt_buf list_of(const char *piece, int count)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1 << 20, 1 << 24);
    tt_buf_putc(&b, '[');
    for (int i = 0; i < count; i++)
        tt_buf_puts(&b, piece);
    b.at[b.n - 1] = ']';
    return b;
}

/* json-c spends up to a kilobyte on a value, so their number is bounded (F11).  No pool: counting them must take no
 * memory. */
START_TEST(values_are_bounded)
{
    static const char *const pieces[] = {
        "\"a\",", "{},", "[],", "1,", "\"\\u0041\",", "-1.5e3,", "\"\xf0\x9f\x98\x80\",", "null,", "1e308,", "  1,"
    };

    for (int i = 0; i < TT_COUNT(pieces); i++) {
        size_t at = 0;
        tt_buf b = list_of(pieces[i], TT_JSON_MAX_VALUES - 1);

        ck_assert_ptr_null(tt_json_scan(NULL, b.at, b.n, &at));
        b = list_of(pieces[i], TT_JSON_MAX_VALUES);
        ck_assert_str_eq(tt_json_scan(NULL, b.at, b.n, &at), "more than 10000 values");
        apr_pool_clear(pool);
    }
}
END_TEST

/* One value of a megabyte costs no memory either. */
START_TEST(a_long_text_is_cheap)
{
    size_t at = 0, n = 1 << 20;
    char *text = apr_palloc(pool, n);

    memset(text, 'a', n);
    text[0] = text[n - 1] = '"';
    ck_assert_ptr_null(tt_json_scan(NULL, text, n, &at));
}
END_TEST

Suite *json_read_suite(void)
{
    Suite *s = suite_create("json_read");
    TCase *t = add_case(s, "json_read");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, accepted);
    tcase_add_test(t, refused);
    tcase_add_test(t, zero_bytes);
    tcase_add_test(t, names_that_appear_twice);
    tcase_add_test(t, depth);
    tcase_add_test(t, at_most_1000_names);
    tcase_add_test(t, cut_at_every_byte);
    tcase_add_test(t, every_byte_replaced);
    tcase_add_test(t, long_numbers);
    tcase_add_test(t, read_gives_the_values);
    tcase_add_test(t, read_takes_any_value_alone);
    tcase_add_test(t, values_are_bounded);
    tcase_add_test(t, a_long_text_is_cheap);
    return s;
}
