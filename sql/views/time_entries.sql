DROP VIEW IF EXISTS v_time_entries;
CREATE VIEW v_time_entries AS
SELECT e.user_id, e.id, e.project_id, p.name AS project_name, p.color AS project_color, p.client_id,
       c.name AS client_name, c.color AS client_color, e.start_time, e.end_time, e.break_minutes, e.duration_seconds,
       e.description, e.billable, array_to_json(e.tags) AS tags, e.tags AS tag_names, e.created_at, e.updated_at, e.version
FROM time_entries e
LEFT JOIN projects p ON p.user_id = e.user_id AND p.id = e.project_id
LEFT JOIN clients c ON c.user_id = p.user_id AND c.id = p.client_id;
