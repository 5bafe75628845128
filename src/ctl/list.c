/* list.c -- see list.h. */
#include "ctl/list.h"

#include <apr_lib.h>
#include <unistd.h>

#include "base/json_write.h"
#include "ctl/database.h"

enum { OUTPUT_MAX = 256 << 20 };

/* Types by their fixed oids (pg_type.dat). */
enum { OID_BOOL = 16, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT_ARRAY = 1009 };

/* An array of words without commas or quotes, such as scopes, in the form "a,b". */
static const char *bare_array(apr_pool_t *p, const char *braced)
{
    size_t n = strlen(braced);

    return n < 2 ? "" : apr_pstrmemdup(p, braced + 1, n - 2);
}

static void put_json_array(tt_buf *b, const char *words)
{
    tt_buf_putc(b, '[');
    while (*words) {
        size_t n = strcspn(words, ",");

        tt_json_string(b, words, n);
        words += n;
        if (*words == ',') {
            tt_buf_putc(b, ',');
            words++;
        }
    }
    tt_buf_putc(b, ']');
}

static void put_json_value(tt_buf *b, Oid type, const char *value)
{
    if (!value)
        tt_buf_puts(b, "null");
    else if (type == OID_BOOL)
        tt_buf_puts(b, *value == 't' ? "true" : "false");
    else if (type == OID_INT4 || type == OID_INT8)
        tt_buf_puts(b, value);
    else if (type == OID_TEXT_ARRAY)
        put_json_array(b, bare_array(b->pool, value));
    else
        tt_json_text(b, value);
}

void tt_row_put(tt_buf *b, const PGresult *res, int r)
{
    tt_buf_putc(b, '{');
    for (int i = 0; i < PQnfields(res); i++) {
        tt_json_key(b, PQfname(res, i));
        put_json_value(b, PQftype(res, i), tt_ctl_value(res, r, i));
    }
}

static void put_json(tt_buf *b, const PGresult *res)
{
    tt_buf_putc(b, '[');
    for (int r = 0; r < PQntuples(res); r++) {
        tt_buf_puts(b, r ? ",\n" : "\n");
        tt_row_put(b, res, r);
        tt_buf_putc(b, '}');
    }
    tt_buf_puts(b, PQntuples(res) ? "\n]\n" : "]\n");
}

const tt_error *tt_row_print(tt_ctl *ctl, const PGresult *res, int r)
{
    tt_buf b;

    tt_buf_init(&b, ctl->pool, 512, OUTPUT_MAX);
    tt_row_put(&b, res, r);
    tt_buf_puts(&b, "}\n");
    return tt_print(ctl, &b);
}

const tt_error *tt_changed_print(tt_ctl *ctl, const char *id, bool changed)
{
    printf("{\"id\":%s,\"changed\":%s}\n", id, changed ? "true" : "false");
    return tt_stdout_flush(ctl->pool);
}

/* Names come from strangers: nothing in them may move a terminal's cursor or end a line. */
const char *tt_printable(apr_pool_t *p, const char *s)
{
    tt_buf b;

    tt_buf_init(&b, p, strlen(s) + 1, OUTPUT_MAX);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        bool c1 = c == 0xC2 && (unsigned char)s[1] >= 0x80 && (unsigned char)s[1] < 0xA0;

        if (c == '\t' || c == '\n')
            tt_buf_puts(&b, c == '\t' ? "\\t" : "\\n");
        else if (c == '\\')
            tt_buf_puts(&b, "\\\\");
        else if (c < 0x20 || c == 0x7F)
            tt_buf_printf(&b, "\\x%02x", c);
        else if (c1)
            tt_buf_printf(&b, "\\u%04x", (unsigned char)*++s);
        else
            tt_buf_putc(&b, *s);
    }
    return tt_buf_text(&b);
}

static const char *cell(apr_pool_t *p, const PGresult *res, int r, int i)
{
    const char *value = tt_ctl_value(res, r, i);

    if (!value)
        return "";
    switch (PQftype(res, i)) {
    case OID_BOOL: return *value == 't' ? "true" : "false";
    case OID_TEXT_ARRAY: return tt_printable(p, bare_array(p, value));
    default: return tt_printable(p, value);
    }
}

static void put_tabs(tt_buf *b, const PGresult *res)
{
    for (int r = 0; r < PQntuples(res); r++)
        for (int i = 0; i < PQnfields(res); i++) {
            tt_buf_puts(b, cell(b->pool, res, r, i));
            tt_buf_putc(b, i + 1 < PQnfields(res) ? '\t' : '\n');
        }
}

/* Characters, not bytes. */
static int width_of(const char *s)
{
    int n = 0;

    for (; *s; s++)
        n += (*s & 0xC0) != 0x80;
    return n;
}

/* The text of a cell of the table, row -1 being the headings. */
static const char *shown(apr_pool_t *p, const PGresult *res, int r, int i)
{
    const char *text;

    if (r >= 0) {
        text = cell(p, res, r, i);
        return *text ? text : "-";
    }
    text = apr_pstrdup(p, PQfname(res, i));
    for (char *c = (char *)text; *c; c++)
        *c = (char)(*c == '_' ? ' ' : apr_toupper(*c));
    return text;
}

static void put_table(tt_buf *b, const PGresult *res)
{
    int n = PQnfields(res), *width = apr_pcalloc(b->pool, (apr_size_t)n * sizeof *width);

    for (int r = -1; r < PQntuples(res); r++)
        for (int i = 0; i < n; i++) {
            int w = width_of(shown(b->pool, res, r, i));

            width[i] = w > width[i] ? w : width[i];
        }
    for (int r = -1; r < PQntuples(res); r++)
        for (int i = 0; i < n; i++) {
            const char *text = shown(b->pool, res, r, i);

            tt_buf_puts(b, text);
            if (i + 1 < n)
                tt_buf_printf(b, "%*s", width[i] - width_of(text) + 2, "");
            else
                tt_buf_putc(b, '\n');
        }
}

const tt_error *tt_list_print(tt_ctl *ctl, const PGresult *res)
{
    tt_buf b;

    tt_buf_init(&b, ctl->pool, 4096, OUTPUT_MAX);
    if (ctl->json)
        put_json(&b, res);
    else if (isatty(STDOUT_FILENO))
        put_table(&b, res);
    else
        put_tabs(&b, res);
    return tt_print(ctl, &b);
}
