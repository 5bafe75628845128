/* test_provider_cache.c -- src/auth/provider_cache.c: the clock is an argument here. */
#include "auth/provider_cache.h"

#include <pthread.h>

#include "auth/provider.h"
#include "engine.h"
#include "suites.h"

enum { LEASE = 6000, NOW = 1000000, RETRY_S = 10 };

static tt_kept_entry *entry;

static void setup(void)
{
    pool_setup();
    ck_assert_uint_eq(tt_provider_cache_size(), sizeof(struct tt_provider_cache));
    entry = &tt_provider_cache_at(apr_pcalloc(pool, tt_provider_cache_size()))->metadata;
}

static void store(int64_t now, const char *text, size_t n)
{
    int64_t claim = tt_kept_claim(entry, now, LEASE);

    ck_assert_int_ne(claim, 0);
    tt_kept_store(entry, claim, now, text, n);
    ck_assert(!tt_kept_claimed(entry, now, LEASE));
}

static void fail_at(int64_t now)
{
    int64_t claim = tt_kept_claim(entry, now, LEASE);

    ck_assert_int_ne(claim, 0);
    tt_kept_fail(entry, claim, now, RETRY_S);
}

START_TEST(zeroed_memory_is_empty)
{
    ck_assert_ptr_null(tt_kept_read(pool, entry).text);
    ck_assert_uint_eq(tt_kept_generation(entry), 0);
    ck_assert(!tt_kept_claimed(entry, NOW, LEASE));
    ck_assert_int_eq(tt_kept_pause(entry, NOW, RETRY_S), 0);
    ck_assert(!tt_kept_throttled(entry, NOW, 60));
}
END_TEST

START_TEST(the_newest_text_is_read)
{
    char *big = apr_palloc(pool, TT_KEPT_BYTES);
    tt_kept kept;

    for (int i = 1; i <= 20; i++) {
        const char *text = apr_psprintf(pool, "%.*s%d", i, "abcdefghijklmnopqrstuvwxyz", i);

        store(NOW + i, text, strlen(text));
        kept = tt_kept_read(pool, entry);
        ck_assert_str_eq(kept.text, text);
        ck_assert_uint_eq(kept.n, strlen(text));
        ck_assert_int_eq(kept.fetched_ms, NOW + i);
        ck_assert_uint_eq(kept.generation, (uint64_t)i);
    }
    memset(big, 'x', TT_KEPT_BYTES);
    store(NOW + 30, big, TT_KEPT_BYTES);
    kept = tt_kept_read(pool, entry);
    ck_assert_uint_eq(kept.n, TT_KEPT_BYTES);
    ck_assert_int_eq(memcmp(kept.text, big, kept.n), 0);
    store(NOW + 31, "", 0);
    ck_assert_str_eq(tt_kept_read(pool, entry).text, "");
}
END_TEST

/* Each word of a slot, spoiled: by a process killed while it wrote the text that is read, if it could. */
START_TEST(a_torn_text_is_not_there)
{
    uint64_t *words = (uint64_t *)(void *)&entry->slot[1];

    store(NOW, "0123456789abcdef!", 17);
    for (int i = 0; i < 7; i++) {
        words[i] ^= 1;
        ck_assert_ptr_null(tt_kept_read(pool, entry).text);
        words[i] ^= 1;
    }
    ck_assert_str_eq(tt_kept_read(pool, entry).text, "0123456789abcdef!");
    entry->slot[1].n = UINT64_MAX;
    ck_assert_ptr_null(tt_kept_read(pool, entry).text);
    store(NOW, "new", 3);
    ck_assert_str_eq(tt_kept_read(pool, entry).text, "new");
}
END_TEST

START_TEST(killed_while_writing)
{
    store(NOW, "old", 3);
    ck_assert_int_ne(tt_kept_claim(entry, NOW, LEASE), 0);
    memset(&entry->slot[0], 0xa5, sizeof entry->slot[0]); /* half a new text, and no word of who wrote it */
    ck_assert_str_eq(tt_kept_read(pool, entry).text, "old");
    ck_assert_int_eq(tt_kept_claim(entry, NOW + LEASE, LEASE), 0);
    store(NOW + LEASE + 1, "new", 3);
    ck_assert_str_eq(tt_kept_read(pool, entry).text, "new");
}
END_TEST

START_TEST(one_fetches)
{
    int64_t claim = tt_kept_claim(entry, NOW, LEASE);

    ck_assert_int_ne(claim, 0);
    ck_assert(tt_kept_claimed(entry, NOW, LEASE));
    ck_assert_int_eq(tt_kept_claim(entry, NOW, LEASE), 0);
    ck_assert_int_eq(tt_kept_claim(entry, NOW + LEASE, LEASE), 0);
    tt_kept_release(entry, claim);
    ck_assert_int_ne(tt_kept_claim(entry, NOW, LEASE), 0);
}
END_TEST

