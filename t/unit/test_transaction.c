/* test_transaction.c -- src/auth/transaction.c. */
#include "unit.h"

#include "auth/cookie.h"
#include "auth/transaction.h"

#define PREFIX "__Host-tt_tx_"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char issuer[] = "https://provider.example/realms/x";
static const int64_t start = 1800000000;

/* What a browser keeps, and the server that it talks to. */
typedef struct {
    apr_array_header_t *cookies; /* of tt_cookie */
    apr_array_header_t *keys;    /* of tt_seal_key */
    apr_array_header_t *set;     /* Set-Cookie of the last answer */
} browser;

static void add_key(apr_array_header_t *keys, int id)
{
    tt_seal_key *key = apr_array_push(keys);

    key->id = id;
    memset(key->key, 'a' + id, TT_SEAL_KEY);
}

static browser open_browser(void)
{
    browser b = { apr_array_make(pool, 4, sizeof(tt_cookie)), apr_array_make(pool, 2, sizeof(tt_seal_key)) };

    add_key(b.keys, 1);
    return b;
}

static void add_cookie(const browser *b, const char *name, const char *value)
{
    APR_ARRAY_PUSH(b->cookies, tt_cookie) = (tt_cookie){ name, exactly(value, strlen(value) + 1) };
}

static tt_cookie *cookie_at(const browser *b, int i)
{
    return &APR_ARRAY_IDX(b->cookies, i, tt_cookie);
}

static bool keeps(const browser *b, const char *name)
{
    int n;

    return tt_cookie_find(b->cookies, name, &n) != NULL;
}

static void forget(const browser *b, const char *name)
{
    int kept = 0;

    for (int i = 0; i < b->cookies->nelts; i++)
        if (strcmp(cookie_at(b, i)->name, name) != 0)
            *cookie_at(b, kept++) = *cookie_at(b, i);
    b->cookies->nelts = kept;
}

