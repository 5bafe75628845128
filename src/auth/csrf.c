/* csrf.c -- see csrf.h. */
#include "auth/csrf.h"

static const tt_error *refuse(apr_pool_t *p, const char *detail)
{
    return tt_error_make(p, 403, "csrf", "Cross-site request refused", "%s", detail);
}

/* Scheme, host and port of a URL are what stands before the path. */
static bool is_origin_of(const char *origin, const char *url)
{
    size_t n = (size_t)(strchrnul(strstr(url, "://") + 3, '/') - url);

    return strlen(origin) == n && !strncasecmp(origin, url, n);
}

const tt_error *tt_csrf_check(apr_pool_t *p, const tt_csrf *headers, const char *base_url)
{
    if (headers->sec_fetch_site) {
        if (strcmp(headers->sec_fetch_site, "same-origin") != 0)
            return refuse(p, "With a session's cookie only pages of this site may send this: Sec-Fetch-Site must be "
                             "same-origin");
    } else if (!headers->origin || !is_origin_of(headers->origin, base_url)) {
        return refuse(p, "With a session's cookie only pages of this site may send this: Origin must be this site's");
    }
    return NULL;
}

const tt_error *tt_csrf_check_script(apr_pool_t *p, const tt_csrf *headers, const char *base_url)
{
    TT_TRY(tt_csrf_check(p, headers, base_url));
    if (!headers->marker || strcmp(headers->marker, "1") != 0)
        return refuse(p, "With a session's cookie the header 'X-TT-Request: 1' is needed");
    return NULL;
}
