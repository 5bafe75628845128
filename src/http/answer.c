/* answer.c -- see answer.h.
 * r->status is set and OK returned, so that httpd puts no page of its own in the body's place, drains what was not read
 * of the request and keeps the connection alive. */
#include "http/answer.h"

#include <http_protocol.h>

#include "http/headers.h"

static void set_headers(request_rec *r, const tt_call *c)
{
    const tt_answer *out = &c->out;

    tt_header(r, "X-Request-Id", c->in.request_id);
    tt_header(r, "Location", out->location);
    tt_header(r, "ETag", out->etag);
    tt_header(r, "Allow", out->allow);
    tt_header(r, "WWW-Authenticate", out->www_authenticate);
    tt_header(r, "Cache-Control", out->cacheable ? "public, no-cache" : "no-store");
    tt_headers_secure(r, c->site->base_url, "default-src 'none'; frame-ancestors 'none'");
    if (out->retry_after)
        tt_header(r, "Retry-After", apr_itoa(r->pool, out->retry_after));
    if (out->replayed)
        tt_header(r, "Idempotent-Replay", "true");
    if (out->filename)
        tt_header(r, "Content-Disposition", apr_psprintf(r->pool, "attachment; filename=\"%s\"", out->filename));
}

/* The body goes out as it lies in the pool, or as a file that the kernel can send by itself. */
static void add_body(request_rec *r, const tt_answer *out, apr_bucket_brigade *brigade)
{
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;

    if (out->file) {
        apr_brigade_insert_file(brigade, out->file, 0, out->file_n, r->pool);
        ap_set_content_length(r, out->file_n);
    } else if (out->body) {
        APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_pool_create(out->body, out->body_n, r->pool, alloc));
        ap_set_content_length(r, (apr_off_t)out->body_n);
    }
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(alloc));
}

static int send_body(request_rec *r, const tt_answer *out)
{
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);

    r->status = out->status;
    if (out->content_type && out->status != 204 && out->status != 304)
        ap_set_content_type(r, out->content_type);
    add_body(r, out, brigade);
    if (ap_pass_brigade(r->output_filters, brigade) == APR_SUCCESS || r->connection->aborted)
        return OK;
    return AP_FILTER_ERROR;
}

int tt_answer_send_text(request_rec *r, int status, const char *type, const char *text)
{
    const char *body = text ? text : "";
    const tt_answer out = {
        .status = status, .content_type = text ? type : NULL, .body = body, .body_n = strlen(body)
    };

    return send_body(r, &out);
}

int tt_answer_send(request_rec *r, const tt_call *c)
{
    set_headers(r, c);
    return send_body(r, &c->out);
}
