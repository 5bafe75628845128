/* problem_json.c -- see problem_json.h. */
#include "base/problem_json.h"

#include "base/json_write.h"

static void put_faults(tt_buf *b, const apr_array_header_t *faults)
{
    tt_json_key(b, "errors");
    tt_buf_putc(b, '[');
    for (int i = 0; i < faults->nelts; i++) {
        const tt_fault *fault = &APR_ARRAY_IDX(faults, i, const tt_fault);

        tt_buf_puts(b, i ? ",{" : "{");
        tt_json_member(b, "field", fault->field);
        tt_json_member(b, "code", fault->code);
        tt_json_member(b, "message", fault->message);
        tt_buf_putc(b, '}');
    }
    tt_buf_putc(b, ']');
}

/* A failure with one field is told in `errors` too, so that a form finds it in one place. */
static const apr_array_header_t *faults_of(apr_pool_t *p, const tt_error *e)
{
    apr_array_header_t *faults;
    tt_fault *fault;

    if (e->faults || !e->field || e->status != 422)
        return e->faults;
    faults = apr_array_make(p, 1, sizeof(tt_fault));
    fault = apr_array_push(faults);
    *fault = (tt_fault){ e->field, e->code, e->detail };
    return faults;
}

const char *tt_problem_json(apr_pool_t *p, const tt_error *e, const char *request_id)
{
    const apr_array_header_t *faults = faults_of(p, e);
    tt_buf b;

    tt_buf_init(&b, p, 512, 1 << 20);
    tt_buf_printf(&b, "{\"type\":\"urn:timetracker:%s\",\"status\":%d", e->code, e->status);
    tt_json_member(&b, "code", e->code);
    tt_json_member(&b, "title", e->title);
    tt_json_member(&b, "detail", e->detail);
    tt_json_member(&b, "error", e->title);
    tt_json_member(&b, "message", e->detail);
    if (e->field)
        tt_json_member(&b, "field", e->field);
    if (faults)
        put_faults(&b, faults);
    if (e->required_scope)
        tt_json_member(&b, "required_scope", e->required_scope);
    if (e->available_scopes) {
        tt_json_key(&b, "available_scopes");
        tt_buf_puts(&b, e->available_scopes);
    }
    if (e->conflict_resource) {
        tt_json_key(&b, "conflict_resource");
        tt_json_text(&b, e->conflict_resource);
        tt_json_key(&b, "conflict");
        tt_buf_puts(&b, e->conflict ? e->conflict : "null");
    }
    tt_json_member(&b, "request_id", request_id);
    tt_buf_putc(&b, '}');
    return tt_buf_text(&b);
}
