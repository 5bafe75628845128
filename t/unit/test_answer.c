/* test_answer.c -- src/api/answer.c; the bodies are the HTTP tests' to check. */
#include "api/answer.h"
#include "engine.h"
#include "suites.h"

START_TEST(a_missing_row_is_404_or_what_the_resource_says)
{
    const tt_error *e = tt_answer_missing(call_of("clients", "get"));

    ck_assert_int_eq(e->status, 404);
    ck_assert_str_eq(e->code, "not_found");
    e = tt_answer_missing(call_of("timer", "update"));
    ck_assert_int_eq(e->status, 409);
    ck_assert_str_eq(e->code, "no_active_timer");
}
END_TEST

Suite *answer_suite(void)
{
    Suite *s = suite_create("answer");
    TCase *c = add_case(s, "answer");

    tcase_add_test(c, a_missing_row_is_404_or_what_the_resource_says);
    return s;
}
