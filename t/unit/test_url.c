/* test_url.c -- src/base/url.c. */
#include "unit.h"

#include "base/url.h"

/* The parameters as "name=value|..." */
static const char *parsed(const char *query)
{
    apr_array_header_t *params = NULL;
    const char *text = "";

    ck_assert_ptr_null(tt_query_parse(pool, query, &params));
    ck_assert_ptr_nonnull(params);
    for (int i = 0; i < params->nelts; i++) {
        const tt_param *param = &APR_ARRAY_IDX(params, i, const tt_param);

        ck_assert_uint_eq(param->value_n, strlen(param->value));
        text = apr_pstrcat(pool, text, *text ? "|" : "", param->name, "=", param->value, NULL);
    }
    return text;
}

START_TEST(decoded_in_order)
{
    static const char *const pairs[][2] = {
        { NULL, "" },
        { "", "" },
        { "a=1", "a=1" },
        { "b=2&a=1", "b=2|a=1" },
        { "a", "a=" },
        { "a=", "a=" },
        { "&&a=1&&b=2&", "a=1|b=2" },
        { "a=1=2", "a=1=2" },
        { "a==", "a==" },
        { "a=x+y%20z", "a=x y z" },
        { "a%3Db=c%26d", "a=b=c&d" },
        { "a+b=1", "a b=1" },
        { "a=%2B", "a=+" },
        { "a=%c3%A9&b=%E2%82%AC", "a=\xc3\xa9|b=\xe2\x82\xac" },
        { "a=\xc3\xa9", "a=\xc3\xa9" },
        { "a=%25zz", "a=%zz" },
        { "a=1;b=2", "a=1;b=2" },
        { "a=1?b", "a=1?b" },
        { "A=1&a=2", "A=1|a=2" },
        { "a=%01%7f", "a=\x01\x7f" },
    };

    for (int i = 0; i < TT_COUNT(pairs); i++)
        ck_assert_str_eq(parsed(pairs[i][0]), pairs[i][1]);
}
END_TEST

START_TEST(malformed)
{
    static const char *const bad[] = { "a=%",         "a=%4",        "a=%zz",          "a=%4g", "a=%g4",
                                       "%=1",         "a=%\xc3\xa9", "a=%+1",          "a=% 1", "a=1&b=%",
                                       "=1",          "=",           "a=1&=2",         "a=%00", "%00=1",
                                       "a=b%00c",     "a=%80",       "a=%C0%80",       "a=%c3", "a=\xc3",
                                       "a=%ed%a0%80", "%ff=1",       "a=%f4%90%80%80", "a=%-1", "a=%0x",
                                       "a=1&a%00=2",  "a=%@0",       "a=%\x10\x10" };

    for (int i = 0; i < TT_COUNT(bad); i++) {
        apr_array_header_t *params;
        const tt_error *e = tt_query_parse(pool, exactly(bad[i], strlen(bad[i]) + 1), &params);

        ck_assert_msg(e != NULL, "%s", bad[i]);
        ck_assert_int_eq(e->status, 400);
        ck_assert_str_eq(e->code, "malformed_query");
    }
}
END_TEST

START_TEST(repeated)
{
    static const char *const bad[] = { "a=1&a=2", "a&a", "a=1&b=2&a=1", "a=1&%61=2", "a+b&a%20b" };

    for (int i = 0; i < TT_COUNT(bad); i++) {
        apr_array_header_t *params;
        const tt_error *e = tt_query_parse(pool, bad[i], &params);

        ck_assert_msg(e != NULL, "%s", bad[i]);
        ck_assert_int_eq(e->status, 400);
        ck_assert_str_eq(e->code, "repeated_parameter");
        ck_assert_str_eq(e->field, i == 4 ? "a b" : "a");
        ck_assert_ptr_nonnull(strstr(e->detail, e->field));
    }
}
END_TEST

START_TEST(at_most_64)
{
    const char *query = "p0=";
    apr_array_header_t *params;
    const tt_error *e;

    for (int i = 1; i < TT_URL_MAX_PARAMETERS; i++)
        query = apr_psprintf(pool, "%s&p%d=%d", query, i, i);
    ck_assert_ptr_null(tt_query_parse(pool, query, &params));
    ck_assert_int_eq(params->nelts, TT_URL_MAX_PARAMETERS);
    e = tt_query_parse(pool, apr_pstrcat(pool, query, "&one_more", NULL), &params);
    ck_assert_ptr_nonnull(e);
    ck_assert_str_eq(e->code, "malformed_query");
}
END_TEST

START_TEST(path_of_a_base_url)
{
    static const char *const refused[] = { "",
                                           "time.example.org",
                                           "ftp://a",
                                           "https://",
                                           "https:///x",
                                           "https://a/",
                                           "https://a/b/",
                                           "https://a//b",
                                           "https://a?b",
                                           "https://a#b",
                                           "https://u@a",
                                           "https://a/%20" };

    ck_assert_str_eq(tt_base_url_path("https://time.example.org"), "");
    ck_assert_str_eq(tt_base_url_path("http://[::1]:8080/time/a"), "/time/a");
    for (int i = 0; i < TT_COUNT(refused); i++)
        ck_assert_msg(!tt_base_url_path(refused[i]), "%s", refused[i]);
}
END_TEST

Suite *url_suite(void)
{
    Suite *s = suite_create("url");
    TCase *t = add_case(s, "url");

    tcase_add_test(t, decoded_in_order);
    tcase_add_test(t, malformed);
    tcase_add_test(t, repeated);
    tcase_add_test(t, at_most_64);
    tcase_add_test(t, path_of_a_base_url);
    return s;
}
