/* program.h -- other programs, such as apachectl. */
#ifndef TT_PROGRAM_H
#define TT_PROGRAM_H

#include "base/error.h"

/** The path of NAME in PATH or in the folders of system programs, which the PATH of `su` lacks; NULL = there is none.
 */
const char *tt_program_find(apr_pool_t *p, const char *name);

/** Runs ARGV (NULL-terminated; the first is a path) and waits.  *OUTPUT is all that it said.  Refused where it could
 * not be run or did not end with 0: the output is in the message. */
const tt_error *tt_program_run(apr_pool_t *p, const char *const *argv, const char **output) TT_MUST_CHECK;

#endif
