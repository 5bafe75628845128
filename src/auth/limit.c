/* limit.c -- see limit.h.
 * The table: windows of 8 slots of {key, word}; a key lives in the window that its digest names, in the first slot that
 * has it. A slot is taken over in two steps, each a compare and swap: its word becomes 0 (a full bucket without a
 * note), then its key the new one. A process that is killed between them has merely forgotten a full bucket. Who
 * changes a word looks at the key before, inside the loop, and after: a slot that was taken over meanwhile has another
 * word, so the swap fails. Where it does not (both words are 0) the key found after it says so, the tokens are taken
 * again in the right place, and the stranger has lost a few. What may go wrong: if two processes make the same bucket
 * at the very moment at which other slots of the window change hands, it can come into being twice; the second is never
 * found again, so a token or two come for free. */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "auth/limit.h"

enum { WINDOW = 8, SECRET = 32, DIGEST = 32, LONGEST = 128, LINE = 64, NOTE_BITS = 2 };

static const uint64_t note_mask = 3, none = UINT64_MAX;
static const int64_t second = 1000000, minute = 60000000;

typedef struct {
    uint64_t key;  /* 0 = never used */
    uint64_t word; /* microseconds << 2 | note */
} slot;

struct tt_limits {
    unsigned char secret[SECRET];
    uint64_t windows;
    char pad[LINE - SECRET - sizeof(uint64_t)];
    slot slots[];
};

/* GCRA's terms. */
typedef struct {
    int rate;
    int64_t interval; /* between two tokens, microseconds */
    int64_t burst;    /* RATE tokens: how far the time at which a bucket is full may lie ahead */
    int64_t now;
} meter;

size_t tt_limits_size(int slots)
{
    return sizeof(tt_limits) + (size_t)slots * sizeof(slot);
}

tt_limits *tt_limits_at(void *memory, int slots)
{
    tt_limits *limits = memory;

    if (RAND_bytes(limits->secret, SECRET) != 1)
        return NULL;
    limits->windows = (uint64_t)slots / WINDOW;
    return limits;
}

/* SHA-256 over secret, category and bytes; of longer bytes their own digest stands in, marked as such.  EVP_Digest of
 * one short text is the fastest that OpenSSL 3 has without its deprecated functions. */
tt_limit_key tt_limit_key_of(const tt_limits *limits, char category, const void *bytes, size_t n)
{
    unsigned char text[SECRET + 2 + LONGEST], digest[DIGEST];
    tt_limit_key key = { 0 };
    bool ok = true;

    memcpy(text, limits->secret, SECRET);
    text[SECRET] = (unsigned char)category;
    text[SECRET + 1] = n > LONGEST;
    if (n > LONGEST) {
        ok = EVP_Digest(bytes, n, text + SECRET + 2, NULL, EVP_sha256(), NULL) == 1;
        n = DIGEST;
    } else if (n) {
        memcpy(text + SECRET + 2, bytes, n);
    }
    if (ok && EVP_Digest(text, SECRET + 2 + n, digest, NULL, EVP_sha256(), NULL) == 1)
        memcpy(&key, digest, sizeof key);
    OPENSSL_cleanse(text, sizeof text);
    if (!key.word) /* also without SHA-256: then all share one bucket, which is less than they may */
        key.word = 1;
    return key;
}

