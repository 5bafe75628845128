/* rest.c -- see rest.h. */
#include "api/rest.h"

#include "api/answer.h"
#include "api/problem.h"
#include "api/ready.h"
#include "api/run.h"
#include "base/etag.h"

/* What stands behind PREFIX in PATH, if that is a whole segment: "" or "/..."; else NULL. */
static const char *behind(const char *path, const char *prefix)
{
    size_t n = strlen(prefix);

    return !strncmp(path, prefix, n) && (!path[n] || path[n] == '/') ? path + n : NULL;
}

bool tt_rest_claims(const char *path)
{
    return behind(path, "/api") || !strcmp(path, "/healthz") || !strcmp(path, "/readyz");
}

static const tt_error *only_get(tt_call *c)
{
    tt_error *e;

    if (!strcmp(c->in.method, "GET"))
        return NULL;
    e = tt_error_make(c->pool, 405, "method_not_allowed", "Method not allowed", "This path takes GET, HEAD");
    e->allow = "GET, HEAD";
    return e;
}

static const tt_error *document(tt_call *c)
{
    TT_TRY(only_get(c));
    if (tt_etag_listed(c->in.if_none_match, c->site->openapi_version))
        c->out.status = 304;
    else
        tt_answer_json(c, c->site->openapi);
    c->out.etag = apr_psprintf(c->pool, "\"%s\"", c->site->openapi_version);
    c->out.cacheable = true;
    return NULL;
}

static const tt_error *alive(tt_call *c)
{
    TT_TRY(only_get(c));
    tt_answer_json(c, "{\"status\":\"ok\"}");
    return NULL;
}

static const tt_error *route(tt_call *c, const char *path)
{
    size_t n;

    if (!strcmp(path, "/healthz"))
        return alive(c);
    if (!strcmp(path, "/readyz")) {
        TT_TRY(only_get(c));
        return tt_ready(c);
    }
    path += strlen("/api"); /* tt_rest_claims() has seen it */
    if (behind(path, "/v1"))
        path += strlen("/v1");
    path += *path == '/';
    n = strlen(path);
    if (n && path[n - 1] == '/')
        path = apr_pstrmemdup(c->pool, path, n - 1);
    c->in.path = path;
    return !strcmp(path, "openapi.json") ? document(c) : tt_run(c);
}

void tt_rest(tt_call *c, const char *path)
{
    const tt_error *e = route(c, path);

    if (e)
        tt_problem_answer(c, e);
}
