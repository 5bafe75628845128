/* test_cursor.c -- src/base/cursor.c */
#include "base/b64.h"
#include "base/cursor.h"
#include "engine.h"
#include "suites.h"

static const char *const values[] = { "2024-01-15T09:00:00+01:00", "\xc3\xa4\xf0\x9f\x98\x80", "42" };

START_TEST(comes_back_as_it_was)
{
    const char *read[3];

    for (int n = 1; n <= 3; n++) {
        const char *text = tt_cursor_make(pool, 0x123456789abcdef0u, n, values);

        ck_assert_ptr_null(tt_cursor_read(pool, text, 0x123456789abcdef0u, n, read));
        for (int i = 0; i < n; i++)
            ck_assert_str_eq(read[i], values[i]);
    }
}
END_TEST

START_TEST(an_empty_value_is_a_value)
{
    const char *empty[] = { "", "" }, *read[2];

    ck_assert_ptr_null(tt_cursor_read(pool, tt_cursor_make(pool, 1, 2, empty), 1, 2, read));
    ck_assert_str_eq(read[0], "");
    ck_assert_str_eq(read[1], "");
}
END_TEST

START_TEST(is_url_safe)
{
    const char *text = tt_cursor_make(pool, UINT64_MAX, 3, values);

    ck_assert_uint_eq(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), strlen(text));
}
END_TEST

START_TEST(belongs_to_one_list)
{
    const char *read[3];
    const char *text = tt_cursor_make(pool, 1, 3, values);

    ck_assert_ptr_nonnull(strstr(tt_cursor_read(pool, text, 2, 3, read), "other filters"));
}
END_TEST

START_TEST(has_as_many_values_as_the_sort_needs)
{
    const char *read[4];
    const char *text = tt_cursor_make(pool, 1, 3, values);

    ck_assert_ptr_nonnull(tt_cursor_read(pool, text, 1, 2, read));
    ck_assert_ptr_nonnull(tt_cursor_read(pool, text, 1, 4, read));
}
END_TEST

/* The form behind the base64, with the digest of 1. */
static const char *wrapped(const char *plain, size_t n)
{
    tt_buf b;

    tt_buf_init(&b, pool, 64, 1 << 14);
    tt_b64_encode(&b, (const unsigned char *)plain, n);
    return tt_buf_text(&b);
}

START_TEST(refuses_what_is_no_cursor)
{
    static const char nul[] = "0000000000000001\x1f"
                              "4\0"
                              "2";
    const char *read[3];
    char *long_text = apr_palloc(pool, 8192);

    memset(long_text, 'A', 8191);
    long_text[8191] = '\0';
    ck_assert_ptr_nonnull(tt_cursor_read(pool, "", 1, 1, read));
    ck_assert_ptr_nonnull(tt_cursor_read(pool, "!", 1, 1, read));
    ck_assert_ptr_nonnull(tt_cursor_read(pool, "AAAA", 1, 1, read));
    ck_assert_ptr_nonnull(tt_cursor_read(pool, long_text, 1, 1, read));
    ck_assert_ptr_nonnull(tt_cursor_read(pool, wrapped("0000000000000001", 16), 1, 1, read));
    ck_assert_ptr_nonnull(tt_cursor_read(pool, wrapped("0000000000000001x42", 19), 1, 1, read));
    ck_assert_ptr_nonnull(tt_cursor_read(pool, wrapped("0000000000000001\x1f\xff", 18), 1, 1, read));
    ck_assert_ptr_nonnull(tt_cursor_read(pool, wrapped(nul, sizeof nul - 1), 1, 1, read));
    ck_assert_ptr_null(tt_cursor_read(pool,
                                      wrapped("0000000000000001\x1f"
                                              "42",
                                              19),
                                      1, 1, read));
}
END_TEST

/* Three sort keys of the longest name: 200 characters of 4 bytes. */
START_TEST(carries_the_longest_names)
{
    const char *read[4], *names[4];
    char *name = apr_pcalloc(pool, 801);

    for (int i = 0; i < 800; i += 4)
        memcpy(name + i, "\xf0\x9f\x98\x80", 4);
    names[0] = names[1] = names[2] = name;
    names[3] = "9223372036854775807";
    ck_assert_ptr_null(tt_cursor_read(pool, tt_cursor_make(pool, 1, 4, names), 1, 4, read));
    ck_assert_str_eq(read[2], name);
}
END_TEST

START_TEST(digest_tells_texts_and_their_borders_apart)
{
    ck_assert(tt_digest(tt_digest(0, "ab"), "c") != tt_digest(tt_digest(0, "a"), "bc"));
    ck_assert(tt_digest(tt_digest(0, "a"), "") != tt_digest(0, "a"));
    ck_assert(tt_digest(0, "a") == tt_digest(0, "a"));
}
END_TEST

Suite *cursor_suite(void)
{
    Suite *s = suite_create("cursor");
    TCase *c = add_case(s, "cursor");

    tcase_add_test(c, comes_back_as_it_was);
    tcase_add_test(c, an_empty_value_is_a_value);
    tcase_add_test(c, is_url_safe);
    tcase_add_test(c, belongs_to_one_list);
    tcase_add_test(c, has_as_many_values_as_the_sort_needs);
    tcase_add_test(c, refuses_what_is_no_cursor);
    tcase_add_test(c, carries_the_longest_names);
    tcase_add_test(c, digest_tells_texts_and_their_borders_apart);
    return s;
}
