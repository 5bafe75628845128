/* test_rate.c -- src/auth/rate.c. */
#include "unit.h"

#include "auth/rate.h"

enum { SLOTS = 256, LINE = 64 };

static const int64_t start = 1800000000000, minute = 60000;
static const tt_credential nobody = { .kind = TT_CREDENTIAL_NONE }, bad = { .kind = TT_CREDENTIAL_BAD };

/* Rates of all categories, pro 5 and enterprise 25 times as much, with nobody counted yet. */
static tt_rates rates_of(int auth, int others)
{
    size_t n = tt_limits_size(SLOTS);
    char *memory = apr_pcalloc(pool, n + LINE);
    tt_rates rates = { .per_minute = { auth, others, others, others }, .pro = 5, .enterprise = 25 };

    rates.limits = tt_limits_at(memory + LINE - (uintptr_t)memory % LINE, SLOTS);
    ck_assert_ptr_nonnull(rates.limits);
    return rates;
}

static const tt_credential *credential(tt_credential_kind kind, int n)
{
    tt_credential *c = apr_palloc(pool, sizeof *c);

    c->kind = kind;
    memset(c->hash, n, sizeof c->hash);
    return c;
}

static tt_caller reader(const tt_credential *c, const char *ip)
{
    return (tt_caller){ .category = TT_RATE_READ, .credential = c, .ip = exactly(ip, strlen(ip) + 1) };
}

static tt_caller caller_of(tt_category category, const tt_credential *c)
{
    return (tt_caller){ .category = category, .credential = c, .ip = "192.0.2.1" };
}

static bool allowed_at(const tt_rates *rates, tt_caller caller, int64_t now)
{
    tt_allowance shown;

    return !tt_rate_take(pool, rates, &caller, now, &shown);
}

static bool allowed(const tt_rates *rates, tt_caller caller)
{
    return allowed_at(rates, caller, start);
}

/* How many calls are allowed in a row; at most 1000 are tried. */
static int calls(const tt_rates *rates, tt_caller caller)
{
    int n = 0;

    while (n < 1000 && allowed(rates, caller))
        n++;
    return n;
}

/* A call from its begin to its end: the limit that it is shown, -1 where it is refused. */
static int call(const tt_rates *rates, tt_caller caller, int status, const char *tier)
{
    tt_allowance shown;
    const tt_error *e = tt_rate_take(pool, rates, &caller, start, &shown);

    tt_rate_settle(rates, &caller, e ? e->status : status, e ? NULL : tier, start);
    return e ? -1 : shown.limit;
}

START_TEST(what_is_shown_and_refused)
{
    const tt_rates rates = rates_of(20, 6);
    tt_caller caller = reader(&nobody, "192.0.2.1");
    const tt_error *e;
    tt_allowance shown;

    for (int left = 5; left >= 0; left--) {
        ck_assert_ptr_null(tt_rate_take(pool, &rates, &caller, start, &shown));
        ck_assert_int_eq(shown.limit, 6);
        ck_assert_int_eq(shown.remaining, left);
        ck_assert_int_eq(shown.reset_s, 60 - 10 * left);
        ck_assert_int_eq(shown.retry_s, 0);
    }
    e = tt_rate_take(pool, &rates, &caller, start, &shown);
    ck_assert_int_eq(e->status, 429);
    ck_assert_str_eq(e->code, "rate_limited");
    ck_assert_int_eq(e->retry_after, 10);
    ck_assert_int_eq(shown.retry_s, 10);
    ck_assert_int_eq(shown.remaining, 0);
    ck_assert(!allowed_at(&rates, caller, start + 9999));
    ck_assert(allowed_at(&rates, caller, start + 10000));
    ck_assert(!allowed_at(&rates, caller, start + 10000));
    ck_assert_ptr_null(tt_rate_take(pool, &rates, &caller, start + 2 * minute, &shown));
    ck_assert_int_eq(shown.remaining, 5);
}
END_TEST

