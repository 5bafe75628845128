/* jws.h -- signed tokens of the provider: JWS compact serialization, RFC 7515, with the algorithms of RFC 7518 and RFC
 * 8037. Never "none", never HS*: who holds the public keys must not be able to sign. */
#ifndef TT_JWS_H
#define TT_JWS_H

#include <json-c/json.h>

#include "auth/jwk.h"

enum { TT_JWS_MAX = 64 << 10 };

typedef struct tt_jws {
    const char *alg;      /**< RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA or Ed25519 */
    const char *typ;      /**< of the header, NULL = absent; the caller knows which it takes */
    json_object *payload; /**< an object; belongs to the pool */
} tt_jws;

/** Verifies TOKEN with KEYS.  ALGS, NULL-terminated, is what the provider says it signs with
 * (id_token_signing_alg_values_supported), NULL = RS256 alone; what is not in our own list is refused whatever it says.
 * Order: size, form, header, key, signature; the payload is not read before the signature holds. 401 with code
 * "token_malformed" (size, parts, base64url, JSON), "token_header" (alg, crit, b64, typ or kid of a wrong type),
 * "token_key_unknown" (no usable key: the set may be too old), "token_signature". */
const tt_error *tt_jws_verify(apr_pool_t *p, const char *token, const tt_jwks *keys, const char *const *algs,
                              tt_jws *out) TT_MUST_CHECK;

/** Whether one of ALGS, as above, is one of ours. */
bool tt_jws_takes_any(const char *const *algs);

/** A token whose signature holds, before its payload is read. */
typedef struct tt_jws_signed {
    const char *alg, *typ;        /**< as above */
    const unsigned char *payload; /**< a NUL that is not counted follows it */
    size_t n;                     /**< bytes of it */
} tt_jws_signed;

/** tt_jws_verify up to the payload, which may be anything. */
const tt_error *tt_jws_open(apr_pool_t *p, const char *token, const tt_jwks *keys, const char *const *algs,
                            tt_jws_signed *out) TT_MUST_CHECK;

#endif
