/* doctor.c -- ttctl doctor: what is wrong with an installation, and what to do about it; see doctor.h. */
#include "ctl/doctor.h"

#include <stdarg.h>

#include "base/fetch.h"
#include "base/json_write.h"
#include "ctl/database.h"

#define DEFAULT_CONFIG "/etc/apache2/apache2.conf"

enum { SKEW_WARN_MS = 5000, SKEW_FAIL_MS = 60000 };

static const tt_option options[] = {
    { "database-url", "URL", 0, "the database, in place of the one that DBDParams names" },
    { "config", "FILE", 0, "httpd's configuration, " DEFAULT_CONFIG " by default" },
    TT_JSON_OPTION,
};

static const char *const details[] = {
    "One line a check: ok; warn, where it works but should be better; FAIL, where it cannot work. What to do"
    " stands below"
    " it. Nothing is changed. The exit code is 1 when a check failed.",
    TT_JSON_SHAPE(
        "{\"checks\": [{\"verdict\": \"ok\", \"warn\" or \"fail\", \"site\", \"what\", \"text\", \"advice\"}],"
        " \"failed\", \"warnings\"}"),
    NULL,
};

/* All that is looked for in httpd's configuration. */
static const char *const names[] = {
    "LoadModule",
    "TimetrackerBaseURL",
    "TimetrackerProvider",
    "TimetrackerIssuer",
    "TimetrackerClientID",
    "TimetrackerFrontAuth",
    "TimetrackerInsecureProvider",
    "TimetrackerProviderTimeout",
    "TimetrackerSessionIdle",
    "TimetrackerSessionMax",
    "DBDriver",
    "DBDParams",
    "DBDMax",
    "DBDPersist",
    "User",
    NULL,
};

void tt_doctor_ok(tt_doctor *d, const char *what, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    tt_report_line(d->report, TT_VERDICT_OK, what, NULL, apr_pvsprintf(d->pool, format, args));
    va_end(args);
}

void tt_doctor_warn(tt_doctor *d, const char *what, const char *advice, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    tt_report_line(d->report, TT_VERDICT_WARN, what, advice, apr_pvsprintf(d->pool, format, args));
    va_end(args);
}

void tt_doctor_fail(tt_doctor *d, const char *what, const char *advice, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    tt_report_line(d->report, TT_VERDICT_FAIL, what, advice, apr_pvsprintf(d->pool, format, args));
    va_end(args);
}

void tt_doctor_fail_of(tt_doctor *d, const char *what, const char *advice, const tt_error *e)
{
    if (e->cause && e->detail)
        tt_doctor_fail(d, what, advice, "%s (%s)", e->detail, e->cause);
    else
        tt_doctor_fail(d, what, advice, "%s", e->cause ? e->cause : e->detail);
}

void tt_doctor_clock(tt_doctor *d, const char *what, int64_t ahead_ms)
{
    static const char advice[] = "let NTP set the clocks of both machines (timedatectl shows whether it does)";
    int64_t distance = ahead_ms < 0 ? -ahead_ms : ahead_ms;
    const char *text = apr_psprintf(d->pool, "%" APR_INT64_T_FMT ".%d s %s ours", distance / 1000,
                                    (int)(distance % 1000 / 100), ahead_ms < 0 ? "behind" : "ahead of");

    if (distance > SKEW_FAIL_MS)
        tt_doctor_fail(d, what, advice, "%s; more than 60 s are refused", text);
    else if (distance > SKEW_WARN_MS)
        tt_doctor_warn(d, what, advice, "%s", text);
    else
        tt_doctor_ok(d, what, "%s", text);
}

const char *tt_doctor_setting(tt_doctor *d, const char *name)
{
    const tt_httpd_directive *directive = d->found ? tt_httpd_find(d->found, d->host, name) : NULL;
    const char *value = NULL;
    const tt_error *e = directive ? tt_httpd_value(d->pool, directive, &value) : NULL;

    if (e)
        tt_doctor_fail_of(d, name, "ttctl reads what stands in the files and the environment; correct it, or set NAME",
                          e);
    return e ? NULL : value;
}

