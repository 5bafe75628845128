-- list
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1;

-- list, cursor
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (lower(name), id) > (lower($1), $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, by number
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1 OFFSET $2;

-- every
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id;

-- count
SELECT count(*)
    FROM v_saved_reports
    WHERE user_id = tt_user_id();

-- list, q
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (name ILIKE $1)
    ORDER BY lower(name), id LIMIT $2;

-- list, q, cursor
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (name ILIKE $1) AND (lower(name), id) > (lower($2), $3)
    ORDER BY lower(name), id LIMIT $4;

-- count, every filter
SELECT count(*)
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (name ILIKE $1);

-- list, sort id
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY id, id LIMIT $1;

-- list, sort id, cursor
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (id, id) > ($1, $2)
    ORDER BY id, id LIMIT $3;

-- list, sort -id
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, sort -id, cursor
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

-- list, sort name
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1;

-- list, sort name, cursor
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (lower(name), id) > (lower($1), $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, sort -name
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY lower(name) DESC, id DESC LIMIT $1;

-- list, sort -name, cursor
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (lower(name), id) < (lower($1), $2)
    ORDER BY lower(name) DESC, id DESC LIMIT $3;

-- list, sort two fields
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(name) DESC, id DESC LIMIT $1;

-- list, sort two fields, cursor
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND (id, lower(name), id) < ($1, lower($2), $3)
    ORDER BY id DESC, lower(name) DESC, id DESC LIMIT $4;

-- list, mixed sort of two fields
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(name), id LIMIT $1;

-- list, mixed sort of two fields, cursor
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND id <= $1 AND (id < $1 OR (id = $1 AND (false OR (lower(name) > lower($2) OR (lower(name) = lower($2) AND (false OR (id > $3)))))))
    ORDER BY id DESC, lower(name), id LIMIT $4;

-- insert, required fields
INSERT INTO saved_reports (user_id, name, query)
    VALUES (tt_user_id(), $1, $2)
    RETURNING set_config('tt.row_id', id::text, true);

-- insert
INSERT INTO saved_reports (user_id, name, query)
    VALUES (tt_user_id(), $1, $2)
    RETURNING set_config('tt.row_id', id::text, true);

-- back
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND id = ANY(tt_row_ids())
    ORDER BY id;

-- row
SELECT id, name, query, created_at, updated_at, version
    FROM v_saved_reports
    WHERE user_id = tt_user_id() AND id = $1;

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM saved_reports
    WHERE user_id = tt_user_id() AND id = $2 FOR NO KEY UPDATE;

-- update
UPDATE saved_reports
    SET name = $1, query = $2
    WHERE user_id = tt_user_id() AND id = $3;

-- delete
DELETE
    FROM saved_reports
    WHERE user_id = tt_user_id() AND id = $1;

