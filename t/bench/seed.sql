-- seed.sql -- fills an empty schema for t/bench/run, as its owner.  psql variables:
--   users    users with `entries` time entries each and a timer that runs
--   writers  more users with neither, who start and stop timers
-- What psql reads from its standard input are API keys, "n<tab>prefix<tab>hash in hex", of users n = 1 .. users + writers.
-- Ids follow from the counting, so that a load generator can compute them: user 1000 + n, its projects (n - 1) * 20 + 1 .. 20, its
-- entries (n - 1) * entries + 1 .. entries.
-- Triggers are off and the costly indexes and constraints are made last: what is measured is the service, not the seeding.
\set ON_ERROR_STOP 1
SET maintenance_work_mem = '256MB';

CREATE TEMP TABLE later AS
SELECT format('ALTER TABLE time_entries DROP CONSTRAINT %I', conname) AS off,
       format('ALTER TABLE time_entries ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) AS back
FROM pg_constraint WHERE conrelid = 'time_entries'::regclass AND contype IN ('f', 'x')
UNION ALL
SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index i WHERE indrelid = 'time_entries'::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid);
SELECT off FROM later \gexec

SELECT format('ALTER TABLE %I DISABLE TRIGGER USER', t) FROM unnest('{users,api_keys,clients,projects,time_entries,timers}'::text[]) t \gexec

INSERT INTO users (id, username, email, time_zone) OVERRIDING SYSTEM VALUE
SELECT 1000 + n, 'user' || n, 'user' || n || '@example.org', 'Europe/Berlin' FROM generate_series(1, :users + :writers) n;

INSERT INTO clients (user_id, id, name) OVERRIDING SYSTEM VALUE
SELECT 1000 + n, (n - 1) * 5 + c, 'Client ' || c FROM generate_series(1, :users + :writers) n, generate_series(1, 5) c;

INSERT INTO projects (user_id, id, client_id, name) OVERRIDING SYSTEM VALUE
SELECT 1000 + n, (n - 1) * 20 + p, (n - 1) * 5 + (p + 3) / 4, 'Project ' || p
FROM generate_series(1, :users + :writers) n, generate_series(1, 20) p;

INSERT INTO time_entries (user_id, id, project_id, start_time, end_time, break_minutes, description, billable, tags)
    OVERRIDING SYSTEM VALUE
SELECT 1000 + n, (n - 1) * :entries::bigint + e, (n - 1) * 20 + 1 + e % 20,
       timestamptz '2016-01-01 08:00:00+01' + e * interval '90 minutes',
       timestamptz '2016-01-01 08:00:00+01' + e * interval '90 minutes' + interval '75 minutes', e % 3 * 5,
       'Work on part ' || e || ' of the project', e % 4 <> 0, CASE e % 5 WHEN 0 THEN '{focus}'::text[] ELSE '{}' END
FROM generate_series(1, :users) n, generate_series(1, :entries) e;

INSERT INTO timers (user_id, project_id, description, start_time)
SELECT 1000 + n, (n - 1) * 20 + 1, 'What is being done', date_trunc('second', now()) FROM generate_series(1, :users) n;

SELECT setval(pg_get_serial_sequence(t, 'id'), 1000000000) FROM unnest('{users,clients,projects,time_entries}'::text[]) t \g /dev/null

-- The keys get the scopes of the one key that `ttctl key create --scopes all` has made before.
CREATE TEMP TABLE new_keys (n bigint, prefix text, hash text);
\copy new_keys FROM pstdin
INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
SELECT 1000 + k.n, 'wrk', k.prefix, decode(k.hash, 'hex'), a.scopes FROM new_keys k, (SELECT scopes FROM api_keys LIMIT 1) a;

-- A second key of each user is pgbench's, which can compute numbers and no hashes: the text of 10^18 + the user's id stands for one.
ALTER TABLE api_keys DROP CONSTRAINT api_keys__hash__invalid_length;
INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
SELECT 1000 + k.n, 'pgbench', k.prefix, convert_to((1000000000000001000 + k.n)::text, 'UTF8'), a.scopes
FROM new_keys k, (SELECT scopes FROM api_keys LIMIT 1) a;

-- A key has the form of a session's id, so it stands for a session too; and again one that pgbench can compute.
ALTER TABLE sessions DROP CONSTRAINT sessions__hash__invalid_length;
INSERT INTO sessions (user_id, hash, issuer, idle_seconds, expires_at)
SELECT k.user_id, k.hash, 'bench', 86400, now() + interval '1 day' FROM api_keys k WHERE k.name IN ('wrk', 'pgbench');

SELECT back FROM later ORDER BY back \gexec
SELECT format('ALTER TABLE %I ENABLE TRIGGER USER', t) FROM unnest('{users,api_keys,clients,projects,time_entries,timers}'::text[]) t \gexec
VACUUM ANALYZE users, api_keys, sessions, clients, projects, time_entries, timers;
