/* rows.c -- see rows.h. */
#include "api/rows.h"

#include "api/statement.h"
#include "base/csv.h"
#include "base/json_write.h"
#include "base/time.h"

const tt_columns *tt_columns_of(apr_pool_t *p, const tt_resource *r)
{
    tt_columns *columns = apr_palloc(p, sizeof *columns);
    tt_buf keys;
    size_t start = 0;

    columns->n = 0;
    tt_buf_init(&keys, p, 1024, 64 * 80);
    for (int i = 0; i < r->nfields; i++) {
        if (!tt_field_is_column(&r->fields[i]))
            continue;
        tt_buf_printf(&keys, "%s\"%s\":", columns->n ? "," : "", r->fields[i].name);
        columns->column[columns->n].key_n = keys.n - start;
        columns->column[columns->n++].type = r->fields[i].type;
        start = keys.n;
    }
    start = 0; /* the buffer may have moved while it grew */
    for (int i = 0; i < columns->n; i++) {
        columns->column[i].key = keys.at + start;
        start += columns->column[i].key_n;
    }
    return columns;
}

static void put_value(tt_buf *b, tt_type type, const char *s, size_t n)
{
    switch (type) {
    case TT_BOOL: tt_buf_puts(b, *s == 't' ? "true" : "false"); return;
    case TT_ID:
    case TT_INT:
    case TT_HOURS:
    case TT_JSON:
    case TT_TEXTS: /* the view has made JSON of the array */
    case TT_IDS: tt_buf_put(b, s, n); return;
    case TT_TEXT: tt_json_string(b, s, n); return;
    case TT_TIME:
        tt_buf_putc(b, '"');
        tt_time_from_pg(b, s, n);
        tt_buf_putc(b, '"');
        return;
    case TT_MONEY:
    case TT_DATE:
    case TT_ENUM:
        tt_buf_putc(b, '"');
        tt_buf_put(b, s, n);
        tt_buf_putc(b, '"');
        return;
    }
}

void tt_row_json(tt_buf *b, const tt_columns *columns, const PGresult *res, int row)
{
    tt_buf_putc(b, '{');
    for (int i = 0; i < columns->n; i++) {
        tt_buf_put(b, columns->column[i].key, columns->column[i].key_n);
        if (PQgetisnull(res, row, i))
            tt_buf_put(b, "null", 4);
        else
            put_value(b, columns->column[i].type, PQgetvalue(res, row, i), (size_t)PQgetlength(res, row, i));
    }
    tt_buf_putc(b, '}');
}

void tt_csv_header(tt_buf *b, const tt_resource *r)
{
    const char *comma = "";

    for (int i = 0; i < r->nfields; i++)
        if (tt_field_is_column(&r->fields[i])) {
            tt_buf_puts(b, comma);
            tt_buf_puts(b, r->fields[i].name);
            comma = ",";
        }
    tt_buf_puts(b, "\r\n");
}

void tt_csv_row(tt_buf *b, const tt_columns *columns, const PGresult *res, int row)
{
    for (int i = 0; i < columns->n; i++) {
        const char *s = PQgetvalue(res, row, i);
        size_t n = (size_t)PQgetlength(res, row, i);

        if (i)
            tt_buf_putc(b, ',');
        if (PQgetisnull(res, row, i))
            continue;
        switch (columns->column[i].type) {
        case TT_TEXT:
        case TT_TEXTS:
        case TT_JSON: tt_csv_cell(b, s, n); break;
        case TT_TIME: tt_time_from_pg(b, s, n); break;
        case TT_BOOL: tt_buf_puts(b, *s == 't' ? "true" : "false"); break;
        default: tt_buf_put(b, s, n);
        }
    }
    tt_buf_puts(b, "\r\n");
}
