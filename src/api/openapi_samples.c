/* openapi_samples.c -- examples: the bodies of operations, and calls of curl that a test runs as they stand. */
#include <apr_lib.h>

#include "api/openapi.h"
#include "base/json_write.h"

/* The next line of a command. */
#define NEXT " \\\n  "

static const char *upper(apr_pool_t *p, const char *s, size_t n)
{
    char *copy = apr_pstrmemdup(p, s, n);

    for (char *c = copy; *c; c++)
        *c = *c == '-' ? '_' : (char)apr_toupper(*c);
    return copy;
}

/* "time-entries/{id}" and "time_entries" alike: TIME_ENTRY_ID, of the N bytes at PLURAL. */
static const char *variable(apr_pool_t *p, const char *plural, size_t n)
{
    bool ies = n > 3 && !strncmp(plural + n - 3, "ies", 3);

    return apr_pstrcat(p, upper(p, plural, n - (ies ? 3 : 1)), ies ? "Y_ID" : "_ID", NULL);
}

/* Rows are known by the last word of their resource's path: "users/me/sessions". */
static const char *variable_of(apr_pool_t *p, const tt_resource *r)
{
    const char *slash = strrchr(r->path, '/');
    const char *word = slash ? slash + 1 : r->path;

    return variable(p, word, strlen(word));
}

/* Ids are those of the caller's own rows: in a shell its variable, behind the quotes that the body stands in. */
static void put_id(tt_buf *b, const char *shell_variable)
{
    if (shell_variable)
        tt_buf_printf(b, "'\"$%s\"'", shell_variable);
    else
        tt_buf_putc(b, '1');
}

static void put_words(tt_buf *b, const char *words)
{
    tt_buf_putc(b, '[');
    while (*words) {
        const char *end = strchrnul(words, '|');

        tt_json_string(b, words, (size_t)(end - words));
        if (*end)
            tt_buf_putc(b, ',');
        words = *end ? end + 1 : end;
    }
    tt_buf_putc(b, ']');
}

/* What the declaration says, else what its type allows. */
static const char *example_of(apr_pool_t *p, const tt_field *f)
{
    if (f->example)
        return f->example;
    if (f->type == TT_ENUM)
        return apr_pstrmemdup(p, f->values, strcspn(f->values, "|"));
    if (f->type == TT_TEXT && f->format && f->format->example)
        return f->format->example;
    return f->type == TT_BOOL ? "true" : f->type == TT_DATE ? "2026-03-02" : "1";
}

/* SHELL: the resource whose body it is for, in a call of curl; NULL = an example of the document. */
static void put_value(tt_buf *b, const tt_field *f, const tt_resource *shell)
{
    const char *example = example_of(b->pool, f);

    switch (f->type) {
    case TT_ID: put_id(b, shell ? variable(b->pool, f->values, strlen(f->values)) : NULL); return;
    case TT_IDS:
        tt_buf_putc(b, '[');
        put_id(b, shell ? variable_of(b->pool, shell) : NULL);
        tt_buf_putc(b, ']');
        return;
    case TT_TEXTS: put_words(b, example); return;
    case TT_INT:
    case TT_HOURS:
    case TT_BOOL:
    case TT_JSON: tt_buf_puts(b, example); return;
    case TT_TEXT:
    case TT_MONEY:
    case TT_DATE:
    case TT_TIME:
    case TT_ENUM: tt_json_text(b, example); return;
    }
}

void tt_sample_value(tt_buf *b, const tt_field *f)
{
    put_value(b, f, NULL);
}

/* A change shows what is often changed: what has an example and can be left out when the row is made. */
static bool is_shown(const tt_op *op, const tt_field *f, unsigned flag)
{
    bool required = f->flags & TT_REQUIRED;

    if (f->flags & TT_FILLED || (flag && !(f->flags & flag)))
        return false;
    return op->verb == TT_MODIFY ? f->example && !required : f->example || required;
}

