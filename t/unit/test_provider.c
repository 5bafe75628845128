/* test_provider.c -- src/auth/provider.c, against a server of our own. */
#include "auth/provider.h"

#include <pthread.h>

#include "auth/provider_cache.h"
#include "base/clock.h"
#include "base/fetch.h"
#include "http_server.h"
#include "suites.h"
#include "unit.h"

enum { SHORT_MS = 300, LONG_MS = 20000, AT_ONCE_MS = 1000, THREADS = 8 };

#define WELL_KNOWN "/.well-known/openid-configuration"
#define EC                                                                                                             \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","                         \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"kid\":\"%s\"}"

static http_server *server;
static tt_provider provider;

static void setup(void)
{
    pool_setup();
    tt_fetch_init();
    server = http_server_start(pool);
    provider = (tt_provider){ .well_known = http_server_url(server, WELL_KNOWN),
                              .client_id = "us",
                              .allow_http = true,
                              .timeout_ms = LONG_MS,
                              .cache_s = 3600,
                              .retry_s = 10,
                              .keys_pause_s = 60,
                              .cache = tt_provider_cache_at(apr_pcalloc(pool, tt_provider_cache_size())) };
}

static const char *document(void)
{
    const char *issuer = http_server_url(server, "");

    return apr_psprintf(
        pool,
        "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/authorize\",\"token_endpoint\":\"%s/token\","
        "\"jwks_uri\":\"%s/keys\",\"userinfo_endpoint\":\"%s/userinfo\"}",
        issuer, issuer, issuer, issuer, issuer);
}

static void reply(const char *path, const char *raw, http_manner manner)
{
    http_server_answer(server, path, raw, strlen(raw), manner);
}

static void break_it(const char *path)
{
    reply(path, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", (http_manner){ 0 });
}

/* Keeps the text as one that was fetched AGE_MS ago. */
static void keep(tt_kept_entry *entry, int64_t age_ms, const char *text, size_t n)
{
    int64_t now = tt_clock_ms(), claim = tt_kept_claim(entry, now, LONG_MS);

    ck_assert_int_ne(claim, 0);
    tt_kept_store(entry, claim, now - age_ms, text, n);
}

/* The document, as it would be next after its copy is no longer fresh. */
static void outdate(tt_kept_entry *entry)
{
    tt_kept kept = tt_kept_read(pool, entry);

    keep(entry, 3601000, kept.text, kept.n);
}

static tt_metadata metadata(void)
{
    tt_metadata m;

    http_server_json(server, WELL_KNOWN, document());
    ck_assert_ptr_null(tt_provider_metadata(pool, &provider, &m));
    return m;
}

static void keys_are(const char *kid)
{
    http_server_json(server, "/keys", apr_pstrcat(pool, "{\"keys\":[", apr_psprintf(pool, EC, kid), "]}", NULL));
}

static const char *kid_now(const tt_metadata *m, bool refresh)
{
    tt_jwks *keys;

    ck_assert_ptr_null(tt_provider_keys(pool, &provider, m, refresh, &keys));
    ck_assert_int_eq(keys->n, 1);
    return keys->key[0].kid;
}

START_TEST(metadata_is_fetched_once)
{
    tt_metadata m = metadata();

    ck_assert_str_eq(m.issuer, http_server_url(server, ""));
    metadata();
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 1);
    outdate(&provider.cache->metadata);
    metadata();
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 2);
}
END_TEST

START_TEST(a_stale_copy_serves_while_the_provider_is_away)
{
    tt_metadata m;

    metadata();
    outdate(&provider.cache->metadata);
    break_it(WELL_KNOWN);
    for (int i = 0; i < 5; i++)
        ck_assert_ptr_null(tt_provider_metadata(pool, &provider, &m));
    ck_assert_str_eq(m.issuer, http_server_url(server, ""));
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 2);
}
END_TEST

START_TEST(a_stale_copy_serves_for_a_day)
{
    tt_kept_entry *entry = &provider.cache->metadata;
    const int64_t day = TT_STALE_MAX_S * 1000LL, minute = 60000;
    tt_metadata m;

    break_it(WELL_KNOWN);
    keep(entry, day - minute, document(), strlen(document()));
    ck_assert_ptr_null(tt_provider_metadata(pool, &provider, &m));
    ck_assert_str_eq(m.issuer, http_server_url(server, ""));
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 1);
    keep(entry, day + 1, document(), strlen(document()));
    entry->retry_ms = 0;
    expect_error(tt_provider_metadata(pool, &provider, &m), 503, "provider_unavailable");
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 2);
}
END_TEST

