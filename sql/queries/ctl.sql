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

-- :ctl_become_owner
-- A superuser, or another member of the owner, makes what is to belong to the owner.
SELECT set_config('role', owner, false)
FROM (SELECT pg_get_userbyid(coalesce((SELECT relowner FROM pg_class WHERE oid = to_regclass('schema_migrations')),
        (SELECT datdba FROM pg_database WHERE datname = current_database()))) AS owner) o
WHERE owner <> current_user AND pg_has_role(owner, 'MEMBER');

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
INSERT INTO users (email, username, time_zone) VALUES ($1, $2, $3) RETURNING id, email, username, time_zone;

-- :ctl_user_list
SELECT id, email, username, time_zone, is_admin, issuer,
    to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at, tier
FROM users ORDER BY id;

-- :ctl_user_tier
UPDATE users SET tier = $2 WHERE id = $1 AND tier <> $2 RETURNING id;

-- :ctl_key_add
-- $6 days until it expires, NULL = never.
INSERT INTO api_keys (user_id, name, prefix, hash, scopes, expires_at)
VALUES ($1, $2, $3, $4::bytea, $5, date_trunc('second', now()) + make_interval(days => $6))
RETURNING id, to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires_at, name, prefix, scopes;

-- :ctl_key_list
-- $1 the user, NULL = all.
SELECT k.id, u.email AS user, k.name, k.prefix, k.scopes,
    to_char(k.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires_at,
    to_char(k.last_used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_used_at,
    to_char(k.revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS revoked_at,
    k.previous_prefix,
    to_char(k.previous_expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS previous_expires_at
FROM api_keys k JOIN users u ON u.id = k.user_id
WHERE k.user_id = coalesce($1, k.user_id)
ORDER BY k.id;

-- :ctl_key_find
SELECT user_id, name, revoked_at IS NOT NULL FROM api_keys WHERE id = $1;

-- :ctl_key_revoke
UPDATE api_keys SET revoked_at = now() WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL;

-- :ctl_session_list
-- $1 the user, NULL = all. Rows of sessions that are over stay until they are swept; they are left out.
SELECT s.id, u.email AS user, s.ip, s.user_agent,
    to_char(s.last_seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_seen_at,
    to_char(s.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires_at,
    to_char(s.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
FROM v_sessions s JOIN users u ON u.id = s.user_id
WHERE s.user_id = coalesce($1, s.user_id)
ORDER BY s.id;

-- :ctl_session_find
SELECT user_id FROM sessions WHERE id = $1;

-- :ctl_session_end
DELETE FROM sessions WHERE user_id = $1 AND id = $2 RETURNING id;

-- :ctl_session_end_all
DELETE FROM sessions WHERE user_id = $1 RETURNING id;

-- :ctl_seal_key_rotate
SELECT tt_seal_key_rotate() AS id;

-- :ctl_doctor_server
-- Before the schema is known to be there: the server, its clock, and whether there is anything.
SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS version_text,
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock_ms, current_database() AS database, current_user AS role,
    current_setting('server_encoding') AS encoding,
    EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gist') AS has_btree_gist,
    to_regclass('schema_migrations') IS NOT NULL AS has_history;

-- :ctl_doctor_role
-- $1 the module's role. A table that is not there has NULL rights, which count as missing.
SELECT r.rolsuper OR r.rolcreatedb OR r.rolcreaterole AS is_mighty,
    EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
            AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owns,
    has_schema_privilege(r.oid, 'public'::regnamespace, 'CREATE')
        OR has_database_privilege(r.oid, current_database(), 'CREATE') AS creates,
    (SELECT string_agg(DISTINCT t.name, ', ') FROM (VALUES ('users'), ('api_keys'), ('api_key_usage'), ('sessions'), ('used_once'),
            ('time_entries')) AS t (name), (VALUES ('SELECT'), ('INSERT'), ('DELETE')) AS need (privilege)
        WHERE NOT coalesce(has_table_privilege(r.oid, to_regclass('public.' || t.name)::oid, need.privilege), false)) AS not_writable,
    coalesce(has_table_privilege(r.oid, to_regclass('public.seal_keys')::oid, 'SELECT'), false) AS reads_seal_keys,
    coalesce(has_table_privilege(r.oid, to_regclass('public.audit_log')::oid, 'INSERT, UPDATE, DELETE, TRUNCATE'), false)
        AS forges_audit
FROM pg_roles r WHERE r.rolname = $1;

-- :ctl_doctor_rows
SELECT (SELECT max(id) FROM seal_keys) AS seal_key,
    (SELECT (extract(epoch FROM now() - max(created_at)) / 86400)::int FROM seal_keys) AS seal_key_days,
    (SELECT count(*) FROM users) AS users,
    (SELECT count(*) FROM v_sessions) AS sessions,
    (SELECT count(*) FROM api_keys WHERE revoked_at IS NULL AND coalesce(expires_at > now(), true)) AS keys,
    (SELECT count(*) FROM api_keys WHERE revoked_at IS NULL AND expires_at BETWEEN now() AND now() + interval '7 days')
        AS keys_ending;

-- :ctl_setup_role
SELECT rolcanlogin FROM pg_roles WHERE rolname = $1;

-- :ctl_setup_database
SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = $1;

-- :ctl_setup_make_role
-- Names are no values in these statements, so the server makes their text. $2 the hash of the password, or NULL.
SELECT format('CREATE ROLE %I LOGIN', $1::text) || coalesce(format(' PASSWORD %L', $2::text), '');

-- :ctl_setup_make_owner
-- Who is no superuser must be a member to make a database that belongs to the role.
SELECT format('CREATE ROLE %I NOLOGIN', $1::text) || CASE WHEN r.rolsuper THEN '' ELSE format(' ROLE %I', current_user) END
FROM pg_roles r WHERE r.rolname = current_user;

-- :ctl_setup_make_database
SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0', $1::text, $2::text);
