/* args.c -- see args.h. */
#include "api/args.h"

#include <json-c/json.h>

#include "base/accept.h"
#include "base/cursor.h"
#include "base/json_read.h"
#include "base/url.h"

/* Reading the arguments of one call. */
typedef struct {
    tt_call *c;
    apr_array_header_t *faults;  /* 422 */
    apr_array_header_t *unknown; /* 400: not a parameter of this route */
    const char *cursor, *page, *per_page, *limit, *format;
} reader;

static const tt_field search_field = { "q", TT_TEXT, 0, 1, 200 };
static const tt_field zone_field = { "time_zone", TT_TEXT, 0, 1, 64, .format = &tt_format_zone };
static const tt_field total_field = { "total", TT_BOOL, 0 };
static const tt_field format_field = { "format", TT_ENUM, 0, .values = "json|csv" };
static const tt_field page_field = { "page", TT_INT, 0, 1, 10000000 };
static const tt_field per_page_field = { "per_page", TT_INT, 0, 1, 100 };

/* %, _ and \ mean themselves in what people search for. */
static const char *like_pattern(apr_pool_t *p, const char *s)
{
    tt_buf b;

    tt_buf_init(&b, p, 64, 4096);
    tt_buf_putc(&b, '%');
    for (; *s; s++) {
        if (*s == '%' || *s == '_' || *s == '\\')
            tt_buf_putc(&b, '\\');
        tt_buf_putc(&b, *s);
    }
    tt_buf_putc(&b, '%');
    return tt_buf_text(&b);
}

/* sort=name,-start_time */
static void read_sort(reader *rd, const char *text)
{
    const tt_resource *r = rd->c->resource;
    char *rest = apr_pstrdup(rd->c->pool, text), *word;
    int n = 0;

    memset(&rd->c->args.sort, 0, sizeof rd->c->args.sort);
    while ((word = strsep(&rest, ","))) {
        bool down = *word == '-';
        int i = tt_field_find(r->fields, r->nfields, word + down);

        if (n == TT_MAX_SORT) {
            tt_fault_add(rd->faults, "sort", "too_many", "takes at most %d fields", TT_MAX_SORT);
            return;
        }
        if (i < 0 || !(r->fields[i].flags & TT_SORT)) {
            tt_fault_add(rd->faults, "sort", "not_allowed", "cannot sort by '%s'", word + down);
            return;
        }
        for (int earlier = 0; earlier < n; earlier++)
            if (abs(rd->c->args.sort.key[earlier]) == i + 1) {
                tt_fault_add(rd->faults, "sort", "repeated", "names '%s' more than once", word + down);
                return;
            }
        rd->c->args.sort.key[n++] = (int8_t)(down ? -(i + 1) : i + 1);
    }
}

/* A parameter that every list takes; false if NAME is none. */
static bool read_list_parameter(reader *rd, const tt_param *q)
{
    tt_args *a = &rd->c->args;
    const char *value;

    if (!strcmp(q->name, "sort"))
        read_sort(rd, q->value);
    else if (!strcmp(q->name, "cursor"))
        rd->cursor = q->value;
    else if (!strcmp(q->name, "limit"))
        rd->limit = q->value;
    else if (!strcmp(q->name, "page"))
        rd->page = q->value;
    else if (!strcmp(q->name, "per_page"))
        rd->per_page = q->value;
    else if (!strcmp(q->name, "total")) {
        if (tt_value_from_text(rd->faults, &total_field, q->value, &value))
            a->total = !strcmp(value, "true");
    } else if (!strcmp(q->name, "format")) {
        if (tt_value_from_text(rd->faults, &format_field, q->value, &rd->format))
            a->csv = !strcmp(rd->format, "csv");
    } else if (!strcmp(q->name, "q") && tt_resource_searchable(rd->c->resource)) {
        if (tt_value_from_text(rd->faults, &search_field, q->value, &value))
            a->search = like_pattern(rd->c->pool, value);
    } else
        return false;
    return true;
}

static bool read_filter(reader *rd, const tt_param *q)
{
    const tt_resource *r = rd->c->resource;
    int i = tt_field_find(r->fields, r->nfields, q->name);

    if (i < 0 || !(r->fields[i].flags & TT_FILTER))
        return false;
    if (tt_value_from_text(rd->faults, &r->fields[i], q->value, &rd->c->args.value[i]))
        rd->c->args.set |= (uint64_t)1 << i;
    return true;
}

