/* test_rows.c -- src/api/rows.c, over a result made without a server. */
#include "api/rows.h"
#include "engine.h"
#include "suites.h"

enum { COLUMNS = 11 };

static const tt_field fields[COLUMNS + 1] = {
    TT_FIELD_ID,
    { "text", TT_TEXT, TT_NULLABLE },
    { "hidden", TT_TEXT, TT_PARAMETER },
    { "number", TT_INT, 0 },
    { "money", TT_MONEY, TT_NULLABLE },
    { "hours", TT_HOURS, 0 },
    { "flag", TT_BOOL, 0 },
    { "day", TT_DATE, 0 },
    { "moment", TT_TIME, 0 },
    { "word", TT_ENUM, 0, .values = "a|b" },
    { "list", TT_TEXTS, 0 },
    { "json", TT_JSON, TT_NULLABLE },
};

static const tt_resource things = { .name = "things", .fields = fields, .nfields = TT_COUNT(fields) };

static PGresult *result;

static apr_status_t drop(void *res)
{
    PQclear(res);
    return APR_SUCCESS;
}

/* One row; NULL is null. */
static const PGresult *row_of(const char *const *values)
{
    PGresAttDesc columns[COLUMNS];

    memset(columns, 0, sizeof columns);
    for (int i = 0; i < COLUMNS; i++)
        columns[i].name = apr_psprintf(pool, "c%d", i);
    result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    apr_pool_cleanup_register(pool, result, drop, apr_pool_cleanup_null);
    ck_assert(PQsetResultAttrs(result, COLUMNS, columns));
    for (int i = 0; i < COLUMNS; i++) {
        char *value = values[i] ? apr_pstrdup(pool, values[i]) : NULL;

        ck_assert(PQsetvalue(result, 0, i, value, value ? (int)strlen(value) : -1));
    }
    return result;
}

static const char *json(const char *const *values)
{
    tt_buf b;

    tt_buf_init(&b, pool, 64, 1 << 16);
    tt_row_json(&b, tt_columns_of(pool, &things), row_of(values), 0);
    return tt_buf_text(&b);
}

static const char *csv(const char *const *values)
{
    tt_buf b;

    tt_buf_init(&b, pool, 64, 1 << 16);
    tt_csv_row(&b, tt_columns_of(pool, &things), row_of(values), 0);
    return tt_buf_text(&b);
}

#define ROW(...) ((const char *const[COLUMNS]){ __VA_ARGS__ })

START_TEST(every_type_as_json)
{
    ck_assert_str_eq(
        json(ROW("7", "a\"b\n\xc3\xa4", "-3", "95.50", "7.5", "t", "2024-02-29", "2024-01-15 09:00:00+01", "a",
                 "[\"x\"]", "{\"k\":1}")),
        "{\"id\":7,\"text\":\"a\\\"b\\n\xc3\xa4\",\"number\":-3,\"money\":\"95.50\",\"hours\":7.5,\"flag\":true,"
        "\"day\":\"2024-02-29\",\"moment\":\"2024-01-15T09:00:00+01:00\",\"word\":\"a\",\"list\":[\"x\"],\"json\":{\"k\":1}}");
}
END_TEST

START_TEST(null_is_null_and_empty_is_empty)
{
    ck_assert_str_eq(
        json(ROW("7", NULL, "0", NULL, "0", "f", "2024-02-29", "2024-01-15 09:00:00+00", "a", "[]", NULL)),
        "{\"id\":7,\"text\":null,\"number\":0,\"money\":null,\"hours\":0,\"flag\":false,\"day\":\"2024-02-29\","
        "\"moment\":\"2024-01-15T09:00:00+00:00\",\"word\":\"a\",\"list\":[],\"json\":null}");
    ck_assert_ptr_nonnull(strstr(json(ROW("7", "", "0", NULL, "0", "f", "", "", "a", "[]", NULL)), "\"text\":\"\""));
}
END_TEST

START_TEST(csv_header_names_the_columns)
{
    tt_buf b;

    tt_buf_init(&b, pool, 64, 1 << 16);
    tt_csv_header(&b, &things);
    ck_assert_str_eq(tt_buf_text(&b), "id,text,number,money,hours,flag,day,moment,word,list,json\r\n");
}
END_TEST

START_TEST(csv_quotes_what_needs_it)
{
    ck_assert_str_eq(
        csv(ROW("7", "plain", "-3", "95.50", "7.5", "t", "2024-02-29", "2024-01-15 09:00:00+01", "a", "[]", NULL)),
        "7,plain,-3,95.50,7.5,true,2024-02-29,2024-01-15T09:00:00+01:00,a,[],\r\n");
    ck_assert_ptr_nonnull(strstr(csv(ROW("7", "a,b", "0", NULL, "0", "f", "", "", "a", "[]", NULL)), "7,\"a,b\",0,"));
    ck_assert_ptr_nonnull(
        strstr(csv(ROW("7", "a\"b", "0", NULL, "0", "f", "", "", "a", "[]", NULL)), "7,\"a\"\"b\",0,"));
    ck_assert_ptr_nonnull(
        strstr(csv(ROW("7", "a\r\nb", "0", NULL, "0", "f", "", "", "a", "[]", NULL)), "7,\"a\r\nb\",0,"));
    ck_assert_ptr_nonnull(strstr(csv(ROW("7", NULL, "0", NULL, "0", "f", "", "", "a", "[]", NULL)), "7,,0,,0,false,"));
}
END_TEST

START_TEST(csv_texts_are_no_formulas)
{
    static const char *const starts[] = { "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx" };

    for (int i = 0; i < TT_COUNT(starts); i++)
        ck_assert_ptr_nonnull(strstr(csv(ROW("7", starts[i], "-3", NULL, "0", "f", "", "", "a", "[]", NULL)),
                                     apr_psprintf(pool, "7,\"'%s\",-3,", starts[i])));
}
END_TEST

Suite *rows_suite(void)
{
    Suite *s = suite_create("rows");
    TCase *c = add_case(s, "rows");

    tcase_add_test(c, every_type_as_json);
    tcase_add_test(c, null_is_null_and_empty_is_empty);
    tcase_add_test(c, csv_header_names_the_columns);
    tcase_add_test(c, csv_quotes_what_needs_it);
    tcase_add_test(c, csv_texts_are_no_formulas);
    return s;
}
