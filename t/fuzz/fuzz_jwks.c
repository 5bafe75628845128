/* fuzz_jwks.c -- key sets; and single keys beside a good one, which must stay whatever they are. */
#include "fuzz.h"

#include "auth/jwk.h"
#include "base/json_read.h"

#define GOOD "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"

static void check(const tt_jwks *set)
{
    MUST(set->n >= 0 && set->n <= TT_JWKS_MAX_KEYS);
    for (int i = 0; i < set->n; i++) {
        const tt_jwk *key = &set->key[i];
        int type = EVP_PKEY_get_base_id(key->pkey), bits = EVP_PKEY_get_bits(key->pkey);

        MUST((type == EVP_PKEY_RSA && bits >= TT_RSA_BITS_MIN && bits <= TT_RSA_BITS_MAX) ||
             (type == EVP_PKEY_EC && (bits == 256 || bits == 384 || bits == 521)) || type == EVP_PKEY_ED25519);
        MUST(!key->kid || strlen(key->kid) <= TT_KID_MAX);
        for (int j = 0; j < i && key->kid; j++)
            MUST(!set->key[j].kid || strcmp(key->kid, set->key[j].kid) != 0 ||
                 EVP_PKEY_eq(key->pkey, set->key[j].pkey) == 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    apr_pool_t *p = fuzz_pool();
    const char *beside;
    json_object *value;
    tt_jwks *set;

    if (!tt_jwks_parse(p, (const char *)data, n, &set))
        check(set);
    if (!tt_json_read(p, (const char *)data, n, &value)) {
        beside = apr_pstrcat(p, "{\"keys\":[", apr_pstrmemdup(p, (const char *)data, n), "," GOOD "]}", NULL);
        if (!tt_jwks_parse(p, beside, strlen(beside), &set)) { /* within the limits of depth and number */
            check(set);
            MUST(set->n == 1 || set->n == 2);
            MUST(!set->key[set->n - 1].kid && EVP_PKEY_get_base_id(set->key[set->n - 1].pkey) == EVP_PKEY_ED25519);
        }
    }
    apr_pool_destroy(p);
    return 0;
}
