-- Statements of ttctl, the operator's command line.

-- :ctl_settle
-- A migration may take its time; when ttctl is gone, the server notices and undoes it.
SELECT set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false),
    set_config('idle_in_transaction_session_timeout', '0', false),
    set_config('client_connection_check_interval', '2s', false);

-- :ctl_context
-- $1 the user whose rows are touched, or ''.
SELECT set_config('tt.user_id', $1, true), set_config('tt.actor', 'ttctl', true), set_config('tt.via', 'ttctl', true),
    set_config('tt.request_id', '', true), set_config('tt.row_id', '', true);

-- :ctl_lock_try
SELECT pg_try_advisory_lock(hashtextextended('ttctl migrate', 0));

-- :ctl_lock
SELECT pg_advisory_lock(hashtextextended('ttctl migrate', 0));

-- :ctl_history_exists
SELECT to_regclass('schema_migrations') IS NOT NULL;

-- :ctl_history
SELECT version, name, encode(checksum, 'hex') AS checksum, applied_at::date AS applied_on
FROM schema_migrations ORDER BY version;

-- :ctl_record
INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, decode($3, 'hex'));

-- :ctl_grant
SELECT tt_grant($1);

-- :ctl_users_by_email
SELECT id, email, is_admin FROM users WHERE lower(email) = lower($1) ORDER BY id LIMIT 2;

-- :ctl_user_by_id
SELECT id, email, is_admin FROM users WHERE id = $1;

-- :ctl_zone_known
SELECT EXISTS (SELECT FROM time_zones WHERE name = $1);

-- :ctl_user_add
INSERT INTO users (email, username, time_zone) VALUES ($1, $2, $3) RETURNING id;

-- :ctl_user_list
SELECT id, email, username, time_zone, is_admin, issuer,
    to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
FROM users ORDER BY id;

-- :ctl_key_add
-- $6 days until it expires, NULL = never.
INSERT INTO api_keys (user_id, name, prefix, hash, scopes, expires_at)
VALUES ($1, $2, $3, $4::bytea, $5, date_trunc('second', now()) + make_interval(days => $6))
RETURNING id, to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');

-- :ctl_key_list
-- $1 the user, NULL = all.
SELECT k.id, u.email AS user, k.name, k.prefix, k.scopes,
    to_char(k.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires_at,
    to_char(k.last_used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_used_at,
    to_char(k.revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS revoked_at
FROM api_keys k JOIN users u ON u.id = k.user_id
WHERE k.user_id = coalesce($1, k.user_id)
ORDER BY k.id;

-- :ctl_key_find
SELECT user_id, name, revoked_at IS NOT NULL FROM api_keys WHERE id = $1;

-- :ctl_key_revoke
UPDATE api_keys SET revoked_at = now() WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL;
