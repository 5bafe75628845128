/* test_return_to.c -- src/auth/return_to.c. */
#include "unit.h"

#include "auth/return_to.h"

static bool valid(const char *path)
{
    return tt_return_to_valid(exactly(path, strlen(path) + 1));
}

static void check(const char *const *paths, int n, bool wanted)
{
    for (int i = 0; i < n; i++)
        ck_assert_msg(valid(paths[i]) == wanted, "%d: \"%s\"", i, paths[i]);
}

START_TEST(home)
{
    static const char *const paths[] = {
        "/",
        "/reports",
        "/reports?x=1",
        "/reports?from=2026-01-01&to=2026-01-31",
        "/a/b#c",
        "/a/b?c/d#e/f",
        "/?x=1",
        "/#top",
        "/a?",
        "/a#",
        "/a-b_c.d~e!$&'()*+,;=:@[]",
        "/caf%C3%A9",
        "/a%20b",
        "/100%25",
        "/%252e%252e/x", /* "%2e%2e" as a name: what is escaped twice is escaped once afterwards */
        "/%252Fevil.example",
        "/a%3Fb%23c",
        "/...",
        "/.a",
        "/a.",
        "/..a/b..",
        "/.%2e.",
        "/@evil.example",
        "/:80",
        "/https:evil.example",
        "/a?b=//evil.example",
        "/a#//evil.example",
        "/?/../x",
        "/a?/auth/login",
        "/a/auth",
        "/a/api/v1",
        "/a/mcp",
        "/authx",
        "/authors",
        "/auth.html",
        "/auth-x",
        "/auth%20",
        "/apikeys",
        "/api-keys",
        "/mcpx",
        "/xauth",
        "/%41",
    };

    check(paths, TT_COUNT(paths), true);
}
END_TEST

START_TEST(other_origins)
{
    static const char *const paths[] = {
        "",
        "https://evil.example/",
        "http://127.0.0.1/reports",
        "//evil.example",
        "//",
        "///evil.example/",
        "////evil.example",
        "/\\evil.example/",
        "\\\\evil.example/",
        "\\/evil.example/",
        "\\evil.example",
        "/\\/evil.example/",
        "//user@evil.example/",
        "@evil.example",
        ".evil.example",
        ":80/evil",
        ":pass@evil.example",
        "?next=//evil.example",
        "#//evil.example",
        ";/evil",
        "reports",
        "./reports",
        "../reports",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:a@evil.example",
        "https:evil.example",
        "http:/evil.example",
        "https:/\\evil.example",
        "http:reports",
        "x:y",
        "/https://evil.example",
        "/%68ttps://evil.example",
        " /reports",
        " //evil.example",
        "%2f%2fevil.example",
        "%2F/evil.example",
    };

    check(paths, TT_COUNT(paths), false);
}
END_TEST

START_TEST(escapes)
{
    static const char *const paths[] = {
        "/%09/evil.example",
        "/%0a/evil.example",
        "/%0A/evil.example",
        "/%0d%0aSet-Cookie:%20a=b",
        "/%7f",
        "/%7F/evil.example",
        "/reports%00.html",
        "/%2f/evil.example",
        "/%2Fevil",
        "/a%2Fb",
        "/%5cevil.example",
        "/%5C/evil.example",
        "/a?b=%2Fc",
        "/a#%5c",
        "/a?b=%0d%0a",
        "/%",
        "/%2",
        "/%zz",
        "/%2g",
        "/%g2",
        "/%%32%66",
        "/%u002f",
        "/reports%",
        "/a?b=%",
        "/a?b=%4",
        "/a#%4z",
        "/%-1",
        "/% 1",
        "/%\xb2\x41",
    };

    check(paths, TT_COUNT(paths), false);
}
END_TEST

START_TEST(segments)
{
    static const char *const paths[] = {
        "/.",
        "/..",
        "/./reports",
        "/../evil",
        "/reports/.",
        "/reports/..",
        "/a/./b",
        "/a/../b",
        "/..//x",
        "/.//evil.example",
        "/%2e",
        "/%2e%2e/x",
        "/.%2e/x",
        "/%2E./x",
        "/x/%2E%2e/mcp",
        "/%2e/auth/login",
        "/a//b",
        "/a//",
        "/a/",
        "/a/?x=1",
        "/a/#b",
        "/..?x=1",
        "/a/.#b",
        "/a//?x",
        "//?x",
        "/%2e?x",
        "/?x",
        "/a?b",
        "/%3F/..",
        "/a%23/../b",
    };

    check(paths, TT_COUNT(paths) - 4, false);
    check(paths + TT_COUNT(paths) - 4, 2, true);  /* the query alone is no segment */
    check(paths + TT_COUNT(paths) - 2, 2, false); /* an escaped "?" or "#" does not end the path */
}
END_TEST

