/* once.c -- see once.h.
 * Three trips in one transaction: claim the key; the effect; its outcome.  The body can only be stored once it is
 * written, and it is written from the rows of the effect, which is why one trip is not enough. */
#include "api/once.h"

#include <openssl/evp.h>

#include "api/answer.h"
#include "api/problem.h"
#include "api/steps.h"
#include "base/hex.h"

enum { KEY_MAX = 128 };

/* Columns of sql/queries/idempotency.sql's claim. */
enum { STORED_STATUS, STORED_LOCATION, STORED_ETAG, STORED_BODY };

static const tt_error *check_key(tt_call *c)
{
    size_t n = strlen(c->in.idempotency_key);

    for (size_t i = 0; i < n; i++)
        if (c->in.idempotency_key[i] < 0x20 || c->in.idempotency_key[i] > 0x7e)
            n = 0;
    if (n && n <= KEY_MAX)
        return NULL;
    return tt_error_make(c->pool, 400, "malformed_idempotency_key", "Malformed header",
                         "Idempotency-Key takes 1 to %d printable ASCII characters", KEY_MAX);
}

/* Method, path, query and body: what must be the same at every repetition. */
static const tt_error *digest_request(tt_call *c, const char **hex)
{
    const char *head =
        apr_pstrcat(c->pool, c->in.method, " ", c->in.path, "?", c->in.query ? c->in.query : "", "\n", NULL);
    EVP_MD_CTX *sha = EVP_MD_CTX_new();
    unsigned char sum[32];
    bool ok = sha && EVP_DigestInit_ex(sha, EVP_sha256(), NULL) && EVP_DigestUpdate(sha, head, strlen(head)) &&
              EVP_DigestUpdate(sha, c->in.body ? c->in.body : "", c->in.body_n) && EVP_DigestFinal_ex(sha, sum, NULL);

    EVP_MD_CTX_free(sha);
    if (!ok)
        return tt_error_internal(c->pool, "SHA-256 failed");
    *hex = tt_hex_bytea(c->pool, sum, sizeof sum);
    return NULL;
}

/* Undoes the transaction, then hands E on.  Where the server has not even answered there is no use in asking it: a
 * connection that is not idle is cut (tt_db_close), and the server undoes it all. */
static const tt_error *roll_back(tt_call *c, tt_conn *conn, const tt_error *e)
{
    const tt_error *failed;
    tt_steps steps;

    if (PQtransactionStatus(conn->pg) == PQTRANS_ACTIVE)
        return e;
    tt_steps_begin(&steps, c);
    tt_steps_add_query(&steps, &tt_query_rollback, 0, NULL);
    failed = tt_steps_run(&steps, conn);
    return e ? e : failed;
}

static const char *copy_or_null(apr_pool_t *p, const PGresult *res, int column)
{
    return PQgetisnull(res, 0, column) ? NULL : apr_pstrdup(p, PQgetvalue(res, 0, column));
}

static void replay(tt_call *c, const PGresult *stored)
{
    c->out.status = (int)apr_strtoi64(PQgetvalue(stored, 0, STORED_STATUS), NULL, 10);
    c->out.content_type = c->out.status < 400 ? "application/json" : "application/problem+json";
    c->out.location = copy_or_null(c->pool, stored, STORED_LOCATION);
    c->out.etag = copy_or_null(c->pool, stored, STORED_ETAG);
    c->out.body = copy_or_null(c->pool, stored, STORED_BODY);
    c->out.body_n = c->out.body ? strlen(c->out.body) : 0;
    c->out.replayed = true;
}

/* First trip: who asks, and was it asked before?  *DONE if c->out is a replay. */
static const tt_error *claim(tt_call *c, tt_conn *conn, bool *done)
{
    const char *values[2] = { c->in.idempotency_key, NULL };
    const tt_error *e;
    tt_steps steps;
    int claimed;

    TT_TRY(digest_request(c, &values[1]));
    tt_steps_begin(&steps, c);
    tt_steps_add_query(&steps, &tt_query_begin, 0, NULL);
    tt_steps_authenticate(&steps);
    claimed = tt_steps_add_query(&steps, &tt_query_idempotency_claim, 2, values);
    tt_steps_add_query(&steps, &tt_query_savepoint, 0, NULL);
    e = tt_steps_run(&steps, conn);
    if (e)
        return roll_back(c, conn, e);
    *done = !PQgetisnull(tt_trip_result(&steps.trip, claimed), 0, STORED_STATUS);
    if (!*done)
        return NULL;
    replay(c, tt_trip_result(&steps.trip, claimed));
    return roll_back(c, conn, NULL);
}

/* BODY with null in the place of a secret: it is shown once, and a copy must not lie in the database. */
static const char *without_secret(tt_call *c, char *body)
{
    const char *at = c->secret ? strstr(body, c->secret) : NULL;

    if (!at)
        return body;
    return apr_pstrcat(c->pool, apr_pstrmemdup(c->pool, body, (size_t)(at - body) - 1), "null",
                       at + strlen(c->secret) + 1, NULL);
}

/* Last trip: the outcome beside the effect. */
static const tt_error *store(tt_call *c, tt_conn *conn)
{
    const char *values[5] = { c->in.idempotency_key, apr_itoa(c->pool, c->out.status), c->out.location, c->out.etag,
                              NULL };
    const tt_error *e;
    tt_steps steps;

    if (c->out.body)
        values[4] = without_secret(c, apr_pstrmemdup(c->pool, c->out.body, c->out.body_n));
    tt_steps_begin(&steps, c);
    tt_steps_add_query(&steps, &tt_query_idempotency_store, 5, values);
    tt_steps_add_query(&steps, &tt_query_commit, 0, NULL);
    e = tt_steps_run(&steps, conn);
    return e ? roll_back(c, conn, e) : NULL;
}

/* The rules said no: nothing of the effect stays, but the refusal does. */
static const tt_error *store_refusal(tt_call *c, tt_conn *conn, const tt_error *refusal)
{
    tt_steps steps;
    const tt_error *e;

    tt_steps_begin(&steps, c);
    tt_steps_add_query(&steps, &tt_query_rollback_to_savepoint, 0, NULL);
    if (refusal->conflict_resource)
        tt_steps_conflict(&steps, refusal);
    e = tt_steps_run(&steps, conn);
    if (e)
        return roll_back(c, conn, e);
    refusal = tt_steps_with_conflict(&steps, refusal);
    tt_problem_answer(c, refusal);
    TT_TRY(store(c, conn));
    return refusal;
}

const tt_error *tt_once(tt_call *c, tt_conn *conn)
{
    bool done = false;
    const tt_error *e;
    tt_steps steps;

    TT_TRY(check_key(c));
    TT_TRY(claim(c, conn, &done));
    if (done)
        return NULL;
    tt_steps_begin(&steps, c);
    tt_steps_add(&steps);
    e = tt_steps_run(&steps, conn);
    if (!e)
        e = tt_answer_rows(c, steps.answers, tt_steps_rows(&steps));
    if (!e)
        return store(c, conn);
    return e->status < 500 && !e->retry_after ? store_refusal(c, conn, e) : roll_back(c, conn, e);
}
