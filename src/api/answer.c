/* answer.c -- see answer.h. */
#include "api/answer.h"

#include "api/rows.h"
#include "base/cursor.h"
#include "base/etag.h"
#include "base/json_write.h"
#include "base/time.h"

enum { FIRST = 8192, CEILING = 64 << 20 };

void tt_answer_json(tt_call *c, const char *json)
{
    c->out.status = 200;
    c->out.content_type = "application/json";
    c->out.body = json;
    c->out.body_n = strlen(json);
}

void tt_answer_csv(tt_call *c, const char *name)
{
    c->out.status = 200;
    c->out.content_type = "text/csv; charset=utf-8; header=present";
    c->out.filename = apr_pstrcat(c->pool, name, ".csv", NULL);
}

static const tt_error *finish(tt_call *c, tt_buf *b)
{
    TT_TRY(tt_buf_check(b, "answer"));
    c->out.content_type = "application/json";
    c->out.body = b->at;
    c->out.body_n = b->n;
    return NULL;
}

/* The text of a column in row ROW by its field. */
static const char *column_value(const tt_resource *r, const PGresult *res, int row, const char *name)
{
    int column = 0;

    for (int i = 0; i < r->nfields; i++) {
        if (!tt_field_is_column(&r->fields[i]))
            continue;
        if (!strcmp(r->fields[i].name, name))
            return PQgetvalue(res, row, column);
        column++;
    }
    return "";
}

static const char *next_cursor(tt_call *c, const PGresult *rows, int last)
{
    const tt_args *a = &c->args;
    const char *values[TT_MAX_SORT + 1];
    int n = 0;
    tt_buf b;

    for (; n < TT_MAX_SORT && a->sort.key[n]; n++) {
        const tt_field *f = &c->resource->fields[abs(a->sort.key[n]) - 1];

        values[n] = column_value(c->resource, rows, last, f->name);
        if (f->type == TT_TIME) {
            tt_buf_init(&b, c->pool, 32, 64);
            tt_time_from_pg(&b, values[n], strlen(values[n]));
            values[n] = tt_buf_text(&b);
        }
    }
    values[n++] = column_value(c->resource, rows, last, "id");
    return tt_cursor_make(c->pool, a->list_digest, n, values);
}

static void put_number(tt_buf *b, const char *name, int64_t value)
{
    tt_json_key(b, name);
    tt_buf_int(b, value);
}

static void put_page_number(tt_buf *b, const char *name, bool there, int page)
{
    tt_json_key(b, name);
    if (there)
        tt_buf_int(b, page);
    else
        tt_buf_puts(b, "null");
}

static void put_numbered(const tt_call *c, tt_buf *b, int64_t total)
{
    const tt_args *a = &c->args;
    int pages = (int)((total + a->limit - 1) / a->limit), before = a->page - 1 < pages ? a->page - 1 : pages;

    put_number(b, "page", a->page);
    put_number(b, "per_page", a->limit);
    put_number(b, "total", total);
    put_number(b, "pages", pages);
    tt_json_key(b, "has_next");
    tt_buf_puts(b, a->page < pages ? "true" : "false");
    tt_json_key(b, "has_prev");
    tt_buf_puts(b, before ? "true" : "false");
    put_page_number(b, "next_page", a->page < pages, a->page + 1);
    put_page_number(b, "prev_page", before, before);
}

