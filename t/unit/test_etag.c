/* test_etag.c -- src/base/etag.c */
#include "base/etag.h"
#include "engine.h"
#include "suites.h"

START_TEST(if_none_match_lists_tags)
{
    ck_assert(tt_etag_listed("\"7\"", "7"));
    ck_assert(tt_etag_listed("W/\"7\"", "7"));
    ck_assert(tt_etag_listed("\"6\", \"7\"", "7"));
    ck_assert(tt_etag_listed("\"6\",W/\"7\" , \"8\"", "7"));
    ck_assert(tt_etag_listed("\"7-gzip\"", "7"));
    ck_assert(tt_etag_listed("*", "7"));
    ck_assert(tt_etag_listed("\"a,b\", \"7\"", "7"));
    ck_assert(!tt_etag_listed(NULL, "7"));
    ck_assert(!tt_etag_listed("", "7"));
    ck_assert(!tt_etag_listed("7", "7"));
    ck_assert(!tt_etag_listed("\"77\"", "7"));
    ck_assert(!tt_etag_listed("\"\"", "7"));
    ck_assert(!tt_etag_listed("\"7", "7"));
    ck_assert(!tt_etag_listed("\"7-br\"", "7"));
    ck_assert(!tt_etag_listed("\"-gzip\"", "7"));
}
END_TEST

START_TEST(if_match_becomes_an_array_of_versions)
{
    ck_assert_ptr_null(tt_etag_versions(pool, "*"));
    ck_assert_str_eq(tt_etag_versions(pool, "\"7\""), "{7}");
    ck_assert_str_eq(tt_etag_versions(pool, "\"6\", \"7-gzip\""), "{6,7}");
    ck_assert_str_eq(tt_etag_versions(pool, "\"a\", \"7\", \"\", \"8}\""), "{7}");
    ck_assert_str_eq(tt_etag_versions(pool, "7"), "{}");
    ck_assert_str_eq(tt_etag_versions(pool, ""), "{}");
    ck_assert_str_eq(tt_etag_versions(pool, "\"7"), "{}");
    ck_assert_str_eq(tt_etag_versions(pool, "\"1\\\",NULL\""), "{}");
}
END_TEST

Suite *etag_suite(void)
{
    Suite *s = suite_create("etag");
    TCase *c = add_case(s, "etag");

    tcase_add_test(c, if_none_match_lists_tags);
    tcase_add_test(c, if_match_becomes_an_array_of_versions);
    return s;
}
