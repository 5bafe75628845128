-- :idempotency_claim
-- $1 key, $2 hash of the request. A null status: nobody had it before.
SELECT status, location, etag, body FROM tt_idempotency_claim($1, $2);

-- :idempotency_store
-- $1 key, $2 status, $3 location, $4 etag, $5 body.
SELECT tt_idempotency_store($1, $2, $3, $4, $5);
