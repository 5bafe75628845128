/* seal_keys.h -- keys for the fuzz targets of what is sealed. */
#ifndef FUZZ_SEAL_KEYS_H
#define FUZZ_SEAL_KEYS_H

#include <openssl/rand.h>

#include "fuzz.h"

#include "auth/seal.h"

/** One key of its own for each input: the fuzzer sees what is compared, and would send a text that was sealed before.
 */
static inline const apr_array_header_t *fuzz_seal_keys(apr_pool_t *p)
{
    apr_array_header_t *keys = apr_array_make(p, 1, sizeof(tt_seal_key));
    tt_seal_key *key = apr_array_push(keys);

    key->id = 7;
    MUST(RAND_bytes(key->key, sizeof key->key) == 1);
    return keys;
}

#endif
