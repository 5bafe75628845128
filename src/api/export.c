/* export.c -- see export.h. */
#include "api/export.h"

#include "api/answer.h"
#include "api/rows.h"
#include "base/spool.h"

typedef struct {
    tt_spool spool;
    const tt_columns *columns;
} export;

static const tt_error *take_row(void *context, const PGresult *res)
{
    export *x = context;

    tt_csv_row(&x->spool.tail, x->columns, res, 0);
    return tt_spool_flow(&x->spool);
}

const tt_error *tt_export(tt_call *c, tt_conn *conn, tt_steps *steps)
{
    const char *timeout = apr_psprintf(c->pool, "%dms", c->site->export_timeout_ms);
    export *x = apr_pcalloc(c->pool, sizeof *x);
    int rows;

    tt_spool_init(&x->spool, c->pool);
    x->columns = tt_columns_of(c->pool, c->resource);
    tt_csv_header(&x->spool.tail, c->resource);
    tt_steps_add_query(steps, &tt_query_statement_timeout, 1, &timeout);
    rows = tt_steps_add_list(steps, TT_SQL_EVERY);
    steps->trip.step[rows].row = take_row;
    steps->trip.step[rows].row_context = x;
    TT_TRY(tt_steps_run(steps, conn));
    TT_TRY(tt_spool_finish(&x->spool));
    tt_answer_csv(c, c->resource->path);
    c->out.file = x->spool.file;
    c->out.file_n = x->spool.file_n;
    c->out.body = x->spool.file ? NULL : x->spool.tail.at;
    c->out.body_n = x->spool.tail.n;
    return NULL;
}
