/* auth.h -- requests below /auth: from httpd to auth/route.h and back. */
#ifndef TT_HTTP_AUTH_H
#define TT_HTTP_AUTH_H

#include <httpd.h>

#include "config.h"

/** Takes the query of /auth/callback out of what logs can show: it has the authorization code. */
void tt_auth_hide(request_rec *r, const char *path);

/** Answers R, whose path below the mount point is PATH.  Returns what the handler returns. */
int tt_auth_handle(request_rec *r, const tt_conf *conf, const char *path);

#endif
