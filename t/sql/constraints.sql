-- The rules of the database, one by one: psql -X -v ON_ERROR_STOP=1 -f t/sql/constraints.sql against a migrated database.
-- Prints "ok LABEL" or "not ok LABEL: what came instead" for each, and leaves nothing behind.
\set QUIET on
\pset tuples_only on
\pset format unaligned
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL TimeZone = 'Europe/Berlin';
CREATE TEMP TABLE outcome (n int GENERATED ALWAYS AS IDENTITY, line text) ON COMMIT DROP;

-- What STATEMENT raises: "SQLSTATE code field resource", code and field of a constraint from its name; "" if it succeeds.
CREATE FUNCTION pg_temp.raised(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    state text;
    code text;
    field text;
    resource text;
    constraint_name text;
BEGIN
    EXECUTE statement;
    RETURN '';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, code = PG_EXCEPTION_DETAIL, field = COLUMN_NAME, resource = TABLE_NAME,
        constraint_name = CONSTRAINT_NAME;
    IF state LIKE 'TT%' THEN
        RETURN trim(concat_ws(' ', state, code, nullif(field, ''), nullif(resource, '')));
    ELSIF constraint_name LIKE '%\_\_%\_\_%' THEN
        RETURN concat_ws(' ', state, split_part(constraint_name, '__', 3), split_part(constraint_name, '__', 2));
    END IF;
    RETURN state || ' ' || sqlerrm;
END $$;

CREATE FUNCTION pg_temp.note(label text, wanted text, got text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO outcome (line) VALUES (CASE WHEN got IS NOT DISTINCT FROM wanted THEN 'ok ' || label
        ELSE format('not ok %s: wanted "%s", got "%s"', label, wanted, got) END)
$$;
CREATE FUNCTION pg_temp.refuses(label text, wanted text, statement text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.note(label, wanted, pg_temp.raised(statement))
$$;
CREATE FUNCTION pg_temp.takes(label text, statement text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.note(label, '', pg_temp.raised(statement))
$$;
CREATE FUNCTION pg_temp.gives(label text, wanted text, query text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    got text;
BEGIN
    EXECUTE query INTO got;
    PERFORM pg_temp.note(label, wanted, got);
EXCEPTION WHEN OTHERS THEN
    PERFORM pg_temp.note(label, wanted, sqlstate || ' ' || sqlerrm);
END $$;

-- Rows by name, since ids are given by the database.
CREATE FUNCTION pg_temp.a_user() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT id FROM users WHERE username = 'a' AND issuer = 'test' $$;
CREATE FUNCTION pg_temp.b_user() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT id FROM users WHERE username = 'b' AND issuer = 'test' $$;
CREATE FUNCTION pg_temp.client(n text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT c.id FROM clients c WHERE c.user_id IN (pg_temp.a_user(), pg_temp.b_user()) AND c.name = n $$;
CREATE FUNCTION pg_temp.project(n text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT p.id FROM projects p WHERE p.user_id IN (pg_temp.a_user(), pg_temp.b_user()) AND p.name = n $$;
CREATE FUNCTION pg_temp.entry(n text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT max(e.id) FROM time_entries e WHERE e.user_id IN (pg_temp.a_user(), pg_temp.b_user()) AND e.description = n $$;
CREATE FUNCTION pg_temp.second() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT date_trunc('second', clock_timestamp()) $$;
-- An entry of the caller; NULL columns take their defaults.
CREATE FUNCTION pg_temp.add(n text, span_start timestamptz, span_end timestamptz, pause int DEFAULT 0, on_project text DEFAULT 'p1',
                            labels text[] DEFAULT '{}', is_billable boolean DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO time_entries AS e (user_id, project_id, start_time, end_time, break_minutes, description, tags, billable)
    VALUES (tt_user_id(), pg_temp.project(on_project), span_start, span_end, pause, n, labels, is_billable) RETURNING e.id $$;

INSERT INTO users (issuer, subject, username) VALUES ('test', 'constraints-a', 'a'), ('test', 'constraints-b', 'b');
SELECT set_config('tt.user_id', pg_temp.a_user()::text, true), set_config('tt.actor', 'key:1', true), set_config('tt.via', 'rest', true),
       set_config('tt.request_id', 'r-1', true) \g /dev/null

\o /dev/null
-- ---- users ------------------------------------------------------------------------------------------------------------
SELECT pg_temp.refuses('user: subject is unique', '23505 already_exists subject',
    $$INSERT INTO users (issuer, subject, username) VALUES ('test', 'constraints-a', 'c')$$);
SELECT pg_temp.takes('user: same subject of another issuer',
    $$INSERT INTO users (issuer, subject, username) VALUES ('test2', 'constraints-a', 'c')$$);
SELECT pg_temp.refuses('user: issuer without subject', '23514 required subject',
    $$INSERT INTO users (issuer, username) VALUES ('test', 'c')$$);
SELECT pg_temp.takes('user: by address', $$INSERT INTO users (username, email) VALUES ('c', 'Constraints@test.invalid')$$);
SELECT pg_temp.refuses('user: address is unique without issuer', '23505 already_exists email',
    $$INSERT INTO users (username, email) VALUES ('d', 'constraints@TEST.invalid')$$);
SELECT pg_temp.takes('user: address may repeat with issuer',
    $$INSERT INTO users (issuer, subject, username, email) VALUES ('test', 'e', 'e', 'constraints@test.invalid')$$);
SELECT pg_temp.refuses('user: unknown time zone', '23503 unknown_time_zone time_zone',
    $$UPDATE users SET time_zone = 'Mars/Base' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: link names are no zones', '23503 unknown_time_zone time_zone',
    $$UPDATE users SET time_zone = 'posix/Europe/Berlin' WHERE id = tt_user_id()$$);
SELECT pg_temp.takes('user: known time zone', $$UPDATE users SET time_zone = 'Europe/Berlin' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: week_start', '23514 not_allowed week_start', $$UPDATE users SET week_start = 'friday' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: theme', '23514 not_allowed theme', $$UPDATE users SET theme = 'pink' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: hour_cycle', '23514 not_allowed hour_cycle', $$UPDATE users SET hour_cycle = 'h24' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: locale', '23514 not_allowed locale', $$UPDATE users SET locale = 'xx' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: rounding_mode', '23514 not_allowed rounding_mode', $$UPDATE users SET rounding_mode = 'ceil' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: rounding_minutes', '23514 out_of_range rounding_minutes', $$UPDATE users SET rounding_minutes = 61 WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: rounding_per', '23514 not_allowed rounding_per', $$UPDATE users SET rounding_per = 'week' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: timer_max_hours', '23514 out_of_range timer_max_hours', $$UPDATE users SET timer_max_hours = 0 WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: break_rules', '23514 not_allowed break_rules', $$UPDATE users SET break_rules = 'x' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: density', '23514 not_allowed density', $$UPDATE users SET density = 'x' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: workday_start', '23514 out_of_range workday_start',
    $$UPDATE users SET workday_start = -1, workday_end = 1 WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: workday_end', '23514 out_of_range workday_end',
    $$UPDATE users SET workday_start = 0, workday_end = 1441 WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: workday without an end', '23514 required workday_end', $$UPDATE users SET workday_start = 1 WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: workday without a start', '23514 required workday_start', $$UPDATE users SET workday_end = 1 WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: workday of nothing', '23514 not_after_start workday_end',
    $$UPDATE users SET workday_start = 1, workday_end = 1 WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: locked_until in the future', 'TT422 in_future locked_until',
    $$UPDATE users SET locked_until = (now() AT TIME ZONE time_zone)::date + 1 WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('user: locked_until infinite', 'TT422 in_future locked_until', $$UPDATE users SET locked_until = 'infinity' WHERE id = tt_user_id()$$);

-- ---- api keys ---------------------------------------------------------------------------------------------------------
SELECT pg_temp.takes('api key: fifty', $$INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
    SELECT tt_user_id(), 'k' || i, 'tt_constrain', sha256(('constraints' || i)::bytea), '{read:clients}' FROM generate_series(1, 50) i$$);
SELECT pg_temp.refuses('api key: not fifty-one', 'TT409 too_many_keys', $$INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
    VALUES (tt_user_id(), 'k', 'tt_constrain', sha256('constraints51'), '{read:clients}')$$);
SELECT pg_temp.takes('api key: revoke', $$UPDATE api_keys SET revoked_at = now() WHERE user_id = tt_user_id() AND name = 'k1'$$);
SELECT pg_temp.takes('api key: expire', $$UPDATE api_keys SET expires_at = now() WHERE user_id = tt_user_id() AND name = 'k2'$$);
SELECT pg_temp.takes('api key: revoked and expired ones do not count', $$INSERT INTO api_keys (user_id, name, prefix, hash, scopes, ip_allow)
    VALUES (tt_user_id(), 'new', 'tt_constrain', sha256('constraints51'), '{read:clients}', '{10.0.0.0/8}')$$);
SELECT pg_temp.refuses('api key: hash is unique', '23505 already_exists hash', $$INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
    VALUES (tt_user_id(), 'k', 'tt_constrain', sha256('constraints51'), '{read:clients}')$$);
SELECT pg_temp.refuses('api key: without scopes', '23514 required scopes', $$INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
    VALUES (tt_user_id(), 'k', 'tt_constrain', sha256('constraints52'), '{}')$$);
SELECT pg_temp.gives('api key: its use is no change', '1', $$WITH used AS (UPDATE api_keys SET last_used_at = now()
    WHERE user_id = tt_user_id() AND name = 'new' RETURNING version) SELECT version FROM used$$);
SELECT pg_temp.gives('api key: the log has no hash', '0', $$SELECT count(*) FROM audit_log
    WHERE user_id = tt_user_id() AND resource = 'api_keys' AND (new ? 'hash' OR old ? 'hash')$$);
SELECT pg_temp.gives('api key: the log tells of new and revoked', 'insert update', $$SELECT string_agg(action, ' ' ORDER BY a.id) FROM audit_log a
    JOIN api_keys k ON k.user_id = a.user_id AND k.id = a.row_id WHERE a.resource = 'api_keys' AND k.name = 'k1' AND a.user_id = tt_user_id()$$);

-- ---- saved reports ----------------------------------------------------------------------------------------------------
SELECT pg_temp.takes('saved report: add', $$INSERT INTO saved_reports (user_id, name, query) VALUES (tt_user_id(), 'Acme', 'range=week')$$);
SELECT pg_temp.refuses('saved report: name is unique whatever its case', '23505 already_exists name',
    $$INSERT INTO saved_reports (user_id, name, query) VALUES (tt_user_id(), 'ACME', 'range=week')$$);
SELECT pg_temp.takes('saved report: same name of another user', $$INSERT INTO saved_reports (user_id, name, query) VALUES (pg_temp.b_user(), 'ACME', 'x')$$);
SELECT pg_temp.refuses('saved report: no name', '23514 invalid_length name', $$INSERT INTO saved_reports (user_id, name, query) VALUES (tt_user_id(), '', 'x')$$);
SELECT pg_temp.refuses('saved report: long name', '23514 invalid_length name',
    $$INSERT INTO saved_reports (user_id, name, query) VALUES (tt_user_id(), repeat('ü', 101), 'x')$$);
SELECT pg_temp.refuses('saved report: no query', '23514 invalid_length query', $$UPDATE saved_reports SET query = '' WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('saved report: long query', '23514 invalid_length query', $$UPDATE saved_reports SET query = repeat('x', 2001) WHERE user_id = tt_user_id()$$);
SELECT pg_temp.takes('saved report: longest', $$UPDATE saved_reports SET name = repeat('ü', 100), query = repeat('x', 2000) WHERE user_id = tt_user_id()$$);

-- ---- clients ----------------------------------------------------------------------------------------------------------
SELECT pg_temp.takes('client: add', $$INSERT INTO clients (user_id, name) VALUES (tt_user_id(), 'Acme')$$);
SELECT pg_temp.refuses('client: name is unique whatever its case', '23505 already_exists name',
    $$INSERT INTO clients (user_id, name) VALUES (tt_user_id(), 'aCME')$$);
SELECT pg_temp.takes('client: same name of another user', $$INSERT INTO clients (user_id, name) VALUES (pg_temp.b_user(), 'ACME')$$);
SELECT pg_temp.refuses('client: no name', '23514 invalid_length name', $$INSERT INTO clients (user_id, name) VALUES (tt_user_id(), '')$$);
SELECT pg_temp.refuses('client: long name', '23514 invalid_length name',
    $$INSERT INTO clients (user_id, name) VALUES (tt_user_id(), repeat('x', 201))$$);
SELECT pg_temp.takes('client: longest name', $$INSERT INTO clients (user_id, name) VALUES (tt_user_id(), repeat('ü', 200))$$);
SELECT pg_temp.refuses('client: color', '23514 malformed color', $$UPDATE clients SET color = 'red' WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('client: currency', '23514 malformed currency', $$UPDATE clients SET currency = 'eur' WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('client: rate', '23514 out_of_range hourly_rate', $$UPDATE clients SET hourly_rate = -1 WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('client: status', '23514 not_allowed status', $$UPDATE clients SET status = 'gone' WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('client: of nobody', '23503 not_found user_id', $$INSERT INTO clients (user_id, name) VALUES (-1, 'x')$$);
SELECT pg_temp.gives('client: defaults', '#64748b active f 1',
    $$SELECT concat_ws(' ', color, status, is_default, version) FROM clients WHERE user_id = tt_user_id() AND name = 'Acme'$$);

-- ---- projects ---------------------------------------------------------------------------------------------------------
SELECT pg_temp.takes('project: without a client', $$INSERT INTO projects (user_id, name) VALUES (tt_user_id(), 'p1')$$);
SELECT pg_temp.gives('project: the default client is made', 'Internal true', $$SELECT c.name || ' ' || c.is_default FROM projects p
    JOIN clients c ON c.user_id = p.user_id AND c.id = p.client_id WHERE p.id = pg_temp.project('p1')$$ );
SELECT pg_temp.takes('project: the default client is renamed', $$UPDATE clients SET name = 'Own' WHERE user_id = tt_user_id() AND is_default$$);
SELECT pg_temp.takes('project: a second without a client', $$INSERT INTO projects (user_id, name, billable) VALUES (tt_user_id(), 'p2', false)$$);
SELECT pg_temp.gives('project: and is the same', 'Own', $$SELECT string_agg(DISTINCT client_name, ' ') FROM v_projects WHERE user_id = tt_user_id()$$);
SELECT pg_temp.takes('project: a client has the name already', $$INSERT INTO clients (user_id, name) VALUES (pg_temp.b_user(), 'INTERNAL')$$);
SELECT pg_temp.takes('project: of b', $$INSERT INTO projects (user_id, name) VALUES (pg_temp.b_user(), 'pb')$$);
SELECT pg_temp.gives('project: and becomes the default', 'INTERNAL true', $$SELECT name || ' ' || is_default FROM clients
    WHERE id = (SELECT client_id FROM projects WHERE id = pg_temp.project('pb'))$$);
SELECT pg_temp.refuses('project: one default client', '23505 already_exists is_default',
    $$UPDATE clients SET is_default = true WHERE user_id = tt_user_id() AND name = 'Acme'$$);
SELECT pg_temp.takes('project: of a client', $$INSERT INTO projects (user_id, client_id, name) VALUES (tt_user_id(), pg_temp.client('Acme'), 'gone')$$);
SELECT pg_temp.refuses('project: name is unique within the client', '23505 already_exists name',
    $$INSERT INTO projects (user_id, client_id, name) VALUES (tt_user_id(), pg_temp.client('Acme'), 'GONE')$$);
SELECT pg_temp.takes('project: same name of another client', $$INSERT INTO projects (user_id, name) VALUES (tt_user_id(), 'GONE')$$);
SELECT pg_temp.refuses('project: unknown client', '23503 not_found client_id',
    $$INSERT INTO projects (user_id, client_id, name) VALUES (tt_user_id(), 9007199254740991, 'x')$$);
SELECT pg_temp.refuses('project: a stranger''s client', '23503 not_found client_id',
    $$INSERT INTO projects (user_id, client_id, name) VALUES (tt_user_id(), pg_temp.client('ACME'), 'x')$$);
SELECT pg_temp.refuses('project: moved to a stranger''s client', '23503 not_found client_id',
    $$UPDATE projects SET client_id = pg_temp.client('ACME') WHERE user_id = tt_user_id() AND name = 'p1'$$);
SELECT pg_temp.refuses('project: budget', '23514 out_of_range budget_hours',
    $$UPDATE projects SET budget_hours = -0.01 WHERE user_id = tt_user_id() AND name = 'p1'$$);
SELECT pg_temp.takes('project: archive', $$UPDATE projects SET status = 'archived' WHERE user_id = tt_user_id() AND name = 'gone'$$);
SELECT pg_temp.gives('client: counts its projects', 'Acme 1, Own 3',
    $$SELECT string_agg(name || ' ' || project_count, ', ' ORDER BY name) FROM v_clients WHERE user_id = tt_user_id() AND project_count > 0$$);
SELECT pg_temp.refuses('client: in use', 'TT409 in_use', $$DELETE FROM clients WHERE user_id = tt_user_id() AND name = 'Acme'$$);
SELECT pg_temp.takes('client: out of use', $$DELETE FROM clients WHERE user_id = tt_user_id() AND name LIKE 'ü%'$$);

-- ---- time entries -----------------------------------------------------------------------------------------------------
SELECT pg_temp.takes('entry: add', $$SELECT pg_temp.add('nine', '2024-01-15 09:00', '2024-01-15 10:00', 15)$$);
SELECT pg_temp.gives('entry: duration', '2700', $$SELECT duration_seconds FROM time_entries WHERE id = pg_temp.entry('nine')$$);
SELECT pg_temp.gives('entry: billable from the project', 'true', $$SELECT billable FROM time_entries WHERE id = pg_temp.entry('nine')$$);
SELECT pg_temp.takes('entry: right behind', $$SELECT pg_temp.add('ten', '2024-01-15 10:00', '2024-01-15 11:00', 0, 'p2')$$);
SELECT pg_temp.gives('entry: not billable from the project', 'false', $$SELECT billable FROM time_entries WHERE id = pg_temp.entry('ten')$$);
SELECT pg_temp.takes('entry: right before', $$SELECT pg_temp.add('eight', '2024-01-15 08:00', '2024-01-15 09:00', 0, 'p2', '{}', true)$$);
SELECT pg_temp.gives('entry: billable as given', 'true', $$SELECT billable FROM time_entries WHERE id = pg_temp.entry('eight')$$);
SELECT pg_temp.refuses('entry: the same span', 'TT409 overlap start_time time_entries', $$SELECT pg_temp.add('x', '2024-01-15 09:00', '2024-01-15 10:00')$$);
SELECT pg_temp.refuses('entry: overlaps a start', 'TT409 overlap start_time time_entries', $$SELECT pg_temp.add('x', '2024-01-15 07:00', '2024-01-15 08:00:01')$$);
SELECT pg_temp.refuses('entry: overlaps an end', 'TT409 overlap start_time time_entries', $$SELECT pg_temp.add('x', '2024-01-15 10:59:59', '2024-01-15 12:00')$$);
SELECT pg_temp.refuses('entry: within another', 'TT409 overlap start_time time_entries', $$SELECT pg_temp.add('x', '2024-01-15 09:20', '2024-01-15 09:30')$$);
SELECT pg_temp.refuses('entry: around others', 'TT409 overlap start_time time_entries', $$SELECT pg_temp.add('x', '2024-01-15 07:00', '2024-01-15 12:00')$$);
CREATE FUNCTION pg_temp.in_the_way(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    EXECUTE statement;
    RETURN 'nothing';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN hint;
END $$;
SELECT pg_temp.note('entry: the one in the way is named', pg_temp.entry('nine')::text,
    pg_temp.in_the_way($$SELECT pg_temp.add('x', '2024-01-15 09:20', '2024-01-15 09:30')$$));
-- The constraint is the last guard, whatever the triggers do.
ALTER TABLE time_entries DISABLE TRIGGER guard;
SELECT pg_temp.refuses('entry: the constraint alone', '23P01 overlap start_time',
    $$SELECT pg_temp.add('x', '2024-01-15 09:20', '2024-01-15 09:30', 0, 'p1', '{}', true)$$);
SELECT pg_temp.refuses('entry: a stranger''s project by the key alone', '23503 not_found project_id',
    $$SELECT pg_temp.add('x', '2024-01-16 09:20', '2024-01-16 09:30', 0, 'pb', '{}', true)$$);
ALTER TABLE time_entries ENABLE TRIGGER guard;
SELECT pg_temp.refuses('entry: end is start', '23514 not_after_start end_time', $$SELECT pg_temp.add('x', '2024-01-15 09:20', '2024-01-15 09:20')$$);
SELECT pg_temp.refuses('entry: end before start', '23514 not_after_start end_time', $$SELECT pg_temp.add('x', '2024-01-15 09:20', '2024-01-15 07:20')$$);
SELECT pg_temp.refuses('entry: break as long as the span', '23514 not_shorter_than_span break_minutes',
    $$SELECT pg_temp.add('x', '2024-01-16 09:00', '2024-01-16 10:00', 60)$$);
SELECT pg_temp.refuses('entry: negative break', '23514 out_of_range break_minutes', $$SELECT pg_temp.add('x', '2024-01-16 09:00', '2024-01-16 10:00', -1)$$);
SELECT pg_temp.takes('entry: longest break', $$SELECT pg_temp.add('long break', '2024-01-16 09:00', '2024-01-16 10:00', 59)$$);
SELECT pg_temp.refuses('entry: more than 7 days', '23514 too_long end_time', $$SELECT pg_temp.add('x', '2024-02-01 00:00', '2024-02-08 00:00:01')$$);
SELECT pg_temp.takes('entry: 7 days', $$SELECT pg_temp.add('week', '2024-02-01 00:00', '2024-02-08 00:00')$$);
SELECT pg_temp.refuses('entry: 7 days and an hour by the clock change', '23514 too_long end_time', $$SELECT pg_temp.add('x', '2024-10-26 00:00', '2024-11-02 00:00')$$);
SELECT pg_temp.refuses('entry: fraction of a second at the start', '23514 not_whole_seconds start_time',
    $$SELECT pg_temp.add('x', '2024-01-16 12:00:00.5', '2024-01-16 13:00')$$);
SELECT pg_temp.refuses('entry: fraction of a second at the end', '23514 not_whole_seconds end_time',
    $$SELECT pg_temp.add('x', '2024-01-16 12:00', '2024-01-16 13:00:00.5')$$);
SELECT pg_temp.refuses('entry: unknown project', 'TT422 not_found project_id', $$SELECT pg_temp.add('x', '2024-01-16 12:00', '2024-01-16 13:00', 0, 'nothing')$$);
SELECT pg_temp.refuses('entry: a stranger''s project', 'TT422 not_found project_id', $$SELECT pg_temp.add('x', '2024-01-16 12:00', '2024-01-16 13:00', 0, 'pb')$$);
SELECT pg_temp.refuses('entry: archived project', 'TT409 project_archived project_id projects', $$SELECT pg_temp.add('x', '2024-01-16 12:00', '2024-01-16 13:00', 0, 'gone')$$);
SELECT pg_temp.refuses('entry: archived project, billable given', 'TT409 project_archived project_id projects',
    $$SELECT pg_temp.add('x', '2024-01-16 12:00', '2024-01-16 13:00', 0, 'gone', '{}', true)$$);
SELECT pg_temp.refuses('entry: moved to an archived project', 'TT409 project_archived project_id projects',
    $$UPDATE time_entries SET project_id = pg_temp.project('gone') WHERE user_id = tt_user_id() AND id = pg_temp.entry('nine')$$);
SELECT pg_temp.refuses('entry: long description', '23514 too_long description',
    $$SELECT pg_temp.add(repeat('x', 5001), '2024-01-16 12:00', '2024-01-16 13:00')$$);
SELECT pg_temp.takes('entry: tags', $$SELECT pg_temp.add('tagged', '2024-01-17 12:00', '2024-01-17 13:00', 0, 'p1', '{b,a,b,"c d",a}')$$);
SELECT pg_temp.gives('entry: each tag once', '{b,a,"c d"}', $$SELECT tags FROM time_entries WHERE id = pg_temp.entry('tagged')$$);
SELECT pg_temp.gives('entry: tags of the view are JSON', '["b","a","c d"]', $$SELECT tags FROM v_time_entries WHERE id = pg_temp.entry('tagged')$$);
SELECT pg_temp.gives('entry: found by a tag', '1', $$SELECT count(*) FROM v_time_entries WHERE user_id = tt_user_id() AND tag_names @> ARRAY['c d'::text]$$);
SELECT pg_temp.gives('entry: not by a part of it', '0', $$SELECT count(*) FROM v_time_entries WHERE user_id = tt_user_id() AND tag_names @> ARRAY['c'::text]$$);
SELECT pg_temp.refuses('entry: empty tag', 'TT422 invalid_length tags', $$SELECT pg_temp.add('x', '2024-01-17 13:00', '2024-01-17 14:00', 0, 'p1', '{""}')$$);
SELECT pg_temp.refuses('entry: long tag', 'TT422 invalid_length tags', $$SELECT pg_temp.add('x', '2024-01-17 13:00', '2024-01-17 14:00', 0, 'p1', ARRAY[repeat('x', 101)])$$);
SELECT pg_temp.refuses('entry: null tag', 'TT422 invalid_length tags', $$SELECT pg_temp.add('x', '2024-01-17 13:00', '2024-01-17 14:00', 0, 'p1', '{NULL}')$$);
SELECT pg_temp.refuses('entry: 51 tags', 'TT422 too_many tags',
    $$SELECT pg_temp.add('x', '2024-01-17 13:00', '2024-01-17 14:00', 0, 'p1', ARRAY(SELECT i::text FROM generate_series(1, 51) i))$$);
SELECT pg_temp.refuses('entry: moved onto another', 'TT409 overlap start_time time_entries',
    $$UPDATE time_entries SET end_time = end_time + interval '1 second' WHERE user_id = tt_user_id() AND id = pg_temp.entry('nine')$$);
SELECT pg_temp.takes('entry: moved within itself',
    $$UPDATE time_entries SET start_time = start_time + interval '10 minutes' WHERE user_id = tt_user_id() AND id = pg_temp.entry('nine')$$);
SELECT pg_temp.gives('entry: version and duration follow', '2 2100', $$SELECT version || ' ' || duration_seconds FROM time_entries WHERE id = pg_temp.entry('nine')$$);
SELECT pg_temp.takes('entry: an update that changes nothing',
    $$UPDATE time_entries SET start_time = start_time, tags = tags, break_minutes = 15 WHERE user_id = tt_user_id() AND id = pg_temp.entry('nine')$$);
SELECT pg_temp.gives('entry: leaves the version', '2', $$SELECT version FROM time_entries WHERE id = pg_temp.entry('nine')$$);
SELECT pg_temp.gives('entry: and is not in the log', 'insert update',
    $$SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE resource = 'time_entries' AND row_id = pg_temp.entry('nine')$$);
SELECT pg_temp.gives('log: who, through what, in which request', 'key:1 rest r-1 2',
    $$SELECT concat_ws(' ', actor, via, request_id, new ->> 'version') FROM audit_log WHERE resource = 'time_entries' AND row_id = pg_temp.entry('nine') AND action = 'update'$$);
SELECT pg_temp.gives('log: before and after', '2700 2100',
    $$SELECT concat_ws(' ', old ->> 'duration_seconds', new ->> 'duration_seconds') FROM audit_log WHERE resource = 'time_entries' AND row_id = pg_temp.entry('nine') AND action = 'update'$$);
SELECT pg_temp.gives('log: users are known by their id', 'users update', $$SELECT DISTINCT resource || ' ' || action FROM audit_log
    WHERE user_id = tt_user_id() AND resource = 'users' AND action = 'update' AND row_id = tt_user_id()$$);
SELECT pg_temp.takes('entry: archived project is left', $$UPDATE projects SET status = 'archived' WHERE user_id = tt_user_id() AND name = 'p2'$$);
SELECT pg_temp.takes('entry: of an archived project can be changed', $$UPDATE time_entries SET description = 'ten', billable = true, break_minutes = 1
    WHERE user_id = tt_user_id() AND id = pg_temp.entry('ten')$$);
SELECT pg_temp.takes('entry: billable null means the project''s', $$UPDATE time_entries SET billable = NULL WHERE user_id = tt_user_id() AND id = pg_temp.entry('ten')$$);
SELECT pg_temp.gives('entry: which is false', 'false', $$SELECT billable FROM time_entries WHERE id = pg_temp.entry('ten')$$);
SELECT pg_temp.takes('entry: back from the archive', $$UPDATE projects SET status = 'active' WHERE user_id = tt_user_id() AND name = 'p2'$$);
SELECT pg_temp.refuses('project: in use', 'TT409 in_use', $$DELETE FROM projects WHERE user_id = tt_user_id() AND name = 'p2'$$);
SELECT pg_temp.takes('project: out of use', $$DELETE FROM projects WHERE user_id = tt_user_id() AND name = 'GONE'$$);

-- ---- split, duplicate, bulk -------------------------------------------------------------------------------------------
SELECT pg_temp.takes('split: entry', $$SELECT pg_temp.add('split', '2024-03-01 09:00', '2024-03-01 12:00', 30, 'p1', '{t}')$$);
SELECT pg_temp.refuses('split: at the start', 'TT422 out_of_range at', $$SELECT time_entry_split(id => pg_temp.entry('split'), at => '2024-03-01 09:00')$$);
SELECT pg_temp.refuses('split: at the end', 'TT422 out_of_range at', $$SELECT time_entry_split(id => pg_temp.entry('split'), at => '2024-03-01 12:00')$$);
SELECT pg_temp.refuses('split: nobody''s', 'TT404 not_found', $$SELECT time_entry_split(id => -1, at => '2024-03-01 10:00')$$);
SELECT pg_temp.gives('split: the given one and a new one', 'true', $$SELECT r[1] = pg_temp.entry('split') AND r[2] > r[1]
    FROM time_entry_split(id => pg_temp.entry('split'), at => '2024-03-01 10:00') AS r$$);
SELECT pg_temp.gives('split: the break in proportion', '10+50m 20+100m', $$SELECT string_agg(break_minutes || '+' || duration_seconds / 60 || 'm', ' ' ORDER BY start_time)
    FROM time_entries WHERE user_id = tt_user_id() AND description = 'split' AND tags = '{t}'$$);
SELECT pg_temp.gives('split: breaks', '(0,1) (59,0) (0,0) (3,4) (0,59)', $$SELECT concat_ws(' ', tt_break_split(1, 60, 61), tt_break_split(59, 3541, 59), tt_break_split(1, 60, 60),
    tt_break_split(7, 1500, 1500), tt_break_split(59, 1, 3599))$$);
SELECT pg_temp.gives('split: breaks always fit', '0', $$SELECT count(*) FROM generate_series(1, 300) AS f, generate_series(1, 300, 7) AS s,
    generate_series(0, (f + s - 1) / 60) AS b, tt_break_split(b, f, s) AS x
    WHERE x.first_break * 60 >= f OR x.second_break * 60 >= s OR x.first_break + x.second_break NOT IN (b, b - 1) OR least(x.first_break, x.second_break) < 0$$);
SELECT pg_temp.takes('duplicate: entry', $$SELECT pg_temp.add('copy', '2024-03-02 09:00', '2024-03-02 10:00', 5, 'p1', '{t}', false)$$);
SELECT pg_temp.takes('duplicate: right behind', $$SELECT time_entry_duplicate(id => pg_temp.entry('copy'))$$);
SELECT pg_temp.gives('duplicate: all of it', '2024-03-02 10:00:00+01 2024-03-02 11:00:00+01 5 f {t}',
    $$SELECT concat_ws(' ', start_time, end_time, break_minutes, billable, tags) FROM time_entries WHERE id = pg_temp.entry('copy')$$);
SELECT pg_temp.takes('duplicate: at a time', $$SELECT time_entry_duplicate(id => pg_temp.entry('copy'), start_time => '2024-03-03 09:00')$$);
SELECT pg_temp.gives('duplicate: there', '2024-03-03 09:00:00+01', $$SELECT start_time FROM time_entries WHERE id = pg_temp.entry('copy')$$);
SELECT pg_temp.refuses('duplicate: onto itself', 'TT409 overlap start_time time_entries', $$SELECT time_entry_duplicate(id => pg_temp.entry('copy'), start_time => '2024-03-03 09:59')$$);
SELECT pg_temp.refuses('duplicate: nobody''s', 'TT404 not_found', $$SELECT time_entry_duplicate(id => -1)$$);
CREATE FUNCTION pg_temp.copies() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(id ORDER BY id) FROM time_entries WHERE user_id = pg_temp.a_user() AND description = 'copy' $$;
SELECT pg_temp.gives('bulk: set_billable', '3 3', $$SELECT r ->> 'affected' || ' ' || jsonb_array_length(r -> 'ids')
    FROM time_entries_bulk(ids => pg_temp.copies() || pg_temp.copies(), action => 'set_billable', billable => true) AS r$$);
SELECT pg_temp.gives('bulk: did it', 'true', $$SELECT bool_and(billable) FROM time_entries WHERE id = ANY (pg_temp.copies())$$);
SELECT pg_temp.takes('bulk: add_tag', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'add_tag', tag => 'new')$$);
SELECT pg_temp.takes('bulk: add_tag again', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'add_tag', tag => 'new')$$);
SELECT pg_temp.takes('bulk: remove_tag', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'remove_tag', tag => 't')$$);
SELECT pg_temp.gives('bulk: tags', '{new} 3', $$SELECT DISTINCT tags::text || ' ' || count(*) FROM time_entries WHERE id = ANY (pg_temp.copies()) GROUP BY tags$$);
SELECT pg_temp.takes('bulk: set_project', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'set_project', project_id => pg_temp.project('p2'))$$);
SELECT pg_temp.refuses('bulk: set_project archived', 'TT409 project_archived project_id projects',
    $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'set_project', project_id => pg_temp.project('gone'))$$);
SELECT pg_temp.refuses('bulk: set_project unknown', 'TT422 not_found project_id', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'set_project', project_id => -1)$$);
SELECT pg_temp.refuses('bulk: without project_id', 'TT422 required project_id', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'set_project')$$);
SELECT pg_temp.refuses('bulk: without billable', 'TT422 required billable', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'set_billable')$$);
SELECT pg_temp.refuses('bulk: without tag', 'TT422 required tag', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'remove_tag')$$);
SELECT pg_temp.refuses('bulk: unknown action', 'TT422 not_allowed action', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'explode')$$);
SELECT pg_temp.refuses('bulk: one of them nobody''s', 'TT404 not_found', $$SELECT time_entries_bulk(ids => pg_temp.copies() || -1::bigint, action => 'delete')$$);
SELECT pg_temp.gives('bulk: then none', '3', $$SELECT cardinality(pg_temp.copies())$$);
SELECT pg_temp.takes('bulk: delete', $$SELECT time_entries_bulk(ids => pg_temp.copies(), action => 'delete')$$);
SELECT pg_temp.gives('bulk: all gone', NULL, $$SELECT pg_temp.copies()$$);
SELECT pg_temp.gives('bulk: nothing to do', '{"ids": [], "affected": 0}', $$SELECT time_entries_bulk(ids => '{}', action => 'delete')$$);

-- ---- timer ------------------------------------------------------------------------------------------------------------
SELECT pg_temp.refuses('timer: stop without', 'TT409 no_active_timer', $$SELECT timer_stop()$$);
SELECT pg_temp.refuses('timer: cancel without', 'TT409 no_active_timer', $$SELECT timer_cancel()$$);
SELECT pg_temp.refuses('timer: start in the future', 'TT422 in_future start_time', $$SELECT timer_start(start_time => pg_temp.second() + interval '1 minute')$$);
SELECT pg_temp.refuses('timer: start on an archived project', 'TT409 project_archived project_id projects', $$SELECT timer_start(project_id => pg_temp.project('gone'))$$);
SELECT pg_temp.refuses('timer: start on an unknown project', 'TT422 not_found project_id', $$SELECT timer_start(project_id => -1)$$);
SELECT pg_temp.refuses('timer: start on a stranger''s project', 'TT422 not_found project_id', $$SELECT timer_start(project_id => pg_temp.project('pb'))$$);
SELECT pg_temp.takes('timer: an entry lies ahead', $$SELECT pg_temp.add('ahead', pg_temp.second() + interval '1 hour', pg_temp.second() + interval '2 hours')$$);
SELECT pg_temp.takes('timer: start', $$SELECT timer_start(description => 'run', start_time => pg_temp.second() - interval '10 minutes')$$);
SELECT pg_temp.refuses('timer: start twice', 'TT409 timer_already_running timer', $$SELECT timer_start()$$);
SELECT pg_temp.refuses('timer: one row per user', '23505 timer_already_running user_id', $$INSERT INTO timers (user_id, start_time) VALUES (tt_user_id(), pg_temp.second())$$);
SELECT pg_temp.gives('timer: in the view', 'run , 0', $$SELECT concat_ws(' ', description, ',', project_name, client_name, break_minutes) FROM v_timers WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('timer: an entry within the running span', 'TT409 overlap start_time timer',
    $$SELECT pg_temp.add('x', pg_temp.second() - interval '5 minutes', pg_temp.second() - interval '4 minutes')$$);
SELECT pg_temp.refuses('timer: an entry that reaches into it', 'TT409 overlap start_time timer',
    $$SELECT pg_temp.add('x', pg_temp.second() - interval '15 minutes', (SELECT start_time + interval '1 second' FROM timers WHERE user_id = tt_user_id()))$$);
SELECT pg_temp.takes('timer: an entry right before it', $$SELECT pg_temp.add('before', (SELECT start_time - interval '5 minutes' FROM timers WHERE user_id = tt_user_id()),
    (SELECT start_time FROM timers WHERE user_id = tt_user_id()))$$);
SELECT pg_temp.takes('timer: an entry planned for later', $$SELECT pg_temp.add('later', pg_temp.second() + interval '3 hours', pg_temp.second() + interval '4 hours')$$);
SELECT pg_temp.refuses('timer: stop without a project', 'TT409 project_required project_id timer', $$SELECT timer_stop()$$);
SELECT pg_temp.gives('timer: runs on', '1', $$SELECT count(*) FROM timers WHERE user_id = tt_user_id()$$);
SELECT pg_temp.takes('timer: a project', $$UPDATE timers SET project_id = pg_temp.project('p1') WHERE user_id = tt_user_id()$$);
SELECT pg_temp.gives('timer: version and names', '2 p1 Own', $$SELECT concat_ws(' ', version, project_name, client_name) FROM v_timers WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('timer: an archived project', 'TT409 project_archived project_id projects', $$UPDATE timers SET project_id = pg_temp.project('gone') WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('timer: moved onto an entry', 'TT409 overlap start_time time_entries', $$UPDATE timers SET start_time = start_time - interval '1 second' WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('timer: moved into the future', 'TT422 in_future start_time', $$UPDATE timers SET start_time = pg_temp.second() + interval '5 seconds' WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('timer: negative break', '23514 out_of_range break_minutes', $$UPDATE timers SET break_minutes = -1 WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('project: a timer runs on it', 'TT409 in_use', $$DELETE FROM projects WHERE user_id = tt_user_id() AND name = 'p1'$$);
SELECT pg_temp.refuses('timer: stop in the future', 'TT422 in_future end_time', $$SELECT timer_stop(end_time => pg_temp.second() + interval '1 minute')$$);
SELECT pg_temp.refuses('timer: stop before the start', 'TT422 not_after_start end_time', $$SELECT timer_stop(end_time => (SELECT start_time FROM timers WHERE user_id = tt_user_id()))$$);
SELECT pg_temp.takes('timer: a break', $$UPDATE timers SET break_minutes = 2 WHERE user_id = tt_user_id()$$);
SELECT pg_temp.refuses('timer: stop within the break', '23514 not_shorter_than_span break_minutes', $$SELECT timer_stop(end_time => (SELECT start_time + interval '2 minutes' FROM timers WHERE user_id = tt_user_id()))$$);
SELECT pg_temp.gives('timer: runs on with its break', '2', $$SELECT break_minutes FROM timers WHERE user_id = tt_user_id()$$);
SELECT pg_temp.takes('timer: stop', $$SELECT timer_stop(end_time => (SELECT start_time + interval '5 minutes' FROM timers WHERE user_id = tt_user_id()), description => 'ran')$$);
SELECT pg_temp.gives('timer: is an entry', '180 p1 t', $$SELECT concat_ws(' ', duration_seconds, project_name, billable) FROM v_time_entries WHERE id = pg_temp.entry('ran')$$);
SELECT pg_temp.gives('timer: and gone', '0', $$SELECT count(*) FROM timers WHERE user_id = tt_user_id()$$);
SELECT pg_temp.gives('timer: in the log', 'insert update update delete', $$SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE user_id = tt_user_id() AND resource = 'timer'$$);
SELECT pg_temp.takes('timer: start and stop', $$SELECT timer_start(project_id => pg_temp.project('p1'), description => 'quick'), timer_stop()$$);
SELECT pg_temp.takes('timer: and again at once', $$SELECT timer_start(project_id => pg_temp.project('p1'), description => 'quick'), timer_stop()$$);
SELECT pg_temp.takes('timer: and once more', $$SELECT timer_start(project_id => pg_temp.project('p1'), description => 'quick'), timer_stop()$$);
SELECT pg_temp.gives('timer: entries of one second', '1 3', $$SELECT max(duration_seconds) || ' ' || count(*) FROM time_entries WHERE user_id = tt_user_id() AND description = 'quick'$$);
SELECT pg_temp.takes('timer: start and cancel', $$SELECT timer_start(), timer_cancel()$$);
SELECT pg_temp.refuses('timer: start within an entry', 'TT409 overlap start_time time_entries', $$SELECT timer_start(start_time => (SELECT start_time FROM time_entries WHERE id = pg_temp.entry('ran')))$$);
SELECT pg_temp.takes('timer: runs into an entry', $$WITH gone AS (DELETE FROM time_entries WHERE user_id = tt_user_id() AND description IN ('quick', 'ran', 'before') RETURNING id)
    SELECT count(*) FROM gone$$);
SELECT pg_temp.takes('timer: started long ago', $$SELECT timer_start(project_id => pg_temp.project('p1'), description => 'into', start_time => pg_temp.second() - interval '10 minutes')$$);
ALTER TABLE time_entries DISABLE TRIGGER guard;
SELECT pg_temp.takes('timer: the plan has come', $$SELECT pg_temp.add('plan', pg_temp.second() - interval '5 minutes', pg_temp.second() + interval '5 minutes', 0, 'p1', '{}', true)$$);
ALTER TABLE time_entries ENABLE TRIGGER guard;
SELECT pg_temp.refuses('timer: stop runs into it', 'TT409 overlap start_time time_entries', $$SELECT timer_stop()$$);
SELECT pg_temp.gives('timer: runs on after that', 'into', $$SELECT description FROM timers WHERE user_id = tt_user_id()$$);
SELECT pg_temp.takes('timer: stopped before it', $$SELECT timer_stop(end_time => (SELECT start_time FROM time_entries WHERE id = pg_temp.entry('plan')))$$);

-- ---- idempotency ------------------------------------------------------------------------------------------------------
SELECT pg_temp.gives('idempotency: first', NULL, $$SELECT status FROM tt_idempotency_claim('key', sha256('a'))$$);
SELECT pg_temp.takes('idempotency: stored', $$SELECT tt_idempotency_store('key', 201, '/x/1', '"1"', '{}')$$);
SELECT pg_temp.gives('idempotency: replayed', '201 /x/1 "1" {}', $$SELECT concat_ws(' ', status, location, etag, body) FROM tt_idempotency_claim('key', sha256('a'))$$);
SELECT pg_temp.refuses('idempotency: another body', 'TT422 idempotency_key_reused', $$SELECT tt_idempotency_claim('key', sha256('b'))$$);
SELECT pg_temp.takes('idempotency: another user', $$SELECT set_config('tt.user_id', pg_temp.b_user()::text, true)$$);
SELECT pg_temp.gives('idempotency: has keys of his own', NULL, $$SELECT status FROM tt_idempotency_claim('key', sha256('b'))$$);
SELECT pg_temp.takes('idempotency: a day goes by', $$UPDATE idempotency_keys SET created_at = now() - interval '24 hours' WHERE user_id = tt_user_id()$$);
SELECT pg_temp.gives('idempotency: forgotten', NULL, $$SELECT status FROM tt_idempotency_claim('key', sha256('c'))$$);

-- ---- the lock of a period ---------------------------------------------------------------------------------------------
SELECT pg_temp.takes('lock: back to the first user', $$SELECT set_config('tt.user_id', pg_temp.a_user()::text, true)$$);
SELECT pg_temp.takes('lock: an entry across midnight', $$SELECT pg_temp.add('lock', '2022-03-01 23:00', '2022-03-02 01:00')$$);
SELECT pg_temp.takes('lock: locked', $$UPDATE users SET locked_until = '2022-03-01' WHERE id = tt_user_id()$$);
SELECT pg_temp.refuses('lock: insert', 'TT409 period_locked start_time', $$SELECT pg_temp.add('x', '2022-02-01 09:00', '2022-02-01 10:00')$$);
SELECT pg_temp.refuses('lock: update', 'TT409 period_locked start_time', $$UPDATE time_entries SET description = 'x' WHERE id = pg_temp.entry('lock')$$);
SELECT pg_temp.refuses('lock: moved out', 'TT409 period_locked start_time',
    $$UPDATE time_entries SET start_time = '2022-03-02 00:00' WHERE id = pg_temp.entry('lock')$$);
SELECT pg_temp.refuses('lock: delete', 'TT409 period_locked start_time', $$DELETE FROM time_entries WHERE id = pg_temp.entry('lock')$$);
SELECT pg_temp.takes('lock: nothing changed', $$UPDATE time_entries SET description = description WHERE id = pg_temp.entry('lock')$$);
SELECT pg_temp.takes('lock: the day after', $$SELECT pg_temp.add('after', '2022-03-02 01:00', '2022-03-02 02:00')$$);
SELECT pg_temp.refuses('lock: moved in', 'TT409 period_locked start_time',
    $$UPDATE time_entries SET start_time = '2022-02-01 01:00', end_time = '2022-02-01 02:00' WHERE id = pg_temp.entry('after')$$);
SELECT pg_temp.takes('lock: unlocked', $$UPDATE users SET locked_until = NULL WHERE id = tt_user_id()$$);
SELECT pg_temp.takes('lock: delete again', $$DELETE FROM time_entries WHERE id = pg_temp.entry('lock')$$);
SELECT pg_temp.takes('lock: on to the second user', $$SELECT set_config('tt.user_id', pg_temp.b_user()::text, true)$$);

-- ---- days -------------------------------------------------------------------------------------------------------------
SELECT pg_temp.gives('day: begins at the first of two midnights', '2024-11-03 05:00:00+01', $$SELECT tt_day_start('2024-11-03', 'America/Havana')$$);
SELECT pg_temp.gives('day: begins at one where midnight is left out', '2018-11-04 04:00:00+01', $$SELECT tt_day_start('2018-11-04', 'America/Sao_Paulo')$$);
SELECT pg_temp.gives('day: one that is left out is empty', '00:00:00',
    $$SELECT tt_day_start('2011-12-31', 'Pacific/Apia') - tt_day_start('2011-12-30', 'Pacific/Apia')$$);
SELECT pg_temp.gives('day: a minute of tomorrow before today comes back', '2006-10-29 04:30:00+01', $$SELECT tt_day_start('2006-10-29', 'America/St_Johns')$$);
SELECT pg_temp.gives('week: begins on its day', '2026-11-23 2026-11-22 2026-11-21',
    $$SELECT string_agg(tt_week_start('2026-11-24', w)::text, ' ') FROM unnest('{monday,sunday,saturday}'::text[]) w$$);
SELECT pg_temp.gives('net: cut at midnight, its break with it', '4893', $$SELECT tt_net_until('2024-11-02 22:30:07-04', '2024-11-03 02:00-05', 14693,
    tt_day_start('2024-11-03', 'America/Havana'))$$);
SELECT pg_temp.gives('breaks: the limits', '0 1800 2700 0', $$SELECT string_agg(coalesce(tt_break_hints('germany', w, r) -> 0 ->> 'missing_seconds', '0'), ' ' ORDER BY w)
    FROM (VALUES (21600, 0), (32400, 0), (32401, 0), (32402, 2700)) v (w, r)$$);

-- ---- the rest ---------------------------------------------------------------------------------------------------------
SELECT pg_temp.gives('entry: another user''s spans do not matter', '1', $$WITH e AS (INSERT INTO time_entries (user_id, project_id, start_time, end_time)
    VALUES (tt_user_id(), pg_temp.project('pb'), '2024-01-15 09:00', '2024-01-15 10:00') RETURNING id) SELECT count(*) FROM e$$);
SELECT pg_temp.gives('context: nobody', NULL, $$SELECT tt_user_id() FROM set_config('tt.user_id', '', true) AS s WHERE s = ''$$);
SELECT pg_temp.gives('context: rows written', '{3,5}', $$SELECT tt_row_ids() FROM set_config('tt.row_id', '3,5', true) AS s WHERE s <> ''$$);
SELECT pg_temp.refuses('tt_raise: all fields', 'TT409 overlap start_time timer', $$SELECT tt_raise(409, 'overlap', 'm', 'start_time', 'timer', 7)$$);
SELECT pg_temp.gives('schema: every name of a constraint tells field and code', NULL, $$SELECT string_agg(conname, ' ') FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u', 'x') AND conname NOT LIKE conrelid::regclass || '\_\_%\_\_%'
    AND conrelid::regclass::text NOT IN ('audit_log', 'schema_migrations')$$);

\o
SELECT line FROM outcome ORDER BY n;
ROLLBACK;
