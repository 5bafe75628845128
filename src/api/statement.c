/* statement.c -- see statement.h.
 * Values are bound in order of declaration, so that equal shapes have equal statements.  The owner's predicate is
 * written here for every verb, which is the one place a further kind of reach has to be added. */
#include "api/statement.h"

/* SQL under construction. */
typedef struct {
    tt_buf sql;
    int bound; /* parameters so far */
} builder;

static void put(builder *b, const char *s)
{
    tt_buf_puts(&b->sql, s);
}

/* $n, the next parameter. */
static void put_parameter(builder *b)
{
    tt_buf_printf(&b->sql, "$%d", ++b->bound);
}

static bool is_set(const tt_shape *s, int field)
{
    return s->set >> field & 1;
}

bool tt_field_is_column(const tt_field *f)
{
    return !(f->flags & TT_PARAMETER);
}

static void columns(builder *b, const tt_resource *r)
{
    const char *comma = "";

    for (int i = 0; i < r->nfields; i++)
        if (tt_field_is_column(&r->fields[i])) {
            put(b, comma);
            put(b, r->fields[i].name);
            comma = ", ";
        }
}

static const char *owner(const tt_resource *r)
{
    return r->owner ? r->owner : "user_id";
}

static void reach(builder *b, const tt_resource *r)
{
    switch (r->reach) {
    case TT_REACH_OWN:
        put(b, " WHERE ");
        put(b, owner(r));
        put(b, " = tt_user_id()");
    }
}

/* A predicate template: `$` is the value, bound once however often it stands there. */
static void predicate(builder *b, const char *where)
{
    int n = ++b->bound;

    for (; *where; where++)
        if (*where == '$')
            tt_buf_printf(&b->sql, "$%d", n);
        else
            tt_buf_putc(&b->sql, *where);
}

static void filters(builder *b, const tt_shape *s)
{
    const tt_resource *r = s->resource;
    const char *or_ = " AND (";

    for (int i = 0; i < r->nfields; i++)
        if (is_set(s, i)) {
            put(b, " AND ");
            if (r->fields[i].where) {
                predicate(b, r->fields[i].where);
            } else {
                put(b, r->fields[i].name);
                put(b, " = ");
                put_parameter(b);
            }
        }
    if (!s->search)
        return;
    b->bound++;
    for (int i = 0; i < r->nfields; i++)
        if (r->fields[i].flags & TT_SEARCH) {
            tt_buf_printf(&b->sql, "%s%s ILIKE $%d", or_, r->fields[i].name, b->bound);
            or_ = " OR ";
        }
    put(b, ")");
}

/* Texts sort without regard to case, as people expect. */
static void sort_key(builder *b, const tt_field *f, const char *value)
{
    bool text = f->type == TT_TEXT;

    put(b, text ? "lower(" : "");
    put(b, value);
    put(b, text ? ")" : "");
}

static int sort_length(const tt_shape *s)
{
    int n = 0;

    while (n < TT_MAX_SORT && s->sort.key[n])
        n++;
    return n;
}

static const tt_field *sort_field(const tt_shape *s, int i)
{
    static const tt_field id = TT_FIELD_ID;
    int key = s->sort.key[i];

    return i == sort_length(s) ? &id : &s->resource->fields[(key < 0 ? -key : key) - 1];
}

/* The id that breaks ties goes the way of the last key. */
static bool descends(const tt_shape *s, int i)
{
    return s->sort.key[i == sort_length(s) ? i - 1 : i] < 0;
}

static void order(builder *b, const tt_shape *s)
{
    int n = sort_length(s);

    put(b, " ORDER BY ");
    for (int i = 0; i <= n; i++) {
        put(b, i ? ", " : "");
        sort_key(b, sort_field(s, i), sort_field(s, i)->name);
        put(b, descends(s, i) ? " DESC" : "");
    }
}

static void key_term(builder *b, const tt_shape *s, int i, const char *operator)
{
    const tt_field *f = sort_field(s, i);
    char parameter[16];

    apr_snprintf(parameter, sizeof parameter, "$%d", b->bound + 1 + i);
    sort_key(b, f, f->name);
    put(b, operator);
    sort_key(b, f, parameter);
}

/* All keys in one direction: a row comparison, which an index can start from. */
static void after_row(builder *b, const tt_shape *s, int n)
{
    char parameter[16];

    put(b, " AND (");
    for (int i = 0; i <= n; i++) {
        put(b, i ? ", " : "");
        sort_key(b, sort_field(s, i), sort_field(s, i)->name);
    }
    put(b, descends(s, 0) ? ") < (" : ") > (");
    for (int i = 0; i <= n; i++) {
        apr_snprintf(parameter, sizeof parameter, "$%d", b->bound + 1 + i);
        put(b, i ? ", " : "");
        sort_key(b, sort_field(s, i), parameter);
    }
    put(b, ")");
}

/* Mixed directions: (a > x OR (a = x AND (b < y OR ...))), with the first key bounded so that an index can start there.
 */
static void after_mixed(builder *b, const tt_shape *s, int n)
{
    put(b, " AND ");
    key_term(b, s, 0, descends(s, 0) ? " <= " : " >= ");
    for (int i = 0; i <= n; i++) {
        put(b, i ? " OR (" : " AND (");
        key_term(b, s, i, descends(s, i) ? " < " : " > ");
        if (i < n) {
            put(b, " OR (");
            key_term(b, s, i, " = ");
            put(b, " AND (false");
        }
    }
    for (int i = 0; i < n; i++)
        put(b, ")))");
    put(b, ")");
}

