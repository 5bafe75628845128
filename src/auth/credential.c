/* credential.c -- see credential.h. */
#include "auth/credential.h"

#include "auth/apikey.h"
#include "auth/cookie.h"

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* "Bearer KEY" or "Token KEY": the key, "" where it is neither. */
static const char *key_of(const char *authorization)
{
    if (!strncasecmp(authorization, "Bearer ", 7))
        authorization += 7;
    else if (!strncasecmp(authorization, "Token ", 6))
        authorization += 6;
    else
        return "";
    return authorization + strspn(authorization, " ");
}

static const tt_error *read_key(apr_pool_t *p, const char *key, tt_credential *out)
{
    size_t n = strlen(key);

    out->kind = tt_apikey_valid(key, n) ? TT_CREDENTIAL_KEY : TT_CREDENTIAL_BAD;
    return out->kind == TT_CREDENTIAL_KEY ? tt_sha256(p, key, n, out->hash) : NULL;
}

static const tt_error *read_session(apr_pool_t *p, const char *cookie, tt_credential *out)
{
    const apr_array_header_t *cookies = tt_cookies_read(p, cookie);
    int n;
    const char *id = tt_cookie_find(cookies, TT_SESSION_COOKIE, &n);

    if (!id)
        return NULL;
    /* Behind as many cookies as are read there may be another one. */
    if (n > 1 || cookies->nelts == TT_COOKIES_MAX || strlen(id) != TT_SESSION_ID ||
        strspn(id, base64url) != TT_SESSION_ID) {
        out->kind = TT_CREDENTIAL_BAD;
        return NULL;
    }
    out->kind = TT_CREDENTIAL_SESSION;
    return tt_sha256(p, id, TT_SESSION_ID, out->hash);
}

const tt_error *tt_credential_read(apr_pool_t *p, const char *authorization, const char *api_key, const char *cookie,
                                   tt_credential *out)
{
    out->kind = TT_CREDENTIAL_NONE;
    if (authorization && api_key && strcmp(key_of(authorization), api_key) != 0) {
        out->kind = TT_CREDENTIAL_BAD; /* one of the two is not the caller's */
        return NULL;
    }
    if (authorization)
        return read_key(p, key_of(authorization), out);
    if (api_key)
        return read_key(p, api_key, out);
    return cookie ? read_session(p, cookie, out) : NULL;
}
