/* doctor_database.c -- ttctl doctor: the database; see doctor.h. */
#include "ctl/database.h"
#include "ctl/doctor.h"
#include "schema_version.h"

#include <apr_env.h>
#include <stdlib.h>

enum { POSTGRESQL_MIN = 150000 };

/* Columns of ctl_doctor_server, ctl_doctor_role, ctl_doctor_rows. */
enum { VERSION, VERSION_TEXT, CLOCK_MS, DATABASE, ROLE, ENCODING, HAS_BTREE_GIST, HAS_HISTORY };
enum { IS_MIGHTY, OWNS, CREATES, NOT_WRITABLE, READS_SEAL_KEYS, FORGES_AUDIT };
enum { SEAL_KEY, SEAL_KEY_DAYS, USERS, SESSIONS, KEYS, KEYS_ENDING };

static bool is_true(const PGresult *res, int column)
{
    return *PQgetvalue(res, 0, column) == 't';
}

/* The module's own database first, unlike other commands: that one is to be examined. */
static const tt_error *reach(tt_doctor *d, const char *params)
{
    const char *url = tt_option_value(&d->ctl->options, "database-url");
    char *environment = NULL;

    if (url)
        return tt_ctl_reach(d->ctl, &(tt_login){ .source = "--database-url", .conninfo = url });
    if (params)
        return tt_ctl_reach(d->ctl, &(tt_login){ .source = "DBDParams", .conninfo = params, .user = d->user });
    if (apr_env_get(&environment, "DATABASE_URL", d->pool) == APR_SUCCESS && *environment)
        return tt_ctl_reach(d->ctl, &(tt_login){ .source = "DATABASE_URL", .conninfo = environment });
    return tt_refuse(d->pool, "which database? neither DBDParams nor --database-url nor DATABASE_URL says it");
}

static bool check_server(tt_doctor *d, PGresult **server)
{
    apr_time_t before = apr_time_now(), middle;
    const tt_error *e = tt_ctl_query(d->ctl, &tt_query_ctl_doctor_server, 0, NULL, server);

    if (e) {
        tt_doctor_fail_of(d, "database", "look into PostgreSQL's log", e);
        return false;
    }
    middle = before + (apr_time_now() - before) / 2;
    tt_doctor_ok(d, "database", "%s, reached as %s", PQgetvalue(*server, 0, DATABASE), PQgetvalue(*server, 0, ROLE));
    if ((int)strtol(PQgetvalue(*server, 0, VERSION), NULL, 10) < POSTGRESQL_MIN)
        tt_doctor_fail(d, "PostgreSQL", "PostgreSQL 15 or later is needed", "is of version %s",
                       PQgetvalue(*server, 0, VERSION_TEXT));
    else
        tt_doctor_ok(d, "PostgreSQL", "version %s", PQgetvalue(*server, 0, VERSION_TEXT));
    if (strcmp(PQgetvalue(*server, 0, ENCODING), "UTF8") != 0)
        tt_doctor_fail(d, "encoding", "createdb --encoding UTF8 --template template0", "is %s",
                       PQgetvalue(*server, 0, ENCODING));
    tt_doctor_clock(d, "clock of the database",
                    apr_strtoi64(PQgetvalue(*server, 0, CLOCK_MS), NULL, 10) - apr_time_as_msec(middle));
    return true;
}

static bool check_schema(tt_doctor *d, const PGresult *server)
{
    static const char advice[] = "run `ttctl migrate --grant ROLE` as the owner; ROLE is the module's";
    int version = 0;
    const tt_error *e = NULL;
    PGresult *res;

    if (!is_true(server, HAS_BTREE_GIST))
        tt_doctor_fail(d, "btree_gist", advice, "is not there");
    if (is_true(server, HAS_HISTORY)) {
        e = tt_ctl_query(d->ctl, &tt_query_schema_version, 0, NULL, &res);
        version = e ? 0 : (int)strtol(PQgetvalue(res, 0, 0), NULL, 10);
    }
    if (e)
        tt_doctor_fail_of(d, "schema", advice, e);
    else if (version < TT_SCHEMA_VERSION)
        tt_doctor_fail(d, "schema", advice,
                       version ? "is at version %d, this is for %d" : "is not there (%d, wanted %d)", version,
                       TT_SCHEMA_VERSION);
    else if (version > TT_SCHEMA_VERSION)
        tt_doctor_fail(d, "schema", "install the newer module and ttctl on this machine too",
                       "is at version %d, newer than this one's %d", version, TT_SCHEMA_VERSION);
    else
        tt_doctor_ok(d, "schema", "version %d", version);
    return version == TT_SCHEMA_VERSION;
}

