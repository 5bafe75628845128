-- Projects without a client of their own.

-- The user's default client; made on first need, or the client that already has its name.
CREATE OR REPLACE FUNCTION tt_default_client(owner bigint) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    found_id bigint;
BEGIN
    SELECT c.id INTO found_id FROM clients c WHERE c.user_id = owner AND c.is_default;
    IF found_id IS NOT NULL THEN
        RETURN found_id;
    END IF;
    -- Two first projects at once must not make two of them; what was committed while we waited is seen by the next
    -- statement.
    PERFORM pg_advisory_xact_lock(owner);
    SELECT c.id INTO found_id FROM clients c WHERE c.user_id = owner AND c.is_default;
    IF found_id IS NULL THEN
        -- A client of that name that is being added at this moment is waited for, and taken.
        INSERT INTO clients AS c (user_id, name, is_default) VALUES (owner, 'Internal', true)
        ON CONFLICT (user_id, lower(name)) DO UPDATE SET is_default = true
        RETURNING c.id INTO found_id;
    END IF;
    RETURN found_id;
END $$;

CREATE OR REPLACE FUNCTION projects_guard() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.client_id := tt_default_client(NEW.user_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard BEFORE INSERT ON projects FOR EACH ROW WHEN (NEW.client_id IS NULL)
    EXECUTE FUNCTION projects_guard();
