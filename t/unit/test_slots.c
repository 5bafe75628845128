/* test_slots.c -- src/stream/slots.c */
#include "engine.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stream/slots.h"

enum { SLOTS = 40, PROCESSES = 4 };

static tt_slots *make(int n)
{
    void *memory = mmap(NULL, tt_slots_size(n), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    ck_assert(memory != MAP_FAILED);
    return tt_slots_at(memory, n);
}

static tt_slot_result take(tt_slots *slots, int64_t user_id, int first_n, int *slot)
{
    tt_slot_wish wish = { .user_id = user_id, .per_user = 10, .first_n = first_n };

    return tt_slots_take(slots, &wish, slot);
}

START_TEST(so_many_of_a_user_and_in_all)
{
    tt_slots *slots = make(SLOTS);
    int slot = -1;

    for (int user = 1; user <= 4; user++) {
        for (int i = 0; i < 10; i++)
            ck_assert_int_eq(take(slots, user, 0, &slot), TT_SLOT_TAKEN);
        if (user < 4)
            ck_assert_int_eq(take(slots, user, 0, &slot), TT_SLOT_USER_HAS_ENOUGH);
    }
    ck_assert_int_eq(take(slots, 5, 0, &slot), TT_SLOT_NONE_LEFT);
    tt_slots_give(slots, 17);
    ck_assert_int_eq(take(slots, 5, 0, &slot), TT_SLOT_TAKEN);
    ck_assert_int_eq(slot, 17);
}
END_TEST

START_TEST(those_with_a_thread_have_the_first_ones)
{
    tt_slots *slots = make(SLOTS);
    int slot;

    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(take(slots, i + 1, 3, &slot), TT_SLOT_TAKEN);
        ck_assert_int_eq(slot, i);
    }
    ck_assert_int_eq(take(slots, 9, 3, &slot), TT_SLOT_NONE_LEFT);
    ck_assert_int_eq(take(slots, 9, 0, &slot), TT_SLOT_TAKEN);
    ck_assert_int_eq(slot, SLOTS - 1);
}
END_TEST

START_TEST(more_with_a_thread_than_there_are)
{
    tt_slots *slots = make(1);
    int slot;

    ck_assert_int_eq(take(slots, 1, 8, &slot), TT_SLOT_TAKEN);
    ck_assert_int_eq(take(slots, 2, 8, &slot), TT_SLOT_NONE_LEFT);
}
END_TEST

START_TEST(where_there_are_none)
{
    int slot;

    ck_assert_int_eq(take(make(0), 1, 0, &slot), TT_SLOT_NONE_LEFT);
}
END_TEST

static void in_a_process(tt_slots *slots, int user, int n)
{
    int slot;
    int status;
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (!pid) {
        for (int i = 0; i < n; i++)
            take(slots, user, 0, &slot);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
}

START_TEST(what_a_process_had_is_free_when_it_is_gone)
{
    tt_slots *slots = make(SLOTS);
    int slot;

    in_a_process(slots, 1, 10);
    ck_assert_int_eq(take(slots, 1, 0, &slot), TT_SLOT_TAKEN);
    for (int user = 2; user <= 5; user++)
        in_a_process(slots, user, 10);
    ck_assert_int_eq(take(slots, 6, 0, &slot), TT_SLOT_TAKEN);
}
END_TEST

/* Between neighbours of others, and of one that lives. */
START_TEST(only_what_is_gone_is_freed)
{
    tt_slots *slots = make(SLOTS);
    int slot, left = 0;

    for (int i = 0; i < SLOTS / 8; i++) {
        for (int j = 0; j < 4; j++)
            ck_assert_int_eq(take(slots, 10 * i + j, 0, &slot), TT_SLOT_TAKEN);
        in_a_process(slots, 1000 + i, 1);
        in_a_process(slots, 2000 + i, 3);
    }
    while (take(slots, 5000 + left, 0, &slot) == TT_SLOT_TAKEN)
        left++;
    ck_assert_int_eq(left, SLOTS / 2);
}
END_TEST

/* All take and give at once; none ever has more than there are, and at the end all are free. */
START_TEST(processes_share_exactly)
{
    tt_slots *slots = make(8);
    int slot, status;

    for (int i = 0; i < PROCESSES; i++) {
        pid_t pid = fork();

        ck_assert_int_ge(pid, 0);
        if (!pid) {
            for (int round = 0; round < 20000; round++)
                if (take(slots, i + 1, 0, &slot) == TT_SLOT_TAKEN)
                    tt_slots_give(slots, slot);
            _exit(0);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(take(slots, i + 1, 0, &slot), TT_SLOT_TAKEN);
    ck_assert_int_eq(take(slots, 99, 0, &slot), TT_SLOT_NONE_LEFT);
}
END_TEST

Suite *slots_suite(void)
{
    Suite *s = suite_create("slots");
    TCase *t = add_case(s, "slots");

    tcase_add_test(t, so_many_of_a_user_and_in_all);
    tcase_add_test(t, those_with_a_thread_have_the_first_ones);
    tcase_add_test(t, more_with_a_thread_than_there_are);
    tcase_add_test(t, where_there_are_none);
    tcase_add_test(t, what_a_process_had_is_free_when_it_is_gone);
    tcase_add_test(t, only_what_is_gone_is_freed);
    tcase_add_test(t, processes_share_exactly);
    return s;
}
