/* exchange.h -- one request below /auth and its answer.  Knows nothing of httpd: src/http/auth.c stands between. */
#ifndef TT_EXCHANGE_H
#define TT_EXCHANGE_H

#include "auth/claims.h"
#include "auth/csrf.h"
#include "auth/provider.h"
#include "db/trip.h"

/** The relying party: what we are to the provider and to browsers; settings, made at start. */
typedef struct tt_relying_party {
    tt_provider provider; /**< its well_known is NULL where nobody can sign in */
    tt_db *db;
    const char *base_url, *base_path; /**< as of tt_site */
    const char *scope;
    tt_claim_names claims;
    int session_idle_s, session_max_s;
    int query_timeout_ms;
    bool logout_strict;       /**< only logout tokens of type logout+jwt */
    bool front;               /**< httpd's own authentication says who signs in; there is no provider then */
    const char *front_issuer; /**< whose word its names are: with one of them, a user */
    const char *front_logout; /**< where the front's own session ends: a path of this host or a URL, or NULL */
} tt_relying_party;

typedef enum tt_sign_event {
    TT_EVENT_NONE,
    TT_EVENT_SIGNED_IN,
    TT_EVENT_REFUSED,
    TT_EVENT_SIGNED_OUT,
    TT_EVENT_ENDED_BY_PROVIDER
} tt_sign_event;

/** Whom httpd itself has authenticated for this request, never a header's word. */
typedef struct tt_front {
    const char *user;               /**< NULL = nobody */
    const char *missing;            /**< why there is nobody, for the log */
    const char *type;               /**< how: "Basic", "openid-connect"; NULL = by a client certificate */
    const apr_table_t *environment; /**< of the request: what httpd's modules say of the user */
} tt_front;

typedef struct tt_exchange {
    apr_pool_t *pool;
    const tt_relying_party *rp;
    const char *method;                                      /**< HEAD is HEAD here */
    const char *path, *query;                                /**< "/auth/login"; raw, or NULL */
    const char *cookie, *accept, *content_type, *user_agent; /**< headers, NULL = absent */
    tt_csrf csrf;
    const char *body;
    size_t body_n;
    const char *client_ip, *request_id;
    tt_front front; /**< only where rp->front */

    int status; /**< from here on: the answer */
    const char *location, *allow;
    const char *type, *answer;
    const char *form_action; /**< where the form of the page may lead beside this site, for its policy; or NULL */
    int retry_after;
    apr_array_header_t *set_cookies; /**< of const char * */

    tt_sign_event event; /**< from here on: for the log, without secrets */
    const char *user_id;
    const char *reason;  /**< code of a refusal */
    const char *cause;   /**< or NULL */
    const char *unnoted; /**< why a refusal could not be written to the audit log, or NULL */
} tt_exchange;

/** 303 to URL. */
void tt_exchange_redirect(tt_exchange *x, const char *url);

/** Makes E the answer: a page for people, a problem document for programs. */
void tt_exchange_refuse(tt_exchange *x, const tt_error *e);

/** Whether a person is asking, who wants a page. */
bool tt_exchange_wants_page(const tt_exchange *x);

/** Sets the session's cookie; "" with MAX_AGE 0 takes it away. */
void tt_exchange_set_session(tt_exchange *x, const char *id, int max_age);

/** Verifies a token of the provider; a key that is not known is looked for once more at the provider
 * (tt_provider_keys). */
const tt_error *tt_exchange_verify(const tt_exchange *x, const tt_metadata *metadata, const char *token,
                                   tt_jws *out) TT_MUST_CHECK;

/** 405 unless the method is METHOD. */
const tt_error *tt_exchange_only(const tt_exchange *x, const char *method) TT_MUST_CHECK;

#endif
