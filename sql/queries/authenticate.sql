-- :authenticate
-- First statement of every request: who asks, and the context of the transaction. $1 hash of the key, $2 address of the
-- client, $3 scopes that suffice, $4 time zone in place of the user's, or ''.
-- One row, or an error; the happy path stays out of plpgsql. The zone is set here, so everything after it comes in the
-- caller's own. Every request pays for this: so few columns, and what only a write needs has a statement of its own.
SELECT CASE
    WHEN k.id IS NULL OR NOT coalesce(split_part(a.ip, '%', 1)::inet <<= ANY (k.ip_allow), true)
    THEN tt_raise(401, 'invalid_credentials', 'The API key is unknown, expired or revoked', NULL, NULL, NULL)
    WHEN NOT k.scopes && a.accepted
    THEN tt_raise_hint(403, 'insufficient_scope', 'The API key lacks a scope', NULL, NULL,
                       array_to_json(k.scopes)::text)
    ELSE set_config('tt.user_id', k.user_id::text, true) END AS user_id,
    k.id AS key_id, now() AS server_time, coalesce(k.last_used_at < now() - interval '1 minute', true) AS touch,
    set_config('TimeZone', CASE a.zone
        WHEN '' THEN u.time_zone
        ELSE coalesce((SELECT z.name FROM time_zones z WHERE z.name = a.zone),
                      tt_raise(422, 'unknown_time_zone', 'time_zone: is not a known IANA time zone', 'time_zone',
                               NULL, NULL)) END, true)
FROM (VALUES ($1::bytea, $2::text, $3::text[], $4::text)) AS a (hash, ip, accepted, zone)
LEFT JOIN api_keys k ON k.hash = a.hash AND k.revoked_at IS NULL AND coalesce(k.expires_at > now(), true)
LEFT JOIN users u ON u.id = k.user_id;

-- :note_origin
-- What the audit log is to say of a change by the caller who has just been authenticated: $1 hash of the key, $2 via,
-- $3 id of the request.
SELECT set_config('tt.actor', 'key:' || k.id, true), set_config('tt.via', $2, true),
    set_config('tt.request_id', $3, true)
FROM api_keys k WHERE k.hash = $1;

-- :touch_key
-- $1 user, $2 key, $3 address. Once a minute is enough; many requests at once must not queue for the row, nor wait for
-- the disk.
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE api_keys SET last_used_at = now(), last_used_ip = split_part($3::text, '%', 1)::inet FROM quick
WHERE user_id = $1 AND id = $2 AND coalesce(last_used_at < now() - interval '1 minute', true);

-- :schema_version
SELECT max(version) FROM schema_migrations;
