/* migrate.c -- ttctl migrate: brings the schema of the database to that of the SQL files. */
#include "ctl/migrate.h"

#include "base/json_write.h"

#ifndef TT_SQL_DIR
#define TT_SQL_DIR "sql"
#endif

static const tt_option options[] = {
    { "dry-run", NULL, 0, "check everything, print what would be applied, change nothing" },
    { "grant", "ROLE", TT_OPTION_REPEAT, "let this role, the module's, read and write rows" },
    { "sql", "DIR", 0, "folder with migrations, functions and views; " TT_SQL_DIR " by default" },
    TT_JSON_OPTION,
    TT_DATABASE_OPTIONS,
};

static const char *const details[] = {
    "Migrations that are not applied yet are, each in a transaction of its own; functions, views and rights are"
    " made anew."
    " What is made belongs to the owner of the database, when the role of the connection is one of its members or a"
    " superuser: as root, `runuser -u postgres -- ttctl migrate --database-url dbname=timetracker` will do.",
    TT_JSON_SHAPE(
        "{\"dry_run\", \"before\": 3, \"after\": 4, \"applied\": [\"0004_name.sql\"]}, with --dry-run what would"
        " be applied."),
    NULL,
};

typedef struct {
    tt_ctl *ctl;
    tt_migrate *wanted;
    const char *folder;
    apr_array_header_t *migrations;        /* of tt_migration */
    apr_array_header_t *functions, *views; /* of tt_sql_file; run each time */
    int applied;                           /* how many of the migrations */
} schema;

static const char *below(const schema *s, const char *name)
{
    return apr_pstrcat(s->ctl->pool, s->folder, "/", name, NULL);
}

/* Every file is read and checked before the first statement runs. */
static const tt_error *read_files(schema *s)
{
    apr_pool_t *p = s->ctl->pool;

    TT_TRY(tt_migrations_read(p, below(s, "migrations"), &s->migrations));
    TT_TRY(tt_sql_folder(p, below(s, "functions"), &s->functions));
    return tt_sql_folder(p, below(s, "views"), &s->views);
}

/* One ttctl at a time; the lock goes with the connection. */
static const tt_error *lock(tt_ctl *ctl)
{
    PGresult *res;

    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_settle, 0, NULL, &res));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_lock_try, 0, NULL, &res));
    if (*PQgetvalue(res, 0, 0) == 't')
        return NULL;
    tt_notice(ctl, "another migration is running on this database; waiting for it to end");
    return tt_ctl_query(ctl, &tt_query_ctl_lock, 0, NULL, &res);
}

static const tt_error *become_owner(tt_ctl *ctl)
{
    PGresult *res;

    return tt_ctl_query(ctl, &tt_query_ctl_become_owner, 0, NULL, &res);
}

/* The table of what was applied is made by the first migration. */
static const tt_error *read_history(schema *s)
{
    PGresult *res;

    TT_TRY(tt_ctl_query(s->ctl, &tt_query_ctl_history_exists, 0, NULL, &res));
    if (*PQgetvalue(res, 0, 0) == 't')
        TT_TRY(tt_ctl_query(s->ctl, &tt_query_ctl_history, 0, NULL, &res));
    else
        res = NULL;
    return tt_migrations_applied(s->ctl->pool, s->migrations, res, &s->applied);
}

/* A transaction in which no SET of an earlier file is left. */
static const tt_error *begin(tt_ctl *ctl)
{
    PGresult *res;

    TT_TRY(tt_ctl_exec(ctl, "RESET ALL"));
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_settle, 0, NULL, &res));
    return tt_ctl_begin(ctl, "");
}

static const tt_error *apply(const schema *s, const tt_migration *m)
{
    tt_ctl *ctl = s->ctl;
    const char *const values[] = { apr_itoa(ctl->pool, m->version), m->name, m->file.checksum };
    PGresult *res;

    TT_TRY(begin(ctl));
    TT_TRY(tt_sql_file_run(ctl, &m->file));
    TT_TRY(tt_ctl_exec(ctl, "RESET ALL")); /* it may have set its own search_path */
    TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_record, TT_COUNT(values), values, &res));
    TT_TRY(tt_ctl_commit(ctl));
    if (s->wanted->quiet)
        return NULL;
    printf("applied %s\n", m->file.name);
    return tt_stdout_flush(ctl->pool);
}

