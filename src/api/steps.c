/* steps.c -- see steps.h. */
#include "api/steps.h"

#include "api/rows.h"
#include "api/scope.h"
#include "base/clock.h"
#include "base/etag.h"
#include "base/hex.h"

/* Columns of both ways to authenticate in sql/queries/authenticate.sql. */
enum { AUTH_USER_ID, AUTH_CREDENTIAL_ID, AUTH_SERVER_TIME, AUTH_TOUCH, AUTH_TIER };

void tt_steps_begin(tt_steps *s, tt_call *c)
{
    memset(s, 0, sizeof *s);
    s->c = c;
    s->authenticate = s->effect = s->rows = s->count = -1;
    tt_trip_init(&s->trip, c->pool);
}

static int add_shape(tt_steps *s, tt_shape shape, const apr_array_header_t *values)
{
    tt_statement statement = { .key = apr_pmemdup(s->c->pool, &shape, sizeof shape),
                               .key_n = sizeof shape,
                               .sql = tt_shape_sql };

    return tt_trip_add(&s->trip, statement, values->nelts, (const char *const *)values->elts);
}

int tt_steps_add_query(tt_steps *s, const tt_query *query, int n, const char *const *values)
{
    return tt_trip_add(&s->trip, tt_statement_fixed(query), n, values);
}

static bool by_session(const tt_call *c)
{
    return c->in.credential.kind == TT_CREDENTIAL_SESSION;
}

/* What only changes, and pages about sessions, need to know. */
static void add_origin(tt_steps *s, const char *hash)
{
    const char **values = apr_palloc(s->c->pool, 4 * sizeof *values);

    values[0] = by_session(s->c) ? "session" : "key";
    values[1] = s->c->in.via;
    values[2] = s->c->in.request_id;
    values[3] = hash;
    tt_steps_add_query(s, &tt_query_note_origin, 4, values);
}

void tt_steps_authenticate(tt_steps *s)
{
    tt_call *c = s->c;
    const char **values = apr_palloc(c->pool, 4 * sizeof *values);

    values[0] = tt_hex_bytea(c->pool, c->in.credential.hash, sizeof c->in.credential.hash);
    if (by_session(c)) {
        values[1] = c->args.time_zone;
        s->authenticate = tt_steps_add_query(s, &tt_query_authenticate_session, 2, values);
    } else {
        values[1] = c->in.client_ip;
        values[2] = c->op->session_only ? "{}" : tt_scope_accepted(c->pool, c->op->scope);
        values[3] = c->args.time_zone;
        s->authenticate = tt_steps_add_query(s, &tt_query_authenticate_key, 4, values);
    }
    if (tt_op_writes(c->op) || c->op->session_only)
        add_origin(s, values[0]);
}

static void push(apr_array_header_t *values, const char *value)
{
    APR_ARRAY_PUSH(values, const char *) = value;
}

/* Adds the values of the set fields, in order. */
static void push_set(const tt_call *c, apr_array_header_t *values)
{
    for (int i = 0; i < TT_MAX_FIELDS && c->args.set >> i; i++)
        if (c->args.set >> i & 1)
            push(values, c->args.value[i]);
}

static void push_id(const tt_call *c, apr_array_header_t *values)
{
    if (c->id)
        push(values, c->id);
    if (c->child_id)
        push(values, c->child_id);
}

int tt_steps_add_list(tt_steps *s, tt_kind kind)
{
    const tt_args *a = &s->c->args;
    apr_array_header_t *values = apr_array_make(s->c->pool, 8, sizeof(const char *));
    tt_shape shape = tt_shape_of(s->c->resource, kind);

    push_set(s->c, values);
    shape.set = a->set;
    shape.search = a->search != NULL;
    if (a->search)
        push(values, a->search);
    if (kind == TT_SQL_COUNT)
        return add_shape(s, shape, values);
    shape.sort = a->sort;
    shape.after = a->has_cursor;
    for (int i = 0; a->has_cursor && i <= TT_MAX_SORT && a->after[i]; i++)
        push(values, a->after[i]);
    if (kind == TT_SQL_EVERY)
        return add_shape(s, shape, values);
    push(values, apr_itoa(s->c->pool, a->by_number ? a->limit : a->limit + 1));
    shape.offset = a->by_number;
    if (a->by_number)
        push(values, apr_psprintf(s->c->pool, "%" APR_INT64_T_FMT, (int64_t)(a->page - 1) * a->limit));
    return add_shape(s, shape, values);
}

