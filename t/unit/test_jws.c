/* test_jws.c -- src/auth/jws.c: the examples of RFC 7515, RFC 8037 and RFC 7520, Wycheproof's vectors, and what they
 * leave out. */
#include "jose.h"

#include "auth/member.h"

#define CLAIMS "{\"iss\":\"joe\"}"
#define JOE    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define PUBLIC_A2                                                                                                      \
    "{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1"  \
    "Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-"  \
    "KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2et"  \
    "hFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}"
#define PUBLIC_A3                                                                                                      \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","                         \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
#define PUBLIC_A4                                                                                                      \
    "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSf" \
    "S9tsz4qUxcWceqwQGk\",\"y\":\"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e"  \
    "3kyMj2\"}"
#define PUBLIC_8037 "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"

#define SIGNED_A2                                                                                                      \
    "eyJhbGciOiJSUzI1NiJ9." JOE                                                                                        \
    ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr"  \
    "7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi"  \
    "12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_Ioyp"   \
    "GlUPQGe77Rw"
#define SIGNED_A3                                                                                                      \
    "eyJhbGciOiJFUzI1NiJ9." JOE                                                                                        \
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define SIGNED_A4                                                                                                      \
    "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34"   \
    "XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
#define SIGNED_8037                                                                                                    \
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4k"  \
    "i4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

/* The code of the refusal, "" when the signature holds. */
static const char *opened(const char *token, const tt_jwks *keys, const char *const *algs, tt_jws_signed *out)
{
    size_t n = strlen(token) + 1; /* with its end: no byte beyond may be read */
    const tt_error *e = tt_jws_open(pool, exactly(token, n), keys, algs, out);

    ck_assert(!e || e->status == 401);
    return e ? e->code : "";
}

static const char *verified(const char *token, const tt_jwks *keys)
{
    tt_jws jws;
    const tt_error *e = tt_jws_verify(pool, token, keys, every_algorithm, &jws);

    ck_assert(!e || e->status == 401);
    ck_assert(e || json_object_is_type(jws.payload, json_type_object));
    return e ? e->code : "";
}

START_TEST(the_examples_of_the_rfcs)
{
    static const struct {
        const char *key, *token, *code, *payload;
    } examples[] = {
        { PUBLIC_A2, SIGNED_A2, "",
          "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}" },
        { PUBLIC_A3, SIGNED_A3, "",
          "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}" },
        { PUBLIC_A4, SIGNED_A4, "", "Payload" },
        { PUBLIC_8037, SIGNED_8037, "", "Example of Ed25519 signing" },
        { PUBLIC_A2 "," PUBLIC_A3 "," PUBLIC_A4 "," PUBLIC_8037, SIGNED_A4, "", "Payload" },
        { PUBLIC_A3, SIGNED_A2, "token_key_unknown", NULL },
        /* A.1, HS256 with its own key, and A.5, alg none */
        { "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}",
          "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." JOE ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
          "token_header", NULL },
        { PUBLIC_A2, "eyJhbGciOiJub25lIn0." JOE ".", "token_malformed", NULL },
        { PUBLIC_A2, "eyJhbGciOiJub25lIn0." JOE ".AA", "token_header", NULL },
    };

    for (int i = 0; i < TT_COUNT(examples); i++) {
        tt_jws_signed out = { NULL };

        ck_assert_str_eq(opened(examples[i].token, key_set(examples[i].key), every_algorithm, &out), examples[i].code);
        if (examples[i].payload) {
            ck_assert_uint_eq(out.n, strlen(examples[i].payload));
            ck_assert_mem_eq(out.payload, examples[i].payload, out.n);
        }
    }
}
END_TEST