START_TEST(what_httpd_answers_otherwise)
{
    static const char *const paths[] = {
        "/auth",        "/auth/login", "/auth?x=1",  "/auth#x",   "/auth/callback?code=x&state=y",
        "/AUTH/logout", "/Auth",       "/%61uth",    "/a%55th/x", "/%41%55%54%48",
        "/api",         "/API/x",      "/api/v1/me", "/api?x",    "/%61%70%69/v1",
        "/mcp",         "/MCP",        "/mcp/x",     "/mcp#x",    "/%6dcp",
        "/mc%70?x=1",
    };

    check(paths, TT_COUNT(paths), false);
}
END_TEST

/* Each byte in the path, the query and the fragment, against the list of the rule. */
START_TEST(every_byte)
{
    static const char *const starts[] = { "/a", "/a?b", "/a#b" };

    for (int c = 1; c < 256; c++) {
        bool printable = c > 0x20 && c < 0x7f && !strchr("\"<>\\^`{|}%", c);

        for (int i = 0; i < TT_COUNT(starts); i++)
            ck_assert_msg(valid(apr_psprintf(pool, "%s%cc", starts[i], c)) == printable, "byte %d in %s", c, starts[i]);
        ck_assert_msg(valid(apr_psprintf(pool, "/%cx", c)) == (printable && c != '/'), "byte %d first", c);
    }
}
END_TEST

START_TEST(every_escaped_byte)
{
    static const char *const starts[] = { "/a", "/a?b=", "/a#" };

    for (int c = 0; c < 256; c++)
        for (int i = 0; i < TT_COUNT(starts); i++) {
            bool wanted = c >= 0x20 && c != 0x7f && c != '/' && c != '\\';

            ck_assert_msg(valid(apr_psprintf(pool, "%s%%%02x", starts[i], c)) == wanted, "%d in %s", c, starts[i]);
            ck_assert_msg(valid(apr_psprintf(pool, "%s%%%02Xb", starts[i], c)) == wanted, "%d in %s", c, starts[i]);
        }
}
END_TEST

START_TEST(letters_beyond_ascii)
{
    static const char *const paths[] = {
        "/\xc3\xa4",
        "/\xef\xbc\x8f"
        "evil.example", /* fullwidth solidus */
        "/\xe2\x80\xae/x",
        "//evil\xe3\x80\x82"
        "example", /* ideographic full stop */
        "\xc2\xa0//evil",
        "/\xc0\xaf"
        "evil.example", /* an overlong slash */
        "\xef\xbb\xbf/a",
        "/a?b=\xe6\x97\xa5",
    };

    check(paths, TT_COUNT(paths), false);
}
END_TEST

START_TEST(the_longest)
{
    static const char *const starts[] = { "/", "/a?", "/a#", "/a/b?c=" };

    for (int i = 0; i < TT_COUNT(starts); i++)
        for (size_t n = TT_RETURN_TO_MAX - 2; n < TT_RETURN_TO_MAX + 3; n++) {
            char *path = apr_palloc(pool, n + 1);

            memset(path, 'a', n);
            path[n] = '\0';
            memcpy(path, starts[i], strlen(starts[i]));
            ck_assert_msg(valid(path) == (n <= TT_RETURN_TO_MAX), "%d bytes", (int)n);
        }
    for (int n = 0; n < 4000; n += n < 200 ? 1 : 300) { /* escapes count as they are written */
        char *path = apr_pcalloc(pool, (size_t)n * 3 + 3);

        memcpy(path, "/a", 2);
        for (int i = 0; i < n; i++)
            memcpy(path + 2 + 3 * i, "%41", 3);
        ck_assert_msg(valid(path) == (3 * n + 2 <= TT_RETURN_TO_MAX), "%d escapes", n);
    }
}
END_TEST

Suite *return_to_suite(void)
{
    Suite *s = suite_create("return_to");
    TCase *t = add_case(s, "return_to");

    tcase_add_test(t, home);
    tcase_add_test(t, other_origins);
    tcase_add_test(t, escapes);
    tcase_add_test(t, segments);
    tcase_add_test(t, what_httpd_answers_otherwise);
    tcase_add_test(t, every_byte);
    tcase_add_test(t, every_escaped_byte);
    tcase_add_test(t, letters_beyond_ascii);
    tcase_add_test(t, the_longest);
    return s;
}
