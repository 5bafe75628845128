/* listen.c -- see listen.h. */
#include "mcp/listen.h"

#include "base/json_write.h"
#include "mcp/tools.h"

enum { RETRY_MS = 30000 };

/* Resources that tell of changes, and what changes them: a change of any of these resources of the API.  The timer can
 * be read by who can list entries, not by who can only start it. */
static const struct {
    const char *uri, *tool; /* who may call the tool may know */
    const char *changes[4];
} watched[] = {
    { "timetracker://timer", "list_time_entries", { "timer" } },
    { "timetracker://projects", "list_projects", { "projects", "clients" } },
    { "timetracker://targets",
      "list_targets",
      { "client_targets", "client_target_versions", "client_target_corrections", "time_entries" } },
    { "timetracker://report/today", "get_statistics", { "time_entries", "timer", "projects", "clients" } },
    { "timetracker://report/week", "get_statistics", { "time_entries", "timer", "projects", "clients" } },
};

static bool may_know(const tt_mcp *x, int i)
{
    const tt_tool *tool = tt_tool_find(x, watched[i].tool);

    return tool && tt_tool_allowed(x, tool);
}

static unsigned wanted_by(const tt_mcp *x, json_object *uris)
{
    unsigned wanted = 0;

    for (size_t i = 0; i < json_object_array_length(uris); i++) {
        json_object *uri = json_object_array_get_idx(uris, i);

        for (int j = 0; j < TT_COUNT(watched); j++)
            if (json_object_is_type(uri, json_type_string) && !strcmp(json_object_get_string(uri), watched[j].uri) &&
                may_know(x, j))
                wanted |= 1u << j;
    }
    return wanted;
}

tt_subscription *tt_subscription_read(tt_mcp_exchange *x)
{
    tt_subscription *s = apr_pcalloc(x->mcp->pool, sizeof *s);
    json_object *filter = tt_mcp_object_param(x->message->params, "notifications"), *uris = NULL;

    if (!filter) {
        tt_mcp_fail(x, 200, TT_RPC_INVALID_PARAMS, "params.notifications must say what to listen to");
        return NULL;
    }
    if (json_object_object_get_ex(filter, "resourceSubscriptions", &uris) && uris &&
        !json_object_is_type(uris, json_type_array)) {
        tt_mcp_fail(x, 200, TT_RPC_INVALID_PARAMS, "params.notifications.resourceSubscriptions must be a list of URIs");
        return NULL;
    }
    s->id = x->message->id;
    s->wanted = uris ? wanted_by(x->mcp, uris) : 0;
    return s;
}

static void put_meta(const tt_subscription *s, tt_buf *out)
{
    tt_buf_printf(out, "\"_meta\":{\"" TT_MCP_META "subscriptionId\":%s}", s->id);
}

static void put_updated(const tt_subscription *s, const char *uri, tt_buf *out)
{
    tt_buf_puts(
        out, "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{");
    put_meta(s, out);
    tt_json_member(out, "uri", uri);
    tt_buf_puts(out, "}}\n\n");
}

void tt_subscription_begin(const tt_subscription *s, tt_buf *out)
{
    const char *comma = "";

    if (!s->id) {
        tt_buf_printf(out, "retry: %d\n\n", RETRY_MS);
        return;
    }
    tt_buf_puts(out, "event: message\ndata: "
                     "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{");
    put_meta(s, out);
    tt_buf_puts(out, ",\"notifications\":{");
    if (s->wanted)
        tt_buf_puts(out, "\"resourceSubscriptions\":[");
    for (int i = 0; i < TT_COUNT(watched); i++)
        if (s->wanted >> i & 1) {
            tt_buf_puts(out, comma);
            tt_json_text(out, watched[i].uri);
            comma = ",";
        }
    tt_buf_puts(out, s->wanted ? "]}}}\n\n" : "}}}\n\n");
}

static bool changes(int i, const char *resource)
{
    for (int j = 0; j < 4 && watched[i].changes[j]; j++)
        if (!strcmp(watched[i].changes[j], resource))
            return true;
    return false;
}

/* One change may be of thousands of rows, and all there is to say is that there was one. */
static void note_event(void *context, const tt_event *e, tt_buf *out)
{
    tt_subscription *s = context;

    (void)out;
    for (int i = 0; i < TT_COUNT(watched); i++)
        if (changes(i, e->resource))
            s->changed |= s->wanted & 1u << i;
}

static void tell_changed(void *context, tt_buf *out)
{
    tt_subscription *s = context;

    for (int i = 0; i < TT_COUNT(watched); i++)
        if (s->changed >> i & 1)
            put_updated(s, watched[i].uri, out);
    s->changed = 0;
}

static void tell_beat(void *context, tt_position at, tt_buf *out)
{
    (void)context;
    (void)at;
    tt_buf_puts(out, ": keepalive\n\n");
}

/* What was missed is not known, so all may have changed. */
static void tell_reset(void *context, tt_position at, tt_buf *out)
{
    tt_subscription *s = context;

    (void)at;
    s->changed = s->wanted;
    tell_changed(s, out);
}

static void tell_end(void *context, tt_buf *out)
{
    const tt_subscription *s = context;

    if (!s->id)
        return;
    tt_buf_printf(out, "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"resultType\":\"complete\",",
                  s->id);
    put_meta(s, out);
    tt_buf_puts(out, "}}\n\n");
}

const tt_stream_kind tt_subscription_kind = {
    .event = note_event, .flush = tell_changed, .beat = tell_beat, .reset = tell_reset, .end = tell_end
};
