/* system.c -- what a client asks a server first: what it is and whether it lives.  Public, without the database. */
#include "api/answer.h"
#include "base/json_write.h"
#include "base/time.h"

/* Where to begin with a resource: its first operation. */
static const char *first_route(const tt_call *c, const tt_resource *r)
{
    const char *rest = tt_op_path(r, &r->ops[0]);

    return apr_pstrcat(c->pool, c->site->base_path, "/api/v1/", r->path, *rest ? "/" : "", rest, NULL);
}

/* Clients in the field refuse a server unless api_version is "v1", endpoints is an object and setup_required is not
 * true. */
static const tt_error *run_info(tt_call *c)
{
    tt_buf b;

    tt_buf_init(&b, c->pool, 1024, 1 << 16);
    tt_buf_puts(&b, "{\"api_version\":\"v1\",\"app_version\":\"" TT_VERSION
                    "\",\"authentication\":\"Authorization: Bearer tt_...\","
                    "\"setup_required\":false,\"timezone\":\"UTC\"");
    tt_json_member(&b, "documentation_url", apr_pstrcat(c->pool, c->site->base_url, "/api/docs", NULL));
    tt_json_member(&b, "openapi_url", apr_pstrcat(c->pool, c->site->base_url, "/api/openapi.json", NULL));
    tt_json_key(&b, "endpoints");
    tt_buf_putc(&b, '{');
    for (const tt_resource *const *r = tt_resources; *r; r++)
        if ((*r)->nops && !(*r)->ops[0].session_only) /* this is for clients with a key */
            tt_json_member(&b, (*r)->name, first_route(c, *r));
    tt_buf_puts(&b, "}}");
    tt_answer_json(c, tt_buf_text(&b));
    return tt_buf_check(&b, "system");
}

static const tt_error *run_health(tt_call *c)
{
    tt_buf b;

    tt_buf_init(&b, c->pool, 128, 1024);
    tt_buf_puts(&b, "{\"status\":\"healthy\",\"timestamp\":\"");
    tt_time_utc(&b, apr_time_sec(apr_time_now()));
    tt_buf_puts(&b, "\"}");
    tt_answer_json(c, tt_buf_text(&b));
    return tt_buf_check(&b, "system");
}

static const tt_op info_ops[] = {
    { "get", TT_RUN, NULL, "What this server is", .audience = TT_PUBLIC, .run = run_info },
};

static const tt_op health_ops[] = {
    { "get", TT_RUN, NULL, "Whether this server lives", .audience = TT_PUBLIC, .run = run_health },
};

const tt_resource tt_info = { .name = "info",
                              .one = "info",
                              .path = "info",
                              .doc = "What this server is",
                              .singleton = true,
                              .ops = info_ops,
                              .nops = TT_COUNT(info_ops) };
const tt_resource tt_health = { .name = "health",
                                .one = "health",
                                .path = "health",
                                .doc = "Whether this server lives",
                                .singleton = true,
                                .ops = health_ops,
                                .nops = TT_COUNT(health_ops) };