START_TEST(every_change_of_a_byte_is_refused)
{
    static const char *const tokens[] = { SIGNED_A2, SIGNED_A3, SIGNED_A4, SIGNED_8037 };
    tt_jwks *keys = key_set(PUBLIC_A2 "," PUBLIC_A3 "," PUBLIC_A4 "," PUBLIC_8037);

    for (int i = 0; i < TT_COUNT(tokens); i++) {
        char *token = apr_pstrdup(pool, tokens[i]);
        tt_jws_signed out;

        for (char *at = token; *at; at++)
            for (int bit = 0; bit < 7; bit += 3) {
                *at ^= (char)(1 << bit);
                ck_assert_msg(*opened(token, keys, every_algorithm, &out) != '\0', "token %d byte %d", i,
                              (int)(at - token));
                *at ^= (char)(1 << bit);
            }
        for (size_t n = strlen(token); n--;) {
            token[n] = '\0';
            ck_assert_str_ne(opened(token, keys, every_algorithm, &out), "");
        }
    }
}
END_TEST

static const struct {
    const char *alg;
    key_id key;
} signers[] = {
    { "RS256", RSA_KEY },  { "RS384", RSA_KEY }, { "RS512", RSA_KEY },  { "PS256", RSA_KEY },
    { "PS384", RSA_KEY },  { "PS512", RSA_KEY }, { "ES256", P256_KEY }, { "ES384", P384_KEY },
    { "ES512", P521_KEY }, { "EdDSA", ED_KEY },  { "Ed25519", ED_KEY },
};

static const char *header_of(const char *alg, const char *members)
{
    return apr_psprintf(pool, "{\"alg\":\"%s\"%s}", alg, members);
}

static const char *every_key(void)
{
    return apr_pstrcat(pool, jwk_of(RSA_KEY, ",\"kid\":\"r\""), ",", jwk_of(P256_KEY, ""), ",", jwk_of(P384_KEY, ""),
                       ",", jwk_of(P521_KEY, ""), ",", jwk_of(ED_KEY, ",\"kid\":\"d\",\"use\":\"sig\""), NULL);
}

START_TEST(every_algorithm_with_every_key)
{
    tt_jwks *keys = key_set(every_key());

    for (int i = 0; i < TT_COUNT(signers); i++)
        for (int j = 0; j < TT_COUNT(signers); j++) {
            /* the header says what j does */
            const char *token =
                sign(signers[i].key, signers[i].alg, header_of(signers[j].alg, ",\"typ\":\"JWT\""), CLAIMS);
            bool same = i == j || (signers[i].key == ED_KEY && signers[j].key == ED_KEY);
            tt_jws jws;

            ck_assert_str_eq(verified(token, keys), same ? "" : "token_signature");
            if (!same)
                continue;
            ck_assert_ptr_null(tt_jws_verify(pool, token, keys, every_algorithm, &jws));
            ck_assert_str_eq(jws.alg, signers[j].alg);
            ck_assert_str_eq(jws.typ, "JWT");
        }
}
END_TEST

START_TEST(the_provider_narrows_the_algorithms)
{
    static const char *const es256[] = { "none", "HS256", "ES256", "ES256K", NULL };
    static const char *const ed25519[] = { "Ed25519", NULL };
    static const char *const nothing[] = { NULL };
    tt_jwks *keys = key_set(every_key());
    tt_jws_signed out;

    for (int i = 0; i < TT_COUNT(signers); i++) {
        const char *alg = signers[i].alg;
        const char *token = sign(signers[i].key, alg, header_of(alg, ""), CLAIMS);

        ck_assert_str_eq(opened(token, keys, es256, &out), strcmp(alg, "ES256") ? "token_header" : "");
        ck_assert_str_eq(opened(token, keys, ed25519, &out), signers[i].key == ED_KEY ? "" : "token_header");
        ck_assert_str_eq(opened(token, keys, nothing, &out), "token_header");
        ck_assert_str_eq(opened(token, keys, NULL, &out), strcmp(alg, "RS256") ? "token_header" : "");
    }
}
END_TEST

