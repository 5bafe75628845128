/* body.c -- see body.h. */
#include "http/body.h"

#include <http_protocol.h>

#include "base/buf.h"

static const tt_error *too_large(request_rec *r, apr_size_t limit)
{
    return tt_error_make(r->pool, 413, "body_too_large", "Body too large",
                         "The body may have at most %" APR_SIZE_T_FMT " bytes", limit);
}

static const tt_error *broken(request_rec *r, apr_status_t status)
{
    if (APR_STATUS_IS_TIMEUP(status))
        return tt_error_make(r->pool, 408, "body_timeout", "Request timeout", "The body did not come in time");
    return tt_error_make(r->pool, 400, "body_broken", "Broken request", "The body broke off or is not well formed");
}

/* Appends the bytes of a brigade; *END when it was the last one. */
static const tt_error *append(request_rec *r, apr_bucket_brigade *brigade, tt_buf *b, bool *end)
{
    for (apr_bucket *bucket = APR_BRIGADE_FIRST(brigade); bucket != APR_BRIGADE_SENTINEL(brigade);
         bucket = APR_BUCKET_NEXT(bucket)) {
        const char *bytes;
        apr_size_t n;
        apr_status_t status;

        if (APR_BUCKET_IS_EOS(bucket)) {
            *end = true;
            return NULL;
        }
        if (APR_BUCKET_IS_METADATA(bucket))
            continue;
        status = apr_bucket_read(bucket, &bytes, &n, APR_BLOCK_READ);
        if (status)
            return broken(r, status);
        tt_buf_put(b, bytes, n);
        if (b->failed)
            return too_large(r, b->limit);
    }
    return NULL;
}

const tt_error *tt_body_read(request_rec *r, apr_size_t limit, const char **body, apr_size_t *n)
{
    const char *length = apr_table_get(r->headers_in, "Content-Length");
    apr_bucket_brigade *brigade;
    bool end = false;
    tt_buf b;

    *body = "";
    *n = 0;
    if (!length && !apr_table_get(r->headers_in, "Transfer-Encoding"))
        return NULL;
    if (length && (strlen(length) > 18 || apr_strtoi64(length, NULL, 10) > (apr_int64_t)limit))
        return too_large(r, limit);
    tt_buf_init(&b, r->pool, 1024, limit);
    brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    while (!end) {
        apr_status_t status =
            ap_get_brigade(r->input_filters, brigade, AP_MODE_READBYTES, APR_BLOCK_READ, HUGE_STRING_LEN);

        if (status)
            return broken(r, status);
        TT_TRY(append(r, brigade, &b, &end));
        apr_brigade_cleanup(brigade);
    }
    *body = b.at;
    *n = b.n;
    return NULL;
}
