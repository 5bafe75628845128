-- What the module's role may do: read and write rows, nothing else.  The audit log is read only; tt_audit() writes it
-- as the owner. Called by `ttctl migrate --grant ROLE`, after everything else.  Views are made anew by every migration,
-- so reading is also granted for what the owner will make.
CREATE OR REPLACE FUNCTION tt_grant(role text) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    written text;
    routine regprocedure;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA public TO %I', role);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', role);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO %I', role);
    -- A table of a later migration may not be there yet.
    FOREACH written IN ARRAY ARRAY['users', 'api_keys', 'clients', 'projects', 'time_entries', 'timers',
        'idempotency_keys', 'tags', 'sessions', 'used_once', 'api_key_usage', 'client_targets', 'client_target_versions', 'client_target_corrections',
        'client_target_forms', 'saved_reports'] LOOP
        IF to_regclass('public.' || written) IS NOT NULL THEN
            EXECUTE format('GRANT INSERT, UPDATE, DELETE ON public.%I TO %I', written, role);
        END IF;
    END LOOP;
    -- Those of extensions are not ours to grant; everybody may call them.
    FOR routine IN SELECT p.oid FROM pg_proc p
                   WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole
                       AND p.proname <> 'tt_grant'
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                                   AND d.deptype = 'e')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', routine, role);
    END LOOP;
END $$;