static int add_row(tt_steps *s, tt_kind kind)
{
    apr_array_header_t *values = apr_array_make(s->c->pool, 2, sizeof(const char *));

    if (kind != TT_SQL_BACK)
        push_id(s->c, values);
    return add_shape(s, tt_shape_of(s->answers, kind), values);
}

/* If-Match: the row is locked and must have one of these versions. */
static void add_expect(tt_steps *s)
{
    tt_call *c = s->c;
    const char *versions = c->in.if_match ? tt_etag_versions(c->pool, c->in.if_match) : NULL;
    apr_array_header_t *values;

    if (!versions)
        return;
    values = apr_array_make(c->pool, 2, sizeof(const char *));
    push(values, versions);
    push_id(c, values);
    add_shape(s, tt_shape_of(c->resource, TT_SQL_EXPECT), values);
}

static void add_change(tt_steps *s, tt_kind kind)
{
    tt_shape shape = tt_shape_of(s->c->resource, kind);
    apr_array_header_t *values = apr_array_make(s->c->pool, 12, sizeof(const char *));

    shape.set = s->c->args.set;
    if (kind == TT_SQL_CALL) {
        shape.op = s->c->op;
        shape.csv = s->c->args.csv;
        push_id(s->c, values); /* the function's first parameter */
        push_set(s->c, values);
    } else {
        push_set(s->c, values);
        push_id(s->c, values);
    }
    s->effect = add_shape(s, shape, values);
}

static void add_report(tt_steps *s)
{
    const char **timeout = apr_palloc(s->c->pool, sizeof *timeout);

    *timeout = apr_psprintf(s->c->pool, "%dms", s->c->site->report_timeout_ms);
    tt_steps_add_query(s, &tt_query_statement_timeout, 1, timeout);
    add_change(s, TT_SQL_CALL);
    s->rows = s->effect;
}

static void add_call(tt_steps *s)
{
    bool rows = s->c->op->result == TT_RESULT_ROW || s->c->op->result == TT_RESULT_ROWS;

    add_change(s, TT_SQL_CALL);
    s->rows = rows ? add_row(s, TT_SQL_BACK) : s->effect;
}

void tt_steps_add(tt_steps *s)
{
    tt_call *c = s->c;

    s->answers = c->op->answers ? c->op->answers : c->resource;
    switch (c->op->verb) {
    case TT_LIST:
        s->rows = tt_steps_add_list(s, TT_SQL_ROWS);
        if (c->args.total || c->args.by_number)
            s->count = tt_steps_add_list(s, TT_SQL_COUNT);
        return;
    case TT_GET: s->rows = add_row(s, TT_SQL_ROW); return;
    case TT_INSERT:
        add_change(s, TT_SQL_INSERT);
        s->rows = add_row(s, TT_SQL_BACK);
        return;
    case TT_MODIFY:
        add_expect(s);
        if (c->args.set)
            add_change(s, TT_SQL_UPDATE);
        s->rows = add_row(s, TT_SQL_ROW);
        return;
    case TT_REMOVE:
        add_expect(s);
        add_change(s, TT_SQL_DELETE);
        return;
    case TT_CALL: add_call(s); return;
    case TT_REPORT: add_report(s); return;
    case TT_RUN: return;
    }
}

void tt_steps_conflict(tt_steps *s, const tt_error *e)
{
    apr_array_header_t *values = apr_array_make(s->c->pool, 1, sizeof(const char *));

    s->answers = tt_resource_find(e->conflict_resource);
    if (!s->answers)
        return;
    if (!s->answers->singleton)
        push(values, e->conflict_id);
    s->rows = add_shape(s, tt_shape_of(s->answers, TT_SQL_ROW), values);
}

