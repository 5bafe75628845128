/* public.h -- what anybody may ask, beside the operations: whether the server lives, whether it is ready, what it can
 * do. */
#ifndef TT_HTTP_PUBLIC_H
#define TT_HTTP_PUBLIC_H

#include "api/call.h"

/** Whether PATH (below the mount point) is answered here: /healthz, /readyz, the OpenAPI document, and /api/docs,
 * which leads to the page docs/ of htdocs. */
bool tt_public_claims(const char *path);

/** Fills c->out.  /healthz says that this process answers; /readyz that the database can be reached and has a schema
 * that this code knows, else 503; the document is made at start and has a strong ETag. */
const tt_error *tt_public_answer(tt_call *c, const char *path) TT_MUST_CHECK;

#endif
