/* config.h -- the settings of a server, made of the table in settings.h. */
#ifndef TT_CONFIG_H
#define TT_CONFIG_H

#include <httpd.h>
#include <http_config.h>

#include "api/call.h"
#include "auth/exchange.h"
#include "auth/rate.h"
#include "settings.h"
#include "stream/slots.h"
#include "stream/stream.h"

#define TT_TYPE_URL    const char *
#define TT_TYPE_TEXT   const char *
#define TT_TYPE_INT    int
#define TT_TYPE_SWITCH int

typedef struct tt_conf {
#define X(directive, field, kind, otherwise, least, most, help) TT_TYPE_##kind field;
    TT_SETTINGS(X)
#undef X
    const char *dbd_params; /* what mod_dbd was told, noted at start */
    int dbd_max;
    tt_site *site; /* made at start from the above; NULL where the module is off */
    tt_relying_party *relying_party;
    tt_rates rates;
    apr_uint32_t *schema_asked;    /* 1 = a child has looked at the schema; of all children */
    tt_slots *slots;               /* how many streams are open, of all children */
    tt_streams *streams;           /* those of this child */
    const struct tt_mcp_site *mcp; /* NULL where it is off */
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
