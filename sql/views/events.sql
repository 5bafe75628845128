-- The audit log as streams tell of it: what changed, not how, and who did it by the name that the user gave.
DROP VIEW IF EXISTS v_events;
CREATE VIEW v_events AS
SELECT a.user_id, a.xact, a.id, a.resource, a.row_id, coalesce(a.new, a.old) ->> 'version' AS version, a.action,
    floor(extract(epoch FROM a.at))::bigint AS at, a.actor,
    CASE split_part(a.actor, ':', 1)
        WHEN 'key' THEN (SELECT k.name FROM api_keys k
                         WHERE k.user_id = a.user_id AND k.id = nullif(split_part(a.actor, ':', 2), '')::bigint)
        WHEN 'session' THEN 'browser'
        ELSE a.actor END AS actor_name,
    a.via
FROM audit_log a
-- Restored into another cluster, rows carry numbers of transactions that this one may still reach.
WHERE a.action <> 'refuse' AND a.at > now() - interval '1 day';
