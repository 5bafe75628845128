/* usage.c -- see usage.h.
 * The table: windows of 8 slots; the counts of a key are in the window that its id names.  The state of a slot is one
 * word, the calls and a generation. While the generation is even, the slot belongs to the key, user and day in it, and
 * the calls change by compare and swap. It becomes odd for the moment in which another key moves in, which only happens
 * while there are no calls: so who looked at the key before has an older generation, and the swap fails.
 * Two processes may let the same key into two slots: both are counted.  A process that is killed while it moves a key
 * in leaves a slot that nobody can use any more, until the server starts again. */
#include "auth/usage.h"
#include "base/buf.h"
#include "db/sqlstate.h"

enum { WINDOW = 8, LINE = 64, CALLS_BITS = 40, DUE_MS = 60000 };

static const uint64_t calls_mask = ((uint64_t)1 << CALLS_BITS) - 1, generation = (uint64_t)1 << CALLS_BITS;

typedef struct {
    uint64_t state; /* generation << 40 | calls; the key is valid while the generation is even */
    int64_t key_id; /* 0 = never used */
    int64_t user_id;
    int64_t day;
} slot;

struct tt_usage_counts {
    int64_t flushed_ms; /* when somebody was last told to flush; 0 = never */
    uint64_t windows;
    char pad[LINE - 2 * sizeof(uint64_t)];
    slot slots[];
};

size_t tt_usage_size(int slots)
{
    return sizeof(tt_usage_counts) + (size_t)slots * sizeof(slot);
}

tt_usage_counts *tt_usage_at(void *memory, int slots)
{
    tt_usage_counts *counts = memory;

    counts->windows = (uint64_t)slots / WINDOW;
    return counts;
}

/* Ids are consecutive numbers, so neighbours get windows of their own. */
static slot *window_of(tt_usage_counts *counts, int64_t key_id)
{
    return counts->slots + ((uint64_t)key_id & (counts->windows - 1)) * WINDOW;
}

static int64_t get(const int64_t *at)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static void set(int64_t *at, int64_t value)
{
    __atomic_store_n(at, value, __ATOMIC_SEQ_CST);
}

static uint64_t state_of(const slot *s)
{
    return __atomic_load_n(&s->state, __ATOMIC_SEQ_CST);
}