static void after(builder *b, const tt_shape *s)
{
    int n = sort_length(s);
    bool mixed = false;

    for (int i = 1; i < n; i++)
        mixed = mixed || descends(s, i) != descends(s, 0);
    if (mixed)
        after_mixed(b, s, n);
    else
        after_row(b, s, n);
    b->bound += n + 1;
}

static void select_rows(builder *b, const tt_shape *s, const char *what)
{
    put(b, "SELECT ");
    if (what)
        put(b, what);
    else
        columns(b, s->resource);
    put(b, " FROM ");
    put(b, s->resource->view);
    reach(b, s->resource);
}

static void list(builder *b, const tt_shape *s)
{
    select_rows(b, s, s->kind == TT_SQL_COUNT ? "count(*)" : NULL);
    filters(b, s);
    if (s->kind == TT_SQL_COUNT)
        return;
    if (s->after)
        after(b, s);
    order(b, s);
    if (s->kind == TT_SQL_EVERY)
        return;
    put(b, " LIMIT ");
    put_parameter(b);
    if (s->offset) {
        put(b, " OFFSET ");
        put_parameter(b);
    }
}

static void by_id(builder *b, const tt_resource *r)
{
    if (r->singleton)
        return;
    put(b, " AND id = ");
    put_parameter(b);
}

static void expect(builder *b, const tt_shape *s)
{
    put(b, "SELECT CASE WHEN version::text = ANY(");
    put_parameter(b);
    put(b, "::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || "
           "version,"
           " NULL, NULL, NULL) END FROM ");
    put(b, s->resource->table);
    reach(b, s->resource);
    by_id(b, s->resource);
    put(b, " FOR NO KEY UPDATE");
}

static void insert(builder *b, const tt_shape *s)
{
    const tt_resource *r = s->resource;

    put(b, "INSERT INTO ");
    put(b, r->table);
    put(b, " (");
    put(b, owner(r));
    for (int i = 0; i < r->nfields; i++)
        if (is_set(s, i)) {
            put(b, ", ");
            put(b, r->fields[i].name);
        }
    put(b, ") VALUES (tt_user_id()");
    for (int i = 0; i < r->nfields; i++)
        if (is_set(s, i)) {
            put(b, ", ");
            put_parameter(b);
        }
    put(b, ") RETURNING set_config('tt.row_id', id::text, true)");
}

static void update(builder *b, const tt_shape *s)
{
    const tt_resource *r = s->resource;
    const char *comma = "";

    put(b, "UPDATE ");
    put(b, r->table);
    put(b, " SET ");
    for (int i = 0; i < r->nfields; i++)
        if (is_set(s, i)) {
            put(b, comma);
            put(b, r->fields[i].name);
            put(b, " = ");
            put_parameter(b);
            comma = ", ";
        }
    reach(b, r);
    by_id(b, r);
}

static void delete (builder *b, const tt_shape *s)
{
    put(b, "DELETE FROM ");
    put(b, s->resource->table);
    reach(b, s->resource);
    by_id(b, s->resource);
}

/* What the function returns names the rows to read back; a report or nothing is returned as it is. */
static void call(builder *b, const tt_shape *s)
{
    const tt_op *op = s->op;
    const char *before = "", *behind = "";
    const char *comma = "";

    if (op->result == TT_RESULT_ROW)
        before = "set_config('tt.row_id', ", behind = "::text, true)";
    else if (op->result == TT_RESULT_ROWS)
        before = "set_config('tt.row_id', array_to_string(", behind = ", ','), true)";
    put(b, "SELECT ");
    put(b, before);
    put(b, s->csv ? op->csv : op->sql);
    put(b, "(");
    for (const char *at = strchr(tt_op_path(s->resource, op), '{'); at; at = strchr(at + 1, '{')) {
        tt_buf_printf(&b->sql, "%s%.*s => ", comma, (int)strcspn(at + 1, "}"), at + 1);
        put_parameter(b);
        comma = ", ";
    }
    for (int i = 0; i < op->nargs; i++)
        if (is_set(s, i)) {
            put(b, comma);
            put(b, op->args[i].name);
            put(b, " => ");
            put_parameter(b);
            comma = ", ";
        }
    put(b, ")");
    put(b, behind);
}

tt_shape tt_shape_of(const tt_resource *r, tt_kind kind)
{
    tt_shape s;

    memset(&s, 0, sizeof s);
    s.resource = r;
    s.kind = (uint8_t)kind;
    return s;
}

const char *tt_shape_sql(apr_pool_t *p, const void *shape)
{
    const tt_shape *s = shape;
    builder b = { .bound = 0 };

    tt_buf_init(&b.sql, p, 1024, 1 << 16);
    switch ((tt_kind)s->kind) {
    case TT_SQL_ROWS:
    case TT_SQL_EVERY:
    case TT_SQL_COUNT: list(&b, s); break;
    case TT_SQL_ROW:
        select_rows(&b, s, NULL);
        by_id(&b, s->resource);
        break;
    case TT_SQL_BACK:
        select_rows(&b, s, NULL);
        put(&b, " AND id = ANY(tt_row_ids()) ORDER BY id");
        break;
    case TT_SQL_EXPECT: expect(&b, s); break;
    case TT_SQL_INSERT: insert(&b, s); break;
    case TT_SQL_UPDATE: update(&b, s); break;
    case TT_SQL_DELETE: delete (&b, s); break;
    case TT_SQL_CALL: call(&b, s); break;
    }
    return tt_buf_text(&b.sql);
}
