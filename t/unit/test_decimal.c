/* test_decimal.c -- src/base/decimal.c. */
#include "unit.h"

#include "base/decimal.h"

static bool valid(const char *s, int whole, int scale)
{
    return tt_decimal_valid(exactly(s, strlen(s)), strlen(s), whole, scale);
}

START_TEST(accepted)
{
    static const char *const good[] = { "0",     "7",     "10",  "1234567890", "-1",    "0.5",          "0.05",
                                        "95.50", "-95.5", "0.0", "-0",         "-0.00", "1234567890.12" };

    for (int i = 0; i < TT_COUNT(good); i++)
        ck_assert_msg(valid(good[i], 10, 2), "%s", good[i]);
}
END_TEST

START_TEST(refused)
{
    static const char *const bad[] = { "",    "-",   "+1",       ".5",    "5.",          "-.5", "-5.", "00",
                                       "01",  "-01", "00.5",     "1.234", "12345678901", "1e3", "1E3", "0x1",
                                       " 1",  "1 ",  "1,5",      "1.2.3", "--1",         "1-",  "NaN", "Infinity",
                                       "1_0", "1\n", "\xd9\xa1", ".",     "-.",          "1..", "1.a", "1.-1" };

    for (int i = 0; i < TT_COUNT(bad); i++)
        ck_assert_msg(!valid(bad[i], 10, 2), "%s", bad[i]);
    ck_assert(!tt_decimal_valid("1\0", 2, 10, 2));
    ck_assert(!tt_decimal_valid("1.5\0", 4, 10, 2));
}
END_TEST

START_TEST(digits_are_counted)
{
    ck_assert(valid("999", 3, 0));
    ck_assert(!valid("1000", 3, 0));
    ck_assert(!valid("1.0", 3, 0));
    ck_assert(valid("-999.9999", 3, 4));
    ck_assert(!valid("-999.99999", 3, 4));
    ck_assert(tt_decimal_valid("12345", 3, 3, 0)); /* no terminator needed */
}
END_TEST

Suite *decimal_suite(void)
{
    Suite *s = suite_create("decimal");
    TCase *t = add_case(s, "decimal");

    tcase_add_test(t, accepted);
    tcase_add_test(t, refused);
    tcase_add_test(t, digits_are_counted);
    return s;
}
