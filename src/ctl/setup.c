/* setup.c -- ttctl setup: from an httpd and a PostgreSQL that are there to a site that answers; see setup.h. */
#include "ctl/setup.h"

#include <unistd.h>

#include "base/fetch.h"
#include "base/json_write.h"
#include "ctl/ask.h"

static const tt_option options[] = {
    { "base-url", "URL", 0, "public address: https://time.example.org, or with a path: https://www.example.org/time" },
    { "provider", "URL", 0,
      "issuer of the OpenID Provider, or the URL of its discovery document; none = API keys only" },
    { "client-id", "ID", 0, "what the provider calls this application" },
    { "database", "STRING", 0,
      "connection string of the module; by default the database timetracker of this machine, as the user of httpd" },
    { "owner", "ROLE", 0, "who owns a database that is made, timetracker_owner by default" },
    { "admin-url", "URL", 0,
      "connection that may make roles and databases; as root the user postgres of this machine" },
    { "certificate", "FILE", 0, "TLS certificate of a host of its own; none = TLS ends at a proxy in front" },
    { "certificate-key", "FILE", 0, "its key; none = in the same file" },
    { "site", "FILE", 0, "the file to be written; by default timetracker-site.conf where this httpd expects it" },
    { "config", "FILE", 0, "httpd's main configuration file, /etc/apache2/apache2.conf by default" },
    { "no-reload", NULL, 0, "leave it to the operator to let httpd read its configuration" },
    { "dry-run", NULL, 0, "look at everything, say what would be done, change nothing" },
    { "yes", NULL, 0, "ask nothing, even on a terminal" },
    TT_JSON_OPTION,
};

static const char *const details[] = {
    "Makes the roles and the database, brings the schema, tests the provider, writes the site's file, enables"
    " it and the"
    " modules, tests httpd's configuration and lets httpd read it. What httpd does not take is put back. What"
    " is there"
    " already is kept, so it can be run again: answers that are not given are taken from the file as it is. On"
    " a terminal"
    " it asks for what is not given; elsewhere that is a mistake of the command line, unless there is a default.",
    "The file holds the connection string; with a password in it the file is for root and the group of httpd only. On"
    " Debian a base URL with a path makes conf-available/timetracker-site.conf, for every virtual host; one"
    " without makes"
    " a virtual host of its own in sites-available.",
    "One line a step: done; same, where nothing had to be changed; would, with --dry-run or --no-reload; ok,"
    " warn or FAIL of"
    " what was only looked at, as `ttctl doctor` says it.",
    TT_JSON_SHAPE("{\"steps\": [{\"verdict\": \"done\", \"same\", \"would\", \"ok\", \"warn\" or \"fail\","
                  " \"site\", \"what\","
                  " \"text\", \"advice\"}], \"file\", \"dry_run\", \"next\": []}"),
    NULL,
};

static void put_directive(apr_array_header_t *found, const char *name, const char *value)
{
    if (value)
        APR_ARRAY_PUSH(found, tt_httpd_directive) =
            (tt_httpd_directive){ .name = name, .value = value, .rest = "", .where = "the command line" };
}

tt_doctor tt_setup_examination(tt_setup *s, tt_ctl *ctl)
{
    apr_array_header_t *found = apr_array_make(s->ctl->pool, 8, sizeof(tt_httpd_directive));

    put_directive(found, "TimetrackerBaseURL", s->base_url);
    put_directive(found, "TimetrackerProvider", s->well_known);
    put_directive(found, "TimetrackerClientID", s->client_id);
    put_directive(found, "TimetrackerInsecureProvider",
                  s->well_known && tt_provider_is_local(s->well_known) ? "On" : NULL);
    put_directive(found, "DBDParams", s->database);
    return (tt_doctor){ .ctl = ctl,
                        .pool = s->ctl->pool,
                        .found = found,
                        .base_url = s->base_url,
                        .report = &s->report,
                        .user = s->layout.user };
}

static const tt_error *check_provider(tt_setup *s)
{
    tt_doctor d = tt_setup_examination(s, s->ctl);

    tt_doctor_provider(&d);
    if (s->report.count[TT_VERDICT_FAIL])
        return tt_refuse(s->ctl->pool, "the provider cannot be used as it is; nothing was changed");
    return NULL;
}

