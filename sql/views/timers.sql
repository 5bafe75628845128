DROP VIEW IF EXISTS v_timers;
CREATE VIEW v_timers AS
SELECT t.user_id, t.id, t.project_id, p.name AS project_name, p.color AS project_color, p.client_id,
       c.name AS client_name, c.color AS client_color, t.description, t.start_time, t.break_minutes,
       coalesce(now() > t.start_time + u.timer_max_hours * interval '1 hour', false) AS is_forgotten,
       t.created_at, t.updated_at, t.version
FROM timers t
JOIN users u ON u.id = t.user_id
LEFT JOIN projects p ON p.user_id = t.user_id AND p.id = t.project_id
LEFT JOIN clients c ON c.user_id = p.user_id AND c.id = p.client_id;
