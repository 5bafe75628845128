/* test_credential.c -- src/auth/credential.c. */
#include "unit.h"

#include "auth/credential.h"

#define KEY     "tt_AbCdEfGh1234567890zyxwvutsrqponmlk0jRXFA"
#define OTHER   "tt_00000000000000000000000000000000001JuIIA"
#define ID      "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde"
#define SESSION TT_SESSION_COOKIE "=" ID

typedef struct {
    const char *authorization, *api_key, *cookie;
    tt_credential_kind kind;
    const char *text; /* of which the hash is */
} example;

static const char *copy_of(const char *s)
{
    return s ? exactly(s, strlen(s) + 1) : NULL;
}

static void check(const example *cases, int n)
{
    for (int i = 0; i < n; i++) {
        const example *c = &cases[i];
        unsigned char hash[TT_SHA256];
        tt_credential out;

        memset(&out, 0x55, sizeof out);
        ck_assert_ptr_null(
            tt_credential_read(pool, copy_of(c->authorization), copy_of(c->api_key), copy_of(c->cookie), &out));
        ck_assert_msg(out.kind == c->kind, "%d is of kind %d", i, (int)out.kind);
        if (!c->text)
            continue;
        ck_assert_ptr_null(tt_sha256(pool, c->text, strlen(c->text), hash));
        ck_assert_mem_eq(out.hash, hash, TT_SHA256);
    }
}

START_TEST(keys)
{
    static const example cases[] = {
        { NULL, NULL, NULL, TT_CREDENTIAL_NONE },
        { "Bearer " KEY, NULL, NULL, TT_CREDENTIAL_KEY, KEY },
        { "bearer " KEY, NULL, NULL, TT_CREDENTIAL_KEY, KEY },
        { "BEARER   " KEY, NULL, NULL, TT_CREDENTIAL_KEY, KEY },
        { "Token " KEY, NULL, NULL, TT_CREDENTIAL_KEY, KEY },
        { "tOKEN " KEY, NULL, NULL, TT_CREDENTIAL_KEY, KEY },
        { NULL, KEY, NULL, TT_CREDENTIAL_KEY, KEY },
        { "", NULL, NULL, TT_CREDENTIAL_BAD },
        { "Bearer", NULL, NULL, TT_CREDENTIAL_BAD },
        { "Bearer ", NULL, NULL, TT_CREDENTIAL_BAD },
        { "Token ", NULL, NULL, TT_CREDENTIAL_BAD },
        { "Bearer\t" KEY, NULL, NULL, TT_CREDENTIAL_BAD },
        { "Bearer " KEY " ", NULL, NULL, TT_CREDENTIAL_BAD },
        { "Bearer " KEY "," KEY, NULL, NULL, TT_CREDENTIAL_BAD },
        { "Bearer Bearer " KEY, NULL, NULL, TT_CREDENTIAL_BAD },
        { "Bearer tt_AbCdEfGh1234567890zyxwvutsrqponmlk0jRXFB", NULL, NULL, TT_CREDENTIAL_BAD },
        { "Bearer " ID, NULL, NULL, TT_CREDENTIAL_BAD },
        { "Basic dXNlcjpwYXNz", NULL, NULL, TT_CREDENTIAL_BAD },
        { "Basic " KEY, NULL, NULL, TT_CREDENTIAL_BAD },
        { KEY, NULL, NULL, TT_CREDENTIAL_BAD },
        { NULL, "", NULL, TT_CREDENTIAL_BAD },
        { NULL, "Bearer " KEY, NULL, TT_CREDENTIAL_BAD },
        { NULL, " " KEY, NULL, TT_CREDENTIAL_BAD },
        { NULL, ID, NULL, TT_CREDENTIAL_BAD },
    };

    check(cases, TT_COUNT(cases));
}
END_TEST

