/* session.c -- see session.h. */
#include "auth/session.h"

#include "auth/credential.h"
#include "base/hex.h"
#include "base/secret.h"
#include "base/utf8.h"

enum {
    HINT_MAX = 6144, /* a URL must be able to take it */
    USER_AGENT_MAX = 500
};

/* What a browser says it is, cut; what is not printable ASCII is left out. */
static const char *user_agent_of(const tt_exchange *x)
{
    const char *s = x->user_agent;

    return s && *s && tt_printable_ascii(s) ? apr_pstrndup(x->pool, s, USER_AGENT_MAX) : NULL;
}

static const tt_error *hash_of(const tt_exchange *x, const char *text, const char **hex)
{
    unsigned char hash[TT_SHA256];

    TT_TRY(tt_sha256(x->pool, text, strlen(text), hash));
    *hex = tt_hex_bytea(x->pool, hash, sizeof hash);
    return NULL;
}

/* The session that this browser had is over with the new one: nobody may go on in another's. */
static const tt_error *earlier_session(const tt_exchange *x, const char **hex)
{
    tt_credential credential;

    *hex = NULL;
    TT_TRY(tt_credential_read(x->pool, NULL, NULL, x->cookie, &credential));
    if (credential.kind == TT_CREDENTIAL_SESSION)
        *hex = tt_hex_bytea(x->pool, credential.hash, sizeof credential.hash);
    return NULL;
}

const tt_error *tt_session_begin(tt_exchange *x, const tt_session_start *start)
{
    const char *origin[] = { "browser", "browser", x->request_id }, *values[15], *id;
    const tt_identity *who = start->who;
    tt_trip trip;
    int n = 0, step;

    TT_TRY(tt_random_text(x->pool, &id));
    TT_TRY(hash_of(x, start->once, &values[n++]));
    values[n++] = start->issuer;
    values[n++] = who->subject;
    values[n++] = who->username;
    values[n++] = who->email;
    values[n++] = who->email_verified ? "true" : "false";
    values[n++] = who->is_admin ? "true" : "false";
    TT_TRY(hash_of(x, id, &values[n++]));
    TT_TRY(earlier_session(x, &values[n++]));
    values[n++] = who->sid;
    values[n++] = start->id_token && strlen(start->id_token) <= HINT_MAX ? start->id_token : NULL;
    values[n++] = x->client_ip;
    values[n++] = user_agent_of(x);
    values[n++] = apr_itoa(x->pool, x->rp->session_idle_s);
    values[n++] = apr_itoa(x->pool, x->rp->session_max_s);
    tt_trip_init(&trip, x->pool);
    tt_trip_add(&trip, tt_statement_fixed(&tt_query_sign_in_origin), 3, origin);
    step = tt_trip_add(&trip, tt_statement_fixed(&tt_query_sign_in), n, values);
    TT_TRY(tt_trip_alone(&trip, x->rp->db, x->rp->query_timeout_ms, false));
    x->event = TT_EVENT_SIGNED_IN;
    x->user_id = PQgetvalue(tt_trip_result(&trip, step), 0, 0);
    tt_exchange_set_session(x, id, x->rp->session_max_s);
    return NULL;
}
