/* events.h -- GET /api/v1/events: what changes of the caller's rows, as it happens, as Server-Sent Events. */
#ifndef TT_HTTP_EVENTS_H
#define TT_HTTP_EVENTS_H

#include <httpd.h>

#include "config.h"

/** Whether PATH (below the mount point) is answered here: /api/v1/events and /api/events. */
bool tt_events_claims(const char *path);

/** Answers R.  Returns what the handler returns; with a stream R is not the caller's any more. */
int tt_events_handle(request_rec *r, const tt_conf *conf);

/** The scopes any of which opens the stream, as PostgreSQL's array, in pool P: to read anything. */
const char *tt_events_scopes(apr_pool_t *p);

/** Whether who has SCOPES (JSON; "" = a session, which has all) may know of changes of RESOURCE: whoever may list it.
 * A resource that has no operations belongs to the one whose name its own begins with. */
bool tt_events_may_know(const char *scopes, const char *resource);

#endif
