/* answer.h -- from the results of a call to its answer: the envelopes, pagination, ETags. */
#ifndef TT_ANSWER_H
#define TT_ANSWER_H

#include "api/call.h"

/** Writes the answer of a list: a page of ROWS (one more than the limit tells that there is a next page), and COUNT or
 * NULL. */
const tt_error *tt_answer_list(tt_call *c, const PGresult *rows, const PGresult *count) TT_MUST_CHECK;

/** Writes the answer of everything else.  ROWS are the rows of R read back, or what a report or nothing returned. */
const tt_error *tt_answer_rows(tt_call *c, const tt_resource *r, const PGresult *rows) TT_MUST_CHECK;

/** 200 with JSON, a text that lives as long as the call. */
void tt_answer_json(tt_call *c, const char *json);

/** Says that what was written is CSV, for a file NAME.csv. */
void tt_answer_csv(tt_call *c, const char *name);

/** 404, or what the resource says instead: the row of the call is not there. */
const tt_error *tt_answer_missing(tt_call *c);

#endif
