/* test_time.c -- src/base/time.c. */
#include "unit.h"

#include "base/time.h"

static tt_time_result parse(const char *s, tt_instant *t)
{
    return tt_time_parse(exactly(s, strlen(s)), strlen(s), t);
}

static const char *utc(tt_instant t)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1, 64);
    tt_time_utc(&b, t);
    return tt_buf_text(&b);
}

static const char *from_pg(const char *s)
{
    tt_buf b;

    tt_buf_init(&b, pool, 1, 100);
    tt_time_from_pg(&b, exactly(s, strlen(s)), strlen(s));
    return tt_buf_text(&b);
}

START_TEST(parsed)
{
    static const struct {
        const char *text;
        tt_instant t;
    } cases[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "1969-12-31T23:59:59Z", -1 },
        { "1970-01-01t00:00:01z", 1 },
        { "1970-01-01 00:00:02Z", 2 },
        { "2024-01-15T09:00:00+01:00", 1705305600 },
        { "2024-01-15T08:00:00-00:00", 1705305600 },
        { "2024-01-15T13:30:00+05:30", 1705305600 },
        { "2024-01-15T04:30:00-03:30", 1705305600 },
        { "2024-01-16T07:59:00+23:59", 1705305600 },
        { "2024-01-14T08:01:00-23:59", 1705305600 },
        { "2024-02-29T00:00:00Z", 1709164800 },
        { "2000-02-29T12:00:00Z", 951825600 },
        { "2023-12-31T23:59:59Z", 1704067199 },
        { "2024-01-15T08:00:00.0Z", 1705305600 },
        { "2024-01-15T08:00:00.999999999999999999999999Z", 1705305600 },
        { "1969-12-31T23:59:58.9Z", -2 },
        { "2024-01-15T09:00:00.5+01:00", 1705305600 },
        { "1900-01-01T00:00:00Z", -2208988800 },
        { "2199-12-31T23:59:59Z", 7258118399 },
        { "2200-01-01T00:59:59+01:00", 7258118399 },
        { "1899-12-31T23:00:00-01:00", -2208988800 },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        tt_instant t = 0;

        ck_assert_msg(parse(cases[i].text, &t) == TT_TIME_OK, "%s", cases[i].text);
        ck_assert_msg(t == cases[i].t, "%s: %ld", cases[i].text, (long)t);
    }
}
END_TEST

static const char *const no_instants[] = {
    "",
    "now",
    "2024-01-15",
    "2024-01-15T",
    "2024-01-15T09:00Z",
    "2024-01-15T09:00",
    "2024-01-15T9:00:00Z",
    "24-01-15T09:00:00Z",
    "2024-1-15T09:00:00Z",
    "2024-02-30T09:00:00Z",
    "2023-02-29T09:00:00Z",
    "1900-02-29T09:00:00Z",
    "2100-02-29T09:00:00Z",
    "2024-04-31T09:00:00Z",
    "2024-00-15T09:00:00Z",
    "2024-13-15T09:00:00Z",
    "2024-01-00T09:00:00Z",
    "2024-01-32T09:00:00Z",
    "2024-01-15T24:00:00Z",
    "2024-01-15T09:60:00Z",
    "2024-01-15T09:00:60Z",
    "2016-12-31T23:59:60Z",
    "2024-01-15T09:00:61Z",
    "2024-01-15_09:00:00Z",
    "2024-01-15T09.00.00Z",
    "2024/01/15T09:00:00Z",
    "2024-01-15T09:00:00.Z",
    "2024-01-15T09:00:00,5Z",
    "2024-01-15T09:00:00+1",
    "2024-01-15T09:00:00+01",
    "2024-01-15T09:00:00+0100",
    "2024-01-15T09:00:00+01:0",
    "2024-01-15T09:00:00+24:00",
    "2024-01-15T09:00:00+01:60",
    "2024-01-15T09:00:00+-1:00",
    "2024-01-15T09:00:00+01:00:00",
    "2024-01-15T09:00:00ZZ",
    "2024-01-15T09:00:00Z ",
    " 2024-01-15T09:00:00Z",
    "2024-01-15T09:00:00 Z",
    "2024-01-15T09:00:00 +01:00",
    "2024-01-15  09:00:00Z",
    "+024-01-15T09:00:00Z",
    "-024-01-15T09:00:00Z",
    "20240115T090000Z",
    "2024-W03-1T09:00:00Z",
    "2024-01-15T09:00:00.5.5Z",
    "2024-01-15T09:00:00UTC",
    "2024-01-15T-9:00:00Z",
    "2024-01-15T09:00:+1Z",
    "12024-01-15T09:00:00Z",
    "2024-01-15T09:00:00.5\n",
    "1800-02-30T09:00:00Z",
    ("2024-01-15T09:00:00\xe2\x88\x92"
     "01:00"),
};