static uint64_t get(const uint64_t *at)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static bool swap(uint64_t *at, uint64_t was, uint64_t is)
{
    return __atomic_compare_exchange_n(at, &was, is, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Where the window of KEY begins; its number is taken from the digest's high half. */
static uint64_t window_of(const tt_limits *limits, tt_limit_key key)
{
    return (key.word >> 32 & (limits->windows - 1)) * WINDOW;
}

/* The number of the slot of KEY, or `none`. */
static uint64_t find(const tt_limits *limits, tt_limit_key key)
{
    uint64_t first = window_of(limits, key);

    for (uint64_t i = first; i < first + WINDOW; i++)
        if (get(&limits->slots[i].key) == key.word)
            return i;
    return none;
}

/* No take can have made WORD: the clock has stepped back since. */
static bool is_astray(uint64_t word, int64_t now)
{
    return (int64_t)(word >> NOTE_BITS) > now + minute + second;
}

/* When the bucket of WORD is full again. */
static int64_t full_at(uint64_t word, int64_t now)
{
    return is_astray(word, now) ? now + minute : (int64_t)(word >> NOTE_BITS);
}

/* Which slot of the window to take over: the first that nobody has, else the one that was or will be full first;
 * those of a clock that has stepped back go before. */
static slot *choose(slot *window, int64_t now, slot *seen)
{
    slot *best = NULL;
    int64_t best_at = 0;

    for (int i = 0; i < WINDOW; i++) {
        slot copy = { get(&window[i].key), get(&window[i].word) };
        int64_t at = is_astray(copy.word, now) ? 0 : (int64_t)(copy.word >> NOTE_BITS);

        if (best && copy.key && at >= best_at)
            continue;
        best = &window[i];
        best_at = at;
        *seen = copy;
        if (!copy.key)
            break;
    }
    return best;
}

/* The slot of KEY, taken over if there is none.  Ends: a swap fails only where another process got on. */
static slot *find_or_take_over(tt_limits *limits, tt_limit_key key, int64_t now)
{
    for (;;) {
        uint64_t found = find(limits, key);
        slot *spare, seen = { 0, 0 };

        if (found != none)
            return &limits->slots[found];
        spare = choose(limits->slots + window_of(limits, key), now, &seen);
        if (!seen.word || swap(&spare->word, seen.word, 0))
            (void)swap(&spare->key, seen.key, key.word);
    }
}

static int ceil_seconds(int64_t us)
{
    return us > 0 ? (int)((us + second - 1) / second) : 0;
}

static int tokens(const meter *m, int64_t full)
{
    int64_t left = m->now + m->burst - full;

    return left > 0 ? (int)(left / m->interval) : 0;
}

/* The allowance where the bucket is full at FULL after the call; REFUSED: COST tokens were not there. */
static tt_allowance answer(const meter *m, int64_t full, int cost, bool refused)
{
    tt_allowance a = { .limit = m->rate, .remaining = tokens(m, full), .reset_s = ceil_seconds(full - m->now) };

    if (refused)
        a.retry_s = ceil_seconds(full + cost * m->interval - m->burst - m->now);
    return a;
}

/* WORD with another time at which the bucket is full. */
static uint64_t with_time(uint64_t word, int64_t full)
{
    return (uint64_t)full << NOTE_BITS | (word & note_mask);
}

static tt_allowance look(tt_limits *limits, tt_limit_key key, const meter *m)
{
    uint64_t found = find(limits, key);
    uint64_t word = found == none ? 0 : get(&limits->slots[found].word);
    int64_t full = full_at(word, m->now);

    if (is_astray(word, m->now)) /* only what is written down fills */
        (void)swap(&limits->slots[found].word, word, with_time(word, full));
    if (full < m->now)
        full = m->now;
    return answer(m, full, 1, !tokens(m, full));
}

/* One try at the bucket: false if the slot or its word changed meanwhile. */
static bool take_once(tt_limits *limits, tt_limit_key key, const meter *m, int cost, tt_allowance *result)
{
    slot *at = find_or_take_over(limits, key, m->now);
    uint64_t word = get(&at->word);
    int64_t was = full_at(word, m->now), full = was > m->now ? was : m->now;
    bool refused = full + cost * m->interval > m->now + m->burst;

    if (get(&at->key) != key.word)
        return false;
    if (!refused)
        full += cost * m->interval;
    *result = answer(m, full, cost, refused);
    if (refused && !is_astray(word, m->now))
        return true;
    /* Also of a refusal, once, if the clock stepped back: else the bucket would count as empty until it caught up. */
    return swap(&at->word, word, with_time(word, full)) && get(&at->key) == key.word;
}

tt_allowance tt_limit_take(tt_limits *limits, tt_limit_key key, int rate, int cost, int64_t now_us)
{
    tt_allowance result = { 0 };
    meter m = { .rate = rate < TT_LIMIT_MOST ? rate : TT_LIMIT_MOST, .now = now_us };

    if (rate < 1)
        return result;
    m.interval = minute / m.rate;
    m.burst = m.rate * m.interval;
    if (cost < 1)
        return look(limits, key, &m);
    if (cost > m.rate)
        cost = m.rate;
    while (!take_once(limits, key, &m, cost, &result))
        continue;
    return result;
}

int tt_limit_note(const tt_limits *limits, tt_limit_key key)
{
    uint64_t found = find(limits, key);

    return found == none ? 0 : (int)(get(&limits->slots[found].word) & note_mask);
}

void tt_limit_set_note(tt_limits *limits, tt_limit_key key, int note)
{
    uint64_t found = find(limits, key), word, noted;

    if (found == none)
        return;
    do {
        word = get(&limits->slots[found].word);
        noted = (word & ~note_mask) | ((uint64_t)note & note_mask);
    } while (get(&limits->slots[found].key) == key.word && noted != word &&
             !swap(&limits->slots[found].word, word, noted));
}
