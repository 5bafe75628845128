/* time.c -- see time.h. */
#include "base/time.h"

enum { DAY = 86400 };

/* Two digits at S, or -1. */
static int two(const char *s)
{
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return -1;
    return (s[0] - '0') * 10 + (s[1] - '0');
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 of a day of the proleptic Gregorian calendar (years from March, eras of 400 years). */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void civil_from_days(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;

    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

/* YYYY-MM-DD at S, which has 10 bytes. */
static bool read_day(const char *s, int *year, int *month, int *day)
{
    int century = two(s), rest = two(s + 2);

    *month = two(s + 5);
    *day = two(s + 8);
    *year = century * 100 + rest;
    return century >= 0 && rest >= 0 && s[4] == '-' && s[7] == '-' && *month >= 1 && *month <= 12 && *day >= 1 &&
           *day <= days_in(*year, *month);
}

bool tt_date_valid(const char *s, size_t n)
{
    int year, month, day;

    return n == 10 && read_day(s, &year, &month, &day) && year >= TT_YEAR_MIN && year <= TT_YEAR_MAX;
}

/* "Z" or "+hh:mm", all of S. */
static bool read_offset(const char *s, size_t n, int *seconds)
{
    int hours, minutes;

    *seconds = 0;
    if (n == 1 && (*s == 'Z' || *s == 'z'))
        return true;
    if (n != 6 || (*s != '+' && *s != '-') || s[3] != ':')
        return false;
    hours = two(s + 1);
    minutes = two(s + 4);
    *seconds = (hours * 3600 + minutes * 60) * (*s == '-' ? -1 : 1);
    return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
}

tt_time_result tt_time_parse(const char *s, size_t n, tt_instant *out)
{
    int year, month, day, hour, minute, second, offset;
    tt_instant t;
    size_t i = 19;

    if (n < 19 || !read_day(s, &year, &month, &day) || !strchr("Tt ", s[10]) || !s[10] || s[13] != ':' || s[16] != ':')
        return TT_TIME_MALFORMED;
    hour = two(s + 11);
    minute = two(s + 14);
    second = two(s + 17);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return TT_TIME_MALFORMED;
    if (i < n && s[i] == '.') {
        size_t first = ++i;

        while (i < n && s[i] >= '0' && s[i] <= '9')
            i++;
        if (i == first)
            return TT_TIME_MALFORMED;
    }
    if (i == n)
        return TT_TIME_NO_OFFSET;
    if (!read_offset(s + i, n - i, &offset))
        return TT_TIME_MALFORMED;
    t = days_from_civil(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
    /* in UTC, so that what was taken is taken again after tt_time_utc */
    if (t < days_from_civil(TT_YEAR_MIN, 1, 1) * DAY || t >= days_from_civil(TT_YEAR_MAX + 1, 1, 1) * DAY)
        return TT_TIME_OUT_OF_RANGE;
    *out = t;
    return TT_TIME_OK;
}

static char *put_two(char *at, int number)
{
    *at++ = (char)('0' + number / 10 % 10);
    *at++ = (char)('0' + number % 10);
    return at;
}

/* Years have four digits: what is before 0000 or after 9999 becomes the first or the last second of them. */
void tt_time_utc(tt_buf *b, tt_instant t)
{
    static const tt_instant first = -62167219200, last = 253402300799;
    int64_t days;
    int second, year, month, day;
    char text[20], *at = text;

    t = t < first ? first : t > last ? last : t;
    days = t / DAY - (t % DAY < 0);
    second = (int)(t - days * DAY);

    civil_from_days(days, &year, &month, &day);
    at = put_two(put_two(at, year / 100), year % 100);
    *at++ = '-';
    at = put_two(at, month);
    *at++ = '-';
    at = put_two(at, day);
    *at++ = 'T';
    at = put_two(at, second / 3600);
    *at++ = ':';
    at = put_two(at, second / 60 % 60);
    *at++ = ':';
    at = put_two(at, second % 60);
    *at++ = 'Z';
    tt_buf_put(b, text, (size_t)(at - text));
}

/* An offset with seconds: the same instant in UTC.  S has 19 bytes, OFFSET 9. */
static bool put_shifted(tt_buf *b, const char *s, const char *offset)
{
    int year, month, day, hour = two(s + 11), minute = two(s + 14), second = two(s + 17);
    int seconds = two(offset + 1) * 3600 + two(offset + 4) * 60 + two(offset + 7);

    if (!read_day(s, &year, &month, &day) || hour < 0 || minute < 0 || second < 0)
        return false;
    tt_time_utc(b, days_from_civil(year, month, day) * DAY + hour * 3600 + minute * 60 + second +
                       (*offset == '-' ? seconds : -seconds));
    return true;
}

/* Whether S is "+hh", "+hh:mm" or "+hh:mm:ss". */
static bool is_pg_offset(const char *s, size_t n)
{
    if ((n != 3 && n != 6 && n != 9) || (*s != '+' && *s != '-'))
        return false;
    for (size_t i = 1; i < n; i += 3)
        if (two(s + i) < 0 || (i > 1 && s[i - 1] != ':'))
            return false;
    return true;
}

/* What has another form ("infinity", "... BC", a year of five digits) cannot be said in RFC 3339 and goes out as it is.
 */
void tt_time_from_pg(tt_buf *b, const char *s, size_t n)
{
    size_t end = 19, offset_n;
    char *to;

    if (end < n && s[end] == '.')
        for (end++; end < n && s[end] >= '0' && s[end] <= '9';)
            end++;
    offset_n = n > end ? n - end : 0;
    if (!is_pg_offset(s + end, offset_n) || s[10] != ' ') {
        tt_buf_put(b, s, n);
        return;
    }
    if (offset_n == 9) {
        if (!put_shifted(b, s, s + end))
            tt_buf_put(b, s, n);
        return;
    }
    to = tt_buf_room(b, 25);
    if (!to)
        return;
    memcpy(to, s, 19);
    to[10] = 'T';
    memcpy(to + 19, s + end, 3);
    memcpy(to + 22, offset_n == 6 ? s + end + 3 : ":00", 3);
    b->n += 25;
}
