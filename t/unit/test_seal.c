/* test_seal.c -- src/auth/seal.c. */
#include "unit.h"

#include "auth/seal.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static apr_array_header_t *keys_of(int n, const int *ids)
{
    apr_array_header_t *keys = apr_array_make(pool, n + 1, sizeof(tt_seal_key));

    for (int i = 0; i < n; i++) {
        tt_seal_key *key = apr_array_push(keys);

        key->id = ids[i];
        for (int j = 0; j < TT_SEAL_KEY; j++)
            key->key[j] = (unsigned char)(ids[i] * 31 + j);
    }
    return keys;
}

static const char *seal(const apr_array_header_t *keys, int i, const char *name, const char *text)
{
    const char *sealed = NULL;
    const tt_seal_text what = { .name = name, .at = 1800000000, .text = text };

    ck_assert_ptr_null(tt_seal(pool, &APR_ARRAY_IDX(keys, i, tt_seal_key), what, &sealed));
    return sealed;
}

static const char *unseal(const apr_array_header_t *keys, const char *name, const char *sealed)
{
    int64_t at = 0;
    const char *text = tt_unseal(pool, keys, name, exactly(sealed, strlen(sealed) + 1), &at);

    ck_assert(text ? at == 1800000000 : !at);
    return text;
}

START_TEST(what_is_sealed_opens)
{
    const apr_array_header_t *keys = keys_of(2, (int[]){ 7, 8 });
    const char *text = "";

    for (int n = 0; n < 300; n++, text = apr_pstrcat(pool, text, "x", NULL))
        for (int i = 0; i < 2; i++) {
            const char *sealed = seal(keys, i, "cookie", text);

            ck_assert_uint_eq(strspn(sealed, alphabet), strlen(sealed));
            ck_assert_str_eq(unseal(keys, "cookie", sealed), text);
        }
    ck_assert_str_ne(seal(keys, 0, "cookie", ""), seal(keys, 0, "cookie", ""));
}
END_TEST

START_TEST(another_name_key_or_time_is_refused)
{
    const apr_array_header_t *keys = keys_of(2, (int[]){ 7, 8 });
    apr_array_header_t *same_id = keys_of(1, (int[]){ 7 });
    const char *sealed = seal(keys, 0, "cookie", "text");

    ck_assert_ptr_null(unseal(keys, "cooki", sealed));
    ck_assert_ptr_null(unseal(keys, "cookie2", sealed));
    ck_assert_ptr_null(unseal(keys, "", sealed));
    ck_assert_ptr_null(unseal(keys_of(0, NULL), "cookie", sealed));
    ck_assert_ptr_null(unseal(keys_of(1, (int[]){ 8 }), "cookie", sealed));
    ck_assert_str_eq(unseal(same_id, "cookie", sealed), "text");
    APR_ARRAY_IDX(same_id, 0, tt_seal_key).key[31] ^= 1;
    ck_assert_ptr_null(unseal(same_id, "cookie", sealed));
}
END_TEST

/* Every other digit in every place; this is every bit of id, time, nonce, text and tag. */
START_TEST(every_change_is_refused)
{
    const apr_array_header_t *keys = keys_of(2, (int[]){ 7, 8 });
    char *sealed = apr_pstrdup(pool, seal(keys, 0, "cookie", "text"));
    size_t n = strlen(sealed);

    for (size_t i = 0; i < n; i++) {
        char was = sealed[i];

        for (const char *c = alphabet; *c; c++) {
            sealed[i] = *c;
            ck_assert_msg(!unseal(keys, "cookie", sealed) == (*c != was), "digit %d as %c", (int)i, *c);
        }
        sealed[i] = was;
    }
    for (size_t i = 0; i < n; i++) {
        ck_assert_ptr_null(unseal(keys, "cookie", apr_pstrmemdup(pool, sealed, i)));
        ck_assert_ptr_null(unseal(keys, "cookie", sealed + 1 + i));
    }
    ck_assert_ptr_null(unseal(keys, "cookie", apr_pstrcat(pool, sealed, "A", NULL)));
    ck_assert_ptr_null(unseal(keys, "cookie", apr_pstrcat(pool, sealed, "AAAA", NULL)));
    ck_assert_ptr_null(unseal(keys, "cookie", apr_pstrcat(pool, sealed, "=", NULL)));
    ck_assert_ptr_null(unseal(keys, "cookie", apr_pstrcat(pool, " ", sealed, NULL)));
    ck_assert_str_eq(unseal(keys, "cookie", sealed), "text");
}
END_TEST

START_TEST(the_longest)
{
    const apr_array_header_t *keys = keys_of(1, (int[]){ 1 });
    const tt_seal_key *key = &APR_ARRAY_IDX(keys, 0, tt_seal_key);
    char *text = apr_palloc(pool, 5001);
    const char *sealed;

    memset(text, 'a', 5000);
    text[5000] = text[3032] = '\0';
    sealed = seal(keys, 0, "cookie", text);
    ck_assert_uint_eq(strlen(sealed), TT_SEAL_MAX);
    ck_assert_str_eq(unseal(keys, "cookie", sealed), text);
    ck_assert_ptr_null(unseal(keys, "cookie", apr_pstrcat(pool, sealed, "AAAA", NULL)));
    text[3032] = 'a';
    ck_assert_int_eq(tt_seal(pool, key, (tt_seal_text){ "cookie", 1, text }, &sealed)->status, 500);
    ck_assert_ptr_null(unseal(keys, "cookie", text));
}
END_TEST

Suite *seal_suite(void)
{
    Suite *s = suite_create("seal");
    TCase *t = add_case(s, "seal");

    tcase_add_test(t, what_is_sealed_opens);
    tcase_add_test(t, another_name_key_or_time_is_refused);
    tcase_add_test(t, every_change_is_refused);
    tcase_add_test(t, the_longest);
    return s;
}
