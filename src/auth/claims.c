/* claims.c -- see claims.h. */
#include "auth/claims.h"

#include <openssl/crypto.h>

#include "auth/member.h"
#include "base/b64.h"
#include "base/utf8.h"

#define LOGOUT_EVENT "http://schemas.openid.net/event/backchannel-logout"

/* A time is below it, so that a double holds it exactly. */
#define TIME_END 0x1p53

enum { EMAIL_MIN = 3 };

typedef struct {
    apr_pool_t *pool;
    const json_object *claims;
    const tt_expected *expected;
    int status; /* of a refusal */
} check;

static const tt_error *refuse(const check *c, const char *code, const char *detail)
{
    return tt_error_make(c->pool, c->status, code, "The token is not accepted", "%s", detail);
}

static const tt_error *refuse_claim(const check *c, const char *name, const char *wrong)
{
    return refuse(c, "token_claims", apr_pstrcat(c->pool, name, wrong, NULL));
}

/* Whether VALUE is the string WANT; the time taken tells nothing but its length. */
static bool is_text(const json_object *value, const char *want)
{
    size_t n = want ? strlen(want) : 0;

    return want && json_object_is_type(value, json_type_string) && (size_t)json_object_get_string_len(value) == n &&
           !CRYPTO_memcmp(json_object_get_string((json_object *)value), want, n);
}

/* Whether the claim NAME is the string WANT. */
static bool claim_is(const check *c, const char *name, const char *want)
{
    json_object *value;

    return json_object_object_get_ex(c->claims, name, &value) && is_text(value, want);
}

/* Whether S may identify somebody. */
static bool is_identifier(const char *s, size_t most)
{
    return s && *s && strlen(s) <= most && tt_printable_ascii(s);
}

/* A claim may be missing, but not be something else than a string. */
static const tt_error *check_text(const check *c, const char *name, bool required)
{
    if (tt_member_is_odd(c->claims, name))
        return refuse_claim(c, name, " is not a string");
    return required && !tt_member_is_there(c->claims, name) ? refuse_claim(c, name, " is missing") : NULL;
}

/* A NumericDate: RFC 7519 section 2 lets it have a fraction. It stays a double, nothing is cast. */
static const tt_error *required_time(const check *c, const char *name, double *time)
{
    json_object *value;

    *time = 0;
    if (!json_object_object_get_ex(c->claims, name, &value))
        return refuse_claim(c, name, " is missing");
    if (!json_object_is_type(value, json_type_int) && !json_object_is_type(value, json_type_double))
        return refuse_claim(c, name, " is not a number");
    *time = json_object_get_double(value);
    return *time > 0 && *time < TIME_END ? NULL : refuse_claim(c, name, " is out of range");
}

static const tt_error *check_issuer(const check *c)
{
    TT_TRY(check_text(c, "iss", true));
    return claim_is(c, "iss", c->expected->issuer) ? NULL : refuse(c, "token_issuer", "Somebody else issued the token");
}

static const tt_error *check_audience(const check *c)
{
    const char *client = c->expected->client_id;
    json_object *aud;
    size_t n = 1;
    bool ours;

    if (!json_object_object_get_ex(c->claims, "aud", &aud))
        return refuse_claim(c, "aud", " is missing");
    if (json_object_is_type(aud, json_type_array)) {
        n = json_object_array_length(aud);
        ours = n > 0;
        for (size_t i = 0; i < n && ours; i++)
            ours = is_text(json_object_array_get_idx(aud, i), client);
    } else if (json_object_is_type(aud, json_type_string)) {
        ours = is_text(aud, client);
    } else {
        return refuse_claim(c, "aud", " is neither a string nor a list");
    }
    TT_TRY(check_text(c, "azp", n > 1));
    return ours && (!tt_member_is_there(c->claims, "azp") || claim_is(c, "azp", client))
               ? NULL
               : refuse(c, "token_audience", "The token is for somebody else");
}

static const tt_error *check_times(const check *c)
{
    double now = (double)c->expected->now, exp, iat, nbf = 0;

    TT_TRY(required_time(c, "exp", &exp));
    TT_TRY(required_time(c, "iat", &iat));
    if (json_object_object_get_ex(c->claims, "nbf", NULL))
        TT_TRY(required_time(c, "nbf", &nbf));
    if (now >= exp + TT_CLOCK_LEEWAY_S)
        return refuse(c, "token_expired", "The token has expired");
    if (iat > now + TT_CLOCK_LEEWAY_S || nbf > now + TT_CLOCK_LEEWAY_S)
        return refuse(c, "token_not_yet", "The token is not valid yet: is a clock wrong?");
    if (iat < now - TT_IAT_AGE_S)
        return refuse(c, "token_old", "The token was issued too long ago");
    return NULL;
}