START_TEST(categories_are_counted_apart)
{
    tt_rates rates = rates_of(2, 3);
    const tt_credential *const who[] = { &nobody, credential(TT_CREDENTIAL_KEY, 1) };

    rates.per_minute[TT_RATE_WRITE] = 4;
    rates.per_minute[TT_RATE_MCP] = 5;
    for (int w = 0; w < TT_COUNT(who); w++)
        for (int category = TT_RATE_READ; category < TT_CATEGORIES; category++) {
            if (w) /* what others without a credential did is the address's */
                rates.limits = rates_of(0, 0).limits;
            ck_assert_int_eq(calls(&rates, caller_of((tt_category)category, who[w])), category + 2);
        }
    ck_assert_int_eq(calls(&rates, caller_of(TT_RATE_AUTH, &nobody)), 2);
}
END_TEST

START_TEST(nought_is_without_limit)
{
    const tt_rates none = rates_of(0, 0), auth_only = rates_of(1, 0);
    const tt_credential *key = credential(TT_CREDENTIAL_KEY, 1);

    for (int category = 0; category < TT_CATEGORIES; category++) {
        tt_caller caller = caller_of((tt_category)category, key);
        tt_allowance shown;

        memset(&shown, 0x55, sizeof shown);
        ck_assert_ptr_null(tt_rate_take(pool, &none, &caller, start, &shown));
        ck_assert(!shown.limit && !shown.remaining && !shown.reset_s && !shown.retry_s);
        ck_assert_int_eq(call(&none, caller, 401, NULL), 0);
        ck_assert_int_eq(call(&none, caller, 200, "pro"), 0);
        ck_assert_int_eq(calls(&none, caller), 1000);
        ck_assert_int_eq(calls(&auth_only, caller), category == TT_RATE_AUTH ? 1 : 1000);
    }
}
END_TEST

START_TEST(addresses)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        { "192.0.2.1", "192.0.2.1", true },
        { "192.0.2.1", "192.0.2.2", false },
        { "192.0.2.1", "192.0.2.10", false },
        { "2001:db8::1", "2001:db8::2", true },
        { "2001:db8::1", "2001:0DB8:0:0:ffff:ffff:ffff:ffff", true },
        { "2001:db8::1", "2001:db8:0:1::1", false },
        { "2001:db8:0:ffff::", "2001:db8:0:fffe::", false },
        { "fe80::1%eth0", "fe80::2%eth1", true },
        { "fe80::1%eth0", "fe80::1", true },
        { "::1", "192.0.2.1", false },
        { "", "192.0.2.1", false },
        { "", "", true },
        { "a text that is no address, and longer than any text of an address could ever be, by far: 1",
          "a text that is no address, and longer than any text of an address could ever be, by far: 2", false },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        const tt_rates rates = rates_of(2, 2);

        ck_assert_int_eq(calls(&rates, reader(&nobody, cases[i].a)), 2);
        ck_assert_msg(allowed(&rates, reader(&nobody, cases[i].b)) == !cases[i].same, "%s and %s", cases[i].a,
                      cases[i].b);
    }
}
END_TEST

START_TEST(a_credential_is_counted_for_itself)
{
    const tt_rates rates = rates_of(2, 3);
    const tt_credential *key = credential(TT_CREDENTIAL_KEY, 1), *session = credential(TT_CREDENTIAL_SESSION, 2);

    ck_assert_int_eq(calls(&rates, reader(key, "192.0.2.1")), 3);
    ck_assert(!allowed(&rates, reader(key, "192.0.2.2"))); /* wherever it comes from */
    ck_assert(!allowed(&rates, reader(key, "2001:db8::1")));
    ck_assert_int_eq(calls(&rates, reader(session, "192.0.2.1")), 3); /* its neighbours are not */
    ck_assert_int_eq(calls(&rates, reader(&nobody, "192.0.2.1")), 3);
}
END_TEST

START_TEST(an_address_that_used_up_its_calls_has_some_for_credentials)
{
    const tt_rates rates = rates_of(2, 3);
    const tt_credential *key = credential(TT_CREDENTIAL_KEY, 1);

    ck_assert_int_eq(calls(&rates, reader(&bad, "192.0.2.1")), 3); /* one of no form counts for the address */
    ck_assert(!allowed(&rates, reader(&nobody, "192.0.2.1")));
    ck_assert_int_eq(calls(&rates, reader(key, "192.0.2.1")), 3);
}
END_TEST

