/* test_usage.c -- src/auth/usage.c, as far as it needs no database. */
#include "engine.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/usage.h"

enum { SLOTS = 64, PROCESSES = 4 };

static tt_usage_counts *make(int slots)
{
    void *memory = mmap(NULL, tt_usage_size(slots), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    ck_assert(memory != MAP_FAILED);
    return tt_usage_at(memory, slots);
}

static void end(tt_usage_counts *counts, int slots)
{
    ck_assert_int_eq(munmap(counts, tt_usage_size(slots)), 0);
}

/* The calls of a key on a day in what was taken (0 = of all). */
static int64_t calls_of(const apr_array_header_t *taken, int64_t key_id, int day)
{
    int64_t sum = 0;

    for (int i = 0; i < taken->nelts; i++) {
        const tt_usage_calls *c = &APR_ARRAY_IDX(taken, i, tt_usage_calls);

        ck_assert_int_gt(c->calls, 0);
        ck_assert_int_eq(c->user_id, 1000 + c->key_id);
        if ((!key_id || c->key_id == key_id) && (!day || c->day == day))
            sum += c->calls;
    }
    return sum;
}

static bool count(tt_usage_counts *counts, int64_t key_id, int day)
{
    return tt_usage_count(counts, 1000 + key_id, key_id, day);
}

START_TEST(counts_are_taken_once)
{
    tt_usage_counts *u = make(SLOTS);
    apr_array_header_t *taken;

    ck_assert_int_eq(tt_usage_take(u, pool, 0)->nelts, 0);
    for (int i = 0; i < 60; i++)
        ck_assert(count(u, 1 + i % 5, 20000 + i % 2));
    taken = tt_usage_take(u, pool, 3);
    ck_assert_int_eq(taken->nelts, 2);
    ck_assert_int_eq(calls_of(taken, 3, 20000), 6);
    ck_assert_int_eq(calls_of(taken, 3, 20001), 6);
    ck_assert_int_eq(tt_usage_take(u, pool, 3)->nelts, 0);
    taken = tt_usage_take(u, pool, 0);
    ck_assert_int_eq(taken->nelts, 8);
    for (int key = 1; key <= 5; key++)
        ck_assert_int_eq(calls_of(taken, key, 20000), key == 3 ? 0 : 6);
    ck_assert_int_eq(tt_usage_take(u, pool, 0)->nelts, 0);
    for (int i = 0; i < taken->nelts; i++)
        ck_assert(tt_usage_add(u, &APR_ARRAY_IDX(taken, i, tt_usage_calls)));
    ck_assert(count(u, 5, 20001));
    ck_assert_int_eq(calls_of(tt_usage_take(u, pool, 0), 0, 0), 49);
    end(u, SLOTS);
}
END_TEST

START_TEST(room_is_used_again)
{
    tt_usage_counts *u = make(8);

    for (int round = 0; round < 10; round++) {
        for (int key = 1; key <= 8; key++)
            ck_assert(count(u, 8 * round + key, 20000));
        ck_assert(!count(u, 8 * round + 9, 20000));
        ck_assert(!count(u, 8 * round + 1, 20001));
        ck_assert(count(u, 8 * round + 1, 20000));
        ck_assert_int_eq(calls_of(tt_usage_take(u, pool, 8 * round + 8), 0, 0), 1);
        ck_assert(count(u, 8 * round + 1, 20001));
        ck_assert_int_eq(calls_of(tt_usage_take(u, pool, 0), 0, 0), 9);
    }
    end(u, 8);
}
END_TEST

START_TEST(one_is_told_to_flush_each_minute)
{
    tt_usage_counts *u = make(8);
    const int64_t start = 1800000000000;
    int told = 0;

    ck_assert(!tt_usage_due(u, start)); /* nothing was counted yet */
    for (int64_t now = start; now < start + 10 * 60000; now += 100)
        told += tt_usage_due(u, now);
    ck_assert_int_eq(told, 9);
    ck_assert(tt_usage_due(u, start - 3600000)); /* a clock that stepped back */
    ck_assert(!tt_usage_due(u, start - 3600000 + 59999));
    ck_assert(tt_usage_due(u, start - 3600000 + 60000));
    end(u, 8);
}
END_TEST

/* Counts keys that fight for the room, and makes it like a flush; the calls taken are the result. */
static int64_t work(tt_usage_counts *u, int calls)
{
    int64_t taken = 0;

    for (int i = 0; i < calls; i++)
        while (!count(u, 1 + i % 40, 20000 + i % 3))
            taken += calls_of(tt_usage_take(u, pool, 0), 0, 0);
    return taken;
}

START_TEST(processes_count_exactly)
{
    enum { CALLS = 20000 };
    tt_usage_counts *u = make(16);
    int64_t *taken = mmap(NULL, sizeof(int64_t[PROCESSES]), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int64_t sum = 0;
    int status;

    ck_assert(taken != MAP_FAILED);
    for (int i = 0; i < PROCESSES; i++) {
        pid_t pid = fork();

        ck_assert_int_ge(pid, 0);
        if (!pid) {
            taken[i] = work(u, CALLS);
            _exit(0);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
    for (int i = 0; i < PROCESSES; i++)
        sum += taken[i];
    sum += calls_of(tt_usage_take(u, pool, 0), 0, 0);
    ck_assert_int_eq(sum, PROCESSES * CALLS);
    ck_assert_int_eq(munmap(taken, sizeof(int64_t[PROCESSES])), 0);
    end(u, 16);
}
END_TEST

Suite *usage_suite(void)
{
    Suite *s = suite_create("usage");
    TCase *t = add_case(s, "usage");

    tcase_add_test(t, counts_are_taken_once);
    tcase_add_test(t, room_is_used_again);
    tcase_add_test(t, one_is_told_to_flush_each_minute);
    tcase_add_test(t, processes_count_exactly);
    return s;
}
