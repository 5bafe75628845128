/* fuzz_jws.c -- tokens against a fixed key set.  Input without a line feed is a token; otherwise its first line is a
 * header and the rest a payload, both are signed here, so that what comes after the signature is met too. */
#include "fuzz.h"

#include <openssl/evp.h>

#include "auth/jws.h"
#include "base/b64.h"
#include "base/json_read.h"

/* The public keys of RFC 7515 A.2 to A.4 and RFC 8037 A.2. */
static const char key_set[] =
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw"
    "-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS"
    "5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8"
    "NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"},"
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"
    "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"},"
    "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qU"
    "xcWceqwQGk\",\"y\":\"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2\"},"
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"d\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";

/* The private key of RFC 8037 A.1. */
static const unsigned char private_key[32] = { 0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                               0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                               0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60 };

static const char *const algs[] = { "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
                                    "ES256", "ES384", "ES512", "EdDSA", NULL };

/* Parsed once; kept where LeakSanitizer looks, which is not in pools. */
static const tt_jwks *keys(void)
{
    static const char *const kids[] = { "r", NULL, NULL, "d" };
    static tt_jwk key[TT_COUNT(kids)];
    static tt_jwks kept = { 0, key };
    apr_pool_t *p;
    tt_jwks *set;

    if (kept.n)
        return &kept;
    p = fuzz_pool();
    MUST(!tt_jwks_parse(p, key_set, strlen(key_set), &set) && set->n == TT_COUNT(kids));
    for (; kept.n < set->n; kept.n++) {
        key[kept.n] = (tt_jwk){ kids[kept.n], NULL, set->key[kept.n].pkey };
        MUST(EVP_PKEY_up_ref(key[kept.n].pkey) == 1);
    }
    apr_pool_destroy(p);
    return &kept;
}

static const char *b64(apr_pool_t *p, const char *bytes, size_t n)
{
    tt_buf b;

    tt_buf_init(&b, p, 64, 4 << 20);
    tt_b64_encode(&b, (const unsigned char *)bytes, n);
    return tt_buf_text(&b);
}

static const char *sign(apr_pool_t *p, const char *header64, const char *payload64)
{
    static EVP_PKEY *key;
    const char *input = apr_pstrcat(p, header64, ".", payload64, NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char signature[64];
    size_t n = sizeof signature;

    if (!key)
        key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key, sizeof private_key);
    MUST(key && context && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1);
    MUST(EVP_DigestSign(context, signature, &n, (const unsigned char *)input, strlen(input)) == 1);
    EVP_MD_CTX_free(context);
    return apr_pstrcat(p, input, ".", b64(p, (const char *)signature, n), NULL);
}

/* Whatever is accepted has a form, and holds no longer when a character of it is another one. */
static bool accepted(apr_pool_t *p, const char *token)
{
    tt_jws_signed out;
    const tt_error *e = tt_jws_open(p, token, keys(), algs, &out);
    char *other;
    size_t n = strlen(token);

    MUST(!e || e->status == 401);
    if (e)
        return false;
    MUST(n <= TT_JWS_MAX && strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == n);
    MUST(out.n * 4 < n * 3 && strchr("RPE", *out.alg));
    other = apr_pstrdup(p, token);
    for (size_t i = 0; i < n; i += n / 8 + 1) {
        other[i] = token[i] == 'A' ? 'B' : 'A';
        MUST(tt_jws_open(p, other, keys(), algs, &out));
        other[i] = token[i];
    }
    return true;
}

static bool is_object(apr_pool_t *p, const char *text, size_t n, json_object **o)
{
    return !tt_json_read(p, text, n, o) && json_object_is_type(*o, json_type_object);
}

static void signed_here(apr_pool_t *p, const char *header, size_t n_header, const char *payload, size_t n_payload)
{
    const char *token = sign(p, b64(p, header, n_header), b64(p, "{}", 2));
    json_object *o, *alg;
    tt_jws jws;

    if (accepted(p, token)) {
        MUST(is_object(p, header, n_header, &o) && json_object_object_get_ex(o, "alg", &alg));
        MUST(!strcmp(json_object_get_string(alg), "EdDSA") || !strcmp(json_object_get_string(alg), "Ed25519"));
        MUST(!json_object_object_get_ex(o, "crit", NULL) && !json_object_object_get_ex(o, "b64", NULL));
    }
    token = sign(p, b64(p, "{\"alg\":\"EdDSA\"}", 15), b64(p, payload, n_payload));
    MUST((strlen(token) <= TT_JWS_MAX && is_object(p, payload, n_payload, &o)) ==
         !tt_jws_verify(p, token, keys(), algs, &jws));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    const char *text = (const char *)data, *end = n ? memchr(text, '\n', n) : NULL;

    if (end)
        signed_here(p, text, (size_t)(end - text), end + 1, n - (size_t)(end - text) - 1);
    else
        accepted(p, n ? apr_pstrmemdup(p, text, n) : "");
    apr_pool_destroy(p);
    return 0;
}
