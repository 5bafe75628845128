/* once.h -- Idempotency-Key: the first outcome of a POST is stored in the transaction of its effect and replayed for 24
 * hours. */
#ifndef TT_ONCE_H
#define TT_ONCE_H

#include "api/call.h"

/** Runs C at most once for its key and writes c->out; a stored outcome is replayed.  A refusal by the database's rules
 * (4xx) is an outcome too: it is stored, then returned. */
const tt_error *tt_once(tt_call *c, tt_conn *conn) TT_MUST_CHECK;

#endif
