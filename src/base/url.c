/* url.c -- see url.h. */
#include "base/url.h"

#include "base/hex.h"
#include "base/utf8.h"

static const tt_error *malformed(apr_pool_t *p, const char *why)
{
    return tt_error_make(p, 400, "malformed_query", "Malformed query", "The query string %s", why);
}

/* Decodes N bytes of S; NULL for a broken %XX. */
static char *decode(apr_pool_t *p, const char *s, size_t n, size_t *out_n)
{
    char *out = apr_palloc(p, n + 1);
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        if (s[i] != '%') {
            out[length++] = s[i] == '+' ? ' ' : s[i];
            continue;
        }
        if (n - i < 3 || tt_hex_value(s[i + 1]) < 0 || tt_hex_value(s[i + 2]) < 0)
            return NULL;
        out[length++] = (char)(tt_hex_value(s[i + 1]) << 4 | tt_hex_value(s[i + 2]));
        i += 2;
    }
    out[length] = '\0';
    *out_n = length;
    return out;
}

static const tt_error *add(apr_pool_t *p, apr_array_header_t *params, const char *s, size_t n)
{
    const char *equals = memchr(s, '=', n);
    size_t name_n = equals ? (size_t)(equals - s) : n, decoded_n = 0, value_n = 0;
    char *name = decode(p, s, name_n, &decoded_n),
         *value = equals ? decode(p, equals + 1, n - name_n - 1, &value_n) : apr_pstrdup(p, "");
    tt_param *param;

    if (!name || !value)
        return malformed(p, "has a % that is not followed by two hexadecimal digits");
    if (!tt_utf8_valid(name, decoded_n, NULL) || !tt_utf8_valid(value, value_n, NULL))
        return malformed(p, "is not UTF-8 without U+0000");
    if (!decoded_n)
        return malformed(p, "has a parameter without a name");
    for (int i = 0; i < params->nelts; i++)
        if (!strcmp(APR_ARRAY_IDX(params, i, tt_param).name, name)) {
            tt_error *e =
                tt_error_make(p, 400, "repeated_parameter", "Repeated parameter", "%s: is given more than once", name);

            e->field = name;
            return e;
        }
    if (params->nelts == TT_URL_MAX_PARAMETERS)
        return malformed(p, "has more than 64 parameters");
    param = apr_array_push(params);
    *param = (tt_param){ name, value, value_n };
    return NULL;
}

const tt_error *tt_query_parse(apr_pool_t *p, const char *query, apr_array_header_t **out)
{
    *out = apr_array_make(p, 8, sizeof(tt_param));
    while (query && *query) {
        size_t n = strcspn(query, "&");

        if (n)
            TT_TRY(add(p, *out, query, n));
        query += n + (query[n] == '&');
    }
    return NULL;
}

const char *tt_base_url_path(const char *url)
{
    size_t n = strlen(url);
    const char *host = !strncmp(url, "https://", 8) ? url + 8 : !strncmp(url, "http://", 7) ? url + 7 : NULL;
    const char *path = host ? strchrnul(host, '/') : NULL;

    if (!host || path == host || url[n - 1] == '/' || strpbrk(url, "?#@\\%\"<> ") || strstr(path, "//"))
        return NULL;
    return path;
}
