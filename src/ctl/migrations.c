/* migrations.c -- see migrate.h. */
#include "ctl/migrate.h"

enum { VERSION, NAME, CHECKSUM, APPLIED_ON }; /* columns of ctl_history */

enum { DIGITS = 4 };

static const tt_error *take_name(apr_pool_t *p, tt_migration *m)
{
    const char *s = m->file.name;
    size_t n = strlen(s) - strlen(".sql"), stem = strspn(s + DIGITS + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");

    if (n < DIGITS + 2 || strspn(s, "0123456789") != DIGITS || s[DIGITS] != '_' || DIGITS + 1 + stem != n)
        return tt_refuse(p, "%s: a migration is named like 0001_core.sql: four digits, _, then a-z, 0-9, _",
                         m->file.path);
    m->version = (int)strtol(s, NULL, 10);
    m->name = apr_pstrmemdup(p, s + DIGITS + 1, stem);
    return NULL;
}

/* Files come sorted by name, and so by version; numbers without gaps make a file that got lost visible. */
static const tt_error *check_order(apr_pool_t *p, const apr_array_header_t *all)
{
    for (int i = 0; i < all->nelts; i++) {
        const tt_migration *m = &APR_ARRAY_IDX(all, i, tt_migration);

        if (i && m->version == m[-1].version)
            return tt_refuse(p, "%s and %s have the same number", m[-1].file.path, m->file.path);
        if (m->version != i + 1)
            return tt_refuse(p, "%s: migration %04d is missing before it", m->file.path, i + 1);
    }
    return NULL;
}

const tt_error *tt_migrations_read(apr_pool_t *p, const char *folder, apr_array_header_t **out)
{
    apr_array_header_t *files;

    TT_TRY(tt_sql_folder(p, folder, &files));
    if (!files->nelts)
        return tt_refuse(p, "%s: there are no migrations", folder);
    *out = apr_array_make(p, files->nelts, sizeof(tt_migration));
    for (int i = 0; i < files->nelts; i++) {
        tt_migration *m = apr_array_push(*out);

        m->file = APR_ARRAY_IDX(files, i, tt_sql_file);
        TT_TRY(take_name(p, m));
    }
    return check_order(p, *out);
}

static const tt_error *compare(apr_pool_t *p, const tt_migration *m, const PGresult *history, int row)
{
    const char *name = PQgetvalue(history, row, NAME), *on = PQgetvalue(history, row, APPLIED_ON);

    if (strcmp(m->name, name) != 0)
        return tt_refuse(p, "%s was applied on %s under the name %04d_%s.sql", m->file.path, on, m->version, name);
    if (strcmp(m->file.checksum, PQgetvalue(history, row, CHECKSUM)) != 0)
        return tt_refuse(p, "%s was changed after it was applied on %s; put it back and write a new migration",
                         m->file.path, on);
    return NULL;
}

const tt_error *tt_migrations_applied(apr_pool_t *p, const apr_array_header_t *all, const PGresult *history,
                                      int *applied)
{
    int rows = history ? PQntuples(history) : 0;

    for (int i = 0; i < rows; i++) {
        int version = (int)strtol(PQgetvalue(history, i, VERSION), NULL, 10);
        const tt_migration *m = &APR_ARRAY_IDX(all, i, tt_migration);

        if (version > all->nelts)
            return tt_refuse(p, "%04d_%s.sql was applied on %s but is missing; these files are older than the database",
                             version, PQgetvalue(history, i, NAME), PQgetvalue(history, i, APPLIED_ON));
        if (version != m->version)
            return tt_refuse(p, "%s is not applied, but %04d_%s.sql, which comes after it, is", m->file.path, version,
                             PQgetvalue(history, i, NAME));
        TT_TRY(compare(p, m, history, i));
    }
    *applied = rows;
    return NULL;
}
