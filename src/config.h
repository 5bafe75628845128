/* config.h -- every directive of the module, declared once. */
#ifndef TT_CONFIG_H
#define TT_CONFIG_H

#include <httpd.h>
#include <http_config.h>

#include "api/call.h"

/* Directive, field, kind, default, least, most, help.  This list alone makes the struct, its creation, its merge, the
 * command table and, checked by a lint, the reference in conf/timetracker.conf and README.md. */
#define TT_SETTINGS(X)                                                                                                 \
    X("TimetrackerBaseURL", base_url, URL, NULL, 0, 0,                                                                 \
      "public URL of the site with its mount path; turns the module on in this server")                                \
    X("TimetrackerBodyLimit", body_limit, INT, 1048576, 1024, 16777216, "largest request body in bytes")               \
    X("TimetrackerPageSize", page_size, INT, 50, 1, 500, "rows of a page when a request names no limit")               \
    X("TimetrackerPageMax", page_max, INT, 500, 1, 500, "most rows that a request may ask for at once")                \
    X("TimetrackerDbWait", db_wait_ms, INT, 250, 1, 60000,                                                             \
      "longest wait for a free database connection in milliseconds, then 503")                                         \
    X("TimetrackerDbConnect", db_connect_ms, INT, 900, 100, 60000,                                                     \
      "longest time to reach the database in milliseconds, then 503")                                                  \
    X("TimetrackerQueryTimeout", query_timeout_ms, INT, 2000, 100, 60000,                                              \
      "longest time for a call in the database in milliseconds")                                                       \
    X("TimetrackerExportTimeout", export_timeout_ms, INT, 60000, 1000, 600000, "the same for a CSV export")

#define TT_TYPE_URL const char *
#define TT_TYPE_INT int

typedef struct tt_conf {
#define X(directive, field, kind, otherwise, least, most, help) TT_TYPE_##kind field;
    TT_SETTINGS(X)
#undef X
    const char *dbd_params; /* what mod_dbd was told, noted at start */
    int dbd_max;
    tt_site *site; /* made at start from the above; NULL where the module is off */
} tt_conf;

extern module AP_MODULE_DECLARE_DATA timetracker_module;
extern const command_rec tt_commands[];

void *tt_conf_create(apr_pool_t *p, server_rec *s);
void *tt_conf_merge(apr_pool_t *p, void *base, void *add);

/** Fills in the defaults; once per server, at post_config. */
void tt_conf_finish(tt_conf *conf);

/** The settings of a server. */
tt_conf *tt_conf_of(server_rec *s);

#endif
