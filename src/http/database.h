/* database.h -- mod_dbd as the source of connections, and what its settings must be. */
#ifndef TT_HTTP_DATABASE_H
#define TT_HTTP_DATABASE_H

#include <httpd.h>

#include "config.h"

/** What mod_dbd is told for a server, read from the configuration tree, since mod_dbd keeps it to itself. */
typedef struct tt_dbd_settings {
    const char *driver; /**< DBDriver, or NULL */
    const char *params; /**< DBDParams, or NULL */
    int max;            /**< DBDMax, most connections of a child process */
} tt_dbd_settings;

tt_dbd_settings tt_dbd_settings_of(apr_pool_t *p, const server_rec *s);

/** Why the module cannot start on S, or NULL. */
const char *tt_dbd_complaint(apr_pool_t *p, const server_rec *s);

/** Highest migration of the database of S, 0 = no schema, -1 = it cannot be reached.  Blocks for at most two seconds;
 * at start only. */
int tt_dbd_schema_version(apr_pool_t *p, const server_rec *s);

/** Opens the way to the database of S in this child process. */
const tt_error *tt_dbd_attach(apr_pool_t *p, server_rec *s, const tt_conf *conf);

#endif
