/* opening.c -- see opening.h. */
#include "stream/opening.h"

#include "base/hex.h"
#include "db/trip.h"

/* Columns of sql/queries/: of both ways to authenticate, of stream_grant, of events_since. */
enum { AUTH_USER_ID, AUTH_CREDENTIAL_ID, AUTH_TOUCH = 3, AUTH_TIER };
enum { GRANT_SCOPES, GRANT_GRANTED };
enum { EVENTS_IS_LOST = 12 };

static const char *value(apr_pool_t *p, const tt_trip *trip, int step, int column)
{
    return apr_pstrdup(p, PQgetvalue(tt_trip_result(trip, step), 0, column));
}

static int authenticate(tt_trip *trip, const tt_opening *o, const char *hash)
{
    const char **values = apr_palloc(trip->pool, 4 * sizeof *values);

    values[0] = hash;
    if (o->credential->kind == TT_CREDENTIAL_SESSION) {
        values[1] = "";
        return tt_trip_add(trip, tt_statement_fixed(&tt_query_authenticate_session), 2, values);
    }
    values[1] = o->client_ip;
    values[2] = o->accepted;
    values[3] = "";
    return tt_trip_add(trip, tt_statement_fixed(&tt_query_authenticate_key), 4, values);
}

static void take(tt_opening *o, const tt_trip *trip, int who, int grant)
{
    const PGresult *missed = tt_trip_result(trip, grant + 1);
    apr_pool_t *p = trip->pool;

    o->user_id = value(p, trip, who, AUTH_USER_ID);
    o->credential_id = value(p, trip, who, AUTH_CREDENTIAL_ID);
    o->tier = value(p, trip, who, AUTH_TIER);
    o->scopes = value(p, trip, grant, GRANT_SCOPES);
    o->granted = value(p, trip, grant, GRANT_GRANTED);
    o->position = tt_event_horizon(missed);
    o->is_lost = *PQgetvalue(missed, 0, EVENTS_IS_LOST) == 't' || PQntuples(missed) > TT_EVENTS_MISSED;
    o->missed = missed;
}

/* That a key was used is noted, as with any call.  A session is not used by an open stream: in a forgotten window it
 * must not keep it alive. */
static void touch(const tt_opening *o, const tt_trip *seen, int who, tt_db *db)
{
    const PGresult *caller = tt_trip_result(seen, who);
    const char *values[] = { PQgetvalue(caller, 0, AUTH_USER_ID), PQgetvalue(caller, 0, AUTH_CREDENTIAL_ID),
                             o->client_ip };
    tt_trip trip;

    if (o->credential->kind != TT_CREDENTIAL_KEY || *PQgetvalue(caller, 0, AUTH_TOUCH) != 't')
        return;
    tt_trip_init(&trip, seen->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_touch_key), TT_COUNT(values), values);
    if (tt_trip_alone(&trip, db, o->timeout_ms, true))
        return; /* the next call notes it */
}

const tt_error *tt_opening_read(tt_db *db, apr_pool_t *p, tt_opening *o)
{
    const char *hash = tt_hex_bytea(p, o->credential->hash, sizeof o->credential->hash);
    const char *position[2] = { NULL, NULL };
    tt_position last;
    bool is_ours = o->last_event && tt_position_read(o->last_event, &last);
    tt_trip trip;
    int who, grant;

    if (is_ours) {
        position[0] = apr_psprintf(p, "%" APR_UINT64_T_FMT, last.xact);
        position[1] = apr_psprintf(p, "%" APR_INT64_T_FMT, last.id);
    }
    tt_trip_init(&trip, p);
    who = authenticate(&trip, o, hash);
    grant = tt_trip_add(&trip, tt_statement_fixed(&tt_query_stream_grant), 1, &hash);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_events_since), TT_COUNT(position), position);
    TT_TRY(tt_trip_alone(&trip, db, o->timeout_ms, true));
    touch(o, &trip, who, db);
    take(o, &trip, who, grant);
    o->is_lost = o->is_lost || (o->last_event && !is_ours);
    return NULL;
}
