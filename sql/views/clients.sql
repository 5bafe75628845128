DROP VIEW IF EXISTS v_clients;
CREATE VIEW v_clients AS
SELECT c.user_id, c.id, c.name, c.email, c.address, c.note, c.currency, c.hourly_rate, c.color, c.status, c.is_default,
       (SELECT count(*)::int FROM projects p WHERE p.user_id = c.user_id AND p.client_id = c.id) AS project_count,
       c.created_at, c.updated_at, c.version
FROM clients c;
