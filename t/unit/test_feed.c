/* test_feed.c -- src/stream/feed.c: a client that reads, reads at times, or does not. */
#include "engine.h"

#include "stream/feed.h"

enum { STUCK_MS = 1000 };

/* Takes so many pieces more, and keeps them. */
static struct {
    int takes;
    bool is_gone;
    tt_buf got;
} client;

static apr_pool_t *tick;
static tt_stream stream;

static tt_sent take(void *self, const char *bytes, size_t n)
{
    (void)self;
    if (client.is_gone)
        return TT_SENT_NEVER;
    if (!client.takes)
        return TT_SENT_NOT_NOW;
    client.takes--;
    tt_buf_put(&client.got, bytes, n);
    return TT_SENT;
}

static void begin(int takes)
{
    apr_pool_create(&tick, pool);
    client.takes = takes;
    client.is_gone = false;
    tt_buf_init(&client.got, pool, 1024, 16 << 20);
    stream = (tt_stream){ .pool = pool, .transport = { take, NULL, NULL } };
}

/* N bytes more, of a pattern that tells where they are from. */
static void say(size_t n)
{
    static size_t said;
    tt_buf *out = tt_feed_buffer(&stream, tick);

    said = client.got.n + (stream.out ? stream.out->n - stream.sent : 0);
    for (size_t i = 0; i < n; i++)
        tt_buf_putc(out, (char)('a' + (said + i) % 23));
}

static tt_fed send_at(int64_t now)
{
    tt_fed result = tt_feed_send(&stream, now, STUCK_MS);

    apr_pool_clear(tick); /* as after each tick: what is left must live elsewhere */
    return result;
}

static void expect_got(size_t n)
{
    size_t i = 0;

    ck_assert_uint_eq(client.got.n, n);
    while (i < n && client.got.at[i] == (char)('a' + i % 23))
        i++;
    ck_assert_uint_eq(i, n);
}

START_TEST(all_at_once)
{
    begin(100);
    ck_assert_int_eq(send_at(5), TT_FED);
    say(100);
    ck_assert_int_eq(send_at(7), TT_FED);
    ck_assert_int_eq(stream.sent_ms, 7);
    ck_assert_ptr_null(stream.out);
    say(50000);
    ck_assert_int_eq(send_at(8), TT_FED);
    expect_got(50100);
}
END_TEST

START_TEST(nothing_written_is_nothing_sent)
{
    begin(0);
    tt_feed_buffer(&stream, tick);
    ck_assert_int_eq(send_at(5), TT_FED);
    ck_assert_int_eq(stream.sent_ms, 0);
}
END_TEST

START_TEST(what_is_left_is_sent_later_in_order)
{
    begin(1);
    say(20000);
    ck_assert_int_eq(send_at(1), TT_FED_LATER);
    for (int64_t now = 2; now < 40; now++) {
        client.takes = now % 3 == 0;
        say(700);
        ck_assert_int_ne(send_at(now), TT_FED_LOST);
    }
    client.takes = 100;
    ck_assert_int_eq(send_at(50), TT_FED);
    expect_got(20000 + 38 * 700);
    ck_assert_ptr_null(stream.held);
}
END_TEST

START_TEST(who_takes_nothing_for_long_is_lost)
{
    begin(0);
    say(10);
    ck_assert_int_eq(send_at(100), TT_FED_LATER);
    ck_assert_int_eq(send_at(1099), TT_FED_LATER);
    client.takes = 1;
    say(20000);
    ck_assert_int_eq(send_at(1100), TT_FED_LATER);
    ck_assert_int_eq(send_at(2099), TT_FED_LATER);
    ck_assert_int_eq(send_at(2100), TT_FED_LOST);
}
END_TEST

START_TEST(who_has_gone_is_lost)
{
    begin(100);
    client.is_gone = true;
    say(10);
    ck_assert_int_eq(send_at(1), TT_FED_LOST);
}
END_TEST

START_TEST(what_waits_has_a_limit)
{
    tt_fed result = TT_FED_LATER;
    int n;

    begin(0);
    for (n = 0; n < 40 && result == TT_FED_LATER; n++) {
        say(50000);
        result = send_at(1);
    }
    ck_assert_int_eq(result, TT_FED_LOST);
    ck_assert_int_gt(n, 20);
}
END_TEST

/* A client that is always a little behind must not keep what it has taken long ago. */
START_TEST(a_slow_one_keeps_no_more_than_it_has_not_taken)
{
    begin(0);
    say(1000);
    for (int64_t now = 1; now <= 300; now++) {
        client.takes = 1;
        say(8192);
        ck_assert_int_eq(send_at(now), TT_FED_LATER);
        ck_assert_uint_lt(stream.out->n, 600000);
    }
    client.takes = 1;
    ck_assert_int_eq(send_at(301), TT_FED);
    expect_got(1000 + 300 * 8192);
}
END_TEST

Suite *feed_suite(void)
{
    Suite *s = suite_create("feed");
    TCase *t = add_case(s, "feed");

    tcase_add_test(t, all_at_once);
    tcase_add_test(t, nothing_written_is_nothing_sent);
    tcase_add_test(t, what_is_left_is_sent_later_in_order);
    tcase_add_test(t, who_takes_nothing_for_long_is_lost);
    tcase_add_test(t, who_has_gone_is_lost);
    tcase_add_test(t, what_waits_has_a_limit);
    tcase_add_test(t, a_slow_one_keeps_no_more_than_it_has_not_taken);
    return s;
}
