/* slots.c -- see slots.h. */
#include "stream/slots.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* Who has it: the process in the upper half, the user's id, cut, in the lower; 0 = free.  Users whose ids differ by a
 * multiple of 2^32 share a limit. */
struct tt_slots {
    int n;
    _Atomic uint64_t word[];
};

size_t tt_slots_size(int n)
{
    return sizeof(tt_slots) + (size_t)n * sizeof(uint64_t);
}

tt_slots *tt_slots_at(void *memory, int n)
{
    tt_slots *slots = memory;

    slots->n = n;
    return slots;
}

static int find_free(tt_slots *slots, const tt_slot_wish *wish, uint64_t mine)
{
    int most = wish->first_n && wish->first_n < slots->n ? wish->first_n : slots->n;

    for (int i = 0; i < most; i++) {
        int slot = wish->first_n ? i : most - 1 - i;
        uint64_t expected = 0;

        if (atomic_compare_exchange_strong(&slots->word[slot], &expected, mine))
            return slot;
    }
    return -1;
}

static int count_of(tt_slots *slots, uint32_t user)
{
    int n = 0;

    for (int i = 0; i < slots->n; i++) {
        uint64_t word = atomic_load(&slots->word[i]);

        n += word && (uint32_t)word == user;
    }
    return n;
}

/* Takes first and counts then: two at once may both be refused, but never are there more than allowed. */
static tt_slot_result attempt(tt_slots *slots, const tt_slot_wish *wish, int *slot)
{
    uint32_t user = (uint32_t)wish->user_id;

    *slot = find_free(slots, wish, (uint64_t)getpid() << 32 | user);
    if (*slot < 0)
        return TT_SLOT_NONE_LEFT;
    if (count_of(slots, user) <= wish->per_user)
        return TT_SLOT_TAKEN;
    tt_slots_give(slots, *slot);
    return TT_SLOT_USER_HAS_ENOUGH;
}

/* Frees what processes have that are gone.  Neighbours mostly have the same, which is asked for once. */
static void sweep(tt_slots *slots)
{
    pid_t alive = 0;

    for (int i = 0; i < slots->n; i++) {
        uint64_t word = atomic_load(&slots->word[i]);
        pid_t pid = (pid_t)(word >> 32);

        if (!word || pid == alive)
            continue;
        if (kill(pid, 0) && errno == ESRCH)
            atomic_compare_exchange_strong(&slots->word[i], &word, 0);
        else
            alive = pid;
    }
}

tt_slot_result tt_slots_take(tt_slots *slots, const tt_slot_wish *wish, int *slot)
{
    tt_slot_result result = attempt(slots, wish, slot);

    if (result == TT_SLOT_TAKEN)
        return result;
    sweep(slots);
    return attempt(slots, wish, slot);
}

void tt_slots_give(tt_slots *slots, int slot)
{
    atomic_store(&slots->word[slot], 0);
}
