/* test_cookie.c -- src/auth/cookie.c. */
#include "unit.h"

#include "auth/cookie.h"

static apr_array_header_t *read_all(const char *header)
{
    return tt_cookies_read(pool, header ? exactly(header, strlen(header) + 1) : NULL);
}

/* The cookies of HEADER as "[name|value]" one after another. */
static const char *shown(const char *header)
{
    const apr_array_header_t *cookies = read_all(header);
    const char *text = "";

    for (int i = 0; i < cookies->nelts; i++)
        text = apr_pstrcat(pool, text, "[", APR_ARRAY_IDX(cookies, i, tt_cookie).name, "|",
                           APR_ARRAY_IDX(cookies, i, tt_cookie).value, "]", NULL);
    return text;
}

START_TEST(headers_are_taken_apart)
{
    static const char *const cases[][2] = {
        { NULL, "" },
        { "", "" },
        { " ", "" },
        { ";", "" },
        { " ; \t;;", "" },
        { "a=b", "[a|b]" },
        { "a=b; c=d", "[a|b][c|d]" },
        { "a=b;c=d", "[a|b][c|d]" },
        { "\t a=b \t;\tc=d ", "[a|b][c|d]" },
        { ";a=b;", "[a|b]" },
        { "a=b;;; c=d;;", "[a|b][c|d]" },
        { "a=", "[a|]" },
        { "=b", "[|b]" },
        { "=", "[|]" },
        { "a", "" },
        { "a; b=c; d", "[b|c]" },
        { "a=b=c==", "[a|b=c==]" },
        { "a= b", "[a| b]" },
        { "a =b", "[a |b]" },
        { "a=\"b c\"", "[a|\"b c\"]" },
        { "a=b,c=d", "[a|b,c=d]" },
        { "a=\x80\xff; b=\x01", "[a|\x80\xff][b|\x01]" },
        { "a=1; a=2; A=3", "[a|1][a|2][A|3]" },
        { "$Version=1; a=b; $Path=/", "[$Version|1][a|b][$Path|/]" },
    };

    for (int i = 0; i < TT_COUNT(cases); i++)
        ck_assert_msg(!strcmp(shown(cases[i][0]), cases[i][1]), "%d: %s", i, shown(cases[i][0]));
}
END_TEST

START_TEST(no_more_than_the_most)
{
    char *header = apr_pcalloc(pool, 4 * 200 + 1);
    const apr_array_header_t *cookies;
    int n;

    for (int i = 0; i < 200; i++)
        memcpy(header + 4 * i, i == TT_COOKIES_MAX - 1 ? "b=2;" : i == TT_COOKIES_MAX ? "c=3;" : "a=1;", 4);
    cookies = read_all(header);
    ck_assert_int_eq(cookies->nelts, TT_COOKIES_MAX);
    ck_assert_str_eq(tt_cookie_find(cookies, "b", &n), "2");
    ck_assert_int_eq(n, 1);
    ck_assert_ptr_null(tt_cookie_find(cookies, "c", &n));
    ck_assert_ptr_nonnull(tt_cookie_find(cookies, "a", &n));
    ck_assert_int_eq(n, TT_COOKIES_MAX - 1);
}
END_TEST

START_TEST(one_is_found_and_counted)
{
    const apr_array_header_t *cookies = read_all("a=1; b=2; a=3; ab=4; =5; c=");
    int n = -1;

    ck_assert_str_eq(tt_cookie_find(cookies, "b", &n), "2");
    ck_assert_int_eq(n, 1);
    ck_assert_ptr_nonnull(tt_cookie_find(cookies, "a", &n));
    ck_assert_int_eq(n, 2);
    ck_assert_str_eq(tt_cookie_find(cookies, "", &n), "5");
    ck_assert_int_eq(n, 1);
    ck_assert_str_eq(tt_cookie_find(cookies, "c", &n), "");
    ck_assert_int_eq(n, 1);
    ck_assert_ptr_null(tt_cookie_find(cookies, "B", &n));
    ck_assert_int_eq(n, 0);
    ck_assert_ptr_null(tt_cookie_find(read_all(NULL), "a", &n));
    ck_assert_int_eq(n, 0);
}
END_TEST

Suite *cookie_suite(void)
{
    Suite *s = suite_create("cookie");
    TCase *t = add_case(s, "cookie");

    tcase_add_test(t, headers_are_taken_apart);
    tcase_add_test(t, no_more_than_the_most);
    tcase_add_test(t, one_is_found_and_counted);
    return s;
}
