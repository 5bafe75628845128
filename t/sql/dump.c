/* dump.c -- prints what the engine makes of the declarations, for t/sql/golden.test.ts.
 *   dump-sql            the SQL of representative shapes of every resource: "-- resource: shape", then the statement on
 * one line dump-sql columns    the columns of every view as declared: view, column, type, null or not, separated by
 * blanks dump-sql queries    the named queries of sql/queries in the same form as the shapes */
#include <stdio.h>

#include <apr_general.h>

#include "api/statement.h"

typedef struct {
    apr_pool_t *pool;
    const tt_resource *resource;
    apr_table_t *printed; /* names of what has been printed of this resource */
} printer;

static void print(printer *p, const char *name, tt_shape shape)
{
    if (apr_table_get(p->printed, name))
        return; /* two operations may share a statement */
    apr_table_setn(p->printed, apr_pstrdup(p->pool, name), "");
    printf("-- %s: %s\n%s;\n", p->resource->name, name, tt_shape_sql(p->pool, &shape));
}

/* The fields that have all bits of FLAGS, as a set. */
static uint64_t fields_with(const tt_resource *r, unsigned flags)
{
    uint64_t set = 0;

    for (int i = 0; i < r->nfields; i++)
        if ((r->fields[i].flags & flags) == flags)
            set |= (uint64_t)1 << i;
    return set;
}

static tt_sort default_sort(const tt_resource *r)
{
    bool down = *r->order == '-';
    int key = tt_field_find(r->fields, r->nfields, r->order + down) + 1;

    return (tt_sort){ { (int8_t)(down ? -key : key) } };
}

/* A page of a list, and the page after it. */
static void print_page(printer *p, const char *name, tt_shape shape)
{
    shape.kind = TT_SQL_ROWS;
    print(p, name, shape);
    shape.after = true;
    print(p, apr_pstrcat(p->pool, name, ", cursor", NULL), shape);
}

static void print_filters(printer *p)
{
    const tt_resource *r = p->resource;
    tt_shape shape = tt_shape_of(r, TT_SQL_ROWS);
    uint64_t all = fields_with(r, TT_FILTER);

    shape.sort = default_sort(r);
    for (int i = 0; i < r->nfields; i++)
        if (all >> i & 1) {
            shape.set = (uint64_t)1 << i;
            print_page(p, apr_pstrcat(p->pool, "list, filter ", r->fields[i].name, NULL), shape);
        }
    shape.search = fields_with(r, TT_SEARCH) != 0;
    shape.set = 0;
    if (shape.search)
        print_page(p, "list, q", shape);
    shape.set = all;
    if (all)
        print_page(p, "list, every filter", shape);
    shape.kind = TT_SQL_COUNT;
    print(p, "count, every filter", shape);
}

/* Every field up and down, then two and three fields, all in one direction and mixed. */
static void print_sorts(printer *p)
{
    const tt_resource *r = p->resource;
    tt_shape shape = tt_shape_of(r, TT_SQL_ROWS);
    int8_t key[TT_MAX_SORT] = { 0 };
    int n = 0;

    for (int i = 0; i < r->nfields; i++)
        if (r->fields[i].flags & TT_SORT) {
            if (n < TT_MAX_SORT)
                key[n++] = (int8_t)(i + 1);
            shape.sort = (tt_sort){ { (int8_t)(i + 1) } };
            print_page(p, apr_pstrcat(p->pool, "list, sort ", r->fields[i].name, NULL), shape);
            shape.sort = (tt_sort){ { (int8_t) - (i + 1) } };
            print_page(p, apr_pstrcat(p->pool, "list, sort -", r->fields[i].name, NULL), shape);
        }
    if (n < 2)
        return;
    shape.sort = (tt_sort){ { (int8_t)-key[0], (int8_t)-key[1] } };
    print_page(p, "list, sort two fields", shape);
    shape.sort = (tt_sort){ { (int8_t)-key[0], key[1] } };
    print_page(p, "list, mixed sort of two fields", shape);
    if (n < 3)
        return;
    shape.sort = (tt_sort){ { key[0], (int8_t)-key[1], key[2] } };
    print_page(p, "list, mixed sort of three fields", shape);
}

static void print_list(printer *p)
{
    tt_shape shape = tt_shape_of(p->resource, TT_SQL_ROWS);

    shape.sort = default_sort(p->resource);
    print_page(p, "list", shape);
    shape.offset = true;
    print(p, "list, by number", shape);
    shape.offset = false;
    shape.kind = TT_SQL_EVERY;
    print(p, "every", shape);
    print(p, "count", tt_shape_of(p->resource, TT_SQL_COUNT));
    print_filters(p);
    print_sorts(p);
}

