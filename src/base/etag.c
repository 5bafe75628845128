/* etag.c -- see etag.h. */
#include "base/etag.h"

#include "base/buf.h"

/* The next entity tag of a list: its opaque part without quotes and W/. */
static const char *next_etag(const char **header, size_t *n)
{
    const char *open = strchr(*header, '"'), *close = open ? strchr(open + 1, '"') : NULL;

    if (!close)
        return NULL;
    *header = close + 1;
    *n = (size_t)(close - open - 1);
    if (*n > 5 && !strncmp(close - 5, "-gzip", 5))
        *n -= 5;
    return open + 1;
}

bool tt_etag_listed(const char *header, const char *version)
{
    const char *tag;
    size_t n;

    if (!header)
        return false;
    if (!strcmp(header, "*"))
        return true;
    while ((tag = next_etag(&header, &n)))
        if (n == strlen(version) && !memcmp(tag, version, n))
            return true;
    return false;
}

const char *tt_etag_versions(apr_pool_t *p, const char *header)
{
    const char *tag;
    size_t n;
    tt_buf b;

    if (!strcmp(header, "*"))
        return NULL;
    tt_buf_init(&b, p, 64, 1 << 14);
    tt_buf_putc(&b, '{');
    while ((tag = next_etag(&header, &n))) {
        if (!n || strspn(tag, "0123456789") < n)
            continue; /* no version of ours looks like that, so it matches nothing */
        if (b.n > 1)
            tt_buf_putc(&b, ',');
        tt_buf_put(&b, tag, n);
    }
    tt_buf_putc(&b, '}');
    return tt_buf_text(&b);
}
