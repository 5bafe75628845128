/* engine.h -- what the tests of the engine share. */
#ifndef ENGINE_H
#define ENGINE_H

#include <check.h>

#include "api/args.h"
#include "api/call.h"

/** A pool for one test; made and destroyed by the fixtures below. */
extern apr_pool_t *pool;

void pool_setup(void);
void pool_teardown(void);

/** A test case of the suite with the pool as its fixture. */
TCase *add_case(Suite *s, const char *name);
/** The same for tests that do one thing very often; valgrind leaves them out (tag "long"). */
TCase *add_long_case(Suite *s, const char *name);

/** The field of a resource, which must be there. */
const tt_field *field_of(const char *resource, const char *name);

/** A call of `name` of `resource` with a site of usual settings, as far as the arguments go. */
tt_call *call_of(const char *resource, const char *name);

#endif
