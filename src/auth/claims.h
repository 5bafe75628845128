/* claims.h -- what the provider's tokens and userinfo must say: OpenID Connect Core 3.1.3.7, 5.3.2; Back-Channel
 * Logout 2.4, 2.6. */
#ifndef TT_CLAIMS_H
#define TT_CLAIMS_H

#include "auth/jws.h"

enum { TT_CLOCK_LEEWAY_S = 60, TT_IAT_AGE_S = 600, TT_SUBJECT_MAX = 255, TT_DISPLAY_MAX = 320, TT_SID_MAX = 255 };

/** What a token is held against. */
typedef struct tt_expected {
    const char *issuer, *client_id;
    const char *nonce;        /**< of an ID token */
    const char *access_token; /**< of an ID token, for at_hash */
    int64_t now;              /**< seconds since the epoch */
} tt_expected;

/** Names of the claims that an administrator may choose. */
typedef struct tt_claim_names {
    const char *username; /**< "preferred_username" */
    const char *email;    /**< "email" */
    const char *admin; /**< "groups=admins": the claim is that string or a list holding it; "admin": the claim is true;
                        *   NULL = nobody is */
} tt_claim_names;

/** Who signed in.  Identity is (issuer, subject) and nothing else; the rest is for display. */
typedef struct tt_identity {
    const char *subject;
    const char *sid;      /**< session at the provider, or NULL */
    const char *username; /**< never NULL: falls back to the subject */
    const char *email;    /**< or NULL */
    bool email_verified, is_admin;
} tt_identity;

/** Checks typ (absent or JWT) and the claims of a verified ID token (R27-R29 of the security notes); reads subject and
 * sid, which are 1 to 255 characters of printable ASCII, and sets the username to the subject.  Every audience must be
 * the client: an unknown one is not trusted.  401 "token_header" (typ), "token_issuer", "token_audience" (aud, azp),
 * "token_expired", "token_not_yet" (iat in the future, nbf), "token_old", "token_nonce", "token_subject",
 * "token_at_hash", "token_claims" (a claim is missing or of a wrong type, a time is not between 0 and 2^53). Texts of
 * OUT are in pool P. */
const tt_error *tt_id_token_check(apr_pool_t *p, const tt_jws *token, const tt_expected *expected,
                                  tt_identity *out) TT_MUST_CHECK;

/** Whether TEXT (may be NULL) can be shown as a name, or as a mail address where IS_EMAIL: valid UTF-8 without control
 * characters, not blank, of 1 (3) to TT_DISPLAY_MAX characters. */
bool tt_claim_can_be_shown(const char *text, bool is_email);

/** Reads display data from USERINFO (an object whose sub must equal out->subject: 401 "userinfo_subject") and, where
 * userinfo lacks a claim, from the ID token.  A username or email that is missing, of a wrong type, blank, too long
 * (TT_DISPLAY_MAX characters), too short (an email of less than three) or has control characters is as if it were not
 * there; otherwise it is taken byte by byte as sent.  email_verified counts only where the email came from, and only as
 * true.  The claim that makes an administrator is not looked for in the ID token if userinfo has it, whatever it says.
 * Texts of OUT are in pool P. */
const tt_error *tt_userinfo_read(apr_pool_t *p, const json_object *userinfo, const tt_jws *token,
                                 const tt_claim_names *names, tt_identity *out) TT_MUST_CHECK;

/** A logout token's claims. */
typedef struct tt_logout {
    const char *subject, *sid; /**< at least one of them */
    const char *jti;           /**< 1 to 255 characters of printable ASCII */
} tt_logout;

/** Checks a verified logout token (R39): typ absent, JWT or logout+jwt (STRICT: only logout+jwt), events, no nonce,
 * iat, jti, exp, sub or sid.  400 with the codes above, or "logout_token" where what makes it a logout token is wrong.
 */
const tt_error *tt_logout_token_check(apr_pool_t *p, const tt_jws *token, const tt_expected *expected, bool strict,
                                      tt_logout *out) TT_MUST_CHECK;

#endif