START_TEST(a_failure_begins_a_pause)
{
    tt_metadata m;
    const tt_error *e;
    int64_t start;

    break_it(WELL_KNOWN);
    e = tt_provider_metadata(pool, &provider, &m);
    expect_error(e, 503, "provider_unavailable");
    ck_assert_int_eq(e->retry_after, 10);
    reply(WELL_KNOWN, "", (http_manner){ .delay_ms = LONG_MS });
    start = tt_clock_ms();
    e = tt_provider_metadata(pool, &provider, &m);
    ck_assert_int_lt(tt_clock_ms() - start, AT_ONCE_MS);
    expect_error(e, 503, "provider_unavailable");
    ck_assert(e->retry_after > 0 && e->retry_after <= 10);
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 1);
    provider.cache->metadata.retry_ms = 0; /* the pause is over */
    metadata();
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 2);
    ck_assert_int_eq(provider.cache->metadata.failures, 0);
}
END_TEST

START_TEST(nonsense_is_told_apart)
{
    static const char *const answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Type: application/jsonp\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    };
    tt_metadata m;

    for (int i = 0; i < TT_COUNT(answers); i++) {
        reply(WELL_KNOWN, answers[i], (http_manner){ 0 });
        provider.cache->metadata.retry_ms = 0;
        expect_error(tt_provider_metadata(pool, &provider, &m), 502, "provider_metadata");
    }
    ck_assert_int_eq(http_server_count(server, "/other"), 0);
    reply(WELL_KNOWN, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n",
          (http_manner){ 0 });
    provider.cache->metadata.retry_ms = 0;
    expect_error(tt_provider_metadata(pool, &provider, &m), 502, "provider_answer");
}
END_TEST

/* What a thread asks for and is told. */
typedef struct {
    const tt_metadata *keys_of; /* NULL: the metadata is asked for */
    int status;
    const char *kid;
    pthread_t thread;
    apr_pool_t *pool;
} asking;

static void *ask(void *of)
{
    asking *a = of;
    tt_metadata m;
    tt_jwks *keys;
    const tt_error *e = a->keys_of ? tt_provider_keys(a->pool, &provider, a->keys_of, true, &keys)
                                   : tt_provider_metadata(a->pool, &provider, &m);

    a->status = e ? e->status : 200;
    if (!e && a->keys_of)
        a->kid = keys->n ? keys->key[0].kid : "";
    return NULL;
}

static void start_asking(asking *askings, int n, const tt_metadata *keys_of)
{
    for (int i = 0; i < n; i++) {
        askings[i] = (asking){ .keys_of = keys_of };
        ck_assert_int_eq(apr_pool_create(&askings[i].pool, NULL), APR_SUCCESS);
        ck_assert_int_eq(pthread_create(&askings[i].thread, NULL, ask, &askings[i]), 0);
    }
}

static int join_asking(asking *askings, int n, int status)
{
    int count = 0;

    for (int i = 0; i < n; i++) {
        pthread_join(askings[i].thread, NULL);
        count += askings[i].status == status;
    }
    return count;
}

static void free_asking(asking *askings, int n)
{
    for (int i = 0; i < n; i++)
        apr_pool_destroy(askings[i].pool);
}

static void wait_for_count(const char *path, int count)
{
    for (int i = 0; i < 2000 && http_server_count(server, path) < count; i++)
        apr_sleep(10000);
    ck_assert_int_eq(http_server_count(server, path), count);
}

START_TEST(many_wait_for_one_fetch)
{
    asking askings[TT_PROVIDER_CALLS_MAX];

    reply(WELL_KNOWN, http_server_json_raw(server, document()), (http_manner){ .delay_ms = SHORT_MS });
    start_asking(askings, TT_COUNT(askings), NULL);
    ck_assert_int_eq(join_asking(askings, TT_COUNT(askings), 200), TT_COUNT(askings));
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 1);
    free_asking(askings, TT_COUNT(askings));
}
END_TEST

