/* credential.h -- what a caller shows to say who it is: an API key or a session's cookie. */
#ifndef TT_CREDENTIAL_H
#define TT_CREDENTIAL_H

#include "base/secret.h"

/** The cookie of a session: __Host- makes browsers insist on Secure, Path=/ and no Domain. */
#define TT_SESSION_COOKIE "__Host-tt_session"

enum { TT_SESSION_ID = 43 };

typedef enum tt_credential_kind {
    TT_CREDENTIAL_NONE,
    TT_CREDENTIAL_BAD, /**< there is one, of a form that none of ours has */
    TT_CREDENTIAL_KEY,
    TT_CREDENTIAL_SESSION
} tt_credential_kind;

typedef struct tt_credential {
    tt_credential_kind kind;
    unsigned char hash[TT_SHA256]; /**< of a key or a session: SHA-256 of its text, what the database stores */
} tt_credential;

/** The credential of a request by its headers (NULL = absent).  Authorization (Bearer or Token) decides; X-API-Key is
 * taken without it, and must be the same key with it; the cookie is looked at only without both.  Two session cookies
 * are a bad credential: one of them may be planted.  Whether it is known, alive and allowed is for the database to say.
 * 500 if OpenSSL fails. */
const tt_error *tt_credential_read(apr_pool_t *p, const char *authorization, const char *api_key, const char *cookie,
                                   tt_credential *out) TT_MUST_CHECK;

#endif
