/* setup_answers.c -- ttctl setup: what the operator wants; see setup.h. */
#include <unistd.h>

#include "ctl/setup.h"

#include "base/url.h"
#include "ctl/ask.h"

#define WELL_KNOWN "/.well-known/openid-configuration"
#define NONE       "none"

/* One thing that must be known.  TAKE gets the answer, "" where there is none, and says what is allowed. */
typedef struct {
    const char *option, *question;
    const char *(*fallback)(const tt_setup *s);
    const tt_error *(*take)(tt_setup *s, const char *value);
} answer;

const char *tt_setup_before(const tt_setup *s, const char *name)
{
    const tt_httpd_directive *d = NULL;

    for (int i = 0; s->before && i < s->before->nelts; i++)
        if (!strcmp(APR_ARRAY_IDX(s->before, i, tt_httpd_directive).name, name))
            d = &APR_ARRAY_IDX(s->before, i, tt_httpd_directive);
    return d ? d->value : NULL;
}

static const char *before_or(const tt_setup *s, const char *name, const char *otherwise)
{
    const char *value = tt_setup_before(s, name);

    return value ? value : otherwise;
}

/* The values go into httpd's configuration, one line each, where ${NAME} would be replaced. */
static const tt_error *refuse_unfit(tt_setup *s, const char *option, const char *value)
{
    for (const char *c = value; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F || !strncmp(c, "${", 2))
            return tt_usage_error(s->ctl->pool, "--%s may hold neither control characters nor ${", option);
    return NULL;
}

static const char *fallback_base_url(const tt_setup *s)
{
    return before_or(s, "TimetrackerBaseURL", "");
}

static const tt_error *take_base_url(tt_setup *s, const char *value)
{
    apr_pool_t *p = s->ctl->pool;

    if (!*value)
        return tt_usage_error(p, "--base-url URL is missing: the public address, such as https://time.example.org or"
                                 " https://www.example.org/time");
    s->path = tt_base_url_path(value);
    if (!s->path)
        return tt_usage_error(p,
                              "--base-url is an origin with an optional path and no slash at the end, such as"
                              " https://www.example.org/time, not '%s'",
                              value);
    if (strncmp(value, "https://", 8) != 0 && !tt_provider_is_local(value))
        return tt_usage_error(p,
                              "--base-url is https, since browsers keep no session on http; http is for"
                              " http://localhost and 127.0.0.1 alone, not for '%s'",
                              value);
    s->base_url = value;
    return NULL;
}

static const char *fallback_provider(const tt_setup *s)
{
    return before_or(s, "TimetrackerProvider", NONE);
}

static const tt_error *take_provider(tt_setup *s, const char *value)
{
    tt_provider provider = { .client_id = "any", .allow_http = tt_provider_is_local(value) };
    size_t n = strlen(value);
    const char *complaint;

    s->well_known = NULL;
    if (!*value || !strcmp(value, NONE))
        return NULL;
    while (n && value[n - 1] == '/')
        n--;
    value = apr_pstrmemdup(s->ctl->pool, value, n);
    if (n < strlen(WELL_KNOWN) || strcmp(value + n - strlen(WELL_KNOWN), WELL_KNOWN) != 0)
        value = apr_pstrcat(s->ctl->pool, value, WELL_KNOWN, NULL);
    provider.well_known = value;
    complaint = tt_provider_complaint(s->ctl->pool, &provider);
    if (complaint)
        return tt_usage_error(s->ctl->pool,
                              "--provider is the issuer of the OpenID Provider, such as"
                              " https://id.example.org, or " NONE "; %s",
                              complaint);
    s->well_known = value;
    return NULL;
}

static const char *fallback_client_id(const tt_setup *s)
{
    return before_or(s, "TimetrackerClientID", "");
}

static const tt_error *take_client_id(tt_setup *s, const char *value)
{
    if (!s->well_known)
        return NULL;
    if (!*value)
        return tt_usage_error(s->ctl->pool, "--client-id ID is missing: what the provider calls this application");
    s->client_id = value;
    return NULL;
}

static const char *fallback_database(const tt_setup *s)
{
    const char *user = s->layout.user ? s->layout.user : "www-data";

    return before_or(
        s, "DBDParams",
        apr_psprintf(s->ctl->pool, "host=/run/postgresql dbname=timetracker user=%s connect_timeout=2", user));
}

static const tt_error *take_database(tt_setup *s, const char *value)
{
    apr_pool_t *p = s->ctl->pool;

    s->db_name = tt_conninfo_value(p, value, "dbname");
    s->db_role = tt_conninfo_value(p, value, "user");
    s->db_password = tt_conninfo_value(p, value, "password");
    if (!s->db_name)
        return tt_usage_error(
            p, "--database is a connection string that names the database, such as \"host=/run/postgresql"
               " dbname=timetracker user=www-data\" or postgresql://user@host/timetracker");
    if (!s->db_role && !tt_conninfo_is_local(p, value))
        return tt_usage_error(p, "--database names no user, which a server on another machine needs");
    if (!s->db_role)
        s->db_role = s->layout.user;
    if (!s->db_role)
        return tt_usage_error(p, "--database names no user, and whom httpd runs as is not known here");
    s->database = value;
    return NULL;
}

static const char *fallback_certificate(const tt_setup *s)
{
    return before_or(s, "SSLCertificateFile", "");
}

