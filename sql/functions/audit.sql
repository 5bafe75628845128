-- Who changed what: one generic trigger, so that no table can forget a part of it.

-- AFTER INSERT, UPDATE or DELETE.  Arguments: the resource, and columns that must not be kept, if any.  Runs as the
-- owner, because nobody else may write the log; outside a request the actor is the database role.
CREATE OR REPLACE FUNCTION tt_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    before jsonb;
    after  jsonb;
    subject jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after := to_jsonb(NEW);
    END IF;
    subject := coalesce(after, before);
    FOR i IN 1 .. TG_NARGS - 1 LOOP
        before := before - TG_ARGV[i];
        after := after - TG_ARGV[i];
    END LOOP;
    INSERT INTO public.audit_log (user_id, actor, via, request_id, resource, row_id, action, old, new)
    VALUES (coalesce((subject ->> 'user_id')::bigint, (subject ->> 'id')::bigint),
            coalesce(nullif(current_setting('tt.actor', true), ''), session_user),
            coalesce(nullif(current_setting('tt.via', true), ''), 'sql'),
            nullif(current_setting('tt.request_id', true), ''),
            TG_ARGV[0], (subject ->> 'id')::bigint, lower(TG_OP), before, after);
    RETURN NULL;
END $$;

-- Updates have a trigger of their own: its condition keeps those that changed nothing out of the log.
CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION tt_audit('users');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON users FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('users');

CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON api_keys FOR EACH ROW
    EXECUTE FUNCTION tt_audit('api_keys', 'hash', 'previous_hash');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE OF name, scopes, expires_at, ip_allow, revoked_at, rotated_at ON api_keys
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('api_keys', 'hash', 'previous_hash');

-- Signing in and out.  That a session was used is no change of it.
CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON sessions FOR EACH ROW
    EXECUTE FUNCTION tt_audit('sessions', 'hash', 'id_token', 'sid');

CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON clients FOR EACH ROW EXECUTE FUNCTION tt_audit('clients');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON clients FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('clients');

CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON projects FOR EACH ROW EXECUTE FUNCTION tt_audit('projects');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON projects FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('projects');

CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON time_entries FOR EACH ROW
    EXECUTE FUNCTION tt_audit('time_entries');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON time_entries FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('time_entries');

CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON timers FOR EACH ROW EXECUTE FUNCTION tt_audit('timer');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON timers FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('timer');

-- A refusal, which leaves no row of its own: of a sign-in (USER_ID and ROW_ID 0) or of a key.  Nothing else of the log can be written by the module.
CREATE OR REPLACE FUNCTION tt_audit_refusal(user_id bigint, resource text, row_id bigint, reason jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO public.audit_log (user_id, actor, via, request_id, resource, row_id, action, new)
    VALUES (user_id, coalesce(nullif(current_setting('tt.actor', true), ''), session_user),
            coalesce(nullif(current_setting('tt.via', true), ''), 'sql'), nullif(current_setting('tt.request_id', true), ''),
            resource, row_id, 'refuse', reason);
$$;
