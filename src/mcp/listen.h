/* listen.h -- streams of MCP: subscriptions/listen of the modern era, and the GET of the legacy ones.  What changes
 * comes from stream/stream.h; here is what is said of it. */
#ifndef TT_MCP_LISTEN_H
#define TT_MCP_LISTEN_H

#include "mcp/exchange.h"
#include "stream/stream.h"

/** What a stream is open for. */
typedef struct tt_subscription {
    const char
        *id; /**< of the request, as it was written; NULL = legacy, which is told nothing but that the server lives */
    unsigned wanted;  /**< resources, as bits of their place in the list */
    unsigned changed; /**< likewise: the client is to be told of these; the streams' thread's alone */
} tt_subscription;

/** Reads the filter of a subscriptions/listen: a subscription in the pool of X, or an error of X.  Only resources that
 * the key may read are honoured. */
tt_subscription *tt_subscription_read(tt_mcp_exchange *x);

/** The first bytes of the stream of S. */
void tt_subscription_begin(const tt_subscription *s, tt_buf *out);

/** How a stream is written; its context is a tt_subscription. */
extern const tt_stream_kind tt_subscription_kind;

#endif
