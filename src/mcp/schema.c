/* schema.c -- see schema.h. */
#include "mcp/schema.h"

#include "base/json_write.h"

static const tt_field id_field = { "id", TT_ID, TT_REQUIRED, .doc = "which one" };
static const tt_field child_field = { "correction_id", TT_ID, TT_REQUIRED, .doc = "which correction" };
static const tt_field key_field = { "idempotency_key", TT_TEXT, 0, 1, 128, "any text; repeats with it do nothing" };

/* What all lists take; the first where there is something to search. */
static const tt_field shared[] = {
    { "q", TT_TEXT, 0, 1, 200, "search text" },
    { "sort", TT_TEXT, 0, 1, 200, "fields, like -start_time" },
    { "limit", TT_INT, 0, 1, TT_MCP_PAGE_MAX, "page size, default 25" },
    { "cursor", TT_TEXT, 0, 1, 2000, "next_cursor of the page before" },
    { "total", TT_BOOL, 0, .doc = "count all rows too" },
};

static const tt_field *shared_argument(const tt_resource *r, const tt_op *op, const char *name)
{
    for (int i = 0; op->verb == TT_LIST && i < TT_COUNT(shared); i++)
        if (!strcmp(shared[i].name, name) && (i || tt_resource_searchable(r)))
            return &shared[i];
    return NULL;
}

static void put_name(void *context, const tt_field *f)
{
    tt_buf *b = context;

    tt_buf_printf(b, "%s%s", b->n ? ", " : "", f->name);
}

bool tt_mcp_list_argument(const tt_resource *r, const tt_op *op, const char *name)
{
    return shared_argument(r, op, name) != NULL;
}

void tt_mcp_argument_names(const tt_resource *r, const tt_op *op, tt_buf *out)
{
    if (strstr(tt_op_path(r, op), "{id}"))
        put_name(out, &id_field);
    if (strstr(tt_op_path(r, op), "{correction_id}"))
        put_name(out, &child_field);
    tt_mcp_arguments(r, op, put_name, out);
    for (int i = 0; i < TT_COUNT(shared); i++)
        if (shared_argument(r, op, shared[i].name))
            put_name(out, &shared[i]);
    if (!strcmp(tt_op_methods(op), "POST"))
        put_name(out, &key_field);
}

void tt_mcp_arguments(const tt_resource *r, const tt_op *op, void (*each)(void *context, const tt_field *f),
                      void *context)
{
    unsigned flag = op->verb == TT_LIST ? TT_FILTER : 0;
    int n = r->nfields;
    const tt_field *fields = op->verb == TT_LIST ? r->fields : tt_op_fields(r, op, &n, &flag);

    for (int i = 0; i < n; i++)
        if (!(fields[i].flags & TT_FILLED) && (!flag || fields[i].flags & flag))
            each(context, &fields[i]);
}

typedef struct {
    const char *name;
    const tt_field *found;
} search;

static void compare(void *context, const tt_field *f)
{
    search *s = context;

    if (!strcmp(f->name, s->name))
        s->found = f;
}

const tt_field *tt_mcp_argument(const tt_resource *r, const tt_op *op, const char *name)
{
    search s = { name, NULL };

    if (strstr(tt_op_path(r, op), "{id}") && !strcmp(name, id_field.name))
        return &id_field;
    if (strstr(tt_op_path(r, op), "{correction_id}") && !strcmp(name, child_field.name))
        return &child_field;
    if (!strcmp(tt_op_methods(op), "POST") && !strcmp(name, key_field.name))
        return &key_field;
    tt_mcp_arguments(r, op, compare, &s);
    return s.found ? s.found : shared_argument(r, op, name);
}

static void put_enum(tt_buf *b, const char *words)
{
    tt_buf_puts(b, "{\"type\":\"string\",\"enum\":[");
    while (*words) {
        size_t n = strcspn(words, "|");

        tt_json_string(b, words, n);
        words += n;
        if (*words == '|') {
            tt_buf_putc(b, ',');
            words++;
        }
    }
    tt_buf_putc(b, ']');
}

static void put_bounds(tt_buf *b, const char *least, const char *most, const tt_field *f)
{
    if (f->min > 1 || f->type == TT_INT)
        tt_buf_printf(b, ",\"%s\":%" APR_INT64_T_FMT, least, f->min);
    if (f->max > 0)
        tt_buf_printf(b, ",\"%s\":%" APR_INT64_T_FMT, most, f->max);
}

