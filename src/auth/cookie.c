/* cookie.c -- see cookie.h. */
#include "auth/cookie.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

apr_array_header_t *tt_cookies_read(apr_pool_t *p, const char *header)
{
    apr_array_header_t *cookies = apr_array_make(p, 4, sizeof(tt_cookie));

    while (header && *header && cookies->nelts < TT_COOKIES_MAX) {
        const char *end = strchrnul(header, ';'), *next = *end ? end + 1 : end, *equals;

        while (is_blank(*header))
            header++;
        while (end > header && is_blank(end[-1]))
            end--;
        equals = end > header ? memchr(header, '=', (size_t)(end - header)) : NULL;
        if (equals) {
            tt_cookie *cookie = apr_array_push(cookies);

            cookie->name = apr_pstrmemdup(p, header, (size_t)(equals - header));
            cookie->value = apr_pstrmemdup(p, equals + 1, (size_t)(end - equals - 1));
        }
        header = next;
    }
    return cookies;
}

const char *tt_cookie_find(const apr_array_header_t *cookies, const char *name, int *n)
{
    const char *value = NULL;

    *n = 0;
    for (int i = 0; i < cookies->nelts; i++)
        if (!strcmp(APR_ARRAY_IDX(cookies, i, tt_cookie).name, name)) {
            value = APR_ARRAY_IDX(cookies, i, tt_cookie).value;
            ++*n;
        }
    return value;
}