static bool swap(slot *s, uint64_t was, uint64_t is)
{
    return __atomic_compare_exchange_n(&s->state, &was, is, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static bool is_moving(uint64_t state)
{
    return state & generation;
}

/* Adds to the slot if it has the key: false if it has not. */
static bool add_to(slot *s, const tt_usage_calls *c)
{
    uint64_t state;

    do {
        state = state_of(s);
        if (is_moving(state) || get(&s->key_id) != c->key_id || get(&s->user_id) != c->user_id ||
            get(&s->day) != c->day)
            return false;
    } while (!swap(s, state, state + (uint64_t)c->calls));
    return true;
}

/* Moves the key with its calls into the slot if that has no calls: false if it has, or somebody else moves in. */
static bool move_in(slot *s, const tt_usage_calls *c)
{
    uint64_t state = state_of(s);

    if (is_moving(state) || state & calls_mask || !swap(s, state, state + generation))
        return false;
    set(&s->key_id, c->key_id);
    set(&s->user_id, c->user_id);
    set(&s->day, c->day);
    return swap(s, state + generation, state + 2 * generation + (uint64_t)c->calls);
}

bool tt_usage_add(tt_usage_counts *counts, const tt_usage_calls *calls)
{
    slot *window = window_of(counts, calls->key_id);

    for (int i = 0; i < WINDOW; i++)
        if (add_to(&window[i], calls))
            return true;
    /* Slots that were never used come first: one whose calls were just taken is likely to be used again by its key. */
    for (int used = 0; used < 2; used++)
        for (int i = 0; i < WINDOW; i++)
            if ((used || !get(&window[i].key_id)) && move_in(&window[i], calls))
                return true;
    return false;
}

bool tt_usage_count(tt_usage_counts *counts, int64_t user_id, int64_t key_id, int day)
{
    const tt_usage_calls one = { .user_id = user_id, .key_id = key_id, .calls = 1, .day = day };

    return tt_usage_add(counts, &one);
}

/* Takes the calls of a slot (of KEY_ID, unless that is 0): false if there are none. */
static bool take_from(slot *s, int64_t key_id, tt_usage_calls *c)
{
    uint64_t state;

    do {
        state = state_of(s);
        if (is_moving(state) || !(state & calls_mask) || (key_id && get(&s->key_id) != key_id))
            return false;
        *c = (tt_usage_calls){ .user_id = get(&s->user_id),
                               .key_id = get(&s->key_id),
                               .calls = (int64_t)(state & calls_mask),
                               .day = (int)get(&s->day) };
    } while (!swap(s, state, state & ~calls_mask));
    return true;
}

apr_array_header_t *tt_usage_take(tt_usage_counts *counts, apr_pool_t *p, int64_t key_id)
{
    apr_array_header_t *taken = apr_array_make(p, WINDOW, sizeof(tt_usage_calls));
    slot *from = key_id ? window_of(counts, key_id) : counts->slots;
    uint64_t n = key_id ? WINDOW : counts->windows * WINDOW;

    for (uint64_t i = 0; i < n; i++) {
        tt_usage_calls calls;

        if (take_from(&from[i], key_id, &calls))
            APR_ARRAY_PUSH(taken, tt_usage_calls) = calls;
    }
    return taken;
}

bool tt_usage_due(tt_usage_counts *counts, int64_t now_ms)
{
    int64_t last = get(&counts->flushed_ms);

    if (last && now_ms >= last && now_ms - last < DUE_MS)
        return false;
    return __atomic_compare_exchange_n(&counts->flushed_ms, &last, now_ms, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) &&
           last;
}

/* One of the four arrays that the statement takes. */
static const char *array_of(apr_pool_t *p, const apr_array_header_t *taken, int64_t (*part)(const tt_usage_calls *))
{
    enum { DIGITS = 21 };
    size_t most = (size_t)taken->nelts * DIGITS + 3;
    tt_buf b;

    tt_buf_init(&b, p, most, most);
    for (int i = 0; i < taken->nelts; i++) {
        tt_buf_putc(&b, i ? ',' : '{');
        tt_buf_int(&b, part(&APR_ARRAY_IDX(taken, i, tt_usage_calls)));
    }
    tt_buf_putc(&b, '}');
    return tt_buf_text(&b);
}

static int64_t user_of(const tt_usage_calls *c)
{
    return c->user_id;
}

static int64_t key_of(const tt_usage_calls *c)
{
    return c->key_id;
}

static int64_t day_of(const tt_usage_calls *c)
{
    return c->day;
}

static int64_t calls_of(const tt_usage_calls *c)
{
    return c->calls;
}

const tt_error *tt_usage_flush(tt_usage_counts *counts, apr_pool_t *p, tt_db *db, int64_t key_id, int timeout_ms)
{
    const apr_array_header_t *taken = tt_usage_take(counts, p, key_id);
    const char *values[4];
    const tt_error *e;
    tt_trip trip;

    if (!taken->nelts)
        return NULL;
    values[0] = array_of(p, taken, user_of);
    values[1] = array_of(p, taken, key_of);
    values[2] = array_of(p, taken, day_of);
    values[3] = array_of(p, taken, calls_of);
    tt_trip_init(&trip, p);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_usage_add), TT_COUNT(values), values);
    e = tt_trip_alone(&trip, db, timeout_ms, false);
    for (int i = 0; e && i < taken->nelts; i++)
        (void)tt_usage_add(counts, &APR_ARRAY_IDX(taken, i, tt_usage_calls));
    return e;
}