/* The type without its closing brace. */
static void put_type(tt_buf *b, const tt_field *f)
{
    switch (f->type) {
    case TT_ID: tt_buf_puts(b, "{\"type\":\"integer\",\"minimum\":1"); return;
    case TT_INT:
        tt_buf_puts(b, "{\"type\":\"integer\"");
        put_bounds(b, "minimum", "maximum", f);
        return;
    case TT_BOOL: tt_buf_puts(b, "{\"type\":\"boolean\""); return;
    case TT_HOURS: tt_buf_puts(b, "{\"type\":\"number\""); return;
    case TT_ENUM: put_enum(b, f->values); return;
    case TT_TEXTS: tt_buf_puts(b, "{\"type\":\"array\",\"items\":{\"type\":\"string\"}"); return;
    case TT_IDS: tt_buf_puts(b, "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}"); return;
    case TT_DATE: tt_buf_puts(b, "{\"type\":\"string\",\"format\":\"date\""); return;
    case TT_TEXT:
        tt_buf_puts(b, "{\"type\":\"string\"");
        put_bounds(b, "minLength", "maxLength", f);
        return;
    case TT_MONEY:
    case TT_TIME:
    case TT_JSON: tt_buf_puts(b, "{\"type\":\"string\""); return;
    }
}

/* What the type does not say. */
static const char *form_of(const tt_field *f)
{
    switch (f->type) {
    case TT_TIME: return "; with offset, or local like 2026-11-24T09:00";
    case TT_MONEY: return "; decimal like 95.50";
    case TT_DATE: return "; YYYY-MM-DD";
    default: return "";
    }
}

static void put_property(tt_buf *b, const tt_field *f, bool nullable)
{
    tt_json_key(b, f->name);
    if (nullable)
        tt_buf_puts(b, "{\"anyOf\":[");
    put_type(b, f);
    if (nullable)
        tt_buf_puts(b, "},{\"type\":\"null\"}]");
    tt_json_member(b, "description", apr_pstrcat(b->pool, f->doc ? f->doc : f->name, form_of(f), NULL));
    tt_buf_putc(b, '}');
}

typedef struct {
    tt_buf *properties, *required;
    bool updates, lists;
} object;

static void add(object *o, const tt_field *f, bool required)
{
    put_property(o->properties, f, o->updates && f->flags & TT_NULLABLE);
    if (!required)
        return;
    if (o->required->n)
        tt_buf_putc(o->required, ',');
    tt_json_text(o->required, f->name);
}

static void add_argument(void *context, const tt_field *f)
{
    object *o = context;

    add(o, f, !o->updates && !o->lists && f->flags & TT_REQUIRED);
}

void tt_mcp_input_schema(tt_buf *b, const tt_resource *r, const tt_op *op)
{
    const char *path = tt_op_path(r, op);
    tt_buf required;
    object o = { b, &required, op->verb == TT_MODIFY, op->verb == TT_LIST };

    tt_buf_init(&required, b->pool, 128, 4096);
    tt_buf_puts(b, "{\"type\":\"object\",\"properties\":{");
    if (strstr(path, "{id}"))
        add(&o, &id_field, true);
    if (strstr(path, "{correction_id}"))
        add(&o, &child_field, true);
    tt_mcp_arguments(r, op, add_argument, &o);
    for (int i = 0; i < TT_COUNT(shared); i++)
        if (shared_argument(r, op, shared[i].name))
            add(&o, &shared[i], false);
    if (!strcmp(tt_op_methods(op), "POST") && op->verb != TT_MODIFY)
        add(&o, &key_field, false);
    tt_buf_printf(b, "},\"required\":[%s],\"additionalProperties\":false}", tt_buf_text(&required));
}

static void put_envelope(tt_buf *b, const char *name, const char *type)
{
    tt_buf_printf(b, "{\"type\":\"object\",\"properties\":{\"%s\":%s},\"required\":[\"%s\"]}", name, type, name);
}

void tt_mcp_output_schema(tt_buf *b, const tt_resource *r, const tt_op *op)
{
    const tt_resource *answers = op->answers ? op->answers : r;

    if (tt_op_status(op) == 204)
        put_envelope(b, "done", "{\"type\":\"boolean\"}");
    else if (op->verb == TT_LIST)
        tt_buf_printf(
            b,
            "{\"type\":\"object\",\"properties\":{\"%s\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}},"
            "\"pagination\":{\"type\":\"object\"}},\"required\":[\"%s\",\"pagination\"]}",
            r->name, r->name);
    else if (op->verb == TT_REPORT)
        put_envelope(b, op->name, "{\"type\":\"object\"}");
    else if (op->verb == TT_CALL && op->result == TT_RESULT_REPORT)
        tt_buf_puts(b, "{\"type\":\"object\"}");
    else if (op->verb == TT_CALL && op->result == TT_RESULT_ROWS)
        put_envelope(b, answers->name, "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}");
    else
        put_envelope(b, answers->one, "{\"type\":\"object\"}");
}
