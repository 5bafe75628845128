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

/** Whether the operation takes a JSON body. */
bool tt_op_has_body(const tt_op *op);

#endif
