/* jwk.c -- see jwk.h. */
#include "auth/jwk.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include "auth/member.h"
#include "base/b64.h"
#include "base/json_read.h"

enum { COORDINATE_MAX = 66, ED25519_BYTES = 32, EXPONENT_BITS = 32 };

/* Java's BigInteger writes a zero byte in front of a number whose first bit is set; so do some providers. */
enum { MODULUS_BYTES = TT_RSA_BITS_MAX / 8 + 1, EXPONENT_BYTES = EXPONENT_BITS / 8 + 1 };

static apr_status_t drop_pkey(void *pkey)
{
    EVP_PKEY_free(pkey);
    return APR_SUCCESS;
}

static EVP_PKEY *owned(apr_pool_t *p, EVP_PKEY *pkey)
{
    if (pkey)
        apr_pool_cleanup_register(p, pkey, drop_pkey, apr_pool_cleanup_null);
    return pkey;
}

/* The base64url member NAME of at most MAX bytes, or NULL. */
static unsigned char *bytes_of(apr_pool_t *p, const json_object *jwk, const char *name, size_t max, size_t *n)
{
    const char *text = tt_member_text(jwk, name);

    *n = 0;
    return text && strlen(text) <= (max * 8 + 5) / 6 ? tt_b64_decode(p, text, strlen(text), n) : NULL;
}

static EVP_PKEY *from_params(apr_pool_t *p, const char *type, OSSL_PARAM *params)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *pkey = NULL;

    if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    EVP_PKEY_CTX_free(context);
    return owned(p, pkey);
}

/* Whether the modulus comes from Infineon's library, whose keys can be factored (ROCA, CVE-2017-15361): it is a power
 * of 65537 modulo every one of these primes then. Of other keys that is so for one in 2^27. */
static bool is_roca(const BIGNUM *n)
{
    static const unsigned primes[] = { 11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157 };

    for (int i = 0; i < TT_COUNT(primes); i++) {
        unsigned rest = (unsigned)BN_mod_word(n, primes[i]), power = 1;

        do
            power = power * (65537 % primes[i]) % primes[i];
        while (power != rest && power != 1);
        if (power != rest)
            return false;
    }
    return true;
}

static bool rsa_is_strong(const BIGNUM *n, const BIGNUM *e)
{
    int bits = BN_num_bits(n);

    return bits >= TT_RSA_BITS_MIN && bits <= TT_RSA_BITS_MAX && BN_is_odd(n) && BN_is_odd(e) && !BN_is_one(e) &&
           BN_num_bits(e) <= EXPONENT_BITS && !is_roca(n);
}

static EVP_PKEY *rsa_key(apr_pool_t *p, const json_object *jwk)
{
    size_t n_size, e_size;
    const unsigned char *n_bytes = bytes_of(p, jwk, "n", MODULUS_BYTES, &n_size);
    const unsigned char *e_bytes = bytes_of(p, jwk, "e", EXPONENT_BYTES, &e_size);
    BIGNUM *n = n_bytes ? BN_bin2bn(n_bytes, (int)n_size, NULL) : NULL;
    BIGNUM *e = e_bytes ? BN_bin2bn(e_bytes, (int)e_size, NULL) : NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;
    EVP_PKEY *pkey = NULL;

    if (n && e && build && rsa_is_strong(n, e) && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
        params = OSSL_PARAM_BLD_to_param(build);
    if (params)
        pkey = from_params(p, "RSA", params);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    BN_free(n);
    BN_free(e);
    return pkey;
}

/* Whether the point is on the curve and not at infinity. */
static bool point_is_valid(EVP_PKEY *pkey)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    bool valid = context && EVP_PKEY_public_check(context) == 1;

    EVP_PKEY_CTX_free(context);
    return valid;
}

static EVP_PKEY *ec_key(apr_pool_t *p, const json_object *jwk)
{
    static const struct {
        const char *crv;
        size_t bytes; /* of a coordinate, always all of them: RFC 7518 section 6.2.1.2 */
    } curves[] = { { "P-256", 32 }, { "P-384", 48 }, { "P-521", COORDINATE_MAX } };
    unsigned char point[1 + 2 * COORDINATE_MAX] = { POINT_CONVERSION_UNCOMPRESSED };
    size_t x_size, y_size;
    const unsigned char *x = bytes_of(p, jwk, "x", COORDINATE_MAX, &x_size);
    const unsigned char *y = bytes_of(p, jwk, "y", COORDINATE_MAX, &y_size);
    const char *crv = tt_member_text(jwk, "crv");

    if (!crv || !x || !y)
        return NULL;
    for (int i = 0; i < TT_COUNT(curves); i++) {
        OSSL_PARAM params[3];
        EVP_PKEY *pkey;

        if (strcmp(crv, curves[i].crv) != 0 || x_size != curves[i].bytes || y_size != curves[i].bytes)
            continue;
        memcpy(point + 1, x, x_size);
        memcpy(point + 1 + x_size, y, y_size);
        params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, apr_pstrdup(p, crv), 0);
        params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, 1 + x_size + y_size);
        params[2] = OSSL_PARAM_construct_end();
        pkey = from_params(p, "EC", params);
        return pkey && point_is_valid(pkey) ? pkey : NULL;
    }
    return NULL;
}

