/* test_page.c -- src/auth/page.c. */
#include "unit.h"

#include "auth/page.h"

static const tt_page example = {
    .title = "Sign-in refused",
    .text = "This sign-in took longer than ten minutes",
    .base_path = "/time",
    .path = "/auth/login",
    .label = "Try again",
};

static int count(const char *text, const char *part)
{
    int n = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        n++;
    return n;
}

START_TEST(a_page_with_a_link)
{
    const char *html = tt_page_html(pool, &example);

    ck_assert_ptr_eq(strstr(html, "<!doctype html>\n<html lang=\"en\">"), html);
    ck_assert_int_eq(count(html, "<title>Sign-in refused - Timetracker</title>"), 1);
    ck_assert_int_eq(count(html, "<h1>Sign-in refused</h1>"), 1);
    ck_assert_int_eq(count(html, "<p>This sign-in took longer than ten minutes</p>"), 1);
    ck_assert_int_eq(count(html, "<p><a href=\"/time/auth/login\">Try again</a></p>"), 1);
    ck_assert_int_eq(count(html, "href=\"/time/style.css\""), 1);
    ck_assert_int_eq(count(html, "<form"), 0);
    ck_assert_str_eq(html + strlen(html) - 8, "</html>\n");
}
END_TEST

START_TEST(a_page_with_a_form)
{
    tt_page page = example;
    const char *html;

    page.form = true;
    page.base_path = "";
    page.path = "/auth/logout";
    page.label = "Sign out";
    html = tt_page_html(pool, &page);
    ck_assert_int_eq(count(html, "<form method=\"post\" action=\"/auth/logout\"><button>Sign out</button></form>"), 1);
    ck_assert_int_eq(count(html, "href=\"/style.css\""), 1);
    ck_assert_int_eq(count(html, "<a "), 0);
}
END_TEST

START_TEST(nothing_runs_under_the_policy)
{
    const char *html = tt_page_html(pool, &example);

    ck_assert_int_eq(count(html, "<script") + count(html, "<style") + count(html, "style=") + count(html, " on"), 0);
    ck_assert_int_eq(count(html, "://"), 0);
}
END_TEST

START_TEST(every_text_is_escaped)
{
    static const char hostile[] = "\"><script>alert('1')</script>&amp;\"";
    static const char escaped[] = "&quot;&gt;&lt;script&gt;alert('1')&lt;/script&gt;&amp;amp;&quot;";
    const tt_page page = { hostile, hostile, hostile, hostile, hostile, false }, plain = { "", "", "", "", "", false };

    for (int form = 0; form < 2; form++) {
        tt_page a = page, b = plain;
        const char *html;

        a.form = b.form = form != 0;
        html = tt_page_html(pool, &a);
        ck_assert_int_eq(count(html, escaped), 7); /* title, h1, text, label, path, and base_path twice */
        ck_assert_int_eq(count(html, "<script"), 0);
        ck_assert_int_eq(count(html, "\""), count(tt_page_html(pool, &b), "\""));
        ck_assert_int_eq(count(html, "<"), count(tt_page_html(pool, &b), "<"));
    }
}
END_TEST

START_TEST(other_bytes_stay)
{
    tt_page page = example;

    page.text = "caf\xc3\xa9 \xe2\x80\x9cquoted\xe2\x80\x9d 100 % 'x'";
    ck_assert_int_eq(count(tt_page_html(pool, &page), page.text), 1);
}
END_TEST

Suite *page_suite(void)
{
    Suite *s = suite_create("page");
    TCase *t = add_case(s, "page");

    tcase_add_test(t, a_page_with_a_link);
    tcase_add_test(t, a_page_with_a_form);
    tcase_add_test(t, nothing_runs_under_the_policy);
    tcase_add_test(t, every_text_is_escaped);
    tcase_add_test(t, other_bytes_stay);
    return s;
}
