/* position.h -- how far a stream has come in the log of changes.
 * Rows are ordered by the transaction that wrote them, then by their id (sql/migrations/0006_events.sql). */
#ifndef TT_POSITION_H
#define TT_POSITION_H

#include "base/buf.h"

/** All rows before this one, and it, are known.  Id 0 stands before every row of its transaction. */
typedef struct tt_position {
    uint64_t xact;
    int64_t id;
} tt_position;

/** Reads "xact-id", the form that clients send back as Last-Event-ID; false if TEXT is not one of ours. */
bool tt_position_read(const char *text, tt_position *out);

/** Writes that text. */
void tt_position_write(tt_position at, tt_buf *out);

/** Less than, equal to or greater than 0 as A lies before, at or behind B. */
int tt_position_compare(tt_position a, tt_position b);

#endif
