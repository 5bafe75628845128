/* test_resource.c -- every declaration is well formed, so that the engine need not check it at run time. */
#include "engine.h"
#include "suites.h"

/* Whether S is made of a-z, 0-9 and _ and begins with a letter. */
static bool is_name(const char *s)
{
    return *s >= 'a' && *s <= 'z' && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

static void check_field(const char *resource, const tt_field *f)
{
    ck_assert_msg(is_name(f->name), "%s.%s", resource, f->name);
    ck_assert_msg(f->doc && *f->doc, "%s.%s has no doc", resource, f->name);
    ck_assert_msg(f->min <= f->max, "%s.%s: %ld > %ld", resource, f->name, (long)f->min, (long)f->max);
    ck_assert_msg(f->type != TT_ENUM || (f->values && *f->values), "%s.%s has no values", resource, f->name);
    ck_assert_msg(f->type == TT_ENUM || f->type == TT_ID || !f->values, "%s.%s has values", resource, f->name);
    ck_assert_msg(f->type != TT_ID || !f->values || tt_resource_find(f->values), "%s.%s refers to %s", resource,
                  f->name, f->values);
    ck_assert_msg(!f->format || f->type == TT_TEXT, "%s.%s has a format", resource, f->name);
    ck_assert_msg(!(f->flags & TT_SORT && f->flags & TT_NULLABLE), "%s.%s is sorted by and can be null", resource,
                  f->name);
    ck_assert_msg(!(f->flags & TT_PARAMETER) || !(f->flags & (TT_WRITE | TT_SORT | TT_SEARCH)),
                  "%s.%s is a parameter only", resource, f->name);
    ck_assert_msg(!(f->flags & TT_PARAMETER) || f->where, "%s.%s has no predicate", resource, f->name);
    ck_assert_msg(!f->where || (f->flags & TT_FILTER && strchr(f->where, '$')), "%s.%s has a predicate", resource,
                  f->name);
    ck_assert_msg(!(f->flags & TT_SEARCH) || f->type == TT_TEXT, "%s.%s is searched", resource, f->name);
    /* A length or range without an upper bound takes nothing. */
    if ((f->type == TT_TEXT || f->type == TT_TEXTS || f->type == TT_IDS || f->type == TT_INT) &&
        f->flags & (TT_WRITE | TT_FILTER | TT_SORT))
        ck_assert_msg(f->max > 0, "%s.%s has no bounds", resource, f->name);
}

static void check_unique(const char *resource, const tt_field *fields, int n)
{
    for (int i = 0; i < n; i++)
        ck_assert_msg(tt_field_find(fields, n, fields[i].name) == i, "%s.%s stands there twice", resource,
                      fields[i].name);
}

START_TEST(fields)
{
    for (const tt_resource *const *r = tt_resources; *r; r++) {
        ck_assert_int_le((*r)->nfields, TT_MAX_FIELDS);
        check_unique((*r)->name, (*r)->fields, (*r)->nfields);
        for (int i = 0; i < (*r)->nfields; i++)
            check_field((*r)->name, &(*r)->fields[i]);
    }
}
END_TEST

START_TEST(resources)
{
    for (const tt_resource *const *r = tt_resources; *r; r++) {
        ck_assert_msg(is_name((*r)->name) && is_name((*r)->one), "%s", (*r)->name);
        ck_assert_ptr_eq(tt_resource_find((*r)->name), *r);
        ck_assert_msg((*r)->path && *(*r)->path != '/' && (*r)->path[strlen((*r)->path) - 1] != '/', "%s", (*r)->name);
        ck_assert_msg((*r)->doc && *(*r)->doc, "%s", (*r)->name);
        /* What has no operations of its own is what those of another answer with. */
        ck_assert_msg((*r)->nops > 0 || (*r)->view, "%s", (*r)->name);
        ck_assert_msg(!(*r)->missing_code == !(*r)->missing_detail, "%s", (*r)->name);
        if (!(*r)->view)
            continue;
        ck_assert_msg((*r)->table && !strncmp((*r)->view, "v_", 2), "%s", (*r)->name);
        ck_assert_str_eq((*r)->fields[0].name, "id");
    }
    ck_assert_ptr_null(tt_resource_find("nonsense"));
}
END_TEST

START_TEST(default_orders)
{
    for (const tt_resource *const *r = tt_resources; *r; r++)
        for (int i = 0; i < (*r)->nops; i++)
            if ((*r)->ops[i].verb == TT_LIST) {
                int f = tt_field_find((*r)->fields, (*r)->nfields, (*r)->order + (*(*r)->order == '-'));

                ck_assert_msg(f >= 0 && (*r)->fields[f].flags & TT_SORT, "%s is ordered by %s", (*r)->name,
                              (*r)->order);
            }
}
END_TEST

static void check_scope(const tt_resource *r, const tt_op *op)
{
    const char *colon = op->scope ? strchr(op->scope, ':') : NULL;

    if (op->audience == TT_PUBLIC) {
        ck_assert_msg(!op->scope, "%s %s", r->name, op->name);
        return;
    }
    ck_assert_msg(colon, "%s %s has no scope", r->name, op->name);
    ck_assert_msg(!strncmp(op->scope, tt_op_writes(op) ? "write:" : "read:", (size_t)(colon + 1 - op->scope)),
                  "%s %s: %s", r->name, op->name, op->scope);
    ck_assert_msg(is_name(colon + 1), "%s %s: %s", r->name, op->name, op->scope);
}

static void check_operation(const tt_resource *r, const tt_op *op)
{
    check_scope(r, op);
    ck_assert_msg(is_name(op->name) && op->doc && *op->doc, "%s %s", r->name, op->name);
    ck_assert_msg((op->verb == TT_CALL || op->verb == TT_REPORT) == (op->sql != NULL), "%s %s", r->name, op->name);
    ck_assert_msg((op->verb == TT_RUN) == (op->run != NULL), "%s %s", r->name, op->name);
    ck_assert_msg(op->verb == TT_CALL || op->verb == TT_REPORT || !op->args, "%s %s", r->name, op->name);
    ck_assert_msg(op->verb == TT_REPORT || !op->csv, "%s %s", r->name, op->name);
    ck_assert_msg(op->verb != TT_LIST || !op->answers, "%s %s", r->name, op->name);
    ck_assert_msg(!op->answers || tt_resource_find(op->answers->name) == op->answers, "%s %s", r->name, op->name);
    ck_assert_msg(op->verb == TT_RUN || op->verb == TT_REPORT || r->view, "%s %s", r->name, op->name);
    ck_assert_msg(!r->singleton || !strstr(tt_op_path(r, op), "{id}"), "%s %s", r->name, op->name);
    ck_assert_int_le(op->nargs, TT_MAX_FIELDS);
    check_unique(r->name, op->args, op->nargs);
    for (int i = 0; i < op->nargs; i++)
        check_field(r->name, &op->args[i]);
}

START_TEST(operations)
{
    for (const tt_resource *const *r = tt_resources; *r; r++)
        for (int i = 0; i < (*r)->nops; i++) {
            check_operation(*r, &(*r)->ops[i]);
            for (int j = 0; j < i; j++)
                ck_assert_msg(strcmp((*r)->ops[i].name, (*r)->ops[j].name) != 0 &&
                                  (strcmp(tt_op_path(*r, &(*r)->ops[i]), tt_op_path(*r, &(*r)->ops[j])) != 0 ||
                                   strcmp(tt_op_methods(&(*r)->ops[i]), tt_op_methods(&(*r)->ops[j])) != 0),
                              "%s: %s and %s", (*r)->name, (*r)->ops[i].name, (*r)->ops[j].name);
        }
}
END_TEST

START_TEST(statuses_and_methods)
{
    ck_assert_int_eq(tt_op_status(call_of("clients", "list")->op), 200);
    ck_assert_int_eq(tt_op_status(call_of("clients", "create")->op), 201);
    ck_assert_int_eq(tt_op_status(call_of("clients", "delete")->op), 204);
    ck_assert_int_eq(tt_op_status(call_of("timer", "start")->op), 201);
    ck_assert_int_eq(tt_op_status(call_of("timer", "stop")->op), 200);
    ck_assert_int_eq(tt_op_status(call_of("timer", "cancel")->op), 204);
    ck_assert_str_eq(tt_op_methods(call_of("clients", "update")->op), "PUT, PATCH");
    ck_assert_str_eq(tt_op_path(call_of("clients", "get")->resource, call_of("clients", "get")->op), "{id}");
    ck_assert_str_eq(tt_op_path(call_of("timer", "get")->resource, call_of("timer", "get")->op), "");
    ck_assert(!tt_op_writes(call_of("info", "get")->op));
}
END_TEST

START_TEST(words)
{
    ck_assert(tt_word_in("a|bc|d", "bc", 2));
    ck_assert(tt_word_in("a|bc|d", "d", 1));
    ck_assert(!tt_word_in("a|bc|d", "b", 1));
    ck_assert(!tt_word_in("a|bc|d", "", 0));
    ck_assert(!tt_word_in("a|bc|d", "a|bc", 4));
    ck_assert(!tt_word_in(NULL, "a", 1));
}
END_TEST

Suite *resource_suite(void)
{
    Suite *s = suite_create("resource");
    TCase *c = add_case(s, "resource");

    tcase_add_test(c, fields);
    tcase_add_test(c, resources);
    tcase_add_test(c, default_orders);
    tcase_add_test(c, operations);
    tcase_add_test(c, statuses_and_methods);
    tcase_add_test(c, words);
    return s;
}
