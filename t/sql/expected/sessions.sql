-- list
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY last_seen_at DESC, id DESC LIMIT $1;

-- list, cursor
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id() AND (last_seen_at, id) < ($1, $2)
    ORDER BY last_seen_at DESC, id DESC LIMIT $3;

-- list, by number
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY last_seen_at DESC, id DESC LIMIT $1 OFFSET $2;

-- every
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY last_seen_at DESC, id DESC;

-- count
SELECT count(*)
    FROM v_sessions
    WHERE user_id = tt_user_id();

-- count, every filter
SELECT count(*)
    FROM v_sessions
    WHERE user_id = tt_user_id();

-- list, sort id
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY id, id LIMIT $1;

-- list, sort id, cursor
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id() AND (id, id) > ($1, $2)
    ORDER BY id, id LIMIT $3;

-- list, sort -id
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, sort -id, cursor
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

-- list, sort last_seen_at
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY last_seen_at, id LIMIT $1;

-- list, sort last_seen_at, cursor
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id() AND (last_seen_at, id) > ($1, $2)
    ORDER BY last_seen_at, id LIMIT $3;

-- list, sort -last_seen_at
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY last_seen_at DESC, id DESC LIMIT $1;

-- list, sort -last_seen_at, cursor
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id() AND (last_seen_at, id) < ($1, $2)
    ORDER BY last_seen_at DESC, id DESC LIMIT $3;

-- list, sort two fields
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, last_seen_at DESC, id DESC LIMIT $1;

-- list, sort two fields, cursor
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id() AND (id, last_seen_at, id) < ($1, $2, $3)
    ORDER BY id DESC, last_seen_at DESC, id DESC LIMIT $4;

-- list, mixed sort of two fields
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, last_seen_at, id LIMIT $1;

-- list, mixed sort of two fields, cursor
SELECT id, current, ip, user_agent, last_seen_at, expires_at, created_at, updated_at, version
    FROM v_sessions
    WHERE user_id = tt_user_id() AND id <= $1 AND (id < $1 OR (id = $1 AND (false OR (last_seen_at > $2 OR (last_seen_at = $2 AND (false OR (id > $3)))))))
    ORDER BY id DESC, last_seen_at, id LIMIT $4;

-- expect
SELECT CASE WHEN version::text = ANY($1::text[]) THEN '' ELSE tt_raise(412, 'precondition_failed', 'The row has changed: its version is now ' || version, NULL, NULL, NULL) END
    FROM sessions
    WHERE user_id = tt_user_id() AND id = $2 FOR NO KEY UPDATE;

-- delete
DELETE
    FROM sessions
    WHERE user_id = tt_user_id() AND id = $1;

-- call end_others
SELECT session_end_others();

-- call end_others, every argument
SELECT session_end_others();

