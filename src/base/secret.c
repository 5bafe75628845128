/* secret.c -- see secret.h. */
#include "base/secret.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/b64.h"

const tt_error *tt_sha256(apr_pool_t *p, const char *bytes, size_t n, unsigned char hash[TT_SHA256])
{
    if (EVP_Digest(bytes, n, hash, NULL, EVP_sha256(), NULL) != 1)
        return tt_error_internal(p, "SHA-256 failed");
    return NULL;
}

const tt_error *tt_random_text(apr_pool_t *p, const char **text)
{
    unsigned char bytes[32];
    tt_buf b;

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return tt_error_internal(p, "RAND_bytes failed");
    tt_buf_init(&b, p, TT_RANDOM_TEXT + 1, TT_RANDOM_TEXT + 1);
    tt_b64_encode(&b, bytes, sizeof bytes);
    *text = tt_buf_text(&b);
    return NULL;
}
