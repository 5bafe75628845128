/* test_trip.c -- src/db/trip.c without a server: what may be sent again, and where no connection can be had.  The rest
 * is for t/http and t/faults, with a real one. */
#include "db/trip.h"
#include "suites.h"
#include "unit.h"

START_TEST(what_may_be_sent_again)
{
    static const struct {
        const char *sqlstate;
        bool reads, writes;
    } cases[] = {
        { "26000", true, true },   { "40001", true, true },   { "40P01", true, true },   { "08006", true, false },
        { "08001", true, false },  { "57P01", true, false },  { "57P03", true, false },  { "25006", true, false },
        { "57014", false, false }, { "23505", false, false }, { "42601", false, false }, { NULL, false, false },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        tt_error e = { .status = 503, .sqlstate = cases[i].sqlstate };

        ck_assert_msg(tt_trip_may_repeat(&e, true) == cases[i].reads, "%s", cases[i].sqlstate);
        ck_assert_msg(tt_trip_may_repeat(&e, false) == cases[i].writes, "%s", cases[i].sqlstate);
    }
    ck_assert(!tt_trip_may_repeat(NULL, true) && !tt_trip_may_repeat(NULL, false));
}
END_TEST

START_TEST(without_a_connection)
{
    for (int reads = 0; reads < 2; reads++) {
        tt_trip trip;
        const tt_error *e;
        int step;

        tt_trip_init(&trip, pool);
        step = tt_trip_add(&trip, tt_statement_fixed(&tt_query_seal_keys), 0, NULL);
        e = tt_trip_alone(&trip, no_database(NULL), 1000, reads);
        expect_error(e, 503, "database_unavailable");
        ck_assert_int_gt(e->retry_after, 0);
        ck_assert_ptr_null(tt_trip_result(&trip, step));
    }
}
END_TEST

Suite *trip_suite(void)
{
    Suite *s = suite_create("trip");
    TCase *c = add_case(s, "trip");

    tcase_add_test(c, what_may_be_sent_again);
    tcase_add_test(c, without_a_connection);
    return s;
}