static bool has_front(tt_doctor *d)
{
    const char *front = tt_doctor_setting(d, "TimetrackerFrontAuth");

    return front && !strcasecmp(front, "On");
}

static void examine(tt_doctor *d)
{
    if (d->base_url)
        tt_doctor_settings(d);
    tt_doctor_database(d);
    if (d->base_url && has_front(d))
        tt_doctor_front(d);
    else if (d->base_url)
        tt_doctor_provider(d);
}

/* The site of directive I, unless one of the same server comes later, which then holds. */
static bool is_site(const apr_array_header_t *found, int i)
{
    const tt_httpd_directive *d = &APR_ARRAY_IDX(found, i, tt_httpd_directive);

    return !strcmp(d->name, "TimetrackerBaseURL") && tt_httpd_find(found, d->host, d->name) == d;
}

static const tt_error *examine_site(tt_doctor *d, const tt_httpd_directive *base_url)
{
    tt_ctl ctl = *d->ctl;
    tt_doctor site = *d;

    if (apr_pool_create(&ctl.pool, d->pool))
        return tt_error_internal(d->pool, "no memory");
    ctl.pg = NULL;
    site.ctl = &ctl;
    site.pool = ctl.pool;
    if (base_url) {
        site.host = base_url->host;
        site.base_url = tt_doctor_setting(&site, base_url->name);
    }
    d->report->site = site.base_url;
    examine(&site);
    d->report->site = NULL;
    apr_pool_destroy(ctl.pool);
    return NULL;
}

static const tt_error *examine_all(tt_doctor *d, const char *config)
{
    int sites = 0;

    for (int i = 0; d->found && i < d->found->nelts; i++)
        if (is_site(d->found, i)) {
            TT_TRY(examine_site(d, &APR_ARRAY_IDX(d->found, i, tt_httpd_directive)));
            sites++;
        }
    if (sites)
        return NULL;
    if (d->found)
        tt_doctor_fail(d, "TimetrackerBaseURL", "set it in the virtual host that the module is for",
                       "is not set in %s or what it includes", config);
    return examine_site(d, NULL);
}

static const tt_error *print_json(tt_report *report)
{
    tt_buf b;

    tt_report_json(report, "checks", &b);
    tt_json_key(&b, "failed");
    tt_buf_int(&b, report->count[TT_VERDICT_FAIL]);
    tt_json_key(&b, "warnings");
    tt_buf_int(&b, report->count[TT_VERDICT_WARN]);
    tt_buf_puts(&b, "}\n");
    return tt_print(report->ctl, &b);
}

static const tt_error *run(tt_ctl *ctl)
{
    const char *config = tt_option_value(&ctl->options, "config");
    tt_report report;
    tt_doctor d = { .ctl = ctl, .pool = ctl->pool, .report = &report };
    apr_array_header_t *found = NULL;
    const tt_error *e;

    tt_fetch_init();
    tt_report_init(&report, ctl);
    if (!config)
        config = DEFAULT_CONFIG;
    e = tt_httpd_read(ctl->pool, config, names, &found);
    if (e)
        tt_doctor_fail_of(&d, "httpd", "--config FILE names httpd's main configuration file", e);
    else
        d.found = found;
    d.user = tt_httpd_user(ctl->pool, d.found);
    TT_TRY(examine_all(&d, config));
    TT_TRY(ctl->json ? print_json(&report) : tt_stdout_flush(ctl->pool));
    if (report.count[TT_VERDICT_FAIL])
        return tt_refuse(ctl->pool, "checks that failed: %d; to be looked at: %d", report.count[TT_VERDICT_FAIL],
                         report.count[TT_VERDICT_WARN]);
    return NULL;
}

const tt_command tt_command_doctor = {
    "doctor", TT_COMMAND_USAGE(options, NULL), "check settings, database, provider and clocks, and say what to do", run,
    details,
};
