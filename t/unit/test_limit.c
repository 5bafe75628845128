/* test_limit.c -- src/auth/limit.c. */
#include "engine.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/limit.h"
#include "writers.h"

enum { SLOTS = 64, PROCESSES = 4 };

static const int64_t start = 1800000000000000, second = 1000000;

/* Memory that children share, as the server's is. */
static tt_limits *make(int slots)
{
    void *memory = mmap(NULL, tt_limits_size(slots), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    tt_limits *limits;

    ck_assert(memory != MAP_FAILED);
    limits = tt_limits_at(memory, slots);
    ck_assert_ptr_nonnull(limits);
    return limits;
}

static void end(tt_limits *limits, int slots)
{
    ck_assert_int_eq(munmap(limits, tt_limits_size(slots)), 0);
}

static tt_limit_key key_of(const tt_limits *limits, const char *name)
{
    return tt_limit_key_of(limits, 'r', name, strlen(name));
}

static void check(tt_allowance a, int limit, int remaining, int reset_s, int retry_s)
{
    ck_assert_int_eq(a.limit, limit);
    ck_assert_int_eq(a.remaining, remaining);
    ck_assert_int_eq(a.reset_s, reset_s);
    ck_assert_int_eq(a.retry_s, retry_s);
}

/* How many of N calls are allowed. */
static int allowed(tt_limits *limits, tt_limit_key key, int rate, int n, int64_t now)
{
    int count = 0;

    for (int i = 0; i < n; i++)
        count += !tt_limit_take(limits, key, rate, 1, now).retry_s;
    return count;
}

START_TEST(a_bucket_empties_and_fills)
{
    tt_limits *l = make(SLOTS);
    tt_limit_key k = key_of(l, "a");

    check(tt_limit_take(l, k, 6, 1, start), 6, 5, 10, 0);
    check(tt_limit_take(l, k, 6, 1, start), 6, 4, 20, 0);
    check(tt_limit_take(l, k, 6, 4, start), 6, 0, 60, 0);
    check(tt_limit_take(l, k, 6, 1, start), 6, 0, 60, 10);
    check(tt_limit_take(l, k, 6, 2, start), 6, 0, 60, 20);
    check(tt_limit_take(l, k, 6, 1, start + 10 * second - 1), 6, 0, 51, 1);
    check(tt_limit_take(l, k, 6, 1, start + 10 * second), 6, 0, 60, 0);
    check(tt_limit_take(l, k, 6, 1, start + 40 * second), 6, 2, 40, 0);
    check(tt_limit_take(l, k, 6, 1, start + 3600 * second), 6, 5, 10, 0);
    check(tt_limit_take(l, key_of(l, "b"), 6, 1, start), 6, 5, 10, 0); /* nobody else's affair */
    end(l, SLOTS);
}
END_TEST

START_TEST(a_look_takes_nothing)
{
    tt_limits *l = make(SLOTS);
    tt_limit_key k = key_of(l, "a");

    check(tt_limit_take(l, k, 6, 0, start), 6, 6, 0, 0);
    ck_assert_int_eq(allowed(l, k, 6, 5, start), 5);
    check(tt_limit_take(l, k, 6, 0, start), 6, 1, 50, 0);
    check(tt_limit_take(l, k, 6, 1, start), 6, 0, 60, 0);
    check(tt_limit_take(l, k, 6, 0, start), 6, 0, 60, 10);
    check(tt_limit_take(l, k, 6, 0, start + 65 * second), 6, 6, 0, 0);
    end(l, SLOTS);
}
END_TEST

START_TEST(odd_rates_and_costs)
{
    tt_limits *l = make(SLOTS);
    tt_limit_key k = key_of(l, "a");

    for (int i = 0; i < 3; i++)
        check(tt_limit_take(l, k, -i, 1, start), 0, 0, 0, 0); /* without limit */
    check(tt_limit_take(l, k, 1, 1, start), 1, 0, 60, 0);
    check(tt_limit_take(l, k, 1, 1, start + second), 1, 0, 59, 59);
    check(tt_limit_take(l, key_of(l, "dear"), 5, 1000, start), 5, 0, 60, 0);
    for (int rate = 1; rate < 40000; rate = rate * 3 + 1) {
        k = tt_limit_key_of(l, 'w', &rate, sizeof rate);
        ck_assert_int_eq(allowed(l, k, rate, rate + 2, start), rate);
    }
    ck_assert_int_eq(tt_limit_take(l, key_of(l, "much"), INT32_MAX, 1, start).limit, TT_LIMIT_MOST);
    ck_assert_int_eq(tt_limit_take(l, key_of(l, "much"), INT32_MAX, INT32_MAX, start).remaining, TT_LIMIT_MOST - 1);
    end(l, SLOTS);
}
END_TEST

/* A higher rate is a part of the minute that is empty, as before, of more tokens. */
START_TEST(a_rate_changes)
{
    tt_limits *l = make(SLOTS);
    tt_limit_key k = key_of(l, "a");

    ck_assert_int_eq(allowed(l, k, 60, 30, start), 30);
    check(tt_limit_take(l, k, 600, 1, start), 600, 299, 31, 0);
    ck_assert_int_eq(allowed(l, k, 600, 1000, start), 299);
    check(tt_limit_take(l, k, 60, 1, start), 60, 0, 60, 1);
    end(l, SLOTS);
}
END_TEST

START_TEST(the_clock_steps_back)
{
    tt_limits *l = make(SLOTS);
    tt_limit_key k = key_of(l, "a");
    int64_t now = start - 7200 * second;

    ck_assert_int_eq(allowed(l, k, 60, 100, start), 60);
    check(tt_limit_take(l, k, 60, 1, start - second / 2), 60, 0, 61,
          2); /* processes may read the clock in another order */
    check(tt_limit_take(l, k, 60, 1, now), 60, 0, 60, 1);
    check(tt_limit_take(l, k, 60, 1, now + second), 60, 0, 60, 0);
    ck_assert_int_eq(allowed(l, k, 60, 100, now + 31 * second), 30);
    ck_assert_int_eq(tt_limit_take(l, k, 60, 0, 0).retry_s, 1); /* who only looks does not wait for longer either */
    ck_assert_int_eq(tt_limit_take(l, k, 60, 0, second).remaining, 1);
    end(l, SLOTS);
}
END_TEST

START_TEST(notes)
{
    tt_limits *l = make(8);
    tt_limit_key k = key_of(l, "a");

    tt_limit_set_note(l, k, 2); /* no bucket */
    ck_assert_int_eq(tt_limit_note(l, k), 0);
    tt_limit_take(l, k, 60, 1, start);
    ck_assert_int_eq(tt_limit_note(l, k), 0);
    for (int note = 3; note >= 0; note--) {
        tt_limit_set_note(l, k, note);
        ck_assert_int_eq(tt_limit_note(l, k), note);
        check(tt_limit_take(l, k, 60, 1, start), 60, 55 + note, 5 - note, 0);
        ck_assert_int_eq(tt_limit_note(l, k), note);
    }
    tt_limit_set_note(l, k, 3);
    for (int i = 0; i < 8; i++) { /* the others take its place, once it is the first to be full */
        tt_limit_key other = tt_limit_key_of(l, 'r', &i, sizeof i);

        tt_limit_take(l, other, 60, 20, start);
        ck_assert_int_eq(tt_limit_note(l, other), 0);
        ck_assert_int_eq(tt_limit_note(l, k), i < 7 ? 3 : 0);
    }
    end(l, 8);
}
END_TEST

START_TEST(the_first_to_be_full_is_forgotten)
{
    tt_limits *l = make(8);
    tt_limit_key k[9];

    for (int i = 0; i < 9; i++) {
        k[i] = tt_limit_key_of(l, 'r', &i, sizeof i);
        tt_limit_take(l, k[i], 60, i == 5 ? 3 : 30, start);
    }
    for (int i = 0; i < 9; i++) /* 5 made room for the last one */
        ck_assert_int_eq(tt_limit_take(l, k[i], 60, 0, start).remaining, i == 5 ? 60 : 30);
    for (int i = 0; i < 100000; i++) { /* many strangers, far more than there is room for */
        tt_limit_key stranger = tt_limit_key_of(l, 's', &i, sizeof i);

        check(tt_limit_take(l, stranger, 60, 1, start + i), 60, 59, 1, 0);
    }
    ck_assert_int_eq(tt_limit_take(l, k[1], 60, 0, start).remaining,
                     30); /* who took more than they is not pushed out */
    /* After a step of the clock those who are full in a far future go first. */
    for (int i = 10; i < 18; i++)
        ck_assert_int_eq(allowed(l, tt_limit_key_of(l, 'r', &i, sizeof i), 60, 100, start - 7200 * second), 60);
    for (int i = 10; i < 18; i++)
        ck_assert_int_eq(allowed(l, tt_limit_key_of(l, 'r', &i, sizeof i), 60, 100, start - 7200 * second), 0);
    end(l, 8);
}
END_TEST

START_TEST(keys_differ)
{
    tt_limits *l = make(SLOTS), *other = make(SLOTS);
    char bytes[300];
    apr_hash_t *seen = apr_hash_make(pool);

    memset(bytes, 'a', sizeof bytes);
    for (size_t n = 0; n <= sizeof bytes; n++)
        for (char category = 'a'; category < 'd'; category++) {
            tt_limit_key k = tt_limit_key_of(l, category, bytes, n);

            ck_assert(k.word);
            ck_assert(tt_limit_key_of(l, category, bytes, n).word == k.word);
            ck_assert(tt_limit_key_of(other, category, bytes, n).word != k.word);
            apr_hash_set(seen, apr_pmemdup(pool, &k, sizeof k), sizeof k, "");
        }
    ck_assert_uint_eq(apr_hash_count(seen), 301 * 3);
    end(l, SLOTS);
    end(other, SLOTS);
}
END_TEST

/* Four processes at one bucket. */
START_TEST(processes_share_a_bucket)
{
    enum { RATE = 5000 };
    tt_limits *l = make(1024);
    tt_limit_key k = key_of(l, "shared");
    int *counts = mmap(NULL, sizeof(int[PROCESSES]), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int sum = 0, status;

    ck_assert(counts != MAP_FAILED);
    for (int i = 0; i < PROCESSES; i++) {
        pid_t pid = fork();

        ck_assert_int_ge(pid, 0);
        if (!pid) {
            counts[i] = allowed(l, k, RATE, RATE, start);
            _exit(0);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
    for (int i = 0; i < PROCESSES; i++)
        sum += counts[i];
    ck_assert_int_eq(sum, RATE);
    ck_assert_int_eq(munmap(counts, sizeof(int[PROCESSES])), 0);
    end(l, 1024);
}
END_TEST

/* Tokens of one bucket, and a window in which strangers push one another out. */
typedef struct {
    tt_limits *calm, *crowded;
    int turn;
    int64_t now; /* in the window */
} tables;

/* How many tokens of the bucket it took: 1 or 0. */
static int take_and_crowd(void *of)
{
    tables *t = of; /* this process's own copy */
    int name = t->turn++ % 40;
    tt_limit_key stranger = tt_limit_key_of(t->crowded, 's', &name, sizeof name);

    tt_limit_take(t->crowded, stranger, 60, 1 + name % 3, t->now);
    tt_limit_set_note(t->crowded, stranger, name % 4);
    return !tt_limit_take(t->calm, key_of(t->calm, "shared"), TT_LIMIT_MOST, 1, start).retry_s;
}

/* All eight slots of the window serve who comes an hour later, with full buckets. */
static void check_window(tt_limits *limits, int64_t now)
{
    for (int i = 0; i < 16; i++) {
        tt_limit_key k = tt_limit_key_of(limits, 'n', &(int){ i % 8 }, sizeof i);

        ck_assert_int_eq(allowed(limits, k, 60, 100, now), i < 8 ? 60 : 0);
        ck_assert_int_eq(tt_limit_note(limits, k), 0);
    }
}

START_TEST(killed_while_writing)
{
    enum { ROUNDS = 20 };
    tables t = { .calm = make(1024), .crowded = make(8), .now = start };
    writers w = writers_of(take_and_crowd, &t);

    for (int round = 0; round < ROUNDS; round++) {
        int64_t taken;

        writers_start(&w);
        writers_kill(&w);
        taken = TT_LIMIT_MOST - tt_limit_take(t.calm, key_of(t.calm, "shared"), TT_LIMIT_MOST, 0, start).remaining;
        ck_assert_int_ge(taken, writers_sum(&w));
        ck_assert_int_le(taken, writers_sum(&w) + w.killed);
        t.now += 3600 * second;
        check_window(t.crowded, t.now);
        t.now += 3600 * second;
    }
    end(t.calm, 1024);
    end(t.crowded, 8);
}
END_TEST

Suite *limit_suite(void)
{
    Suite *s = suite_create("limit");
    TCase *t = add_case(s, "limit");

    tcase_add_test(t, a_bucket_empties_and_fills);
    tcase_add_test(t, a_look_takes_nothing);
    tcase_add_test(t, odd_rates_and_costs);
    tcase_add_test(t, a_rate_changes);
    tcase_add_test(t, the_clock_steps_back);
    tcase_add_test(t, notes);
    tcase_add_test(t, keys_differ);
    tcase_add_test(t, processes_share_a_bucket);
    t = add_long_case(s, "strangers");
    tcase_add_test(t, the_first_to_be_full_is_forgotten);
    t = add_long_case(s, "killed");
    tcase_add_test(t, killed_while_writing);
    return s;
}
