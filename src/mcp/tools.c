/* tools.c -- see tools.h. */
#include "mcp/tools.h"

#include "api/scope.h"
#include "base/json_write.h"
#include "mcp/schema.h"

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

static bool has_tools(const tt_resource *r)
{
    for (int i = 0; i < r->nops; i++)
        if (r->ops[i].tool)
            return true;
    return false;
}

bool tt_tool_group(const char *name, size_t n)
{
    for (const tt_resource *const *r = tt_resources; *r; r++)
        if (has_tools(*r) && tt_mcp_word_in((*r)->name, name, n))
            return true;
    return false;
}

const tt_tool *tt_tools_make(apr_pool_t *p, const char *groups, int *n)
{
    apr_array_header_t *tools = apr_array_make(p, 32, sizeof(tt_tool));

    APR_ARRAY_PUSH(tools, tt_tool) = (tt_tool){ "get_context", NULL, NULL, context_json };
    for (const tt_resource *const *r = tt_resources; *r; r++)
        for (const tt_op *op = (*r)->ops; op < (*r)->ops + (*r)->nops; op++)
            if (op->tool && (!*groups || tt_mcp_word_in(groups, (*r)->name, strlen((*r)->name))))
                APR_ARRAY_PUSH(tools, tt_tool) = (tt_tool){ op->tool, *r, op, definition(p, *r, op) };
    *n = tools->nelts;
    return (const tt_tool *)tools->elts;
}

const tt_tool *tt_tool_find(const tt_mcp *x, const char *name)
{
    for (int i = 0; i < x->mcp->ntools; i++)
        if (!strcmp(x->mcp->tools[i].name, name))
            return &x->mcp->tools[i];
    return NULL;
}

bool tt_tool_allowed(const tt_mcp *x, const tt_tool *tool)
{
    return !tool->op || tt_scope_suffices(x->scopes, tool->op->scope);
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
