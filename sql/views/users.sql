DROP VIEW IF EXISTS v_users;
CREATE VIEW v_users AS
SELECT u.id AS user_id, u.id, u.issuer, u.subject, u.username, u.email, u.time_zone, u.locale, u.week_start,
       u.hour_cycle, u.theme, u.rounding_mode, u.rounding_minutes, u.rounding_per, u.locked_until, u.timer_max_hours,
       u.break_rules, u.density, u.workday_start, u.workday_end, u.is_admin, u.created_at, u.updated_at, u.version
FROM users u;