START_TEST(signing_in_is_counted_by_address)
{
    const tt_credential *const who[] = { &nobody, &bad, credential(TT_CREDENTIAL_KEY, 1),
                                         credential(TT_CREDENTIAL_SESSION, 2) };

    for (int i = 0; i < TT_COUNT(who); i++) {
        const tt_rates rates = rates_of(3, 9);
        const tt_caller caller = caller_of(TT_RATE_AUTH, who[i]);

        ck_assert_int_eq(call(&rates, caller, 401, NULL), 3);
        ck_assert_int_eq(call(&rates, caller, 200, "enterprise"), 3);
        ck_assert_int_eq(calls(&rates, caller), 1);
        ck_assert(!allowed(&rates, caller_of(TT_RATE_AUTH, who[(i + 1) % TT_COUNT(who)])));
        ck_assert(allowed(&rates, reader(who[i], "192.0.2.1")));
        ck_assert(allowed(&rates, (tt_caller){ .category = TT_RATE_AUTH, .credential = who[i], .ip = "192.0.2.2" }));
    }
}
END_TEST

START_TEST(refused_credentials_are_charged_to_the_address)
{
    const tt_rates rates = rates_of(2, 3);
    const tt_credential *known = credential(TT_CREDENTIAL_KEY, 100);
    tt_caller at_once[5];

    for (int i = 0; i < 3; i++) /* each guess is a credential of its own */
        ck_assert_int_eq(call(&rates,
                              reader(credential(i % 2 ? TT_CREDENTIAL_KEY : TT_CREDENTIAL_SESSION, i), "2001:db8::1"),
                              401, NULL),
                         3);
    ck_assert(!allowed(&rates, reader(credential(TT_CREDENTIAL_KEY, 4), "2001:db8::2")));
    ck_assert(!allowed(&rates, reader(known, "2001:db8::1")));
    ck_assert(allowed(&rates, reader(known, "2001:db8:0:1::1")));
    ck_assert(allowed(&rates, (tt_caller){ .category = TT_RATE_WRITE, .credential = known, .ip = "2001:db8::1" }));
    ck_assert_int_eq(calls(&rates, (tt_caller){ .category = TT_RATE_AUTH, .credential = &nobody, .ip = "2001:db8::1" }),
                     2);
    ck_assert(allowed_at(&rates, reader(known, "2001:db8::1"), start + minute / 3));

    for (int i = 0; i < TT_COUNT(at_once); i++) { /* more than there may be, before the first is answered */
        tt_allowance shown;

        at_once[i] = reader(credential(TT_CREDENTIAL_KEY, 10 + i), "192.0.2.1");
        ck_assert_ptr_null(tt_rate_take(pool, &rates, &at_once[i], start, &shown));
    }
    for (int i = 0; i < TT_COUNT(at_once); i++)
        tt_rate_settle(&rates, &at_once[i], 401, NULL, start);
    ck_assert(!allowed(&rates, reader(known, "192.0.2.1")));
    ck_assert(allowed_at(&rates, reader(known, "192.0.2.1"), start + minute / 3));
}
END_TEST

START_TEST(other_outcomes_are_not)
{
    static const int outcomes[] = { 200, 201, 204, 304, 400, 403, 404, 409, 422, 429, 500, 503 };
    const tt_rates rates = rates_of(2, 20);

    for (int i = 0; i < TT_COUNT(outcomes); i++)
        ck_assert_int_eq(
            call(&rates, reader(credential(TT_CREDENTIAL_KEY, i), "192.0.2.1"), outcomes[i], i % 2 ? "free" : NULL),
            20);
    for (int i = 0; i < 5; i++) { /* these are charged when they come, and not again */
        ck_assert_int_eq(call(&rates, reader(&bad, "192.0.2.1"), 401, NULL), 20);
        ck_assert_int_eq(call(&rates, reader(&nobody, "192.0.2.1"), 401, NULL), 20);
    }
    ck_assert_int_eq(calls(&rates, reader(&nobody, "192.0.2.1")), 10);
}
END_TEST

START_TEST(what_was_not_taken_is_not_settled)
{
    const tt_rates rates = rates_of(2, 3);
    const tt_credential *key = credential(TT_CREDENTIAL_KEY, 1);
    const tt_caller caller = reader(key, "192.0.2.1");

    for (int i = 0; i < 10; i++)
        tt_rate_settle(&rates, &caller, 401, NULL, start);
    tt_rate_settle(&rates, &caller, 200, "pro", start);
    ck_assert_int_eq(calls(&rates, caller), 3);
}
END_TEST

