/* query.c -- see query.h.
 * One trip: authenticate, then the statements of the operation, then the rows.  With an Idempotency-Key three (once.c).
 */
#include "api/query.h"

#include "api/answer.h"
#include "api/export.h"
#include "api/once.h"
#include "api/scope.h"
#include "api/steps.h"
#include "db/sqlstate.h"

static bool is_idempotent_post(const tt_call *c)
{
    return c->in.idempotency_key && (c->op->verb == TT_INSERT || c->op->verb == TT_CALL);
}

static const tt_error *answer(tt_call *c, const tt_steps *steps)
{
    if (c->op->verb == TT_LIST)
        return c->args.csv ? NULL : tt_answer_list(c, tt_steps_rows(steps), tt_steps_count(steps));
    if (tt_steps_hit_nothing(steps))
        return tt_answer_missing(c);
    return tt_answer_rows(c, c->op->answers ? c->op->answers : c->resource, tt_steps_rows(steps));
}

/* The usual case: one transaction in one trip; the answer is written after the connection has gone back. */
static const tt_error *plain(tt_call *c, tt_conn *conn, tt_steps *steps, const tt_error *refused)
{
    tt_steps_begin(steps, c);
    tt_steps_authenticate(steps);
    if (refused) {
        TT_TRY(tt_steps_run(steps, conn));
        return refused;
    }
    if (c->args.csv && c->op->verb == TT_LIST)
        return tt_export(c, conn, steps);
    tt_steps_add(steps);
    return tt_steps_run(steps, conn);
}

/* The row in the way of E, in the form in which its own route shows it, read in a transaction of its own. */
static const tt_error *with_conflict(tt_call *c, const tt_error *e)
{
    tt_steps steps;
    tt_conn *conn;
    const tt_error *failed;

    if (tt_db_open(c->site->db, c->pool, &conn))
        return e; /* without the row the refusal is still the right answer */
    tt_steps_begin(&steps, c);
    tt_steps_authenticate(&steps);
    tt_steps_conflict(&steps, e);
    failed = tt_steps_run(&steps, conn);
    tt_db_close(c->site->db, conn);
    return failed ? e : tt_steps_with_conflict(&steps, e);
}

/* What has a key is told apart, as what only reads. */
static bool may_repeat(const tt_call *c, const tt_error *e)
{
    return tt_trip_may_repeat(e, !tt_op_writes(c->op) || is_idempotent_post(c));
}

static const tt_error *attempt(tt_call *c, const tt_error *refused, bool *repeat)
{
    bool once = is_idempotent_post(c) && !refused;
    const tt_error *e;
    tt_steps steps;
    tt_conn *conn;

    *repeat = false;
    TT_TRY(tt_db_open(c->site->db, c->pool, &conn));
    e = once ? tt_once(c, conn) : plain(c, conn, &steps, refused);
    *repeat = e && e != refused && may_repeat(c, e);
    if (tt_sqlstate_is_unknown(e))
        tt_conn_forget(conn);
    if (!e)
        tt_steps_touch(c, conn);
    tt_db_close(c->site->db, conn);
    return e || once ? e : answer(c, &steps);
}

const tt_error *tt_call_query(tt_call *c, const tt_error *refused)
{
    const tt_error *e;
    bool repeat;
    int attempts = 0;

    do
        e = attempt(c, refused, &repeat);
    while (repeat && ++attempts < TT_TRIP_ATTEMPTS);
    return e && e->conflict_resource && !e->conflict ? with_conflict(c, e) : e;
}
