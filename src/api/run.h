/* run.h -- the whole policy of a call, on one screen. */
#ifndef TT_RUN_H
#define TT_RUN_H

#include "api/call.h"

/** Runs the call in c->in: finds the operation, checks who may, reads the arguments, asks the database, writes c->out.
 *  Every protocol ends here; on failure c->out is left alone and the error says it all. */
const tt_error *tt_run(tt_call *c) TT_MUST_CHECK;

#endif