START_TEST(headers)
{
    const char *long_kid =
        apr_pstrcat(pool, "{\"alg\":\"ES256\",\"kid\":\"", apr_psprintf(pool, "%0257d", 0), "\"}", NULL);
    const struct {
        const char *header, *code;
    } cases[] = {
        { "{\"alg\":\"ES256\"}", "" },
        { "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", "" }, /* for the caller to judge */
        { "{\"alg\":\"ES256\",\"jku\":\"https://evil.example/\",\"jwk\":{},\"x5u\":\"https://evil.example/\",\"x5c\":[]}",
          "" },
        { "{\"alg\":\"ES256\",\"typ\":1}", "token_header" },
        { "{\"alg\":\"ES256\",\"typ\":null}", "token_header" },
        { "{\"alg\":\"ES256\",\"kid\":1}", "token_header" },
        { long_kid, "token_header" },
        { "{\"alg\":\"ES256\",\"kid\":\"x\"}", "token_key_unknown" },
        { "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}", "token_header" },
        { "{\"alg\":\"ES256\",\"crit\":null}", "token_header" },
        { "{\"alg\":\"ES256\",\"b64\":true}", "token_header" },
        { "{\"alg\":\"es256\"}", "token_header" },
        { "{\"alg\":\"none\"}", "token_header" },
        { "{\"alg\":\"nOnE\"}", "token_header" },
        { "{\"alg\":\"HS256\"}", "token_header" },
        { "{\"alg\":\"ES256K\"}", "token_header" },
        { "{\"alg\":\"\"}", "token_header" },
        { "{\"alg\":[\"ES256\"]}", "token_header" },
        { "{}", "token_header" },
        { "{\"alg\":\"ES256\",\"alg\":\"ES256\"}", "token_malformed" },
        { "{\"alg\":\"ES256\\u0000\"}", "token_malformed" },
        { "{\"alg\":\"ES256\"}x", "token_malformed" },
        { "[{\"alg\":\"ES256\"}]", "token_malformed" },
        { "null", "token_malformed" },
        { "", "token_malformed" },
    };
    tt_jwks *keys = key_set(jwk_of(P256_KEY, ",\"kid\":\"a\""));

    for (int i = 0; i < TT_COUNT(cases); i++)
        ck_assert_msg(!strcmp(verified(sign(P256_KEY, "ES256", cases[i].header, CLAIMS), keys), cases[i].code),
                      "%s: %s", cases[i].header, verified(sign(P256_KEY, "ES256", cases[i].header, CLAIMS), keys));
}
END_TEST

START_TEST(payloads)
{
    static const struct {
        const char *payload;
        bool good;
    } cases[] = {
        { CLAIMS, true },
        { "{}", true },
        { "[]", false },
        { "\"x\"", false },
        { "null", false },
        { "", false },
        { "{}}", false },
        { "{\"sub\":\"a\",\"sub\":\"b\"}", false },
        { "{\"sub\":\"a\\u0000b\"}", false },
        { "{\"sub\":\"\xff\"}", false },
        { "{\"exp\":1e400}", false },
        { "{'sub':1}", false },
    };
    tt_jwks *keys = key_set(jwk_of(ED_KEY, ""));
    char *deep = apr_pcalloc(pool, 40001);

    for (int i = 0; i < TT_COUNT(cases); i++)
        ck_assert_str_eq(verified(sign(ED_KEY, "EdDSA", "{\"alg\":\"EdDSA\"}", cases[i].payload), keys),
                         cases[i].good ? "" : "token_malformed");
    memset(deep, '[', 20000);
    memset(deep + 20000, ']', 20000);
    ck_assert_str_eq(verified(sign(ED_KEY, "EdDSA", "{\"alg\":\"EdDSA\"}", deep), keys), "token_malformed");
}
END_TEST