START_TEST(tiers_are_remembered)
{
    const tt_rates rates = rates_of(20, 20);
    const tt_caller caller = reader(credential(TT_CREDENTIAL_KEY, 1), "192.0.2.1");
    const tt_caller other = reader(credential(TT_CREDENTIAL_KEY, 2), "192.0.2.1");
    const tt_caller writer = caller_of(TT_RATE_WRITE, caller.credential);

    ck_assert_int_eq(call(&rates, caller, 200, "pro"), 20);
    ck_assert_int_eq(call(&rates, caller, 500, NULL), 100);
    ck_assert_int_eq(call(&rates, caller, 401, "free"), 100); /* of a refusal nothing is learnt */
    ck_assert_int_eq(call(&rates, caller, 404, "enterprise"), 100);
    ck_assert_int_eq(call(&rates, caller, 200, "enterprise"), 500);
    ck_assert_int_eq(call(&rates, other, 200, "free"), 20);
    ck_assert_int_eq(call(&rates, writer, 200, "pro"), 20);
    ck_assert_int_eq(call(&rates, writer, 200, "pro"), 100);
    ck_assert_int_eq(call(&rates, caller, 200, "gold"), 500);
    ck_assert_int_eq(call(&rates, caller, 200, NULL), 20);
    ck_assert_int_eq(call(&rates, reader(&nobody, "192.0.2.1"), 200, "pro"), 20);
    ck_assert_int_eq(call(&rates, reader(&nobody, "192.0.2.1"), 200, "pro"), 20);
}
END_TEST

START_TEST(a_tier_allows_as_many_times_more)
{
    const tt_rates rates = rates_of(20, 20);
    const tt_caller pro = reader(credential(TT_CREDENTIAL_KEY, 1), "192.0.2.1");
    const tt_caller enterprise = reader(credential(TT_CREDENTIAL_SESSION, 2), "192.0.2.1");

    ck_assert_int_eq(call(&rates, pro, 200, "pro"), 20);
    ck_assert_int_eq(call(&rates, enterprise, 200, "enterprise"), 20);
    ck_assert_int_ge(calls(&rates, pro), 94); /* the first counted for more, being one of 20 */
    ck_assert_int_ge(calls(&rates, enterprise), 470);
}
END_TEST

START_TEST(no_more_than_the_most)
{
    tt_rates rates = rates_of(20, TT_LIMIT_MOST);
    const tt_caller caller = reader(credential(TT_CREDENTIAL_KEY, 1), "192.0.2.1");

    rates.enterprise = 4295; /* 2^32 and a little */
    ck_assert_int_eq(call(&rates, caller, 200, "enterprise"), TT_LIMIT_MOST);
    ck_assert_int_eq(call(&rates, caller, 200, "enterprise"), TT_LIMIT_MOST);
}
END_TEST

START_TEST(an_address_is_no_credential)
{
    const tt_rates rates = rates_of(2, 3);
    const tt_credential *key = credential(TT_CREDENTIAL_KEY, 'x');

    ck_assert_int_eq(calls(&rates, reader(&nobody, apr_pstrmemdup(pool, (const char *)key->hash, TT_SHA256))), 3);
    ck_assert_int_eq(calls(&rates, reader(key, "192.0.2.1")), 3);
}
END_TEST

Suite *rate_suite(void)
{
    Suite *s = suite_create("rate");
    TCase *t = add_case(s, "rate");

    tcase_add_test(t, what_is_shown_and_refused);
    tcase_add_test(t, categories_are_counted_apart);
    tcase_add_test(t, nought_is_without_limit);
    tcase_add_test(t, addresses);
    tcase_add_test(t, a_credential_is_counted_for_itself);
    tcase_add_test(t, an_address_that_used_up_its_calls_has_some_for_credentials);
    tcase_add_test(t, signing_in_is_counted_by_address);
    tcase_add_test(t, refused_credentials_are_charged_to_the_address);
    tcase_add_test(t, other_outcomes_are_not);
    tcase_add_test(t, what_was_not_taken_is_not_settled);
    tcase_add_test(t, tiers_are_remembered);
    tcase_add_test(t, a_tier_allows_as_many_times_more);
    tcase_add_test(t, no_more_than_the_most);
    tcase_add_test(t, an_address_is_no_credential);
    return s;
}
