/* rest.c -- see rest.h. */
#include "api/rest.h"

#include "api/problem.h"
#include "api/run.h"

/* What stands behind PREFIX in PATH, if that is a whole segment: "" or "/..."; else NULL. */
static const char *behind(const char *path, const char *prefix)
{
    size_t n = strlen(prefix);

    return !strncmp(path, prefix, n) && (!path[n] || path[n] == '/') ? path + n : NULL;
}

bool tt_rest_claims(const char *path)
{
    return behind(path, "/api") != NULL;
}

static const tt_error *route(tt_call *c, const char *path)
{
    size_t n;

    path += strlen("/api"); /* tt_rest_claims() has seen it */
    if (behind(path, "/v1"))
        path += strlen("/v1");
    path += *path == '/';
    n = strlen(path);
    if (n && path[n - 1] == '/')
        path = apr_pstrmemdup(c->pool, path, n - 1);
    c->in.path = path;
    return tt_run(c);
}

void tt_rest(tt_call *c, const char *path)
{
    const tt_error *e = route(c, path);

    if (e)
        tt_problem_answer(c, e);
}
