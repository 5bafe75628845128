/* schema.h -- JSON Schemas of tools, in the form that all clients take: no $ref, no lists of types, a description
 * everywhere. */
#ifndef TT_MCP_SCHEMA_H
#define TT_MCP_SCHEMA_H

#include "api/resource.h"

/* Rows of a page where a model names no limit, and the most that it gets: larger ones fill its context. */
enum { TT_MCP_PAGE = 25, TT_MCP_PAGE_MAX = 100 };

/** Writes the input schema of operation OP of R as a tool. */
void tt_mcp_input_schema(tt_buf *b, const tt_resource *r, const tt_op *op);

/** Writes its output schema: the members of the envelope; rows are not spelled out, a list of tools must stay small. */
void tt_mcp_output_schema(tt_buf *b, const tt_resource *r, const tt_op *op);

/** The field that argument NAME of OP is, or NULL: of its row, of its call, or a filter of its list. */
const tt_field *tt_mcp_argument(const tt_resource *r, const tt_op *op, const char *name);

/** Whether NAME is an argument that every list has: limit, cursor, total, sort, q. */
bool tt_mcp_list_argument(const tt_resource *r, const tt_op *op, const char *name);

/** Writes the names of all arguments of OP, "id, name, color". */
void tt_mcp_argument_names(const tt_resource *r, const tt_op *op, tt_buf *out);

/** Calls EACH with every argument of OP but ids in its path and those of tt_mcp_list_argument. */
void tt_mcp_arguments(const tt_resource *r, const tt_op *op, void (*each)(void *context, const tt_field *f),
                      void *context);

#endif
