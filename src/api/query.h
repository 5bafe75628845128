/* query.h -- a call in the database: authentication, statements and their rows in one transaction and one network trip.
 */
#ifndef TT_QUERY_H
#define TT_QUERY_H

#include "api/call.h"

/** Authenticates the caller of C and does what its operation says, then writes c->out.  With REFUSED only the caller is
 * checked, and REFUSED is the outcome if the caller has the right to ask at all. */
const tt_error *tt_call_query(tt_call *c, const tt_error *refused) TT_MUST_CHECK;

#endif
