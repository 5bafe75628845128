/* test_format.c -- src/base/format.c. */
#include "unit.h"

#include "base/format.h"

typedef struct {
    const char *text;
    bool valid;
} sample;

/* A terminator follows, as it does wherever the formats are asked. */
static void judge(const tt_format *f, const sample *samples, int n)
{
    for (int i = 0; i < n; i++) {
        size_t length = strlen(samples[i].text);

        ck_assert_msg(f->valid(exactly(samples[i].text, length + 1), length) == samples[i].valid, "%s: '%s'", f->name,
                      samples[i].text);
    }
    ck_assert(!f->valid(exactly("", 1), 0));
    ck_assert_int_eq(f->pattern[0], '^');
    ck_assert_int_eq(f->pattern[strlen(f->pattern) - 1], '$');
}

START_TEST(colors)
{
    static const sample samples[] = {
        { "#3b82f6", true },   { "#000000", true },
        { "#ABCDEF", true },   { "#aBcDeF", true },
        { "3b82f6", false },   { "#3b82f", false },
        { "#3b82f60", false }, { "#3b82fg", false },
        { "##b82f6", false },  { "#3b82f ", false },
        { " #3b82f", false },  { "#fff", false },
        { "red", false },      { "#\xc3\xa9\xc3\xa9\xc3\xa9", false },
        { "$3b82f6", false },  { "#3b82f\n", false },
        { "#-b82f6", false },  { "#0x82f6", false },
    };

    judge(&tt_format_color, samples, TT_COUNT(samples));
    for (size_t i = 0; i < 7; i++) {
        char text[8] = "#3b82f6";

        text[i] = '\0';
        ck_assert(!tt_format_color.valid(text, 7));
    }
}
END_TEST

START_TEST(currencies)
{
    static const sample samples[] = {
        { "EUR", true },  { "USD", true },   { "XXX", true },           { "eur", false },
        { "Eur", false }, { "EU", false },   { "EURO", false },         { "E R", false },
        { "EU1", false }, { "EU\n", false }, { "\xe2\x82\xac", false },
    };

    judge(&tt_format_currency, samples, TT_COUNT(samples));
    ck_assert(!tt_format_currency.valid("EU\0", 3));
}
END_TEST

START_TEST(mail_addresses)
{
    static const sample samples[] = {
        { "a@b", true },
        { "ada@example.com", true },
        { "a.b+c@example.co.uk", true },
        { "\xc3\xa9@b.fr", true },
        { "a@b@c", false },
        { "@b", false },
        { "a@", false },
        { "@", false },
        { "a", false },
        { "a b@c", false },
        { "a@b c", false },
        { " a@b", false },
        { "a@b ", false },
        { "a@b\n", false },
        { "a\r\nBcc:x@b", false },
        { "a\t@b", false },
        { "a\v@b", false },
        { "a@b\f", false },
        { "<a@b>", false },
        { "A <a@b>", false },
        { "\"a\"@b", false },
        { "a@b,c", false },
        { "a@b;c", false },
    };

    judge(&tt_format_email, samples, TT_COUNT(samples));
    ck_assert(!tt_format_email.valid("a@b\0c", 5));
}
END_TEST

START_TEST(zones)
{
    static const sample samples[] = {
        { "UTC", true },
        { "Europe/Berlin", true },
        { "America/Argentina/Buenos_Aires", true },
        { "Etc/GMT+5", true },
        { "America/Port-au-Prince", true },
        { "Europe/Berlin ", false },
        { " UTC", false },
        { "UTC'", false },
        { "UTC;", false },
        { "Europe.Berlin", false },
        { "<+01>-1", false },
        { "+01:00", false },
        { "Z\xc3\xbcrich", false },
        { "UTC\n", false },
        { "UTC,M3", false },
    };

    judge(&tt_format_zone, samples, TT_COUNT(samples));
    ck_assert(!tt_format_zone.valid("UTC\0x", 5));
}
END_TEST

START_TEST(lines)
{
    static const sample samples[] = {
        { "a", true },
        { " a ", true },
        { "<script>", true },
        { "\xc3\xa9", true },
        { "\xf0\x9f\x98\x80", true },
        { " ", false },
        { "    ", false },
        { "a\nb", false },
        { "a\r", false },
        { "\ta", false },
        { "a\x7f", false },
        { "\x1b[31m", false },
    };

    judge(&tt_format_line, samples, TT_COUNT(samples));
    ck_assert(!tt_format_line.valid("a\0b", 3));
    for (int c = 0; c < 0x20; c++)
        ck_assert(!tt_format_line.valid((char[]){ 'a', (char)c, 'b', '\0' }, 3));
}
END_TEST

Suite *format_suite(void)
{
    Suite *s = suite_create("format");
    TCase *t = add_case(s, "format");

    tcase_add_test(t, colors);
    tcase_add_test(t, currencies);
    tcase_add_test(t, mail_addresses);
    tcase_add_test(t, zones);
    tcase_add_test(t, lines);
    return s;
}