/* Four are fetching or waiting; the others are told at once to come again. */
START_TEST(too_many_are_sent_away)
{
    asking first[TT_PROVIDER_CALLS_MAX], more[THREADS - TT_PROVIDER_CALLS_MAX];
    tt_metadata m;
    tt_tokens tokens;
    const tt_error *e;

    reply(WELL_KNOWN, http_server_json_raw(server, document()), (http_manner){ .delay_ms = 2000 });
    start_asking(first, TT_COUNT(first), NULL);
    wait_for_count(WELL_KNOWN, 1);
    apr_sleep(apr_time_from_msec(SHORT_MS)); /* until the others of the four wait */
    start_asking(more, TT_COUNT(more), NULL);
    ck_assert_int_eq(join_asking(more, TT_COUNT(more), 503), TT_COUNT(more));
    e = tt_provider_metadata(pool, &provider, &m);
    expect_error(e, 503, "provider_busy");
    ck_assert_int_eq(e->retry_after, 1);
    m = (tt_metadata){ .token_endpoint = http_server_url(server, "/token") };
    expect_error(tt_provider_redeem(pool, &provider, &m, "code=x", &tokens), 503, "provider_busy");
    ck_assert_int_eq(join_asking(first, TT_COUNT(first), 200), TT_COUNT(first));
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 1);
    free_asking(first, TT_COUNT(first));
    free_asking(more, TT_COUNT(more));
    ck_assert_ptr_null(tt_provider_metadata(pool, &provider, &m));
}
END_TEST

START_TEST(a_stale_copy_serves_while_another_fetches)
{
    asking one;
    int64_t start;

    metadata();
    outdate(&provider.cache->metadata);
    reply(WELL_KNOWN, http_server_json_raw(server, document()), (http_manner){ .delay_ms = 3000 });
    start_asking(&one, 1, NULL);
    wait_for_count(WELL_KNOWN, 2);
    start = tt_clock_ms();
    for (int i = 0; i < THREADS; i++) {
        tt_metadata m;

        ck_assert_ptr_null(tt_provider_metadata(pool, &provider, &m));
    }
    ck_assert_int_lt(tt_clock_ms() - start, 2500);
    ck_assert_int_eq(join_asking(&one, 1, 200), 1);
    free_asking(&one, 1);
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 2);
}
END_TEST

START_TEST(an_abandoned_fetch_is_taken_over)
{
    tt_metadata m;
    int64_t claim = tt_kept_claim(&provider.cache->metadata, tt_clock_ms(), LONG_MS);

    /* Its owner was killed. As long as it may live the wait is bounded ... */
    provider.timeout_ms = SHORT_MS;
    http_server_json(server, WELL_KNOWN, document());
    expect_error(tt_provider_metadata(pool, &provider, &m), 503, "provider_unavailable");
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 0);
    /* ... and when it cannot live any more, another fetches. */
    provider.timeout_ms = LONG_MS;
    provider.cache->metadata.claim = claim - LONG_MS - 1001;
    ck_assert_ptr_null(tt_provider_metadata(pool, &provider, &m));
    ck_assert_int_eq(http_server_count(server, WELL_KNOWN), 1);
}
END_TEST

START_TEST(keys_are_fetched_once)
{
    tt_metadata m = metadata();

    keys_are("a");
    ck_assert_str_eq(kid_now(&m, false), "a");
    keys_are("b");
    ck_assert_str_eq(kid_now(&m, false), "a");
    ck_assert_int_eq(http_server_count(server, "/keys"), 1);
    outdate(&provider.cache->keys); /* a key that was withdrawn is gone with the copy */
    ck_assert_str_eq(kid_now(&m, false), "b");
}
END_TEST

START_TEST(unknown_kids_are_throttled)
{
    tt_metadata m = metadata();

    keys_are("a");
    ck_assert_str_eq(kid_now(&m, false), "a");
    keys_are("b");
    ck_assert_str_eq(kid_now(&m, true), "b");
    keys_are("c");
    for (int i = 0; i < 10; i++)
        ck_assert_str_eq(kid_now(&m, true), "b");
    ck_assert_int_eq(http_server_count(server, "/keys"), 2);
    provider.cache->keys.refetched_ms -= 60000;
    ck_assert_str_eq(kid_now(&m, true), "c");
}
END_TEST

START_TEST(a_failed_refetch_keeps_the_keys)
{
    tt_metadata m = metadata();

    keys_are("a");
    ck_assert_str_eq(kid_now(&m, false), "a");
    break_it("/keys");
    ck_assert_str_eq(kid_now(&m, true), "a");
    ck_assert_str_eq(kid_now(&m, true), "a");
    ck_assert_int_eq(http_server_count(server, "/keys"), 2);
    http_server_json(server, "/keys", "{\"keys\":7}");
    provider.cache->keys.refetched_ms = 0;
    provider.cache->keys.retry_ms = 0;
    ck_assert_str_eq(kid_now(&m, true), "a");
    ck_assert_int_eq(http_server_count(server, "/keys"), 3);
    outdate(&provider.cache->keys);
    provider.cache->keys.retry_ms = 0;
    ck_assert_str_eq(kid_now(&m, false), "a");
    ck_assert_int_eq(http_server_count(server, "/keys"), 4);
}
END_TEST

