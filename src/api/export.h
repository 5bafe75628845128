/* export.h -- every row of a list as CSV. */
#ifndef TT_EXPORT_H
#define TT_EXPORT_H

#include "api/steps.h"

/** Runs the list of C over CONN in single-row mode and spools its rows into c->out.  The whole export is one snapshot,
 * an error in its middle is still an error answer, and the connection is free before the first byte goes to the client,
 * however slow that one reads. STEPS has begun and authenticates. */
const tt_error *tt_export(tt_call *c, tt_conn *conn, tt_steps *steps) TT_MUST_CHECK;

#endif