static bool read_report_argument(reader *rd, const tt_param *q)
{
    const tt_op *op = rd->c->op;
    int i = op->verb == TT_REPORT ? tt_field_find(op->args, op->nargs, q->name) : -1;

    if (i < 0)
        return op->csv && !strcmp(q->name, "format") && read_list_parameter(rd, q);
    if (tt_value_from_text(rd->faults, &op->args[i], q->value, &rd->c->args.value[i]))
        rd->c->args.set |= (uint64_t)1 << i;
    return true;
}

static const tt_error *read_query(reader *rd)
{
    apr_array_header_t *params;
    bool list = rd->c->op->verb == TT_LIST;

    TT_TRY(tt_query_parse(rd->c->pool, rd->c->in.query, &params));
    for (int i = 0; i < params->nelts; i++) {
        const tt_param *q = &APR_ARRAY_IDX(params, i, tt_param);

        if (!strcmp(q->name, "time_zone") && rd->c->op->audience != TT_PUBLIC) {
            if (!tt_value_from_text(rd->faults, &zone_field, q->value, &rd->c->args.time_zone))
                rd->c->args.time_zone = "";
        } else if (list ? !read_list_parameter(rd, q) && !read_filter(rd, q) : !read_report_argument(rd, q)) {
            tt_fault_add(rd->unknown, q->name, "unknown_parameter", "is not a parameter of this route");
        }
    }
    return NULL;
}

/* Everything that decides which rows are in the list and in what order. */
static uint64_t list_digest(const tt_call *c)
{
    const tt_args *a = &c->args;
    uint64_t digest = tt_digest(0, c->resource->name);

    for (int i = 0; i < c->resource->nfields; i++)
        if (a->set >> i & 1) {
            digest = tt_digest(digest, c->resource->fields[i].name);
            digest = tt_digest(digest, a->value[i]);
            if (c->resource->fields[i].type == TT_DATE)
                digest = tt_digest(digest, a->time_zone); /* it says where that day begins */
        }
    digest = tt_digest(digest, a->search ? a->search : "");
    for (int i = 0; i < TT_MAX_SORT; i++)
        digest = tt_digest(digest, apr_itoa(c->pool, a->sort.key[i]));
    return digest;
}

/* The values of a cursor are bound like any others, so they are checked like any others. */
static void read_cursor(reader *rd)
{
    static const tt_field id = TT_FIELD_ID;
    tt_args *a = &rd->c->args;
    apr_array_header_t *faults = apr_array_make(rd->c->pool, 1, sizeof(tt_fault));
    const char *wrong;
    int n = 0;

    while (n < TT_MAX_SORT && a->sort.key[n])
        n++;
    wrong = tt_cursor_read(rd->c->pool, rd->cursor, a->list_digest, n + 1, a->after);
    for (int i = 0; i <= n && !wrong; i++) {
        const tt_field *f = i == n ? &id : &rd->c->resource->fields[abs(a->sort.key[i]) - 1];

        if (!tt_value_from_text(faults, f, a->after[i], &a->after[i]))
            wrong = "is not a cursor of this server";
    }
    if (wrong)
        tt_fault_add(rd->faults, "cursor", "malformed", "%s", wrong);
    else
        a->has_cursor = true;
}

static int read_number(reader *rd, const tt_field *f, const char *text, int otherwise)
{
    const char *value;

    if (!text || !tt_value_from_text(rd->faults, f, text, &value))
        return otherwise;
    return (int)apr_strtoi64(value, NULL, 10);
}

static void choose_format(reader *rd)
{
    const char *accept = rd->c->in.accept;

    if (!rd->format)
        rd->c->args.csv = tt_accept_quality(accept, "text/csv") > tt_accept_quality(accept, "application/json");
}

