/* events.h -- GET /api/v1/events: what changes of the caller's rows, as it happens, as Server-Sent Events. */
#ifndef TT_HTTP_EVENTS_H
#define TT_HTTP_EVENTS_H

#include <httpd.h>

#include "config.h"

/** Whether PATH (below the mount point) is answered here: /api/v1/events and /api/events. */
bool tt_events_claims(const char *path);

/** Answers R.  Returns what the handler returns; with a stream R is not the caller's any more. */
int tt_events_handle(request_rec *r, const tt_conf *conf);

#endif
