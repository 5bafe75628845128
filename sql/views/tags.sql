DROP VIEW IF EXISTS v_tags;
CREATE VIEW v_tags AS
SELECT user_id, id, name, color, created_at, updated_at, version FROM tags;
