/* test_json_write.c -- src/base/json_write.c. */
#include "unit.h"

#include "base/json_read.h"
#include "base/json_write.h"

static const char *written(const char *s, size_t n)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1, 1 << 20);
    tt_json_string(&b, exactly(s, n), n);
    ck_assert_ptr_null(tt_buf_check(&b, "string"));
    return tt_buf_text(&b);
}

START_TEST(strings)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "", "\"\"" },
        { "plain", "\"plain\"" },
        { "\"", "\"\\\"\"" },
        { "\\", "\"\\\\\"" },
        { "a\"b\\c", "\"a\\\"b\\\\c\"" },
        { "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
        { "\x01\x1f", "\"\\u0001\\u001f\"" },
        { "\x7f/", "\"\x7f/\"" },
        { "</script>", "\"\\u003c/script>\"" },
        { "<!--<script", "\"\\u003c!--\\u003cscript\"" },
        { "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
        { "\xe2\x80\xae\xe2\x80\xa8", "\"\xe2\x80\xae\xe2\x80\xa8\"" }, /* bidi control, line separator: as they are */
    };

    for (int i = 0; i < TT_COUNT(cases); i++)
        ck_assert_str_eq(written(cases[i].in, strlen(cases[i].in)), cases[i].out);
    ck_assert_str_eq(written("a\0b", 3), "\"a\\u0000b\"");
}
END_TEST

/* Every byte of ASCII, alone and within, comes back through the scanner and json-c. */
START_TEST(every_ascii_character_comes_back)
{
    for (int c = 1; c < 128; c++) {
        char text[5] = { 'a', (char)c, 'b', (char)c, '\0' };
        const char *json = written(text, 4);
        json_object *read = NULL;

        ck_assert_ptr_null(tt_json_read(pool, json, strlen(json), &read));
        ck_assert_str_eq(json_object_get_string(read), text);
    }
}
END_TEST

START_TEST(text_or_null)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1, 100);
    tt_json_text(&b, NULL);
    tt_buf_putc(&b, ' ');
    tt_json_text(&b, "x");
    ck_assert_str_eq(tt_buf_text(&b), "null \"x\"");
}
END_TEST

START_TEST(commas_between_members)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1, 200);
    tt_buf_putc(&b, '{');
    tt_json_member(&b, "a", "1{");
    tt_json_member(&b, "b", NULL);
    tt_json_key(&b, "c");
    tt_buf_putc(&b, '{');
    tt_json_key(&b, "d");
    tt_buf_puts(&b, "[]}");
    tt_json_member(&b, "e", "");
    tt_buf_putc(&b, '}');
    ck_assert_str_eq(tt_buf_text(&b), "{\"a\":\"1{\",\"b\":null,\"c\":{\"d\":[]},\"e\":\"\"}");
}
END_TEST

/* Where there is no room for all of it, there must not be a text that looks complete. */
START_TEST(fails_at_every_limit_below_the_length)
{
    for (size_t limit = 0; limit < 12; limit++) {
        tt_buf b;

        tt_buf_init(&b, pool, 0, limit);
        tt_json_string(&b, "ab\x01<", 4);
        ck_assert(b.failed);
        ck_assert_str_eq(tt_buf_text(&b), "");
    }
}
END_TEST

Suite *json_write_suite(void)
{
    Suite *s = suite_create("json_write");
    TCase *t = add_case(s, "json_write");

    tcase_add_test(t, strings);
    tcase_add_test(t, every_ascii_character_comes_back);
    tcase_add_test(t, text_or_null);
    tcase_add_test(t, commas_between_members);
    tcase_add_test(t, fails_at_every_limit_below_the_length);
    return s;
}
