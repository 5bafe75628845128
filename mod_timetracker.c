/* mod_timetracker.c -- the module record, its hooks, and what happens at start. */
#include <apr_atomic.h>
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>

#include "api/rest.h"
#include "auth/front.h"
#include "auth/route.h"
#include "base/fetch.h"
#include "config.h"
#include "http/auth.h"
#include "http/call.h"
#include "http/database.h"
#include "http/events.h"
#include "http/mcp.h"
#include "http/public.h"
#include "http/request_id.h"
#include "http/site.h"
#include "http/stream.h"
#include "log.h"
#include "mcp/mcp.h"
#include "schema_version.h"

APLOG_USE_MODULE(timetracker);

static const char handler_name[] = "timetracker";

/* The path below the mount point ("/api/v1/clients") if R is ours, else NULL. */
static const char *own_path(const request_rec *r)
{
    const tt_site *site = tt_conf_of(r->server)->site;
    size_t n = site ? strlen(site->base_path) : 0;

    if (!site || strncmp(r->uri, site->base_path, n) != 0 ||
        (!tt_rest_claims(r->uri + n) && !tt_auth_claims(r->uri + n) && !tt_public_claims(r->uri + n) &&
         !(tt_conf_of(r->server)->mcp && tt_mcp_claims(r->uri + n))))
        return NULL;
    return r->uri + n;
}

/* Runs for each request before httpd looks for a file.  Ours have none, so the walk through the file system (17 us) is
 * left out. */
static int translate_name(request_rec *r)
{
    const char *path = own_path(r);

    if (!path)
        return DECLINED;
    tt_auth_hide(r, path);
    r->handler = handler_name;
    r->filename = apr_pstrdup(r->pool, r->uri);
    return OK;
}

static bool is_ours(const request_rec *r)
{
    return r->handler == handler_name;
}

static int map_to_storage(request_rec *r)
{
    return is_ours(r) ? OK : DECLINED;
}

/* Runs before mod_mime, which would read a type or an encoding out of the path ("/api/openapi.json"). */
static int type_checker(request_rec *r)
{
    return is_ours(r) ? OK : DECLINED;
}

static int handle(request_rec *r)
{
    const tt_conf *conf = tt_conf_of(r->server);
    const char *path;

    if (!is_ours(r))
        return DECLINED;
    path = own_path(r);
    if (tt_events_claims(path))
        return tt_events_handle(r, conf);
    if (tt_mcp_claims(path))
        return tt_mcp_handle(r, conf);
    return tt_auth_claims(path) ? tt_auth_handle(r, conf, path) : tt_call_handle(r, conf, path);
}

static const char *complaint_of(apr_pool_t *p, server_rec *s, const tt_conf *conf)
{
    const char *complaint = tt_dbd_complaint(p, s);

    if (!complaint && conf->front_auth)
        complaint = tt_front_complaint(p, conf->relying_party);
    if (!complaint && conf->well_known)
        complaint = tt_provider_complaint(p, &conf->relying_party->provider);
    if (!complaint)
        complaint = tt_mcp_complaint(p, conf->mcp_origins, conf->mcp_tools);
    return complaint;
}

/* Makes what a server needs, or says why it cannot; the first time is a rehearsal, which shares nothing. */
static int prepare(apr_pool_t *p, apr_pool_t *temporary, server_rec *s)
{
    bool rehearsal = ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG;
    tt_conf *conf = tt_conf_of(s);
    const char *complaint;
    const tt_error *e;

    tt_site_make(p, conf);
    complaint = complaint_of(temporary, s, conf);
    if (complaint) {
        ap_log_error(APLOG_MARK, APLOG_EMERG, 0, s, TTLOGNO(1001) "%s", complaint);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    tt_dbd_note(p, s, conf);
    if (rehearsal)
        return OK;
    e = tt_site_share(p, conf);
    if (!e)
        return OK;
    ap_log_error(APLOG_MARK, APLOG_EMERG, 0, s, TTLOGNO(1005) "%s", e->cause);
    return HTTP_INTERNAL_SERVER_ERROR;
}

/* Runs after the configuration is read: twice at start, once at a restart. */
static int post_config(apr_pool_t *p, apr_pool_t *log, apr_pool_t *temporary, server_rec *first)
{
    (void)log;
    for (server_rec *s = first; s; s = s->next) {
        tt_conf *conf = tt_conf_of(s);

        tt_conf_finish(conf);
        if (conf->base_url && prepare(p, temporary, s) != OK)
            return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}

/* Not in the parent: PostgreSQL may know the user of the children and not the one that starts httpd (peer
 * authentication).  One child of each start is enough. */
static void report_schema(server_rec *s, const tt_conf *conf)
{
    int version;

    if (apr_atomic_cas32(conf->schema_asked, 1, 0) != 0)
        return;
    version = tt_dbd_schema_version(conf);
    if (version < 0)
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     TTLOGNO(1002) "the database cannot be reached; requests get 503 until it can");
    else if (version < TT_SCHEMA_VERSION)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s,
                     TTLOGNO(1003) "the schema of the database is at version %d, %d is needed; run 'ttctl migrate'",
                     version, TT_SCHEMA_VERSION);
}

/* Runs in each child process before its first request. */
static void child_init(apr_pool_t *p, server_rec *first)
{
    tt_request_id_init();
    tt_fetch_init();
    for (server_rec *s = first; s; s = s->next) {
        tt_conf *conf = tt_conf_of(s);
        const tt_error *e = conf->site ? tt_dbd_attach(p, s, conf) : NULL;

        if (conf->site && !e)
            e = tt_streams_attach(p, s, conf);
        if (e) {
            ap_log_error(APLOG_MARK, APLOG_EMERG, 0, s, TTLOGNO(1004) "%s", e->cause);
            conf->site = NULL; /* off in this child rather than without a database */
        } else if (conf->site) {
            conf->relying_party->db = conf->site->db;
            report_schema(s, conf);
        }
    }
}

static void register_hooks(apr_pool_t *p)
{
    (void)p;
    ap_hook_post_config(post_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init(child_init, NULL, NULL, APR_HOOK_LAST);
    ap_hook_translate_name(translate_name, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_map_to_storage(map_to_storage, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_type_checker(type_checker, NULL, NULL, APR_HOOK_REALLY_FIRST);
    tt_streams_register();
    ap_hook_handler(handle, NULL, NULL, APR_HOOK_FIRST);
}

module AP_MODULE_DECLARE_DATA timetracker_module = {
    STANDARD20_MODULE_STUFF,
    NULL, /* no settings per directory */
    NULL,
    tt_conf_create,
    tt_conf_merge,
    tt_commands,
    register_hooks,
    0,
};
