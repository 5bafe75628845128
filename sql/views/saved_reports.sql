DROP VIEW IF EXISTS v_saved_reports;
CREATE VIEW v_saved_reports AS
SELECT user_id, id, name, query, created_at, updated_at, version FROM saved_reports;