const tt_error *tt_steps_with_conflict(const tt_steps *s, const tt_error *e)
{
    const PGresult *rows = tt_steps_rows(s);
    tt_error *copy;
    tt_buf b;

    if (!rows || !PQntuples(rows))
        return e; /* it has gone in the meantime */
    tt_buf_init(&b, s->c->pool, 2048, 1 << 20);
    tt_row_json(&b, tt_columns_of(s->c->pool, s->answers), rows, 0);
    copy = apr_pmemdup(s->c->pool, e, sizeof *e);
    copy->conflict = tt_buf_text(&b);
    return copy;
}

static const tt_error *explain(const tt_call *c, const tt_error *e)
{
    tt_error *copy;

    if (!e || e->status != 403 || strcmp(e->code, "insufficient_scope") != 0)
        return e;
    if (c->op->session_only)
        return tt_error_make(c->pool, 403, "session_required", "Session required",
                             "This is for people who have signed in; an API key cannot do it");
    copy = apr_pmemdup(c->pool, e, sizeof *e);
    copy->required_scope = c->op->scope;
    copy->detail = apr_psprintf(c->pool, "This endpoint requires the '%s' scope", c->op->scope);
    return copy;
}

const tt_error *tt_steps_run(tt_steps *s, tt_conn *conn)
{
    tt_call *c = s->c;
    int64_t now = tt_clock_ms();
    const tt_error *e;
    const PGresult *caller;

    if (!c->until_ms)
        c->until_ms = now + (c->op->verb == TT_REPORT ? c->site->report_timeout_ms
                             : c->args.csv            ? c->site->export_timeout_ms
                                                      : c->site->query_timeout_ms);
    e = tt_trip_run(&s->trip, conn, c->until_ms > now ? (int)(c->until_ms - now) : 1);
    caller = s->authenticate < 0 ? NULL : tt_trip_result(&s->trip, s->authenticate);
    if (caller && PQntuples(caller)) {
        c->principal.user_id = PQgetvalue(caller, 0, AUTH_USER_ID);
        c->principal.credential_id = PQgetvalue(caller, 0, AUTH_CREDENTIAL_ID);
        c->principal.tier = PQgetvalue(caller, 0, AUTH_TIER);
        c->principal.server_time = PQgetvalue(caller, 0, AUTH_SERVER_TIME);
        c->principal.touch = *PQgetvalue(caller, 0, AUTH_TOUCH) == 't';
    }
    return explain(c, e);
}

const PGresult *tt_steps_rows(const tt_steps *s)
{
    return s->rows < 0 ? NULL : tt_trip_result(&s->trip, s->rows);
}

const PGresult *tt_steps_count(const tt_steps *s)
{
    return s->count < 0 ? NULL : tt_trip_result(&s->trip, s->count);
}

bool tt_steps_hit_nothing(const tt_steps *s)
{
    bool change = s->c->op->verb == TT_MODIFY || s->c->op->verb == TT_REMOVE;
    const PGresult *effect = change && s->effect >= 0 ? tt_trip_result(&s->trip, s->effect) : NULL;

    return effect && !strcmp(PQcmdTuples((PGresult *)effect), "0");
}

void tt_steps_touch(tt_call *c, tt_conn *conn)
{
    const char *values[] = { c->principal.user_id, c->principal.credential_id, c->in.client_ip };
    const tt_query *touch = by_session(c) ? &tt_query_touch_session : &tt_query_touch_key;
    tt_trip trip;

    if (!c->principal.touch)
        return;
    tt_trip_init(&trip, c->pool);
    tt_trip_add(&trip, tt_statement_fixed(touch), TT_COUNT(values), values);
    if (tt_trip_run(&trip, conn, c->site->query_timeout_ms))
        c->principal.touch = false;
}
