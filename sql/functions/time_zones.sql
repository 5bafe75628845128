-- The time zones this server knows, by their IANA names.  Those it has forgotten stay: users may refer to them.
INSERT INTO time_zones (name)
SELECT name FROM pg_timezone_names
WHERE name !~ '^(posix|right)/' AND name NOT IN ('localtime', 'posixrules', 'Factory')
ON CONFLICT DO NOTHING;
