/* jws.c -- see jws.h. */
#include "auth/jws.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "auth/member.h"
#include "base/b64.h"
#include "base/json_read.h"

enum { ED25519_SIGNATURE = 64 };

typedef struct {
    const char *name;
    int type;           /* of the key, EVP_PKEY_... */
    int bits;           /* of an elliptic curve */
    const char *digest; /* NULL = the algorithm has its own */
    bool pss;
} algorithm;

/* All that there is for us. */
static const algorithm algorithms[] = {
    { "RS256", EVP_PKEY_RSA, 0, "SHA256", false },   { "RS384", EVP_PKEY_RSA, 0, "SHA384", false },
    { "RS512", EVP_PKEY_RSA, 0, "SHA512", false },   { "PS256", EVP_PKEY_RSA, 0, "SHA256", true },
    { "PS384", EVP_PKEY_RSA, 0, "SHA384", true },    { "PS512", EVP_PKEY_RSA, 0, "SHA512", true },
    { "ES256", EVP_PKEY_EC, 256, "SHA256", false },  { "ES384", EVP_PKEY_EC, 384, "SHA384", false },
    { "ES512", EVP_PKEY_EC, 521, "SHA512", false },  { "EdDSA", EVP_PKEY_ED25519, 0, NULL, false },
    { "Ed25519", EVP_PKEY_ED25519, 0, NULL, false },
};

typedef struct {
    const char *at; /* of the token: not terminated */
    size_t n;
} part;

typedef struct {
    const unsigned char *at; /* in the pool */
    size_t n;
} bytes;

typedef struct {
    const char *alg, *typ, *kid;
} header;

static const tt_error *refuse(apr_pool_t *p, const char *code, const char *detail)
{
    return tt_error_make(p, 401, code, "The token is not accepted", "%s", detail);
}

/* Whether NAME means the algorithm; Ed25519 is the newer name (RFC 9864) of what providers call EdDSA. */
static bool means(const char *name, const algorithm *a)
{
    return !strcmp(name, a->name) ||
           (a->type == EVP_PKEY_ED25519 && (!strcmp(name, "EdDSA") || !strcmp(name, "Ed25519")));
}

/* The algorithm NAME (NULL = none is named), if we have it and it is allowed. */
static const algorithm *find_algorithm(const char *name, const char *const *allowed)
{
    static const char *const not_said[] = { "RS256", NULL }; /* what every provider has: OpenID Connect Discovery 3 */
    const algorithm *found = NULL;

    for (int i = 0; name && i < TT_COUNT(algorithms); i++)
        if (!strcmp(name, algorithms[i].name))
            found = &algorithms[i];
    for (allowed = allowed ? allowed : not_said; found && *allowed; allowed++)
        if (means(*allowed, found))
            return found;
    return NULL;
}

bool tt_jws_takes_any(const char *const *algs)
{
    for (int i = 0; i < TT_COUNT(algorithms); i++)
        if (find_algorithm(algorithms[i].name, algs))
            return true;
    return false;
}

/* Exactly three parts, of which only the payload may be empty. */
static bool split(const char *token, size_t n, part parts[3])
{
    const char *end = token + n;

    for (int i = 0; i < 3; i++) {
        const char *dot = memchr(token, '.', (size_t)(end - token));

        if ((dot == NULL) != (i == 2))
            return false;
        parts[i] = (part){ token, (size_t)((dot ? dot : end) - token) };
        token = dot ? dot + 1 : end;
    }
    return parts[0].n && parts[2].n;
}

/* The object that TEXT is. */
static const tt_error *read_object(apr_pool_t *p, bytes text, json_object **out)
{
    const tt_error *e = tt_json_read(p, (const char *)text.at, text.n, out);

    if (e && e->status == 500)
        return e;
    return !e && json_object_is_type(*out, json_type_object)
               ? NULL
               : refuse(p, "token_malformed", "A part of the token is no JSON object");
}

static const tt_error *read_header(apr_pool_t *p, bytes text, header *h)
{
    json_object *o;

    TT_TRY(read_object(p, text, &o));
    *h = (header){ tt_member_text(o, "alg"), tt_member_text(o, "typ"), tt_member_text(o, "kid") };
    if (tt_member_is_there(o, "crit") || tt_member_is_there(o, "b64"))
        return refuse(p, "token_header", "The token asks for an extension");
    if (tt_member_is_odd(o, "typ"))
        return refuse(p, "token_header", "typ is not a string");
    if (tt_member_is_odd(o, "kid") || (h->kid && strlen(h->kid) > TT_KID_MAX))
        return refuse(p, "token_header", "kid is not a string of at most 256 bytes");
    return NULL;
}

static bool fits(const tt_jwk *key, const algorithm *a)
{
    return EVP_PKEY_get_base_id(key->pkey) == a->type && (!a->bits || EVP_PKEY_get_bits(key->pkey) == a->bits) &&
           (!key->alg || means(key->alg, a));
}

/* The key that the token names, or the only one that fits if it names none.  tt_jwks_parse has seen to it that entries
 * of one kid are the same key. */
static const tt_jwk *choose(const tt_jwks *keys, const algorithm *a, const char *kid)
{
    const tt_jwk *found = NULL;

    for (int i = 0; i < keys->n; i++) {
        const tt_jwk *key = &keys->key[i];

        if (!fits(key, a) || (kid && (!key->kid || strcmp(key->kid, kid) != 0)))
            continue;
        if (found && EVP_PKEY_eq(found->pkey, key->pkey) != 1)
            return NULL;
        found = key;
    }
    return found;
}

