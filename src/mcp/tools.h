/* tools.h -- tools, made of the declarations: names, schemas, and calls. */
#ifndef TT_MCP_TOOLS_H
#define TT_MCP_TOOLS_H

#include "mcp/mcp.h"

/** A tool: an operation and what is said of it. */
struct tt_tool {
    const char *name;
    const tt_resource *resource; /**< NULL = get_context */
    const tt_op *op;
    const char *json; /**< its definition */
};

/** Whether NAME (N bytes) is a group of tools: a resource that has some. */
bool tt_tool_group(const char *name, size_t n);

/** The tools of GROUPS (words separated by blanks; "" = all) in their order, get_context first, in pool P; *N of
 * them. */
const tt_tool *tt_tools_make(apr_pool_t *p, const char *groups, int *n);

/** The tool of that name, or NULL. */
const tt_tool *tt_tool_find(const tt_mcp *x, const char *name);

/** The array of the tools that the caller's key may use, as JSON. */
void tt_tools_list(const tt_mcp *x, tt_buf *out);

/** Whether the caller's key may use a tool. */
bool tt_tool_allowed(const tt_mcp *x, const tt_tool *tool);

/** Calls a tool with ARGUMENTS (an object or NULL) and writes the result object without its braces: "content":[...],...
 * An error of the caller's is a result with isError; x->refused is set where the key is none. */
void tt_tool_call(tt_mcp *x, const tt_tool *tool, json_object *arguments, tt_buf *out);

/** Reads by GET from PATH below /api/v1 with QUERY (or NULL) as the caller, over MCP.  *BODY is the JSON of the answer.
 * The error is the route's own. */
const tt_error *tt_mcp_read(tt_mcp *x, const char *path, const char *query, const char **body) TT_MUST_CHECK;

#endif
