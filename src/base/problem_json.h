/* problem_json.h -- a failure as problem document, RFC 9457, with the members of the older API beside them. */
#ifndef TT_PROBLEM_JSON_H
#define TT_PROBLEM_JSON_H

#include "base/error.h"

/** The document of E in pool P; its cause is not in it. */
const char *tt_problem_json(apr_pool_t *p, const tt_error *e, const char *request_id);

#endif
