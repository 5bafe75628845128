/* feed.h -- what one stream still has to tell its client.  The caller holds the lock of the streams. */
#ifndef TT_FEED_H
#define TT_FEED_H

#include "stream/stream.h"

typedef enum tt_fed {
    TT_FED,       /**< nothing is left */
    TT_FED_LATER, /**< the client has not taken all yet */
    TT_FED_LOST   /**< it is gone, or too slow */
} tt_fed;

/** Where more may be written: what is there already lives on, else a buffer in pool TICK, which is cleared soon. */
tt_buf *tt_feed_buffer(tt_stream *s, apr_pool_t *tick);

/** Sends what there is, as far as the client takes it without waiting, at most a few kilobytes.  What is left is kept
 * beyond the tick. NOW in milliseconds; a client that takes nothing for STUCK_MS is lost. */
tt_fed tt_feed_send(tt_stream *s, int64_t now, int stuck_ms);

#endif
