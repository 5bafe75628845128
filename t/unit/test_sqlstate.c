/* test_sqlstate.c -- src/db/sqlstate.c without a server: a result of libpq's own has no SQLSTATE.  Constraints, our own
 * class TT and the rest of the table are checked over HTTP, with a real server. */
#include "db/sqlstate.h"
#include "engine.h"
#include "suites.h"

START_TEST(a_lost_connection_is_unavailable)
{
    const tt_error *e = tt_sqlstate_lost(pool, "gone");

    ck_assert_int_eq(e->status, 503);
    ck_assert_str_eq(e->code, "database_unavailable");
    ck_assert_int_gt(e->retry_after, 0);
    ck_assert_str_eq(e->cause, "gone");
    ck_assert(tt_sqlstate_is_lost(e) && !tt_sqlstate_is_unknown(e) && !tt_sqlstate_is_conflict(e));
}
END_TEST

START_TEST(states_are_told_apart)
{
    tt_error unknown = { .sqlstate = "26000" }, serialization = { .sqlstate = "40001" },
             deadlock = { .sqlstate = "40P01" };
    tt_error shutdown = { .sqlstate = "57P01" }, ours = { .status = 422 };

    ck_assert(tt_sqlstate_is_unknown(&unknown) && !tt_sqlstate_is_lost(&unknown));
    ck_assert(tt_sqlstate_is_conflict(&serialization) && tt_sqlstate_is_conflict(&deadlock));
    ck_assert(tt_sqlstate_is_lost(&shutdown) && !tt_sqlstate_is_conflict(&shutdown));
    ck_assert(!tt_sqlstate_is_lost(&ours) && !tt_sqlstate_is_unknown(&ours) && !tt_sqlstate_is_conflict(&ours));
}
END_TEST

START_TEST(a_failure_without_a_state_is_no_fault_of_the_caller)
{
    PGresult *res = PQmakeEmptyPGresult(NULL, PGRES_FATAL_ERROR);
    const tt_error *e = tt_sqlstate_error(pool, res);

    ck_assert_int_ge(e->status, 500);
    ck_assert_ptr_nonnull(e->cause);
    PQclear(res);
}
END_TEST

Suite *sqlstate_suite(void)
{
    Suite *s = suite_create("sqlstate");
    TCase *c = add_case(s, "sqlstate");

    tcase_add_test(c, a_lost_connection_is_unavailable);
    tcase_add_test(c, states_are_told_apart);
    tcase_add_test(c, a_failure_without_a_state_is_no_fault_of_the_caller);
    return s;
}