/* Does what a Set-Cookie says, which must be said as it has to be. */
static void obey(const browser *b, const char *set_cookie)
{
    const char *equals = strchr(set_cookie, '='), *end = strchr(set_cookie, ';');
    const char *name = apr_pstrmemdup(pool, set_cookie, (size_t)(equals - set_cookie));
    const char *value = apr_pstrmemdup(pool, equals + 1, (size_t)(end - equals - 1));

    forget(b, name);
    ck_assert_str_eq(end, *value ? "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"
                                 : "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    if (*value)
        add_cookie(b, name, value);
}

static tt_transaction_context context_of(browser *b, int64_t now)
{
    b->set = apr_array_make(pool, 4, sizeof(const char *));
    return (tt_transaction_context){ pool, b->keys, b->cookies, b->set, now };
}

static void obey_all(const browser *b)
{
    for (int i = 0; i < b->set->nelts; i++)
        obey(b, APR_ARRAY_IDX(b->set, i, const char *));
}

static tt_transaction begin(browser *b, int64_t now)
{
    tt_transaction t = { .issuer = issuer, .return_to = "/reports?x=1" };
    const tt_transaction_context x = context_of(b, now);

    ck_assert_ptr_null(tt_transaction_begin(&x, &t));
    ck_assert_int_ge(b->set->nelts, 1);
    obey_all(b);
    return t;
}

/* The code of the refusal, "" where T comes back; N cookies must be set. */
static const char *take(browser *b, const tt_transaction *t, int64_t now, int n)
{
    const tt_transaction_context x = context_of(b, now);
    tt_transaction out = { NULL };
    const tt_error *e = tt_transaction_take(&x, exactly(t->state, strlen(t->state) + 1), &out);

    ck_assert_int_eq(b->set->nelts, n);
    obey_all(b);
    if (e) {
        ck_assert_int_eq(e->status, 400);
        ck_assert_ptr_null(strstr(e->detail, *t->state ? t->state : "\n"));
        return e->code;
    }
    ck_assert_str_eq(out.state, t->state);
    ck_assert_str_eq(out.nonce, t->nonce);
    ck_assert_str_eq(out.verifier, t->verifier);
    ck_assert_str_eq(out.issuer, issuer);
    ck_assert_str_eq(out.return_to, "/reports?x=1");
    return "";
}

/* Takes with the first cookie's value changed, and puts it back. */
static const char *take_changed(browser *b, const tt_transaction *t, const char *value)
{
    tt_cookie was = *cookie_at(b, 0);
    const char *code;

    cookie_at(b, 0)->value = exactly(value, strlen(value) + 1);
    code = take(b, t, start, 1);
    ck_assert_int_eq(b->cookies->nelts, 0);
    add_cookie(b, was.name, was.value);
    return code;
}

START_TEST(what_was_begun_comes_back_once)
{
    browser b = open_browser();
    tt_transaction t = begin(&b, start);
    const char *name = cookie_at(&b, 0)->name;

    ck_assert_int_eq(b.cookies->nelts, 1);
    ck_assert(!strncmp(name, PREFIX, strlen(PREFIX)));
    ck_assert_uint_eq(strlen(name), strlen(PREFIX) + 8);
    ck_assert_uint_eq(strspn(name + strlen(PREFIX), alphabet), 8);
    ck_assert_uint_eq(strspn(t.state, alphabet), 43);
    ck_assert_uint_eq(strspn(t.nonce, alphabet), 43);
    ck_assert_uint_eq(strspn(t.verifier, alphabet), 43);
    ck_assert_uint_eq(strlen(t.state) + strlen(t.nonce) + strlen(t.verifier), 3 * 43);
    ck_assert(strcmp(t.state, t.nonce) && strcmp(t.nonce, t.verifier) && strcmp(t.state, t.verifier));
    ck_assert_str_eq(take(&b, &t, start, 1), "");
    ck_assert_int_eq(b.cookies->nelts, 0);
    ck_assert_str_eq(take(&b, &t, start, 0), "state_unknown");
}
END_TEST

START_TEST(nothing_of_it_can_be_read)
{
    browser b = open_browser();
    tt_transaction t = begin(&b, start);
    const char *value = cookie_at(&b, 0)->value;

    ck_assert_ptr_null(strstr(value, t.state));
    ck_assert_ptr_null(strstr(value, t.nonce));
    ck_assert_ptr_null(strstr(value, t.verifier));
    ck_assert_ptr_null(strstr(cookie_at(&b, 0)->name, apr_pstrmemdup(pool, t.state, 8)));
    ck_assert_uint_eq(strspn(value, alphabet), strlen(value));
}
END_TEST

START_TEST(others_stay_as_they_are)
{
    browser b = open_browser();
    tt_transaction first, second;

    add_cookie(&b, "__Host-tt_session", "x");
    first = begin(&b, start);
    second = begin(&b, start + 1);
    ck_assert_int_eq(b.cookies->nelts, 3);
    ck_assert_str_eq(take(&b, &(tt_transaction){ .state = "" }, start, 0), "state_unknown");
    ck_assert_str_eq(take(&b, &(tt_transaction){ .state = first.nonce }, start, 0), "state_unknown");
    ck_assert_str_eq(take(&b, &second, start + 2, 1), "");
    ck_assert_str_eq(take(&b, &first, start + 2, 1), "");
    ck_assert(keeps(&b, "__Host-tt_session"));
}
END_TEST

START_TEST(another_browser_or_key)
{
    browser b = open_browser(), other = open_browser();
    tt_transaction t = begin(&b, start);

    begin(&other, start);
    ck_assert_str_eq(take(&other, &t, start, 0), "state_unknown");
    APR_ARRAY_IDX(b.keys, 0, tt_seal_key).key[0] ^= 1;
    ck_assert_str_eq(take_changed(&b, &t, cookie_at(&b, 0)->value), "state_unknown");
    APR_ARRAY_IDX(b.keys, 0, tt_seal_key).key[0] ^= 1;
    APR_ARRAY_IDX(b.keys, 0, tt_seal_key).id = 2;
    ck_assert_str_eq(take_changed(&b, &t, cookie_at(&b, 0)->value), "state_unknown");
    b.keys->nelts = 0;
    ck_assert_str_eq(take_changed(&b, &t, cookie_at(&b, 0)->value), "state_unknown");
    add_key(b.keys, 2);
    add_key(b.keys, 1); /* it is no longer the one that seals */
    ck_assert_str_eq(take(&b, &t, start, 1), "");
}
END_TEST

START_TEST(swapped_or_planted)
{
    browser b = open_browser();
    tt_transaction first = begin(&b, start), second = begin(&b, start);
    const char *first_value = cookie_at(&b, 0)->value, *name = cookie_at(&b, 1)->name;

    cookie_at(&b, 0)->value = cookie_at(&b, 1)->value;
    cookie_at(&b, 1)->value = first_value;
    ck_assert_str_eq(take(&b, &first, start, 1), "state_unknown");
    ck_assert_str_eq(take(&b, &second, start, 1), "state_unknown");
    ck_assert_int_eq(b.cookies->nelts, 0);

    first = begin(&b, start); /* twice, though each of them would do */
    add_cookie(&b, cookie_at(&b, 0)->name, cookie_at(&b, 0)->value);
    ck_assert_str_eq(take(&b, &first, start, 1), "state_unknown");
    ck_assert_int_eq(b.cookies->nelts, 0);

    first = begin(&b, start); /* under another name */
    cookie_at(&b, 0)->name = name;
    ck_assert_str_eq(take(&b, &first, start, 0), "state_unknown");
    ck_assert_str_eq(take(&b, &second, start, 1), "state_unknown");
}
END_TEST

START_TEST(every_change_is_refused)
{
    browser b = open_browser();
    tt_transaction t = begin(&b, start);
    char *value = apr_pstrdup(pool, cookie_at(&b, 0)->value);
    size_t n = strlen(value);

    for (size_t i = 0; i < n; i++) {
        char was = value[i];

        value[i] = was == 'A' ? 'B' : 'A';
        ck_assert_str_eq(take_changed(&b, &t, value), "state_unknown");
        value[i] = '%';
        ck_assert_str_eq(take_changed(&b, &t, value), "state_unknown");
        value[i] = was;
    }
    for (size_t i = 0; i < n; i += 7)
        ck_assert_str_eq(take_changed(&b, &t, apr_pstrmemdup(pool, value, i)), "state_unknown");
    ck_assert_str_eq(take_changed(&b, &t, apr_pstrcat(pool, value, "A", NULL)), "state_unknown");
    ck_assert_str_eq(take_changed(&b, &t, apr_pstrcat(pool, "\"", value, "\"", NULL)), "state_unknown");
    ck_assert_str_eq(take(&b, &t, start, 1), "");
}
END_TEST

START_TEST(too_late_and_too_early)
{
    static const struct {
        int after;
        const char *code;
    } cases[] = { { 0, "" },   { TT_TRANSACTION_S, "" }, { TT_TRANSACTION_S + 1, "state_expired" },
                  { -60, "" }, { -61, "state_expired" }, { 1 << 30, "state_expired" } };
    browser b = open_browser();

    for (int i = 0; i < TT_COUNT(cases); i++) {
        tt_transaction t = begin(&b, start);

        ck_assert_str_eq(take(&b, &t, start + cases[i].after, 1), cases[i].code);
        ck_assert_int_eq(b.cookies->nelts, 0);
    }
}
END_TEST

/* Ages of what a browser has under way, in an order of their own; which is dropped by the next. */
START_TEST(the_oldest_makes_room)
{
    static const int orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 }, { 1, 3, 0, 2 }, { 2, 1, 3, 0 } };

    for (int i = 0; i < TT_COUNT(orders); i++) {
        browser b = open_browser();
        tt_transaction t[5];

        for (int j = 0; j < 4; j++)
            t[orders[i][j]] = begin(&b, start + orders[i][j]);
        ck_assert_int_eq(b.cookies->nelts, TT_TRANSACTIONS_MAX);
        t[4] = begin(&b, start + 4);
        ck_assert_int_eq(b.set->nelts, 2);
        ck_assert_int_eq(b.cookies->nelts, TT_TRANSACTIONS_MAX);
        ck_assert_str_eq(take(&b, &t[0], start + 5, 0), "state_unknown");
        for (int j = 1; j < 5; j++)
            ck_assert_str_eq(take(&b, &t[j], start + 5, 1), "");
    }
}
END_TEST

