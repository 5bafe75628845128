/* exchange.h -- one JSON-RPC request of MCP on its way through the files of this folder. */
#ifndef TT_MCP_EXCHANGE_H
#define TT_MCP_EXCHANGE_H

#include "mcp/mcp.h"

#define TT_MCP_META   "io.modelcontextprotocol/"
#define TT_MCP_SERVER "{\"name\":\"timetracker\",\"title\":\"Timetracker\",\"version\":\"" TT_VERSION "\"}"
#define TT_MCP_MODERN "2026-07-28" /**< the modern revision; dates order revisions */

/** A request: its result, or why there is none. */
typedef struct tt_mcp_exchange {
    tt_mcp *mcp;
    const tt_message *message;
    tt_buf result;    /**< "{" and members of the result */
    int code;         /**< of an error, 0 = none */
    const char *text; /**< of it */
    const char *data; /**< of it, JSON; or NULL */
    int status;       /**< HTTP's */
} tt_mcp_exchange;

/** A method of the protocol. */
typedef struct tt_mcp_method {
    const char *name;
    void (*run)(tt_mcp_exchange *x);
    bool modern, legacy; /**< eras that have it */
    bool knows;          /**< it finds out itself who calls */
    const char *header;  /**< the parameter that Mcp-Name repeats, or NULL */
} tt_mcp_method;

/** Makes an error of X: CODE and TEXT, with HTTP's STATUS. */
void tt_mcp_fail(tt_mcp_exchange *x, int status, int code, const char *text);

/** Notes E for the log, and when the client may come again. */
void tt_mcp_note_failure(tt_mcp *x, const tt_error *e);

/** A parameter that is a string, else NULL. */
const char *tt_mcp_text_param(const tt_mcp_exchange *x, const char *name);

/** A member of PARAMS (or NULL) that is an object, else NULL. */
json_object *tt_mcp_object_param(const json_object *params, const char *name);

/** Whether the caller's key is one; x->refused says why not.  Whatever is answered, it is answered to a key that is
 * known. */
bool tt_mcp_know_caller(tt_mcp *x);

/** The method of that name in the era of X, or NULL. */
const tt_mcp_method *tt_mcp_find_method(const tt_mcp *x, const char *name);

/** Whether message M is of the modern era. */
bool tt_mcp_is_modern(const tt_mcp *x, const tt_message *m);

/** What the modern era asks of a request before its method is looked at; the first that fails is the error of X. */
bool tt_mcp_check_modern(tt_mcp_exchange *x);

/** Whether a version header names a legacy revision. */
bool tt_mcp_is_legacy_version(const char *version);

/** Notes the client's name, which goes into the audit log. */
void tt_mcp_note_client(tt_mcp_exchange *x);

#endif
