/* resource.c -- what follows from a declaration alone. */
#include "api/resource.h"

const tt_resource *tt_resource_find(const char *name)
{
    for (const tt_resource *const *r = tt_resources; *r; r++)
        if (!strcmp((*r)->name, name))
            return *r;
    return NULL;
}

int tt_field_find(const tt_field *fields, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (!strcmp(fields[i].name, name) || (fields[i].alias && !strcmp(fields[i].alias, name)))
            return i;
    return -1;
}

bool tt_op_writes(const tt_op *op)
{
    return op->verb == TT_INSERT || op->verb == TT_MODIFY || op->verb == TT_REMOVE || op->verb == TT_CALL;
}

const char *tt_op_methods(const tt_op *op)
{
    switch (op->verb) {
    case TT_LIST:
    case TT_GET:
    case TT_REPORT:
    case TT_RUN: return "GET";
    case TT_MODIFY: return "PUT, PATCH";
    case TT_REMOVE: return "DELETE";
    case TT_CALL: return op->method ? op->method : "POST";
    case TT_INSERT: return "POST";
    }
    return "";
}

const char *tt_op_path(const tt_resource *r, const tt_op *op)
{
    bool one = op->verb == TT_GET || op->verb == TT_MODIFY || op->verb == TT_REMOVE;

    if (op->path)
        return op->path;
    return one && !r->singleton ? "{id}" : "";
}

int tt_op_status(const tt_op *op)
{
    if (op->status)
        return op->status;
    if (op->verb == TT_REMOVE || (op->verb == TT_CALL && op->result == TT_RESULT_NOTHING))
        return 204;
    return op->verb == TT_INSERT ? 201 : 200;
}

const tt_field *tt_op_fields(const tt_resource *r, const tt_op *op, int *n, unsigned *flag)
{
    *flag = op->verb == TT_INSERT ? TT_CREATE : op->verb == TT_MODIFY ? TT_UPDATE : 0;
    if (*flag) {
        *n = r->nfields;
        return r->fields;
    }
    *n = op->nargs;
    return op->args;
}

bool tt_resource_searchable(const tt_resource *r)
{
    for (int i = 0; i < r->nfields; i++)
        if (r->fields[i].flags & TT_SEARCH)
            return true;
    return false;
}

bool tt_word_in(const char *words, const char *s, size_t n)
{
    while (words && *words) {
        const char *end = strchrnul(words, '|');

        if ((size_t)(end - words) == n && !memcmp(words, s, n))
            return true;
        words = *end ? end + 1 : end;
    }
    return false;
}
