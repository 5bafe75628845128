-- The first outcome of a POST with an Idempotency-Key, kept beside its effect.

-- Takes the caller's key for this transaction.  A null status: nobody had it, go on and store the outcome; otherwise
-- that outcome. Old rows are swept here in small portions; those that somebody else is sweeping are left to him.
CREATE OR REPLACE FUNCTION tt_idempotency_claim(key text, request_hash bytea)
RETURNS TABLE (status int, location text, etag text, body text)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    owner  bigint := tt_user_id();
    stored idempotency_keys;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashint8(owner), hashtext(tt_idempotency_claim.key)) THEN
        PERFORM tt_raise(409, 'idempotency_in_progress',
                         'A request with this Idempotency-Key is still being worked on', NULL, NULL, NULL);
    END IF;
    DELETE FROM idempotency_keys k WHERE k.user_id = owner AND k.key = tt_idempotency_claim.key
        AND k.created_at <= now() - interval '24 hours';
    DELETE FROM idempotency_keys k WHERE k.user_id = owner AND k.key = ANY (ARRAY(
        SELECT o.key FROM idempotency_keys o WHERE o.user_id = owner AND o.created_at <= now() - interval '24 hours'
        ORDER BY o.created_at LIMIT 100 FOR UPDATE SKIP LOCKED));
    SELECT * INTO stored FROM idempotency_keys k WHERE k.user_id = owner AND k.key = tt_idempotency_claim.key;
    IF NOT FOUND THEN
        INSERT INTO idempotency_keys (user_id, key, request_hash)
        VALUES (owner, tt_idempotency_claim.key, tt_idempotency_claim.request_hash);
    ELSIF stored.request_hash <> tt_idempotency_claim.request_hash THEN
        PERFORM tt_raise(422, 'idempotency_key_reused', 'This Idempotency-Key was used for another request', NULL,
                         NULL, NULL);
    END IF;
    RETURN QUERY SELECT stored.status, stored.location, stored.etag, stored.body;
END $$;

-- Keeps the outcome of the transaction that has claimed the key.
CREATE OR REPLACE FUNCTION tt_idempotency_store(key text, status int, location text, etag text, body text) RETURNS void
LANGUAGE sql
AS $$
UPDATE idempotency_keys k SET status = $2, location = $3, etag = $4, body = $5 WHERE k.user_id = tt_user_id()
    AND k.key = $1
$$;
