/* args.h -- the arguments of a call, checked against the declaration: types, ranges, lengths, unknown and repeated
 * names. All faults of a call are reported at once. */
#ifndef TT_ARGS_H
#define TT_ARGS_H

#include <json-c/json.h>

#include "api/call.h"

/** Reads the query string and, where the operation takes one, the body of C into c->args.
 *  400 for what is no argument of this route or not JSON, 415 for another media type, 422 "validation_error" with all
 * faults. */
const tt_error *tt_args_read(tt_call *c) TT_MUST_CHECK;

/** Adds a fault to FAULTS (an array of tt_fault); the message is formatted. */
void tt_fault_add(apr_array_header_t *faults, const char *field, const char *code, const char *message, ...)
    TT_PRINTF(4, 5);

/** 422 "validation_error" with FAULTS, or NULL if there are none. */
const tt_error *tt_faults_error(apr_pool_t *p, const apr_array_header_t *faults);

/** Checks the text of a value (from a query string) against field F and converts it to PostgreSQL's text in *OUT.  Adds
 * a fault and returns false where it does not fit. */
bool tt_value_from_text(apr_array_header_t *faults, const tt_field *f, const char *text, const char **out);

/** The same for a JSON value from a body. */
bool tt_value_from_json(apr_array_header_t *faults, const tt_field *f, json_object *value, const char **out);

#endif
