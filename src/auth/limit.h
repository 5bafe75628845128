/* limit.h -- rate limits: token buckets in memory that all child processes share.
 * A bucket is one 64-bit word, the time at which it will be full again (GCRA, the generic cell rate algorithm of ITU-T
 * I.371), changed by compare and swap: no lock that a killed process could keep, and a full bucket needs no memory of
 * its own. */
#ifndef TT_LIMIT_H
#define TT_LIMIT_H

#include "tt.h"

typedef struct tt_limits tt_limits;

/** The most tokens a minute; a higher rate is taken for this one. */
enum { TT_LIMIT_MOST = 1000000 };

/** Who is limited in what: a digest of the category and of the credential or the address. */
typedef struct tt_limit_key {
    uint64_t word; /**< never 0 */
} tt_limit_key;

/** How much: RATE tokens a minute, bursts of as many. All is 0 where there is no limit. */
typedef struct tt_allowance {
    int limit;     /**< tokens of a full bucket, X-RateLimit-Limit */
    int remaining; /**< after this one */
    int reset_s;   /**< until the bucket is full again, rounded up */
    int retry_s;   /**< 0 = allowed; else seconds until it would be, rounded up */
} tt_allowance;

/** Memory for SLOTS buckets (a power of two, at least 8), and limits in it (zeroed, aligned to 64): made once, before
 * there are children.  NULL if OpenSSL has no random bytes.  Where more than SLOTS buckets (or more than 8 of those
 * that share a place) are not full at once, the one that will be full soonest is forgotten, as if it were full. */
size_t tt_limits_size(int slots);
tt_limits *tt_limits_at(void *memory, int slots);

/** The key of BYTES in CATEGORY: keyed by a secret drawn when the memory was made, so that nobody can aim at another's
 * bucket. */
tt_limit_key tt_limit_key_of(const tt_limits *limits, char category, const void *bytes, size_t n);

/** Takes COST tokens from the bucket of KEY at RATE tokens a minute (below 1 = without limit), or none if there are
 * fewer.  COST 0 only looks whether one is there; a COST above RATE is taken for RATE.  NOW_US: microseconds of a clock
 * that all processes share, not negative.  If it steps back, a bucket counts as empty at most and fills from there:
 * nobody waits for longer than a minute. */
tt_allowance tt_limit_take(tt_limits *limits, tt_limit_key key, int rate, int cost, int64_t now_us);

/** What is remembered beside a bucket: a number from 0 to 3 (the caller's tier), 0 where it is not known.  To set it
 * does nothing where there is no bucket: tt_limit_take makes it, and it may go again when it is full. */
int tt_limit_note(const tt_limits *limits, tt_limit_key key);
void tt_limit_set_note(tt_limits *limits, tt_limit_key key, int note);

#endif