static const tt_error *run_files(tt_ctl *ctl, const apr_array_header_t *files)
{
    for (int i = 0; i < files->nelts; i++)
        TT_TRY(tt_sql_file_run(ctl, &APR_ARRAY_IDX(files, i, tt_sql_file)));
    return NULL;
}

/* The rights are given in the same transaction, so that a view that was made anew is never seen without them. */
static const tt_error *refresh(schema *s)
{
    tt_ctl *ctl = s->ctl;
    const apr_array_header_t *roles = s->wanted->roles;

    TT_TRY(begin(ctl));
    TT_TRY(run_files(ctl, s->functions));
    TT_TRY(run_files(ctl, s->views));
    for (int i = 0; i < roles->nelts; i++) {
        PGresult *res;

        TT_TRY(tt_ctl_query(ctl, &tt_query_ctl_grant, 1, &APR_ARRAY_IDX(roles, i, const char *), &res));
    }
    return tt_ctl_commit(ctl);
}

static const apr_array_header_t *names_of(const schema *s)
{
    apr_array_header_t *names = apr_array_make(s->ctl->pool, 8, sizeof(const char *));

    for (int i = s->applied; i < s->migrations->nelts; i++)
        APR_ARRAY_PUSH(names, const char *) = APR_ARRAY_IDX(s->migrations, i, tt_migration).file.name;
    return names;
}

const tt_error *tt_migrate_run(tt_ctl *ctl, tt_migrate *m)
{
    schema s = { .ctl = ctl, .wanted = m, .folder = m->folder ? m->folder : TT_SQL_DIR };

    TT_TRY(read_files(&s));
    TT_TRY(become_owner(ctl));
    if (!m->dry)
        TT_TRY(lock(ctl));
    TT_TRY(read_history(&s));
    m->before = s.applied;
    m->after = s.migrations->nelts;
    m->applied = names_of(&s);
    for (int i = s.applied; i < s.migrations->nelts && !m->dry; i++)
        TT_TRY(apply(&s, &APR_ARRAY_IDX(s.migrations, i, tt_migration)));
    return m->dry ? NULL : refresh(&s);
}

static const tt_error *print_json(tt_ctl *ctl, const tt_migrate *m)
{
    tt_buf b;

    tt_buf_init(&b, ctl->pool, 512, TT_SQL_FILE_MAX);
    tt_buf_printf(&b, "{\"dry_run\":%s,\"before\":%d,\"after\":%d", m->dry ? "true" : "false", m->before, m->after);
    tt_json_key(&b, "applied");
    tt_buf_putc(&b, '[');
    for (int i = 0; i < m->applied->nelts; i++) {
        if (i)
            tt_buf_putc(&b, ',');
        tt_json_text(&b, APR_ARRAY_IDX(m->applied, i, const char *));
    }
    tt_buf_puts(&b, "]}\n");
    return tt_print(ctl, &b);
}

static const tt_error *run(tt_ctl *ctl)
{
    tt_migrate m = { .folder = tt_option_value(&ctl->options, "sql"),
                     .roles = tt_option_all(ctl->pool, &ctl->options, "grant"),
                     .dry = tt_option_value(&ctl->options, "dry-run") != NULL,
                     .quiet = ctl->json };

    TT_TRY(tt_ctl_connect(ctl));
    TT_TRY(tt_migrate_run(ctl, &m));
    if (ctl->json)
        return print_json(ctl, &m);
    for (int i = 0; m.dry && i < m.applied->nelts; i++)
        printf("would apply %s\n", APR_ARRAY_IDX(m.applied, i, const char *));
    if (m.dry)
        tt_outcome(ctl, "the schema is at version %d, these files at %d; nothing was changed", m.before, m.after);
    else
        tt_outcome(ctl, "the schema is at version %d", m.after);
    return tt_stdout_flush(ctl->pool);
}

const tt_command tt_command_migrate = {
    "migrate", TT_COMMAND_USAGE(options, NULL), "bring the database to the schema of this version", run, details,
};
