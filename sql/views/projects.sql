-- LEFT JOINs, here and in the other views: the rows are there anyway (foreign keys), but a count need not look for
-- them.
DROP VIEW IF EXISTS v_projects;
CREATE VIEW v_projects AS
SELECT p.user_id, p.id, p.client_id, c.name AS client_name, c.color AS client_color, p.name, p.color, p.note,
       p.status, p.billable,
       p.hourly_rate, p.budget_hours, p.favorite, p.created_at, p.updated_at, p.version
FROM projects p
LEFT JOIN clients c ON c.user_id = p.user_id AND c.id = p.client_id;
