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
static const tt_error *note_refusal(request_rec *r, const tt_conf *conf, const tt_settlement *s)
{
    const char *values[] = { tt_hex_bytea(r->pool, s->caller.credential->hash, TT_SHA256), s->refusal, s->caller.ip,
                             s->request_id, s->via };
    tt_trip trip;

    tt_trip_init(&trip, r->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_note_refusal), TT_COUNT(values), values);
    return tt_trip_alone(&trip, conf->site->db, conf->query_timeout_ms, true);
}

void tt_settle(request_rec *r, const tt_conf *conf, const tt_settlement *s)
{
    bool refused = by_key(s) && s->refusal;
    bool flush = false;
    const tt_error *e = NULL;

    tt_rate_settle(&conf->rates, &s->caller, s->status, s->tier, tt_clock_ms());
    if (by_key(s) && s->user_id)
        flush = !tt_usage_count(conf->site->usage, apr_atoi64(s->user_id), apr_atoi64(s->credential_id),
                                (int)(apr_time_sec(r->request_time) / 86400));
    flush = tt_usage_due(conf->site->usage, tt_clock_ms()) || flush;
    if (!refused && !flush)
        return;
    ap_flush_conn(r->connection);
    if (refused)
        e = note_refusal(r, conf, s);
    if (!e && flush)
        e = tt_usage_flush(conf->site->usage, r->pool, conf->site->db, 0, conf->query_timeout_ms);
    if (e)
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                      TTLOGNO(2011) "what happened to keys is not noted: %s [request %s]",
                      e->cause ? e->cause : e->detail, s->request_id);
}

void tt_settle_call(request_rec *r, const tt_conf *conf, const tt_caller *caller, const tt_call *c, int status)
{
    tt_settle(r, conf,
              &(tt_settlement){ .caller = *caller,
                                .status = status,
                                .refusal = status == 401 || status == 403 ? c->code : NULL,
                                .via = c->in.via,
                                .user_id = c->principal.user_id,
                                .credential_id = c->principal.credential_id,
                                .tier = c->principal.tier,
                                .request_id = c->in.request_id });
}

void tt_log_failure(request_rec *r, int status, const char *cause, const char *request_id)
{
    if (cause && status == 503)
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r, TTLOGNO(2001) "%s [request %s]", cause, request_id);
    else if (cause && status >= 500)
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, TTLOGNO(2002) "%s [request %s]", cause, request_id);
    else if (status == 401 || status == 403 || status == 429)
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TTLOGNO(2003) "refused with %d: %s %s [request %s]", status,
                      r->method, r->uri, request_id);
}
