/* fuzz_logout_token.c -- claims of logout tokens, ID tokens and userinfo.  The first byte chooses typ, the rest is the
 * payload. */
#include "fuzz.h"

#include "auth/claims.h"
#include "base/json_read.h"
#include "base/utf8.h"

enum { NOW = 1800000000 };

static bool is_id(const char *s, size_t max)
{
    for (const char *c = s; *c; c++)
        if (*c < 0x20 || *c > 0x7e)
            return false;
    return *s && strlen(s) <= max;
}

static bool is_shown(const char *s)
{
    size_t n;

    return tt_utf8_valid(s, strlen(s), &n) && n <= TT_DISPLAY_MAX && s[strcspn(s, "\x7f\r\n\t\x1b")] == '\0';
}

static double time_of(const tt_jws *token, const char *name)
{
    json_object *value;

    MUST(json_object_object_get_ex(token->payload, name, &value));
    return json_object_get_double(value);
}

static void logout(apr_pool_t *p, const tt_jws *token, const tt_expected *expected)
{
    tt_logout loose, strict;
    const tt_error *e = tt_logout_token_check(p, token, expected, false, &loose);

    MUST(!e || e->status == 400);
    if (!tt_logout_token_check(p, token, expected, true, &strict))
        MUST(!e && token->typ && !strcasecmp(token->typ, "logout+jwt"));
    if (e)
        return;
    MUST(is_id(loose.jti, 255) && (loose.subject || loose.sid));
    MUST(!loose.subject || is_id(loose.subject, TT_SUBJECT_MAX));
    MUST(!loose.sid || is_id(loose.sid, TT_SID_MAX));
    MUST(!json_object_object_get_ex(token->payload, "nonce", NULL));
    MUST(time_of(token, "exp") > NOW - TT_CLOCK_LEEWAY_S && time_of(token, "iat") >= NOW - TT_IAT_AGE_S);
}

static void sign_in(apr_pool_t *p, const tt_jws *token, const tt_expected *expected)
{
    static const tt_claim_names names[] = { { "preferred_username", "email", "groups=admins" },
                                            { "name", "sub", "admin" } };
    tt_identity who;
    const tt_error *e = tt_id_token_check(p, token, expected, &who);

    MUST(!e || e->status == 401);
    if (e)
        return;
    MUST(!token->typ || !strcasecmp(token->typ, "JWT"));
    MUST(is_id(who.subject, TT_SUBJECT_MAX) && (!who.sid || is_id(who.sid, TT_SID_MAX)));
    MUST(time_of(token, "exp") > NOW - TT_CLOCK_LEEWAY_S && time_of(token, "iat") <= NOW + TT_CLOCK_LEEWAY_S);
    for (int i = 0; i < TT_COUNT(names); i++) {
        MUST(!tt_userinfo_read(p, token->payload, token, &names[i], &who)); /* its sub is the same */
        MUST(is_shown(who.username) && (!who.email || is_shown(who.email)) && (who.email || !who.email_verified));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const types[] = { NULL, "JWT", "logout+jwt", "at+jwt" };
    static const tt_expected expected = { "https://op.example", "client-1", "n-1", "token", NOW };
    apr_pool_t *p = fuzz_pool();
    tt_jws token = { .alg = "ES256" };

    if (n && !tt_json_read(p, (const char *)data + 1, n - 1, &token.payload) &&
        json_object_is_type(token.payload, json_type_object)) {
        token.typ = types[data[0] % TT_COUNT(types)];
        logout(p, &token, &expected);
        sign_in(p, &token, &expected);
    }
    apr_pool_destroy(p);
    return 0;
}
