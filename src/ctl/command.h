/* command.h -- the commands of ttctl, declared once: parsing and help are read from the declaration. */
#ifndef TT_COMMAND_H
#define TT_COMMAND_H

#include <libpq-fe.h>

#include "base/buf.h"
#include "ctl/options.h"

/** One run of ttctl. */
typedef struct tt_ctl {
    apr_pool_t *pool; /**< of everything; the connection is closed with it */
    tt_options options;
    PGconn *pg; /**< once tt_ctl_connect has succeeded */
    bool json;  /**< --json: stdout is one JSON document, stderr one JSON object a line */
} tt_ctl;

typedef struct tt_command {
    const char *name; /**< one or two words: "key create" */
    tt_usage usage;
    const char *doc; /**< what it does, in one line */
    const tt_error *(*run)(tt_ctl *ctl);
    const char *const *details; /**< more about it: paragraphs, ends with NULL; or NULL */
} tt_command;

extern const tt_command tt_command_setup, tt_command_migrate;
extern const tt_command tt_command_doctor;
extern const tt_command tt_command_user_add, tt_command_user_list, tt_command_user_tier;
extern const tt_command tt_command_key_create, tt_command_key_list, tt_command_key_revoke;
extern const tt_command tt_command_session_list, tt_command_session_end, tt_command_seal_key_rotate;
extern const tt_command tt_command_openapi;

/** The option of every command that prints what a script may read, and how its document is told. */
#define TT_JSON_OPTION                                                                                                 \
    {                                                                                                                  \
        "json", NULL, 0, "print one JSON document"                                                                     \
    }
#define TT_JSON_SHAPE(shape) "With --json: " shape

/** The options by which a command finds the database (database.h). */
#define TT_DATABASE_OPTIONS                                                                                            \
    { "database-url", "URL", 0, "the database: postgresql://user@host/name, or libpq's \"host=... dbname=...\"" },     \
    {                                                                                                                  \
        "config", "FILE", 0, "httpd's configuration, whose DBDParams names the database"                               \
    }

#define TT_COMMAND_USAGE(array, arg)                                                                                   \
    {                                                                                                                  \
        .options = (array), .noptions = TT_COUNT(array), .argument = (arg)                                             \
    }

/** Something the operator asked for is refused: exit code 1. */
const tt_error *tt_refuse(apr_pool_t *p, const char *format, ...) TT_PRINTF(2, 3);

/** What goes on meanwhile, a line on stderr: "ttctl: ...", or {"notice": "..."} with --json. */
void tt_notice(const tt_ctl *ctl, const char *format, ...) TT_PRINTF(2, 3);

/** What came of the command, for a person: a line on stderr; nothing with --json, where the document says it. */
void tt_outcome(const tt_ctl *ctl, const char *format, ...) TT_PRINTF(2, 3);

/** Prints B to stdout; fails if it is incomplete or did not arrive. */
const tt_error *tt_print(tt_ctl *ctl, const tt_buf *b) TT_MUST_CHECK;

/** Flushes stdout; fails if what was printed did not arrive. */
const tt_error *tt_stdout_flush(apr_pool_t *p) TT_MUST_CHECK;

#endif
