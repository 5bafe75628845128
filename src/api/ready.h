/* ready.h -- whether this node can do its work. */
#ifndef TT_READY_H
#define TT_READY_H

#include "api/call.h"

/** 200 if the database answers and its schema is the one this code was built for, else 503 with the reason. */
const tt_error *tt_ready(tt_call *c) TT_MUST_CHECK;

#endif
