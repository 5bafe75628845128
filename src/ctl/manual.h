/* manual.h -- what is told about ttctl.  Help, man page and completion are made of the same declarations. */
#ifndef TT_MANUAL_H
#define TT_MANUAL_H

#include "base/buf.h"
#include "ctl/command.h"

enum { TT_EXIT_DONE = 0, TT_EXIT_FAILED = 1, TT_EXIT_USAGE = 2 };

enum { TT_MANUAL_MAX = 1 << 20 };

/** A term and what it means. */
typedef struct tt_term {
    const char *name, *text;
} tt_term;

/** All commands in the order in which they are told (ttctl.c); ends with NULL. */
extern const tt_command *const tt_commands[];

/** What the exit codes, variables of the environment and files mean; each ends with a NULL name. */
extern const tt_term tt_exit_codes[], tt_environment[], tt_files[];

/** Where ttctl looks for its database, and what goes to stdout and stderr: paragraphs; ends with NULL. */
extern const char *const tt_manual_paragraphs[];

/** The first line: "ttctl key create --user EMAIL ...". */
const char *tt_manual_usage(apr_pool_t *p, const tt_command *c);

/** "--name VALUE". */
const char *tt_manual_option(apr_pool_t *p, const tt_option *o);

/** Writes the help of a command: usage, what it does, its options. */
void tt_manual_command(tt_buf *b, const tt_command *c);

/** Writes the list of commands whose first word is GROUP, of all and what holds for all where that is NULL; false if
 *  there are none. */
bool tt_manual_list(tt_buf *b, const char *group);

/** Writes the man page as roff, macros man(7). */
void tt_manual_roff(tt_buf *b);

/** Writes the completion for bash; it needs nothing but bash 4. */
void tt_manual_completion(tt_buf *b);

extern const tt_command tt_command_help;

#endif
