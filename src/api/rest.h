/* rest.h -- REST: from a path below the mount point to a call. */
#ifndef TT_REST_H
#define TT_REST_H

#include "api/call.h"

/** Whether PATH (below the mount point, with its leading slash) is ours; anything else is left to httpd. */
bool tt_rest_claims(const char *path);

/** Answers PATH: always fills c->out, with a problem document where the call failed.  c->in.path is set here. */
void tt_rest(tt_call *c, const char *path);

#endif
