/* openapi_schema.c -- JSON Schema (2020-12) of fields and rows. */
#include "api/openapi.h"
#include "api/statement.h"
#include "base/json_write.h"

static void put_enum(tt_buf *b, const char *words)
{
    const char *open = "\"enum\":[";

    while (*words) {
        const char *end = strchrnul(words, '|');

        tt_buf_puts(b, open);
        tt_json_string(b, words, (size_t)(end - words));
        open = ",";
        words = *end ? end + 1 : end;
    }
    tt_buf_putc(b, ']');
}

static void put_type(tt_buf *b, const char *type, const tt_field *f)
{
    if (f->flags & TT_NULLABLE)
        tt_buf_printf(b, "\"type\":[\"%s\",\"null\"]", type);
    else
        tt_buf_printf(b, "\"type\":\"%s\"", type);
}

static void put_text(tt_buf *b, const tt_field *f)
{
    put_type(b, "string", f);
    if (f->max)
        tt_buf_printf(b, ",\"minLength\":%" APR_INT64_T_FMT ",\"maxLength\":%" APR_INT64_T_FMT, f->min, f->max);
    if (f->format)
        tt_buf_printf(b, ",\"pattern\":\"%s\"", f->format->pattern);
}

static void put_list(tt_buf *b, const tt_field *f)
{
    put_type(b, "array", f);
    tt_buf_printf(b, ",\"minItems\":%" APR_INT64_T_FMT ",\"maxItems\":%" APR_INT64_T_FMT ",\"items\":%s", f->min,
                  f->max,
                  f->type == TT_IDS ? "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1}"
                                    : "{\"type\":\"string\",\"minLength\":1,\"maxLength\":100}");
}

static void put_constraints(tt_buf *b, const tt_field *f)
{
    switch (f->type) {
    case TT_ID:
        put_type(b, "integer", f);
        tt_buf_puts(b, ",\"format\":\"int64\",\"minimum\":1");
        return;
    case TT_INT:
        put_type(b, "integer", f);
        if (f->max)
            tt_buf_printf(b, ",\"minimum\":%" APR_INT64_T_FMT ",\"maximum\":%" APR_INT64_T_FMT, f->min, f->max);
        return;
    case TT_HOURS:
        put_type(b, "number", f);
        tt_buf_puts(b, f->min ? ",\"multipleOf\":0.01" : ",\"minimum\":0,\"multipleOf\":0.01");
        return;
    case TT_MONEY:
        put_type(b, "string", f);
        tt_buf_puts(b, ",\"pattern\":\"^[0-9]{1,10}([.][0-9]{1,2})?$\"");
        return;
    case TT_BOOL: put_type(b, "boolean", f); return;
    case TT_DATE:
        put_type(b, "string", f);
        tt_buf_puts(b, ",\"format\":\"date\"");
        return;
    case TT_TIME:
        put_type(b, "string", f);
        tt_buf_puts(b, ",\"format\":\"date-time\"");
        return;
    case TT_ENUM:
        put_type(b, "string", f);
        tt_buf_putc(b, ',');
        put_enum(b, f->values);
        return;
    case TT_TEXT: put_text(b, f); return;
    case TT_TEXTS:
    case TT_IDS: put_list(b, f); return;
    case TT_JSON: return; /* an object or a list: its description says which */
    }
}

void tt_schema_field(tt_buf *b, const tt_field *f)
{
    tt_buf_putc(b, '{');
    put_constraints(b, f);
    if (f->doc)
        tt_json_member(b, "description", f->doc); /* puts the comma where there is something before */
    if (f->example || (f->format && f->format->example)) {
        tt_json_key(b, "examples");
        tt_buf_putc(b, '[');
        tt_sample_value(b, f);
        tt_buf_putc(b, ']');
    }
    tt_buf_putc(b, '}');
}

/* The members of an object that pass the test of WANTED: the columns of a row (0) or the arguments of a write. */
static bool wanted(const tt_field *f, unsigned flag)
{
    return !(f->flags & TT_FILLED) && (flag ? (f->flags & flag) != 0 || flag == ~0u : tt_field_is_column(f));
}

