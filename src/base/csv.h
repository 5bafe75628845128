/* csv.h -- cells of comma-separated values, RFC 4180. */
#ifndef TT_CSV_H
#define TT_CSV_H

#include "base/buf.h"

/** S (N bytes) as a cell, in quotes where it needs them.  A text that a spreadsheet would take for a formula gets a '
 * before it. */
void tt_csv_cell(tt_buf *b, const char *s, size_t n);

#endif
