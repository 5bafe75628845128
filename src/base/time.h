/* time.h -- instants and days as text.  PostgreSQL does the zones; here is only what the wire format needs. */
#ifndef TT_TIME_H
#define TT_TIME_H

#include "base/buf.h"

/** Years taken for an instant or a day; outside them a mistake is likelier than a time entry. */
enum { TT_YEAR_MIN = 1900, TT_YEAR_MAX = 2199 };

/** Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. */
typedef int64_t tt_instant;

/** What tt_time_parse found. */
typedef enum tt_time_result { TT_TIME_OK, TT_TIME_NO_OFFSET, TT_TIME_MALFORMED, TT_TIME_OUT_OF_RANGE } tt_time_result;

/** What follows a time without an offset that means the caller's own zone: said, not guessed. */
#define TT_TIME_LOCAL "[local]"

/** RFC 3339 section 5.6 date-time with an offset ("Z" or +hh:mm up to 23:59; "T" and "Z" in either case, a space for
 * the T).  Fractions are cut to the whole second before (towards the past).  A second of 60 is refused: PostgreSQL
 * would count it into the next minute. */
tt_time_result tt_time_parse(const char *s, size_t n, tt_instant *out);

/** YYYY-MM-DD, a day that exists. */
bool tt_date_valid(const char *s, size_t n);

/** T as "YYYY-MM-DDTHH:MM:SSZ". */
void tt_time_utc(tt_buf *b, tt_instant t);

/** PostgreSQL's ISO text of a timestamptz ("2024-01-15 09:00:00+01", "...+05:30", "...+00:19:32"; a fraction is
 * dropped) as RFC 3339 "2024-01-15T09:00:00+01:00".  Offsets with seconds, which RFC 3339 cannot say, give the same
 * instant in UTC. */
void tt_time_from_pg(tt_buf *b, const char *s, size_t n);

#endif
