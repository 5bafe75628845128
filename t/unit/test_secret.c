/* test_secret.c -- src/base/secret.c. */
#include "unit.h"

#include "base/b64.h"
#include "base/secret.h"

static const char *hex_of(const char *bytes, size_t n)
{
    unsigned char hash[TT_SHA256];
    char *hex = apr_palloc(pool, 2 * TT_SHA256 + 1);

    ck_assert_ptr_null(tt_sha256(pool, exactly(bytes, n), n, hash));
    for (int i = 0; i < TT_SHA256; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    return hex;
}

/* FIPS 180-4's examples, and bytes that are no text. */
START_TEST(sha256_of_known_texts)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    char *million = apr_palloc(pool, 1000000);

    ck_assert_str_eq(hex_of("", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ck_assert_str_eq(hex_of("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_str_eq(hex_of(two_blocks, strlen(two_blocks)),
                     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    ck_assert_str_eq(hex_of("\0\0\0\0", 4), "df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119");
    memset(million, 'a', 1000000);
    ck_assert_str_eq(hex_of(million, 1000000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

START_TEST(random_texts_are_32_bytes_and_differ)
{
    apr_table_t *seen = apr_table_make(pool, 512);
    bool met[256] = { false };
    int letters = 0;

    for (int i = 0; i < 500; i++) {
        const char *text = NULL;
        size_t n;

        ck_assert_ptr_null(tt_random_text(pool, &text));
        ck_assert_uint_eq(strlen(text), TT_RANDOM_TEXT);
        ck_assert_ptr_nonnull(tt_b64_decode(pool, text, TT_RANDOM_TEXT, &n));
        ck_assert_uint_eq(n, 32);
        for (const char *c = text; *c; c++)
            met[(unsigned char)*c] = true;
        apr_table_setn(seen, text, "");
    }
    ck_assert_int_eq(apr_table_elts(seen)->nelts, 500);
    for (int c = 0; c < 256; c++)
        letters += met[c];
    ck_assert_int_eq(letters, 64); /* 21,000 digits: one missing has a chance of 1e-142 */
}
END_TEST

Suite *secret_suite(void)
{
    Suite *s = suite_create("secret");
    TCase *t = add_case(s, "secret");

    tcase_add_test(t, sha256_of_known_texts);
    tcase_add_test(t, random_texts_are_32_bytes_and_differ);
    return s;
}
