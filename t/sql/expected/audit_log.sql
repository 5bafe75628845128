-- list
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

-- list, by number
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1 OFFSET $2;

-- every
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC;

-- count
SELECT count(*)
    FROM v_audit_log
    WHERE user_id = tt_user_id();

-- list, filter via
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND via = $1
    ORDER BY id DESC, id DESC LIMIT $2;

-- list, filter via, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND via = $1 AND (id, id) < ($2, $3)
    ORDER BY id DESC, id DESC LIMIT $4;

-- list, filter request_id
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND request_id = $1
    ORDER BY id DESC, id DESC LIMIT $2;

-- list, filter request_id, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND request_id = $1 AND (id, id) < ($2, $3)
    ORDER BY id DESC, id DESC LIMIT $4;

-- list, filter resource
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND resource = $1
    ORDER BY id DESC, id DESC LIMIT $2;

-- list, filter resource, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND resource = $1 AND (id, id) < ($2, $3)
    ORDER BY id DESC, id DESC LIMIT $4;

-- list, filter row_id
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND row_id = $1
    ORDER BY id DESC, id DESC LIMIT $2;

-- list, filter row_id, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND row_id = $1 AND (id, id) < ($2, $3)
    ORDER BY id DESC, id DESC LIMIT $4;

-- list, filter action
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND action = $1
    ORDER BY id DESC, id DESC LIMIT $2;

-- list, filter action, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND action = $1 AND (id, id) < ($2, $3)
    ORDER BY id DESC, id DESC LIMIT $4;

-- list, every filter
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND via = $1 AND request_id = $2 AND resource = $3 AND row_id = $4 AND action = $5
    ORDER BY id DESC, id DESC LIMIT $6;

-- list, every filter, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND via = $1 AND request_id = $2 AND resource = $3 AND row_id = $4 AND action = $5 AND (id, id) < ($6, $7)
    ORDER BY id DESC, id DESC LIMIT $8;

-- count, every filter
SELECT count(*)
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND via = $1 AND request_id = $2 AND resource = $3 AND row_id = $4 AND action = $5;

-- list, sort id
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id()
    ORDER BY id, id LIMIT $1;

-- list, sort id, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND (id, id) > ($1, $2)
    ORDER BY id, id LIMIT $3;

-- list, sort -id
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id()
    ORDER BY id DESC, id DESC LIMIT $1;

-- list, sort -id, cursor
SELECT id, at, actor, via, request_id, resource, row_id, action, old, new
    FROM v_audit_log
    WHERE user_id = tt_user_id() AND (id, id) < ($1, $2)
    ORDER BY id DESC, id DESC LIMIT $3;

