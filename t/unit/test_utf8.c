/* test_utf8.c -- src/base/utf8.c. */
#include "unit.h"

#include "base/utf8.h"

static size_t step(const char *s, size_t n)
{
    return tt_utf8_step(exactly(s, n), n);
}

/* Encodes C after the scheme alone, surrogates and what is too high included. */
static size_t encode(unsigned c, size_t n, char *to)
{
    static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

    for (size_t i = n - 1; i > 0; i--) {
        to[i] = (char)(0x80 | (c & 63));
        c >>= 6;
    }
    to[0] = (char)(n == 1 ? c : first[n] | c);
    return n;
}

static size_t shortest(unsigned c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

START_TEST(every_code_point_in_every_length)
{
    char text[4];

    for (unsigned c = 0; c < 0x1fffff; c += c < 0x11000 ? 1 : 257)
        for (size_t n = shortest(c); n <= 4; n++) {
            bool good = n == shortest(c) && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);

            encode(c, n, text);
            ck_assert_uint_eq(tt_utf8_step(text, n), good ? n : 0);
            if (n > 1)
                ck_assert_uint_eq(tt_utf8_step(text, n - 1), 0);
        }
}
END_TEST

START_TEST(the_edges)
{
    ck_assert_uint_eq(step("", 0), 0);
    ck_assert_uint_eq(step("\0", 1), 1);
    ck_assert_uint_eq(step("\x80", 1), 0);
    ck_assert_uint_eq(step("\xbf", 1), 0);
    ck_assert_uint_eq(step("\xc0\x80", 2), 0);
    ck_assert_uint_eq(step("\xc1\xbf", 2), 0);
    ck_assert_uint_eq(step("\xc2\x80", 2), 2);
    ck_assert_uint_eq(step("\xc2", 1), 0);
    ck_assert_uint_eq(step("\xc2\x41", 2), 0);
    ck_assert_uint_eq(step("\xe0\x9f\xbf", 3), 0);
    ck_assert_uint_eq(step("\xe0\xa0\x80", 3), 3);
    ck_assert_uint_eq(step("\xed\x9f\xbf", 3), 3);
    ck_assert_uint_eq(step("\xed\xa0\x80", 3), 0);
    ck_assert_uint_eq(step("\xed\xbf\xbf", 3), 0);
    ck_assert_uint_eq(step("\xef\xbf\xbf", 3), 3);
    ck_assert_uint_eq(step("\xf0\x8f\xbf\xbf", 4), 0);
    ck_assert_uint_eq(step("\xf0\x90\x80\x80", 4), 4);
    ck_assert_uint_eq(step("\xf4\x8f\xbf\xbf", 4), 4);
    ck_assert_uint_eq(step("\xf4\x90\x80\x80", 4), 0);
    ck_assert_uint_eq(step("\xf5\x80\x80\x80", 4), 0);
    ck_assert_uint_eq(step("\xf8\x88\x80\x80\x80", 5), 0);
    ck_assert_uint_eq(step("\xfe", 1), 0);
    ck_assert_uint_eq(step("\xff", 1), 0);
}
END_TEST

START_TEST(whole_texts)
{
    size_t characters = 99;

    ck_assert(tt_utf8_valid(exactly("", 0), 0, &characters));
    ck_assert_uint_eq(characters, 0);
    ck_assert(tt_utf8_valid(exactly("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 11), 11, &characters));
    ck_assert_uint_eq(characters, 5);
    ck_assert(tt_utf8_valid("abc", 3, NULL));
    ck_assert(!tt_utf8_valid("a\0b", 3, NULL));
    ck_assert(!tt_utf8_valid("abcdefgh\0", 9, NULL));
    ck_assert(!tt_utf8_valid("abcdefg\x80", 8, NULL));
    ck_assert(!tt_utf8_valid("a\xed\xa0\xbd\xed\xb8\x80", 7, NULL)); /* CESU-8 */
    for (size_t n = 9; n < 11; n++)
        ck_assert(!tt_utf8_valid(exactly("abcdefg\xf0\x9f\x98\x80", n), n, NULL));
}
END_TEST

START_TEST(visible_ascii)
{
    ck_assert_uint_eq(tt_visible_ascii("abc!~", 5), 5);
    ck_assert_uint_eq(tt_visible_ascii("abc!~", 4), 0);
    ck_assert_uint_eq(tt_visible_ascii("", 5), 0);
    ck_assert_uint_eq(tt_visible_ascii("a b", 5), 0);
    ck_assert_uint_eq(tt_visible_ascii("a\x7f", 5), 0);
    ck_assert_uint_eq(tt_visible_ascii("\xc3\xa4", 5), 0);
}
END_TEST

Suite *utf8_suite(void)
{
    Suite *s = suite_create("utf8");
    TCase *t = add_case(s, "utf8");

    tcase_add_test(t, visible_ascii);
    tcase_add_test(t, the_edges);
    tcase_add_test(t, whole_texts);
    t = add_long_case(s, "every code point");
    tcase_add_test(t, every_code_point_in_every_length);
    return s;
}
