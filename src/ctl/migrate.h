/* migrate.h -- which migrations are to be applied: the files against what the database says was applied. */
#ifndef TT_MIGRATE_H
#define TT_MIGRATE_H

#include "ctl/database.h"
#include "ctl/sql_file.h"

typedef struct tt_migration {
    int version; /**< from the file's name: NNNN_name.sql */
    const char *name;
    tt_sql_file file;
} tt_migration;

/** The migrations of a folder in order into *OUT, an array of tt_migration.  Refused: a name of another form, a
 *  number twice, a gap. */
const tt_error *tt_migrations_read(apr_pool_t *p, const char *folder, apr_array_header_t **out) TT_MUST_CHECK;

/** How many of ALL are applied, after the rows of ctl_history (NULL = none); the others are to be applied.  Refused
 *  by name: a file that was changed, renamed or is missing since it was applied, and one that was passed over. */
const tt_error *tt_migrations_applied(apr_pool_t *p, const apr_array_header_t *all, const PGresult *history,
                                      int *applied) TT_MUST_CHECK;

/** What to migrate, and what came of it. */
typedef struct tt_migrate {
    const char *folder;                /**< with migrations, functions and views; NULL = the one of the installation */
    const apr_array_header_t *roles;   /**< of const char *: who may read and write rows */
    bool dry;                          /**< change nothing */
    bool quiet;                        /**< do not print "applied FILE" as it happens */
    int before, after;                 /**< the schema's version; AFTER is that of the files */
    const apr_array_header_t *applied; /**< of const char *: the files that were applied, or would be */
} tt_migrate;

/** Brings the database of ctl->pg to the schema of the files.  What is made belongs to the owner of the schema (of the
 *  database, where there is none yet) whenever the connection's role may act as that. */
const tt_error *tt_migrate_run(tt_ctl *ctl, tt_migrate *m) TT_MUST_CHECK;

#endif
