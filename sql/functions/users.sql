-- The lock of a period: users.locked_until.  time_entries.sql has the other side.

-- BEFORE UPDATE.  The zone moves the days, so a change of it waits for writers of entries too.
CREATE OR REPLACE FUNCTION users_guard() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(-NEW.id);
    IF NEW.locked_until IS DISTINCT FROM OLD.locked_until AND
       NEW.locked_until > (clock_timestamp() AT TIME ZONE NEW.time_zone)::date THEN
        PERFORM tt_raise(422, 'in_future', 'locked_until: must not be in the future', 'locked_until', NULL, NULL);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard BEFORE UPDATE ON users FOR EACH ROW
    WHEN ((OLD.locked_until, OLD.time_zone) IS DISTINCT FROM (NEW.locked_until, NEW.time_zone))
    EXECUTE FUNCTION users_guard();
