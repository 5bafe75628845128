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

const char *tt_scope_accepted_to_read(apr_pool_t *p)
{
    const char *all = "";

    for (const char *const *scope = tt_scopes(p); *scope; scope++)
        if (!strncmp(*scope, "read:", 5))
            all = apr_pstrcat(p, all, *scope, ",", NULL);
    return apr_psprintf(p, "{%sread:*,*,admin:all}", all);
}

/* Whether SCOPES has the first N bytes of SCOPE followed by REST.  No scope has a character that JSON escapes. */
static bool has(const char *scopes, const char *scope, size_t n, const char *rest)
{
    size_t rest_n = strlen(rest);

    for (const char *at = scopes; (at = strchr(at, '"')); at++)
        if (!strncmp(at + 1, scope, n) && !strncmp(at + 1 + n, rest, rest_n) && at[1 + n + rest_n] == '"')
            return true;
    return false;
}

bool tt_scope_suffices(const char *scopes, const char *scope)
{
    return has(scopes, scope, strlen(scope), "") || has(scopes, scope, strcspn(scope, ":"), ":*") ||
           has(scopes, "*", 1, "") || has(scopes, "admin:all", 9, "");
}
