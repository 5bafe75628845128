/* headers.c -- see headers.h. */
#include "http/headers.h"

#include <apr_strings.h>
#include <apr_time.h>

#include "config.h"

tt_csrf tt_headers_csrf(const request_rec *r)
{
    return (tt_csrf){ apr_table_get(r->headers_in, "Sec-Fetch-Site"), apr_table_get(r->headers_in, "Origin"),
                      apr_table_get(r->headers_in, "X-TT-Request") };
}

const char *tt_headers_authorization(const request_rec *r)
{
    const char *value = apr_table_get(r->headers_in, "Authorization");

    if (!value || !tt_conf_of(r->server)->front_auth)
        return value;
    return !strncasecmp(value, "Bearer ", 7) || !strncasecmp(value, "Token ", 6) ? value : NULL;
}

void tt_header(request_rec *r, const char *name, const char *value)
{
    if (value)
        apr_table_setn(r->headers_out, name, value);
}

void tt_headers_secure(request_rec *r, const char *base_url, const char *policy)
{
    tt_header(r, "Content-Security-Policy", policy);
    tt_header(r, "X-Content-Type-Options", "nosniff");
    tt_header(r, "X-Frame-Options", "DENY");
    tt_header(r, "X-XSS-Protection", "0"); /* the filter of old browsers was itself a hole */
    tt_header(r, "Referrer-Policy", "no-referrer");
    tt_header(r, "Permissions-Policy", "geolocation=(), microphone=(), camera=(), payment=(), usb=()");
    tt_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    tt_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    if (!strncmp(base_url, "https:", 6))
        tt_header(r, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

void tt_headers_rate(request_rec *r, const tt_allowance *allowance)
{
    if (!allowance->limit)
        return;
    tt_header(r, "X-RateLimit-Limit", apr_itoa(r->pool, allowance->limit));
    tt_header(r, "X-RateLimit-Remaining", apr_itoa(r->pool, allowance->remaining));
    tt_header(r, "X-RateLimit-Reset",
              apr_psprintf(r->pool, "%" APR_TIME_T_FMT, apr_time_sec(r->request_time) + allowance->reset_s));
}