START_TEST(malformed)
{
    for (int i = 0; i < TT_COUNT(no_instants); i++) {
        tt_instant t = 42;

        ck_assert_msg(parse(no_instants[i], &t) == TT_TIME_MALFORMED, "%s", no_instants[i]);
        ck_assert_int_eq(t, 42);
    }
    ck_assert_int_eq(tt_time_parse("2024-01-15\0"
                                   "09:00:00Z",
                                   20, &(tt_instant){ 0 }),
                     TT_TIME_MALFORMED);
    ck_assert_int_eq(tt_time_parse("2024-01-15T09:00:00\0", 20, &(tt_instant){ 0 }), TT_TIME_MALFORMED);
}
END_TEST

START_TEST(without_an_offset)
{
    static const char *const bad[] = { "2024-01-15T09:00:00", "2024-01-15 09:00:00", "2024-01-15t09:00:00.25" };
    tt_instant t;

    for (int i = 0; i < TT_COUNT(bad); i++)
        ck_assert_msg(parse(bad[i], &t) == TT_TIME_NO_OFFSET, "%s", bad[i]);
}
END_TEST

/* It is the instant that counts, so that the text of tt_time_utc is always taken again. */
START_TEST(out_of_range)
{
    static const char *const bad[] = { "1899-12-31T23:59:59Z",     "1900-01-01T00:59:59+01:00",
                                       "2200-01-01T00:00:00Z",     "2199-12-31T23:00:00-01:00",
                                       "0000-01-01T00:00:00Z",     "9999-12-31T23:59:59-23:59",
                                       "0001-01-01T00:00:00+23:59" };
    tt_instant t;

    for (int i = 0; i < TT_COUNT(bad); i++)
        ck_assert_msg(parse(bad[i], &t) == TT_TIME_OUT_OF_RANGE, "%s", bad[i]);
}
END_TEST

/* Every day of the range once, counted up by hand. */
START_TEST(every_day)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    tt_instant expected = -2208988800, t = 0;
    char text[32];

    for (int year = TT_YEAR_MIN; year <= TT_YEAR_MAX; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            int last = days[month - 1] + (month == 2 && leap);

            for (int day = 1; day <= 31; day++) {
                snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", year, month, day);
                ck_assert_int_eq(tt_date_valid(text, 10), day <= last);
                if (day > last)
                    continue;
                ck_assert_int_eq(tt_time_parse(text, 20, &t), TT_TIME_OK);
                ck_assert_int_eq(t, expected);
                expected += 86400;
            }
        }
}
END_TEST

START_TEST(utc_and_back)
{
    tt_instant back = 0;

    ck_assert_str_eq(utc(0), "1970-01-01T00:00:00Z");
    ck_assert_str_eq(utc(-1), "1969-12-31T23:59:59Z");
    ck_assert_str_eq(utc(1709164800), "2024-02-29T00:00:00Z");
    ck_assert_str_eq(utc(-62167219200), "0000-01-01T00:00:00Z");
    ck_assert_str_eq(utc(253402300799), "9999-12-31T23:59:59Z");
    ck_assert_str_eq(utc(INT64_MIN), "0000-01-01T00:00:00Z");
    ck_assert_str_eq(utc(INT64_MAX), "9999-12-31T23:59:59Z");
    for (tt_instant t = -2208988800; t <= 7258118399; t += 86400 * 31 + 3599) {
        const char *text = utc(t);

        ck_assert_uint_eq(strlen(text), 20);
        ck_assert_int_eq(parse(text, &back), TT_TIME_OK);
        ck_assert_int_eq(back, t);
    }
}
END_TEST

