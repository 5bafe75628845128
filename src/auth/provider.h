/* provider.h -- the OpenID Provider: its metadata (OpenID Connect Discovery 1.0, RFC 8414), its keys, and the calls to
 * it.  Metadata and keys are kept in memory that all child processes share.  No function here may be called while a
 * database connection, a mutex or a transaction is held: each may block for timeout_ms. */
#ifndef TT_PROVIDER_H
#define TT_PROVIDER_H

#include <json-c/json.h>

#include "auth/jwk.h"

/** The provider and what we are to it; settings, made at start. */
typedef struct tt_provider {
    const char *well_known; /**< URL of the discovery document; NULL = nobody can sign in */
    const char
        *issuer; /**< the only accepted issuer, or NULL: what the URL says (with or without a slash at its end) */
    const char *client_id;
    bool allow_http;                 /**< for a provider on a loopback address, for development only */
    int timeout_ms;                  /**< of one call in all, waiting for the call of another included */
    int cache_s;                     /**< how long metadata and keys are fresh */
    int retry_s;                     /**< first pause after a failure; it doubles up to 30 times itself */
    int keys_pause_s;                /**< least time between two fetches of the keys because of an unknown kid */
    struct tt_provider_cache *cache; /**< shared memory, of this provider alone */
} tt_provider;

enum {
    TT_PROVIDER_CALLS_MAX = 4, /**< of one process at a time */
    TT_METADATA_MAX = 256 << 10,
    TT_KEYS_MAX = 256 << 10,
    TT_TOKEN_MAX = 256 << 10,
    TT_USERINFO_MAX = 64 << 10,
    TT_STALE_MAX_S = 24 * 3600
};

/** What we need of the metadata; texts in the pool of the call. */
typedef struct tt_metadata {
    const char *issuer; /**< as the provider writes it: compared byte for byte from here on */
    const char *authorization_endpoint, *token_endpoint, *jwks_uri;
    const char *userinfo_endpoint, *end_session_endpoint; /**< or NULL */
    const char *const
        *algs;          /**< id_token_signing_alg_values_supported, NULL-terminated; NULL = not said (RS256 then) */
    bool iss_parameter; /**< authorization_response_iss_parameter_supported, RFC 9207 */
} tt_metadata;

/** Whether URL is http to this machine itself, which is fit for development. */
bool tt_provider_is_local(const char *url);

/** What is wrong with the settings, a text for the administrator in pool P; NULL = nothing.  To be asked at start: what
 * is below expects settings without fault. */
const char *tt_provider_complaint(apr_pool_t *p, const tt_provider *provider);

/** Bytes of shared memory that a cache takes, and a cache in such memory (zeroed, aligned to 64). */
size_t tt_provider_cache_size(void);
struct tt_provider_cache *tt_provider_cache_at(void *memory);

/** Checks and reads a discovery document: the issuer, and every URL (absolute, https, without user name and fragment;
 * http where it is allowed and the host is a loopback address).  502 "provider_metadata" whose detail names the member
 * and whose cause says more. */
const tt_error *tt_metadata_parse(apr_pool_t *p, const tt_provider *provider, const char *json, size_t n,
                                  tt_metadata *out) TT_MUST_CHECK;

/** The metadata, from the cache while fresh.  Single flight over all processes: others are served the copy that is no
 * longer fresh, or wait if there is none.  When a fetch fails that copy serves on for TT_STALE_MAX_S, and nothing is
 * fetched before the pause is over.  Without a copy: 503 "provider_unavailable" with Retry-After, at once during the
 * pause; 502 "provider_metadata" or "provider_answer" for what the provider said; 503 "provider_busy" when
 * TT_PROVIDER_CALLS_MAX calls or waits are under way in this process. */
const tt_error *tt_provider_metadata(apr_pool_t *p, const tt_provider *provider, tt_metadata *out) TT_MUST_CHECK;

/** The key set, likewise ("provider_keys").  REFRESH: a token names a key that is not in the set; it is fetched again
 * unless that was begun less than keys_pause_s ago by any process.  That a fetch fails is no failure: *OUT is then the
 * set as it is, which another process may have renewed meanwhile, so look the key up once more in any case.  *OUT lives
 * in pool P.  A key that the provider withdrew is gone after cache_s, plus timeout_ms while another process fetches. */
const tt_error *tt_provider_keys(apr_pool_t *p, const tt_provider *provider, const tt_metadata *metadata, bool refresh,
                                 tt_jwks **out) TT_MUST_CHECK;

/** What the token endpoint answered; a refresh token is not looked at. */
typedef struct tt_tokens {
    const char *id_token;
    const char *access_token; /**< visible ASCII */
} tt_tokens;

/** Redeems an authorization code: FORM goes to the token endpoint as it is.  403 "code_refused" when the provider says
 * invalid_grant: the code was used or is too old; 502 "provider_token" when it says anything else that is no token (the
 * cause has the OAuth error code), "provider_unreachable" or "provider_answer" as tt_fetch_run; 503 "provider_busy". */
const tt_error *tt_provider_redeem(apr_pool_t *p, const tt_provider *provider, const tt_metadata *metadata,
                                   const char *form, tt_tokens *out) TT_MUST_CHECK;

/** The userinfo object; *OUT belongs to pool P.  502 "provider_userinfo" when refused, malformed or without an
 * endpoint; else as tt_provider_redeem. */
const tt_error *tt_provider_userinfo(apr_pool_t *p, const tt_provider *provider, const tt_metadata *metadata,
                                     const char *access_token, json_object **out) TT_MUST_CHECK;

#endif
