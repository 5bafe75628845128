/* tools.c -- see tools.h. */
#include "mcp/tools.h"

#include "base/json_write.h"
#include "mcp/schema.h"

enum { TOOLS_MAX = 64 };

static const char context_json[] =
    "{\"name\":\"get_context\",\"title\":\"Get context\",\"description\":\"Call this first: the time now in "
    "the account's zone, the account's "
    "settings, and the timer that runs.\",\"inputSchema\":{\"type\":\"object\",\"properties\":{},\"required\":[],"
    "\"additionalProperties\":false},\"outputSchema\":{\"type\":\"object\",\"properties\":{"
    "\"now\":{\"type\":\"string\"}},"
    "\"required\":[\"now\"]},\"annotations\":{\"title\":\"Get "
    "context\",\"readOnlyHint\":true,\"destructiveHint\":false,"
    "\"idempotentHint\":true,\"openWorldHint\":false}}";

/* "start_timer" -> "Start timer" */
static const char *title_of(apr_pool_t *p, const char *name)
{
    char *title = apr_pstrdup(p, name);

    if (*title >= 'a' && *title <= 'z')
        *title = (char)(*title - 'a' + 'A');
    for (char *s = title; *s; s++)
        if (*s == '_')
            *s = ' ';
    return title;
}

static void put_hint(tt_buf *b, const char *name, bool holds)
{
    tt_json_key(b, name);
    tt_buf_puts(b, holds ? "true" : "false");
}

static const char *definition(apr_pool_t *p, const tt_resource *r, const tt_op *op)
{
    bool reads = !tt_op_writes(op);
    bool discards = op->verb == TT_MODIFY || op->verb == TT_REMOVE || tt_op_status(op) == 204;
    const char *title = title_of(p, op->tool);
    tt_buf b;

    tt_buf_init(&b, p, 1024, 1 << 14);
    tt_buf_putc(&b, '{');
    tt_json_member(&b, "name", op->tool);
    tt_json_member(&b, "title", title);
    tt_json_member(&b, "description", apr_pstrcat(p, op->doc, ".", op->hint ? " " : "", op->hint, NULL));
    tt_json_key(&b, "inputSchema");
    tt_mcp_input_schema(&b, r, op);
    tt_json_key(&b, "outputSchema");
    tt_mcp_output_schema(&b, r, op);
    tt_buf_puts(&b, ",\"annotations\":{");
    tt_json_member(&b, "title", title);
    put_hint(&b, "readOnlyHint", reads);
    put_hint(&b, "destructiveHint", discards);
    put_hint(&b, "idempotentHint", reads || op->verb == TT_MODIFY || op->verb == TT_REMOVE);
    put_hint(&b, "openWorldHint", false);
    tt_buf_puts(&b, "}}");
    return tt_buf_text(&b);
}

const tt_tool *tt_tools_make(apr_pool_t *p, int *n)
{
    tt_tool *tools = apr_pcalloc(p, TOOLS_MAX * sizeof *tools);

    tools[0] = (tt_tool){ "get_context", NULL, NULL, context_json };
    *n = 1;
    for (const tt_resource *const *r = tt_resources; *r; r++)
        for (const tt_op *op = (*r)->ops; op < (*r)->ops + (*r)->nops; op++)
            if (op->tool && *n < TOOLS_MAX)
                tools[(*n)++] = (tt_tool){ op->tool, *r, op, definition(p, *r, op) };
    return tools;
}

const tt_tool *tt_tool_find(const tt_mcp *x, const char *name)
{
    for (int i = 0; i < x->mcp->ntools; i++)
        if (!strcmp(x->mcp->tools[i].name, name))
            return &x->mcp->tools[i];
    return NULL;
}

/* Whether the key's scopes, a JSON list of words, have one. */
static bool has(const tt_mcp *x, const char *scope)
{
    return strstr(x->scopes, apr_pstrcat(x->pool, "\"", scope, "\"", NULL)) != NULL;
}

bool tt_tool_allowed(const tt_mcp *x, const tt_tool *tool)
{
    const char *scope = tool->op ? tool->op->scope : NULL;

    if (!tool->op)
        return true;
    return has(x, scope) || has(x, "*") || has(x, "admin:all") ||
           has(x, apr_psprintf(x->pool, "%.*s:*", (int)strcspn(scope, ":"), scope));
}

void tt_tools_list(const tt_mcp *x, tt_buf *out)
{
    const char *comma = "";

    tt_buf_putc(out, '[');
    for (int i = 0; i < x->mcp->ntools; i++)
        if (tt_tool_allowed(x, &x->mcp->tools[i])) {
            tt_buf_puts(out, comma);
            tt_buf_puts(out, x->mcp->tools[i].json);
            comma = ",";
        }
    tt_buf_putc(out, ']');
}
