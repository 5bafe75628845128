/* settle.c -- see settle.h. */
#include "http/settle.h"

#include <http_connection.h>
#include <http_log.h>

#include "base/clock.h"
#include "base/hex.h"
#include "db/trip.h"
#include "log.h"

APLOG_USE_MODULE(timetracker);

static bool by_key(const tt_settlement *s)
{
    return s->caller.credential->kind == TT_CREDENTIAL_KEY;
}

/* A known key was refused: the audit log of its owner says so. */
static const tt_error *note_refusal(request_rec *r, const tt_conf *conf, const tt_settlement *s, tt_conn *conn)
{
    const char *values[] = { tt_hex_bytea(r->pool, s->caller.credential->hash, TT_SHA256),
                             s->status == 401 ? "invalid_credentials" : "insufficient_scope", s->caller.ip,
                             s->request_id };
    tt_trip trip;

    tt_trip_init(&trip, r->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_note_refusal), TT_COUNT(values), values);
    return tt_trip_run(&trip, conn, conf->query_timeout_ms);
}

static const tt_error *write_notes(request_rec *r, const tt_conf *conf, const tt_settlement *s, bool refused,
                                   bool flush)
{
    const tt_error *e = NULL;
    tt_conn *conn;

    TT_TRY(tt_db_open(conf->site->db, r->pool, &conn));
    if (refused)
        e = note_refusal(r, conf, s, conn);
    if (!e && flush)
        e = tt_usage_flush(conf->site->usage, r->pool, conn, 0, conf->query_timeout_ms);
    tt_db_close(conf->site->db, conn);
    return e;
}

void tt_settle(request_rec *r, const tt_conf *conf, const tt_settlement *s)
{
    bool refused = by_key(s) && (s->status == 401 || s->status == 403);
    bool flush = false;
    const tt_error *e;

    tt_rate_settle(&conf->rates, &s->caller, s->status, s->tier, tt_clock_ms());
    if (by_key(s) && s->user_id)
        flush = !tt_usage_count(conf->site->usage, apr_atoi64(s->user_id), apr_atoi64(s->credential_id),
                                (int)(apr_time_sec(r->request_time) / 86400));
    flush = tt_usage_due(conf->site->usage, tt_clock_ms()) || flush;
    if (!refused && !flush)
        return;
    ap_flush_conn(r->connection);
    e = write_notes(r, conf, s, refused, flush);
    if (e)
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                      TTLOGNO(2011) "what happened to keys is not noted: %s [request %s]",
                      e->cause ? e->cause : e->detail, s->request_id);
}