START_TEST(an_abandoned_claim_is_overruled)
{
    int64_t old = tt_kept_claim(entry, NOW, LEASE), claim = tt_kept_claim(entry, NOW + LEASE + 1, LEASE);

    ck_assert_int_ne(claim, 0);
    ck_assert_int_ne(claim, old);
    tt_kept_store(entry, old, NOW, "late", 4); /* it was only slow */
    tt_kept_fail(entry, old, NOW, RETRY_S);
    tt_kept_release(entry, old);
    ck_assert_ptr_null(tt_kept_read(pool, entry).text);
    ck_assert_int_eq(tt_kept_pause(entry, NOW, RETRY_S), 0);
    ck_assert(tt_kept_claimed(entry, NOW + LEASE + 1, LEASE));
    tt_kept_store(entry, claim, NOW, "text", 4);
    ck_assert_str_eq(tt_kept_read(pool, entry).text, "text");
}
END_TEST

START_TEST(pauses_double_up_to_thirty)
{
    static const int factors[] = { 1, 2, 4, 8, 16, 30, 30, 30 };
    int64_t now = NOW;

    for (int i = 0; i < TT_COUNT(factors); i++) {
        fail_at(now);
        ck_assert_int_eq(tt_kept_pause(entry, now, RETRY_S), factors[i] * RETRY_S * 1000);
        ck_assert_int_eq(tt_kept_pause(entry, now + factors[i] * RETRY_S * 1000 - 1, RETRY_S), 1);
        now += factors[i] * RETRY_S * 1000;
        ck_assert_int_eq(tt_kept_pause(entry, now, RETRY_S), 0);
    }
    for (int i = 0; i < 100; i++)
        fail_at(now);
    ck_assert_int_eq(tt_kept_pause(entry, now, RETRY_S), 30 * RETRY_S * 1000);
    store(now, "back", 4);
    ck_assert_int_eq(tt_kept_pause(entry, now, RETRY_S), 0);
    fail_at(now);
    ck_assert_int_eq(tt_kept_pause(entry, now, RETRY_S), RETRY_S * 1000);
}
END_TEST

START_TEST(times_of_the_future_are_none)
{
    ck_assert_int_ne(tt_kept_claim(entry, NOW + 1, LEASE), 0);
    ck_assert(!tt_kept_claimed(entry, NOW, LEASE));
    fail_at(NOW);
    ck_assert_int_eq(tt_kept_pause(entry, NOW - 31 * RETRY_S * 1000, RETRY_S), 0);
    tt_kept_stamp(entry, NOW);
    ck_assert(!tt_kept_throttled(entry, NOW - 1, 60));
}
END_TEST

START_TEST(refetches_are_throttled)
{
    tt_kept_stamp(entry, NOW);
    ck_assert(tt_kept_throttled(entry, NOW, 60));
    ck_assert(tt_kept_throttled(entry, NOW + 59999, 60));
    ck_assert(!tt_kept_throttled(entry, NOW + 60000, 60));
    ck_assert(!tt_kept_throttled(entry, NOW, 0));
}
END_TEST

enum { ROUNDS = 300, TEXT = 4000 };

/* Texts of one repeated letter each: a mixture would show. */
static void *read_on(void *wrong)
{
    for (uint64_t generation = 0; generation < ROUNDS;) {
        apr_pool_t *p;
        tt_kept kept;

        if (apr_pool_create(&p, NULL))
            return NULL;
        kept = tt_kept_read(p, entry);
        if (kept.generation < generation)
            __atomic_add_fetch((int *)wrong, 1, __ATOMIC_RELAXED);
        for (size_t i = 0; kept.text && i < kept.n; i++)
            if (kept.text[i] != (char)('a' + kept.generation % 26))
                __atomic_add_fetch((int *)wrong, 1, __ATOMIC_RELAXED);
        generation = kept.generation;
        apr_pool_destroy(p);
    }
    return NULL;
}

START_TEST(readers_see_whole_texts)
{
    pthread_t readers[2];
    char text[TEXT];
    int wrong = 0;

    for (int i = 0; i < TT_COUNT(readers); i++)
        ck_assert_int_eq(pthread_create(&readers[i], NULL, read_on, &wrong), 0);
    for (int i = 1; i <= ROUNDS; i++) {
        memset(text, 'a' + i % 26, sizeof text);
        store(NOW + i, text, sizeof text);
    }
    for (int i = 0; i < TT_COUNT(readers); i++)
        pthread_join(readers[i], NULL);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

Suite *provider_cache_suite(void)
{
    Suite *s = suite_create("provider_cache");
    TCase *c = tcase_create("provider_cache");

    tcase_add_checked_fixture(c, setup, pool_teardown);
    tcase_set_timeout(c, 60);
    suite_add_tcase(s, c);
    tcase_add_test(c, zeroed_memory_is_empty);
    tcase_add_test(c, the_newest_text_is_read);
    tcase_add_test(c, a_torn_text_is_not_there);
    tcase_add_test(c, killed_while_writing);
    tcase_add_test(c, one_fetches);
    tcase_add_test(c, an_abandoned_claim_is_overruled);
    tcase_add_test(c, pauses_double_up_to_thirty);
    tcase_add_test(c, times_of_the_future_are_none);
    tcase_add_test(c, refetches_are_throttled);
    tcase_add_test(c, readers_see_whole_texts);
    return s;
}
