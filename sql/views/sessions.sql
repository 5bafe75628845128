-- Sessions that are alive.
DROP VIEW IF EXISTS v_sessions;
CREATE VIEW v_sessions AS
SELECT s.user_id, s.id, current_setting('tt.actor', true) IS NOT DISTINCT FROM 'session:' || s.id AS current,
       host(s.ip) AS ip, s.user_agent, s.last_seen_at, s.expires_at, s.created_at, s.updated_at, s.version
FROM sessions s
WHERE s.expires_at > now() AND s.last_seen_at > now() - s.idle_seconds * interval '1 second';
