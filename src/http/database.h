/* database.h -- mod_dbd as the source of connections, and what its settings must be. */
#ifndef TT_HTTP_DATABASE_H
#define TT_HTTP_DATABASE_H

#include <httpd.h>

#include "config.h"

/** Notes in CONF, in pool P, what mod_dbd is told for S.  At post_config: children must not count on the configuration
 * tree. */
void tt_dbd_note(apr_pool_t *p, const server_rec *s, tt_conf *conf);

/** Why the module cannot start on S, or NULL. */
const char *tt_dbd_complaint(apr_pool_t *p, const server_rec *s);

/** Highest migration of the database that CONF has noted, 0 = no schema, -1 = it cannot be reached, as the user of this
 * process.  Blocks, for two seconds at most while it connects; at start only. */
int tt_dbd_schema_version(const tt_conf *conf);

/** Opens the way to the database of S in this child process. */
const tt_error *tt_dbd_attach(apr_pool_t *p, server_rec *s, const tt_conf *conf);

#endif
