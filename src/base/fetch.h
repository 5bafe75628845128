/* fetch.h -- calls to a server that is not ours, over libcurl: bounded in time and bytes, never redirected. */
#ifndef TT_FETCH_H
#define TT_FETCH_H

#include "base/error.h"

/** One call.  Whether the URL may be called at all is the caller's to check; here only its scheme is. */
typedef struct tt_fetch {
    const char *url;    /**< absolute; https, or http where ALLOW_HTTP */
    const char *form;   /**< application/x-www-form-urlencoded body: POST; NULL = GET */
    const char *bearer; /**< Authorization: Bearer, visible ASCII; or NULL */
    size_t limit;       /**< most bytes of the answer's body */
    int connect_ms;     /**< until the connection stands, TLS included */
    int timeout_ms;     /**< of all of it, however slowly the bytes come */
    bool allow_http;
} tt_fetch;

/** What came back, in the pool of the call. */
typedef struct tt_fetched {
    int status;
    const char *content_type; /**< or "" */
    const char *body;         /**< NUL after its N bytes */
    size_t n;
    int64_t date; /**< header Date in seconds since the epoch, 0 = none that can be read */
} tt_fetched;

/** Once per process before threads start (libcurl's global state). */
void tt_fetch_init(void);

/** Does the call; blocks for at most timeout_ms, name resolution included.  TLS 1.2 or later, certificate and host are
 * verified; no redirects, no proxy (not from the environment either), no netrc, no cookies, no content encodings.  Any
 * status is an answer.  502 "provider_unreachable" when there is no complete answer, 502 "provider_answer" when its
 * head or body is too large; the cause says why, without secrets and without the URL's query. */
const tt_error *tt_fetch_run(apr_pool_t *p, const tt_fetch *fetch, tt_fetched *out) TT_MUST_CHECK;

/** application/x-www-form-urlencoded: appends NAME=VALUE to *FORM ("" or text that ends without "&"), in pool P. */
void tt_form_add(apr_pool_t *p, const char **form, const char *name, const char *value);

#endif
