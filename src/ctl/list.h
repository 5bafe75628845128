/* list.h -- rows for people and for programs. */
#ifndef TT_LIST_H
#define TT_LIST_H

#include "ctl/command.h"

/** Of every command that lists: what it prints without --json. */
#define TT_LIST_DETAILS                                                                                                \
    "Columns under headings on a terminal; else one line a row with tabs and no headings, control characters and"      \
    " backslashes escaped by a backslash."

/** Prints all of RES to stdout: as JSON with --json (types follow the columns'), aligned under headings on a
 *  terminal, else one line a row with tabs and no headings, control characters and backslashes escaped by a
 *  backslash, NULL empty. */
const tt_error *tt_list_print(tt_ctl *ctl, const PGresult *res) TT_MUST_CHECK;

/** Writes row R of RES as a JSON object without its closing brace, so that more members can follow. */
void tt_row_put(tt_buf *b, const PGresult *res, int r);

/** Prints row R of RES as one JSON object. */
const tt_error *tt_row_print(tt_ctl *ctl, const PGresult *res, int r) TT_MUST_CHECK;

/** Prints {"id": ID, "changed": CHANGED}: whether that row had to be changed. */
const tt_error *tt_changed_print(tt_ctl *ctl, const char *id, bool changed) TT_MUST_CHECK;

/** S for a terminal, in pool P: control characters and backslashes escaped by a backslash. */
const char *tt_printable(apr_pool_t *p, const char *s);

#endif
