/* test_apikey.c -- src/auth/apikey.c. */
#include "unit.h"

#include "auth/apikey.h"
#include "base/secret.h"

static const struct {
    const char *key, *hash;
} vectors[] = {
    { "tt_00000000000000000000000000000000001JuIIA",
      "e4dd50530f5f62c3dbd8e6430fcbb0f17319fe2e1993693a3038069aa3f1248f" },
    { "tt_AbCdEfGh1234567890zyxwvutsrqponmlk0jRXFA",
      "bcefede5033ab8a8bc5f0dfc7b13c28989f735dec211a86dcf82dc03b236a92a" },
};

static bool valid(const char *s, size_t n)
{
    return tt_apikey_valid(exactly(s, n), n);
}

START_TEST(the_vectors)
{
    for (int i = 0; i < TT_COUNT(vectors); i++) {
        unsigned char hash[TT_SHA256];
        char hex[2 * TT_SHA256 + 1];

        ck_assert(valid(vectors[i].key, strlen(vectors[i].key)));
        ck_assert_ptr_null(tt_sha256(pool, vectors[i].key, TT_APIKEY_LENGTH, hash));
        for (int j = 0; j < TT_SHA256; j++)
            snprintf(hex + 2 * j, 3, "%02x", hash[j]);
        ck_assert_str_eq(hex, vectors[i].hash);
    }
}
END_TEST

START_TEST(every_change_of_one_byte_is_refused)
{
    for (int i = 0; i < TT_COUNT(vectors); i++) {
        char key[TT_APIKEY_LENGTH];

        memcpy(key, vectors[i].key, sizeof key);
        for (int at = 0; at < TT_APIKEY_LENGTH; at++) {
            char was = key[at];

            for (int c = 0; c < 256; c++) {
                key[at] = (char)c;
                ck_assert_msg(tt_apikey_valid(key, sizeof key) == (key[at] == was), "byte %d as %d", at, c);
            }
            key[at] = was;
        }
    }
}
END_TEST

START_TEST(other_lengths_and_swaps_are_refused)
{
    const char *key = vectors[1].key;
    char other[TT_APIKEY_LENGTH + 2];

    for (size_t n = 0; n < TT_APIKEY_LENGTH; n++)
        ck_assert(!valid(key, n));
    memcpy(other, key, TT_APIKEY_LENGTH);
    memcpy(other + TT_APIKEY_LENGTH, "A", 2);
    ck_assert(!valid(other, TT_APIKEY_LENGTH + 1));
    ck_assert(!valid(key, TT_APIKEY_LENGTH + 1)); /* with its NUL */
    for (int i = 3; i + 1 < TT_APIKEY_LENGTH; i++) {
        memcpy(other, key, TT_APIKEY_LENGTH);
        other[i] = key[i + 1];
        other[i + 1] = key[i];
        ck_assert(!valid(other, TT_APIKEY_LENGTH) || key[i] == key[i + 1]);
    }
}
END_TEST

START_TEST(made_keys_are_valid_and_differ)
{
    bool met[256] = { false };
    int letters = 0;
    apr_table_t *seen = apr_table_make(pool, 512);

    for (int i = 0; i < 500; i++) {
        const char *key = NULL;

        ck_assert_ptr_null(tt_apikey_make(pool, &key));
        ck_assert_uint_eq(strlen(key), TT_APIKEY_LENGTH);
        ck_assert(valid(key, TT_APIKEY_LENGTH));
        for (const char *c = key + 3; c < key + 37; c++)
            met[(unsigned char)*c] = true;
        apr_table_setn(seen, apr_pstrdup(pool, key), "");
    }
    ck_assert_int_eq(apr_table_elts(seen)->nelts, 500);
    for (int c = 0; c < 256; c++)
        letters += met[c];
    ck_assert_int_eq(letters, 62); /* 17,000 digits: one missing has a chance of 1e-118 */
}
END_TEST

Suite *apikey_suite(void)
{
    Suite *s = suite_create("apikey");
    TCase *t = add_case(s, "apikey");

    tcase_add_test(t, the_vectors);
    tcase_add_test(t, every_change_of_one_byte_is_refused);
    tcase_add_test(t, other_lengths_and_swaps_are_refused);
    tcase_add_test(t, made_keys_are_valid_and_differ);
    return s;
}
