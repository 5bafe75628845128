/* test_metadata.c -- src/auth/metadata.c: the settings, and documents of all sorts. */
#include "auth/provider.h"
#include "suites.h"
#include "unit.h"

#define WELL_KNOWN "/.well-known/openid-configuration"

START_TEST(settings_are_looked_at)
{
    static const struct {
        const char *url, *issuer, *client_id;
        bool allow_http, good;
    } cases[] = {
        { "https://op.example" WELL_KNOWN, NULL, "us", false, true },
        { "https://op.example:8443/realms/a" WELL_KNOWN, "https://op.example/", "us", false, true },
        { "https://[2001:db8::1]:443" WELL_KNOWN, NULL, "us", false, true },
        { "http://127.0.0.1:80" WELL_KNOWN, NULL, "us", true, true },
        { "http://127.255.0.7" WELL_KNOWN, NULL, "us", true, true },
        { "http://[::1]:80" WELL_KNOWN, NULL, "us", true, true },
        { "http://localhost" WELL_KNOWN, NULL, "us", true, true },
        { NULL, NULL, "us", false, false },
        { "", NULL, "us", false, false },
        { "https://op.example", NULL, "us", false, false },
        { "https://op.example" WELL_KNOWN "/", NULL, "us", false, false },
        { "https://op.example" WELL_KNOWN "?a", NULL, "us", false, false },
        { "https://op.example?a" WELL_KNOWN, NULL, "us", false, false },
        { "https://op.example#a" WELL_KNOWN, NULL, "us", false, false },
        { "https://" WELL_KNOWN, NULL, "us", false, false },
        { "https://me@op.example" WELL_KNOWN, NULL, "us", false, false },
        { "https://op.example:99999" WELL_KNOWN, NULL, "us", false, false },
        { "https://op.example:" WELL_KNOWN, NULL, "us", false, false },
        { "https://op.example/{tenantid}" WELL_KNOWN, NULL, "us", false, false },
        { "https://op.example/ " WELL_KNOWN, NULL, "us", false, false },
        { "https://[::1" WELL_KNOWN, NULL, "us", false, false },
        { "http://op.example" WELL_KNOWN, NULL, "us", true, false },
        { "http://127.0.0.1" WELL_KNOWN, NULL, "us", false, false },
        { "http://127.0.0.1.op.example" WELL_KNOWN, NULL, "us", true, false },
        { "http://127.op.example" WELL_KNOWN, NULL, "us", true, false },
        { "http://127.0.0.256" WELL_KNOWN, NULL, "us", true, false },
        { "http://127.1" WELL_KNOWN, NULL, "us", true, false },
        { "http://128.0.0.1" WELL_KNOWN, NULL, "us", true, false },
        { "http://localhost.op.example" WELL_KNOWN, NULL, "us", true, false },
        { "http://[::2]" WELL_KNOWN, NULL, "us", true, false },
        { "ftp://op.example" WELL_KNOWN, NULL, "us", true, false },
        { "https://op.example" WELL_KNOWN, "https://op.example?a", "us", false, false },
        { "https://op.example" WELL_KNOWN, "op.example", "us", false, false },
        { "https://op.example" WELL_KNOWN, NULL, NULL, false, false },
        { "https://op.example" WELL_KNOWN, NULL, "", false, false },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        tt_provider one = { .well_known = cases[i].url,
                            .issuer = cases[i].issuer,
                            .client_id = cases[i].client_id,
                            .allow_http = cases[i].allow_http };
        const char *complaint = tt_provider_complaint(pool, &one);

        ck_assert_msg(!complaint == cases[i].good, "%s: %s", cases[i].url, complaint);
    }
}
END_TEST

/* A good document with one member replaced ("name":VALUE) or, for a NULL value, left out. */
static const char *altered(const char *name, const char *value)
{
    static const char *const members[][2] = {
        { "issuer", "\"https://op.example\"" },
        { "authorization_endpoint", "\"https://op.example/authorize?a=b\"" },
        { "token_endpoint", "\"https://op.example/token\"" },
        { "jwks_uri", "\"https://keys.example/keys\"" },
    };
    const char *json = name && value ? apr_psprintf(pool, "\"%s\":%s", name, value) : "\"x\":[1,{}]";

    for (int i = 0; i < TT_COUNT(members); i++)
        if (!name || strcmp(name, members[i][0]) != 0)
            json = apr_psprintf(pool, "%s,\"%s\":%s", json, members[i][0], members[i][1]);
    return apr_pstrcat(pool, "{", json, "}", NULL);
}

static const tt_error *parse(const char *json, const char *issuer, tt_metadata *m)
{
    tt_provider one = { .well_known = "https://op.example" WELL_KNOWN, .issuer = issuer, .client_id = "us" };

    return tt_metadata_parse(pool, &one, json, strlen(json), m);
}