START_TEST(forms)
{
    const char *header = b64("{\"alg\":\"EdDSA\"}", 15), *claims = b64(CLAIMS, strlen(CLAIMS));
    const char *good = sign_parts(ED_KEY, "EdDSA", header, claims);
    const char *signature = strrchr(good, '.') + 1;
    const char *const bad[] = {
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b",
        apr_pstrcat(pool, good, ".", NULL),
        apr_pstrcat(pool, good, ".a.b", NULL),
        apr_pstrcat(pool, good, "=", NULL),
        apr_pstrcat(pool, good, "==", NULL),
        apr_pstrcat(pool, good, "\n", NULL),
        apr_pstrcat(pool, " ", good, NULL),
        apr_pstrcat(pool, header, ".", claims, ".", NULL),
        apr_pstrcat(pool, ".", claims, ".", signature, NULL),
        sign_parts(ED_KEY, "EdDSA", header, apr_pstrcat(pool, claims, "=", NULL)),
        sign_parts(ED_KEY, "EdDSA", header, "e30+"),
        sign_parts(ED_KEY, "EdDSA", header, "e31"), /* bits that nothing uses */
        sign_parts(ED_KEY, "EdDSA", header, "e"),
    };
    tt_jwks *keys = key_set(jwk_of(ED_KEY, ""));
    char *spaces = apr_pcalloc(pool, TT_JWS_MAX);
    const char *token;

    ck_assert_str_eq(verified(good, keys), "");
    for (int i = 0; i < TT_COUNT(bad); i++)
        ck_assert_msg(!strcmp(verified(bad[i], keys), "token_malformed"), "%s", bad[i]);
    /* as long as may be, and longer by a little */
    memset(spaces, ' ', TT_JWS_MAX - 1);
    memcpy(spaces, "{}", 2);
    spaces[(TT_JWS_MAX - 107) / 4 * 3] = '\0';
    token = sign(ED_KEY, "EdDSA", "{\"alg\":\"EdDSA\"}", spaces);
    ck_assert_uint_le(strlen(token), TT_JWS_MAX);
    ck_assert_uint_gt(strlen(token), TT_JWS_MAX - 4);
    ck_assert_str_eq(verified(token, keys), "");
    memcpy(spaces + strlen(spaces), "   ", 3);
    token = sign(ED_KEY, "EdDSA", "{\"alg\":\"EdDSA\"}", spaces);
    ck_assert_uint_gt(strlen(token), TT_JWS_MAX);
    ck_assert_str_eq(verified(token, keys), "token_malformed");
}
END_TEST

/* The good token with its signature replaced. */
static const char *with_signature(const char *token, const void *signature, size_t n)
{
    size_t input = (size_t)(strrchr(token, '.') - token) + 1;

    return apr_pstrcat(pool, apr_pstrmemdup(pool, token, input), b64(signature, n), NULL);
}

START_TEST(signatures_of_another_form)
{
    static const unsigned char zeros[600];
    tt_jwks *keys = key_set(every_key());

    for (int i = 0; i < TT_COUNT(signers); i++) {
        const char *token = sign(signers[i].key, signers[i].alg, header_of(signers[i].alg, ""), CLAIMS);
        static const size_t lengths[] = { 1, 63, 64, 65, 95, 96, 97, 131, 132, 133, 255, 256, 257, 600 };

        for (int j = 0; j < TT_COUNT(lengths); j++)
            ck_assert_str_eq(verified(with_signature(token, zeros, lengths[j]), keys), "token_signature");
    }
}
END_TEST

START_TEST(der_is_no_signature_here)
{
    const char *token = sign(P256_KEY, "ES256", "{\"alg\":\"ES256\"}", CLAIMS);
    size_t input = (size_t)(strrchr(token, '.') - token), n = 128;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char der[128];

    ck_assert_int_eq(EVP_DigestSignInit_ex(context, NULL, "SHA256", NULL, NULL, key_pair(P256_KEY), NULL), 1);
    ck_assert_int_eq(EVP_DigestSign(context, der, &n, (const unsigned char *)token, input), 1);
    EVP_MD_CTX_free(context);
    ck_assert_str_eq(verified(token, key_set(jwk_of(P256_KEY, ""))), "");
    ck_assert_str_eq(verified(with_signature(token, der, n), key_set(jwk_of(P256_KEY, ""))), "token_signature");
}
END_TEST

