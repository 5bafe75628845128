DROP VIEW IF EXISTS v_client_target_details;
DROP VIEW IF EXISTS v_client_targets;

-- A target with the version that is valid today (the first, before it has begun) and its balance.
CREATE VIEW v_client_targets AS
SELECT t.user_id, t.id, t.client_id, c.name AS client_name, c.color AS client_color, v.period, v.target_hours,
       array_to_json(v.working_days) AS working_days, t.start_date, t.end_date, client_target_balance(t) AS balance,
       t.created_at, t.updated_at, t.version
FROM client_targets t
JOIN clients c ON c.user_id = t.user_id AND c.id = t.client_id
CROSS JOIN LATERAL (
    SELECT w.period, w.target_hours, w.working_days FROM client_target_versions w
    WHERE w.user_id = t.user_id AND w.target_id = t.id AND w.valid_from <= greatest(current_date, t.start_date)
    ORDER BY w.valid_from DESC LIMIT 1) v;

-- The same with all that makes up the balance.
CREATE VIEW v_client_target_details AS
SELECT t.user_id, t.id, t.client_id, t.client_name, t.client_color, t.period, t.target_hours, t.working_days, t.start_date, t.end_date,
       d.balance, d.periods,
       (SELECT json_agg(row_to_json(h) ORDER BY h.valid_from)
        FROM (SELECT v.valid_from, v.period, v.target_hours, v.working_days FROM client_target_versions v
              WHERE v.user_id = t.user_id AND v.target_id = t.id) h) AS history,
       (SELECT coalesce(json_agg(row_to_json(k) ORDER BY k.date, k.id), '[]')
        FROM (SELECT x.id, x.date, x.hours, x.note FROM client_target_corrections x
              WHERE x.user_id = t.user_id AND x.target_id = t.id) k) AS corrections,
       t.created_at, t.updated_at, t.version
FROM v_client_targets t
JOIN client_targets b ON b.user_id = t.user_id AND b.id = t.id
CROSS JOIN LATERAL client_target_details(b) d;
