/* test_position.c -- src/stream/position.c */
#include "engine.h"

#include "stream/position.h"

START_TEST(comes_back_as_it_was)
{
    static const tt_position all[] = { { 0, 0 }, { 1, 0 }, { 737, 12 }, { 999999999999999999, 999999999999999999 } };
    tt_position read;
    tt_buf text;

    for (int i = 0; i < TT_COUNT(all); i++) {
        tt_buf_init(&text, pool, 64, 64);
        tt_position_write(all[i], &text);
        ck_assert(tt_position_read(tt_buf_text(&text), &read));
        ck_assert_int_eq(tt_position_compare(read, all[i]), 0);
    }
}
END_TEST

START_TEST(what_is_none)
{
    static const char *const texts[] = { "",
                                         "-",
                                         "1",
                                         "1-",
                                         "-1",
                                         "1-1-1",
                                         "1-1 ",
                                         " 1-1",
                                         "a-1",
                                         "1-0x1",
                                         "+1-1",
                                         "1--1",
                                         "1-1\n",
                                         "9999999999999999999-1",
                                         "1-9999999999999999999" };
    tt_position read = { 5, 6 };

    for (int i = 0; i < TT_COUNT(texts); i++)
        ck_assert_msg(!tt_position_read(texts[i], &read), "%s", texts[i]);
    ck_assert(read.xact == 5 && read.id == 6);
}
END_TEST

START_TEST(by_transaction_then_by_id)
{
    static const tt_position order[] = { { 1, 0 }, { 1, 9 }, { 2, 0 }, { 2, 1 }, { 10, 0 }, { 11, 5 } };

    for (int i = 0; i < TT_COUNT(order); i++)
        for (int j = 0; j < TT_COUNT(order); j++) {
            int found = tt_position_compare(order[i], order[j]);

            ck_assert(i < j ? found < 0 : i > j ? found > 0 : found == 0);
        }
}
END_TEST

Suite *position_suite(void)
{
    Suite *s = suite_create("position");
    TCase *t = add_case(s, "position");

    tcase_add_test(t, comes_back_as_it_was);
    tcase_add_test(t, what_is_none);
    tcase_add_test(t, by_transaction_then_by_id);
    return s;
}