static void judge_role(tt_doctor *d, const char *role, const PGresult *res)
{
    const char *lacking = tt_ctl_value(res, 0, NOT_WRITABLE);
    bool may_more = true;

    if (is_true(res, IS_MIGHTY) || is_true(res, OWNS) || is_true(res, CREATES))
        tt_doctor_warn(d, "role", "give the module a role of its own: createuser NAME; ttctl migrate --grant NAME",
                       "%s %s; the module needs to read and write rows only", role,
                       is_true(res, IS_MIGHTY) ? "is a superuser or may make databases or roles"
                       : is_true(res, OWNS)    ? "owns the tables"
                                               : "may create objects");
    else if (is_true(res, FORGES_AUDIT))
        tt_doctor_warn(d, "role", "take these rights back; a trigger of the owner writes that log",
                       "%s may write the audit log", role);
    else
        may_more = false;
    if (lacking || !is_true(res, READS_SEAL_KEYS))
        tt_doctor_fail(d, "role", "run `ttctl migrate --grant ROLE` with this role as the owner of the database",
                       "%s may not %s %s", role, lacking ? "read and write" : "read", lacking ? lacking : "seal_keys");
    else if (!may_more)
        tt_doctor_ok(d, "role", "%s may read and write rows, and nothing else", role);
}

static void check_role(tt_doctor *d, const char *role)
{
    const tt_error *e;
    PGresult *res;

    if (!role) {
        tt_doctor_warn(d, "role", "run ttctl as httpd's user and without --database-url, or put user= into DBDParams",
                       "the module's is not known here, so its rights are not checked");
        return;
    }
    e = tt_ctl_query(d->ctl, &tt_query_ctl_doctor_role, 1, &role, &res);
    if (e)
        tt_doctor_fail_of(d, "role", "look into PostgreSQL's log", e);
    else if (!PQntuples(res))
        tt_doctor_fail(d, "role", "createuser NAME; ttctl migrate --grant NAME", "%s is not there", role);
    else
        judge_role(d, role, res);
}

static void check_rows(tt_doctor *d)
{
    PGresult *res;
    const tt_error *e = tt_ctl_query(d->ctl, &tt_query_ctl_doctor_rows, 0, NULL, &res);

    if (e) {
        tt_doctor_fail_of(d, "rows", "run `ttctl migrate --grant ROLE` with this role as the owner of the database", e);
        return;
    }
    if (!tt_ctl_value(res, 0, SEAL_KEY))
        tt_doctor_fail(d, "seal key", "run `ttctl seal-key rotate` as the owner of the database",
                       "there is none, so nobody can sign in");
    else
        tt_doctor_ok(d, "seal key", "number %s, %s days old", PQgetvalue(res, 0, SEAL_KEY),
                     PQgetvalue(res, 0, SEAL_KEY_DAYS));
    tt_doctor_ok(d, "rows", "%s users, %s sessions, %s live API keys, of which %s end within a week",
                 PQgetvalue(res, 0, USERS), PQgetvalue(res, 0, SESSIONS), PQgetvalue(res, 0, KEYS),
                 PQgetvalue(res, 0, KEYS_ENDING));
}

void tt_doctor_database(tt_doctor *d)
{
    const char *params = d->base_url ? tt_doctor_setting(d, "DBDParams") : NULL,
               *role = params ? tt_conninfo_value(d->pool, params, "user") : NULL;
    const tt_error *e;
    PGresult *server;

    if (d->base_url && !params)
        tt_doctor_fail(d, "DBDParams", "DBDParams \"host=/run/postgresql dbname=timetracker connect_timeout=2\"",
                       "is not set for %s", d->base_url);
    e = reach(d, params);
    if (e) {
        tt_doctor_fail_of(d, "database",
                          "is PostgreSQL up? Where DBDParams names no user, run ttctl as httpd's user:"
                          " runuser -u www-data -- ttctl doctor",
                          e);
        return;
    }
    if (!check_server(d, &server) || !check_schema(d, server))
        return;
    if (!role && params && !tt_option_value(&d->ctl->options, "database-url"))
        role = PQgetvalue(server, 0, ROLE);
    check_role(d, role);
    check_rows(d);
}
