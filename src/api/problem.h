/* problem.h -- a failure as the answer of a call. */
#ifndef TT_PROBLEM_H
#define TT_PROBLEM_H

#include "api/call.h"

/** Makes E the answer of C: status, document, and the headers that go with it (Allow, WWW-Authenticate, Retry-After).
 */
void tt_problem_answer(tt_call *c, const tt_error *e);

#endif
