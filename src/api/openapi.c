/* openapi.c -- see openapi.h. */
#include "api/openapi.h"

#include "base/cursor.h"
#include "base/json_write.h"

static void put_ref(tt_buf *b, const char *parameter)
{
    if (b->at[b->n - 1] != '[')
        tt_buf_putc(b, ',');
    tt_buf_printf(b, "{\"$ref\":\"#/components/parameters/%s\"}", parameter);
}

static void put_sort(tt_buf *b, const tt_resource *r)
{
    const char *comma = "";

    tt_buf_printf(
        b,
        ",{\"name\":\"sort\",\"in\":\"query\",\"description\":\"fields, - for descending; default %s; one or more of ",
        r->order);
    for (int i = 0; i < r->nfields; i++)
        if (r->fields[i].flags & TT_SORT) {
            tt_buf_printf(b, "%s%s", comma, r->fields[i].alias ? r->fields[i].alias : r->fields[i].name);
            comma = ", ";
        }
    tt_buf_puts(b, "\",\"schema\":{\"type\":\"string\"}}");
}

static void put_query_parameter(tt_buf *b, const tt_field *f)
{
    tt_buf_printf(b, ",{\"name\":\"%s\",\"in\":\"query\",\"schema\":", f->name);
    tt_schema_field(b, f);
    tt_buf_putc(b, '}');
}

/* The second id of a path, behind the one that all have. */
static void put_child_id(tt_buf *b, const char *path)
{
    const char *second = strchr(path, '{') ? strchr(strchr(path, '{') + 1, '{') : NULL;

    if (second)
        tt_buf_printf(b,
                      ",{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"integer\","
                      "\"format\":\"int64\","
                      "\"minimum\":1}}",
                      (int)strcspn(second + 1, "}"), second + 1);
}

static void put_list_parameters(tt_buf *b, const tt_resource *r)
{
    static const char *const shared[] = { "limit", "cursor", "total", "page", "per_page", "format" };
    bool search = false;

    for (int i = 0; i < TT_COUNT(shared); i++)
        put_ref(b, shared[i]);
    put_sort(b, r);
    for (int i = 0; i < r->nfields; i++) {
        const tt_field *f = &r->fields[i];

        search = search || f->flags & TT_SEARCH;
        if (f->flags & TT_FILTER)
            put_query_parameter(b, f);
    }
    if (search)
        put_ref(b, "q");
}

static void put_parameters(tt_buf *b, const tt_resource *r, const tt_op *op)
{
    tt_buf_puts(b, ",\"parameters\":[");
    if (strstr(tt_op_path(r, op), "{id}"))
        put_ref(b, "id");
    put_child_id(b, tt_op_path(r, op));
    if (op->audience != TT_PUBLIC)
        put_ref(b, "time_zone");
    for (int i = 0; op->verb == TT_REPORT && i < op->nargs; i++)
        put_query_parameter(b, &op->args[i]);
    if (op->csv)
        put_ref(b, "format");
    if (op->verb == TT_LIST)
        put_list_parameters(b, r);
    if (op->verb == TT_GET)
        put_ref(b, "if_none_match");
    if (op->verb == TT_MODIFY || op->verb == TT_REMOVE)
        put_ref(b, "if_match");
    if (!strcmp(tt_op_methods(op), "POST"))
        put_ref(b, "idempotency_key");
    tt_buf_putc(b, ']');
}

