/* request_id.h -- a name for each request, in its answer, in the log and in the audit log. */
#ifndef TT_HTTP_REQUEST_ID_H
#define TT_HTTP_REQUEST_ID_H

#include <apr_pools.h>

/** Draws this process's part of the ids; call it in child_init. */
void tt_request_id_init(void);

/** A new id of 24 hexadecimal digits in pool P: 64 random bits of this process and a count. */
const char *tt_request_id(apr_pool_t *p);

#endif