START_TEST(metadata_is_read)
{
    static const char more[] = "[\"S256\"],\"userinfo_endpoint\":\"https://op.example/userinfo\","
                               "\"end_session_endpoint\":\"https://op.example/end\","
                               "\"id_token_signing_alg_values_supported\":[\"RS256\",\"ES256\"],"
                               "\"authorization_response_iss_parameter_supported\":true";
    tt_metadata m;

    ck_assert_ptr_null(parse(altered(NULL, NULL), NULL, &m));
    ck_assert_str_eq(m.issuer, "https://op.example");
    ck_assert_str_eq(m.authorization_endpoint, "https://op.example/authorize?a=b");
    ck_assert_str_eq(m.token_endpoint, "https://op.example/token");
    ck_assert_str_eq(m.jwks_uri, "https://keys.example/keys");
    ck_assert_ptr_null(m.userinfo_endpoint);
    ck_assert_ptr_null(m.end_session_endpoint);
    ck_assert_ptr_null(m.algs);
    ck_assert(!m.iss_parameter);
    ck_assert_ptr_null(parse(altered("code_challenge_methods_supported", more), NULL, &m));
    ck_assert_str_eq(m.userinfo_endpoint, "https://op.example/userinfo");
    ck_assert_str_eq(m.end_session_endpoint, "https://op.example/end");
    ck_assert_str_eq(m.algs[1], "ES256");
    ck_assert_ptr_null(m.algs[2]);
    ck_assert(m.iss_parameter);
    /* what nobody reads may be whatever it likes */
    ck_assert_ptr_null(parse(altered("backchannel_logout_session_supported", "\"true\""), NULL, &m));
    ck_assert_ptr_null(parse(altered("userinfo_encryption_alg_values_supported", "7"), NULL, &m));
}
END_TEST

START_TEST(bad_metadata_is_refused)
{
    static const char *const cases[][2] = {
        { "issuer", NULL },
        { "issuer", "7" },
        { "issuer", "\"https://other.example\"" },
        { "issuer", "\"https://op.example//\"" },
        { "issuer", "\"https://OP.example\"" },
        { "issuer", "\"https://op.exampl\"" },
        { "issuer", "\"https://op.example/{tenantid}\"" },
        { "authorization_endpoint", NULL },
        { "authorization_endpoint", "\"javascript:alert(1)\"" },
        { "authorization_endpoint", "\"//op.example/authorize\"" },
        { "authorization_endpoint", "\"https://op.example/a#b\"" },
        { "authorization_endpoint", "\"https://op.example/a\\r\\nX: y\"" },
        { "token_endpoint", NULL },
        { "token_endpoint", "\"file:///etc/passwd\"" },
        { "token_endpoint", "\"http://op.example/token\"" },
        { "token_endpoint", "\"http://127.0.0.1/token\"" },
        { "token_endpoint", "\"https://me:secret@op.example/token\"" },
        { "token_endpoint", "\"https://op.example\\\\@other.example/\"" },
        { "jwks_uri", NULL },
        { "jwks_uri", "\"gopher://op.example/\"" },
        { "jwks_uri", "[\"https://op.example/\"]" },
        { "userinfo_endpoint", "\"http://op.example/userinfo\"" },
        { "userinfo_endpoint", "null" },
        { "end_session_endpoint", "\"javascript:alert(1)\"" },
        { "code_challenge_methods_supported", "[\"plain\"]" },
        { "code_challenge_methods_supported", "[]" },
        { "code_challenge_methods_supported", "\"S256\"" },
        { "id_token_signing_alg_values_supported", "[1]" },
        { "authorization_response_iss_parameter_supported", "\"true\"" },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        tt_metadata m;
        const tt_error *e = parse(altered(cases[i][0], cases[i][1]), NULL, &m);

        ck_assert_msg(e != NULL, "%s: %s", cases[i][0], cases[i][1]);
        expect_error(e, 502, "provider_metadata");
        ck_assert_str_eq(e->detail, cases[i][0]);
    }
}
END_TEST

START_TEST(the_issuer_may_end_with_a_slash)
{
    const char *slash = altered("issuer", "\"https://op.example/\"");
    tt_metadata m;

    ck_assert_ptr_null(parse(slash, NULL, &m));
    ck_assert_str_eq(m.issuer, "https://op.example/");
    ck_assert_ptr_null(parse(slash, "https://op.example/", &m));
    expect_error(parse(slash, "https://op.example", &m), 502, "provider_metadata");
    expect_error(parse(altered(NULL, NULL), "https://other.example", &m), 502, "provider_metadata");
    ck_assert_ptr_null(parse(altered("issuer", "\"https://other.example\""), "https://other.example", &m));
}
END_TEST

START_TEST(metadata_must_be_strict_json)
{
    static const char *const texts[] = { "", "[]", "\"x\"", "{", "{\"issuer\":1,\"issuer\":2}", "<html>" };
    tt_metadata m;

    for (int i = 0; i < TT_COUNT(texts); i++)
        expect_error(parse(texts[i], NULL, &m), 502, "provider_metadata");
    /* 16 levels in all, and one more; brackets in a string are none */
    ck_assert_ptr_null(parse(altered("y", "[[[[[[[[[[[[[[[\"[{\\\"[\"]]]]]]]]]]]]]]]"), NULL, &m));
    expect_error(parse(altered("y", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"), NULL, &m), 502, "provider_metadata");
}
END_TEST

Suite *metadata_suite(void)
{
    Suite *s = suite_create("metadata");
    TCase *c = add_case(s, "metadata");

    tcase_add_test(c, settings_are_looked_at);
    tcase_add_test(c, metadata_is_read);
    tcase_add_test(c, bad_metadata_is_refused);
    tcase_add_test(c, the_issuer_may_end_with_a_slash);
    tcase_add_test(c, metadata_must_be_strict_json);
    return s;
}
