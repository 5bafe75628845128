-- Everything but the hashes.
DROP VIEW IF EXISTS v_api_keys;
CREATE VIEW v_api_keys AS
SELECT k.user_id, k.id, k.name, k.prefix, array_to_json(k.scopes) AS scopes, k.expires_at,
       array_to_json(k.ip_allow::text[]) AS ip_allow, k.last_used_at, host(k.last_used_ip) AS last_used_ip,
       k.rotated_at, CASE WHEN k.previous_expires_at > now() THEN k.previous_prefix END AS previous_prefix,
       CASE WHEN k.previous_expires_at > now() THEN k.previous_expires_at END AS previous_expires_at, k.revoked_at,
       k.created_at, k.updated_at, k.version
FROM api_keys k;

-- Calls of the last 90 days, today included, days in UTC.
DROP VIEW IF EXISTS v_api_key_usage;
CREATE VIEW v_api_key_usage AS
SELECT k.user_id, k.id, k.id AS api_key_id, d.total_calls, d.days
FROM api_keys k
CROSS JOIN LATERAL (
    SELECT coalesce(sum(u.calls), 0)::bigint AS total_calls,
        coalesce(json_agg(json_build_object('day', u.day, 'calls', u.calls) ORDER BY u.day), '[]') AS days
    FROM api_key_usage u
    WHERE u.user_id = k.user_id AND u.key_id = k.id AND u.day > (now() AT TIME ZONE 'UTC')::date - 90) d;