static void put_object(tt_buf *b, const tt_field *fields, int n, unsigned flag)
{
    const char *comma = "";

    tt_buf_puts(b, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    for (int i = 0; i < n; i++)
        if (wanted(&fields[i], flag)) {
            tt_json_key(b, fields[i].name);
            tt_schema_field(b, &fields[i]);
        }
    tt_buf_puts(b, "},\"required\":[");
    for (int i = 0; i < n; i++)
        if (wanted(&fields[i], flag) && flag != TT_UPDATE && (!flag || fields[i].flags & TT_REQUIRED)) {
            tt_buf_printf(b, "%s\"%s\"", comma, fields[i].name);
            comma = ",";
        }
    tt_buf_puts(b, "]}");
}

bool tt_op_has_body(const tt_op *op)
{
    return op->verb == TT_INSERT || op->verb == TT_MODIFY || (op->verb == TT_CALL && op->nargs);
}

static void put_resource(tt_buf *b, const tt_resource *r)
{
    if (r->nfields) {
        tt_json_key(b, r->one);
        put_object(b, r->fields, r->nfields, 0);
    }
    for (const tt_op *op = r->ops; op < r->ops + r->nops; op++) {
        unsigned flag;
        int n;
        const tt_field *fields = tt_op_fields(r, op, &n, &flag);

        if (!tt_op_has_body(op))
            continue;
        tt_buf_printf(b, ",\"%s_%s\":", r->name, op->name);
        put_object(b, fields, n, flag ? flag : ~0u);
    }
}

static const char shared_schemas[] =
    "\"pagination\":{\"type\":\"object\",\"description\":\"by cursor {limit, next_cursor, total?}; with page or "
    "per_page {page, per_page, "
    "total, pages, has_next, has_prev, next_page, prev_page}\",\"properties\":{\"limit\":{\"type\":\"integer\"},"
    "\"next_cursor\":{\"type\":"
    "[\"string\",\"null\"]},\"total\":{\"type\":\"integer\"},\"page\":{\"type\":\"integer\"},\"per_page\":{"
    "\"type\":\"integer\"},\"pages\":"
    "{\"type\":\"integer\"},\"has_next\":{\"type\":\"boolean\"},\"has_prev\":{\"type\":\"boolean\"},\"next_page\":{"
    "\"type\":[\"integer\","
    "\"null\"]},\"prev_page\":{\"type\":[\"integer\",\"null\"]}}},"
    "\"problem\":{\"type\":\"object\",\"description\":\"RFC 9457, with error and message for older clients\","
    "\"required\":[\"type\",\"status\","
    "\"code\",\"title\",\"detail\",\"error\",\"message\",\"request_id\"],\"properties\":{\"type\":{"
    "\"type\":\"string\",\"format\":\"uri\"},"
    "\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"detail\":{"
    "\"type\":\"string\"},"
    "\"error\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"},\"field\":{\"type\":\"string\"},\"errors\":{"
    "\"type\":\"array\","
    "\"items\":{\"type\":\"object\",\"required\":[\"field\",\"code\",\"message\"],\"properties\":{\"field\":{"
    "\"type\":\"string\"},\"code\":"
    "{\"type\":\"string\"},\"message\":{\"type\":\"string\"}}}},\"required_scope\":{\"type\":\"string\"},"
    "\"available_scopes\":{\"type\":"
    "\"array\",\"items\":{\"type\":\"string\"}},\"conflict_resource\":{\"type\":\"string\"},\"conflict\":{"
    "\"type\":[\"object\",\"null\"],"
    "\"description\":\"the row in the way\"},\"request_id\":{\"type\":\"string\"}}}";

/* Parameters that many operations share. */
static const char shared_parameters[] =
    "\"id\":{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"integer\",\"format\":\"int64\","
    "\"minimum\":1}},"
    "\"time_zone\":{\"name\":\"time_zone\",\"in\":\"query\",\"description\":\"IANA time zone, like Europe/Berlin, "
    "in place of the user's for this request\","
    "\"schema\":{\"type\":\"string\"}},"
    "\"cursor\":{\"name\":\"cursor\",\"in\":\"query\",\"description\":\"next_cursor of the page before; the filters "
    "and the sort must stay\","
    "\"schema\":{\"type\":\"string\"}},"
    "\"total\":{\"name\":\"total\",\"in\":\"query\",\"description\":\"count the rows too\",\"schema\":{"
    "\"type\":\"boolean\"}},"
    "\"page\":{\"name\":\"page\",\"in\":\"query\",\"description\":\"by number instead of by cursor\",\"schema\":{"
    "\"type\":\"integer\","
    "\"minimum\":1}},"
    "\"per_page\":{\"name\":\"per_page\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1,"
    "\"maximum\":100}},"
    "\"format\":{\"name\":\"format\",\"in\":\"query\",\"description\":\"csv streams every matching row, like Accept: "
    "text/csv\",\"schema\":"
    "{\"type\":\"string\",\"enum\":[\"json\",\"csv\"]}},"
    "\"q\":{\"name\":\"q\",\"in\":\"query\",\"description\":\"search text\",\"schema\":{\"type\":\"string\","
    "\"minLength\":1,\"maxLength\":"
    "200}},"
    "\"if_match\":{\"name\":\"If-Match\",\"in\":\"header\",\"description\":\"ETag the row must still have\","
    "\"schema\":{\"type\":\"string\"}},"
    "\"if_none_match\":{\"name\":\"If-None-Match\",\"in\":\"header\",\"description\":\"ETag already known: 304 if it "
    "still holds\","
    "\"schema\":{\"type\":\"string\"}},"
    "\"idempotency_key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":\"the first outcome is kept "
    "for 24 hours and "
    "repeated\",\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":128}}";

void tt_schema_components(tt_buf *b, const tt_site *site)
{
    tt_buf_puts(
        b,
        "\"components\":{\"securitySchemes\":{\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"API "
        "key, tt_...\"},"
        "\"key_header\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-API-Key\"},"
        "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-tt_session\",\"description\":\"of a "
        "browser that has signed in at /auth/login; changes also need Sec-Fetch-Site or Origin of this site, and "
        "X-TT-Request: 1\"}},\"schemas\":{");
    tt_buf_puts(b, shared_schemas);
    for (const tt_resource *const *r = tt_resources; *r; r++)
        put_resource(b, *r);
    tt_buf_puts(b, "},\"parameters\":{");
    tt_buf_puts(b, shared_parameters);
    tt_buf_printf(b,
                  ",\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1,"
                  "\"maximum\":%d,\"default\":%d}}",
                  site->page_max, site->page_size);
    tt_buf_puts(b, "},\"responses\":{\"problem\":{\"description\":\"refused or failed; code says why\",\"content\":"
                   "{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}}}");
}
