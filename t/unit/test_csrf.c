/* test_csrf.c -- src/auth/csrf.c. */
#include "unit.h"

#include "auth/csrf.h"

#define BASE "https://time.example:8443/time"
#define HOME "https://time.example:8443"

typedef struct {
    const char *site, *origin, *base_url;
    bool allowed;
} example;

static const example examples[] = {
    { "same-origin", NULL, BASE, true },
    { "same-origin", HOME, BASE, true },
    { "same-origin", "https://evil.example", BASE, true }, /* Sec-Fetch-Site decides: no page can set it */
    { "same-site", HOME, BASE, false },
    { "cross-site", HOME, BASE, false },
    { "none", HOME, BASE, false },
    { "", HOME, BASE, false },
    { "Same-Origin", HOME, BASE, false },
    { "same-origin, cross-site", HOME, BASE, false },
    { " same-origin", HOME, BASE, false },
    { NULL, HOME, BASE, true },
    { NULL, "HTTPS://Time.Example:8443", BASE, true },
    { NULL, NULL, BASE, false },
    { NULL, "", BASE, false },
    { NULL, "null", BASE, false },
    { NULL, BASE, BASE, false },
    { NULL, HOME "/", BASE, false },
    { NULL, "http://time.example:8443", BASE, false },
    { NULL, "https://time.example", BASE, false },
    { NULL, "https://time.example:844", BASE, false },
    { NULL, "https://time.example:84430", BASE, false },
    { NULL, "https://time.example:8443.evil.example", BASE, false },
    { NULL, "https://evil.example", BASE, false },
    { NULL, HOME " " HOME, BASE, false },
    { NULL, "https://time.example", "https://time.example", true },
    { NULL, "https://time.example", "https://time.example/", true },
    { NULL, "https://time.example:443", "https://time.example", false }, /* RFC 6454: a usual port is left out */
    { NULL, "http://[::1]:8080", "http://[::1]:8080/time", true },
};

static void check(const tt_error *e, bool allowed, int i)
{
    if (allowed) {
        ck_assert_msg(!e, "%d is refused", i);
        return;
    }
    ck_assert_msg(e && e->status == 403 && !strcmp(e->code, "csrf"), "%d is allowed", i);
}

START_TEST(only_pages_of_this_site)
{
    for (int i = 0; i < TT_COUNT(examples); i++) {
        const example *x = &examples[i];

        check(tt_csrf_check(pool, &(tt_csrf){ x->site, x->origin, NULL }, x->base_url), x->allowed, i);
        check(tt_csrf_check(pool, &(tt_csrf){ x->site, x->origin, "1" }, x->base_url), x->allowed, i);
    }
}
END_TEST

START_TEST(scripts_need_the_marker_besides)
{
    static const char *const no_markers[] = { NULL, "", "0", "11", "1, 1", " 1", "true" };

    for (int i = 0; i < TT_COUNT(examples); i++) {
        const example *x = &examples[i];

        check(tt_csrf_check_script(pool, &(tt_csrf){ x->site, x->origin, "1" }, x->base_url), x->allowed, i);
        for (int j = 0; j < TT_COUNT(no_markers); j++)
            check(tt_csrf_check_script(pool, &(tt_csrf){ x->site, x->origin, no_markers[j] }, x->base_url), false, i);
    }
}
END_TEST

START_TEST(what_was_sent_is_not_repeated)
{
    const tt_csrf headers = { "<b>site</b>", "https://evil.example", "marker" };

    ck_assert_ptr_null(strstr(tt_csrf_check(pool, &headers, BASE)->detail, "<b>"));
    ck_assert_ptr_null(strstr(tt_csrf_check(pool, &(tt_csrf){ NULL, headers.origin }, BASE)->detail, "evil"));
    ck_assert_ptr_null(strstr(tt_csrf_check_script(pool, &(tt_csrf){ NULL, HOME, "marker" }, BASE)->detail, "marker"));
}
END_TEST

Suite *csrf_suite(void)
{
    Suite *s = suite_create("csrf");
    TCase *t = add_case(s, "csrf");

    tcase_add_test(t, only_pages_of_this_site);
    tcase_add_test(t, scripts_need_the_marker_besides);
    tcase_add_test(t, what_was_sent_is_not_repeated);
    return s;
}
