/* seal.h -- text that only we can read and make: AES-256-GCM (NIST SP 800-38D) with a random nonce for each seal. */
#ifndef TT_SEAL_H
#define TT_SEAL_H

#include "base/error.h"

/** Bytes of a key, and of the longest sealed text: no cookie is longer. */
enum { TT_SEAL_KEY = 32, TT_SEAL_MAX = 4096 };

/** A key of the table seal_keys. */
typedef struct tt_seal_key {
    int id;
    unsigned char key[TT_SEAL_KEY];
} tt_seal_key;

/** What is sealed. */
typedef struct tt_seal_text {
    const char *name; /**< what it is for (the cookie's name), so that one seal cannot stand in another's place */
    int64_t at;       /**< seconds since the epoch: when it was sealed */
    const char *text;
} tt_seal_text;

/** Seals WHAT with KEY into base64url text in pool P; its name, its time and the key's id are authenticated with it.
 * 500 if OpenSSL fails or the sealed text would be longer than TT_SEAL_MAX. */
const tt_error *tt_seal(apr_pool_t *p, const tt_seal_key *key, tt_seal_text what, const char **sealed) TT_MUST_CHECK;

/** Opens SEALED with the one of KEYS (tt_seal_key) that it names.  The text in pool P, *AT when it was sealed; NULL
 * where it was not made by us with one of these keys for this NAME, or OpenSSL fails. */
const char *tt_unseal(apr_pool_t *p, const apr_array_header_t *keys, const char *name, const char *sealed,
                      int64_t *at) TT_MUST_CHECK;

#endif