static void put_body(tt_buf *b, const tt_resource *r, const tt_op *op, bool shell)
{
    unsigned flag;
    int n;
    const tt_field *fields = tt_op_fields(r, op, &n, &flag);

    tt_buf_putc(b, '{');
    for (int i = 0; i < n; i++)
        if (is_shown(op, &fields[i], flag)) {
            tt_json_key(b, fields[i].name);
            put_value(b, &fields[i], shell ? r : NULL);
        }
    tt_buf_putc(b, '}');
}

void tt_sample_body(tt_buf *b, const tt_resource *r, const tt_op *op)
{
    tt_json_key(b, "example");
    put_body(b, r, op, false);
}

/* The path with a variable for what stands in braces: {id} is the resource's row, {correction_id} $CORRECTION_ID. */
static void put_path(tt_buf *b, const tt_resource *r, const char *path)
{
    tt_buf_printf(b, "\"$URL/api/v1/%s%s", r->path, *path ? "/" : "");
    for (const char *c = path; *c; c++) {
        size_t n = strcspn(c, "}");

        if (*c != '{') {
            tt_buf_putc(b, *c);
            continue;
        }
        tt_buf_printf(b, "$%s", strncmp(c, "{id}", 4) ? upper(b->pool, c + 1, n - 1) : variable_of(b->pool, r));
        c += n;
    }
}

static void put_query(tt_buf *b, const tt_op *op)
{
    char separator = '?';

    if (op->verb == TT_LIST)
        tt_buf_puts(b, "?limit=10");
    for (int i = 0; op->verb == TT_REPORT && i < op->nargs; i++)
        if (op->args[i].example) {
            tt_buf_printf(b, "%c%s=%s", separator, op->args[i].name, op->args[i].example);
            separator = '&';
        }
    tt_buf_putc(b, '"');
}

static void put_credential(tt_buf *b, const tt_op *op)
{
    if (op->session_only) {
        tt_buf_puts(b, NEXT "-b \"__Host-tt_session=$SESSION\"");
        if (tt_op_writes(op))
            tt_buf_puts(b, NEXT "-H 'Sec-Fetch-Site: same-origin' -H 'X-TT-Request: 1'");
    } else if (op->audience != TT_PUBLIC) {
        tt_buf_puts(b, NEXT "-H \"Authorization: Bearer $API_KEY\"");
    }
}

static void put_sample(tt_buf *b, const char *label, const char *source)
{
    tt_json_key(b, "x-codeSamples");
    tt_buf_puts(b, "[{\"lang\":\"Shell\"");
    tt_json_member(b, "label", label);
    tt_json_member(b, "source", source);
    tt_buf_puts(b, "}]");
}

void tt_sample_curl(tt_buf *b, const tt_resource *r, const tt_op *op, const char *method)
{
    tt_buf source;
    bool is_get = !strcmp(method, "get");

    tt_buf_init(&source, b->pool, 512, 1 << 14);
    tt_buf_puts(&source, "curl -sS");
    if (!is_get && !(tt_op_has_body(op) && !strcmp(method, "post")))
        tt_buf_printf(&source, " -X %s", upper(b->pool, method, strlen(method)));
    tt_buf_putc(&source, ' ');
    put_path(&source, r, tt_op_path(r, op));
    put_query(&source, op);
    put_credential(&source, op);
    if (tt_op_has_body(op)) {
        tt_buf_puts(&source, NEXT "-H 'Content-Type: application/json'" NEXT "-d '");
        put_body(&source, r, op, true);
        tt_buf_putc(&source, '\'');
    }
    put_sample(b, op->session_only ? "curl, with the cookie of a session" : "curl", tt_buf_text(&source));
}

void tt_sample_stream(tt_buf *b)
{
    put_sample(b, "curl", "curl -sSN \"$URL/api/v1/events\"" NEXT "-H \"Authorization: Bearer $API_KEY\"");
}
