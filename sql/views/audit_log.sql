DROP VIEW IF EXISTS v_audit_log;
CREATE VIEW v_audit_log AS
SELECT a.user_id, a.id, a.at, a.actor, a.via, a.request_id, a.resource, a.row_id, a.action, a.old, a.new
FROM audit_log a;
