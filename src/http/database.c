/* database.c -- see database.h. */
#include "http/database.h"

#include <ap_mpm.h>
#include <apr_dbd.h>
#include <apr_optional.h>
#include <mod_dbd.h>

enum { DBD_MAX_DEFAULT = 10 }; /* mod_dbd's own */

/* What mod_dbd is told for a server, read from the configuration tree, since mod_dbd keeps it to itself. */
typedef struct {
    const char *driver; /* DBDriver, or NULL */
    const char *params; /* DBDParams, or NULL */
    int max;            /* DBDMax, most connections of a child process */
} dbd_settings;

static bool is_section_of(const ap_directive_t *d, const server_rec *s)
{
    return !strcasecmp(d->directive, "<VirtualHost") && s->defn_name && !strcmp(d->filename, s->defn_name) &&
           d->line_num == (int)s->defn_line_number;
}

/* The argument of directive NAME among the siblings of D, the last one given. */
static const char *argument(apr_pool_t *p, const ap_directive_t *d, const char *name)
{
    const char *found = NULL;

    for (; d; d = d->next)
        if (!strcasecmp(d->directive, name)) {
            const char *args = d->args;

            found = ap_getword_conf(p, &args);
        }
    return found;
}

/* In the virtual host's section, else in the main server. */
static const char *setting(apr_pool_t *p, const server_rec *s, const char *name)
{
    const char *found = NULL;

    for (const ap_directive_t *d = ap_conftree; d && s->is_virtual; d = d->next)
        if (is_section_of(d, s))
            found = argument(p, d->first_child, name);
    return found ? found : argument(p, ap_conftree, name);
}

static dbd_settings settings_of(apr_pool_t *p, const server_rec *s)
{
    const char *max = setting(p, s, "DBDMax");
    dbd_settings dbd = { .driver = setting(p, s, "DBDriver"),
                         .params = setting(p, s, "DBDParams"),
                         .max = DBD_MAX_DEFAULT };

    if (max)
        dbd.max = (int)strtol(max, NULL, 10);
    return dbd;
}

const char *tt_dbd_complaint(apr_pool_t *p, const server_rec *s)
{
    dbd_settings dbd = settings_of(p, s);

    if (!APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open))
        return "mod_dbd is needed and not loaded; say 'a2enmod dbd' or 'LoadModule dbd_module ...'";
    if (!dbd.driver)
        return "DBDriver is missing; say 'DBDriver pgsql'";
    if (strcasecmp(dbd.driver, "pgsql") != 0)
        return apr_psprintf(p, "DBDriver must be pgsql, not '%s'", dbd.driver);
    if (!dbd.params)
        return "DBDParams is missing; say for instance 'DBDParams \"host=/var/run/postgresql dbname=timetracker\"'";
    return NULL;
}

int tt_dbd_schema_version(const tt_conf *conf)
{
    const char *names[] = { "dbname", "connect_timeout", NULL };
    const char *values[] = { conf->dbd_params, "2", NULL };
    PGconn *pg = PQconnectdbParams(names, values, 1);
    PGresult *res;
    int version = -1;

    if (PQstatus(pg) == CONNECTION_OK) {
        version = 0;
        res = PQexec(pg, tt_query_schema_version.sql);
        if (PQresultStatus(res) == PGRES_TUPLES_OK && PQntuples(res))
            version = (int)strtol(PQgetvalue(res, 0, 0), NULL, 10);
        PQclear(res);
    }
    PQfinish(pg);
    return version;
}

static PGconn *open_connection(void *self, apr_pool_t *scratch, void **handle, apr_pool_t **life)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) *open_dbd = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    ap_dbd_t *dbd = open_dbd(scratch, self);

    if (!dbd)
        return NULL;
    *handle = dbd;
    *life = dbd->pool;
    return apr_dbd_native_handle(dbd->driver, dbd->handle);
}

static void close_connection(void *self, void *handle)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) *close_dbd = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);

    close_dbd(self, handle);
}

void tt_dbd_note(apr_pool_t *p, const server_rec *s, tt_conf *conf)
{
    dbd_settings dbd = settings_of(p, s);

    conf->dbd_params = dbd.params;
    conf->dbd_max = dbd.max;
}

/* mod_dbd without threads has one connection and no pool. */
static int connections(const tt_conf *conf)
{
    int threaded = 0;

    ap_mpm_query(AP_MPMQ_IS_THREADED, &threaded);
    return threaded == AP_MPMQ_NOT_SUPPORTED ? 1 : conf->dbd_max;
}

const tt_error *tt_dbd_attach(apr_pool_t *p, server_rec *s, const tt_conf *conf)
{
    tt_db_source source = { open_connection, close_connection, s };
    tt_db_settings settings = { .limit = connections(conf),
                                .wait_ms = conf->db_wait_ms,
                                .connect_ms = conf->db_connect_ms,
                                .query_timeout_ms = conf->query_timeout_ms,
                                .conninfo = conf->dbd_params };

    return tt_db_make(p, source, settings, &conf->site->db);
}