static EVP_PKEY *okp_key(apr_pool_t *p, const json_object *jwk)
{
    size_t n;
    const unsigned char *x = bytes_of(p, jwk, "x", ED25519_BYTES, &n);
    const char *crv = tt_member_text(jwk, "crv");

    if (!crv || strcmp(crv, "Ed25519") != 0 || !x || n != ED25519_BYTES)
        return NULL;
    return owned(p, EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, x, n));
}

/* Whether the key is meant for verifying: RFC 7517 sections 4.2 and 4.3. */
static bool may_verify(const json_object *jwk)
{
    const char *use = tt_member_text(jwk, "use");
    json_object *ops;

    if (use ? strcmp(use, "sig") != 0 : tt_member_is_there(jwk, "use"))
        return false;
    if (!json_object_object_get_ex(jwk, "key_ops", &ops))
        return true;
    if (!json_object_is_type(ops, json_type_array))
        return false;
    for (size_t i = 0; i < json_object_array_length(ops); i++) {
        const json_object *op = json_object_array_get_idx(ops, i);

        if (json_object_is_type(op, json_type_string) && !strcmp(json_object_get_string((json_object *)op), "verify"))
            return true;
    }
    return false;
}

/* Reads one key; false = it is of no use. */
static bool read_key(apr_pool_t *p, const json_object *jwk, tt_jwk *key)
{
    static const struct {
        const char *kty;
        EVP_PKEY *(*make)(apr_pool_t *p, const json_object *jwk);
    } types[] = { { "RSA", rsa_key }, { "EC", ec_key }, { "OKP", okp_key } };
    const char *kty;

    if (!json_object_is_type(jwk, json_type_object) || tt_member_is_odd(jwk, "kid") || tt_member_is_odd(jwk, "alg"))
        return false;
    kty = tt_member_text(jwk, "kty");
    key->kid = tt_member_text(jwk, "kid");
    key->alg = tt_member_text(jwk, "alg");
    if (!kty || (key->kid && strlen(key->kid) > TT_KID_MAX) || !may_verify(jwk))
        return false;
    if (tt_member_is_there(jwk, "d")) /* everybody can sign with it */
        return false;
    for (int i = 0; i < TT_COUNT(types); i++)
        if (!strcmp(kty, types[i].kty))
            return (key->pkey = types[i].make(p, jwk)) != NULL;
    return false;
}

/* Whether another key goes by the kid of this one. */
static bool is_ambiguous(const tt_jwk *key, const tt_jwk *all, int n)
{
    for (int i = 0; i < n; i++)
        if (key->kid && all[i].kid && !strcmp(key->kid, all[i].kid) && EVP_PKEY_eq(key->pkey, all[i].pkey) != 1)
            return true;
    return false;
}

static const tt_error *no_key_set(apr_pool_t *p, const char *why)
{
    tt_error *e = tt_error_make(p, 502, "provider_keys", "The provider's keys are of no use",
                                "The identity provider's key set cannot be read");

    e->cause = why;
    return e;
}

const tt_error *tt_jwks_parse(apr_pool_t *p, const char *json, size_t n, tt_jwks **out)
{
    tt_jwk read[TT_JWKS_MAX_KEYS];
    int count = 0;
    json_object *set, *keys;
    const tt_error *e = tt_json_read(p, json, n, &set);
    tt_jwks *usable = apr_pcalloc(p, sizeof *usable);

    *out = NULL;
    if (e)
        return e->status == 500 ? e : no_key_set(p, e->detail);
    if (!json_object_is_type(set, json_type_object) || !json_object_object_get_ex(set, "keys", &keys) ||
        !json_object_is_type(keys, json_type_array))
        return no_key_set(p, "it is no object with a list \"keys\"");
    if (json_object_array_length(keys) > TT_JWKS_MAX_KEYS)
        return no_key_set(p, "it has more than 100 keys");
    for (size_t i = 0; i < json_object_array_length(keys); i++) {
        tt_jwk key = { NULL };

        if (read_key(p, json_object_array_get_idx(keys, i), &key))
            read[count++] = key;
    }
    usable->key = apr_palloc(p, sizeof *usable->key * (size_t)(count + 1));
    for (int i = 0; i < count; i++)
        if (!is_ambiguous(&read[i], read, count))
            usable->key[usable->n++] = read[i];
    ERR_clear_error(); /* what broken keys left in this thread */
    *out = usable;
    return NULL;
}
