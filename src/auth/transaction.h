/* transaction.h -- what has to be remembered between the way to the provider and the way back: in the browser, sealed,
 * so that signing in can be begun any number of times without a row in the database. */
#ifndef TT_TRANSACTION_H
#define TT_TRANSACTION_H

#include "auth/seal.h"

/** Seconds a sign-in may take, and how many of them a browser can have under way. */
enum { TT_TRANSACTION_S = 600, TT_TRANSACTIONS_MAX = 4 };

typedef struct tt_transaction {
    const char *state, *nonce; /**< 256 random bits each */
    const char *verifier;      /**< PKCE, RFC 7636 section 4.1 */
    const char *issuer, *return_to;
} tt_transaction;

/** What both functions need. */
typedef struct tt_transaction_context {
    apr_pool_t *pool;
    const apr_array_header_t *keys;    /**< of tt_seal_key, the one that seals first */
    const apr_array_header_t *cookies; /**< of tt_cookie: those of the request */
    apr_array_header_t *set_cookies;   /**< of const char *: values of Set-Cookie are added */
    int64_t now;                       /**< seconds since the epoch */
} tt_transaction_context;

/** Draws state, nonce and verifier into T, whose issuer and return_to are given, and adds its cookie.  The oldest are
 * dropped where the browser has too many. */
const tt_error *tt_transaction_begin(const tt_transaction_context *x, tt_transaction *t) TT_MUST_CHECK;

/** Finds the transaction of STATE among the cookies and drops its cookie whatever comes of it.  400 "state_unknown"
 * where there is none of this browser, "state_expired" where it is older than TT_TRANSACTION_S. */
const tt_error *tt_transaction_take(const tt_transaction_context *x, const char *state,
                                    tt_transaction *out) TT_MUST_CHECK;

#endif
