-- :authenticate_key
-- First statement of a request with an API key: who asks, and the context of the transaction. $1 hash of the key, $2 address of the
-- client, $3 scopes that suffice, $4 time zone in place of the user's, or ''.
-- One row, or an error; the happy path stays out of plpgsql. The zone is set here, so everything after it comes in the
-- caller's own. Every request pays for this: so few columns, and what only a write needs has a statement of its own.
-- The second arm, the secret before a rotation, is looked for only where the first finds nothing.
SELECT CASE
    WHEN k.id IS NULL OR NOT coalesce(split_part(a.ip, '%', 1)::inet <<= ANY (k.ip_allow), true)
    THEN tt_raise(401, 'invalid_credentials', 'The API key is unknown, expired or revoked', NULL, NULL, NULL)
    WHEN NOT k.scopes && a.accepted
    THEN tt_raise_hint(403, 'insufficient_scope', 'The API key lacks a scope', NULL, NULL,
                       array_to_json(k.scopes)::text)
    ELSE set_config('tt.user_id', k.user_id::text, true) END AS user_id,
    k.id AS credential_id, now() AS server_time, coalesce(k.last_used_at < now() - interval '1 minute', true) AS touch,
    u.tier, set_config('TimeZone', CASE a.zone
        WHEN '' THEN u.time_zone
        ELSE coalesce((SELECT z.name FROM time_zones z WHERE z.name = a.zone),
                      tt_raise(422, 'unknown_time_zone', 'time_zone: is not a known IANA time zone', 'time_zone',
                               NULL, NULL)) END, true)
FROM (VALUES ($1::bytea, $2::text, $3::text[], $4::text)) AS a (hash, ip, accepted, zone)
LEFT JOIN LATERAL (
    SELECT n.id, n.user_id, n.scopes, n.ip_allow, n.last_used_at FROM api_keys n
    WHERE n.hash = a.hash AND n.revoked_at IS NULL AND coalesce(n.expires_at > now(), true)
    UNION ALL
    SELECT o.id, o.user_id, o.scopes, o.ip_allow, o.last_used_at FROM api_keys o
    WHERE o.previous_hash = a.hash AND o.revoked_at IS NULL AND o.previous_expires_at > now()
    LIMIT 1) k ON true
LEFT JOIN users u ON u.id = k.user_id;

-- :authenticate_session
-- The same for a session. $1 hash of its id, $2 time zone.
-- A session seen in the future tells that the clock was set back: it ends rather than living longer.
SELECT CASE
    WHEN s.id IS NULL THEN tt_raise(401, 'session_ended', 'The session has ended; sign in again', NULL, NULL, NULL)
    ELSE set_config('tt.user_id', s.user_id::text, true) END AS user_id,
    s.id AS credential_id, now() AS server_time, s.last_seen_at < now() - interval '1 minute' AS touch,
    u.tier, set_config('TimeZone', CASE a.zone
        WHEN '' THEN u.time_zone
        ELSE coalesce((SELECT z.name FROM time_zones z WHERE z.name = a.zone),
                      tt_raise(422, 'unknown_time_zone', 'time_zone: is not a known IANA time zone', 'time_zone',
                               NULL, NULL)) END, true)
FROM (VALUES ($1::bytea, $2::text)) AS a (hash, zone)
LEFT JOIN sessions s ON s.hash = a.hash AND s.expires_at > now()
    AND s.last_seen_at > now() - s.idle_seconds * interval '1 second' AND s.last_seen_at < now() + interval '1 minute'
LEFT JOIN users u ON u.id = s.user_id;

-- :authenticate_agent
-- Who asks over MCP for what is no operation: $1 hash of the key, $2 address. Its scopes as JSON, and the day and the
-- first day of the week of its user.
SELECT CASE
    WHEN k.id IS NULL OR NOT coalesce(split_part(a.ip, '%', 1)::inet <<= ANY (k.ip_allow), true)
    THEN tt_raise(401, 'invalid_credentials', 'The API key is unknown, expired or revoked', NULL, NULL, NULL)
    ELSE k.user_id::text END AS user_id,
    k.id AS credential_id, u.tier, array_to_json(k.scopes) AS scopes, d.today,
    tt_week_start(d.today, u.week_start) AS week_start
FROM (VALUES ($1::bytea, $2::text)) AS a (hash, ip)
LEFT JOIN api_keys k ON (k.hash = a.hash OR (k.previous_hash = a.hash AND k.previous_expires_at > now()))
    AND k.revoked_at IS NULL AND coalesce(k.expires_at > now(), true)
LEFT JOIN users u ON u.id = k.user_id
LEFT JOIN LATERAL (SELECT (now() AT TIME ZONE u.time_zone)::date AS today) d ON true;

-- :note_origin
-- What the audit log is to say of a change by the caller who has just been authenticated: $1 kind of credential, $2 via, $3 id of the
-- request, $4 its hash.
SELECT set_config('tt.actor', concat($1::text, ':', CASE $1
        WHEN 'session' THEN (SELECT s.id FROM sessions s WHERE s.hash = $4)
        ELSE coalesce((SELECT k.id FROM api_keys k WHERE k.hash = $4),
                      (SELECT k.id FROM api_keys k WHERE k.previous_hash = $4)) END), true),
    set_config('tt.via', $2, true), set_config('tt.request_id', $3, true);

-- :touch_key
-- $1 user, $2 key, $3 address. Once a minute is enough; many requests at once must not queue for the row, nor wait for
-- the disk.
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE api_keys SET last_used_at = now(), last_used_ip = split_part($3::text, '%', 1)::inet FROM quick
WHERE user_id = $1 AND id = $2 AND coalesce(last_used_at < now() - interval '1 minute', true);

-- :touch_session
-- The same for a session.
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE sessions SET last_seen_at = now(), ip = split_part($3::text, '%', 1)::inet FROM quick
WHERE user_id = $1 AND id = $2 AND last_seen_at < now() - interval '1 minute';

-- :note_refusal
-- A key that exists was refused: $1 its hash, $2 reason, $3 address, $4 id of the request, $5 via. At most once a minute.
WITH refused AS (
    UPDATE api_keys k SET last_refused_at = now()
    WHERE (k.hash = $1::bytea OR k.previous_hash = $1::bytea) AND coalesce(k.last_refused_at < now() - interval '1 minute', true)
    RETURNING k.user_id, k.id)
SELECT set_config('tt.actor', 'key:' || r.id, true), set_config('tt.via', $5, true), set_config('tt.request_id', $4, true),
    tt_audit_refusal(r.user_id, 'api_keys', r.id, jsonb_build_object('reason', $2::text, 'ip', $3::text))
FROM refused r;

-- :schema_version
SELECT max(version) FROM schema_migrations;
