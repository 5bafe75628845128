-- row
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, description, start_time, break_minutes, is_forgotten, created_at, updated_at, version
    FROM v_timers
    WHERE user_id = tt_user_id();

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM timers
    WHERE user_id = tt_user_id() FOR NO KEY UPDATE;

-- update
UPDATE timers
    SET project_id = $1, description = $2, start_time = $3, break_minutes = $4
    WHERE user_id = tt_user_id();

-- call start
SELECT set_config('tt.row_id', timer_start()::text, true);

-- call start, every argument
SELECT set_config('tt.row_id', timer_start(project_id => $1, description => $2, start_time => $3)::text, true);

-- back
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, description, start_time, break_minutes, is_forgotten, created_at, updated_at, version
    FROM v_timers
    WHERE user_id = tt_user_id() AND id = ANY(tt_row_ids())
    ORDER BY id;

-- call stop
SELECT set_config('tt.row_id', timer_stop()::text, true);

-- call stop, every argument
SELECT set_config('tt.row_id', timer_stop(project_id => $1, end_time => $2, description => $3)::text, true);

-- back from time_entries
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND id = ANY(tt_row_ids())
    ORDER BY id;

-- call cancel
SELECT timer_cancel();

-- call cancel, every argument
SELECT timer_cancel();

