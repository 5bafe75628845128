/* event.h -- one change of a row, as streams tell of it. */
#ifndef TT_EVENT_H
#define TT_EVENT_H

#include <libpq-fe.h>

#include "base/buf.h"
#include "stream/position.h"

typedef struct tt_event {
    tt_position position;
    int64_t user_id;        /**< whose row it is */
    const char *resource;   /**< "time_entries" */
    const char *row_id;     /**< digits */
    const char *version;    /**< digits; of a row that was deleted its last one; NULL = the row has none */
    const char *action;     /**< "insert", "update", "delete" */
    int64_t at;             /**< seconds since 1970 */
    const char *actor;      /**< "key:12", "session:3" */
    const char *actor_name; /**< name of the key, "browser"; NULL = the key is gone */
    const char *via;        /**< "rest" */
} tt_event;

/** Reads row I of RES, which has the columns of sql/queries/events.sql; its texts stay RES's.  False = there is no
 * event in it. */
bool tt_event_read(const PGresult *res, int i, tt_event *out);

/** The transaction that everything was read up to, of any row of such a result. */
tt_position tt_event_horizon(const PGresult *res);

/** Writes E as an event of Server-Sent Events (WHATWG HTML, 9.2.5). */
void tt_event_write(const tt_event *e, tt_buf *out);

#endif