/* How the answer is read: "row", or "row from others" where it is a row of another resource. */
static void print_answer(printer *p, const tt_op *op, tt_kind kind)
{
    const char *name = kind == TT_SQL_ROW ? "row" : "back";

    if (op->answers)
        name = apr_pstrcat(p->pool, name, " from ", op->answers->name, NULL);
    print(p, name, tt_shape_of(op->answers ? op->answers : p->resource, kind));
}

/* With the arguments that must be given, and with all. */
static void print_call(printer *p, const tt_op *op)
{
    tt_shape shape = tt_shape_of(p->resource, TT_SQL_CALL);

    shape.op = op;
    for (int i = 0; i < op->nargs; i++)
        if (op->args[i].flags & (TT_REQUIRED | TT_FILLED))
            shape.set |= (uint64_t)1 << i;
    print(p, apr_pstrcat(p->pool, "call ", op->name, NULL), shape);
    for (int i = 0; i < op->nargs; i++)
        shape.set |= (uint64_t)1 << i;
    print(p, apr_pstrcat(p->pool, "call ", op->name, ", every argument", NULL), shape);
    shape.csv = true;
    if (op->csv)
        print(p, apr_pstrcat(p->pool, "call ", op->name, ", CSV", NULL), shape);
    if (op->verb == TT_CALL && (op->result == TT_RESULT_ROW || op->result == TT_RESULT_ROWS))
        print_answer(p, op, TT_SQL_BACK);
}

static void print_change(printer *p, tt_kind kind, const char *name, unsigned flag)
{
    tt_shape shape = tt_shape_of(p->resource, kind);

    if (flag == TT_CREATE) {
        shape.set = fields_with(p->resource, TT_CREATE | TT_REQUIRED);
        print(p, apr_pstrcat(p->pool, name, ", required fields", NULL), shape);
    }
    shape.set = flag ? fields_with(p->resource, flag) : 0;
    print(p, name, shape);
}

static void print_operation(printer *p, const tt_op *op)
{
    switch (op->verb) {
    case TT_LIST: print_list(p); break;
    case TT_GET: print_answer(p, op, TT_SQL_ROW); break;
    case TT_INSERT:
        print_change(p, TT_SQL_INSERT, "insert", TT_CREATE);
        print_answer(p, op, TT_SQL_BACK);
        break;
    case TT_MODIFY:
        print(p, "expect", tt_shape_of(p->resource, TT_SQL_EXPECT));
        print_change(p, TT_SQL_UPDATE, "update", TT_UPDATE);
        print_answer(p, op, TT_SQL_ROW);
        break;
    case TT_REMOVE:
        print(p, "expect", tt_shape_of(p->resource, TT_SQL_EXPECT));
        print_change(p, TT_SQL_DELETE, "delete", 0);
        break;
    case TT_CALL:
    case TT_REPORT: print_call(p, op); break;
    case TT_RUN: break;
    }
}

static const char *type_name(tt_type type)
{
    static const char *const names[] = {
        [TT_ID] = "id",       [TT_TEXT] = "text",   [TT_INT] = "int",   [TT_MONEY] = "money",
        [TT_HOURS] = "hours", [TT_BOOL] = "bool",   [TT_DATE] = "date", [TT_TIME] = "time",
        [TT_ENUM] = "enum",   [TT_TEXTS] = "texts", [TT_IDS] = "ids",   [TT_JSON] = "json",
    };

    return names[type];
}

static void print_columns(const tt_resource *r)
{
    for (int i = 0; i < r->nfields; i++)
        if (tt_field_is_column(&r->fields[i]))
            printf("%s %s %s %s\n", r->view, r->fields[i].name, type_name(r->fields[i].type),
                   r->fields[i].flags & TT_NULLABLE ? "null" : "value");
}

static void print_queries(void)
{
#define X(name, text) printf("-- queries: %s\n%s;\n", #name, text);
#include "queries.h"
#undef X
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    printer p;

    apr_initialize();
    apr_pool_create(&p.pool, NULL);
    if (!strcmp(what, "queries"))
        print_queries();
    for (const tt_resource *const *r = tt_resources; *r && strcmp(what, "queries") != 0; r++) {
        p.resource = *r;
        p.printed = apr_table_make(p.pool, 64);
        if (!strcmp(what, "columns"))
            print_columns(*r);
        else
            for (int i = 0; i < (*r)->nops; i++)
                print_operation(&p, &(*r)->ops[i]);
    }
    apr_pool_destroy(p.pool);
    apr_terminate();
    return 0;
}
