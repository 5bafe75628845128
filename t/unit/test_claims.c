/* test_claims.c -- src/auth/claims.c: each table holds claims that differ in one thing from good ones. */
#include "jose.h"

#include "auth/claims.h"
#include "base/json_read.h"

#define NOW    1800000000
#define ISSUER "https://op.example"

static const tt_expected expected = { ISSUER, "client-1", "n-1", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", NOW };

/* A change of good claims. */
typedef struct {
    const char *claim;
    const char *value; /* JSON; NULL = the claim is missing */
    const char *code;  /* "" = accepted */
} change;

/* An object of LINES ({ name, JSON }), with one of them changed. */
static json_object *object_of(const char *const (*lines)[2], const change *c)
{
    const char *text = "", *value;
    json_object *o;
    bool seen = false;

    for (int i = 0; lines[i][0]; i++) {
        bool changed = c && !strcmp(c->claim, lines[i][0]);

        seen |= changed;
        value = changed ? c->value : lines[i][1];
        if (value)
            text = apr_psprintf(pool, "%s%s\"%s\":%s", text, *text ? "," : "", lines[i][0], value);
    }
    if (c && !seen && c->value)
        text = apr_psprintf(pool, "%s,\"%s\":%s", text, c->claim, c->value);
    text = apr_pstrcat(pool, "{", text, "}", NULL);
    ck_assert_msg(!tt_json_read(pool, text, strlen(text), &o), "%s", text);
    return o;
}

static const char *const id_claims[][2] = {
    { "iss", "\"" ISSUER "\"" }, { "aud", "\"client-1\"" }, { "exp", "1800000300" }, { "iat", "1799999990" },
    { "nonce", "\"n-1\"" },      { "sub", "\"user 1\"" },   { NULL, NULL },
};

/* 255 characters */
#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG  FIFTY FIFTY FIFTY FIFTY FIFTY "01234"

static const change id_changes[] = {
    { "x", "1", "" },
    /* iss */
    { "iss", "\"https://op.example/\"", "token_issuer" },
    { "iss", "\"https://op.exampl\"", "token_issuer" },
    { "iss", "\"https://other.example\"", "token_issuer" },
    { "iss", "\"HTTPS://op.example\"", "token_issuer" },
    { "iss", "\"\"", "token_issuer" },
    { "iss", "[\"https://op.example\"]", "token_claims" },
    { "iss", NULL, "token_claims" },
    /* aud and azp */
    { "aud", "[\"client-1\"]", "" },
    { "aud", "\"client-2\"", "token_audience" },
    { "aud", "\"client-1\\u0001\"", "token_audience" },
    { "aud", "\"client-\"", "token_audience" },
    { "aud", "\"\"", "token_audience" },
    { "aud", "[]", "token_audience" },
    { "aud", "[\"client-2\"]", "token_audience" },
    { "aud", "[\"client-1\",\"client-2\"]", "token_claims" },
    { "aud", "[\"client-1\",\"client-1\"]", "token_claims" },
    { "aud", "[\"client-1\",\"client-2\"],\"azp\":\"client-1\"", "token_audience" },
    { "aud", "[\"client-2\",\"client-1\"],\"azp\":\"client-1\"", "token_audience" },
    { "aud", "[\"client-1\",1],\"azp\":\"client-1\"", "token_audience" },
    { "aud", "[[\"client-1\"]]", "token_audience" },
    { "aud", "[\"client-1\",\"client-1\"],\"azp\":\"client-1\"", "" },
    { "aud", "{\"client-1\":\"client-1\"}", "token_claims" },
    { "aud", "null", "token_claims" },
    { "aud", "1", "token_claims" },
    { "aud", NULL, "token_claims" },
    { "azp", "\"client-1\"", "" },
    { "azp", "\"client-2\"", "token_audience" },
    { "azp", "\"\"", "token_audience" },
    { "azp", "[\"client-1\"]", "token_claims" },
    { "azp", "null", "token_claims" },
    /* exp */
    { "exp", "1799999941", "" },
    { "exp", "1799999940.5", "" },
    { "exp", "1799999940", "token_expired" },
    { "exp", "1799999000", "token_expired" },
    { "exp", "0.5", "token_expired" },
    { "exp", "9007199254740991", "" },
    { "exp", "9007199254740992", "token_claims" },
    { "exp", "9223372036854775807", "token_claims" },
    { "exp", "9223372036854775808", "token_claims" },
    { "exp", "18446744073709551617", "token_claims" }, /* 2^64 + 1: not 1 */
    { "exp", "18446744075509551916", "token_claims" }, /* 2^64 + NOW + 300 */
    { "exp", "1e300", "token_claims" },
    { "exp", "1.8e9", "" },
    { "exp", "0", "token_claims" },
    { "exp", "-1", "token_claims" },
    { "exp", "-0.0", "token_claims" },
    { "exp", "-1800000300", "token_claims" },
    { "exp", "-9223372036854775808", "token_claims" },
    { "exp", "-18446744071909551317", "token_claims" },
    { "exp", "\"1800000300\"", "token_claims" },
    { "exp", "null", "token_claims" },
    { "exp", "true", "token_claims" },
    { "exp", "[1800000300]", "token_claims" },
    { "exp", NULL, "token_claims" },
    /* iat */
    { "iat", "1800000060", "" },
    { "iat", "1800000061", "token_not_yet" },
    { "iat", "1800086400", "token_not_yet" },
    { "iat", "1799999400", "" },
    { "iat", "1799999399", "token_old" },
    { "iat", "1799913600", "token_old" },
    { "iat", "0", "token_claims" },
    { "iat", "-1", "token_claims" },
    { "iat", "1e300", "token_claims" },
    { "iat", "18446744073709551617", "token_claims" },
    { "iat", "\"1800000000\"", "token_claims" },
    { "iat", "null", "token_claims" },
    { "iat", NULL, "token_claims" },
    /* nbf */
    { "nbf", "1800000060", "" },
    { "nbf", "1", "" },
    { "nbf", "1800000061", "token_not_yet" },
    { "nbf", "1e300", "token_claims" },
    { "nbf", "\"1\"", "token_claims" },
    { "nbf", "null", "token_claims" },
    /* nonce */
    { "nonce", "\"n-2\"", "token_nonce" },
    { "nonce", "\"N-1\"", "token_nonce" },
    { "nonce", "\"n-\"", "token_nonce" },
    { "nonce", "\"n-1 \"", "token_nonce" },
    { "nonce", "\"\"", "token_nonce" },
    { "nonce", "0", "token_claims" },
    { "nonce", "null", "token_claims" },
    { "nonce", "[\"n-1\"]", "token_claims" },
    { "nonce", NULL, "token_claims" },
    /* sub */
    { "sub", "\"~\"", "" },
    { "sub", "\"" LONG "\"", "" }, /* 255 */
    { "sub", "\"x" LONG "\"", "token_subject" },
    { "sub", "\"\"", "token_subject" },
    { "sub", "\"a\\u001fb\"", "token_subject" },
    { "sub", "\"a\\u007f\"", "token_subject" },
    { "sub", "\"\\u00e4\"", "token_subject" },
    { "sub", "1", "token_claims" },
    { "sub", "null", "token_claims" },
    { "sub", "{}", "token_claims" },
    { "sub", NULL, "token_claims" },
    /* at_hash; OpenID Connect Core A.3 has this access token */
    { "at_hash", "\"77QmUPtjPfzWtF2AnpK9RQ\"", "" },
    { "at_hash", "\"77QmUPtjPfzWtF2AnpK9RA\"", "token_at_hash" },
    { "at_hash", "\"77QmUPtjPfzWtF2AnpK9R\"", "token_at_hash" },
    { "at_hash", "\"77QmUPtjPfzWtF2AnpK9RQ==\"", "token_at_hash" },
    { "at_hash", "\"7\"", "token_at_hash" },
    { "at_hash", "\"\"", "token_at_hash" },
    { "at_hash", "1", "token_claims" },
    { "at_hash", "null", "token_claims" },
    /* sid */
    { "sid", "\"s\"", "" },
    { "sid", "\"" LONG "\"", "" },
    { "sid", "\"x" LONG "\"", "token_claims" },
    { "sid", "\"\"", "token_claims" },
    { "sid", "\"a\\nb\"", "token_claims" },
    { "sid", "7", "token_claims" },
};

static const char *id_code(const char *alg, const char *typ, json_object *payload, const tt_expected *held)
{
    tt_jws jws = { alg, typ, payload };
    tt_identity out;
    const tt_error *e = tt_id_token_check(pool, &jws, held, &out);

    ck_assert(!e || (e->status == 401 && *e->detail && e->title));
    return e ? e->code : "";
}

START_TEST(id_tokens)
{
    const change *c = &id_changes[_i];
    const char *code = id_code("RS256", NULL, object_of(id_claims, c), &expected);

    ck_assert_msg(!strcmp(code, c->code), "%s: %s gives \"%s\"", c->claim, c->value ? c->value : "none", code);
}
END_TEST

START_TEST(id_token_is_read)
{
    change with_sid = { "sid", "\"s 1\"", "" };
    tt_jws jws = { "RS256", "JWT", object_of(id_claims, &with_sid) };
    tt_identity out = { .is_admin = true, .email_verified = true, .email = "x" };

    ck_assert_ptr_null(tt_id_token_check(pool, &jws, &expected, &out));
    ck_assert_str_eq(out.subject, "user 1");
    ck_assert_str_eq(out.username, "user 1");
    ck_assert_str_eq(out.sid, "s 1");
    ck_assert_ptr_null(out.email);
    ck_assert(!out.is_admin && !out.email_verified);
    jws.payload = object_of(id_claims, NULL);
    ck_assert_ptr_null(tt_id_token_check(pool, &jws, &expected, &out));
    ck_assert_ptr_null(out.sid);
}
END_TEST

START_TEST(types_of_id_tokens)
{
    static const struct {
        const char *typ, *code;
    } types[] = { { NULL, "" },
                  { "JWT", "" },
                  { "jwt", "" },
                  { "", "token_header" },
                  { "at+jwt", "token_header" },
                  { "logout+jwt", "token_header" },
                  { "JWT ", "token_header" } };

    for (int i = 0; i < TT_COUNT(types); i++)
        ck_assert_str_eq(id_code("RS256", types[i].typ, object_of(id_claims, NULL), &expected), types[i].code);
}
END_TEST

START_TEST(at_hash_of_every_algorithm)
{
    static const struct {
        const char *alg, *digest;
    } algs[] = { { "RS256", "SHA256" }, { "PS256", "SHA256" }, { "ES256", "SHA256" },  { "RS384", "SHA384" },
                 { "PS384", "SHA384" }, { "ES384", "SHA384" }, { "RS512", "SHA512" },  { "PS512", "SHA512" },
                 { "ES512", "SHA512" }, { "EdDSA", "SHA512" }, { "Ed25519", "SHA512" } };
    tt_expected other = expected;

    for (int i = 0; i < TT_COUNT(algs); i++) {
        unsigned char hash[EVP_MAX_MD_SIZE];
        size_t n = 0;
        change c = { "at_hash", NULL, NULL };

        ck_assert_int_eq(EVP_Q_digest(NULL, algs[i].digest, NULL, "token", 5, hash, &n), 1);
        c.value = apr_pstrcat(pool, "\"", b64(hash, n / 2), "\"", NULL);
        other.access_token = "token";
        ck_assert_str_eq(id_code(algs[i].alg, NULL, object_of(id_claims, &c), &other), "");
        other.access_token = "tokens";
        ck_assert_str_eq(id_code(algs[i].alg, NULL, object_of(id_claims, &c), &other), "token_at_hash");
        other.access_token = NULL;
        ck_assert_str_eq(id_code(algs[i].alg, NULL, object_of(id_claims, &c), &other), "token_at_hash");
    }
    ck_assert_str_eq(id_code("RS256", NULL, object_of(id_claims, NULL), &other), "");
}
END_TEST

/* Nobody can send one, see tt_json_read; if somebody could, it would not pass for what stands before it. */
START_TEST(a_nul_in_a_text)
{
    static const char *const names[] = { "iss", "aud", "nonce", "sub", "azp", "at_hash", "sid" };
    static const char *const values[] = {
        ISSUER, "client-1", "n-1", "user 1", "client-1", "77QmUPtjPfzWtF2AnpK9RQ", "s"
    };

    for (int i = 0; i < TT_COUNT(names); i++) {
        json_object *o = object_of(id_claims, NULL);
        const char *text = apr_pstrcat(pool, values[i], "?x", NULL);
        int n = (int)strlen(values[i]);

        *((char *)text + n) = '\0';
        json_object_object_add(o, names[i], json_object_new_string_len(text, n + 2));
        ck_assert_str_eq(id_code("RS256", NULL, o, &expected), i == 1 ? "token_audience" : "token_claims");
    }
}
END_TEST

START_TEST(extreme_clocks)
{
    static const int64_t clocks[] = { INT64_MIN, -1, 0, INT64_MAX };
    tt_expected held = expected;

    for (int i = 0; i < TT_COUNT(clocks); i++) {
        held.now = clocks[i];
        ck_assert_str_eq(id_code("RS256", NULL, object_of(id_claims, NULL), &held),
                         clocks[i] > NOW ? "token_expired" : "token_not_yet");
    }
}
END_TEST

static const char *const logout_claims[][2] = {
    { "iss", "\"" ISSUER "\"" },
    { "aud", "\"client-1\"" },
    { "exp", "1800000120" },
    { "iat", "1800000000" },
    { "jti", "\"j-1\"" },
    { "events", "{\"http://schemas.openid.net/event/backchannel-logout\":{}}" },
    { "sub", "\"user 1\"" },
    { "sid", "\"s-1\"" },
    { NULL, NULL },
};

static const change logout_changes[] = {
    { "x", "1", "" },
    { "sub", NULL, "" },
    { "sid", NULL, "" },
    { "aud", "[\"client-1\"]", "" },
    { "nonce", "\"n-1\"", "logout_token" },
    { "nonce", "null", "logout_token" },
    { "events", NULL, "logout_token" },
    { "events", "null", "logout_token" },
    { "events", "{}", "logout_token" },
    { "events", "{\"http://schemas.openid.net/event/other\":{}}", "logout_token" },
    { "events", "\"http://schemas.openid.net/event/backchannel-logout\"", "logout_token" },
    { "events", "[\"http://schemas.openid.net/event/backchannel-logout\"]", "logout_token" },
    { "events", "{\"http://schemas.openid.net/event/backchannel-logout\":1}", "logout_token" },
    { "events", "{\"http://schemas.openid.net/event/backchannel-logout\":null}", "logout_token" },
    { "events", "{\"http://schemas.openid.net/event/backchannel-logout\":[]}", "logout_token" },
    { "events", "{\"http://schemas.openid.net/event/backchannel-logout\":{\"x\":1},\"y\":1}", "" },
    { "aud", "\"client-2\"", "token_audience" },
    { "aud", NULL, "token_claims" },
    { "azp", "\"client-2\"", "token_audience" },
    { "iss", "\"https://op.example/\"", "token_issuer" },
    { "iss", NULL, "token_claims" },
    { "iat", NULL, "token_claims" },
    { "iat", "1799999399", "token_old" },
    { "iat", "1800000061", "token_not_yet" },
    { "exp", "1799999940", "token_expired" },
    { "exp", NULL, "token_claims" },
    { "exp", "1e300", "token_claims" },
    { "nbf", "1800000061", "token_not_yet" },
    { "jti", NULL, "token_claims" },
    { "jti", "1", "token_claims" },
    { "jti", "\"\"", "token_claims" },
    { "jti", "\"a\\tb\"", "token_claims" },
    { "jti", "\"" LONG "\"", "" },
    { "jti", "\"x" LONG "\"", "token_claims" },
    { "sub", "\"\"", "token_subject" },
    { "sub", "1", "token_claims" },
    { "sid", "\"\"", "token_claims" },
    { "sid", "1", "token_claims" },
    { "sid", "null", "token_claims" },
};

static const char *logout_code(const char *typ, bool strict, json_object *payload)
{
    tt_jws jws = { "RS256", typ, payload };
    tt_logout out;
    const tt_error *e = tt_logout_token_check(pool, &jws, &expected, strict, &out);

    ck_assert(!e || e->status == 400);
    return e ? e->code : "";
}

START_TEST(logout_tokens)
{
    const change *c = &logout_changes[_i];
    const char *code = logout_code("logout+jwt", true, object_of(logout_claims, c));

    ck_assert_msg(!strcmp(code, c->code), "%s: %s gives \"%s\"", c->claim, c->value ? c->value : "none", code);
}
END_TEST

START_TEST(logout_tokens_need_somebody_to_log_out)
{
    static const char *const nobody[][2] = { { "iss", "\"" ISSUER "\"" }, { "aud", "\"client-1\"" },
                                             { "exp", "1800000120" },     { "iat", "1800000000" },
                                             { "jti", "\"j-1\"" },        { NULL, NULL } };
    change events = { "events", "{\"http://schemas.openid.net/event/backchannel-logout\":{}}", NULL };

    ck_assert_str_eq(logout_code(NULL, false, object_of(nobody, &events)), "logout_token");
    ck_assert_str_eq(logout_code(NULL, false, object_of(id_claims, NULL)), "logout_token"); /* an ID token */
    ck_assert_str_eq(logout_code("JWT", false, object_of(id_claims, &events)), "logout_token");
    ck_assert_str_eq(id_code("RS256", NULL, object_of(logout_claims, NULL), &expected), "token_claims");
}
END_TEST

START_TEST(logout_token_is_read)
{
    change no_sub = { "sub", NULL, NULL };
    tt_jws jws = { "RS256", "logout+jwt", object_of(logout_claims, NULL) };
    tt_logout out;

    ck_assert_ptr_null(tt_logout_token_check(pool, &jws, &expected, false, &out));
    ck_assert_str_eq(out.subject, "user 1");
    ck_assert_str_eq(out.sid, "s-1");
    ck_assert_str_eq(out.jti, "j-1");
    jws.payload = object_of(logout_claims, &no_sub);
    ck_assert_ptr_null(tt_logout_token_check(pool, &jws, &expected, false, &out));
    ck_assert_ptr_null(out.subject);
}
END_TEST

START_TEST(types_of_logout_tokens)
{
    static const struct {
        const char *typ;
        bool strictly, loosely;
    } types[] = { { NULL, false, true },        { "JWT", false, true },       { "jwt", false, true },
                  { "logout+jwt", true, true }, { "LOGOUT+JWT", true, true }, { "at+jwt", false, false },
                  { "", false, false },         { "logout", false, false } };

    for (int i = 0; i < TT_COUNT(types); i++) {
        ck_assert_int_eq(!*logout_code(types[i].typ, true, object_of(logout_claims, NULL)), types[i].strictly);
        ck_assert_int_eq(!*logout_code(types[i].typ, false, object_of(logout_claims, NULL)), types[i].loosely);
    }
}
END_TEST

static json_object *json_of(const char *text)
{
    json_object *o;

    ck_assert_msg(!tt_json_read(pool, text, strlen(text), &o), "%s", text);
    return o;
}

/* What comes of USERINFO and further claims of the ID token. */
static const tt_error *read_userinfo(const char *userinfo, const char *id_token, const char *admin, tt_identity *out)
{
    tt_claim_names names = { "preferred_username", "email", admin };
    tt_jws jws = { "RS256", NULL, json_of(id_token) };

    *out = (tt_identity){ .subject = "u", .username = "u", .email = "old", .email_verified = true, .is_admin = true };
    return tt_userinfo_read(pool, json_of(userinfo), &jws, &names, out);
}

START_TEST(userinfo_of_another_subject)
{
    static const char *const texts[] = { "{}",
                                         "{\"sub\":\"v\"}",
                                         "{\"sub\":\"\"}",
                                         "{\"sub\":null}",
                                         "{\"sub\":[\"u\"]}",
                                         "{\"sub\":\"u \"}",
                                         "{\"sub\":\"U\"}",
                                         "{\"sub\":1}",
                                         "[]",
                                         "[{\"sub\":\"u\"}]",
                                         "\"u\"",
                                         "null" };
    tt_identity out;

    for (int i = 0; i < TT_COUNT(texts); i++) {
        const tt_error *e = read_userinfo(texts[i], "{\"sub\":\"u\"}", NULL, &out);

        ck_assert_msg(e != NULL, "%s", texts[i]);
        ck_assert_int_eq(e->status, 401);
        ck_assert_str_eq(e->code, "userinfo_subject");
    }
}
END_TEST

START_TEST(display_data)
{
    const char *x320 = apr_psprintf(pool, "%0320d", 0);
    const char *umlauts = "\xc3\xa4";
    struct {
        const char *userinfo, *id_token; /* members */
        const char *username, *email;
        bool verified;
    } cases[] = {
        { "", "", "u", NULL, false },
        { ",\"preferred_username\":\"Ann\",\"email\":\"a@b.example\",\"email_verified\":true", "", "Ann", "a@b.example",
          true },
        { "", ",\"preferred_username\":\"Ann\",\"email\":\"a@b.example\",\"email_verified\":true", "Ann", "a@b.example",
          true },
        { ",\"email\":\"a@b.example\"", ",\"email\":\"c@d.example\",\"email_verified\":true", "u", "a@b.example",
          false },
        { ",\"email_verified\":true", ",\"email\":\"c@d.example\"", "u", "c@d.example", false },
        { ",\"email\":\"a@b.example\",\"email_verified\":\"true\"", "", "u", "a@b.example", false },
        { ",\"email\":\"a@b.example\",\"email_verified\":1", "", "u", "a@b.example", false },
        { ",\"email\":\"a@b.example\",\"email_verified\":false", "", "u", "a@b.example", false },
        { ",\"email_verified\":true", "", "u", NULL, false },
        { ",\"email\":{\"x\":1},\"preferred_username\":[\"a\"]", "", "u", NULL, false },
        { ",\"email\":null,\"preferred_username\":7", ",\"preferred_username\":\"Ann\"", "Ann", NULL, false },
        { ",\"email\":\"a@b\\r\\nBcc: x\",\"preferred_username\":\"a\\tb\"", "", "u", NULL, false },
        { ",\"preferred_username\":\"a\\u007f\"", "", "u", NULL, false },
        { ",\"preferred_username\":\"a\\u0085b\"", "", "u", NULL, false },
        { ",\"preferred_username\":\"a\\u00a0b\"", "",
          "a\xc2\xa0"
          "b",
          NULL, false },
        { ",\"preferred_username\":\"<script>alert(1)</script>\"", "", "<script>alert(1)</script>", NULL, false },
        { ",\"preferred_username\":\"\",\"email\":\"\"", "", "u", NULL, false },
        { ",\"preferred_username\":\"   \",\"email\":\"ab\"", "", "u", NULL, false },
        { apr_pstrcat(pool, ",\"preferred_username\":\"", x320, "\"", NULL), "", x320, NULL, false },
        { apr_pstrcat(pool, ",\"preferred_username\":\"x", x320, "\"", NULL), "", "u", NULL, false },
        { apr_pstrcat(pool, ",\"email\":\"x", x320, "\"", NULL), "", "u", NULL, false },
        { ",\"preferred_username\":\"\\u00e4\"", "", umlauts, NULL, false },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        tt_identity out;

        ck_assert_ptr_null(read_userinfo(apr_pstrcat(pool, "{\"sub\":\"u\"", cases[i].userinfo, "}", NULL),
                                         apr_pstrcat(pool, "{\"sub\":\"u\"", cases[i].id_token, "}", NULL), NULL,
                                         &out));
        ck_assert_str_eq(out.username, cases[i].username);
        ck_assert_pstr_eq(out.email, cases[i].email);
        ck_assert_int_eq(out.email_verified, cases[i].verified);
        ck_assert(!out.is_admin);
        ck_assert_str_eq(out.subject, "u");
    }
}
END_TEST

START_TEST(characters_are_counted_not_bytes)
{
    const char *name = "";
    tt_identity out;

    for (int i = 0; i < TT_DISPLAY_MAX; i++)
        name = apr_pstrcat(pool, name, "\xf0\x9f\x99\x82", NULL);
    ck_assert_ptr_null(read_userinfo(apr_pstrcat(pool, "{\"sub\":\"u\",\"preferred_username\":\"", name, "\"}", NULL),
                                     "{}", NULL, &out));
    ck_assert_str_eq(out.username, name);
}
END_TEST

START_TEST(administrators)
{
    static const struct {
        const char *rule, *userinfo, *id_token;
        bool admin;
    } cases[] = {
        { "groups=admins", ",\"groups\":[\"x\",\"admins\"]", "", true },
        { "groups=admins", ",\"groups\":\"admins\"", "", true },
        { "groups=admins", "", ",\"groups\":[\"admins\"]", true },
        { "groups=a=b", ",\"groups\":[\"a=b\"]", "", true },
        { "groups=admins", ",\"groups\":[]", ",\"groups\":[\"admins\"]", false },
        { "groups=admins", ",\"groups\":[\"admin\",\"admins2\",\"Admins\",[\"admins\"],null]", "", false },
        { "groups=admins", ",\"groups\":{\"admins\":true}", "", false },
        { "groups=admins", ",\"groups\":true", "", false },
        { "groups=admins", "", "", false },
        { "groups=1", ",\"groups\":[1]", "", false },
        { "groups=", ",\"groups\":[\"\"]", "", false },
        { "groups=", ",\"groups\":\"\"", "", false },
        { "admin", ",\"admin\":true", "", true },
        { "admin", "", ",\"admin\":true", true },
        { "admin", ",\"admin\":false", ",\"admin\":true", false },
        { "admin", ",\"admin\":null", ",\"admin\":true", false },
        { "admin", ",\"admin\":\"true\"", "", false },
        { "admin", ",\"admin\":1", "", false },
        { "admin", ",\"admin\":[true]", "", false },
        { NULL, ",\"admin\":true,\"groups\":[\"admins\"]", "", false },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        tt_identity out;

        ck_assert_ptr_null(read_userinfo(apr_pstrcat(pool, "{\"sub\":\"u\"", cases[i].userinfo, "}", NULL),
                                         apr_pstrcat(pool, "{\"sub\":\"u\"", cases[i].id_token, "}", NULL),
                                         cases[i].rule, &out));
        ck_assert_msg(out.is_admin == cases[i].admin, "case %d", i);
    }
}
END_TEST

Suite *claims_suite(void)
{
    Suite *s = suite_create("claims");
    TCase *t = add_case(s, "claims");

    tcase_add_loop_test(t, id_tokens, 0, TT_COUNT(id_changes));
    tcase_add_test(t, id_token_is_read);
    tcase_add_test(t, types_of_id_tokens);
    tcase_add_test(t, at_hash_of_every_algorithm);
    tcase_add_test(t, a_nul_in_a_text);
    tcase_add_test(t, extreme_clocks);
    tcase_add_loop_test(t, logout_tokens, 0, TT_COUNT(logout_changes));
    tcase_add_test(t, logout_tokens_need_somebody_to_log_out);
    tcase_add_test(t, logout_token_is_read);
    tcase_add_test(t, types_of_logout_tokens);
    tcase_add_test(t, userinfo_of_another_subject);
    tcase_add_test(t, display_data);
    tcase_add_test(t, characters_are_counted_not_bytes);
    tcase_add_test(t, administrators);
    return s;
}
