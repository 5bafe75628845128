/* test_error.c -- src/base/error.c. */
#include "unit.h"

#include "base/error.h"

START_TEST(make_formats_the_detail_and_clears_the_rest)
{
    const tt_error *e = tt_error_make(pool, 422, "too_long", "Too long", "%s has %d", "name", 201);

    ck_assert_int_eq(e->status, 422);
    ck_assert_str_eq(e->code, "too_long");
    ck_assert_str_eq(e->title, "Too long");
    ck_assert_str_eq(e->detail, "name has 201");
    ck_assert_ptr_null(e->field);
    ck_assert_ptr_null(e->faults);
    ck_assert_ptr_null(e->cause);
    ck_assert_int_eq(e->retry_after, 0);
}
END_TEST

START_TEST(internal_tells_the_log_and_not_the_caller)
{
    const tt_error *e = tt_error_internal(pool, "file %s: %d", "secret.txt", 13);

    ck_assert_int_eq(e->status, 500);
    ck_assert_str_eq(e->code, "internal_error");
    ck_assert_str_eq(e->cause, "file secret.txt: 13");
    ck_assert_ptr_null(strstr(e->detail, "secret"));
    ck_assert_ptr_null(strstr(e->title, "secret"));
}
END_TEST

static const tt_error *try_it(const tt_error *first, int *reached)
{
    TT_TRY(first);
    *reached += 1;
    return NULL;
}

START_TEST(try_returns_the_failure_itself)
{
    const tt_error *e = tt_error_internal(pool, "x");
    int reached = 0;

    ck_assert_ptr_eq(try_it(e, &reached), e);
    ck_assert_int_eq(reached, 0);
    ck_assert_ptr_null(try_it(NULL, &reached));
    ck_assert_int_eq(reached, 1);
}
END_TEST

Suite *error_suite(void)
{
    Suite *s = suite_create("error");
    TCase *t = add_case(s, "error");

    tcase_add_test(t, make_formats_the_detail_and_clears_the_rest);
    tcase_add_test(t, internal_tells_the_log_and_not_the_caller);
    tcase_add_test(t, try_returns_the_failure_itself);
    return s;
}