/* The body of success, as a schema. */
static void put_result(tt_buf *b, const tt_resource *r, const tt_op *op)
{
    const tt_resource *answers = op->answers ? op->answers : r;

    if (op->verb == TT_LIST)
        tt_buf_printf(
            b,
            "{\"type\":\"object\",\"required\":[\"%s\",\"pagination\"],\"properties\":{\"%s\":{\"type\":\"array\","
            "\"items\":{\"$ref\":"
            "\"#/components/schemas/%s\"}},\"pagination\":{\"$ref\":\"#/components/schemas/pagination\"}}}",
            r->name, r->name, r->one);
    else if (op->verb == TT_CALL && op->result == TT_RESULT_ROWS)
        tt_buf_printf(
            b,
            "{\"type\":\"object\",\"required\":[\"%s\"],\"properties\":{\"%s\":{\"type\":\"array\",\"items\":{\"$ref\":"
            "\"#/components/schemas/%s\"}}}}",
            answers->name, answers->name, answers->one);
    else if (op->verb == TT_RUN || op->verb == TT_REPORT || (op->verb == TT_CALL && op->result == TT_RESULT_REPORT))
        tt_buf_puts(b, "{\"type\":\"object\"}");
    else if (op->verb == TT_CALL && op->write)
        tt_buf_printf(b,
                      "{\"type\":\"object\",\"required\":[\"%s\",\"key\"],\"properties\":{\"%s\":{"
                      "\"$ref\":\"#/components/schemas/%s\"},\"key\":{\"type\":[\"string\",\"null\"],"
                      "\"description\":\"the secret, shown this once; null in a replay\"}}}",
                      answers->one, answers->one, answers->one);
    else if (op->write)
        tt_buf_printf(
            b,
            "{\"type\":\"object\",\"required\":[\"active\",\"%s\",\"server_time\"],\"properties\":{\"active\":{"
            "\"type\":\"boolean\"},"
            "\"%s\":{\"oneOf\":[{\"$ref\":\"#/components/schemas/%s\"},{\"type\":\"null\"}]},\"server_time\":{"
            "\"type\":\"string\","
            "\"format\":\"date-time\"}}}",
            r->one, r->one, r->one);
    else
        tt_buf_printf(b,
                      "{\"type\":\"object\",\"required\":[\"%s\"],\"properties\":{\"%s\":{"
                      "\"$ref\":\"#/components/schemas/%s\"}}}",
                      answers->one, answers->one, answers->one);
}

static void put_responses(tt_buf *b, const tt_resource *r, const tt_op *op)
{
    int status = tt_op_status(op);

    tt_buf_printf(b, ",\"responses\":{\"%d\":{\"description\":\"%s\"", status, status == 204 ? "done" : "the answer");
    if (status != 204) {
        tt_buf_puts(b, ",\"content\":{\"application/json\":{\"schema\":");
        put_result(b, r, op);
        tt_buf_putc(b, '}');
        if (op->verb == TT_LIST || op->csv)
            tt_buf_puts(b, ",\"text/csv\":{\"schema\":{\"type\":\"string\"}}");
        tt_buf_putc(b, '}');
    }
    tt_buf_puts(b, "},\"4XX\":{\"$ref\":\"#/components/responses/problem\"},\"5XX\":{"
                   "\"$ref\":\"#/components/responses/problem\"}}");
}

static void put_operation(tt_buf *b, const tt_resource *r, const tt_op *op, const char *method)
{
    bool put = !strcmp(method, "put");

    tt_json_key(b, method);
    tt_buf_printf(b, "{\"operationId\":\"%s_%s%s\",\"tags\":[\"%s\"]", r->name, op->name, put ? "_put" : "", r->name);
    tt_json_member(b, "summary", op->doc);
    if (op->session_only)
        tt_buf_printf(b,
                      ",\"description\":\"Needs a session; an API key is refused.\",\"x-scope\":\"%s\",\"security\":[{"
                      "\"session\":[]}]",
                      op->scope);
    else if (op->scope)
        tt_buf_printf(b, ",\"description\":\"Needs the scope %s.\",\"x-scope\":\"%s\"", op->scope, op->scope);
    else
        tt_buf_puts(b, ",\"security\":[]");
    put_parameters(b, r, op);
    if (tt_op_has_body(op)) {
        tt_buf_printf(b,
                      ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
                      "{\"$ref\":\"#/components/schemas/%s_%s\"}",
                      r->name, op->name);
        tt_sample_body(b, r, op);
        tt_buf_puts(b, "}}}");
    }
    put_responses(b, r, op);
    tt_sample_curl(b, r, op, method);
    tt_buf_putc(b, '}');
}

static const char *method_key(const tt_op *op)
{
    const char *method = tt_op_methods(op);

    return !strcmp(method, "DELETE") ? "delete" : !strcmp(method, "POST") ? "post" : "get";
}

