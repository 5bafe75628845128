/* secret.h -- random texts and their hashes: what is stored of a secret that was drawn at random, and so needs no slow
 * hash. */
#ifndef TT_SECRET_H
#define TT_SECRET_H

#include "base/error.h"

enum { TT_SHA256 = 32, TT_RANDOM_TEXT = 43 };

/** SHA-256 (FIPS 180-4) of N bytes.  500 if OpenSSL fails; errors live in pool P. */
const tt_error *tt_sha256(apr_pool_t *p, const char *bytes, size_t n, unsigned char hash[TT_SHA256]) TT_MUST_CHECK;

/** 32 bytes of RAND_bytes as TT_RANDOM_TEXT characters of base64url in pool P: ids of sessions, states, nonces,
 * verifiers.  500 if OpenSSL fails. */
const tt_error *tt_random_text(apr_pool_t *p, const char **text) TT_MUST_CHECK;

#endif