START_TEST(choice_of_the_key)
{
    const struct {
        const char *keys; /* each a JWK */
        const char *kid;  /* in the header */
        const char *code;
    } cases[] = {
        { jwk_of(P256_KEY, ",\"kid\":\"a\""), ",\"kid\":\"a\"", "" },
        { jwk_of(P256_KEY, ",\"kid\":\"a\""), "", "" },
        { jwk_of(P256_KEY, ""), ",\"kid\":\"a\"", "token_key_unknown" },
        { jwk_of(P256_KEY, ",\"kid\":\"a\""), ",\"kid\":\"A\"", "token_key_unknown" },
        { jwk_of(P256_KEY, ",\"kid\":\"\""), ",\"kid\":\"\"", "" },
        { jwk_of(P256_KEY, ",\"alg\":\"ES256\""), "", "" },
        { jwk_of(P256_KEY, ",\"alg\":\"ES384\""), "", "token_key_unknown" },
        { jwk_of(P256_KEY, ",\"alg\":\"ECDH-ES\""), "", "token_key_unknown" },
        { jwk_of(P384_KEY, ",\"kid\":\"a\""), ",\"kid\":\"a\"", "token_key_unknown" },
        { apr_pstrcat(pool, jwk_of(P256_KEY, ""), ",", PUBLIC_A3, NULL), "", "token_key_unknown" },
        { apr_pstrcat(pool, jwk_of(P256_KEY, ""), ",", jwk_of(P384_KEY, ""), ",", PUBLIC_A2, NULL), "", "" },
        { apr_pstrcat(pool, jwk_of(P256_KEY, ",\"kid\":\"a\""), ",", PUBLIC_A3, NULL), ",\"kid\":\"a\"", "" },
        { apr_pstrcat(pool, jwk_of(P256_KEY, ",\"kid\":\"a\""), ",", jwk_of(P256_KEY, ",\"kid\":\"b\""), NULL), "",
          "" },
        { apr_pstrcat(pool, jwk_of(P256_KEY, ",\"kid\":\"a\""), ",", jwk_of(P384_KEY, ",\"kid\":\"a\""), NULL),
          ",\"kid\":\"a\"", "token_key_unknown" },
        { "", "", "token_key_unknown" },
    };

    for (int i = 0; i < TT_COUNT(cases); i++) {
        const char *token = sign(P256_KEY, "ES256", header_of("ES256", cases[i].kid), CLAIMS);

        ck_assert_msg(!strcmp(verified(token, key_set(cases[i].keys)), cases[i].code), "case %d: %s", i,
                      verified(token, key_set(cases[i].keys)));
    }
}
END_TEST

START_TEST(other_names_of_ed25519)
{
    const char *eddsa = sign(ED_KEY, "EdDSA", "{\"alg\":\"EdDSA\"}", CLAIMS);
    const char *ed25519 = sign(ED_KEY, "EdDSA", "{\"alg\":\"Ed25519\"}", CLAIMS);

    ck_assert_str_eq(verified(eddsa, key_set(jwk_of(ED_KEY, ",\"alg\":\"Ed25519\""))), "");
    ck_assert_str_eq(verified(ed25519, key_set(jwk_of(ED_KEY, ",\"alg\":\"EdDSA\""))), "");
    ck_assert_str_eq(verified(ed25519, key_set(jwk_of(ED_KEY, ",\"alg\":\"Ed448\""))), "token_key_unknown");
}
END_TEST

/* The group's keys as a key set, or NULL: it has none that are public. */
static const char *keys_of(const json_object *group)
{
    json_object *keys;

    if (!json_object_object_get_ex(group, "public", &keys))
        return NULL;
    if (json_object_object_get_ex(keys, "keys", NULL))
        return json_object_to_json_string(keys);
    return apr_pstrcat(pool, "{\"keys\":[", json_object_to_json_string(keys), "]}", NULL);
}

