/* test_fetch.c -- src/base/fetch.c, against a server of our own. */
#include "base/fetch.h"

#include <stdlib.h>

#include "base/clock.h"
#include "engine.h"
#include "http_server.h"
#include "suites.h"

enum { LIMIT = 1000, SHORT_MS = 300, LONG_MS = 20000 };

static http_server *server;

static void setup(void)
{
    pool_setup();
    tt_fetch_init();
    server = http_server_start(pool);
}

static tt_fetch fetch_of(const char *path)
{
    return (tt_fetch){ .url = http_server_url(server, path),
                       .limit = LIMIT,
                       .connect_ms = LONG_MS,
                       .timeout_ms = LONG_MS,
                       .allow_http = true };
}

static void answer(const char *path, const char *raw)
{
    http_server_answer(server, path, raw, strlen(raw), (http_manner){ 0 });
}

static void expect_failure(const tt_fetch *fetch, const char *code)
{
    tt_fetched got;
    const tt_error *e = tt_fetch_run(pool, fetch, &got);

    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq(e->status, 502);
    ck_assert_str_eq(e->code, code);
    ck_assert_ptr_nonnull(e->cause);
    ck_assert_ptr_null(strstr(e->cause, "secret"));
}

START_TEST(gets)
{
    tt_fetch fetch = fetch_of("/a");
    tt_fetched got;
    const char *request;

    http_server_json(server, "/a", "{\"x\":1}");
    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    ck_assert_int_eq(got.status, 200);
    ck_assert_str_eq(got.content_type, "application/json");
    ck_assert_str_eq(got.body, "{\"x\":1}");
    ck_assert_uint_eq(got.n, 7);
    request = http_server_last(server);
    ck_assert_int_eq(strncmp(request, "GET /a HTTP/1.1\r\n", 17), 0);
    ck_assert_ptr_nonnull(strstr(request, "\r\nUser-Agent: mod_timetracker\r\n"));
    ck_assert_ptr_nonnull(strstr(request, "\r\nAccept: application/json\r\n"));
    ck_assert_ptr_null(strstr(request, "Accept-Encoding"));
    ck_assert_ptr_null(strstr(request, "Authorization"));
}
END_TEST

START_TEST(an_error_is_an_answer_too)
{
    tt_fetch fetch = fetch_of("/missing");
    tt_fetched got;

    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    ck_assert_int_eq(got.status, 404);
    ck_assert_str_eq(got.content_type, "");
    ck_assert_str_eq(got.body, "");
}
END_TEST

