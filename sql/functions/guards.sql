-- Triggers that any table can use.

-- BEFORE UPDATE: counts the version up, if anything changed.  Not for tables with generated columns, which are still
-- null here (time_entries_guard does it itself).  An update that changes nothing still counts its row, so that the
-- caller sees it was there.
CREATE OR REPLACE FUNCTION tt_touch() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD THEN
        NEW.version := OLD.version + 1;
        NEW.updated_at := date_trunc('second', now());
    END IF;
    RETURN NEW;
END $$;

-- BEFORE DELETE: refuses while rows of another table refer to this one.  Arguments: that table, its column, what its
-- rows are called (one, many), what this row is called.  The row is locked before the count, so no reference can slip
-- in between.
CREATE OR REPLACE FUNCTION tt_refuse_in_use() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    n        bigint;
    children text;
BEGIN
    EXECUTE format('SELECT count(*) FROM %I WHERE user_id = $1 AND %I = $2', TG_ARGV[0], TG_ARGV[1])
        INTO n USING OLD.user_id, OLD.id;
    IF n > 0 THEN
        children := CASE n WHEN 1 THEN TG_ARGV[2] || ' belongs' ELSE TG_ARGV[3] || ' belong' END;
        PERFORM tt_raise(409, 'in_use', format('%s %s to this %s; archive it instead', n, children, TG_ARGV[4]),
                         NULL, NULL, NULL);
    END IF;
    RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION tt_touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON clients FOR EACH ROW EXECUTE FUNCTION tt_touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION tt_touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON client_targets FOR EACH ROW EXECUTE FUNCTION tt_touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON client_target_versions FOR EACH ROW EXECUTE FUNCTION tt_touch();
-- That a key was used is no change of the key.
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE OF name, scopes, expires_at, ip_allow, revoked_at, rotated_at ON api_keys
    FOR EACH ROW EXECUTE FUNCTION tt_touch();

CREATE OR REPLACE TRIGGER refuse_projects BEFORE DELETE ON clients FOR EACH ROW
    EXECUTE FUNCTION tt_refuse_in_use('projects', 'client_id', 'project', 'projects', 'client');
CREATE OR REPLACE TRIGGER refuse_targets BEFORE DELETE ON clients FOR EACH ROW
    EXECUTE FUNCTION tt_refuse_in_use('client_targets', 'client_id', 'client target', 'client targets', 'client');
CREATE OR REPLACE TRIGGER refuse_time_entries BEFORE DELETE ON projects FOR EACH ROW
    EXECUTE FUNCTION tt_refuse_in_use('time_entries', 'project_id', 'time entry', 'time entries', 'project');
CREATE OR REPLACE TRIGGER refuse_timer BEFORE DELETE ON projects FOR EACH ROW
    EXECUTE FUNCTION tt_refuse_in_use('timers', 'project_id', 'running timer', 'running timers', 'project');
