-- list
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY start_time DESC, id DESC LIMIT $1;

-- list, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (start_time, id) < ($1, $2)
    ORDER BY start_time DESC, id DESC LIMIT $3;

-- list, by number
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY start_time DESC, id DESC LIMIT $1 OFFSET $2;

-- every
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY start_time DESC, id DESC;

-- count
SELECT count(*)
    FROM v_time_entries
    WHERE user_id = tt_user_id();

-- list, filter project_id
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND project_id = $1
    ORDER BY start_time DESC, id DESC LIMIT $2;

-- list, filter project_id, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND project_id = $1 AND (start_time, id) < ($2, $3)
    ORDER BY start_time DESC, id DESC LIMIT $4;

-- list, filter client_id
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND project_id IN (SELECT id
    FROM projects
    WHERE user_id = tt_user_id() AND client_id = $1)
    ORDER BY start_time DESC, id DESC LIMIT $2;

-- list, filter client_id, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND project_id IN (SELECT id
    FROM projects
    WHERE user_id = tt_user_id() AND client_id = $1) AND (start_time, id) < ($2, $3)
    ORDER BY start_time DESC, id DESC LIMIT $4;

-- list, filter billable
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND billable = $1
    ORDER BY start_time DESC, id DESC LIMIT $2;

-- list, filter billable, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND billable = $1 AND (start_time, id) < ($2, $3)
    ORDER BY start_time DESC, id DESC LIMIT $4;

-- list, filter tag
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND tag_names @> ARRAY[$1::text]
    ORDER BY start_time DESC, id DESC LIMIT $2;

-- list, filter tag, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND tag_names @> ARRAY[$1::text] AND (start_time, id) < ($2, $3)
    ORDER BY start_time DESC, id DESC LIMIT $4;

-- list, filter start_date
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND end_time > tt_day_start($1::date) AND start_time > tt_day_start($1::date) - interval '168 hours'
    ORDER BY start_time DESC, id DESC LIMIT $2;

-- list, filter start_date, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND end_time > tt_day_start($1::date) AND start_time > tt_day_start($1::date) - interval '168 hours' AND (start_time, id) < ($2, $3)
    ORDER BY start_time DESC, id DESC LIMIT $4;

-- list, filter end_date
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND start_time < tt_day_start($1::date + 1)
    ORDER BY start_time DESC, id DESC LIMIT $2;

-- list, filter end_date, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND start_time < tt_day_start($1::date + 1) AND (start_time, id) < ($2, $3)
    ORDER BY start_time DESC, id DESC LIMIT $4;

-- list, q
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (description ILIKE $1)
    ORDER BY start_time DESC, id DESC LIMIT $2;

-- list, q, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (description ILIKE $1) AND (start_time, id) < ($2, $3)
    ORDER BY start_time DESC, id DESC LIMIT $4;

-- list, every filter
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND project_id = $1 AND project_id IN (SELECT id
    FROM projects
    WHERE user_id = tt_user_id() AND client_id = $2) AND billable = $3 AND tag_names @> ARRAY[$4::text] AND end_time > tt_day_start($5::date) AND start_time > tt_day_start($5::date) - interval '168 hours' AND start_time < tt_day_start($6::date + 1) AND (description ILIKE $7)
    ORDER BY start_time DESC, id DESC LIMIT $8;

-- list, every filter, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND project_id = $1 AND project_id IN (SELECT id
    FROM projects
    WHERE user_id = tt_user_id() AND client_id = $2) AND billable = $3 AND tag_names @> ARRAY[$4::text] AND end_time > tt_day_start($5::date) AND start_time > tt_day_start($5::date) - interval '168 hours' AND start_time < tt_day_start($6::date + 1) AND (description ILIKE $7) AND (start_time, id) < ($8, $9)
    ORDER BY start_time DESC, id DESC LIMIT $10;

-- count, every filter
SELECT count(*)
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND project_id = $1 AND project_id IN (SELECT id
    FROM projects
    WHERE user_id = tt_user_id() AND client_id = $2) AND billable = $3 AND tag_names @> ARRAY[$4::text] AND end_time > tt_day_start($5::date) AND start_time > tt_day_start($5::date) - interval '168 hours' AND start_time < tt_day_start($6::date + 1) AND (description ILIKE $7);

-- list, sort id
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY id, id LIMIT $1;

-- list, sort id, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (id, id) > ($1, $2)
    ORDER BY id, id LIMIT $3;

