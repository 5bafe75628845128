/* mod_timetracker.c -- the module record, its hooks, and the way from a request_rec to a call and back. */
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>

#include "api/openapi.h"
#include "api/problem.h"
#include "api/rest.h"
#include "config.h"
#include "http/answer.h"
#include "http/body.h"
#include "http/database.h"
#include "http/request_id.h"
#include "log.h"
#include "schema_version.h"

APLOG_USE_MODULE(timetracker);

static const char handler_name[] = "timetracker";

/* The path below the mount point ("/api/v1/clients") if R is ours, else NULL. */
static const char *own_path(const request_rec *r)
{
    const tt_site *site = tt_conf_of(r->server)->site;
    size_t n = site ? strlen(site->base_path) : 0;

    if (!site || strncmp(r->uri, site->base_path, n) != 0 || !tt_rest_claims(r->uri + n))
        return NULL;
    return r->uri + n;
}

/* Runs for each request before httpd looks for a file.  Ours have none, so the walk through the file system (17 us) is
 * left out. */
static int translate_name(request_rec *r)
{
    if (!own_path(r))
        return DECLINED;
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

static void fill_request(request_rec *r, tt_request *in)
{
    const apr_table_t *h = r->headers_in;

    in->method = r->header_only ? "GET" : r->method;
    in->query = r->args;
    in->authorization = apr_table_get(h, "Authorization");
    in->api_key = apr_table_get(h, "X-API-Key");
    in->if_match = apr_table_get(h, "If-Match");
    in->if_none_match = apr_table_get(h, "If-None-Match");
    in->idempotency_key = apr_table_get(h, "Idempotency-Key");
    in->accept = apr_table_get(h, "Accept");
    in->content_type = apr_table_get(h, "Content-Type");
    in->client_ip = r->useragent_ip;
    in->request_id = tt_request_id(r->pool);
    in->via = "rest";
}

/* The one place where a request is logged: what an operator must act on, and at INFO who was refused. */
static void log_outcome(request_rec *r, const tt_call *c)
{
    if (c->cause && c->out.status == 503)
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r, TTLOGNO(2001) "%s [request %s]", c->cause, c->in.request_id);
    else if (c->cause && c->out.status >= 500)
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, TTLOGNO(2002) "%s [request %s]", c->cause, c->in.request_id);
    else if (c->out.status == 401 || c->out.status == 403)
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TTLOGNO(2003) "refused with %d: %s %s [request %s]", c->out.status,
                      r->method, r->uri, c->in.request_id);
}

static int handle(request_rec *r)
{
    const tt_conf *conf = tt_conf_of(r->server);
    const tt_error *e;
    tt_call *c;

    if (!is_ours(r))
        return DECLINED;
    c = apr_pcalloc(r->pool, sizeof *c);
    c->pool = r->pool;
    c->site = conf->site;
    fill_request(r, &c->in);
    e = tt_body_read(r, (apr_size_t)conf->body_limit, &c->in.body, &c->in.body_n);
    if (e)
        tt_problem_answer(c, e);
    else
        tt_rest(c, own_path(r));
    if (c->principal.user_id)
        r->user = apr_pstrdup(r->pool, c->principal.user_id);
    log_outcome(r, c);
    return tt_answer_send(r, c);
}

static tt_site *make_site(apr_pool_t *p, const tt_conf *conf)
{
    tt_site *site = apr_pcalloc(p, sizeof *site);

    site->base_url = conf->base_url;
    site->base_path = strchrnul(strstr(conf->base_url, "://") + 3, '/');
    site->page_size = conf->page_size < conf->page_max ? conf->page_size : conf->page_max;
    site->page_max = conf->page_max;
    site->query_timeout_ms = conf->query_timeout_ms;
    site->export_timeout_ms = conf->export_timeout_ms;
    site->schema_version = TT_SCHEMA_VERSION;
    tt_openapi_make(p, site);
    return site;
}

static void report_schema(apr_pool_t *p, server_rec *s)
{
    int version = tt_dbd_schema_version(p, s);

    if (version < 0)
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     TTLOGNO(1002) "the database cannot be reached; requests get 503 until it can");
    else if (version < TT_SCHEMA_VERSION)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s,
                     TTLOGNO(1003) "the schema of the database is at version %d, %d is needed; run 'ttctl migrate'",
                     version, TT_SCHEMA_VERSION);
}

/* Runs after the configuration is read: twice at start, once at a restart.  The first time is a rehearsal. */
static int post_config(apr_pool_t *p, apr_pool_t *log, apr_pool_t *temporary, server_rec *first)
{
    bool rehearsal = ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG;

    (void)log;
    for (server_rec *s = first; s; s = s->next) {
        tt_conf *conf = tt_conf_of(s);
        const char *complaint;

        tt_conf_finish(conf);
        if (!conf->base_url)
            continue;
        complaint = tt_dbd_complaint(temporary, s);
        if (complaint) {
            ap_log_error(APLOG_MARK, APLOG_EMERG, 0, s, TTLOGNO(1001) "%s", complaint);
            return HTTP_INTERNAL_SERVER_ERROR;
        }
        tt_dbd_note(p, s, conf);
        if (!rehearsal)
            report_schema(temporary, s);
        conf->site = make_site(p, conf);
    }
    return OK;
}

/* Runs in each child process before its first request. */
static void child_init(apr_pool_t *p, server_rec *first)
{
    tt_request_id_init();
    for (server_rec *s = first; s; s = s->next) {
        tt_conf *conf = tt_conf_of(s);
        const tt_error *e = conf->site ? tt_dbd_attach(p, s, conf) : NULL;

        if (e) {
            ap_log_error(APLOG_MARK, APLOG_EMERG, 0, s, TTLOGNO(1004) "%s", e->cause);
            conf->site = NULL; /* off in this child rather than without a database */
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
