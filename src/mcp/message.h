/* message.h -- JSON-RPC 2.0 messages as MCP uses them: ids are kept as they were written, because they are echoed byte
 * for byte. */
#ifndef TT_MCP_MESSAGE_H
#define TT_MCP_MESSAGE_H

#include <json-c/json.h>

#include "base/buf.h"

enum {
    TT_RPC_PARSE_ERROR = -32700,
    TT_RPC_INVALID_REQUEST = -32600,
    TT_RPC_UNKNOWN_METHOD = -32601,
    TT_RPC_INVALID_PARAMS = -32602,
    TT_RPC_INTERNAL = -32603,
    TT_RPC_NO_RESOURCE = -32002, /**< legacy only */
    TT_RPC_HEADER_MISMATCH = -32020,
    TT_RPC_UNSUPPORTED_VERSION = -32022
};

typedef enum tt_message_kind {
    TT_MESSAGE_BAD,
    TT_MESSAGE_REQUEST,
    TT_MESSAGE_NOTIFICATION,
    TT_MESSAGE_RESPONSE
} tt_message_kind;

/** One message. */
typedef struct tt_message {
    tt_message_kind kind;
    const char *id; /**< the token as it was written; NULL = none that could be read */
    const char *method;
    json_object *params; /**< an object, or NULL */
} tt_message;

/** What a body holds. */
typedef struct tt_messages {
    bool is_batch;
    int n;
    tt_message *at;
} tt_messages;

/** Reads BODY.  NULL, or why it is no JSON: then the answer is 400 with TT_RPC_PARSE_ERROR.  What is JSON but no
 * message is of kind TT_MESSAGE_BAD. All in pool P. */
const char *tt_messages_read(apr_pool_t *p, const char *body, size_t n, tt_messages *out);

/** {"jsonrpc":"2.0","id":ID,"error":{"code":CODE,"message":TEXT,"data":DATA}}; without ID or DATA (JSON) where they are
 * NULL. */
void tt_message_error(tt_buf *b, const char *id, int code, const char *text, const char *data);

#endif
