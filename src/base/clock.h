/* clock.h -- the monotonic clock: deadlines must not move with the time of day. */
#ifndef TT_CLOCK_H
#define TT_CLOCK_H

#include "tt.h"

/** Milliseconds since some moment in the past. */
int64_t tt_clock_ms(void);

#endif