const tt_error *tt_answer_list(tt_call *c, const PGresult *rows, const PGresult *count)
{
    const tt_columns *columns = tt_columns_of(c->pool, c->resource);
    int n = PQntuples(rows), shown = n > c->args.limit ? c->args.limit : n;
    int64_t total = count ? apr_strtoi64(PQgetvalue(count, 0, 0), NULL, 10) : 0;
    tt_buf b;

    tt_buf_init(&b, c->pool, FIRST + (size_t)shown * 320, CEILING);
    tt_buf_printf(&b, "{\"%s\":[", c->resource->name);
    for (int i = 0; i < shown; i++) {
        if (i)
            tt_buf_putc(&b, ',');
        tt_row_json(&b, columns, rows, i);
    }
    tt_buf_puts(&b, "],\"pagination\":{");
    if (c->args.by_number) {
        put_numbered(c, &b, total);
    } else {
        put_number(&b, "limit", c->args.limit);
        tt_json_key(&b, "next_cursor");
        tt_json_text(&b, n > shown ? next_cursor(c, rows, shown - 1) : NULL);
        if (count)
            put_number(&b, "total", total);
    }
    tt_buf_puts(&b, "}}");
    c->out.status = 200;
    return finish(c, &b);
}

const tt_error *tt_answer_missing(tt_call *c)
{
    if (c->resource->missing_code)
        return tt_error_make(c->pool, 409, c->resource->missing_code, "Conflict", "%s", c->resource->missing_detail);
    return tt_error_make(c->pool, 404, "not_found", "Not found", "There is no such row, or it is not yours");
}

/* ETag, 304, Location of a single row. */
static void describe_row(tt_call *c, const tt_resource *r, const PGresult *rows)
{
    const char *version = column_value(r, rows, 0, "version");

    if (*version)
        c->out.etag = apr_psprintf(c->pool, "\"%s\"", version);
    if (c->op->verb == TT_GET && !c->op->write && tt_etag_listed(c->in.if_none_match, version))
        c->out.status = 304;
    if (c->out.status == 201)
        c->out.location = apr_pstrcat(c->pool, c->site->base_path, "/api/v1/", r->path, r->singleton ? "" : "/",
                                      r->singleton ? "" : column_value(r, rows, 0, "id"), NULL);
}

static const tt_error *put_row(tt_call *c, const tt_resource *r, const PGresult *rows)
{
    tt_buf b;

    if (!PQntuples(rows) && !c->op->write)
        return tt_answer_missing(c);
    if (PQntuples(rows))
        describe_row(c, r, rows);
    if (c->out.status == 304)
        return NULL;
    tt_buf_init(&b, c->pool, 2048, CEILING);
    if (c->op->write) {
        c->op->write(c, rows, &b);
    } else {
        tt_buf_printf(&b, "{\"%s\":", r->one);
        tt_row_json(&b, tt_columns_of(c->pool, r), rows, 0);
        tt_buf_putc(&b, '}');
    }
    return finish(c, &b);
}

static const tt_error *put_rows(tt_call *c, const tt_resource *r, const PGresult *rows)
{
    const tt_columns *columns = tt_columns_of(c->pool, r);
    tt_buf b;

    tt_buf_init(&b, c->pool, FIRST, CEILING);
    tt_buf_printf(&b, "{\"%s\":[", r->name);
    for (int i = 0; i < PQntuples(rows); i++) {
        if (i)
            tt_buf_putc(&b, ',');
        tt_row_json(&b, columns, rows, i);
    }
    tt_buf_puts(&b, "]}");
    return finish(c, &b);
}

const tt_error *tt_answer_rows(tt_call *c, const tt_resource *r, const PGresult *rows)
{
    tt_buf b;

    c->out.status = tt_op_status(c->op);
    if (c->out.status == 204)
        return NULL;
    if (c->op->verb != TT_REPORT && (c->op->verb != TT_CALL || c->op->result == TT_RESULT_ROW))
        return put_row(c, r, rows);
    if (c->op->verb == TT_CALL && c->op->result == TT_RESULT_ROWS)
        return put_rows(c, r, rows);
    tt_buf_init(&b, c->pool, 512, CEILING);
    tt_buf_puts(&b, PQgetvalue(rows, 0, 0));
    TT_TRY(finish(c, &b));
    if (c->args.csv)
        tt_answer_csv(c, c->op->name);
    return NULL;
}
