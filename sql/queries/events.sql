-- What streams read. A position is (xact, id): all before and at it is known. The horizon is the oldest transaction under way: what lies
-- below it can get no more rows. Results have one row at least; without an event its columns are null.

-- :events_new
-- Events of all users after the position $1, $2.
SELECT h.horizon, e.xact, e.id, e.user_id, e.resource, e.row_id, e.version, e.action, e.at, e.actor, e.actor_name, e.via
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS h
LEFT JOIN LATERAL (
    SELECT v.* FROM v_events v
    WHERE v.xact IS NOT NULL AND v.xact >= $1::xid8 AND v.xact < h.horizon AND (v.xact, v.id) > ($1::xid8, $2::bigint)
    ORDER BY v.xact, v.id LIMIT 1000) AS e ON true
ORDER BY e.xact, e.id;

-- :events_since
-- Events of the caller after the position $1, $2; or, where this one is too old to be sure that nothing is missing (v_events shows a day),
-- too old to look for what was missed, or of another database, is_lost. $1 null = from now on.
SELECT h.horizon, e.xact, e.id, e.user_id, e.resource, e.row_id, e.version, e.action, e.at, e.actor, e.actor_name, e.via, h.is_lost
FROM (SELECT now_at.horizon,
          coalesce($1::xid8 > now_at.horizon OR now_at.horizon::text::bigint - $1::text::bigint > 100000
                   OR $1::xid8 < (SELECT a.xact FROM audit_log a WHERE a.xact IS NOT NULL ORDER BY a.xact LIMIT 1)
                   OR (SELECT a.at FROM audit_log a WHERE a.xact IS NOT NULL AND a.xact >= $1::xid8 ORDER BY a.xact LIMIT 1)
                      < now() - interval '23 hours', false) AS is_lost
      FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS now_at) AS h
LEFT JOIN LATERAL (
    SELECT v.* FROM v_events v
    WHERE NOT h.is_lost AND v.xact IS NOT NULL AND v.user_id = tt_user_id() AND v.xact >= $1::xid8 AND v.xact < h.horizon
        AND (v.xact, v.id) > ($1::xid8, $2::bigint)
    ORDER BY v.xact, v.id LIMIT 10001) AS e ON true
ORDER BY e.xact, e.id;

-- :stream_grant
-- What the caller who has just been authenticated was given: its scopes, and a text that changes when they do. $1 hash.
SELECT coalesce(array_to_json(g.scopes)::text, '') AS scopes, coalesce(concat(g.scopes, g.ip_allow), '') AS granted
FROM (VALUES ($1::bytea)) AS a (hash)
LEFT JOIN LATERAL (
    SELECT n.scopes, n.ip_allow FROM api_keys n WHERE n.hash = a.hash
    UNION ALL
    SELECT o.scopes, o.ip_allow FROM api_keys o WHERE o.previous_hash = a.hash
    LIMIT 1) AS g ON true;

-- :streams_alive
-- Which of these credentials would still be let in, with what they were given: $1 hashes of keys, $2 of sessions.
SELECT n.hash, coalesce(concat(n.scopes, n.ip_allow), '') AS granted
FROM unnest($1::bytea[]) AS a (hash) JOIN api_keys n ON n.hash = a.hash
WHERE n.revoked_at IS NULL AND coalesce(n.expires_at > now(), true)
UNION ALL
SELECT o.previous_hash, coalesce(concat(o.scopes, o.ip_allow), '')
FROM unnest($1::bytea[]) AS a (hash) JOIN api_keys o ON o.previous_hash = a.hash
WHERE o.revoked_at IS NULL AND o.previous_expires_at > now()
UNION ALL
SELECT s.hash, ''
FROM unnest($2::bytea[]) AS a (hash) JOIN sessions s ON s.hash = a.hash
WHERE s.expires_at > now() AND s.last_seen_at > now() - s.idle_seconds * interval '1 second'
    AND s.last_seen_at < now() + interval '1 minute';
