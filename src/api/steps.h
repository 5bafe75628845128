/* steps.h -- the statements of a call, added to a trip in the order in which they must happen. */
#ifndef TT_STEPS_H
#define TT_STEPS_H

#include "api/call.h"

typedef struct tt_steps {
    tt_call *c;
    tt_trip trip;
    int authenticate, effect, rows, count; /* numbers of the steps, -1 = not in this trip */
    const tt_resource *answers;            /* whose rows `rows` are */
} tt_steps;

void tt_steps_begin(tt_steps *s, tt_call *c);

/** Finds the credential and sets the transaction's context; everything after it is skipped if it refuses. */
void tt_steps_authenticate(tt_steps *s);

/** What the operation does and reads. */
void tt_steps_add(tt_steps *s);

/** The statement of a list's rows, of KIND (TT_SQL_ROWS, TT_SQL_EVERY, TT_SQL_COUNT). */
int tt_steps_add_list(tt_steps *s, tt_kind kind);

/** Reads the row that E says is in the way. */
void tt_steps_conflict(tt_steps *s, const tt_error *e);

/** E with that row as JSON, in the pool of the call. */
const tt_error *tt_steps_with_conflict(const tt_steps *s, const tt_error *e);

/** Adds a fixed query with N values. */
int tt_steps_add_query(tt_steps *s, const tt_query *query, int n, const char *const *values);

/** One trip; all trips of a call share its deadline.  Fills c->principal, and adds what the caller lacks to a 403. */
const tt_error *tt_steps_run(tt_steps *s, tt_conn *conn) TT_MUST_CHECK;

const PGresult *tt_steps_rows(const tt_steps *s);
const PGresult *tt_steps_count(const tt_steps *s);

/** Whether an update or delete found no row. */
bool tt_steps_hit_nothing(const tt_steps *s);

/** Notes the use of the caller's credential, at most once a minute; a failure of that is nobody's failure. */
void tt_steps_touch(tt_call *c, tt_conn *conn);

#endif
