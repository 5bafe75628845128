/* methods.c -- the methods of the protocol. */
#include "base/hex.h"
#include "base/json_write.h"
#include "mcp/exchange.h"
#include "mcp/library.h"
#include "mcp/listen.h"
#include "mcp/tools.h"

#define NEWEST "2025-11-25" /* of the legacy era */

enum { DISCOVER_TTL_MS = 3600000, LIST_TTL_MS = 300000 };

static const char instructions[] =
    "Time tracking: clients have projects, time is booked on projects as time entries that never overlap, and "
    "one timer runs at most. Call get_context "
    "first: it tells the time and zone of the account and the running timer. Times without an offset are in "
    "the account's zone. Ids come from the list "
    "tools; results carry names beside them. get_statistics does the sums.";

void tt_mcp_fail(tt_mcp_exchange *x, int status, int code, const char *text)
{
    x->status = status;
    x->code = code;
    x->text = text;
}

void tt_mcp_note_failure(tt_mcp *x, const tt_error *e)
{
    x->cause = e->cause ? apr_pstrdup(x->pool, e->cause) : NULL;
    x->cause_status = e->status;
    x->retry_after = e->retry_after;
}

const char *tt_mcp_text_param(const tt_mcp_exchange *x, const char *name)
{
    json_object *value;

    if (!x->message->params || !json_object_object_get_ex(x->message->params, name, &value) ||
        !json_object_is_type(value, json_type_string))
        return NULL;
    return json_object_get_string(value);
}

json_object *tt_mcp_object_param(const json_object *params, const char *name)
{
    json_object *value;

    return params && json_object_object_get_ex(params, name, &value) && json_object_is_type(value, json_type_object)
               ? value
               : NULL;
}

/* Lists that may be kept: modern clients are told for how long. Another key may see another list. */
static void put_cacheable(tt_mcp_exchange *x, int ttl_ms, const char *scope)
{
    if (!x->mcp->modern)
        return;
    tt_json_key(&x->result, "ttlMs");
    tt_buf_int(&x->result, ttl_ms);
    tt_json_member(&x->result, "cacheScope", scope);
}

/* Columns of authenticate_agent. */
enum { AGENT_USER_ID, AGENT_CREDENTIAL_ID, AGENT_TIER, AGENT_SCOPES, AGENT_TODAY, AGENT_WEEK };

static const tt_error *ask_database(tt_mcp *x, const PGresult **row)
{
    const char *values[] = { tt_hex_bytea(x->pool, x->in.credential.hash, TT_SHA256), x->in.client_ip };
    tt_trip trip;

    tt_trip_init(&trip, x->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_authenticate_agent), TT_COUNT(values), values);
    TT_TRY(tt_trip_alone(&trip, x->mcp->site->db, x->mcp->site->query_timeout_ms, true));
    *row = tt_trip_result(&trip, 0);
    return NULL;
}

/* Whatever is answered, it is answered to a key that is known; a tool's call finds that out itself. */
bool tt_mcp_know_caller(tt_mcp *x)
{
    const PGresult *row;

    if (x->scopes || x->refused)
        return !x->refused;
    x->refused = ask_database(x, &row);
    if (x->refused)
        return false;
    x->user_id = PQgetvalue(row, 0, AGENT_USER_ID);
    x->credential_id = PQgetvalue(row, 0, AGENT_CREDENTIAL_ID);
    x->tier = PQgetvalue(row, 0, AGENT_TIER);
    x->scopes = PQgetvalue(row, 0, AGENT_SCOPES);
    x->today = PQgetvalue(row, 0, AGENT_TODAY);
    x->week_start = PQgetvalue(row, 0, AGENT_WEEK);
    return true;
}

#define CAPABILITIES "{\"tools\":{},\"resources\":{},\"prompts\":{},\"completions\":{}}"

static void initialize(tt_mcp_exchange *x)
{
    const char *wanted = tt_mcp_text_param(x, "protocolVersion");
    bool known = wanted && tt_mcp_is_legacy_version(wanted);

    tt_json_member(&x->result, "protocolVersion", known ? wanted : NEWEST);
    tt_buf_puts(&x->result, ",\"capabilities\":" CAPABILITIES ",\"serverInfo\":" TT_MCP_SERVER);
    tt_json_member(&x->result, "instructions", instructions);
}

static void discover(tt_mcp_exchange *x)
{
    tt_buf_puts(&x->result, ",\"supportedVersions\":[\"" TT_MCP_MODERN "\"],\"capabilities\":");
    tt_buf_puts(&x->result, x->mcp->mcp->streams
                                ? "{\"tools\":{},\"resources\":{\"subscribe\":true},\"prompts\":{},\"completions\":{}}"
                                : CAPABILITIES);
    tt_json_member(&x->result, "instructions", instructions);
    put_cacheable(x, DISCOVER_TTL_MS, "public");
}

static void ping(tt_mcp_exchange *x)
{
    (void)x;
}

