/* fuzz_return_to.c -- where a sign-in may lead to, against a second way to say what is allowed (regular expressions
 * that decode nothing) and against libcurl's idea of where a browser would go. */
#include <curl/curl.h>
#include <regex.h>

#include "fuzz.h"

#include "auth/return_to.h"

#define ORIGIN "https://time.example"

/* EREs of the C locale. */
static const char whole[] = "^/([]!#$&-;=?-Z[_a-z~]|%([2-6][0-9A-Fa-f]|7[0-9A-Ea-e]|[89A-Fa-f][0-9A-Fa-f]))*$";

/* None of these may be found: the first nowhere, the others not in the path, which ends before "?" and "#". */
static const char *const never[] = {
    "%2[Ff]|%5[Cc]",
    "/(\\.|%2[Ee]){0,2}(/|$)",
    "^/([Aa]|%[46]1)([Uu]|%[57]5)([Tt]|%[57]4)([Hh]|%[46]8)(/|$)",
    "^/([Aa]|%[46]1)([Pp]|%[57]0)([Ii]|%[46]9)(/|$)",
    "^/([Mm]|%[46][Dd])([Cc]|%[46]3)([Pp]|%[57]0)(/|$)",
};

static bool matches(const char *expression, const char *text)
{
    static regex_t compiled[TT_COUNT(never) + 1];
    static const char *of[TT_COUNT(never) + 1];
    int i = 0;

    while (of[i] && of[i] != expression)
        i++;
    if (!of[i])
        MUST(!regcomp(&compiled[i], expression, REG_EXTENDED | REG_NOSUB));
    of[i] = expression;
    return !regexec(&compiled[i], text, 0, NULL, 0);
}

static bool is_allowed(apr_pool_t *p, const char *text)
{
    const char *path = apr_pstrmemdup(p, text, strcspn(text, "?#"));

    if (strlen(text) > TT_RETURN_TO_MAX || !matches(whole, text) || matches(never[0], text))
        return false;
    for (int i = 1; i < TT_COUNT(never); i++)
        if (matches(never[i], path) && (i > 1 || strcmp(path, "/") != 0))
            return false;
    return true;
}

/* Whether PATH behind MOUNT stays with us for a parser that knows nothing of our rule. */
static void stays(apr_pool_t *p, const char *mount, const char *path)
{
    CURLU *url = curl_url();
    char *scheme = NULL, *host = NULL, *user = NULL, *port = NULL, *to = NULL;

    MUST(url && !curl_url_set(url, CURLUPART_URL, ORIGIN "/time/auth/callback", 0));
    MUST(!curl_url_set(url, CURLUPART_URL, apr_pstrcat(p, mount, path, NULL), 0));
    MUST(!curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) && !strcmp(scheme, "https"));
    MUST(!curl_url_get(url, CURLUPART_HOST, &host, 0) && !strcmp(host, "time.example"));
    MUST(curl_url_get(url, CURLUPART_USER, &user, 0) && curl_url_get(url, CURLUPART_PORT, &port, 0));
    MUST(!curl_url_get(url, CURLUPART_PATH, &to, 0) && !strncmp(to, mount, strlen(mount)));
    MUST(strncmp(to + strlen(mount), "/auth/", 6) != 0 && strncmp(to + strlen(mount), "/api/", 5) != 0);
    curl_free(scheme);
    curl_free(host);
    curl_free(to);
    curl_url_cleanup(url);
}

/* What must hold of every path that was let through, said plainly. */
static void is_ours(apr_pool_t *p, const char *path)
{
    size_t n = strlen(path);

    MUST(n >= 1 && n <= TT_RETURN_TO_MAX && path[0] == '/' && path[1] != '/' && path[1] != '\\');
    for (size_t i = 0; i < n; i++)
        MUST(path[i] > 0x20 && path[i] < 0x7f && !strchr("\"<>\\^`{|}", path[i]));
    MUST(!strstr(apr_pstrmemdup(p, path, strcspn(path, "?#")), "//"));
    stays(p, "", path);
    stays(p, "/time", path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    const char *text = apr_pstrmemdup(p, (const char *)data, n);
    bool valid = tt_return_to_valid(text);

    MUST(valid == is_allowed(p, text));
    if (valid)
        is_ours(p, text);
    apr_pool_destroy(p);
    return 0;
}
