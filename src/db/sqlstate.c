/* sqlstate.c -- see sqlstate.h. */
#include "db/sqlstate.h"

/* A row per SQLSTATE or class; the longest match counts, so a state stands before its class. */
typedef struct {
    const char *state; /* 5 characters, or 2 for a class */
    int status;
    const char *code, *title, *detail;
    int retry_after;
} state_row;

static const state_row states[] = {
    { "23505", 409, "already_exists", "Conflict", "There is one like it already", 0 },
    { "23P01", 409, "overlap", "Conflict", "There is another entry in that span of time", 0 },
    { "23503", 422, "not_found", "Invalid arguments", "There is no such row", 0 },
    { "23502", 422, "required", "Invalid arguments", "A value is needed", 0 },
    { "23514", 422, "invalid", "Invalid arguments", "The value is not allowed", 0 },
    { "22", 422, "invalid", "Invalid arguments", "A value is not allowed", 0 },
    { "40001", 503, "try_again", "Try again", "Another change came in between", 1 },
    { "40P01", 503, "try_again", "Try again", "Another change came in between", 1 },
    { "55P03", 503, "try_again", "Try again", "The row is being changed by somebody else", 1 },
    { "57014", 504, "database_timeout", "Took too long", "The database did not finish in time; ask for less at once",
      0 },
    { "57P0", 503, "database_unavailable", "Database unavailable", "The database is restarting; try again", 1 },
    { "53100", 507, "storage_full", "Storage full", "The database has no room left", 0 },
    { "53", 503, "database_unavailable", "Database unavailable", "The database has no resources left; try again", 2 },
    { "25006", 503, "database_unavailable", "Database unavailable",
      "The database is read-only at the moment; try again", 2 },
    { "08", 503, "database_unavailable", "Database unavailable", "The database cannot be reached; try again", 1 },
};

/* What a constraint's code means to a person. */
static const struct {
    const char *code, *message;
} codes[] = {
    { "already_exists", "is taken already" },
    { "not_found", "there is no such row" },
    { "overlap", "another entry lies in that span of time" },
    { "not_after_start", "must be later than the start (start_time, workday_start)" },
    { "too_long", "is longer than allowed" },
    { "too_many", "are more than allowed" },
    { "invalid_length", "is shorter or longer than allowed" },
    { "out_of_range", "is out of range" },
    { "not_whole_seconds", "must be a whole second" },
    { "required", "must be given" },
    { "unknown_time_zone", "is not a known IANA time zone" },
    { "not_shorter_than_span", "must be shorter than the time from start to end" },
};

static const char *field_of(const PGresult *res, int code)
{
    const char *value = PQresultErrorField(res, code);

    return value ? value : "";
}

static const char *copy(apr_pool_t *p, const char *s)
{
    return *s ? apr_pstrdup(p, s) : NULL;
}

static const char *title_of(int status)
{
    switch (status) {
    case 401: return "Authentication required";
    case 403: return "Insufficient permissions";
    case 404: return "Not found";
    case 409: return "Conflict";
    case 412: return "Precondition failed";
    default: return "Invalid arguments";
    }
}

/* Raised by our own SQL (tt_raise): everything is in the fields. */
static void fill_raised(apr_pool_t *p, const PGresult *res, tt_error *e)
{
    const char *hint = field_of(res, PG_DIAG_MESSAGE_HINT);

    e->code = apr_pstrdup(p, field_of(res, PG_DIAG_MESSAGE_DETAIL));
    e->title = title_of(e->status);
    e->detail = apr_pstrdup(p, field_of(res, PG_DIAG_MESSAGE_PRIMARY));
    e->field = copy(p, field_of(res, PG_DIAG_COLUMN_NAME));
    e->conflict_resource = copy(p, field_of(res, PG_DIAG_TABLE_NAME));
    if (e->status == 403)
        e->available_scopes = apr_pstrdup(p, hint);
    else
        e->conflict_id = copy(p, hint);
}

/* `<table>__<field>__<code>`: the constraint says which argument and why. */
static void fill_constraint(apr_pool_t *p, const char *constraint, tt_error *e)
{
    const char *field = strstr(constraint, "__"), *code = field ? strstr(field + 2, "__") : NULL;
    const char *message = "is not allowed";

    if (!code)
        return;
    e->field = apr_pstrmemdup(p, field + 2, (apr_size_t)(code - field - 2));
    e->code = apr_pstrdup(p, code + 2);
    for (int i = 0; i < TT_COUNT(codes); i++)
        if (!strcmp(codes[i].code, e->code))
            message = codes[i].message;
    e->detail = apr_psprintf(p, "%s: %s", e->field, message);
}

static const state_row *row_of(const char *state)
{
    for (int i = 0; i < TT_COUNT(states); i++)
        if (!strncmp(states[i].state, state, strlen(states[i].state)))
            return &states[i];
    return NULL;
}

const tt_error *tt_sqlstate_error(apr_pool_t *p, const PGresult *res)
{
    const char *state = field_of(res, PG_DIAG_SQLSTATE);
    const state_row *row = row_of(state);
    tt_error *e = apr_pcalloc(p, sizeof *e);

    e->sqlstate = apr_pstrdup(p, state);
    if (!strncmp(state, "TT", 2) && strspn(state + 2, "0123456789") == 3) {
        e->status = (state[2] - '0') * 100 + (state[3] - '0') * 10 + (state[4] - '0');
        fill_raised(p, res, e);
        return e;
    }
    e->cause = apr_psprintf(p, "SQLSTATE %s: %s", state, field_of(res, PG_DIAG_MESSAGE_PRIMARY));
    if (!row) {
        e->status = 500;
        e->code = "internal_error";
        e->title = "Internal error";
        e->detail = "Something went wrong on our side";
        return e;
    }
    e->status = row->status;
    e->code = row->code;
    e->title = row->title;
    e->detail = row->detail;
    e->retry_after = row->retry_after;
    if (!strncmp(state, "23", 2))
        fill_constraint(p, field_of(res, PG_DIAG_CONSTRAINT_NAME), e);
    return e;
}

const tt_error *tt_sqlstate_lost(apr_pool_t *p, const char *cause)
{
    tt_error *e = tt_error_make(p, 503, "database_unavailable", "Database unavailable",
                                "The database cannot be reached; try again");

    e->retry_after = 1;
    e->sqlstate = "08006";
    e->cause = apr_pstrdup(p, cause);
    return e;
}

static bool state_begins(const tt_error *e, const char *prefix)
{
    return e && e->sqlstate && !strncmp(e->sqlstate, prefix, strlen(prefix));
}

bool tt_sqlstate_is_lost(const tt_error *e)
{
    return state_begins(e, "08") || state_begins(e, "57P0") || state_begins(e, "25006");
}

bool tt_sqlstate_is_unknown(const tt_error *e)
{
    return state_begins(e, "26000");
}

bool tt_sqlstate_is_conflict(const tt_error *e)
{
    return state_begins(e, "40001") || state_begins(e, "40P01");
}