START_TEST(dates)
{
    static const char *const good[] = { "2024-01-15", "2024-02-29", "2000-02-29", "1900-01-01", "2199-12-31" };
    static const char *const bad[] = { "",           "2023-02-29",  "1900-02-29", "2024-1-15",
                                       "2024-01-1",  "2024-01-150", "2024-13-01", "2024-00-01",
                                       "2024-01-00", "1899-12-31",  "2200-01-01", "0000-01-01",
                                       "2024/01/15", "2024-01-15T", "15.01.2024", "20240115",
                                       "2024-01- 1", "+024-01-15" };

    for (int i = 0; i < TT_COUNT(good); i++)
        ck_assert_msg(tt_date_valid(exactly(good[i], strlen(good[i])), strlen(good[i])), "%s", good[i]);
    for (int i = 0; i < TT_COUNT(bad); i++)
        ck_assert_msg(!tt_date_valid(exactly(bad[i], strlen(bad[i])), strlen(bad[i])), "%s", bad[i]);
}
END_TEST

START_TEST(times_of_postgresql)
{
    static const char *const pairs[][2] = {
        { "2024-01-15 09:00:00+00", "2024-01-15T09:00:00+00:00" },
        { "2024-01-15 09:00:00+01", "2024-01-15T09:00:00+01:00" },
        { "2024-01-15 09:00:00-08", "2024-01-15T09:00:00-08:00" },
        { "2024-01-15 09:00:00+05:30", "2024-01-15T09:00:00+05:30" },
        { "2024-01-15 09:00:00-03:30", "2024-01-15T09:00:00-03:30" },
        { "2024-01-15 09:00:00.5+01", "2024-01-15T09:00:00+01:00" },
        { "2024-01-15 09:00:00.123456-09:30", "2024-01-15T09:00:00-09:30" },
        /* Amsterdam before 1937, Monrovia before 1972 */
        { "1937-01-01 00:19:32+00:19:32", "1937-01-01T00:00:00Z" },
        { "1937-01-01 00:00:00.25+00:19:32", "1936-12-31T23:40:28Z" },
        { "1971-12-31 23:30:00-00:44:30", "1972-01-01T00:14:30Z" },
        { "1850-06-01 12:00:00+00:19:32", "1850-06-01T11:40:28Z" },
        { "1880-01-01 00:00:00-00:01:15", "1880-01-01T00:01:15Z" },
        /* nothing that RFC 3339 could say: unchanged, and no byte beyond is read */
        { "infinity", "infinity" },
        { "-infinity", "-infinity" },
        { "0044-03-15 12:00:00+00 BC", "0044-03-15 12:00:00+00 BC" },
        { "10000-01-01 00:00:00+00", "10000-01-01 00:00:00+00" },
        { "2024-01-15 09:00:00", "2024-01-15 09:00:00" },
        { "2024-01-15 09:00:00.123", "2024-01-15 09:00:00.123" },
        { "2024-01-15 09:00:00+1", "2024-01-15 09:00:00+1" },
        { "2024-01-15 09:00:00+01:3", "2024-01-15 09:00:00+01:3" },
        { "2024-13-15 09:00:00+00:19:32", "2024-13-15 09:00:00+00:19:32" },
        { "", "" },
    };

    for (int i = 0; i < TT_COUNT(pairs); i++)
        ck_assert_str_eq(from_pg(pairs[i][0]), pairs[i][1]);
}
END_TEST

Suite *time_suite(void)
{
    Suite *s = suite_create("time");
    TCase *t = add_case(s, "time");

    tcase_add_test(t, parsed);
    tcase_add_test(t, malformed);
    tcase_add_test(t, without_an_offset);
    tcase_add_test(t, out_of_range);
    tcase_add_test(t, utc_and_back);
    tcase_add_test(t, dates);
    tcase_add_test(t, times_of_postgresql);
    t = add_long_case(s, "every day");
    tcase_add_test(t, every_day);
    return s;
}