START_TEST(forged_ones_go_first)
{
    static const char *const values[] = { "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                          "%00" };
    browser b = open_browser();
    tt_transaction t[4];

    add_cookie(&b, "__Host-tt_session", "x");
    add_cookie(&b, "__Host-tt_t", "x");
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 10; j++)
            add_cookie(&b, apr_psprintf(pool, PREFIX "%d-%d", i, j), values[j % TT_COUNT(values)]);
        t[i] = begin(&b, start + i);
        ck_assert_int_eq(b.cookies->nelts, 2 + TT_TRANSACTIONS_MAX);
    }
    t[3] = begin(&b, start + 3);
    for (int j = 0; j < 40; j++) /* of a cookie of ours under another name, too */
        add_cookie(&b, apr_psprintf(pool, PREFIX "copy%d", j), cookie_at(&b, 2)->value);
    begin(&b, start + 4);
    ck_assert_int_eq(b.set->nelts, 42);
    ck_assert_int_eq(b.cookies->nelts, 2 + TT_TRANSACTIONS_MAX);
    ck_assert_str_eq(take(&b, &t[0], start + 5, 0), "state_unknown");
    for (int i = 1; i < 4; i++)
        ck_assert_str_eq(take(&b, &t[i], start + 5, 1), "");
    ck_assert(keeps(&b, "__Host-tt_session"));
    ck_assert(keeps(&b, "__Host-tt_t"));
}
END_TEST