static const tt_error *take_certificate(tt_setup *s, const char *value)
{
    s->certificate = NULL;
    if (*s->path || strncmp(s->base_url, "https://", 8) != 0 || !strcmp(value, NONE))
        return NULL;
    if (!*value)
        return tt_usage_error(s->ctl->pool,
                              "--certificate FILE is missing: the chain in PEM for %s, or " NONE
                              " where TLS ends at a proxy in front",
                              s->base_url);
    if (access(value, R_OK))
        return tt_usage_error(s->ctl->pool, "--certificate %s cannot be read", value);
    s->certificate = value;
    return NULL;
}

static const char *fallback_certificate_key(const tt_setup *s)
{
    return before_or(s, "SSLCertificateKeyFile", NONE);
}

static const tt_error *take_certificate_key(tt_setup *s, const char *value)
{
    s->certificate_key = NULL;
    if (!s->certificate || !*value || !strcmp(value, NONE))
        return NULL;
    if (access(value, R_OK))
        return tt_usage_error(s->ctl->pool, "--certificate-key %s cannot be read", value);
    s->certificate_key = value;
    return NULL;
}

static const answer answers[] = {
    { "base-url", "Public address, such as https://time.example.org or https://www.example.org/time", fallback_base_url,
      take_base_url },
    { "provider", "OpenID Provider for signing in: its issuer, or none for API keys only", fallback_provider,
      take_provider },
    { "client-id", "What the provider calls this application (client id)", fallback_client_id, take_client_id },
    { "database", "Database, as the module reaches it", fallback_database, take_database },
    { "certificate", "File of the TLS certificate, or none where TLS ends at a proxy in front", fallback_certificate,
      take_certificate },
    { "certificate-key", "File of its key, or none where it is in the same file", fallback_certificate_key,
      take_certificate_key },
};

static const tt_error *take(tt_setup *s, const answer *a, const char *value)
{
    TT_TRY(refuse_unfit(s, a->option, value));
    return a->take(s, value);
}

/* Whether the answer is of use at all, after those before it. */
static bool is_needed(const tt_setup *s, const answer *a)
{
    if (a->take == take_client_id)
        return s->well_known != NULL;
    if (a->take == take_certificate)
        return !*s->path && !strncmp(s->base_url, "https://", 8);
    return a->take != take_certificate_key || s->certificate;
}

static const tt_error *obtain(tt_setup *s, const answer *a)
{
    const char *value = tt_option_value(&s->ctl->options, a->option);
    const tt_error *e;

    if (value)
        return take(s, a, value);
    if (!is_needed(s, a))
        return NULL;
    if (!s->asks)
        return take(s, a, a->fallback(s));
    for (;;) {
        TT_TRY(tt_ask(s->ctl->pool, a->question, a->fallback(s), &value));
        e = take(s, a, value);
        if (!e || !tt_is_usage_error(e))
            return e;
        fprintf(stderr, "  %s\n", e->detail);
    }
}

/* The file of a whole host is a site of Debian's, since the first virtual host of an address answers for unknown names.
 */
static const char *usual_file(const tt_setup *s, bool host)
{
    apr_pool_t *p = s->ctl->pool;

    if (s->layout.debian)
        return apr_pstrcat(p, s->layout.folder, host ? "/sites-available" : "/conf-available", "/timetracker-site.conf",
                           NULL);
    if (!access(apr_pstrcat(p, s->layout.folder, "/conf.d", NULL), F_OK))
        return apr_pstrcat(p, s->layout.folder, "/conf.d/timetracker-site.conf", NULL);
    if (!access(apr_pstrcat(p, s->layout.folder, "/../conf.d", NULL), F_OK))
        return apr_pstrcat(p, s->layout.folder, "/../conf.d/timetracker-site.conf", NULL);
    return NULL;
}

/* What the file says that an earlier setup wrote, so that answers need not be given twice. */
static const tt_error *read_before(tt_setup *s)
{
    static const char *const names[] = { "TimetrackerBaseURL",
                                         "TimetrackerProvider",
                                         "TimetrackerClientID",
                                         "DBDParams",
                                         "SSLCertificateFile",
                                         "SSLCertificateKeyFile",
                                         NULL };
    const char *given = tt_option_value(&s->ctl->options, "site");
    const char *candidates[] = { given, given ? NULL : usual_file(s, false), given ? NULL : usual_file(s, true) };
    apr_array_header_t *found;

    for (int i = 0; i < TT_COUNT(candidates); i++)
        if (candidates[i] && !access(candidates[i], F_OK)) {
            TT_TRY(tt_httpd_read(s->ctl->pool, candidates[i], names, &found));
            s->before = found;
            return NULL;
        }
    return NULL;
}

const tt_error *tt_setup_answers(tt_setup *s)
{
    const char *owner = tt_option_value(&s->ctl->options, "owner");

    TT_TRY(read_before(s));
    for (int i = 0; i < TT_COUNT(answers); i++)
        TT_TRY(obtain(s, &answers[i]));
    s->owner = owner ? owner : "timetracker_owner";
    if (!strcmp(s->owner, s->db_role))
        return tt_usage_error(s->ctl->pool,
                              "--owner must be another role than the module's, %s, which is to have no right"
                              " to change tables",
                              s->db_role);
    s->admin_url = tt_option_value(&s->ctl->options, "admin-url");
    if (!s->admin_url && (geteuid() != 0 || !tt_conninfo_is_local(s->ctl->pool, s->database)))
        return tt_usage_error(s->ctl->pool,
                              "--admin-url URL is missing: roles and database are made over it, unless ttctl runs"
                              " as root beside the PostgreSQL server");
    s->site_file = tt_option_value(&s->ctl->options, "site");
    if (!s->site_file)
        s->site_file = usual_file(s, !*s->path);
    if (!s->site_file)
        return tt_usage_error(s->ctl->pool, "--site FILE is missing: a file that %s includes", s->layout.config);
    return NULL;
}