START_TEST(posts_a_form)
{
    tt_fetch fetch = fetch_of("/token");
    tt_fetched got;
    const char *request;

    fetch.form = "";
    tt_form_add(pool, &fetch.form, "grant_type", "authorization_code");
    tt_form_add(pool, &fetch.form, "a b", "\xc3\xa9&=+%~");
    ck_assert_str_eq(fetch.form, "grant_type=authorization_code&a%20b=%C3%A9%26%3D%2B%25%7E");
    http_server_json(server, "/token", "{}");
    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    request = http_server_last(server);
    ck_assert_int_eq(strncmp(request, "POST /token ", 12), 0);
    ck_assert_ptr_nonnull(strstr(request, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
    ck_assert_str_eq(strstr(request, "\r\n\r\n") + 4, fetch.form);
}
END_TEST

START_TEST(a_large_form_is_not_held_back)
{
    char *large = apr_palloc(pool, 8001);
    tt_fetch fetch = fetch_of("/token");
    tt_fetched got;

    memset(large, 'x', 8000);
    large[8000] = '\0';
    fetch.form = large;
    http_server_json(server, "/token", "{}");
    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    ck_assert_ptr_null(strstr(http_server_last(server), "Expect"));
}
END_TEST

START_TEST(sends_a_bearer_token)
{
    tt_fetch fetch = fetch_of("/userinfo");
    tt_fetched got;

    http_server_json(server, "/userinfo", "{}");
    fetch.bearer = "abc.def";
    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    ck_assert_ptr_nonnull(strstr(http_server_last(server), "\r\nAuthorization: Bearer abc.def\r\n"));
    fetch.bearer = "abc\r\nX-Evil: 1";
    ck_assert_str_eq(tt_fetch_run(pool, &fetch, &got)->code, "internal_error");
    ck_assert_int_eq(http_server_count(server, "/userinfo"), 1);
}
END_TEST

START_TEST(follows_no_redirect)
{
    tt_fetch fetch = fetch_of("/here");
    tt_fetched got;

    fetch.form = "code=secret";
    http_server_json(server, "/there", "{}");
    answer("/here", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    ck_assert_int_eq(got.status, 307);
    ck_assert_int_eq(http_server_count(server, "/there"), 0);
}
END_TEST

START_TEST(stops_at_the_limit)
{
    char *body = apr_palloc(pool, LIMIT + 2);
    tt_fetch fetch = fetch_of("/big");
    tt_fetched got;

    memset(body, 'x', LIMIT + 1);
    body[LIMIT] = '\0';
    http_server_json(server, "/big", body);
    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    ck_assert_uint_eq(got.n, LIMIT);
    body[LIMIT] = 'x';
    body[LIMIT + 1] = '\0';
    http_server_json(server, "/big", body);
    expect_failure(&fetch, "provider_answer");
    answer("/big", apr_pstrcat(pool, "HTTP/1.1 200 OK\r\n\r\n", body, NULL)); /* without a length */
    expect_failure(&fetch, "provider_answer");
    answer("/big", apr_pstrcat(pool, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n", body,
                               "\r\n0\r\n\r\n", NULL));
    expect_failure(&fetch, "provider_answer");
}
END_TEST

START_TEST(stops_at_a_large_head)
{
    char *head = apr_palloc(pool, 70001);
    tt_fetch fetch = fetch_of("/head");

    memset(head, 'x', 70000);
    for (int i = 0; i < 70000; i += 1000)
        memcpy(head + i, "\r\nX-A: ", 7);
    head[70000] = '\0';
    answer("/head", apr_pstrcat(pool, "HTTP/1.1 200 OK", head, "\r\n\r\n", NULL));
    expect_failure(&fetch, "provider_answer");
}
END_TEST

START_TEST(time_is_up_for_a_drip)
{
    const char *raw =
        apr_pstrcat(pool, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", apr_psprintf(pool, "%900d", 1), NULL);
    tt_fetch fetch = fetch_of("/drip?code=secret");
    int64_t start = tt_clock_ms();

    http_server_answer(server, "/drip", raw, strlen(raw), (http_manner){ .drip_ms = 20 }); /* 19 s in all */
    fetch.timeout_ms = SHORT_MS;
    expect_failure(&fetch, "provider_unreachable");
    ck_assert_int_ge(tt_clock_ms() - start, SHORT_MS - 20);
    ck_assert_int_lt(tt_clock_ms() - start, 10000);
}
END_TEST

START_TEST(an_answer_must_be_whole)
{
    tt_fetch fetch = fetch_of("/broken?secret");

    http_server_answer(server, "/broken", "", 0, (http_manner){ .reset = true });
    expect_failure(&fetch, "provider_unreachable");
    answer("/broken", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"cut\"");
    expect_failure(&fetch, "provider_unreachable");
    answer("/broken", "{}"); /* HTTP/0.9 */
    expect_failure(&fetch, "provider_unreachable");
    answer("/broken", "");
    expect_failure(&fetch, "provider_unreachable");
}
END_TEST

START_TEST(decodes_no_content)
{
    static const char raw[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x01";
    tt_fetch fetch = fetch_of("/gzip");
    tt_fetched got;

    http_server_answer(server, "/gzip", raw, sizeof raw - 1, (http_manner){ 0 });
    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    ck_assert_uint_eq(got.n, 4);
    ck_assert_int_eq(memcmp(got.body, "\x1f\x8b\x08\x01", 4), 0);
}
END_TEST

START_TEST(refuses_other_schemes)
{
    static const char *const urls[] = { "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
                                        "http://user:secret@127.0.0.1/" };
    tt_fetch fetch = fetch_of("/plain");

    fetch.allow_http = false;
    expect_failure(&fetch, "provider_unreachable");
    ck_assert_int_eq(http_server_count(server, "/plain"), 0);
    fetch.allow_http = true;
    for (int i = 0; i < TT_COUNT(urls); i++) {
        fetch.url = urls[i];
        expect_failure(&fetch, "provider_unreachable");
    }
}
END_TEST

START_TEST(refuses_what_is_not_tls)
{
    tt_fetch fetch = fetch_of("/plain");

    fetch.url = apr_pstrcat(pool, "https", fetch.url + 4, NULL);
    fetch.timeout_ms = SHORT_MS;
    expect_failure(&fetch, "provider_unreachable");
    ck_assert_int_eq(http_server_count(server, "/plain"), 0);
}
END_TEST

START_TEST(knows_no_proxy)
{
    tt_fetch fetch = fetch_of("/a");
    tt_fetched got;

    http_server_json(server, "/a", "{}");
    ck_assert_int_eq(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
    ck_assert_ptr_null(tt_fetch_run(pool, &fetch, &got));
    ck_assert_int_eq(unsetenv("http_proxy"), 0);
}
END_TEST

Suite *fetch_suite(void)
{
    Suite *s = suite_create("fetch");
    TCase *c = tcase_create("fetch");

    tcase_add_checked_fixture(c, setup, pool_teardown);
    tcase_set_timeout(c, 60);
    suite_add_tcase(s, c);
    tcase_add_test(c, gets);
    tcase_add_test(c, an_error_is_an_answer_too);
    tcase_add_test(c, posts_a_form);
    tcase_add_test(c, a_large_form_is_not_held_back);
    tcase_add_test(c, sends_a_bearer_token);
    tcase_add_test(c, follows_no_redirect);
    tcase_add_test(c, stops_at_the_limit);
    tcase_add_test(c, stops_at_a_large_head);
    tcase_add_test(c, time_is_up_for_a_drip);
    tcase_add_test(c, an_answer_must_be_whole);
    tcase_add_test(c, decodes_no_content);
    tcase_add_test(c, refuses_other_schemes);
    tcase_add_test(c, refuses_what_is_not_tls);
    tcase_add_test(c, knows_no_proxy);
    return s;
}