static const tt_error *check_nonce(const check *c)
{
    TT_TRY(check_text(c, "nonce", true));
    return claim_is(c, "nonce", c->expected->nonce) ? NULL
                                                    : refuse(c, "token_nonce", "The token belongs to another sign-in");
}

/* The hash that goes with the algorithm; Ed25519 has SHA-512 inside. */
static const char *hash_of(const char *alg)
{
    if (strstr(alg, "256"))
        return "SHA256";
    return strstr(alg, "384") ? "SHA384" : "SHA512";
}

/* at_hash: OpenID Connect Core 3.1.3.6, the left half of the hash of the access token. */
static const tt_error *check_at_hash(const check *c, const char *alg)
{
    const char *access_token = c->expected->access_token;
    unsigned char hash[EVP_MAX_MD_SIZE];
    size_t n = 0;
    tt_buf half;

    TT_TRY(check_text(c, "at_hash", false));
    if (!tt_member_is_there(c->claims, "at_hash"))
        return NULL;
    if (!access_token)
        return refuse(c, "token_at_hash", "There is no access token that belongs to at_hash");
    if (EVP_Q_digest(NULL, hash_of(alg), NULL, access_token, strlen(access_token), hash, &n) != 1)
        return tt_error_internal(c->pool, "OpenSSL cannot compute %s", hash_of(alg));
    tt_buf_init(&half, c->pool, EVP_MAX_MD_SIZE, EVP_MAX_MD_SIZE + 1);
    tt_b64_encode(&half, hash, n / 2);
    TT_TRY(tt_buf_check(&half, "at_hash"));
    return claim_is(c, "at_hash", tt_buf_text(&half))
               ? NULL
               : refuse(c, "token_at_hash", "The ID token belongs to another access token");
}

/* An identifier of the provider, in the pool; *ID = NULL if it may be missing and is. */
static const tt_error *read_id(const check *c, const char *name, bool required, const char **id)
{
    const char *text = tt_member_text(c->claims, name);
    bool is_subject = !strcmp(name, "sub");

    *id = NULL;
    TT_TRY(check_text(c, name, required));
    if (!text)
        return NULL;
    if (!is_identifier(text, is_subject ? TT_SUBJECT_MAX : TT_SID_MAX))
        return refuse(c, is_subject ? "token_subject" : "token_claims",
                      apr_pstrcat(c->pool, name, " is not 1 to 255 printable characters of ASCII", NULL));
    *id = apr_pstrdup(c->pool, text);
    return NULL;
}

const tt_error *tt_id_token_check(apr_pool_t *p, const tt_jws *token, const tt_expected *expected, tt_identity *out)
{
    check c = { p, token->payload, expected, 401 };
    const char *subject, *sid;

    if (token->typ && strcasecmp(token->typ, "JWT") != 0)
        return refuse(&c, "token_header", "The token is of another type");
    TT_TRY(check_issuer(&c));
    TT_TRY(check_audience(&c));
    TT_TRY(check_times(&c));
    TT_TRY(check_nonce(&c));
    TT_TRY(read_id(&c, "sub", true, &subject));
    TT_TRY(check_at_hash(&c, token->alg));
    TT_TRY(read_id(&c, "sid", false, &sid));
    *out = (tt_identity){ .subject = subject, .sid = sid, .username = subject };
    return NULL;
}

/* Whether S has a control character: C0, DEL or C1 (which is C2 80 to C2 9F). */
static bool has_control(const char *s)
{
    for (const unsigned char *u = (const unsigned char *)s; *u; u++)
        if (*u < 0x20 || *u == 0x7f || (u[0] == 0xc2 && u[1] >= 0x80 && u[1] <= 0x9f))
            return true;
    return false;
}

bool tt_claim_can_be_shown(const char *text, bool is_email)
{
    size_t n;

    return text && tt_utf8_valid(text, strlen(text), &n) && n >= (is_email ? EMAIL_MIN : 1) && n <= TT_DISPLAY_MAX &&
           !has_control(text) && text[strspn(text, " ")];
}

