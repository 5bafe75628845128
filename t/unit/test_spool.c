/* test_spool.c -- src/base/spool.c */
#include "base/spool.h"
#include "engine.h"
#include "suites.h"

static const char line[] = "0123456789abcdefghijklmnopqrstuvwxyz\n";

static void fill(tt_spool *s, int lines)
{
    for (int i = 0; i < lines; i++) {
        tt_buf_puts(&s->tail, line);
        ck_assert_ptr_null(tt_spool_flow(s));
    }
    ck_assert_ptr_null(tt_spool_finish(s));
}

START_TEST(little_stays_in_memory)
{
    tt_spool s;

    tt_spool_init(&s, pool);
    fill(&s, 3);
    ck_assert_ptr_null(s.file);
    ck_assert_uint_eq(s.tail.n, 3 * strlen(line));
}
END_TEST

START_TEST(nothing_is_nothing)
{
    tt_spool s;

    tt_spool_init(&s, pool);
    fill(&s, 0);
    ck_assert_ptr_null(s.file);
    ck_assert_uint_eq(s.tail.n, 0);
}
END_TEST

START_TEST(much_goes_to_a_file_in_order)
{
    enum { LINES = 20000 };
    tt_spool s;
    char read[sizeof line];
    apr_size_t n;
    apr_finfo_t info;

    tt_spool_init(&s, pool);
    fill(&s, LINES);
    ck_assert_ptr_nonnull(s.file);
    ck_assert_int_eq(s.file_n, LINES * (apr_off_t)strlen(line));
    ck_assert_int_eq(apr_file_info_get(&info, APR_FINFO_SIZE, s.file), APR_SUCCESS);
    ck_assert_int_eq(info.size, s.file_n);
    for (int i = 0; i < LINES; i++) {
        ck_assert_int_eq(apr_file_read_full(s.file, read, strlen(line), &n), APR_SUCCESS);
        ck_assert_mem_eq(read, line, strlen(line));
    }
    ck_assert(APR_STATUS_IS_EOF(apr_file_read_full(s.file, read, 1, &n)));
}
END_TEST

START_TEST(the_file_goes_with_the_pool)
{
    apr_pool_t *inner;
    const char *name;
    char *kept;
    apr_finfo_t info;
    tt_spool s;

    ck_assert_int_eq(apr_pool_create(&inner, pool), APR_SUCCESS);
    tt_spool_init(&s, inner);
    fill(&s, 20000);
    ck_assert_int_eq(apr_file_name_get(&name, s.file), APR_SUCCESS);
    kept = apr_pstrdup(pool, name);
    apr_pool_destroy(inner);
    ck_assert(APR_STATUS_IS_ENOENT(apr_stat(&info, kept, APR_FINFO_SIZE, pool)));
}
END_TEST

START_TEST(a_piece_beyond_the_ceiling_is_an_error)
{
    tt_spool s;

    tt_spool_init(&s, pool);
    for (int i = 0; i < 300000; i++)
        tt_buf_puts(&s.tail, line);
    ck_assert_int_eq(tt_spool_finish(&s)->status, 500);
}
END_TEST

Suite *spool_suite(void)
{
    Suite *s = suite_create("spool");
    TCase *c = add_case(s, "spool");

    tcase_add_test(c, little_stays_in_memory);
    tcase_add_test(c, nothing_is_nothing);
    tcase_add_test(c, much_goes_to_a_file_in_order);
    tcase_add_test(c, the_file_goes_with_the_pool);
    tcase_add_test(c, a_piece_beyond_the_ceiling_is_an_error);
    return s;
}
