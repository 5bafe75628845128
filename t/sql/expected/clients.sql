-- list
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1;

-- list, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND (lower(name), id) > (lower($1), $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, by number
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1 OFFSET $2;

-- every
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id;

-- count
SELECT count(*)
    FROM v_clients
    WHERE user_id = tt_user_id();

-- list, filter status
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND status = $1
    ORDER BY lower(name), id LIMIT $2;

-- list, filter status, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND status = $1 AND (lower(name), id) > (lower($2), $3)
    ORDER BY lower(name), id LIMIT $4;

-- list, q
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND (name ILIKE $1 OR email ILIKE $1 OR note ILIKE $1)
    ORDER BY lower(name), id LIMIT $2;

-- list, q, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND (name ILIKE $1 OR email ILIKE $1 OR note ILIKE $1) AND (lower(name), id) > (lower($2), $3)
    ORDER BY lower(name), id LIMIT $4;

-- list, every filter
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND status = $1 AND (name ILIKE $2 OR email ILIKE $2 OR note ILIKE $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, every filter, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND status = $1 AND (name ILIKE $2 OR email ILIKE $2 OR note ILIKE $2) AND (lower(name), id) > (lower($3), $4)
    ORDER BY lower(name), id LIMIT $5;

-- count, every filter
SELECT count(*)
    FROM v_clients
    WHERE user_id = tt_user_id() AND status = $1 AND (name ILIKE $2 OR email ILIKE $2 OR note ILIKE $2);

-- list, sort id
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY id, id LIMIT $1;

-- list, sort id, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND (id, id) > ($1, $2)
    ORDER BY id, id LIMIT $3;

-- list, sort -id
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, sort -id, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

-- list, sort name
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1;

-- list, sort name, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND (lower(name), id) > (lower($1), $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, sort -name
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY lower(name) DESC, id DESC LIMIT $1;

-- list, sort -name, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND (lower(name), id) < (lower($1), $2)
    ORDER BY lower(name) DESC, id DESC LIMIT $3;

-- list, sort two fields
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(name) DESC, id DESC LIMIT $1;

-- list, sort two fields, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND (id, lower(name), id) < ($1, lower($2), $3)
    ORDER BY id DESC, lower(name) DESC, id DESC LIMIT $4;

-- list, mixed sort of two fields
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(name), id LIMIT $1;

-- list, mixed sort of two fields, cursor
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND id <= $1 AND (id < $1 OR (id = $1 AND (false OR (lower(name) > lower($2) OR (lower(name) = lower($2) AND (false OR (id > $3)))))))
    ORDER BY id DESC, lower(name), id LIMIT $4;

-- insert, required fields
INSERT INTO clients (user_id, name)
    VALUES (tt_user_id(), $1)
    RETURNING set_config('tt.row_id', id::text, true);

-- insert
INSERT INTO clients (user_id, name, email, address, note, currency, hourly_rate, color, status)
    VALUES (tt_user_id(), $1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING set_config('tt.row_id', id::text, true);

-- back
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND id = ANY(tt_row_ids())
    ORDER BY id;

-- row
SELECT id, name, email, address, note, currency, hourly_rate, color, status, project_count, created_at, updated_at, version
    FROM v_clients
    WHERE user_id = tt_user_id() AND id = $1;

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM clients
    WHERE user_id = tt_user_id() AND id = $2 FOR NO KEY UPDATE;

-- update
UPDATE clients
    SET name = $1, email = $2, address = $3, note = $4, currency = $5, hourly_rate = $6, color = $7, status = $8
    WHERE user_id = tt_user_id() AND id = $9;

-- delete
DELETE
    FROM clients
    WHERE user_id = tt_user_id() AND id = $1;

