/* library.h -- what MCP offers beside tools: resources to read, prompts for people to choose, and completions for their
 * arguments. */
#ifndef TT_MCP_LIBRARY_H
#define TT_MCP_LIBRARY_H

#include "mcp/mcp.h"

/** Why there is no answer. */
typedef struct tt_library_error {
    const char *text; /**< NULL = there is one */
    const char *data; /**< JSON, or NULL */
    bool missing;     /**< the resource is not there */
} tt_library_error;

/** The arrays of all resources, templates of resources, and prompts. */
void tt_library_resources(tt_buf *out);
void tt_library_templates(tt_buf *out);
void tt_library_prompts(tt_buf *out);

/** Writes "contents": [...] of the resource at URI, read as the caller may. */
void tt_library_read(tt_mcp *x, const char *uri, tt_buf *out, tt_library_error *e);

/** Writes "description" and "messages" of a prompt. */
void tt_library_prompt(tt_mcp *x, const char *name, json_object *arguments, tt_buf *out, tt_library_error *e);

/** Writes "completion": {...} for an argument of a prompt or template; nothing is known of others. */
void tt_library_complete(tt_mcp *x, json_object *params, tt_buf *out, tt_library_error *e);

#endif
