/* test_b64.c -- src/base/b64.c. */
#include "unit.h"

#include "base/b64.h"

static const char *encoded(const void *bytes, size_t n)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1, 1000);
    tt_b64_encode(&b, (const unsigned char *)exactly(bytes, n), n);
    return tt_buf_text(&b);
}

static unsigned char *decoded(const char *s, size_t n, size_t *out_n)
{
    return tt_b64_decode(pool, exactly(s, n), n, out_n);
}

/* RFC 4648 section 10, without padding. */
START_TEST(vectors)
{
    static const char *const pairs[][2] = {
        { "", "" },           { "f", "Zg" },          { "fo", "Zm8" },         { "foo", "Zm9v" },
        { "foob", "Zm9vYg" }, { "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" }
    };

    for (int i = 0; i < TT_COUNT(pairs); i++) {
        size_t n = 99;
        const unsigned char *back = decoded(pairs[i][1], strlen(pairs[i][1]), &n);

        ck_assert_str_eq(encoded(pairs[i][0], strlen(pairs[i][0])), pairs[i][1]);
        ck_assert_ptr_nonnull(back);
        ck_assert_uint_eq(n, strlen(pairs[i][0]));
        ck_assert_str_eq((const char *)back, pairs[i][0]);
    }
    ck_assert_str_eq(encoded("\xfb\xff\xbf", 3), "-_-_");
}
END_TEST

START_TEST(every_byte_comes_back)
{
    unsigned char bytes[256];

    for (int i = 0; i < 256; i++)
        bytes[i] = (unsigned char)(i * 7);
    for (size_t n = 0; n <= sizeof bytes; n++) {
        const char *text = encoded(bytes, n);
        size_t back_n = 0;
        const unsigned char *back = decoded(text, strlen(text), &back_n);

        ck_assert_ptr_nonnull(back);
        ck_assert_uint_eq(back_n, n);
        ck_assert_int_eq(memcmp(back, bytes, n), 0);
        ck_assert_int_eq(back[n], 0);
    }
}
END_TEST

START_TEST(refuses_what_is_not_canonical)
{
    static const char *const bad[] = { "A",    "AAAAA", "Zg==",  "Zg=",   "Zm8=",     "=",         "Zh", "Zm9",
                                       "Zm+v", "Zm/v",  " Zm9v", "Zm9v ", "Zm\n9",    "Zm9v\n",    "Z.", "Zm9v.",
                                       "AB",   "AAB",   "A_",    "AA-",   "\x80\x80", "Zg\xc3\xa9" };
    size_t n;

    for (int i = 0; i < TT_COUNT(bad); i++)
        ck_assert_msg(!decoded(bad[i], strlen(bad[i]), &n), "%s", bad[i]);
    ck_assert_ptr_null(decoded("AA\0A", 4, &n));
    ck_assert_ptr_null(decoded("\0\0", 2, &n));
}
END_TEST

/* Each byte has exactly one text: of the 64 * 64 texts of two digits 256 are good. */
START_TEST(one_text_per_value)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int two = 0, three = 0;
    size_t n;

    for (int i = 0; i < 64; i++)
        for (int j = 0; j < 64; j++) {
            char text[3] = { digits[i], digits[j], digits[j] };

            two += tt_b64_decode(pool, text, 2, &n) != NULL;
            text[1] = 'A';
            three += i == 0 && tt_b64_decode(pool, text, 3, &n) != NULL;
        }
    ck_assert_int_eq(two, 256);
    ck_assert_int_eq(three, 16);
}
END_TEST

Suite *b64_suite(void)
{
    Suite *s = suite_create("b64");
    TCase *t = add_case(s, "b64");

    tcase_add_test(t, vectors);
    tcase_add_test(t, every_byte_comes_back);
    tcase_add_test(t, refuses_what_is_not_canonical);
    tcase_add_test(t, one_text_per_value);
    return s;
}
