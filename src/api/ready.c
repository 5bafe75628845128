/* ready.c -- see ready.h. */
#include "api/ready.h"

#include "api/answer.h"

static const tt_error *schema_version(tt_call *c, int *version)
{
    const tt_error *e;
    tt_trip trip;
    tt_conn *conn;

    TT_TRY(tt_db_open(c->site->db, c->pool, &conn));
    tt_trip_init(&trip, c->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_schema_version), 0, NULL);
    e = tt_trip_run(&trip, conn, c->site->query_timeout_ms);
    tt_db_close(c->site->db, conn);
    if (e)
        return e;
    *version = (int)apr_strtoi64(PQgetvalue(tt_trip_result(&trip, 0), 0, 0), NULL, 10);
    return NULL;
}

const tt_error *tt_ready(tt_call *c)
{
    int version = 0;
    const tt_error *e = schema_version(c, &version);

    if (e && e->status != 503)
        return tt_error_make(c->pool, 503, "schema_missing", "Not ready",
                             "The database has no schema of ours; run 'ttctl migrate'");
    if (e)
        return e;
    if (version < c->site->schema_version)
        return tt_error_make(c->pool, 503, "schema_behind", "Not ready",
                             "The database's schema is at %d, this server needs %d; run 'ttctl migrate'", version,
                             c->site->schema_version);
    tt_answer_json(c, apr_psprintf(c->pool, "{\"status\":\"ready\",\"schema_version\":%d}", version));
    return NULL;
}
