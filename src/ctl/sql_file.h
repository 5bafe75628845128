/* sql_file.h -- files of SQL: reading them, cutting them into statements, running them. */
#ifndef TT_SQL_FILE_H
#define TT_SQL_FILE_H

#include "ctl/command.h"

typedef struct tt_sql_file {
    const char *path; /**< folder and name */
    const char *name; /**< of the file: "0001_core.sql" */
    const char *text;
    char checksum[65];              /**< SHA-256 of the bytes, in hexadecimal digits */
    apr_array_header_t *statements; /**< of tt_sql_statement */
} tt_sql_file;

typedef struct tt_sql_statement {
    const char *text; /**< from its first word up to its semicolon */
    int line;         /**< of the first word in the file, from 1 */
} tt_sql_statement;

enum { TT_SQL_FILE_MAX = 16 << 20 };

/** The text of a file in pool P: at most 16 MiB, no NUL. */
const tt_error *tt_text_read(apr_pool_t *p, const char *path, const char **text) TT_MUST_CHECK;

/** The statements of TEXT, an array of tt_sql_statement.  Knows quotes, dollar quotes, nested comments, parentheses
 *  and the bodies of functions in standard SQL (BEGIN ATOMIC ... END). */
apr_array_header_t *tt_sql_split(apr_pool_t *p, const char *text);

/** Reads *.sql of a folder, sorted by name, into *FILES, an array of tt_sql_file.  A file that begins or ends
 *  transactions itself is refused, because ttctl wraps it in one. */
const tt_error *tt_sql_folder(apr_pool_t *p, const char *folder, apr_array_header_t **files) TT_MUST_CHECK;

/** Runs the statements of FILE one by one in the transaction that is open; an error begins with "path:line: ". */
const tt_error *tt_sql_file_run(tt_ctl *ctl, const tt_sql_file *file) TT_MUST_CHECK;

#endif
