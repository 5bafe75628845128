/* database.c -- see database.h. */
#include "ctl/database.h"

#include <apr_env.h>
#include <apr_user.h>
#include <unistd.h>

#include "ctl/httpd_config.h"

/* Seconds; the connection string may say otherwise. */
#define CONNECT_TIMEOUT "10"

/* libpq quotes the string in its complaints, password included, so these words are ours. */
static const tt_error *unreadable(apr_pool_t *p, const char *source)
{
    return tt_refuse(p,
                     "%s is no connection string, which is like postgresql://user@host:5432/name or"
                     " \"host=... dbname=...\""
                     " (in a URL the characters @ : / ? # of a password are written %%40 %%3A %%2F %%3F %%23)",
                     source);
}

/* A URL whose password holds a raw @ or / would be cut in the wrong place, and a piece of the password be taken,
 * and printed, as the name of the host or the port.  So there may be one @ only, before the first slash. */
static bool url_is_plain(const char *url)
{
    const char *authority = strstr(url, "://"), *at;

    if (!authority)
        return true;
    authority += 3;
    at = strchr(authority, '@');
    return !at || (!strchr(at + 1, '@') && (size_t)(at - authority) < strcspn(authority, "/?#"));
}

/* Whether libpq can read the string, and takes no word, perhaps a password that lost its place, for a port. */
static bool is_readable(const char *conninfo)
{
    PQconninfoOption *parsed = url_is_plain(conninfo) ? PQconninfoParse(conninfo, NULL) : NULL;
    bool readable = parsed != NULL;

    for (const PQconninfoOption *o = parsed; o && o->keyword; o++)
        if (!strcmp(o->keyword, "port") && o->val && strspn(o->val, "0123456789,") != strlen(o->val))
            readable = false;
    PQconninfoFree(parsed);
    return readable;
}

static apr_status_t finish(void *pg)
{
    PGTransactionStatusType state = PQtransactionStatus(pg);

    /* So that everything is undone when ttctl has ended, and not a moment later. */
    if (state == PQTRANS_INTRANS || state == PQTRANS_INERROR)
        PQclear(PQexec(pg, "ROLLBACK"));
    PQfinish(pg);
    return APR_SUCCESS;
}

/* Warnings come through; notices such as "already exists, skipping" do not. */
static void receive_notice(void *context, const PGresult *res)
{
    const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);

    if (severity && !strcmp(severity, "WARNING"))
        tt_notice(context, "WARNING: %s (SQLSTATE %s)", PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY),
                  PQresultErrorField(res, PG_DIAG_SQLSTATE));
}

static const char *server_message(const tt_ctl *ctl)
{
    const char *message = PQerrorMessage(ctl->pg);

    return tt_trimmed(ctl->pool, message, strlen(message));
}

/* PostgreSQL sees who connects: the effective user of that moment. */
static const tt_error *connect_as(tt_ctl *ctl, const tt_login *to)
{
    /* Those before the connection string are defaults, those after it hold whatever the string says. */
    const char *const keywords[] = { "connect_timeout", "application_name",           "dbname",
                                     "client_encoding", to->dbname ? "dbname" : NULL, NULL };
    const char *const values[] = { CONNECT_TIMEOUT, "ttctl", to->conninfo, "UTF8", to->dbname, NULL };
    apr_uid_t user = 0;
    apr_gid_t group;

    if (to->user && apr_uid_get(&user, &group, to->user, ctl->pool))
        return tt_refuse(ctl->pool, "there is no user %s on this machine", to->user);
    if (to->user && seteuid(user))
        return tt_refuse(ctl->pool, "only root can act as the user %s", to->user);
    ctl->pg = PQconnectdbParams(keywords, values, 1);
    if (to->user && seteuid(getuid()))
        abort(); /* going on as somebody else would be worse */
    return ctl->pg ? NULL : tt_error_internal(ctl->pool, "no memory for a connection");
}

const tt_error *tt_ctl_reach(tt_ctl *ctl, const tt_login *to)
{
    if (!is_readable(to->conninfo))
        return unreadable(ctl->pool, to->source);
    TT_TRY(connect_as(ctl, to));
    apr_pool_cleanup_register(ctl->pool, ctl->pg, finish, apr_pool_cleanup_null);
    if (PQstatus(ctl->pg) != CONNECTION_OK)
        return tt_refuse(ctl->pool, "no connection to the database of %s: %s", to->source, server_message(ctl));
    PQsetNoticeReceiver(ctl->pg, receive_notice, ctl);
    return NULL;
}

static const tt_error *connect_to(tt_ctl *ctl, const char *source, const char *conninfo)
{
    return tt_ctl_reach(ctl, &(tt_login){ .source = source, .conninfo = conninfo });
}

