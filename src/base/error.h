/* error.h -- the one shape of a failure, from the database up to the answer. */
#ifndef TT_ERROR_H
#define TT_ERROR_H

#include "tt.h"

/** One rejected argument. */
typedef struct tt_fault {
    const char *field;   /**< the argument as the caller named it */
    const char *code;    /**< stable, snake_case: "required", "too_long", ... */
    const char *message; /**< what is allowed */
} tt_fault;

/** Why a call failed.  NULL in place of a `const tt_error *` is success. */
typedef struct tt_error {
    int status;                       /**< HTTP status, RFC 9110 */
    const char *code;                 /**< stable, snake_case; the problem type is "urn:timetracker:<code>" */
    const char *title;                /**< the same at every occurrence of the code */
    const char *detail;               /**< this occurrence, for a person */
    const char *field;                /**< the argument at fault, or NULL */
    const apr_array_header_t *faults; /**< of tt_fault: all rejected arguments, or NULL */
    const char *cause;                /**< for the operator's log only, never sent */
    const char *allow;                /**< of a 405: the value of Allow */
    const char *required_scope;       /**< of insufficient_scope */
    const char *available_scopes;     /**< of insufficient_scope: JSON, ["read:clients"] */
    const char *conflict_resource;    /**< of a 409: the resource of the row in the way, or NULL */
    const char *conflict_id;          /**< of a 409: its id */
    const char *conflict;             /**< of a 409: that row as JSON, or NULL */
    const char *sqlstate;             /**< what PostgreSQL said, or NULL */
    int retry_after;                  /**< seconds, 0 = no Retry-After */
} tt_error;

/** Returns from the calling function if EXPR failed. */
#define TT_TRY(expr)                                                                                                   \
    do {                                                                                                               \
        const tt_error *tt_try_ = (expr);                                                                              \
        if (tt_try_)                                                                                                   \
            return tt_try_;                                                                                            \
    } while (0)

/** Marks a function whose failure must be looked at. */
#define TT_MUST_CHECK __attribute__((warn_unused_result))

/** Makes an error in pool P; code and title must outlive it (literals), the detail is formatted. */
tt_error *tt_error_make(apr_pool_t *p, int status, const char *code, const char *title, const char *format, ...)
    TT_PRINTF(5, 6);

/** A failure that is ours: 500 "internal_error"; CAUSE goes to the log and is formatted, the caller learns nothing. */
const tt_error *tt_error_internal(apr_pool_t *p, const char *cause, ...) TT_PRINTF(2, 3);

#endif
