/* test_usage.c -- src/auth/usage.c, as far as it needs no database. */
#include "unit.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/usage.h"
#include "writers.h"

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

START_TEST(what_cannot_be_written_is_counted_still)
{
    tt_usage_counts *u = make(SLOTS);
    int asked = 0;
    tt_db *away = no_database(&asked);
    const apr_array_header_t *taken;

    ck_assert_ptr_null(tt_usage_flush(u, pool, away, 0, 1000));
    for (int i = 0; i < 30; i++)
        ck_assert(count(u, 1 + i % 3, 20000 + i % 2));
    ck_assert_ptr_null(tt_usage_flush(u, pool, away, 4, 1000)); /* has no calls */
    ck_assert_int_eq(asked, 0);
    expect_error(tt_usage_flush(u, pool, away, 2, 1000), 503, "database_unavailable");
    ck_assert_int_gt(asked, 0);
    expect_error(tt_usage_flush(u, pool, away, 0, 1000), 503, "database_unavailable");
    taken = tt_usage_take(u, pool, 0);
    ck_assert_int_eq(taken->nelts, 6);
    for (int key = 1; key <= 3; key++)
        for (int day = 20000; day <= 20001; day++)
            ck_assert_int_eq(calls_of(taken, key, day), 5);
    end(u, SLOTS);
}
END_TEST

enum { MANY = 1024, WINDOWS = MANY / 8 };

typedef struct {
    tt_usage_counts *counts;
    int turn;
} counting;

/* Five keys and three days of each window: twice as many as it has slots.  How many calls were counted: 1 or 0. */
static int count_on(void *of)
{
    counting *c = of; /* this process's own copy */
    int turn = c->turn++;

    return count(c->counts, 1 + turn % (5 * WINDOWS), 20000 + turn % 3);
}

/* How many slots nobody can use any more, once all calls are taken out. */
static int lost_slots(tt_usage_counts *u)
{
    int n = 0;

    for (int key = 1; key <= MANY; key++)
        n += count(u, key, 30000);
    ck_assert_int_eq(calls_of(tt_usage_take(u, pool, 0), 0, 30000), n);
    ck_assert_int_eq(tt_usage_take(u, pool, 0)->nelts, 0);
    return MANY - n;
}

/* Calls are taken out while they are counted, and no more than those that were; who is killed may leave a slot behind
 * which is lost, but no more. */
START_TEST(killed_while_writing)
{
    enum { ROUNDS = 20 };
    tt_usage_counts *u = make(MANY);
    counting c = { .counts = u };
    writers w = writers_of(count_on, &c);
    int64_t taken = 0;

    for (int round = 0; round < ROUNDS; round++) {
        writers_start(&w);
        for (int i = 0; i < 10; i++)
            taken += calls_of(tt_usage_take(u, pool, 0), 0, 0);
        writers_kill(&w);
        taken += calls_of(tt_usage_take(u, pool, 0), 0, 0);
        ck_assert_int_ge(taken, writers_sum(&w));
        ck_assert_int_le(taken, writers_sum(&w) + w.killed);
        ck_assert_int_le(lost_slots(u), w.killed);
    }
    end(u, MANY);
}
END_TEST

Suite *usage_suite(void)
{
    Suite *s = suite_create("usage");
    TCase *t = add_case(s, "usage");

    tcase_add_test(t, counts_are_taken_once);
    tcase_add_test(t, room_is_used_again);
    tcase_add_test(t, one_is_told_to_flush_each_minute);
    tcase_add_test(t, what_cannot_be_written_is_counted_still);
    t = add_long_case(s, "processes");
    tcase_add_test(t, processes_count_exactly);
    tcase_add_test(t, killed_while_writing);
    return s;
}