/* r || s (RFC 7518 section 3.4) as the DER that OpenSSL wants; *AT = NULL if it is not of that form. */
static const tt_error *ecdsa_to_der(apr_pool_t *p, int bits, bytes *signature)
{
    size_t half = ((size_t)bits + 7) / 8;
    bytes raw = *signature;
    ECDSA_SIG *pair;
    BIGNUM *r, *s;
    unsigned char *der = NULL;
    int n = 0;

    *signature = (bytes){ NULL, 0 };
    if (raw.n != 2 * half)
        return NULL;
    pair = ECDSA_SIG_new();
    r = BN_bin2bn(raw.at, (int)half, NULL);
    s = BN_bin2bn(raw.at + half, (int)half, NULL);
    if (!pair || !r || !s || ECDSA_SIG_set0(pair, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(pair);
        return tt_error_internal(p, "OpenSSL has no memory for a signature");
    }
    if (!BN_is_zero(r) && !BN_is_zero(s))
        n = i2d_ECDSA_SIG(pair, NULL);
    if (n > 0) {
        unsigned char *to = der = apr_palloc(p, (size_t)n);

        n = i2d_ECDSA_SIG(pair, &to);
    }
    ECDSA_SIG_free(pair);
    if (n > 0)
        *signature = (bytes){ der, (size_t)n };
    return NULL;
}

/* Brings the signature into OpenSSL's form; its at is NULL if its length says that it is none. */
static const tt_error *prepare(apr_pool_t *p, const algorithm *a, EVP_PKEY *pkey, bytes *signature)
{
    size_t want = a->type == EVP_PKEY_RSA ? (size_t)EVP_PKEY_get_size(pkey) : ED25519_SIGNATURE;

    if (a->type == EVP_PKEY_EC)
        return ecdsa_to_der(p, a->bits, signature);
    if (signature->n != want)
        signature->at = NULL;
    return NULL;
}

static bool set_pss(EVP_PKEY_CTX *context, const char *digest)
{
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) > 0 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, digest, NULL) > 0;
}

static const tt_error *check_signature(apr_pool_t *p, const algorithm *a, EVP_PKEY *pkey, part text, bytes signature)
{
    EVP_PKEY_CTX *of_key; /* belongs to the other one */
    EVP_MD_CTX *context;
    bool ready, holds = false;

    TT_TRY(prepare(p, a, pkey, &signature));
    if (!signature.at)
        return refuse(p, "token_signature", "The signature of the token has another form");
    context = EVP_MD_CTX_new();
    ready = context && EVP_DigestVerifyInit_ex(context, &of_key, a->digest, NULL, NULL, pkey, NULL) == 1 &&
            (!a->pss || set_pss(of_key, a->digest));
    if (ready)
        holds = EVP_DigestVerify(context, signature.at, signature.n, (const unsigned char *)text.at, text.n) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error(); /* what a wrong signature left in this thread */
    if (!ready)
        return tt_error_internal(p, "OpenSSL cannot verify %s", a->name);
    return holds ? NULL : refuse(p, "token_signature", "The signature of the token does not hold");
}

const tt_error *tt_jws_open(apr_pool_t *p, const char *token, const tt_jwks *keys, const char *const *algs,
                            tt_jws_signed *out)
{
    size_t n = strnlen(token, TT_JWS_MAX + 1);
    part parts[3];
    bytes decoded[3];
    header h = { NULL };
    const algorithm *a;
    const tt_jwk *key;

    if (n > TT_JWS_MAX)
        return refuse(p, "token_malformed", "The token is too long");
    if (!split(token, n, parts))
        return refuse(p, "token_malformed", "The token does not have three parts");
    for (int i = 0; i < 3; i++) {
        decoded[i].at = tt_b64_decode(p, parts[i].at, parts[i].n, &decoded[i].n);
        if (!decoded[i].at)
            return refuse(p, "token_malformed", "A part of the token is not base64url");
    }
    TT_TRY(read_header(p, decoded[0], &h));
    a = find_algorithm(h.alg, algs);
    if (!a)
        return refuse(p, "token_header", "The algorithm of the token is not allowed");
    key = choose(keys, a, h.kid);
    ERR_clear_error(); /* keys of different types were compared */
    if (!key)
        return refuse(p, "token_key_unknown", "No key of the provider is the one that the token was signed with");
    TT_TRY(check_signature(p, a, key->pkey, (part){ token, parts[0].n + 1 + parts[1].n }, decoded[2]));
    *out = (tt_jws_signed){ a->name, h.typ, decoded[1].at, decoded[1].n };
    return NULL;
}

const tt_error *tt_jws_verify(apr_pool_t *p, const char *token, const tt_jwks *keys, const char *const *algs,
                              tt_jws *out)
{
    tt_jws_signed opened = { NULL };
    json_object *payload;

    TT_TRY(tt_jws_open(p, token, keys, algs, &opened));
    TT_TRY(read_object(p, (bytes){ opened.payload, opened.n }, &payload));
    *out = (tt_jws){ opened.alg, opened.typ, payload };
    return NULL;
}
