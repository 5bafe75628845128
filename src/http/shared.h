/* shared.h -- memory that all child processes of a server share: rate limits, calls per key, the provider's documents,
 * open streams, what one of them does for all. */
#ifndef TT_HTTP_SHARED_H
#define TT_HTTP_SHARED_H

#include "auth/limit.h"
#include "auth/provider.h"
#include "auth/usage.h"
#include "stream/slots.h"

typedef struct tt_shared {
    tt_limits *limits;
    tt_usage_counts *usage;
    struct tt_provider_cache *provider_cache;
    tt_slots *slots;
    apr_uint32_t *schema_asked; /* 0; 1 = a child has looked at the schema */
} tt_shared;

/** Makes it, zeroed, before there are children, with room for so many STREAMS.  It lives as long as pool P in this
 * process, and in a child as long as the child: after a graceful restart the old children keep theirs, the new ones
 * begin afresh.  500 if the system has no memory. */
const tt_error *tt_shared_make(apr_pool_t *p, int streams, tt_shared *out) TT_MUST_CHECK;

#endif