/* A rotation seen by several at once: one fetches, all get the new set. */
START_TEST(an_unknown_kid_is_fetched_once_for_all)
{
    asking askings[TT_PROVIDER_CALLS_MAX];
    tt_metadata m = metadata();

    keys_are("a");
    ck_assert_str_eq(kid_now(&m, false), "a");
    reply("/keys",
          http_server_json_raw(server, apr_pstrcat(pool, "{\"keys\":[", apr_psprintf(pool, EC, "b"), "]}", NULL)),
          (http_manner){ .delay_ms = SHORT_MS });
    start_asking(askings, TT_COUNT(askings), &m);
    ck_assert_int_eq(join_asking(askings, TT_COUNT(askings), 200), TT_COUNT(askings));
    for (int i = 0; i < TT_COUNT(askings); i++)
        ck_assert_str_eq(askings[i].kid, "b");
    ck_assert_int_eq(http_server_count(server, "/keys"), 2);
    free_asking(askings, TT_COUNT(askings));
}
END_TEST

START_TEST(keys_must_be_strict_json)
{
    static const char *const texts[] = { "[]", "{\"keys\":[],\"keys\":[]}",
                                         "{\"keys\":[],\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}" };
    tt_metadata m = metadata();
    tt_jwks *keys;

    for (int i = 0; i < TT_COUNT(texts); i++) {
        http_server_json(server, "/keys", texts[i]);
        provider.cache->keys.retry_ms = 0;
        expect_error(tt_provider_keys(pool, &provider, &m, false, &keys), 502, "provider_keys");
    }
}
END_TEST

START_TEST(a_code_is_redeemed)
{
    tt_metadata m = metadata();
    tt_tokens tokens;

    http_server_json(
        server, "/token",
        "{\"token_type\":\"BeArEr\",\"id_token\":\"a.b.c\",\"access_token\":\"t0ken\",\"refresh_token\":1}");
    ck_assert_ptr_null(tt_provider_redeem(pool, &provider, &m, "code=abc&client_id=us", &tokens));
    ck_assert_str_eq(tokens.id_token, "a.b.c");
    ck_assert_str_eq(tokens.access_token, "t0ken");
    ck_assert_ptr_nonnull(strstr(http_server_last(server), "\r\n\r\ncode=abc&client_id=us"));
}
END_TEST

START_TEST(bad_tokens_are_refused)
{
    static const char *const texts[] = {
        "{\"id_token\":\"a.b.c\",\"access_token\":\"t\"}",
        "{\"token_type\":\"mac\",\"id_token\":\"a.b.c\",\"access_token\":\"t\"}",
        "{\"token_type\":\"Bearer\",\"access_token\":\"t\"}",
        "{\"token_type\":\"Bearer\",\"id_token\":7,\"access_token\":\"t\"}",
        "{\"token_type\":\"Bearer\",\"id_token\":\"a.b.c\"}",
        "{\"token_type\":\"Bearer\",\"id_token\":\"a.b.c\",\"access_token\":\"\"}",
        "{\"token_type\":\"Bearer\",\"id_token\":\"a.b.c\",\"access_token\":\"a b\"}",
        "{\"token_type\":\"Bearer\",\"id_token\":\"a.b.c\",\"access_token\":\"a\\r\\nX: y\"}",
        "{\"token_type\":\"Bearer\",\"id_token\":\"a.b.c\",\"access_token\":\"\xc3\xa9\"}",
        "{\"error\":\"invalid_grant\"}",
        "[]",
    };
    tt_metadata m = metadata();
    tt_tokens tokens;

    for (int i = 0; i < TT_COUNT(texts); i++) {
        http_server_json(server, "/token", texts[i]);
        expect_error(tt_provider_redeem(pool, &provider, &m, "code=abc", &tokens), 502, "provider_token");
    }
}
END_TEST

