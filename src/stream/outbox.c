/* outbox.c -- see outbox.h. */
#include "stream/outbox.h"

#include <errno.h>
#include <poll.h>

#include "base/clock.h"
#include "db/trip.h"

enum {
    RETRY_MS = 1000,
    BATCH = 1000 /* rows of events_new */
};

struct tt_outbox {
    apr_pool_t *pool;
    tt_outbox_settings settings;
    PGconn *pg; /* NULL = none */
    int64_t try_at;
    char trouble[256];
};

static apr_status_t close_at_end(void *o)
{
    tt_outbox_close(o);
    return APR_SUCCESS;
}

tt_outbox *tt_outbox_make(apr_pool_t *p, tt_outbox_settings settings)
{
    tt_outbox *o = apr_pcalloc(p, sizeof *o);

    o->pool = p;
    o->settings = settings;
    apr_pool_cleanup_register(p, o, close_at_end, apr_pool_cleanup_null);
    return o;
}

void tt_outbox_close(tt_outbox *o)
{
    PQfinish(o->pg);
    o->pg = NULL;
}

const char *tt_outbox_trouble(const tt_outbox *o)
{
    return *o->trouble ? o->trouble : NULL;
}

static void fail(tt_outbox *o, const char *what)
{
    const char *reason = o->pg ? PQerrorMessage(o->pg) : "";

    apr_snprintf(o->trouble, sizeof o->trouble, "%s: %.*s", what, (int)strcspn(reason, "\n"), reason);
    tt_outbox_close(o);
}

/* Waits for the socket; false when the time is over or the thread is to stop. */
static bool wait_for(const tt_outbox *o, short events, int64_t until)
{
    struct pollfd fds[] = { { .fd = PQsocket(o->pg), .events = events },
                            { .fd = o->settings.stop_fd, .events = POLLIN } };
    int ready;

    do {
        int64_t left = until - tt_clock_ms();

        ready = left <= 0 ? 0 : poll(fds, TT_COUNT(fds), (int)left);
    } while (ready < 0 && errno == EINTR);
    return ready > 0 && !fds[1].revents;
}

static bool connected(tt_outbox *o)
{
    int64_t until = tt_clock_ms() + o->settings.timeout_ms;
    PostgresPollingStatusType want = PGRES_POLLING_WRITING;

    while (want != PGRES_POLLING_OK && want != PGRES_POLLING_FAILED) {
        if (!wait_for(o, want == PGRES_POLLING_READING ? POLLIN : POLLOUT, until))
            return false;
        want = PQconnectPoll(o->pg);
    }
    return want == PGRES_POLLING_OK;
}

/* The only result of what was sent; NULL = there is none in time. */
static PGresult *receive(tt_outbox *o)
{
    int64_t until = tt_clock_ms() + o->settings.timeout_ms;
    PGresult *res, *further;

    while (PQflush(o->pg) > 0 || PQisBusy(o->pg))
        if (!wait_for(o, PQflush(o->pg) > 0 ? POLLIN | POLLOUT : POLLIN, until) || !PQconsumeInput(o->pg))
            return NULL;
    res = PQgetResult(o->pg);
    while (res && (further = PQgetResult(o->pg)))
        PQclear(further);
    return res;
}

static apr_status_t clear_result(void *res)
{
    PQclear(res);
    return APR_SUCCESS;
}

/* What was SENT must give rows. */
static const PGresult *take(tt_outbox *o, apr_pool_t *p, bool sent, const char *what)
{
    PGresult *res = sent ? receive(o) : NULL;
    ExecStatusType status = PQresultStatus(res); /* of NULL an error */

    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        apr_pool_cleanup_register(p, res, clear_result, apr_pool_cleanup_null);
        return res;
    }
    PQclear(res);
    fail(o, what);
    return NULL;
}

/* The module's settings of a session, and the statement of each tick. */
static bool settle(tt_outbox *o, apr_pool_t *p)
{
    const char *limits[] = { apr_psprintf(p, "%dms", o->settings.timeout_ms),
                             apr_psprintf(p, "%dms", 2 * o->settings.timeout_ms) };

    return take(o, p, PQsendQueryParams(o->pg, tt_query_session.sql, TT_COUNT(limits), NULL, limits, NULL, NULL, 0),
                "settings of the session") &&
           take(o, p, PQsendPrepare(o->pg, "events", tt_query_events_new.sql, 0, NULL), "preparing");
}

static bool begin(tt_outbox *o)
{
    apr_pool_t *scratch;
    bool ok;

    o->pg = PQconnectStart(o->settings.conninfo);
    if (!o->pg || PQstatus(o->pg) == CONNECTION_BAD || !connected(o)) {
        fail(o, "connecting");
        return false;
    }
    PQsetnonblocking(o->pg, 1);
    apr_pool_create(&scratch, o->pool);
    ok = settle(o, scratch);
    apr_pool_destroy(scratch);
    return ok;
}

bool tt_outbox_connect(tt_outbox *o)
{
    if (o->pg)
        return true;
    if (tt_clock_ms() < o->try_at)
        return false;
    o->try_at = tt_clock_ms() + RETRY_MS;
    if (!begin(o))
        return false;
    *o->trouble = '\0';
    return true;
}

const PGresult *tt_outbox_read(tt_outbox *o, apr_pool_t *p, tt_position after, bool *more)
{
    const char *values[] = { apr_psprintf(p, "%" APR_UINT64_T_FMT, after.xact),
                             apr_psprintf(p, "%" APR_INT64_T_FMT, after.id) };
    const PGresult *res = take(o, p, PQsendQueryPrepared(o->pg, "events", TT_COUNT(values), values, NULL, NULL, 0),
                               "reading what is new");

    *more = res && PQntuples(res) == BATCH;
    return res;
}

const PGresult *tt_outbox_alive(tt_outbox *o, apr_pool_t *p, const char *keys, const char *sessions)
{
    const char *values[] = { keys, sessions };

    return take(o, p,
                PQsendQueryParams(o->pg, tt_query_streams_alive.sql, TT_COUNT(values), NULL, values, NULL, NULL, 0),
                "looking at credentials");
}
