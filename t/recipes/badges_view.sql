DROP VIEW IF EXISTS v_badges;
CREATE VIEW v_badges AS
SELECT user_id, id, name, awarded_at, created_at, updated_at, version FROM badges;
