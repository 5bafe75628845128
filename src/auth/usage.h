/* usage.h -- calls per key and day, counted in shared memory and written to the database about once a minute, because a
 * write per call would cost more than the call.  What was counted since the last writing is lost when the server stops;
 * a process that is killed loses what it had taken out and not yet written. */
#ifndef TT_USAGE_H
#define TT_USAGE_H

#include "db/trip.h"

typedef struct tt_usage_counts tt_usage_counts;

/** Calls by a key of a user on a day (days since the epoch, UTC). */
typedef struct tt_usage_calls {
    int64_t user_id, key_id, calls;
    int day;
} tt_usage_calls;

/** Memory for SLOTS keys and days (a power of two, at least 8), and counts in it (zeroed, aligned to 64). */
size_t tt_usage_size(int slots);
tt_usage_counts *tt_usage_at(void *memory, int slots);

/** Counts a call by key KEY_ID of user USER_ID on day DAY.  False when there is no room: the caller flushes. */
bool tt_usage_count(tt_usage_counts *counts, int64_t user_id, int64_t key_id, int day);

/** The same for several calls: puts back what tt_usage_take took. */
bool tt_usage_add(tt_usage_counts *counts, const tt_usage_calls *calls);

/** Takes out all counts (KEY_ID = 0: of every key, else of that key): an array of tt_usage_calls in pool P. A key and
 * day may be in it more than once. */
apr_array_header_t *tt_usage_take(tt_usage_counts *counts, apr_pool_t *p, int64_t key_id);

/** Whether the caller is the one who is to flush all now: true about once a minute, in one process.  NOW_MS: a clock
 * that all processes share. */
bool tt_usage_due(tt_usage_counts *counts, int64_t now_ms);

/** Takes out counts as tt_usage_take does and adds them to the table api_key_usage of DB; without counts it asks
 * nothing. Keys that are no more are passed over.  A failure puts them back, as far as there is room: calls are counted
 * twice if the connection broke after the database had stored them. */
const tt_error *tt_usage_flush(tt_usage_counts *counts, apr_pool_t *p, tt_db *db, int64_t key_id,
                               int timeout_ms) TT_MUST_CHECK;

#endif
