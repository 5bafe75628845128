/* jose.c -- see jose.h. */
#include "jose.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "base/b64.h"
#include "base/json_read.h"

const char *const every_algorithm[] = { "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
                                        "ES256", "ES384", "ES512", "EdDSA", NULL };

static const char *const curves[KEYS] = { [P256_KEY] = "P-256", [P384_KEY] = "P-384", [P521_KEY] = "P-521" };
static const int coordinate[KEYS] = { [P256_KEY] = 32, [P384_KEY] = 48, [P521_KEY] = 66 };

static EVP_PKEY *pairs[KEYS];

static void free_pairs(void)
{
    for (int i = 0; i < KEYS; i++)
        EVP_PKEY_free(pairs[i]);
}

EVP_PKEY *key_pair(key_id id)
{
    static bool registered;

    if (!registered)
        atexit(free_pairs);
    registered = true;
    if (!pairs[id])
        pairs[id] = id == RSA_KEY  ? EVP_RSA_gen(2048)
                    : id == ED_KEY ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                                   : EVP_EC_gen(curves[id]);
    ck_assert_ptr_nonnull(pairs[id]);
    return pairs[id];
}

const char *b64(const void *bytes, size_t n)
{
    tt_buf b;

    tt_buf_init(&b, pool, 64, 1 << 20);
    tt_b64_encode(&b, bytes, n);
    return tt_buf_text(&b);
}

static const char *number(key_id id, const char *name, int width)
{
    unsigned char bytes[1024];
    BIGNUM *value = NULL;
    int n;

    ck_assert_int_eq(EVP_PKEY_get_bn_param(key_pair(id), name, &value), 1);
    n = width ? width : BN_num_bytes(value);
    ck_assert_int_eq(BN_bn2binpad(value, bytes, n), n);
    BN_free(value);
    return b64(bytes, (size_t)n);
}

const char *jwk_of(key_id id, const char *members)
{
    unsigned char raw[32];
    size_t n = sizeof raw;

    if (id == RSA_KEY)
        return apr_psprintf(pool, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"%s}", number(id, OSSL_PKEY_PARAM_RSA_N, 0),
                            number(id, OSSL_PKEY_PARAM_RSA_E, 0), members);
    if (id != ED_KEY)
        return apr_psprintf(pool, "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"%s}", curves[id],
                            number(id, OSSL_PKEY_PARAM_EC_PUB_X, coordinate[id]),
                            number(id, OSSL_PKEY_PARAM_EC_PUB_Y, coordinate[id]), members);
    ck_assert_int_eq(EVP_PKEY_get_raw_public_key(key_pair(id), raw, &n), 1);
    return apr_psprintf(pool, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"%s}", b64(raw, n), members);
}

tt_jwks *key_set(const char *jwks)
{
    const char *text = apr_pstrcat(pool, "{\"keys\":[", jwks, "]}", NULL);
    tt_jwks *set;

    ck_assert_ptr_null(tt_jwks_parse(pool, exactly(text, strlen(text)), strlen(text), &set));
    return set;
}

/* The DER of an ECDSA signature as r || s. */
static size_t to_raw(unsigned char *signature, size_t n, int width)
{
    const unsigned char *at = signature;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)n);

    ck_assert_ptr_nonnull(pair);
    ck_assert_int_eq(BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, width), width);
    ck_assert_int_eq(BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + width, width), width);
    ECDSA_SIG_free(pair);
    return 2 * (size_t)width;
}

const char *sign_parts(key_id id, const char *alg, const char *header64, const char *payload64)
{
    const char *input = apr_pstrcat(pool, header64, ".", payload64, NULL);
    const char *digest = id == ED_KEY ? NULL : apr_pstrcat(pool, "SHA", alg + 2, NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *of_key;
    unsigned char signature[1024];
    size_t n = sizeof signature;

    ck_assert_int_eq(EVP_DigestSignInit_ex(context, &of_key, digest, NULL, NULL, key_pair(id), NULL), 1);
    if (*alg == 'P') {
        ck_assert_int_gt(EVP_PKEY_CTX_set_rsa_padding(of_key, RSA_PKCS1_PSS_PADDING), 0);
        ck_assert_int_gt(EVP_PKEY_CTX_set_rsa_pss_saltlen(of_key, RSA_PSS_SALTLEN_DIGEST), 0);
    }
    ck_assert_int_eq(EVP_DigestSign(context, signature, &n, (const unsigned char *)input, strlen(input)), 1);
    EVP_MD_CTX_free(context);
    if (coordinate[id])
        n = to_raw(signature, n, coordinate[id]);
    return apr_pstrcat(pool, input, ".", b64(signature, n), NULL);
}

const char *sign(key_id id, const char *alg, const char *header, const char *payload)
{
    return sign_parts(id, alg, b64(header, strlen(header)), b64(payload, strlen(payload)));
}

static apr_status_t drop_json(void *json)
{
    json_object_put(json);
    return APR_SUCCESS;
}

json_object *vectors(const char *name)
{
    const char *folder = getenv("TT_VECTORS");
    const char *path = apr_pstrcat(pool, folder ? folder : "../shared/vectors", "/", name, NULL);
    FILE *file = fopen(path, "rb");
    size_t room = 1 << 20, n;
    char *text = apr_palloc(pool, room);
    json_object *json;

    if (!file) {
        fprintf(stderr, "skipped: there are no test vectors at %s\n", path);
        return NULL;
    }
    n = fread(text, 1, room, file);
    fclose(file);
    ck_assert_uint_lt(n, room);
    json = json_tokener_parse(apr_pstrmemdup(pool, text, n));
    ck_assert_msg(json != NULL, "%s is no JSON", path);
    apr_pool_cleanup_register(pool, json, drop_json, apr_pool_cleanup_null);
    return json;
}