/* All operations on the path of FIRST, unless an earlier one has brought them. */
static void put_path(tt_buf *b, const tt_resource *r, const tt_op *first)
{
    const char *path = tt_op_path(r, first);

    for (const tt_op *op = r->ops; op < first; op++)
        if (!strcmp(tt_op_path(r, op), path))
            return;
    tt_json_key(b, apr_pstrcat(b->pool, "/", r->path, *path ? "/" : "", path, NULL));
    tt_buf_putc(b, '{');
    for (const tt_op *op = first; op < r->ops + r->nops; op++) {
        if (strcmp(tt_op_path(r, op), path) != 0)
            continue;
        if (op->verb == TT_MODIFY) {
            put_operation(b, r, op, "put");
            put_operation(b, r, op, "patch");
        } else {
            put_operation(b, r, op, method_key(op));
        }
    }
    tt_buf_putc(b, '}');
}

/* The one path that is no operation (http/events.c). */
static void put_events(tt_buf *b)
{
    tt_json_key(b, "/events");
    tt_buf_puts(b, "{\"get\":{\"operationId\":\"events_stream\",\"tags\":[\"events\"],"
                   "\"summary\":\"Changes of the caller's rows as they happen\"");
    tt_json_member(
        b, "description",
        "Server-Sent Events. An event 'change' tells of one change; an event 'reset' that some were lost, so "
        "that all must be read anew; an event 'beat' only that the stream lives. The stream ends now and then: come "
        "again with the id of the last event, and nothing is missed. A key learns of what its scopes let it read.");
    tt_buf_puts(b, ",\"parameters\":[{\"name\":\"Last-Event-ID\",\"in\":\"header\",\"description\":"
                   "\"id of the last event that was seen\",\"schema\":{\"type\":\"string\"}},"
                   "{\"name\":\"last_event_id\",\"in\":\"query\",\"description\":"
                   "\"the same, where a header cannot be set\",\"schema\":{\"type\":\"string\"}}],"
                   "\"responses\":{\"200\":{\"description\":\"the stream\",\"content\":{\"text/event-stream\":{"
                   "\"schema\":{\"type\":\"string\"}");
    tt_json_member(b, "example",
                   "id: 738-3\nevent: change\ndata: {\"resource\":\"clients\",\"id\":7,\"version\":1,"
                   "\"action\":\"insert\",\"at\":\"2026-01-01T09:00:00Z\",\"actor\":\"key:1\","
                   "\"actor_name\":\"laptop\",\"via\":\"rest\"}\n\n");
    tt_buf_puts(b, "}}},\"4XX\":{\"$ref\":\"#/components/responses/problem\"},"
                   "\"5XX\":{\"$ref\":\"#/components/responses/problem\"}}");
    tt_sample_stream(b);
    tt_buf_puts(b, "}}");
}

static void put_tags(tt_buf *b)
{
    tt_buf_puts(b, "\"tags\":[");
    for (const tt_resource *const *r = tt_resources; *r; r++) {
        tt_buf_puts(b, r == tt_resources ? "{" : ",{");
        tt_json_member(b, "name", (*r)->name);
        tt_json_member(b, "description", (*r)->doc);
        tt_buf_putc(b, '}');
    }
    tt_buf_puts(b, ",{\"name\":\"events\",\"description\":\"What changes, as it happens\"}],");
}

void tt_openapi_make(apr_pool_t *p, tt_site *site)
{
    tt_buf b;

    tt_buf_init(&b, p, 1 << 17, 1 << 23);
    tt_buf_puts(
        &b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Timetracker\",\"version\":\"" TT_VERSION
            "\",\"description\":\"Track time: "
            "clients, projects, time entries that never overlap, one timer. Times are RFC 3339 with an offset; errors "
            "are problem "
            "documents.\",\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}},");
    tt_buf_printf(
        &b, "\"servers\":[{\"url\":\"%s/api/v1\"}],\"security\":[{\"key\":[]},{\"key_header\":[]},{\"session\":[]}],",
        site->base_path);
    put_tags(&b);
    tt_buf_puts(&b, "\"paths\":{");
    for (const tt_resource *const *r = tt_resources; *r; r++)
        for (const tt_op *op = (*r)->ops; op < (*r)->ops + (*r)->nops; op++)
            put_path(&b, *r, op);
    put_events(&b);
    tt_buf_puts(&b, "},");
    tt_schema_components(&b, site);
    tt_buf_putc(&b, '}');
    site->openapi = tt_buf_text(&b);
    site->openapi_version = apr_psprintf(p, "%016" APR_UINT64_T_HEX_FMT, tt_digest(0, site->openapi));
}
