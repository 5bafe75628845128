/* slots.h -- how many streams are open, in all and of one user, over all child processes.
 * One word for each stream, changed by atomics alone: a child that is killed leaves its slots taken, and whoever needs
 * them next sees that it is gone. */
#ifndef TT_SLOTS_H
#define TT_SLOTS_H

#include "tt.h"

typedef struct tt_slots tt_slots;

/** Bytes that N slots take. */
size_t tt_slots_size(int n);

/** N free slots in MEMORY, which is zeroed, aligned and shared by the processes. */
tt_slots *tt_slots_at(void *memory, int n);

typedef enum tt_slot_result { TT_SLOT_TAKEN, TT_SLOT_NONE_LEFT, TT_SLOT_USER_HAS_ENOUGH } tt_slot_result;

typedef struct tt_slot_wish {
    int64_t user_id;
    int per_user; /**< most that one user may have */
    int first_n;  /**< only these many first slots will do (streams that hold a thread); 0 = any, the last ones first */
} tt_slot_wish;

/** Takes a slot; *SLOT is its number, for tt_slots_give. */
tt_slot_result tt_slots_take(tt_slots *slots, const tt_slot_wish *wish, int *slot);

void tt_slots_give(tt_slots *slots, int slot);

#endif
