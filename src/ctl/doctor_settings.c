/* doctor_settings.c -- ttctl doctor: what httpd is told, and what answers at the base URL; see doctor.h. */
#include "ctl/doctor.h"

#include <stdlib.h>

#include "base/fetch.h"
#include "base/json_read.h"

enum { ANSWER_MAX = 64 << 10, CONNECT_MS = 2000, TIMEOUT_MS = 5000, DBD_MAX_HIGH = 16 };

static bool is_loaded(const tt_doctor *d, const char *module)
{
    for (int i = 0; i < d->found->nelts; i++) {
        const tt_httpd_directive *directive = &APR_ARRAY_IDX(d->found, i, tt_httpd_directive);

        if (!strcmp(directive->name, "LoadModule") && !strcmp(directive->value, module))
            return true;
    }
    return false;
}

void tt_doctor_modules(tt_doctor *d)
{
    if (is_loaded(d, "timetracker_module"))
        tt_doctor_ok(d, "mod_timetracker", "is loaded");
    else
        tt_doctor_fail(d, "mod_timetracker", "a2enmod timetracker", "is not loaded");
    if (!is_loaded(d, "dbd_module"))
        tt_doctor_fail(d, "mod_dbd", "a2enmod dbd", "is not loaded; the module reaches PostgreSQL through it");
    if (is_loaded(d, "headers_module"))
        tt_doctor_ok(d, "mod_headers", "is loaded");
    else
        tt_doctor_warn(d, "mod_headers", "a2enmod headers",
                       "is not loaded, so the pages come without their Content-Security-Policy");
    if (!is_loaded(d, "rewrite_module"))
        tt_doctor_warn(d, "mod_rewrite", "a2enmod rewrite", "is not loaded, so the pages are sent uncompressed");
}

static void check_pool(tt_doctor *d)
{
    const char *driver = tt_doctor_setting(d, "DBDriver"), *most = tt_doctor_setting(d, "DBDMax");
    const char *persist = tt_doctor_setting(d, "DBDPersist");

    if (!driver || strcmp(driver, "pgsql") != 0)
        tt_doctor_fail(d, "DBDriver", "DBDriver pgsql", driver ? "is %s" : "is not set%s", driver ? driver : "");
    if (persist && !strcasecmp(persist, "Off"))
        tt_doctor_warn(d, "DBDPersist", "DBDPersist On", "is off, so every request makes a connection of its own");
    if (!most)
        tt_doctor_warn(d, "DBDMax", "DBDMax 4 (conf/timetracker.conf has it): two to four per core in all are best",
                       "is not set; mod_dbd then opens up to 10 connections per httpd child");
    else if (strtol(most, NULL, 10) > DBD_MAX_HIGH)
        tt_doctor_warn(d, "DBDMax", "two to four per core in all are best, more are slower",
                       "is %s connections per httpd child", most);
    else
        tt_doctor_ok(d, "DBDMax", "%s connections per httpd child", most);
}

/* Times out sooner than an operator's patience. */
static const tt_error *fetch(tt_doctor *d, const char *url, tt_fetched *fetched)
{
    const tt_fetch fetch = { .url = url,
                             .allow_http = tt_provider_is_local(url),
                             .limit = ANSWER_MAX,
                             .connect_ms = CONNECT_MS,
                             .timeout_ms = TIMEOUT_MS };

    TT_TRY(tt_fetch_run(d->pool, &fetch, fetched));
    return fetched->status == 200 ? NULL : tt_refuse(d->pool, "%s answers %d", url, fetched->status);
}

/* An answer that is no JSON object with status "ok" is not ours. */
static const tt_error *fetch_health(tt_doctor *d, const char *url, bool *ours)
{
    json_object *answer, *status = NULL;
    tt_fetched fetched;

    *ours = false;
    TT_TRY(fetch(d, url, &fetched));
    if (!tt_json_read(d->pool, fetched.body, fetched.n, &answer) && json_object_is_type(answer, json_type_object) &&
        json_object_object_get_ex(answer, "status", &status))
        *ours = json_object_is_type(status, json_type_string) && !strcmp(json_object_get_string(status), "ok");
    return NULL;
}

static void check_pages(tt_doctor *d)
{
    static const char advice[] =
        "Alias or DocumentRoot must name the folder of the pages, which httpd must be able to read";
    const char *url = apr_pstrcat(d->pool, d->base_url, "/", NULL);
    tt_fetched fetched;
    const tt_error *e = fetch(d, url, &fetched);

    if (e)
        tt_doctor_fail_of(d, "pages", advice, e);
    else if (strncmp(fetched.content_type, "text/html", 9) != 0)
        tt_doctor_fail(d, "pages", advice, "%s is no page: its type is '%s'", url, fetched.content_type);
    else
        tt_doctor_ok(d, "pages", "are served at %s", url);
}

static void check_answer(tt_doctor *d)
{
    const char *url = apr_pstrcat(d->pool, d->base_url, "/healthz", NULL);
    bool ours;
    const tt_error *e = fetch_health(d, url, &ours);

    if (e)
        tt_doctor_fail_of(
            d, "answer", "the base URL must lead to this httpd: look at DNS, the certificate, Listen and the proxy", e);
    else if (!ours)
        tt_doctor_fail(d, "answer", "TimetrackerBaseURL must stand in the virtual host that serves this URL",
                       "%s is answered by something else than the module", url);
    else
        tt_doctor_ok(d, "answer", "the module answers at %s", url);
    if (!e && ours)
        check_pages(d);
}

/* Cookies of the name __Host- are kept by browsers on https, and on http for a loopback address only. */
static bool check_base_url(tt_doctor *d)
{
    static const char name[] = "TimetrackerBaseURL";
    static const char advice[] = "give the public address without a slash at its end: https://time.example.org";
    bool https = !strncmp(d->base_url, "https://", 8);
    size_t n = strlen(d->base_url);

    if (!https && !tt_provider_is_local(d->base_url))
        tt_doctor_fail(d, name, advice, "%s is not https; browsers will not keep the session's cookie", d->base_url);
    else if (d->base_url[n - 1] == '/' || strpbrk(d->base_url, "?#@"))
        tt_doctor_fail(d, name, advice, "%s is no origin and path", d->base_url);
    else if (!https)
        tt_doctor_warn(d, name, "fit for trying it out; people need https", "%s", d->base_url);
    else
        tt_doctor_ok(d, name, "%s", d->base_url);
    return https || tt_provider_is_local(d->base_url);
}

static void check_sessions(tt_doctor *d)
{
    const char *idle = tt_doctor_setting(d, "TimetrackerSessionIdle"),
               *most = tt_doctor_setting(d, "TimetrackerSessionMax");

    if (idle && most && strtol(idle, NULL, 10) > strtol(most, NULL, 10))
        tt_doctor_warn(d, "TimetrackerSessionIdle", "set it below TimetrackerSessionMax",
                       "is %s s, but no session lasts longer than %s s", idle, most);
}

void tt_doctor_settings(tt_doctor *d)
{
    bool reachable = check_base_url(d);

    tt_doctor_modules(d);
    check_pool(d);
    check_sessions(d);
    if (reachable)
        check_answer(d);
}
