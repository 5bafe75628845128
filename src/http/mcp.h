/* mcp.h -- requests to /mcp: from httpd to mcp/mcp.h and back. */
#ifndef TT_HTTP_MCP_H
#define TT_HTTP_MCP_H

#include <httpd.h>

#include "config.h"

/** Answers R.  Returns what the handler returns. */
int tt_mcp_handle(request_rec *r, const tt_conf *conf);

#endif
