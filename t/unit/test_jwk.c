/* test_jwk.c -- src/auth/jwk.c. */
#include "jose.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>

#define P256_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define P256_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define ED_X   "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define GOOD   "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\",\"kid\":\"good\"}"

#define EC(crv, x, y, more) "{\"kty\":\"EC\",\"crv\":\"" crv "\",\"x\":\"" x "\",\"y\":\"" y "\"" more "}"
#define OKP(crv, x, more)   "{\"kty\":\"OKP\",\"crv\":\"" crv "\",\"x\":\"" x "\"" more "}"

START_TEST(what_is_no_key_set)
{
    static const char *const texts[] = { "",
                                         "[]",
                                         "null",
                                         "{",
                                         "{}",
                                         "{\"keys\":1}",
                                         "{\"keys\":{}}",
                                         "{\"keys\":null}",
                                         "\"keys\"",
                                         "{\"keys\":[],\"keys\":[]}",
                                         "{\"Keys\":[]}",
                                         "{\"keys\":[]}x" };
    tt_jwks *set;

    for (int i = 0; i < TT_COUNT(texts); i++) {
        const tt_error *e = tt_jwks_parse(pool, exactly(texts[i], strlen(texts[i])), strlen(texts[i]), &set);

        ck_assert_msg(e != NULL, "%s", texts[i]);
        ck_assert_int_eq(e->status, 502);
        ck_assert_str_eq(e->code, "provider_keys");
        ck_assert_ptr_null(set);
    }
    ck_assert_int_eq(key_set("")->n, 0);
}
END_TEST

START_TEST(at_most_a_hundred_keys)
{
    const char *keys = GOOD;
    tt_jwks *set;

    for (int i = 1; i < TT_JWKS_MAX_KEYS; i++)
        keys = apr_pstrcat(pool, keys, "," GOOD, NULL);
    ck_assert_int_eq(key_set(keys)->n, TT_JWKS_MAX_KEYS);
    keys = apr_pstrcat(pool, "{\"keys\":[1,", keys, "]}", NULL);
    ck_assert_str_eq(tt_jwks_parse(pool, keys, strlen(keys), &set)->code, "provider_keys");
}
END_TEST