START_TEST(a_refused_code_is_told_by_its_error)
{
    tt_metadata m = metadata();
    tt_tokens tokens;
    const tt_error *e;

    reply("/token", "HTTP/1.1 400 Bad Request\r\nContent-Length: 25\r\n\r\n{\"error\":\"invalid_grant\"}",
          (http_manner){ 0 });
    e = tt_provider_redeem(pool, &provider, &m, "code=abc", &tokens);
    expect_error(e, 403, "code_refused");
    reply("/token", "HTTP/1.1 400 Bad Request\r\nContent-Length: 26\r\n\r\n{\"error\":\"invalid_client\"}",
          (http_manner){ 0 });
    e = tt_provider_redeem(pool, &provider, &m, "code=abc", &tokens);
    expect_error(e, 502, "provider_token");
    ck_assert_ptr_nonnull(strstr(e->cause, "400 invalid_client"));
    reply("/token", "HTTP/1.1 400 Bad Request\r\nContent-Length: 20\r\n\r\n{\"error\":\"<script>\"}",
          (http_manner){ 0 });
    e = tt_provider_redeem(pool, &provider, &m, "code=abc", &tokens);
    ck_assert_ptr_null(strstr(e->cause, "script"));
    reply("/token", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /keys\r\nContent-Length: 0\r\n\r\n",
          (http_manner){ 0 });
    expect_error(tt_provider_redeem(pool, &provider, &m, "code=abc", &tokens), 502, "provider_token");
    ck_assert_int_eq(http_server_count(server, "/keys"), 0);
    reply("/token", "", (http_manner){ .reset = true });
    expect_error(tt_provider_redeem(pool, &provider, &m, "code=abc", &tokens), 502, "provider_unreachable");
}
END_TEST

START_TEST(userinfo_is_read)
{
    tt_metadata m = metadata();
    json_object *info, *sub;

    http_server_json(server, "/userinfo", "{\"sub\":\"7\"}");
    ck_assert_ptr_null(tt_provider_userinfo(pool, &provider, &m, "t0ken", &info));
    ck_assert(json_object_object_get_ex(info, "sub", &sub));
    ck_assert_ptr_nonnull(strstr(http_server_last(server), "\r\nAuthorization: Bearer t0ken\r\n"));
    http_server_json(server, "/userinfo", "[]");
    expect_error(tt_provider_userinfo(pool, &provider, &m, "t0ken", &info), 502, "provider_userinfo");
    reply("/userinfo", "HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\nContent-Length: 2\r\n\r\n{}",
          (http_manner){ 0 });
    expect_error(tt_provider_userinfo(pool, &provider, &m, "t0ken", &info), 502, "provider_userinfo");
    reply("/userinfo", "HTTP/1.1 200 OK\r\nContent-Type: application/x+json;a=b\r\nContent-Length: 2\r\n\r\n{}",
          (http_manner){ 0 });
    ck_assert_ptr_null(tt_provider_userinfo(pool, &provider, &m, "t0ken", &info));
    break_it("/userinfo");
    expect_error(tt_provider_userinfo(pool, &provider, &m, "t0ken", &info), 502, "provider_userinfo");
    m.userinfo_endpoint = NULL;
    expect_error(tt_provider_userinfo(pool, &provider, &m, "t0ken", &info), 502, "provider_userinfo");
}
END_TEST

static TCase *add(Suite *s, const char *name)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, setup, pool_teardown);
    tcase_set_timeout(c, 60);
    suite_add_tcase(s, c);
    return c;
}

Suite *provider_suite(void)
{
    Suite *s = suite_create("provider");
    TCase *c = add(s, "cache");

    tcase_add_test(c, metadata_is_fetched_once);
    tcase_add_test(c, a_stale_copy_serves_while_the_provider_is_away);
    tcase_add_test(c, a_stale_copy_serves_for_a_day);
    tcase_add_test(c, a_failure_begins_a_pause);
    tcase_add_test(c, nonsense_is_told_apart);
    tcase_add_test(c, many_wait_for_one_fetch);
    tcase_add_test(c, too_many_are_sent_away);
    tcase_add_test(c, a_stale_copy_serves_while_another_fetches);
    tcase_add_test(c, an_abandoned_fetch_is_taken_over);
    c = add(s, "keys");
    tcase_add_test(c, keys_are_fetched_once);
    tcase_add_test(c, unknown_kids_are_throttled);
    tcase_add_test(c, a_failed_refetch_keeps_the_keys);
    tcase_add_test(c, an_unknown_kid_is_fetched_once_for_all);
    tcase_add_test(c, keys_must_be_strict_json);
    c = add(s, "calls");
    tcase_add_test(c, a_code_is_redeemed);
    tcase_add_test(c, bad_tokens_are_refused);
    tcase_add_test(c, a_refused_code_is_told_by_its_error);
    tcase_add_test(c, userinfo_is_read);
    return s;
}