/* A claim that can be shown, or NULL. */
static const char *display_text(const json_object *from, const char *name, bool is_email)
{
    const char *text = tt_member_text(from, name);

    return tt_claim_can_be_shown(text, is_email) ? text : NULL;
}

static bool is_true(const json_object *from, const char *name)
{
    json_object *value;

    return json_object_object_get_ex(from, name, &value) && json_object_is_type(value, json_type_boolean) &&
           json_object_get_boolean(value);
}

static bool holds(const json_object *value, const char *want)
{
    if (is_text(value, want))
        return true;
    if (!json_object_is_type(value, json_type_array))
        return false;
    for (size_t i = 0; i < json_object_array_length(value); i++)
        if (is_text(json_object_array_get_idx(value, i), want))
            return true;
    return false;
}

/* RULE is tt_claim_names.admin. */
static bool is_admin(apr_pool_t *p, const char *rule, const json_object *userinfo, const json_object *id_token)
{
    const char *equals = rule ? strchr(rule, '=') : NULL, *name;
    const json_object *from;
    json_object *value;

    if (!rule)
        return false;
    name = equals ? apr_pstrmemdup(p, rule, (apr_size_t)(equals - rule)) : rule;
    from = json_object_object_get_ex(userinfo, name, NULL) ? userinfo : id_token;
    if (!equals)
        return is_true(from, name);
    return equals[1] && json_object_object_get_ex(from, name, &value) && holds(value, equals + 1);
}

const tt_error *tt_userinfo_read(apr_pool_t *p, const json_object *userinfo, const tt_jws *token,
                                 const tt_claim_names *names, tt_identity *out)
{
    const json_object *sources[] = { userinfo, token->payload };
    const char *username = NULL, *email = NULL;
    json_object *sub;

    if (!json_object_is_type(userinfo, json_type_object) || !json_object_object_get_ex(userinfo, "sub", &sub) ||
        !is_text(sub, out->subject))
        return tt_error_make(p, 401, "userinfo_subject", "The userinfo is not accepted",
                             "What the identity provider says is not about the user that signed in");
    for (int i = 0; i < TT_COUNT(sources) && !username; i++)
        username = display_text(sources[i], names->username, false);
    out->username = username ? apr_pstrdup(p, username) : out->subject;
    out->email_verified = false;
    for (int i = 0; i < TT_COUNT(sources) && !email; i++) {
        email = display_text(sources[i], names->email, true);
        out->email_verified = email && is_true(sources[i], "email_verified");
    }
    out->email = email ? apr_pstrdup(p, email) : NULL;
    out->is_admin = is_admin(p, names->admin, userinfo, token->payload);
    return NULL;
}

static const tt_error *check_logout_form(const check *c, const char *typ, bool strict)
{
    json_object *events, *event;

    if (strict ? !typ || strcasecmp(typ, "logout+jwt") != 0
               : typ && strcasecmp(typ, "logout+jwt") != 0 && strcasecmp(typ, "JWT") != 0)
        return refuse(c, "logout_token", "The token is of another type");
    if (!json_object_object_get_ex(c->claims, "events", &events) || !json_object_is_type(events, json_type_object) ||
        !json_object_object_get_ex(events, LOGOUT_EVENT, &event) || !json_object_is_type(event, json_type_object))
        return refuse(c, "logout_token", "events does not say that this is a logout token");
    if (json_object_object_get_ex(c->claims, "nonce", NULL))
        return refuse(c, "logout_token", "A logout token has no nonce");
    return NULL;
}

const tt_error *tt_logout_token_check(apr_pool_t *p, const tt_jws *token, const tt_expected *expected, bool strict,
                                      tt_logout *out)
{
    check c = { p, token->payload, expected, 400 };
    tt_logout found;

    TT_TRY(check_issuer(&c));
    TT_TRY(check_audience(&c));
    TT_TRY(check_times(&c));
    TT_TRY(check_logout_form(&c, token->typ, strict));
    TT_TRY(read_id(&c, "jti", true, &found.jti));
    TT_TRY(read_id(&c, "sub", false, &found.subject));
    TT_TRY(read_id(&c, "sid", false, &found.sid));
    if (!found.subject && !found.sid)
        return refuse(&c, "logout_token", "The token names neither a user nor a session");
    *out = found;
    return NULL;
}