static void finish_list(reader *rd)
{
    tt_args *a = &rd->c->args;
    const tt_site *site = rd->c->site;
    const tt_field limit_field = { "limit", TT_INT, 0, 1, site->page_max };

    if (!a->sort.key[0])
        read_sort(rd, rd->c->resource->order);
    a->list_digest = list_digest(rd->c);
    a->by_number = rd->page || rd->per_page;
    if (a->by_number && (rd->cursor || rd->limit))
        tt_fault_add(rd->faults, rd->page ? "page" : "per_page", "not_allowed",
                     "page and per_page do not go with cursor and limit");
    a->page = read_number(rd, &page_field, rd->page, 1);
    a->limit = a->by_number ? read_number(rd, &per_page_field, rd->per_page, 50)
                            : read_number(rd, &limit_field, rd->limit, site->page_size);
    if (rd->cursor)
        read_cursor(rd);
    choose_format(rd);
}

static bool is_json(const char *content_type)
{
    const char *rest = content_type + strlen("application/json");

    if (strncasecmp(content_type, "application/json", strlen("application/json")) != 0)
        return false;
    while (*rest == ' ' || *rest == ';')
        rest++;
    return !*rest || !strcasecmp(rest, "charset=utf-8") || !strcasecmp(rest, "charset=\"utf-8\"");
}

static void read_members(reader *rd, json_object *body)
{
    unsigned flag;
    int n;
    const tt_field *fields = tt_op_fields(rd->c->resource, rd->c->op, &n, &flag);
    tt_args *a = &rd->c->args;

    json_object_object_foreach(body, name, value)
    {
        int i = tt_field_find(fields, n, name);

        if (i < 0 || fields[i].flags & TT_FILLED || (flag && !(fields[i].flags & flag)))
            tt_fault_add(rd->faults, apr_pstrdup(rd->c->pool, name), "unknown_field",
                         i < 0 || flag != TT_UPDATE ? "is not a field that can be given here" : "cannot be changed");
        else if (tt_value_from_json(rd->faults, &fields[i], value, &a->value[i]))
            a->set |= (uint64_t)1 << i;
    }
    for (int i = 0; i < n && flag != TT_UPDATE; i++)
        if (fields[i].flags & TT_REQUIRED && (!flag || fields[i].flags & flag) &&
            !json_object_object_get_ex(body, fields[i].name, NULL))
            tt_fault_add(rd->faults, fields[i].name, "required", "must be given");
}

static const tt_error *read_body(reader *rd)
{
    const tt_request *in = &rd->c->in;
    json_object *body;

    if (!in->body_n && (!in->content_type || is_json(in->content_type))) {
        TT_TRY(tt_json_read(rd->c->pool, "{}", 2, &body));
    } else if (!in->content_type || !is_json(in->content_type)) {
        return tt_error_make(rd->c->pool, 415, "unsupported_media_type", "Unsupported media type",
                             "The body must be application/json in UTF-8");
    } else {
        TT_TRY(tt_json_read(rd->c->pool, in->body, in->body_n, &body));
    }
    if (!json_object_is_type(body, json_type_object))
        return tt_error_make(rd->c->pool, 400, "malformed_json", "Malformed JSON", "The body must be a JSON object");
    read_members(rd, body);
    return NULL;
}

static const tt_error *unknown_parameters(const reader *rd)
{
    const tt_fault *first = (const tt_fault *)rd->unknown->elts;
    tt_error *e;

    if (!rd->unknown->nelts)
        return NULL;
    e = tt_error_make(rd->c->pool, 400, "unknown_parameter", "Unknown parameter", "%s: %s", first->field,
                      first->message);
    e->field = first->field;
    e->faults = rd->unknown;
    return e;
}

const tt_error *tt_args_read(tt_call *c)
{
    reader rd = { .c = c };

    rd.faults = apr_array_make(c->pool, 4, sizeof(tt_fault));
    rd.unknown = apr_array_make(c->pool, 2, sizeof(tt_fault));
    TT_TRY(read_query(&rd));
    TT_TRY(unknown_parameters(&rd));
    if (c->op->verb == TT_LIST)
        finish_list(&rd);
    else if (c->op->csv)
        choose_format(&rd);
    else if (c->op->verb == TT_INSERT || c->op->verb == TT_MODIFY || c->op->verb == TT_CALL)
        TT_TRY(read_body(&rd));
    TT_TRY(tt_faults_error(c->pool, rd.faults));
    return c->op->check ? c->op->check(c) : NULL;
}
