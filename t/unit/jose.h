/* jose.h -- what the tests of src/auth/jwk.c, jws.c and claims.c share: keys made at run time, tokens signed with them,
 * and the published vectors. */
#ifndef JOSE_H
#define JOSE_H

#include <openssl/evp.h>

#include "unit.h"

#include "auth/jws.h"

/** All algorithms there are, as a provider would list them. */
extern const char *const every_algorithm[];

/** The key pairs, made once: an RSA key of 2048 bits, P-256, P-384, P-521, Ed25519. */
typedef enum { RSA_KEY, P256_KEY, P384_KEY, P521_KEY, ED_KEY, KEYS } key_id;
EVP_PKEY *key_pair(key_id id);

/** The public key as a JWK with the extra MEMBERS (",\"kid\":\"a\"" or ""). */
const char *jwk_of(key_id id, const char *members);

/** "{"keys":[...]}" around JWKS, and what tt_jwks_parse makes of it, which must succeed. */
tt_jwks *key_set(const char *jwks);

/** The bytes in base64url. */
const char *b64(const void *bytes, size_t n);

/** HEADER and PAYLOAD (JSON) signed by the key with the algorithm ALG, whatever HEADER says. */
const char *sign(key_id id, const char *alg, const char *header, const char *payload);

/** The same from parts in base64url. */
const char *sign_parts(key_id id, const char *alg, const char *header64, const char *payload64);

/** A file of test vectors as JSON; NULL, and a line on stderr, where there is none. */
json_object *vectors(const char *name);

#endif