static const tt_error *confirm(tt_setup *s)
{
    bool yes = true;

    if (!s->asks || s->dry)
        return NULL;
    fprintf(stderr, "\nsite %s, database %s as %s, file %s\n", s->base_url, s->db_name, s->db_role, s->site_file);
    TT_TRY(tt_ask_yes(s->ctl->pool, "Set it up like that", &yes));
    return yes ? NULL : tt_refuse(s->ctl->pool, "nothing was changed");
}

/* What is left for people to do, an array of const char *. */
static apr_array_header_t *next_steps(const tt_setup *s)
{
    apr_pool_t *p = s->ctl->pool;
    apr_array_header_t *next = apr_array_make(p, 4, sizeof(const char *));
    const char *as = s->layout.user ? apr_psprintf(p, "runuser -u %s -- ", s->layout.user) : "";

    if (s->well_known)
        APR_ARRAY_PUSH(next, const char *) = apr_psprintf(
            p,
            "register at the provider, as a public client with PKCE named %s: redirect URI %s/auth/callback,"
            " post-logout redirect URI %s/, back-channel logout URI %s/auth/backchannel-logout",
            s->client_id, s->base_url, s->base_url, s->base_url);
    APR_ARRAY_PUSH(next, const char *) =
        apr_psprintf(p, "see that all is well: ttctl doctor --config %s", s->layout.config);
    if (s->well_known)
        APR_ARRAY_PUSH(next, const char *) = apr_psprintf(p, "sign in: %s/", s->base_url);
    APR_ARRAY_PUSH(next, const char *) =
        apr_psprintf(p,
                     "a first user and key without signing in: %sttctl --config %s user add --email you@example.org &&"
                     " %sttctl --config %s key create --user you@example.org --name first --scopes all",
                     as, s->site_file, as, s->site_file);
    return next;
}

static void print_next(const apr_array_header_t *next)
{
    puts("\nNext:");
    for (int i = 0; i < next->nelts; i++)
        printf("  %s\n", APR_ARRAY_IDX(next, i, const char *));
}

static const tt_error *print_json(tt_setup *s, const apr_array_header_t *next)
{
    tt_buf b;

    tt_report_json(&s->report, "steps", &b);
    tt_json_member(&b, "file", s->site_file);
    tt_json_key(&b, "dry_run");
    tt_buf_puts(&b, s->dry ? "true" : "false");
    tt_json_key(&b, "next");
    tt_buf_putc(&b, '[');
    for (int i = 0; i < next->nelts; i++) {
        tt_buf_puts(&b, i ? "," : "");
        tt_json_text(&b, APR_ARRAY_IDX(next, i, const char *));
    }
    tt_buf_puts(&b, "]}\n");
    return tt_print(s->ctl, &b);
}

/* What cannot work is found before anything is changed; httpd comes last, when all that it needs is there. */
static const tt_error *do_all(tt_setup *s)
{
    TT_TRY(tt_setup_httpd_check(s));
    TT_TRY(check_provider(s));
    TT_TRY(confirm(s));
    TT_TRY(tt_setup_database(s));
    return tt_setup_httpd(s);
}

static const tt_error *run(tt_ctl *ctl)
{
    tt_setup *s = apr_pcalloc(ctl->pool, sizeof *s); /* connections, which end with the pool, refer to it */
    apr_array_header_t *next;
    const tt_error *e;

    *s = (tt_setup){ .ctl = ctl,
                     .admin = *ctl,
                     .module = *ctl,
                     .dry = tt_option_value(&ctl->options, "dry-run") != NULL,
                     .reload = !tt_option_value(&ctl->options, "no-reload"),
                     .asks = !ctl->json && !tt_option_value(&ctl->options, "yes") && isatty(STDIN_FILENO) };
    tt_report_init(&s->report, ctl);
    tt_fetch_init();
    TT_TRY(tt_setup_layout(s));
    TT_TRY(tt_setup_answers(s));
    e = do_all(s);
    next = e ? apr_array_make(ctl->pool, 1, sizeof(const char *)) : next_steps(s);
    if (ctl->json)
        TT_TRY(print_json(s, next));
    else if (!e)
        print_next(next);
    TT_TRY(tt_stdout_flush(ctl->pool));
    return e;
}

const tt_command tt_command_setup = {
    "setup", TT_COMMAND_USAGE(options, NULL), "set up database, provider and httpd, step by step", run, details,
};
