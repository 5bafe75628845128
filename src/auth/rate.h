/* rate.h -- how often who may call: categories of calls, tiers of users, and who is counted.
 * A call with a credential counts against that, one without against the address.  A credential that is refused counts
 * against the address too, apart from the calls without: whoever guesses there is stopped. */
#ifndef TT_RATE_H
#define TT_RATE_H

#include "auth/credential.h"
#include "auth/limit.h"

typedef enum tt_category {
    TT_RATE_AUTH, /**< signing in; always by address */
    TT_RATE_READ,
    TT_RATE_WRITE,
    TT_RATE_MCP,
    TT_CATEGORIES
} tt_category;

/** Calls a minute of the tier free, 0 = without limit, and how many times as many the others have. */
typedef struct tt_rates {
    tt_limits *limits;
    int per_minute[TT_CATEGORIES];
    int pro, enterprise;
} tt_rates;

/** Who calls for what. */
typedef struct tt_caller {
    tt_category category;
    const tt_credential *credential;
    const char *ip;      /**< of IPv6 the first 64 bits count: a subscriber has all addresses behind them */
    tt_limit_key bucket; /**< of the credential; tt_rate_take leaves it for tt_rate_settle */
} tt_caller;

/** Takes one call at NOW_MS (a clock that all processes share).  *SHOWN is for X-RateLimit-*.  429 "rate_limited" with
 * Retry-After. */
const tt_error *tt_rate_take(apr_pool_t *p, const tt_rates *rates, tt_caller *caller, int64_t now_ms,
                             tt_allowance *shown) TT_MUST_CHECK;

/** What came of it: a credential that was refused (STATUS 401) is charged to the address; the tier of a known caller
 * (NULL = not known) is remembered for the next call. */
void tt_rate_settle(const tt_rates *rates, const tt_caller *caller, int status, const char *tier, int64_t now_ms);

#endif