const char *tt_conninfo_value(apr_pool_t *p, const char *conninfo, const char *keyword)
{
    PQconninfoOption *parsed = is_readable(conninfo) ? PQconninfoParse(conninfo, NULL) : NULL;
    const char *value = NULL;

    for (const PQconninfoOption *o = parsed; o && o->keyword; o++)
        if (!strcmp(o->keyword, keyword) && o->val && *o->val)
            value = apr_pstrdup(p, o->val);
    PQconninfoFree(parsed);
    return value;
}

bool tt_conninfo_is_local(apr_pool_t *p, const char *conninfo)
{
    const char *host = tt_conninfo_value(p, conninfo, "host");

    return !tt_conninfo_value(p, conninfo, "hostaddr") && (!host || *host == '/');
}

const tt_error *tt_ctl_connect(tt_ctl *ctl)
{
    const char *url = tt_option_value(&ctl->options, "database-url");
    const char *config = tt_option_value(&ctl->options, "config");
    char *environment = NULL;

    if (url)
        return connect_to(ctl, "--database-url", url);
    if (config) {
        TT_TRY(tt_httpd_dbd_params(ctl->pool, config, &url));
        return connect_to(ctl, apr_pstrcat(ctl->pool, "DBDParams in ", config, NULL), url);
    }
    if (apr_env_get(&environment, "DATABASE_URL", ctl->pool) == APR_SUCCESS && *environment)
        return connect_to(ctl, "DATABASE_URL", environment);
    return tt_refuse(ctl->pool, "which database? give --database-url URL, or --config FILE (httpd's configuration),"
                                " or set DATABASE_URL in the environment");
}

static apr_status_t clear_result(void *res)
{
    PQclear(res);
    return APR_SUCCESS;
}

static const char *extra_line(apr_pool_t *p, const char *title, const PGresult *res, int field)
{
    const char *text = PQresultErrorField(res, field);

    return text ? apr_psprintf(p, "\n  %s: %s", title, text) : "";
}

static const tt_error *sql_error(tt_ctl *ctl, const char *where, const PGresult *res)
{
    apr_pool_t *p = ctl->pool;
    const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE), *hint;

    if (!state)
        return tt_refuse(p, "%s%s (SQLSTATE 08006)", where,
                         *PQerrorMessage(ctl->pg) ? server_message(ctl) : "connection lost");
    /* Of our own class (tt_raise) detail and hint are codes for programs. */
    if (!strncmp(state, "TT", 2))
        return tt_refuse(p, "%s%s (SQLSTATE %s)", where, PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY), state);
    hint = !strcmp(state, "42P01") && !*where ? "\n  Is the schema there? `ttctl migrate` makes it." : "";
    return tt_refuse(p, "%s%s (SQLSTATE %s)%s%s%s", where, PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY), state,
                     extra_line(p, "detail", res, PG_DIAG_MESSAGE_DETAIL),
                     extra_line(p, "hint", res, PG_DIAG_MESSAGE_HINT), hint);
}

const tt_error *tt_ctl_sql_error(tt_ctl *ctl, const char *where, const PGresult *res)
{
    const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    tt_error *e = apr_pmemdup(ctl->pool, sql_error(ctl, where, res), sizeof *e);

    e->sqlstate = state ? apr_pstrdup(ctl->pool, state) : "08006";
    return e;
}

/* Takes RES into the pool; an error unless it is a success. */
static const tt_error *checked(tt_ctl *ctl, PGresult *res)
{
    ExecStatusType status = PQresultStatus(res);

    if (res)
        apr_pool_cleanup_register(ctl->pool, res, clear_result, apr_pool_cleanup_null);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ? NULL : tt_ctl_sql_error(ctl, "", res);
}

const tt_error *tt_ctl_query(tt_ctl *ctl, const tt_query *query, int nvalues, const char *const *values, PGresult **res)
{
    *res = PQexecParams(ctl->pg, query->sql, nvalues, NULL, values, NULL, NULL, 0);
    return checked(ctl, *res);
}

const tt_error *tt_ctl_exec(tt_ctl *ctl, const char *sql)
{
    return checked(ctl, PQexec(ctl->pg, sql));
}

const tt_error *tt_ctl_begin(tt_ctl *ctl, const char *user_id)
{
    PGresult *res;

    TT_TRY(tt_ctl_exec(ctl, "BEGIN"));
    return tt_ctl_query(ctl, &tt_query_ctl_context, 1, &user_id, &res);
}

const tt_error *tt_ctl_commit(tt_ctl *ctl)
{
    PGresult *res = PQexec(ctl->pg, "COMMIT");

    TT_TRY(checked(ctl, res));
    if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
        return tt_refuse(ctl->pool, "the database undid the transaction");
    return NULL;
}

const char *tt_ctl_value(const PGresult *res, int r, int i)
{
    return PQgetisnull(res, r, i) ? NULL : PQgetvalue(res, r, i);
}
