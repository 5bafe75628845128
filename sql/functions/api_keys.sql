-- How many keys a user may have.

CREATE OR REPLACE FUNCTION api_keys_limit() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(NEW.user_id);
    IF (SELECT count(*) FROM api_keys k
        WHERE k.user_id = NEW.user_id AND k.revoked_at IS NULL
            AND (k.expires_at IS NULL OR k.expires_at > now())) >= 50 THEN
        PERFORM tt_raise(409, 'too_many_keys', 'A user has at most 50 live keys; revoke one first', NULL, NULL, NULL);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard BEFORE INSERT ON api_keys FOR EACH ROW EXECUTE FUNCTION api_keys_limit();
