/* ask.h -- questions on a terminal. */
#ifndef TT_ASK_H
#define TT_ASK_H

#include "ctl/command.h"

/** Asks QUESTION on stderr and reads a line from stdin; an empty one is FALLBACK ("" = none).  Refused at the end of
 *  the input. */
const tt_error *tt_ask(apr_pool_t *p, const char *question, const char *fallback, const char **answer) TT_MUST_CHECK;

/** Asks until the answer is yes (also an empty one) or no. */
const tt_error *tt_ask_yes(apr_pool_t *p, const char *question, bool *yes) TT_MUST_CHECK;

#endif
