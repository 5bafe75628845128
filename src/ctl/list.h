/* list.h -- rows for people and for programs. */
#ifndef TT_LIST_H
#define TT_LIST_H

#include "ctl/command.h"

/** The option of every command that lists. */
#define TT_LIST_OPTION                                                                                                 \
    {                                                                                                                  \
        "json", NULL, 0, "a JSON array; else columns, or tabs where stdout is no terminal"                             \
    }

/** Prints all of RES to stdout: as JSON with --json (types follow the columns'), aligned under headings on a
 *  terminal, else one line a row with tabs and no headings, control characters and backslashes escaped by a
 *  backslash, NULL empty. */
const tt_error *tt_list_print(tt_ctl *ctl, const PGresult *res) TT_MUST_CHECK;

/** S for a terminal, in pool P: control characters and backslashes escaped by a backslash. */
const char *tt_printable(apr_pool_t *p, const char *s);

#endif
