-- seed.sql -- :users users with :entries time entries each.  Run as the owner of the schema.
-- Triggers are off and the costly indexes are made last: what is measured is the service, not the seeding.
ALTER TABLE time_entries DISABLE TRIGGER USER;
ALTER TABLE time_entries DROP CONSTRAINT time_entries__start_time__overlap;
DROP INDEX time_entries_by_start, time_entries_by_project;

INSERT INTO users (username, email, time_zone)
SELECT 'user' || n, 'user' || n || '@example.org', 'Europe/Berlin' FROM generate_series(1, :users) n;

INSERT INTO clients (user_id, name) SELECT u.id, 'Client ' || n FROM users u, generate_series(1, 5) n WHERE u.email LIKE 'user%@example.org';

INSERT INTO projects (user_id, client_id, name)
SELECT c.user_id, c.id, 'Project ' || n FROM clients c, generate_series(1, 4) n;

INSERT INTO time_entries (user_id, project_id, start_time, end_time, break_minutes, description, billable, tags)
SELECT u.id, p.ids[1 + n % 20], timestamptz '2016-01-01 08:00:00+01' + n * interval '90 minutes',
       timestamptz '2016-01-01 08:00:00+01' + n * interval '90 minutes' + interval '75 minutes', n % 3 * 5,
       'Work on part ' || n || ' of the project', n % 4 <> 0, CASE n % 5 WHEN 0 THEN '{focus}'::text[] ELSE '{}' END
FROM users u
CROSS JOIN LATERAL (SELECT array_agg(id ORDER BY id) AS ids FROM projects WHERE user_id = u.id) p
CROSS JOIN generate_series(1, :entries) n
WHERE u.email LIKE 'user%@example.org';

CREATE INDEX time_entries_by_start ON time_entries (user_id, start_time DESC, id DESC);
CREATE INDEX time_entries_by_project ON time_entries (user_id, project_id, start_time DESC);
ALTER TABLE time_entries ADD CONSTRAINT time_entries__start_time__overlap
    EXCLUDE USING gist (user_id WITH =, tstzrange(start_time, end_time) WITH &&);
ALTER TABLE time_entries ENABLE TRIGGER USER;
VACUUM ANALYZE users, clients, projects, time_entries;