/* One page has all; a cursor is none that we gave. */
static bool begin_list(tt_mcp_exchange *x, const char *name)
{
    json_object *cursor;

    if (x->message->params && json_object_object_get_ex(x->message->params, "cursor", &cursor) && cursor) {
        tt_mcp_fail(x, 200, TT_RPC_INVALID_PARAMS, "This cursor is none of this server");
        return false;
    }
    tt_json_key(&x->result, name);
    return true;
}

static void list_tools(tt_mcp_exchange *x)
{
    if (!begin_list(x, "tools"))
        return;
    tt_tools_list(x->mcp, &x->result);
    put_cacheable(x, LIST_TTL_MS, "private");
}

static void list_resources(tt_mcp_exchange *x)
{
    if (!begin_list(x, "resources"))
        return;
    tt_library_resources(&x->result);
    put_cacheable(x, LIST_TTL_MS, "public");
}

static void list_templates(tt_mcp_exchange *x)
{
    if (!begin_list(x, "resourceTemplates"))
        return;
    tt_library_templates(&x->result);
    put_cacheable(x, LIST_TTL_MS, "public");
}

static void list_prompts(tt_mcp_exchange *x)
{
    if (!begin_list(x, "prompts"))
        return;
    tt_library_prompts(&x->result);
    put_cacheable(x, LIST_TTL_MS, "public");
}

static void call_tool(tt_mcp_exchange *x)
{
    const char *name = tt_mcp_text_param(x, "name");
    json_object *arguments = tt_mcp_object_param(x->message->params, "arguments"), *given = NULL;
    const tt_tool *tool = name ? tt_tool_find(x->mcp, name) : NULL;

    if (!tool && tt_mcp_know_caller(x->mcp))
        tt_mcp_fail(x, 200, TT_RPC_INVALID_PARAMS,
                    name ? apr_psprintf(x->mcp->pool, "Unknown tool: %.64s", name)
                         : "params.name must be the name of a tool");
    else if (tool && x->message->params && json_object_object_get_ex(x->message->params, "arguments", &given) &&
             given && !arguments && tt_mcp_know_caller(x->mcp))
        tt_mcp_fail(x, 200, TT_RPC_INVALID_PARAMS, "params.arguments must be an object");
    if (x->code || x->mcp->refused)
        return;
    if (x->result.n > 1)
        tt_buf_putc(&x->result, ',');
    tt_tool_call(x->mcp, tool, arguments, &x->result);
}

/* What the library says of an error: its code here, told apart by era. */
static void library_failed(tt_mcp_exchange *x, const tt_library_error *e)
{
    tt_mcp_fail(x, 200, e->missing && !x->mcp->modern ? TT_RPC_NO_RESOURCE : TT_RPC_INVALID_PARAMS, e->text);
    x->data = e->data;
}

static void read_resource(tt_mcp_exchange *x)
{
    tt_library_error e = { 0 };

    tt_library_read(x->mcp, tt_mcp_text_param(x, "uri"), &x->result, &e);
    if (e.text)
        library_failed(x, &e);
    else
        put_cacheable(x, 0, "private");
}

static void get_prompt(tt_mcp_exchange *x)
{
    tt_library_error e = { 0 };

    tt_library_prompt(x->mcp, tt_mcp_text_param(x, "name"), tt_mcp_object_param(x->message->params, "arguments"),
                      &x->result, &e);
    if (e.text)
        library_failed(x, &e);
}

static void open_stream(tt_mcp_exchange *x)
{
    if (x->mcp->mcp->streams)
        x->mcp->listens = tt_subscription_read(x);
    else
        tt_mcp_fail(x, 404, TT_RPC_UNKNOWN_METHOD, "Unknown method");
}

static void complete(tt_mcp_exchange *x)
{
    tt_library_error e = { 0 };

    tt_library_complete(x->mcp, x->message->params, &x->result, &e);
    if (e.text)
        library_failed(x, &e);
}

static const tt_mcp_method methods[] = {
    { "tools/call", call_tool, true, true, true, "name" },
    { "tools/list", list_tools, true, true, false, NULL },
    { "initialize", initialize, false, true, false, NULL },
    { "server/discover", discover, true, false, false, NULL },
    { "ping", ping, false, true, false, NULL },
    { "resources/list", list_resources, true, true, false, NULL },
    { "resources/templates/list", list_templates, true, true, false, NULL },
    { "resources/read", read_resource, true, true, false, "uri" },
    { "prompts/list", list_prompts, true, true, false, NULL },
    { "prompts/get", get_prompt, true, true, false, "name" },
    { "subscriptions/listen", open_stream, true, false, false, NULL },
    { "completion/complete", complete, true, true, false, NULL },
};

const tt_mcp_method *tt_mcp_find_method(const tt_mcp *x, const char *name)
{
    for (int i = 0; i < TT_COUNT(methods); i++)
        if (!strcmp(methods[i].name, name))
            return (x->modern ? methods[i].modern : methods[i].legacy) ? &methods[i] : NULL;
    return NULL;
}
