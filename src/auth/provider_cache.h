/* provider_cache.h -- what a provider said, in memory that all child processes share: two texts, its metadata and its
 * keys.  There is no mutex, so that a process may be killed at any instruction: a text is written beside the one that
 * is read and then published by one store; who fetches says so in a word that others overrule when it is too old.
 * Times are tt_clock_ms(), which counts alike in all processes; a time in the future counts as never. */
#ifndef TT_PROVIDER_CACHE_H
#define TT_PROVIDER_CACHE_H

#include "tt.h"

enum { TT_KEPT_BYTES = 256 << 10, TT_RETRY_DOUBLES = 30 };

/** A text in one of the two places. */
typedef struct tt_kept_slot {
    uint64_t generation;
    uint64_t n; /**< bytes */
    int64_t fetched_ms;
    uint64_t checksum; /**< of all of this: a text that two processes wrote at once counts as not there */
    uint64_t word[TT_KEPT_BYTES / sizeof(uint64_t)];
} tt_kept_slot;

/** One document; zeroed = never fetched.  Every word is read and written atomically. */
typedef struct tt_kept_entry {
    uint64_t published;   /**< generation that is read, in slot[published & 1]; 0 = none */
    int64_t claim;        /**< who fetches: when it began, plus 1; 0 = nobody */
    int64_t retry_ms;     /**< after failures: no fetch before; 0 = none */
    int64_t failures;     /**< in a row */
    int64_t refetched_ms; /**< last fetch out of turn, plus 1; 0 = never */
    tt_kept_slot slot[2];
} tt_kept_entry;

struct tt_provider_cache {
    tt_kept_entry metadata, keys;
};

/** A copy of the published text. */
typedef struct tt_kept {
    const char *text; /**< NUL after its N bytes, in the pool of the call; NULL = none */
    size_t n;
    int64_t fetched_ms;
    uint64_t generation; /**< grows with every new text */
} tt_kept;

tt_kept tt_kept_read(apr_pool_t *p, const tt_kept_entry *entry);

/** Generation that is published now. */
uint64_t tt_kept_generation(const tt_kept_entry *entry);

/** Takes the right to fetch: the claim, or 0 if somebody else has it.  A claim older than LEASE_MS counts as abandoned.
 */
int64_t tt_kept_claim(tt_kept_entry *entry, int64_t now_ms, int64_t lease_ms);

/** Whether somebody fetches. */
bool tt_kept_claimed(const tt_kept_entry *entry, int64_t now_ms, int64_t lease_ms);

/** Gives the claim back; nothing happens if it was overruled. */
void tt_kept_release(tt_kept_entry *entry, int64_t claim);

/** Publishes a text of at most TT_KEPT_BYTES that was asked for at FETCHED_MS, forgets failures and gives the claim
 * back.  Without effect if the claim was overruled. */
void tt_kept_store(tt_kept_entry *entry, int64_t claim, int64_t fetched_ms, const char *text, size_t n);

/** Counts a failure, begins the pause (RETRY_S, doubled with every failure up to TT_RETRY_DOUBLES times itself) and
 * gives the claim back.  Without effect if the claim was overruled. */
void tt_kept_fail(tt_kept_entry *entry, int64_t claim, int64_t now_ms, int retry_s);

/** Milliseconds until the pause after failures is over, 0 = there is none. */
int64_t tt_kept_pause(const tt_kept_entry *entry, int64_t now_ms, int retry_s);

/** Whether a fetch out of turn was begun less than PAUSE_S ago; and the mark that one begins now. */
bool tt_kept_throttled(const tt_kept_entry *entry, int64_t now_ms, int pause_s);
void tt_kept_stamp(tt_kept_entry *entry, int64_t now_ms);

#endif
