/* call.h -- calls of the API: from httpd to the engine and back. */
#ifndef TT_HTTP_CALL_H
#define TT_HTTP_CALL_H

#include <httpd.h>

#include "config.h"

/** Answers R, whose path below the mount point is PATH.  Returns what the handler returns. */
int tt_call_handle(request_rec *r, const tt_conf *conf, const char *path);

#endif