START_TEST(sessions)
{
    static const example cases[] = {
        { NULL, NULL, SESSION, TT_CREDENTIAL_SESSION, ID },
        { NULL, NULL, "a=b; " SESSION "; c=d", TT_CREDENTIAL_SESSION, ID },
        { NULL, NULL, "tt_session=x; " SESSION, TT_CREDENTIAL_SESSION, ID },
        { NULL, NULL, "", TT_CREDENTIAL_NONE },
        { NULL, NULL, "a=b", TT_CREDENTIAL_NONE },
        { NULL, NULL, TT_SESSION_COOKIE, TT_CREDENTIAL_NONE },
        { NULL, NULL, "tt_session=" ID, TT_CREDENTIAL_NONE },
        { NULL, NULL, "__host-tt_session=" ID, TT_CREDENTIAL_NONE },
        { NULL, NULL, "__Secure-tt_session=" ID, TT_CREDENTIAL_NONE },
        { NULL, NULL, "x" SESSION, TT_CREDENTIAL_NONE },
        { NULL, NULL, TT_SESSION_COOKIE "=", TT_CREDENTIAL_BAD },
        { NULL, NULL, SESSION "x", TT_CREDENTIAL_BAD },
        { NULL, NULL, TT_SESSION_COOKIE "=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcd", TT_CREDENTIAL_BAD },
        { NULL, NULL, TT_SESSION_COOKIE "=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcd=", TT_CREDENTIAL_BAD },
        { NULL, NULL, TT_SESSION_COOKIE "=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/abcde", TT_CREDENTIAL_BAD },
        { NULL, NULL, TT_SESSION_COOKIE "=\"" ID "\"", TT_CREDENTIAL_BAD },
        { NULL, NULL, TT_SESSION_COOKIE "= " ID, TT_CREDENTIAL_BAD },
        { NULL, NULL, SESSION "; " SESSION, TT_CREDENTIAL_BAD },
        { NULL, NULL, SESSION "; " TT_SESSION_COOKIE "=", TT_CREDENTIAL_BAD },
        { NULL, NULL, TT_SESSION_COOKIE "=x; a=b; " SESSION, TT_CREDENTIAL_BAD },
    };

    check(cases, TT_COUNT(cases));
}
END_TEST

START_TEST(the_first_kind_decides)
{
    static const example cases[] = {
        { "Bearer " KEY, NULL, SESSION, TT_CREDENTIAL_KEY, KEY },
        { NULL, OTHER, SESSION, TT_CREDENTIAL_KEY, OTHER },
        { "Bearer " KEY, NULL, SESSION "; " SESSION, TT_CREDENTIAL_KEY, KEY },
        { NULL, OTHER, SESSION "; " SESSION, TT_CREDENTIAL_KEY, OTHER },
        { "Bearer x", NULL, SESSION, TT_CREDENTIAL_BAD },
        { "", NULL, SESSION, TT_CREDENTIAL_BAD },
        { "Basic dXNlcjpwYXNz", NULL, SESSION, TT_CREDENTIAL_BAD },
        { NULL, "", SESSION, TT_CREDENTIAL_BAD },
    };

    check(cases, TT_COUNT(cases));
}
END_TEST

START_TEST(two_headers_must_show_the_same_key)
{
    static const example cases[] = {
        { "Bearer " KEY, KEY, SESSION, TT_CREDENTIAL_KEY, KEY },
        { "token   " OTHER, OTHER, NULL, TT_CREDENTIAL_KEY, OTHER },
        { "Bearer " KEY, OTHER, SESSION, TT_CREDENTIAL_BAD },
        { "Bearer " OTHER, KEY, NULL, TT_CREDENTIAL_BAD },
        { "Bearer " KEY, "", NULL, TT_CREDENTIAL_BAD },
        { "Bearer " KEY, "x", SESSION "; " SESSION, TT_CREDENTIAL_BAD },
        { "Bearer " KEY, " " KEY, NULL, TT_CREDENTIAL_BAD },
        { "Bearer " KEY, KEY "x", NULL, TT_CREDENTIAL_BAD },
        { "Bearer " KEY " ", KEY, NULL, TT_CREDENTIAL_BAD },
        { "Bearer x", OTHER, SESSION, TT_CREDENTIAL_BAD },
        { "Bearer x", "x", SESSION, TT_CREDENTIAL_BAD },
        { KEY, KEY, NULL, TT_CREDENTIAL_BAD },
        { "Basic " KEY, KEY, SESSION, TT_CREDENTIAL_BAD },
        { "", OTHER, SESSION, TT_CREDENTIAL_BAD },
        { "", "", SESSION, TT_CREDENTIAL_BAD },
    };

    check(cases, TT_COUNT(cases));
}
END_TEST

Suite *credential_suite(void)
{
    Suite *s = suite_create("credential");
    TCase *t = add_case(s, "credential");

    tcase_add_test(t, keys);
    tcase_add_test(t, sessions);
    tcase_add_test(t, the_first_kind_decides);
    tcase_add_test(t, two_headers_must_show_the_same_key);
    return s;
}