/* Keys that are of no use; each stands beside a good one, which must be left. */
static const char *const useless[] = {
    "1",
    "null",
    "[]",
    "{}",
    "{\"kty\":1}",
    "{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"good\"}",
    "{\"kty\":\"ec\"}",
    "{\"kty\":\"RSA\"}",
    "{\"kty\":\"EC\",\"crv\":\"P-256\"}",
    EC("P-256K", P256_X, P256_Y, ""),
    EC("secp256k1", P256_X, P256_Y, ""),
    EC("prime256v1", P256_X, P256_Y, ""),
    EC("P-384", P256_X, P256_Y, ""),
    EC("P-256", P256_Y, P256_X, ""), /* not on it */
    EC("P-256", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""),
    EC("P-256", "_________________________________________-8", P256_Y, ""), /* not below the prime */
    EC("P-256", "AH_NzidXsRdQYPL7m_bS3tYBzM1e-nvE7rPbjx70VRF", P256_Y, ""), /* one byte more or less */
    EC("P-256", P256_X "=", P256_Y, ""),
    EC("P-256", "", "", ""),
    EC("P-256", P256_X, P256_Y, ",\"use\":\"enc\""),
    EC("P-256", P256_X, P256_Y, ",\"use\":\"SIG\""),
    EC("P-256", P256_X, P256_Y, ",\"use\":null"),
    EC("P-256", P256_X, P256_Y, ",\"key_ops\":[]"),
    EC("P-256", P256_X, P256_Y, ",\"key_ops\":[\"sign\",1]"),
    EC("P-256", P256_X, P256_Y, ",\"key_ops\":\"verify\""),
    EC("P-256", P256_X, P256_Y, ",\"alg\":7"),
    EC("P-256", P256_X, P256_Y, ",\"kid\":7"),
    EC("P-256", P256_X, P256_Y, ",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\""),
    OKP("Ed448", ED_X, ""),
    OKP("X25519", ED_X, ""),
    OKP("Ed25519", "", ""),
    OKP("Ed25519", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ", ""),
    OKP("Ed25519", ED_X "AA", ""),
    "{\"kty\":\"OKP\",\"crv\":1,\"x\":\"" ED_X "\"}",
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":1}",
};

START_TEST(a_useless_key_spoils_nothing)
{
    const char *all = GOOD;

    for (int i = 0; i < TT_COUNT(useless); i++) {
        tt_jwks *set = key_set(apr_pstrcat(pool, useless[i], "," GOOD, NULL));

        ck_assert_msg(set->n == 1, "%s", useless[i]);
        ck_assert_str_eq(set->key->kid, "good");
        all = apr_pstrcat(pool, all, ",", useless[i], NULL);
    }
    ck_assert_int_eq(key_set(all)->n, 1);
}
END_TEST

START_TEST(what_keys_say_about_themselves)
{
    tt_jwks *set =
        key_set(EC("P-256", P256_X, P256_Y,
                   ",\"kid\":\"a/..\\u00e4\",\"alg\":\"ES256\",\"use\":\"sig\",\"key_ops\":[\"sign\",\"verify\"],"
                   "\"x5c\":[1],\"ext\":true") "," OKP("Ed25519", ED_X, ""));

    ck_assert_int_eq(set->n, 2);
    ck_assert_str_eq(set->key[0].kid, "a/..\xc3\xa4");
    ck_assert_str_eq(set->key[0].alg, "ES256");
    ck_assert_int_eq(EVP_PKEY_get_bits(set->key[0].pkey), 256);
    ck_assert_ptr_null(set->key[1].kid);
    ck_assert_ptr_null(set->key[1].alg);
}
END_TEST

START_TEST(kids_have_a_length)
{
    const char *kid = apr_psprintf(pool, "%0256d", 0);

    ck_assert_int_eq(key_set(apr_pstrcat(pool, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\",\"kid\":\"",
                                         kid, "\"}", NULL))
                         ->n,
                     1);
    ck_assert_int_eq(key_set(apr_pstrcat(pool, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\",\"kid\":\"x",
                                         kid, "\"}", NULL))
                         ->n,
                     0);
}
END_TEST

START_TEST(two_keys_of_one_kid)
{
    static const struct {
        const char *keys;
        int n;
    } cases[] = {
        { GOOD "," GOOD, 2 }, /* twice the same is no contradiction */
        { GOOD "," EC("P-256", P256_X, P256_Y, ",\"kid\":\"good\""), 0 },
        { GOOD "," EC("P-256", P256_X, P256_Y, ",\"kid\":\"good\"") "," GOOD, 0 },
        { GOOD "," EC("P-256", P256_X, P256_Y, ",\"kid\":\"other\""), 2 },
        { GOOD "," EC("P-256", P256_X, P256_Y, ""), 2 },
        { GOOD "," EC("P-256", P256_X, P256_Y, ",\"kid\":\"good\",\"use\":\"enc\""), 1 }, /* of no use anyway */
        { EC("P-256", P256_X, P256_Y, "") "," OKP("Ed25519", ED_X, ""), 2 },
    };

    for (int i = 0; i < TT_COUNT(cases); i++)
        ck_assert_int_eq(key_set(cases[i].keys)->n, cases[i].n);
}
END_TEST

/* An RSA key of N bytes; the modulus is FIRST, ones and LAST. */
static const char *rsa_of(size_t n, unsigned char first, unsigned char last, const char *e)
{
    unsigned char *modulus = apr_palloc(pool, n);

    memset(modulus, 0xff, n);
    modulus[0] = first;
    modulus[n - 1] = last;
    return apr_psprintf(pool, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", b64(modulus, n), e);
}

START_TEST(rsa_keys_that_are_too_weak_or_too_much)
{
    const struct {
        const char *key;
        int n;
    } cases[] = {
        { rsa_of(256, 0x80, 0xff, "AQAB"), 1 },    { rsa_of(256, 0x7f, 0xff, "AQAB"), 0 },  /* 2047 bits */
        { rsa_of(128, 0xff, 0xff, "AQAB"), 0 },    { rsa_of(257, 0x00, 0xff, "AQAB"), 1 },  /* as Java writes it */
        { rsa_of(1024, 0xff, 0xff, "AQAB"), 1 },   { rsa_of(1025, 0x01, 0xff, "AQAB"), 0 }, /* 8193 bits */
        { rsa_of(1026, 0x00, 0xff, "AQAB"), 0 },   { rsa_of(4096, 0xff, 0xff, "AQAB"), 0 },
        { rsa_of(256, 0x80, 0xfe, "AQAB"), 0 }, /* even */
        { rsa_of(256, 0x80, 0xff, "Aw"), 1 },   /* 3 */
        { rsa_of(256, 0x80, 0xff, "AQ"), 0 },      { rsa_of(256, 0x80, 0xff, "AA"), 0 },
        { rsa_of(256, 0x80, 0xff, "Ag"), 0 },      { rsa_of(256, 0x80, 0xff, ""), 0 },
        { rsa_of(256, 0x80, 0xff, "AAEAAQ"), 1 },  { rsa_of(256, 0x80, 0xff, "_____w"), 1 }, /* 2^32 - 1 */
        { rsa_of(256, 0x80, 0xff, "AQAAAAE"), 0 },                                           /* 2^32 + 1 */
        { rsa_of(256, 0x80, 0xff, "AQAB="), 0 },
    };

    for (int i = 0; i < TT_COUNT(cases); i++)
        ck_assert_msg(key_set(cases[i].key)->n == cases[i].n, "case %d", i);
}
END_TEST

START_TEST(keys_of_infineon_are_refused)
{
    /* 65537 to a power, plus a multiple of the product of the primes below 168: what that library makes. */
    BIGNUM *product = BN_new(), *n = BN_new();
    BN_CTX *context = BN_CTX_new();
    unsigned char bytes[400];
    int length;

    ck_assert(product && n && context && BN_one(product));
    for (unsigned candidate = 2; candidate < 168; candidate++) {
        bool prime = true;

        for (unsigned divisor = 2; divisor < candidate; divisor++)
            prime = prime && candidate % divisor;
        ck_assert(!prime || BN_mul_word(product, candidate));
    }
    ck_assert(BN_set_word(n, 65537) && BN_mul_word(n, 65537) &&
              BN_lshift(product, product, 2048 - BN_num_bits(product)));
    ck_assert(BN_add(n, n, product));
    ck_assert_int_eq(BN_num_bits(n), 2048);
    length = BN_bn2bin(n, bytes);
    ck_assert_int_eq(
        key_set(apr_psprintf(pool, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"}", b64(bytes, (size_t)length)))->n, 0);
    ck_assert_int_eq(key_set(jwk_of(RSA_KEY, ""))->n, 1);
    BN_free(product);
    BN_free(n);
    BN_CTX_free(context);
}
END_TEST

Suite *jwk_suite(void)
{
    Suite *s = suite_create("jwk");
    TCase *t = add_case(s, "jwk");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, what_is_no_key_set);
    tcase_add_test(t, at_most_a_hundred_keys);
    tcase_add_test(t, a_useless_key_spoils_nothing);
    tcase_add_test(t, what_keys_say_about_themselves);
    tcase_add_test(t, kids_have_a_length);
    tcase_add_test(t, two_keys_of_one_kid);
    tcase_add_test(t, rsa_keys_that_are_too_weak_or_too_much);
    tcase_add_test(t, keys_of_infineon_are_refused);
    return s;
}
