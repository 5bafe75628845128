/* rows.h -- rows of a result as JSON or CSV, by the columns of their resource.  A statement selects the columns in
 * order of the declaration (statement.c), so the n-th column of a result is the n-th column field. */
#ifndef TT_ROWS_H
#define TT_ROWS_H

#include <libpq-fe.h>

#include "api/resource.h"

/** What to write for each column, worked out once per result. */
typedef struct tt_columns {
    int n;
    struct {
        const char *key; /**< `"name":`, with a comma before it but for the first */
        size_t key_n;
        tt_type type;
    } column[64];
} tt_columns;

/** The columns of R, in pool P. */
const tt_columns *tt_columns_of(apr_pool_t *p, const tt_resource *r);

/** Row ROW of RES as a JSON object. */
void tt_row_json(tt_buf *b, const tt_columns *columns, const PGresult *res, int row);

/** The header line of a CSV (RFC 4180): the names. */
void tt_csv_header(tt_buf *b, const tt_resource *r);

/** Row ROW of RES as a line of CSV. */
void tt_csv_row(tt_buf *b, const tt_columns *columns, const PGresult *res, int row);

#endif
