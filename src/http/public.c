/* public.c -- see public.h. */
#include "http/public.h"

#include "api/answer.h"
#include "base/etag.h"
#include "db/trip.h"

static const tt_error *schema_version(tt_call *c, int *version)
{
    tt_trip trip;

    tt_trip_init(&trip, c->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_schema_version), 0, NULL);
    TT_TRY(tt_trip_alone(&trip, c->site->db, c->site->query_timeout_ms, true));
    *version = (int)apr_strtoi64(PQgetvalue(tt_trip_result(&trip, 0), 0, 0), NULL, 10);
    return NULL;
}

static const tt_error *ready(tt_call *c)
{
    int version = 0;
    const tt_error *e = schema_version(c, &version);

    if (e && e->status != 503)
        return tt_error_make(c->pool, 503, "schema_missing", "Not ready",
                             "The database has no schema of ours; run 'ttctl migrate'");
    if (e)
        return e;
    if (version < c->site->schema_version)
        return tt_error_make(c->pool, 503, "schema_behind", "Not ready",
                             "The database's schema is at %d, this server needs %d; run 'ttctl migrate'", version,
                             c->site->schema_version);
    tt_answer_json(c, apr_psprintf(c->pool, "{\"status\":\"ready\",\"schema_version\":%d}", version));
    return NULL;
}

static const tt_error *document(tt_call *c)
{
    if (tt_etag_listed(c->in.if_none_match, c->site->openapi_version))
        c->out.status = 304;
    else
        tt_answer_json(c, c->site->openapi);
    c->out.etag = apr_psprintf(c->pool, "\"%s\"", c->site->openapi_version);
    c->out.cacheable = true;
    return NULL;
}

/* The page is one of htdocs; its address does not depend on where an administrator has mounted those. */
static const tt_error *documentation(tt_call *c)
{
    c->out.status = 302;
    c->out.location = apr_pstrcat(c->pool, c->site->base_path, "/docs/", NULL);
    return NULL;
}

static const tt_error *alive(tt_call *c)
{
    tt_answer_json(c, "{\"status\":\"ok\"}");
    return NULL;
}

typedef struct {
    const char *path;
    const tt_error *(*answer)(tt_call *c);
} route;

static const route *find(const char *path)
{
    static const route routes[] = { { "/healthz", alive },
                                    { "/readyz", ready },
                                    { "/api/openapi.json", document },
                                    { "/api/v1/openapi.json", document },
                                    { "/api/docs", documentation },
                                    { "/api/docs/", documentation } };

    for (int i = 0; i < TT_COUNT(routes); i++)
        if (!strcmp(routes[i].path, path))
            return &routes[i];
    return NULL;
}

bool tt_public_claims(const char *path)
{
    return find(path) != NULL;
}

const tt_error *tt_public_answer(tt_call *c, const char *path)
{
    const route *found = find(path);
    tt_error *e;

    if (found && !strcmp(c->in.method, "GET"))
        return found->answer(c);
    e = tt_error_make(c->pool, 405, "method_not_allowed", "Method not allowed", "This path takes GET, HEAD");
    e->allow = "GET, HEAD";
    return e;
}
