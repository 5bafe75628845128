/* test_buf.c -- src/base/buf.c. */
#include <inttypes.h>

#include "unit.h"

#include "base/buf.h"

START_TEST(starts_empty)
{
    tt_buf b;

    tt_buf_init(&b, pool, 16, 100);
    ck_assert_uint_eq(b.n, 0);
    ck_assert_str_eq(tt_buf_text(&b), "");
    ck_assert_ptr_null(tt_buf_check(&b, "x"));
}
END_TEST

START_TEST(grows_and_keeps_its_text)
{
    tt_buf b;

    tt_buf_init(&b, pool, 0, 10000);
    for (int i = 0; i < 1000; i++) {
        tt_buf_putc(&b, 'a');
        tt_buf_puts(&b, "bc");
        tt_buf_put(&b, "def\0", 4);
    }
    ck_assert_uint_eq(b.n, 7000);
    for (size_t i = 0; i < b.n; i++)
        ck_assert_int_eq(b.at[i], "abcdef"[i % 7]);
    ck_assert_uint_le(b.capacity, b.limit);
}
END_TEST

START_TEST(takes_exactly_its_limit)
{
    for (size_t first = 0; first <= 20; first++) {
        tt_buf b;

        tt_buf_init(&b, pool, first, 10);
        tt_buf_puts(&b, "0123456789");
        ck_assert(!b.failed);
        ck_assert_str_eq(tt_buf_text(&b), "0123456789");
        ck_assert_uint_le(b.capacity, 10);
        tt_buf_putc(&b, 'x');
        ck_assert(b.failed);
        ck_assert_str_eq(tt_buf_text(&b), "");
    }
}
END_TEST

START_TEST(remembers_its_failure)
{
    const tt_error *e;
    tt_buf b;

    tt_buf_init(&b, pool, 4, 8);
    tt_buf_puts(&b, "123456");
    tt_buf_puts(&b, "789");
    ck_assert(b.failed);
    tt_buf_putc(&b, 'x'); /* it would fit, but there is a hole before it */
    tt_buf_int(&b, 1);
    tt_buf_printf(&b, "%d", 1);
    ck_assert_ptr_null(tt_buf_room(&b, 1));
    ck_assert_uint_eq(b.n, 6);
    e = tt_buf_check(&b, "answer");
    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq(e->status, 500);
    ck_assert_ptr_nonnull(strstr(e->cause, "answer"));
}
END_TEST

START_TEST(refuses_sizes_that_overflow)
{
    tt_buf b;

    tt_buf_init(&b, pool, 8, 1 << 20);
    tt_buf_putc(&b, 'x');
    ck_assert_ptr_null(tt_buf_room(&b, SIZE_MAX));
    ck_assert(b.failed);
}
END_TEST

START_TEST(gives_room_that_can_be_written)
{
    tt_buf b;
    char *to;

    tt_buf_init(&b, pool, 1, 1000);
    tt_buf_putc(&b, '<');
    to = tt_buf_room(&b, 300);
    ck_assert_ptr_nonnull(to);
    ck_assert_uint_eq(b.n, 1);
    memset(to, 'y', 300);
    b.n += 300;
    ck_assert_int_eq(b.at[0], '<');
    ck_assert_uint_eq(strlen(tt_buf_text(&b)), 301);
}
END_TEST

START_TEST(nothing_is_nothing)
{
    tt_buf b;

    tt_buf_init(&b, pool, 0, 0);
    tt_buf_put(&b, NULL, 0);
    tt_buf_puts(&b, "");
    tt_buf_printf(&b, "%s", "");
    ck_assert(!b.failed);
    ck_assert_str_eq(tt_buf_text(&b), "");
    tt_buf_putc(&b, 'x');
    ck_assert(b.failed);
}
END_TEST

START_TEST(integers)
{
    static const int64_t numbers[] = { 0,
                                       1,
                                       -1,
                                       9,
                                       10,
                                       -10,
                                       99,
                                       100,
                                       1234567890,
                                       INT32_MIN,
                                       INT32_MAX,
                                       INT64_MIN,
                                       INT64_MAX,
                                       INT64_MIN + 1,
                                       999999999999999999,
                                       1000000000000000000,
                                       -1000000000000000000 };
    char expected[32];

    for (int i = 0; i < TT_COUNT(numbers); i++) {
        tt_buf b;

        tt_buf_init(&b, pool, 1, 100);
        tt_buf_int(&b, numbers[i]);
        snprintf(expected, sizeof expected, "%" PRId64, numbers[i]);
        ck_assert_str_eq(tt_buf_text(&b), expected);
    }
}
END_TEST

START_TEST(printf_at_every_length_and_capacity)
{
    static const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";

    for (size_t first = 0; first <= 40; first++)
        for (int n = 0; n <= 36; n++) {
            tt_buf b;

            tt_buf_init(&b, pool, first, 40);
            tt_buf_printf(&b, "<%.*s>", n, text);
            tt_buf_printf(&b, "%d", 7);
            ck_assert_uint_eq(b.n, (size_t)n + 3);
            ck_assert_int_eq(strncmp(tt_buf_text(&b) + 1, text, (size_t)n), 0);
            ck_assert_str_eq(tt_buf_text(&b) + n + 1, ">7");
        }
}
END_TEST

START_TEST(printf_meets_the_limit)
{
    tt_buf b;

    tt_buf_init(&b, pool, 2, 5);
    tt_buf_printf(&b, "%s", "12345");
    ck_assert_str_eq(tt_buf_text(&b), "12345");
    tt_buf_init(&b, pool, 2, 5);
    tt_buf_printf(&b, "%s", "123456");
    ck_assert(b.failed);
    ck_assert_uint_eq(b.n, 0);
}
END_TEST

Suite *buf_suite(void)
{
    Suite *s = suite_create("buf");
    TCase *t = add_case(s, "buf");

    tcase_add_test(t, starts_empty);
    tcase_add_test(t, grows_and_keeps_its_text);
    tcase_add_test(t, takes_exactly_its_limit);
    tcase_add_test(t, remembers_its_failure);
    tcase_add_test(t, refuses_sizes_that_overflow);
    tcase_add_test(t, gives_room_that_can_be_written);
    tcase_add_test(t, nothing_is_nothing);
    tcase_add_test(t, integers);
    tcase_add_test(t, printf_at_every_length_and_capacity);
    tcase_add_test(t, printf_meets_the_limit);
    return s;
}