/* Sealed by us under the right name, but no transaction of this state. */
START_TEST(other_texts_of_ours)
{
    browser b = open_browser();
    tt_transaction t = begin(&b, start);
    const char *texts[] = { "",
                            "\n\n\n\n",
                            t.state,
                            apr_pstrcat(pool, t.state, "\nn\nv\ni", NULL),
                            apr_pstrcat(pool, t.state, "\nn\nv\ni\n/\n", NULL),
                            apr_pstrcat(pool, t.state, "x\nn\nv\ni\n/", NULL),
                            apr_pstrcat(pool, t.state + 1, "\nn\nv\ni\n/", NULL),
                            apr_pstrcat(pool, t.nonce, "\nn\nv\ni\n/", NULL) };

    for (int i = 0; i < TT_COUNT(texts); i++) {
        const tt_seal_text what = { cookie_at(&b, 0)->name, start, texts[i] };
        const char *sealed = NULL;

        ck_assert_ptr_null(tt_seal(pool, &APR_ARRAY_IDX(b.keys, 0, tt_seal_key), what, &sealed));
        ck_assert_str_eq(take_changed(&b, &t, sealed), "state_unknown");
    }
    ck_assert_str_eq(take(&b, &t, start, 1), "");
}
END_TEST

START_TEST(what_is_too_long_sets_nothing)
{
    browser b = open_browser();
    char *path = apr_pcalloc(pool, TT_SEAL_MAX + 1);
    tt_transaction t = { .issuer = issuer, .return_to = path };
    tt_transaction_context x = context_of(&b, start);

    memset(path, 'a', TT_SEAL_MAX);
    ck_assert_int_eq(tt_transaction_begin(&x, &t)->status, 500);
    ck_assert_int_eq(b.set->nelts, 0);
}
END_TEST

Suite *transaction_suite(void)
{
    Suite *s = suite_create("transaction");
    TCase *t = add_case(s, "transaction");

    tcase_add_test(t, what_was_begun_comes_back_once);
    tcase_add_test(t, nothing_of_it_can_be_read);
    tcase_add_test(t, others_stay_as_they_are);
    tcase_add_test(t, another_browser_or_key);
    tcase_add_test(t, swapped_or_planted);
    tcase_add_test(t, every_change_is_refused);
    tcase_add_test(t, too_late_and_too_early);
    tcase_add_test(t, the_oldest_makes_room);
    tcase_add_test(t, forged_ones_go_first);
    tcase_add_test(t, other_texts_of_ours);
    tcase_add_test(t, what_is_too_long_sets_nothing);
    return s;
}
