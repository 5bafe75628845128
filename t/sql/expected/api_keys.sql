-- list
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1;

-- list, cursor
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (lower(name), id) > (lower($1), $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, by number
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1 OFFSET $2;

-- every
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id;

-- count
SELECT count(*)
    FROM v_api_keys
    WHERE user_id = tt_user_id();

-- list, q
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (name ILIKE $1)
    ORDER BY lower(name), id LIMIT $2;

-- list, q, cursor
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (name ILIKE $1) AND (lower(name), id) > (lower($2), $3)
    ORDER BY lower(name), id LIMIT $4;

-- count, every filter
SELECT count(*)
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (name ILIKE $1);

-- list, sort id
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY id, id LIMIT $1;

-- list, sort id, cursor
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (id, id) > ($1, $2)
    ORDER BY id, id LIMIT $3;

-- list, sort -id
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, sort -id, cursor
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

-- list, sort name
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY lower(name), id LIMIT $1;

-- list, sort name, cursor
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (lower(name), id) > (lower($1), $2)
    ORDER BY lower(name), id LIMIT $3;

-- list, sort -name
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY lower(name) DESC, id DESC LIMIT $1;

-- list, sort -name, cursor
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (lower(name), id) < (lower($1), $2)
    ORDER BY lower(name) DESC, id DESC LIMIT $3;

-- list, sort two fields
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(name) DESC, id DESC LIMIT $1;

-- list, sort two fields, cursor
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND (id, lower(name), id) < ($1, lower($2), $3)
    ORDER BY id DESC, lower(name) DESC, id DESC LIMIT $4;

-- list, mixed sort of two fields
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, lower(name), id LIMIT $1;

-- list, mixed sort of two fields, cursor
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND id <= $1 AND (id < $1 OR (id = $1 AND (false OR (lower(name) > lower($2) OR (lower(name) = lower($2) AND (false OR (id > $3)))))))
    ORDER BY id DESC, lower(name), id LIMIT $4;

-- call create
SELECT set_config('tt.row_id', api_key_create(prefix => $1, hash => $2, grantable => $3, name => $4, scopes => $5)::text, true);

-- call create, every argument
SELECT set_config('tt.row_id', api_key_create(prefix => $1, hash => $2, grantable => $3, expires_at => $4, expires_in_days => $5, name => $6, scopes => $7, ip_allow => $8)::text, true);

-- back
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND id = ANY(tt_row_ids())
    ORDER BY id;

-- row
SELECT id, name, prefix, scopes, expires_at, ip_allow, last_used_at, last_used_ip, rotated_at, previous_prefix, previous_expires_at, revoked_at, created_at, updated_at, version
    FROM v_api_keys
    WHERE user_id = tt_user_id() AND id = $1;

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM api_keys
    WHERE user_id = tt_user_id() AND id = $2 FOR NO KEY UPDATE;

-- update
UPDATE api_keys
    SET name = $1
    WHERE user_id = tt_user_id() AND id = $2;

-- delete
DELETE
    FROM api_keys
    WHERE user_id = tt_user_id() AND id = $1;

-- call rotate
SELECT set_config('tt.row_id', api_key_rotate(id => $1, prefix => $2, hash => $3)::text, true);

-- call rotate, every argument
SELECT set_config('tt.row_id', api_key_rotate(id => $1, prefix => $2, hash => $3, overlap_hours => $4, expires_in_days => $5)::text, true);

