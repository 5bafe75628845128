/* settle.h -- what a call leaves behind that need not be known to answer it: done when the answer is on its way. */
#ifndef TT_HTTP_SETTLE_H
#define TT_HTTP_SETTLE_H

#include <httpd.h>

#include "config.h"

/** What came of a request. */
typedef struct tt_settlement {
    tt_caller caller;
    int status;                                 /**< of the answer */
    const char *refusal;                        /**< what its key was refused for (code), NULL = it was not */
    const char *via;                            /**< as of tt_request */
    const char *user_id, *credential_id, *tier; /**< NULL where nobody was authenticated */
    const char *request_id;
} tt_settlement;

/** Charges the rate limits, counts the call of a key, and writes to the database what is due: counts about once a
 * minute, and that a key was refused. */
void tt_settle(request_rec *r, const tt_conf *conf, const tt_settlement *s);

/** The same of call C by CALLER, which was answered with STATUS. */
void tt_settle_call(request_rec *r, const tt_conf *conf, const tt_caller *caller, const tt_call *c, int status);

/** Logs a request that was answered with STATUS where that was a failure: what an operator must act on (CAUSE, or
 * NULL), and at INFO who was refused. */
void tt_log_failure(request_rec *r, int status, const char *cause, const char *request_id);

#endif
