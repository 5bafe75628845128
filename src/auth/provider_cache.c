/* provider_cache.c -- see provider_cache.h. */
#include "auth/provider_cache.h"

#define LOAD(word)         __atomic_load_n(&(word), __ATOMIC_ACQUIRE)
#define STORE(word, value) __atomic_store_n(&(word), value, __ATOMIC_RELEASE)

/* Attempts to copy a text while others publish: each failed one means that two texts were published meanwhile. */
enum { ATTEMPTS = 4, WORD = sizeof(uint64_t) };

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

static uint64_t start_checksum(uint64_t generation, uint64_t n, int64_t fetched_ms)
{
    return mix(mix(mix(0x74696d65747261u, generation), n), (uint64_t)fetched_ms);
}

static size_t words_of(uint64_t n)
{
    return (size_t)((n + WORD - 1) / WORD);
}

uint64_t tt_kept_generation(const tt_kept_entry *entry)
{
    return LOAD(entry->published);
}

/* Copies the slot of a generation; false if that is not what stands there. */
static bool copy_slot(apr_pool_t *p, const tt_kept_slot *slot, uint64_t generation, tt_kept *out)
{
    uint64_t n = LOAD(slot->n), checksum;
    int64_t fetched_ms = LOAD(slot->fetched_ms);
    char *text;

    if (LOAD(slot->generation) != generation || n > TT_KEPT_BYTES)
        return false;
    text = apr_palloc(p, (words_of(n) + 1) * WORD);
    checksum = start_checksum(generation, n, fetched_ms);
    for (size_t i = 0; i < words_of(n); i++) {
        uint64_t word = __atomic_load_n(&slot->word[i], __ATOMIC_RELAXED);

        checksum = mix(checksum, word);
        memcpy(text + i * WORD, &word, WORD);
    }
    if (checksum != LOAD(slot->checksum))
        return false;
    text[n] = '\0';
    *out = (tt_kept){ text, (size_t)n, fetched_ms, generation };
    return true;
}

tt_kept tt_kept_read(apr_pool_t *p, const tt_kept_entry *entry)
{
    tt_kept kept = { .text = NULL };

    for (int i = 0; i < ATTEMPTS; i++) {
        kept.generation = LOAD(entry->published);
        if (!kept.generation || copy_slot(p, &entry->slot[kept.generation & 1], kept.generation, &kept))
            break;
    }
    return kept;
}

/* A claim that is younger than LEASE_MS and not of the future. */
static bool alive(int64_t claim, int64_t now_ms, int64_t lease_ms)
{
    int64_t age = now_ms - (claim - 1);

    return claim && age >= 0 && age <= lease_ms;
}

int64_t tt_kept_claim(tt_kept_entry *entry, int64_t now_ms, int64_t lease_ms)
{
    int64_t seen = LOAD(entry->claim), mine = now_ms + 1;

    if (alive(seen, now_ms, lease_ms))
        return 0;
    return __atomic_compare_exchange_n(&entry->claim, &seen, mine, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED) ? mine
                                                                                                              : 0;
}

bool tt_kept_claimed(const tt_kept_entry *entry, int64_t now_ms, int64_t lease_ms)
{
    return alive(LOAD(entry->claim), now_ms, lease_ms);
}

void tt_kept_release(tt_kept_entry *entry, int64_t claim)
{
    __atomic_compare_exchange_n(&entry->claim, &claim, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* Writes a slot that nobody reads; its generation first, so that a half-written one is no old one. */
static void write_slot(tt_kept_slot *slot, uint64_t generation, int64_t fetched_ms, const char *text, size_t n)
{
    uint64_t checksum = start_checksum(generation, n, fetched_ms);

    STORE(slot->generation, 0);
    STORE(slot->n, n);
    STORE(slot->fetched_ms, fetched_ms);
    for (size_t i = 0; i < words_of(n); i++) {
        uint64_t word = 0;

        memcpy(&word, text + i * WORD, n - i * WORD < WORD ? n - i * WORD : WORD);
        __atomic_store_n(&slot->word[i], word, __ATOMIC_RELAXED);
        checksum = mix(checksum, word);
    }
    STORE(slot->checksum, checksum);
    STORE(slot->generation, generation);
}

/* A process that was stopped for longer than its claim lasts finds it gone; were it stopped right after that look, the
 * checksum would tell the readers. */
void tt_kept_store(tt_kept_entry *entry, int64_t claim, int64_t fetched_ms, const char *text, size_t n)
{
    uint64_t published = LOAD(entry->published);

    if (LOAD(entry->claim) != claim || n > TT_KEPT_BYTES)
        return;
    write_slot(&entry->slot[(published + 1) & 1], published + 1, fetched_ms, text, n);
    if (__atomic_compare_exchange_n(&entry->published, &published, published + 1, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED)) {
        STORE(entry->failures, 0);
        STORE(entry->retry_ms, 0);
    }
    tt_kept_release(entry, claim);
}

static int64_t pause_after(int64_t failures, int retry_s)
{
    int64_t factor = failures > 5 ? TT_RETRY_DOUBLES : (int64_t)1 << (failures - 1);

    return (factor < TT_RETRY_DOUBLES ? factor : TT_RETRY_DOUBLES) * retry_s * 1000;
}

void tt_kept_fail(tt_kept_entry *entry, int64_t claim, int64_t now_ms, int retry_s)
{
    int64_t failures = LOAD(entry->failures);

    if (LOAD(entry->claim) != claim)
        return;
    failures = failures < 0 || failures > TT_RETRY_DOUBLES ? TT_RETRY_DOUBLES : failures + 1;
    STORE(entry->failures, failures);
    STORE(entry->retry_ms, now_ms + pause_after(failures, retry_s));
    tt_kept_release(entry, claim);
}

int64_t tt_kept_pause(const tt_kept_entry *entry, int64_t now_ms, int retry_s)
{
    int64_t left = LOAD(entry->retry_ms) - now_ms;

    return left > 0 && left <= (int64_t)TT_RETRY_DOUBLES * retry_s * 1000 ? left : 0;
}

bool tt_kept_throttled(const tt_kept_entry *entry, int64_t now_ms, int pause_s)
{
    int64_t stamp = LOAD(entry->refetched_ms), age = now_ms - (stamp - 1);

    return stamp && age >= 0 && age < (int64_t)pause_s * 1000;
}

void tt_kept_stamp(tt_kept_entry *entry, int64_t now_ms)
{
    STORE(entry->refetched_ms, now_ms + 1);
}
