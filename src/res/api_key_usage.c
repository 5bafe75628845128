/* api_key_usage.c -- how much a key was used. */
#include "api/call.h"

static const tt_field fields[] = {
    TT_FIELD_ID,
    { "total_calls", TT_INT, 0, .doc = "calls of these days" },
    { "days", TT_JSON, 0, .doc = "[{day, calls}] of the last 90 days, in UTC; days without calls are left out" },
};

/* What is still counted in memory belongs to the answer. */
static const tt_error *settle(tt_call *c)
{
    int64_t id = apr_atoi64(c->id);

    if (!c->site->usage || c->in.credential.kind != TT_CREDENTIAL_SESSION || id <= 0)
        return NULL;
    return tt_usage_flush(c->site->usage, c->pool, c->site->db, id, c->site->query_timeout_ms);
}

static const tt_op ops[] = {
    { "get", TT_GET, "read:api_keys", "Read how often an API key was used, day by day", .path = "{id}/usage",
      .check = settle, .session_only = true },
};

TT_RESOURCE(api_key_usage, .one = "api_key_usage", .path = "api-keys", .view = "v_api_key_usage",
            .table = "api_key_usage", .order = "id", .doc = "Calls per key and day");
