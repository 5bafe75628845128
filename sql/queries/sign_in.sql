-- Statements of signing in and out (src/auth/sign_in.c).

-- :seal_keys
-- Base64url, the one that seals first; the one before it for ten minutes after that was made.
SELECT id, translate(encode(key, 'base64'), '+/=', '-_') FROM seal_keys
WHERE id = (SELECT max(id) FROM seal_keys)
    OR (SELECT created_at FROM seal_keys ORDER BY id DESC LIMIT 1) > now() - interval '10 minutes'
ORDER BY id DESC;

-- :sign_in_origin
-- What the audit log is to say: $1 actor, $2 via, $3 id of the request.
SELECT set_config('tt.actor', $1, true), set_config('tt.via', $2, true), set_config('tt.request_id', $3, true);

-- :sign_in
SELECT user_id, session_id FROM tt_sign_in($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- :refuse_sign_in
-- $1 reason, $2 address.
SELECT tt_audit_refusal(0, 'sign_in', 0, jsonb_build_object('reason', $1::text, 'ip', $2::text));

-- :sign_out
-- $1 hash of the session's id. The session itself is the actor.
WITH origin AS (
    SELECT s.id, set_config('tt.actor', 'session:' || s.id, true) FROM sessions s WHERE s.hash = $1::bytea)
DELETE FROM sessions s USING origin WHERE s.hash = $1::bytea AND s.id = origin.id RETURNING s.user_id, s.id_token;

-- :backchannel_logout
-- $1 hash of issuer and jti, $2 issuer, $3 subject, $4 sid.
SELECT tt_backchannel_logout($1, $2, $3, $4);
