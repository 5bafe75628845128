/* openapi.h -- the OpenAPI 3.1 document, made once at start from the declarations. */
#ifndef TT_OPENAPI_H
#define TT_OPENAPI_H

#include "api/call.h"

/** Fills site->openapi and site->openapi_version, in pool P; base_path, page_size and page_max must be set. */
void tt_openapi_make(apr_pool_t *p, tt_site *site);

/** Writes the JSON schema of one field into B (openapi_schema.c). */
void tt_schema_field(tt_buf *b, const tt_field *f);

/** Writes the components: schemas of rows and arguments, parameters, responses, security (openapi_schema.c). */
void tt_schema_components(tt_buf *b, const tt_site *site);

/** Writes a value of the field into B, as JSON: its example or what its type allows (openapi_samples.c). */
void tt_sample_value(tt_buf *b, const tt_field *f);

/** Writes `,"example":...` of an operation's body into B, made of its fields' examples (openapi_samples.c). */
void tt_sample_body(tt_buf *b, const tt_resource *r, const tt_op *op);

/** Writes `,"x-codeSamples":[...]` of an operation into B: a call of curl that can be run as it stands, with the base
 * URL in $URL, a key in $API_KEY (a session's cookie in $SESSION where no key will do) and ids of rows in variables
 * named after them, like $TIME_ENTRY_ID (openapi_samples.c). */
void tt_sample_curl(tt_buf *b, const tt_resource *r, const tt_op *op, const char *method);

/** The same for the stream of events, which is no operation. */
void tt_sample_stream(tt_buf *b);

/** Whether the operation takes a JSON body. */
bool tt_op_has_body(const tt_op *op);

#endif