-- list, sort -id
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, sort -id, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

-- list, sort start_time
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY start_time, id LIMIT $1;

-- list, sort start_time, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (start_time, id) > ($1, $2)
    ORDER BY start_time, id LIMIT $3;

-- list, sort -start_time
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY start_time DESC, id DESC LIMIT $1;

-- list, sort -start_time, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (start_time, id) < ($1, $2)
    ORDER BY start_time DESC, id DESC LIMIT $3;

-- list, sort end_time
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY end_time, id LIMIT $1;

-- list, sort end_time, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (end_time, id) > ($1, $2)
    ORDER BY end_time, id LIMIT $3;

-- list, sort -end_time
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY end_time DESC, id DESC LIMIT $1;

-- list, sort -end_time, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (end_time, id) < ($1, $2)
    ORDER BY end_time DESC, id DESC LIMIT $3;

-- list, sort duration_seconds
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY duration_seconds, id LIMIT $1;

-- list, sort duration_seconds, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (duration_seconds, id) > ($1, $2)
    ORDER BY duration_seconds, id LIMIT $3;

-- list, sort -duration_seconds
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY duration_seconds DESC, id DESC LIMIT $1;

-- list, sort -duration_seconds, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (duration_seconds, id) < ($1, $2)
    ORDER BY duration_seconds DESC, id DESC LIMIT $3;

-- list, sort two fields
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, start_time DESC, id DESC LIMIT $1;

-- list, sort two fields, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND (id, start_time, id) < ($1, $2, $3)
    ORDER BY id DESC, start_time DESC, id DESC LIMIT $4;

-- list, mixed sort of two fields
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, start_time, id LIMIT $1;

-- list, mixed sort of two fields, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND id <= $1 AND (id < $1 OR (id = $1 AND (false OR (start_time > $2 OR (start_time = $2 AND (false OR (id > $3)))))))
    ORDER BY id DESC, start_time, id LIMIT $4;

-- list, mixed sort of three fields
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id()
    ORDER BY id, start_time DESC, end_time, id LIMIT $1;

-- list, mixed sort of three fields, cursor
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND id >= $1 AND (id > $1 OR (id = $1 AND (false OR (start_time < $2 OR (start_time = $2 AND (false OR (end_time > $3 OR (end_time = $3 AND (false OR (id > $4))))))))))
    ORDER BY id, start_time DESC, end_time, id LIMIT $5;

-- insert, required fields
INSERT INTO time_entries (user_id, project_id, start_time, end_time)
    VALUES (tt_user_id(), $1, $2, $3)
    RETURNING set_config('tt.row_id', id::text, true);

-- insert
INSERT INTO time_entries (user_id, project_id, start_time, end_time, break_minutes, description, billable, tags)
    VALUES (tt_user_id(), $1, $2, $3, $4, $5, $6, $7)
    RETURNING set_config('tt.row_id', id::text, true);

-- back
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND id = ANY(tt_row_ids())
    ORDER BY id;

-- row
SELECT id, project_id, project_name, project_color, client_id, client_name, client_color, start_time, end_time, break_minutes, duration_seconds, description, billable, tags, created_at, updated_at, version
    FROM v_time_entries
    WHERE user_id = tt_user_id() AND id = $1;

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM time_entries
    WHERE user_id = tt_user_id() AND id = $2 FOR NO KEY UPDATE;

-- update
UPDATE time_entries
    SET project_id = $1, start_time = $2, end_time = $3, break_minutes = $4, description = $5, billable = $6, tags = $7
    WHERE user_id = tt_user_id() AND id = $8;

-- delete
DELETE
    FROM time_entries
    WHERE user_id = tt_user_id() AND id = $1;

-- call bulk
SELECT time_entries_bulk(ids => $1, action => $2);

-- call bulk, every argument
SELECT time_entries_bulk(ids => $1, action => $2, project_id => $3, billable => $4, tag => $5);

-- call split
SELECT set_config('tt.row_id', array_to_string(time_entry_split(id => $1, at => $2), ','), true);

-- call split, every argument
SELECT set_config('tt.row_id', array_to_string(time_entry_split(id => $1, at => $2), ','), true);

-- call duplicate
SELECT set_config('tt.row_id', time_entry_duplicate(id => $1)::text, true);

-- call duplicate, every argument
SELECT set_config('tt.row_id', time_entry_duplicate(id => $1, start_time => $2)::text, true);

