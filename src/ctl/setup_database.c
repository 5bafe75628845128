/* setup_database.c -- ttctl setup: roles, database, schema; see setup.h. */
#include "ctl/setup.h"

#include "ctl/migrate.h"

enum { CAN_LOGIN }; /* columns of ctl_setup_role */
enum { OWNER, ENCODING };

/* Who makes roles and databases: over --admin-url, or as root in the shoes of the user postgres. */
static const tt_error *reach_admin(tt_setup *s, tt_ctl *ctl, const char *dbname)
{
    apr_pool_t *p = s->ctl->pool;
    const char *host = tt_conninfo_value(p, s->database, "host"), *port = tt_conninfo_value(p, s->database, "port");
    tt_login to = { .source = "--admin-url", .conninfo = s->admin_url, .dbname = dbname };

    if (!s->admin_url) {
        to.source = "the user postgres; --admin-url URL names another way";
        to.conninfo = apr_psprintf(p, "%s%s%s%s dbname=postgres user=postgres", host ? "host=" : "", host ? host : "",
                                   port ? " port=" : "", port ? port : "");
        to.user = "postgres";
    }
    ctl->pg = NULL;
    return tt_ctl_reach(ctl, &to);
}

/* Runs the statement that QUERY makes of its values. */
static const tt_error *execute_made(tt_setup *s, const tt_query *query, int nvalues, const char *const *values)
{
    PGresult *res;

    TT_TRY(tt_ctl_query(&s->admin, query, nvalues, values, &res));
    return tt_ctl_exec(&s->admin, PQgetvalue(res, 0, 0));
}

/* So that it travels and is logged as its hash. */
static const tt_error *hashed(tt_setup *s, const char **password)
{
    char *hash;

    *password = NULL;
    if (!s->db_password)
        return NULL;
    hash = PQencryptPasswordConn(s->admin.pg, s->db_password, s->db_role, "scram-sha-256");
    if (!hash)
        return tt_refuse(s->ctl->pool, "the password could not be hashed");
    *password = apr_pstrdup(s->ctl->pool, hash);
    PQfreemem(hash);
    return NULL;
}

static const tt_error *make_module_role(tt_setup *s)
{
    const char *password;
    PGresult *res;

    TT_TRY(tt_ctl_query(&s->admin, &tt_query_ctl_setup_role, 1, &s->db_role, &res));
    if (PQntuples(res)) {
        if (*PQgetvalue(res, 0, CAN_LOGIN) != 't')
            return tt_refuse(s->ctl->pool, "the role %s is there but may not log in", s->db_role);
        tt_report_say(&s->report, TT_VERDICT_SAME, "role", "%s, the module's, is there", s->db_role);
        return NULL;
    }
    if (s->dry) {
        tt_report_say(&s->report, TT_VERDICT_PLAN, "role", "make %s, the module's", s->db_role);
        return NULL;
    }
    TT_TRY(hashed(s, &password));
    TT_TRY(execute_made(s, &tt_query_ctl_setup_make_role, 2, (const char *const[]){ s->db_role, password }));
    tt_report_say(&s->report, TT_VERDICT_DONE, "role", "%s, the module's, was made", s->db_role);
    return NULL;
}

static const tt_error *make_owner(tt_setup *s)
{
    PGresult *res;

    TT_TRY(tt_ctl_query(&s->admin, &tt_query_ctl_setup_role, 1, &s->owner, &res));
    if (PQntuples(res)) {
        tt_report_say(&s->report, TT_VERDICT_SAME, "role", "%s, the owner, is there", s->owner);
        return NULL;
    }
    if (s->dry) {
        tt_report_say(&s->report, TT_VERDICT_PLAN, "role", "make %s, the owner, who cannot log in", s->owner);
        return NULL;
    }
    TT_TRY(execute_made(s, &tt_query_ctl_setup_make_owner, 1, &s->owner));
    tt_report_say(&s->report, TT_VERDICT_DONE, "role", "%s, the owner, who cannot log in, was made", s->owner);
    return NULL;
}

static const tt_error *make_database(tt_setup *s, bool *is_there)
{
    PGresult *res;

    TT_TRY(tt_ctl_query(&s->admin, &tt_query_ctl_setup_database, 1, &s->db_name, &res));
    *is_there = PQntuples(res) > 0;
    if (*is_there && strcmp(PQgetvalue(res, 0, ENCODING), "UTF8") != 0)
        return tt_refuse(s->ctl->pool, "the database %s has the encoding %s, not UTF8", s->db_name,
                         PQgetvalue(res, 0, ENCODING));
    if (*is_there) {
        tt_report_say(&s->report, TT_VERDICT_SAME, "database", "%s is there and belongs to %s", s->db_name,
                      PQgetvalue(res, 0, OWNER));
        return NULL;
    }
    TT_TRY(make_owner(s));
    if (s->dry) {
        tt_report_say(&s->report, TT_VERDICT_PLAN, "database", "make %s", s->db_name);
        return NULL;
    }
    TT_TRY(execute_made(s, &tt_query_ctl_setup_make_database, 2, (const char *const[]){ s->db_name, s->owner }));
    tt_report_say(&s->report, TT_VERDICT_DONE, "database", "%s was made", s->db_name);
    *is_there = true;
    return NULL;
}

static const tt_error *migrate(tt_setup *s)
{
    apr_array_header_t *roles = apr_array_make(s->ctl->pool, 1, sizeof(const char *));
    tt_migrate m = { .roles = roles, .dry = s->dry, .quiet = true };

    APR_ARRAY_PUSH(roles, const char *) = s->db_role;
    TT_TRY(reach_admin(s, &s->admin, s->db_name));
    TT_TRY(tt_migrate_run(&s->admin, &m));
    if (m.before == m.after)
        tt_report_say(&s->report, TT_VERDICT_SAME, "schema", "is at version %d", m.after);
    else if (s->dry)
        tt_report_say(&s->report, TT_VERDICT_PLAN, "schema", "bring it from version %d to %d", m.before, m.after);
    else
        tt_report_say(&s->report, TT_VERDICT_DONE, "schema", "was brought from version %d to %d", m.before, m.after);
    return NULL;
}

const tt_error *tt_setup_database(tt_setup *s)
{
    tt_doctor d = tt_setup_examination(s, &s->module);
    int failures = s->report.count[TT_VERDICT_FAIL];
    bool is_there;

    TT_TRY(reach_admin(s, &s->admin, NULL));
    TT_TRY(make_module_role(s));
    TT_TRY(make_database(s, &is_there));
    if (is_there)
        TT_TRY(migrate(s));
    else
        tt_report_say(&s->report, TT_VERDICT_PLAN, "schema", "make it");
    if (s->dry)
        return NULL;
    tt_doctor_database(&d);
    if (s->report.count[TT_VERDICT_FAIL] > failures)
        return tt_refuse(s->ctl->pool, "the module could not use the database; httpd's configuration was not changed");
    return NULL;
}
