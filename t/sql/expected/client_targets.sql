-- list
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY lower(client_name), id LIMIT $1;

-- list, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (lower(client_name), id) > (lower($1), $2)
    ORDER BY lower(client_name), id LIMIT $3;

-- list, by number
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY lower(client_name), id LIMIT $1 OFFSET $2;

-- every
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY lower(client_name), id;

-- count
SELECT count(*)
    FROM v_client_targets
    WHERE user_id = tt_user_id();

-- list, filter client_id
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND client_id = $1
    ORDER BY lower(client_name), id LIMIT $2;

-- list, filter client_id, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND client_id = $1 AND (lower(client_name), id) > (lower($2), $3)
    ORDER BY lower(client_name), id LIMIT $4;

-- list, q
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (client_name ILIKE $1)
    ORDER BY lower(client_name), id LIMIT $2;

-- list, q, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (client_name ILIKE $1) AND (lower(client_name), id) > (lower($2), $3)
    ORDER BY lower(client_name), id LIMIT $4;

-- list, every filter
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND client_id = $1 AND (client_name ILIKE $2)
    ORDER BY lower(client_name), id LIMIT $3;

-- list, every filter, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND client_id = $1 AND (client_name ILIKE $2) AND (lower(client_name), id) > (lower($3), $4)
    ORDER BY lower(client_name), id LIMIT $5;

-- count, every filter
SELECT count(*)
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND client_id = $1 AND (client_name ILIKE $2);

-- list, sort id
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY id, id LIMIT $1;

-- list, sort id, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (id, id) > ($1, $2)
    ORDER BY id, id LIMIT $3;

-- list, sort -id
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, sort -id, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

-- list, sort client_name
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY lower(client_name), id LIMIT $1;

-- list, sort client_name, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (lower(client_name), id) > (lower($1), $2)
    ORDER BY lower(client_name), id LIMIT $3;

-- list, sort -client_name
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY lower(client_name) DESC, id DESC LIMIT $1;

-- list, sort -client_name, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (lower(client_name), id) < (lower($1), $2)
    ORDER BY lower(client_name) DESC, id DESC LIMIT $3;

-- list, sort start_date
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY start_date, id LIMIT $1;

-- list, sort start_date, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (start_date, id) > ($1, $2)
    ORDER BY start_date, id LIMIT $3;

-- list, sort -start_date
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY start_date DESC, id DESC LIMIT $1;

-- list, sort -start_date, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (start_date, id) < ($1, $2)
    ORDER BY start_date DESC, id DESC LIMIT $3;

-- list, sort two fields
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(client_name) DESC, id DESC LIMIT $1;

-- list, sort two fields, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND (id, lower(client_name), id) < ($1, lower($2), $3)
    ORDER BY id DESC, lower(client_name) DESC, id DESC LIMIT $4;

-- list, mixed sort of two fields
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(client_name), id LIMIT $1;

-- list, mixed sort of two fields, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND id <= $1 AND (id < $1 OR (id = $1 AND (false OR (lower(client_name) > lower($2) OR (lower(client_name) = lower($2) AND (false OR (id > $3)))))))
    ORDER BY id DESC, lower(client_name), id LIMIT $4;

-- list, mixed sort of three fields
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id()
    ORDER BY id, lower(client_name) DESC, start_date, id LIMIT $1;

-- list, mixed sort of three fields, cursor
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, created_at, updated_at, version
    FROM v_client_targets
    WHERE user_id = tt_user_id() AND id >= $1 AND (id > $1 OR (id = $1 AND (false OR (lower(client_name) < lower($2) OR (lower(client_name) = lower($2) AND (false OR (start_date > $3 OR (start_date = $3 AND (false OR (id > $4))))))))))
    ORDER BY id, lower(client_name) DESC, start_date, id LIMIT $5;

-- insert, required fields
INSERT INTO client_target_forms (user_id, client_id, period, target_hours, working_days, start_date)
    VALUES (tt_user_id(), $1, $2, $3, $4, $5)
    RETURNING set_config('tt.row_id', id::text, true);

-- insert
INSERT INTO client_target_forms (user_id, client_id, period, target_hours, working_days, start_date, end_date)
    VALUES (tt_user_id(), $1, $2, $3, $4, $5, $6)
    RETURNING set_config('tt.row_id', id::text, true);

-- back from client_target_details
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, periods, history, corrections, created_at, updated_at, version
    FROM v_client_target_details
    WHERE user_id = tt_user_id() AND id = ANY(tt_row_ids())
    ORDER BY id;

-- row from client_target_details
SELECT id, client_id, client_name, client_color, period, target_hours, working_days, start_date, end_date, balance, periods, history, corrections, created_at, updated_at, version
    FROM v_client_target_details
    WHERE user_id = tt_user_id() AND id = $1;

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM client_target_forms
    WHERE user_id = tt_user_id() AND id = $2 FOR NO KEY UPDATE;

-- update
UPDATE client_target_forms
    SET client_id = $1, period = $2, target_hours = $3, working_days = $4, start_date = $5, end_date = $6
    WHERE user_id = tt_user_id() AND id = $7;

-- delete
DELETE
    FROM client_target_forms
    WHERE user_id = tt_user_id() AND id = $1;

-- call change
SELECT set_config('tt.row_id', client_target_change(id => $1, valid_from => $2)::text, true);

-- call change, every argument
SELECT set_config('tt.row_id', client_target_change(id => $1, valid_from => $2, period => $3, target_hours => $4, working_days => $5)::text, true);

-- call correct
SELECT client_target_correct(id => $1, date => $2, hours => $3);

-- call correct, every argument
SELECT client_target_correct(id => $1, date => $2, hours => $3, note => $4);

-- call uncorrect
SELECT client_target_uncorrect(id => $1, correction_id => $2);

-- call uncorrect, every argument
SELECT client_target_uncorrect(id => $1, correction_id => $2);

