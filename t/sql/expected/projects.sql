-- list
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1;

-- list, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (lower(name), id) > (lower($1), $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, by number
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1 OFFSET $2;

-- every
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id;

-- count
SELECT count(*)
    FROM v_projects
    WHERE user_id = tt_user_id();

-- list, filter client_id
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND client_id = $1
    ORDER BY lower(name), id LIMIT $2;

-- list, filter client_id, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND client_id = $1 AND (lower(name), id) > (lower($2), $3)
    ORDER BY lower(name), id LIMIT $4;

-- list, filter status
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND status = $1
    ORDER BY lower(name), id LIMIT $2;

-- list, filter status, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND status = $1 AND (lower(name), id) > (lower($2), $3)
    ORDER BY lower(name), id LIMIT $4;

-- list, q
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (name ILIKE $1 OR note ILIKE $1)
    ORDER BY lower(name), id LIMIT $2;

-- list, q, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (name ILIKE $1 OR note ILIKE $1) AND (lower(name), id) > (lower($2), $3)
    ORDER BY lower(name), id LIMIT $4;

-- list, every filter
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND client_id = $1 AND status = $2 AND (name ILIKE $3 OR note ILIKE $3)
    ORDER BY lower(name), id LIMIT $4;

-- list, every filter, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND client_id = $1 AND status = $2 AND (name ILIKE $3 OR note ILIKE $3) AND (lower(name), id) > (lower($4), $5)
    ORDER BY lower(name), id LIMIT $6;

-- count, every filter
SELECT count(*)
    FROM v_projects
    WHERE user_id = tt_user_id() AND client_id = $1 AND status = $2 AND (name ILIKE $3 OR note ILIKE $3);

-- list, sort id
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY id, id LIMIT $1;

-- list, sort id, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (id, id) > ($1, $2)
    ORDER BY id, id LIMIT $3;

-- list, sort -id
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, sort -id, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

-- list, sort client_name
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY lower(client_name), id LIMIT $1;

-- list, sort client_name, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (lower(client_name), id) > (lower($1), $2)
    ORDER BY lower(client_name), id LIMIT $3;

-- list, sort -client_name
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY lower(client_name) DESC, id DESC LIMIT $1;

-- list, sort -client_name, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (lower(client_name), id) < (lower($1), $2)
    ORDER BY lower(client_name) DESC, id DESC LIMIT $3;

-- list, sort name
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1;

-- list, sort name, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (lower(name), id) > (lower($1), $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, sort -name
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY lower(name) DESC, id DESC LIMIT $1;

-- list, sort -name, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (lower(name), id) < (lower($1), $2)
    ORDER BY lower(name) DESC, id DESC LIMIT $3;

-- list, sort two fields
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(client_name) DESC, id DESC LIMIT $1;

-- list, sort two fields, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND (id, lower(client_name), id) < ($1, lower($2), $3)
    ORDER BY id DESC, lower(client_name) DESC, id DESC LIMIT $4;

-- list, mixed sort of two fields
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(client_name), id LIMIT $1;

-- list, mixed sort of two fields, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND id <= $1 AND (id < $1 OR (id = $1 AND (false OR (lower(client_name) > lower($2) OR (lower(client_name) = lower($2) AND (false OR (id > $3)))))))
    ORDER BY id DESC, lower(client_name), id LIMIT $4;

-- list, mixed sort of three fields
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id()
    ORDER BY id, lower(client_name) DESC, lower(name), id LIMIT $1;

-- list, mixed sort of three fields, cursor
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND id >= $1 AND (id > $1 OR (id = $1 AND (false OR (lower(client_name) < lower($2) OR (lower(client_name) = lower($2) AND (false OR (lower(name) > lower($3) OR (lower(name) = lower($3) AND (false OR (id > $4))))))))))
    ORDER BY id, lower(client_name) DESC, lower(name), id LIMIT $5;

-- insert, required fields
INSERT INTO projects (user_id, name)
    VALUES (tt_user_id(), $1)
    RETURNING set_config('tt.row_id', id::text, true);

-- insert
INSERT INTO projects (user_id, client_id, name, color, note, status, billable, hourly_rate, budget_hours, favorite)
    VALUES (tt_user_id(), $1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING set_config('tt.row_id', id::text, true);

-- back
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND id = ANY(tt_row_ids())
    ORDER BY id;

-- row
SELECT id, client_id, client_name, client_color, name, color, note, status, billable, hourly_rate, budget_hours, favorite, created_at, updated_at, version
    FROM v_projects
    WHERE user_id = tt_user_id() AND id = $1;

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM projects
    WHERE user_id = tt_user_id() AND id = $2 FOR NO KEY UPDATE;

-- update
UPDATE projects
    SET client_id = $1, name = $2, color = $3, note = $4, status = $5, billable = $6, hourly_rate = $7, budget_hours = $8, favorite = $9
    WHERE user_id = tt_user_id() AND id = $10;

-- delete
DELETE
    FROM projects
    WHERE user_id = tt_user_id() AND id = $1;

