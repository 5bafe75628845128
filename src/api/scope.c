/* scope.c -- see scope.h. */
#include "api/scope.h"

#include "api/resource.h"

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool holds(const apr_array_header_t *scopes, const char *scope)
{
    for (int i = 0; i < scopes->nelts; i++)
        if (!strcmp(APR_ARRAY_IDX(scopes, i, const char *), scope))
            return true;
    return false;
}

const char *const *tt_scopes(apr_pool_t *p)
{
    apr_array_header_t *scopes = apr_array_make(p, 32, sizeof(const char *));

    for (const tt_resource *const *r = tt_resources; *r; r++)
        for (int i = 0; i < (*r)->nops; i++)
            if ((*r)->ops[i].scope && !(*r)->ops[i].session_only && !holds(scopes, (*r)->ops[i].scope))
                APR_ARRAY_PUSH(scopes, const char *) = (*r)->ops[i].scope;
    qsort(scopes->elts, (size_t)scopes->nelts, sizeof(const char *), compare);
    APR_ARRAY_PUSH(scopes, const char *) = NULL;
    return (const char *const *)scopes->elts;
}

const char *tt_scope_accepted(apr_pool_t *p, const char *scope)
{
    size_t action = strcspn(scope, ":");

    return apr_psprintf(p, "{%s,%.*s:*,*,admin:all}", scope, (int)action, scope);
}
