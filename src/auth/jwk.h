/* jwk.h -- the provider's public keys: a JSON Web Key Set, RFC 7517, RFC 7518 section 6 and RFC 8037 (OKP). */
#ifndef TT_JWK_H
#define TT_JWK_H

#include <openssl/evp.h>

#include "base/error.h"

enum { TT_JWKS_MAX_KEYS = 100, TT_RSA_BITS_MIN = 2048, TT_RSA_BITS_MAX = 8192, TT_KID_MAX = 256 };

/** A key that can verify signatures. */
typedef struct tt_jwk {
    const char *kid; /**< NULL = it has none */
    const char *alg; /**< what the key says it is for, NULL = it does not say */
    EVP_PKEY *pkey;  /**< RSA of 2048 to 8192 bits with odd 3 <= e < 2^32; a point on P-256, P-384 or P-521; Ed25519 */
} tt_jwk;

typedef struct tt_jwks {
    int n;
    tt_jwk *key;
} tt_jwks;

/** Reads a key set.  Keys that are of no use (kty or crv unknown, oct, use not sig, key_ops without verify, too weak,
 * broken, published together with the private key) are left out without spoiling the others; two different keys of one
 * kid are both left out.  *OUT and its keys live in pool P.  502 "provider_keys" if the text is no key set, or has more
 * than TT_JWKS_MAX_KEYS keys. */
const tt_error *tt_jwks_parse(apr_pool_t *p, const char *json, size_t n, tt_jwks **out) TT_MUST_CHECK;

#endif