typedef struct {
    int accepted, refused;
    const char *surprises; /* " 7 8": valid ones refused, other ones accepted */
} outcome;

static void judge(const json_object *test, const char *keys, outcome *o)
{
    json_object *id;
    const char *token, *result;
    tt_jwks *set;
    tt_jws_signed out;
    bool accepted;

    token = tt_member_text(test, "jws");
    result = tt_member_text(test, "result");
    ck_assert(token && result);
    ck_assert(json_object_object_get_ex(test, "tcId", &id));
    ck_assert_ptr_null(tt_jwks_parse(pool, keys, strlen(keys), &set));
    accepted = !*opened(token, set, every_algorithm, &out);
    o->accepted += accepted;
    o->refused += !accepted;
    if (accepted != !strcmp(result, "valid"))
        o->surprises = apr_psprintf(pool, "%s %d", o->surprises, json_object_get_int(id));
}

/* Judges the tests of the groups that do (not) have public keys. */
static outcome run_vectors(const json_object *file, bool public)
{
    outcome o = { .surprises = "" };
    json_object *groups, *tests;

    ck_assert(json_object_object_get_ex(file, "testGroups", &groups));
    for (size_t i = 0; i < json_object_array_length(groups); i++) {
        const json_object *group = json_object_array_get_idx(groups, i);
        const char *keys = keys_of(group);

        if (public != (keys != NULL))
            continue;
        ck_assert(json_object_object_get_ex(group, "tests", &tests));
        for (size_t j = 0; j < json_object_array_length(tests); j++)
            judge(json_object_array_get_idx(tests, j), keys ? keys : "{\"keys\":[]}", &o);
    }
    return o;
}

/* Of the groups with public keys as many are accepted as should be, of the others (HMAC) none. */
static void check_vectors(const char *name, int accepted, const char *surprises, const char *hmac_surprises)
{
    json_object *file = vectors(name);
    outcome o;

    if (!file)
        return;
    o = run_vectors(file, true);
    ck_assert_str_eq(o.surprises, surprises);
    ck_assert_int_eq(o.accepted, accepted);
    o = run_vectors(file, false);
    ck_assert_int_eq(o.accepted, 0);
    ck_assert_str_eq(o.surprises, hmac_surprises);
}

START_TEST(wycheproof_signatures)
{
    /* 346 to 351: their keys have a wrong alg */
    check_vectors("wycheproof/json_web_signature_test.json", 32, " 346 347 350 351",
                  " 1 348 352 357 358 359 372 373 376 377");
}
END_TEST

START_TEST(wycheproof_keys)
{
    check_vectors("wycheproof/json_web_key_test.json", 1, "", " 2 13 14 15");
}
END_TEST

START_TEST(rfc7520)
{
    check_vectors("rfc7520-jws.json", 4, "", " 1 1");
}
END_TEST

Suite *jws_suite(void)
{
    Suite *s = suite_create("jws");
    TCase *t = add_case(s, "jws");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, the_examples_of_the_rfcs);
    tcase_add_test(t, every_algorithm_with_every_key);
    tcase_add_test(t, the_provider_narrows_the_algorithms);
    tcase_add_test(t, headers);
    tcase_add_test(t, payloads);
    tcase_add_test(t, forms);
    tcase_add_test(t, signatures_of_another_form);
    tcase_add_test(t, der_is_no_signature_here);
    tcase_add_test(t, choice_of_the_key);
    tcase_add_test(t, other_names_of_ed25519);
    tcase_add_test(t, wycheproof_signatures);
    tcase_add_test(t, wycheproof_keys);
    tcase_add_test(t, rfc7520);
    t = add_long_case(s, "changes");
    tcase_add_test(t, every_change_of_a_byte_is_refused);
    return s;
}
