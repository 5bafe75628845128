-- row
SELECT id, username, email, time_zone, locale, week_start, hour_cycle, theme, rounding_mode, rounding_minutes, rounding_per, locked_until, timer_max_hours, break_rules, density, workday_start, workday_end, created_at, updated_at, version
    FROM v_users
    WHERE id = tt_user_id();

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM users
    WHERE id = tt_user_id() FOR NO KEY UPDATE;

-- update
UPDATE users
    SET time_zone = $1, locale = $2, week_start = $3, hour_cycle = $4, theme = $5, rounding_mode = $6, rounding_minutes = $7, rounding_per = $8, locked_until = $9, timer_max_hours = $10, break_rules = $11, density = $12, workday_start = $13, workday_end = $14
    WHERE id = tt_user_id();

