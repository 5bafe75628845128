-- API keys: how many a user may have, how they are made and rotated.  The secret is drawn outside; here is its hash.

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

-- When a key ends: at EXPIRES_AT, or in DAYS days.  The two do not go together.
CREATE OR REPLACE FUNCTION api_key_end(expires_at timestamptz, days int) RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF expires_at IS NOT NULL AND days IS NOT NULL THEN
        PERFORM tt_raise(422, 'not_allowed', 'expires_in_days: does not go with expires_at', 'expires_in_days',
                         NULL, NULL);
    ELSIF expires_at <= now() THEN
        PERFORM tt_raise(422, 'in_past', 'expires_at: must be in the future', 'expires_at', NULL, NULL);
    END IF;
    RETURN coalesce(expires_at, date_trunc('second', now()) + make_interval(days => days));
END $$;

-- Scopes as a set in the order given.  GRANTABLE are those that any user may hold; the wildcards are for
-- administrators.
CREATE OR REPLACE FUNCTION api_key_scopes(scopes text[], grantable text[]) RETURNS text[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    wildcards CONSTANT text[] := '{*,admin:all,read:*,write:*}';
    scope text;
BEGIN
    FOREACH scope IN ARRAY scopes LOOP
        IF scope = ANY (wildcards) AND NOT (SELECT u.is_admin FROM users u WHERE u.id = tt_user_id()) THEN
            PERFORM tt_raise(422, 'not_allowed', format('scopes: %s is for administrators', scope), 'scopes', NULL, NULL);
        ELSIF scope <> ALL (wildcards || grantable) THEN
            PERFORM tt_raise(422, 'not_allowed', format('scopes: takes %s', array_to_string(grantable, ', ')), 'scopes',
                             NULL, NULL);
        END IF;
    END LOOP;
    RETURN (SELECT array_agg(s.scope ORDER BY s.place)
            FROM (SELECT w.scope, min(w.place) AS place FROM unnest(scopes) WITH ORDINALITY AS w (scope, place)
                  GROUP BY w.scope) s);
END $$;

-- Networks that a key may be used from.
CREATE OR REPLACE FUNCTION api_key_networks(ip_allow text[]) RETURNS cidr[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN nullif(ip_allow, '{}')::cidr[];
EXCEPTION WHEN invalid_text_representation THEN
    PERFORM tt_raise(422, 'malformed', 'ip_allow: takes networks like 192.0.2.0/24 or 2001:db8::/32, and addresses',
                     'ip_allow', NULL, NULL);
END $$;

CREATE OR REPLACE FUNCTION api_key_create(name text, scopes text[], prefix text, hash bytea, grantable text[],
    expires_at timestamptz DEFAULT NULL, expires_in_days int DEFAULT NULL, ip_allow text[] DEFAULT NULL) RETURNS bigint
LANGUAGE sql
AS $$
    INSERT INTO api_keys (user_id, name, prefix, hash, scopes, expires_at, ip_allow)
    VALUES (tt_user_id(), name, prefix, hash, api_key_scopes(scopes, grantable), api_key_end(expires_at, expires_in_days),
            api_key_networks(ip_allow))
    RETURNING id;
$$;

-- A new secret for the same key; the old one is good for OVERLAP_HOURS more.  Without a new end the key lives as long
-- again as it was made for.
CREATE OR REPLACE FUNCTION api_key_rotate(id bigint, prefix text, hash bytea, overlap_hours int DEFAULT 0,
    expires_at timestamptz DEFAULT NULL, expires_in_days int DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    k api_keys;
    ends timestamptz := api_key_end(expires_at, expires_in_days);
BEGIN
    SELECT * INTO k FROM api_keys a WHERE a.user_id = tt_user_id() AND a.id = api_key_rotate.id FOR UPDATE;
    IF k.id IS NULL THEN
        PERFORM tt_raise(404, 'not_found', 'There is no such row, or it is not yours', NULL, NULL, NULL);
    ELSIF k.revoked_at IS NOT NULL THEN
        PERFORM tt_raise(409, 'key_revoked', 'A revoked key cannot be rotated', NULL, NULL, NULL);
    ELSIF k.expires_at <= now() THEN
        -- It would be alive again beside as many as there may be.
        PERFORM tt_raise(409, 'key_expired', 'A key that has ended cannot be rotated; make a new one', NULL, NULL, NULL);
    END IF;
    ends := coalesce(ends, date_trunc('second', now()) + (k.expires_at - coalesce(k.rotated_at, k.created_at)));
    UPDATE api_keys a
    SET prefix = api_key_rotate.prefix, hash = api_key_rotate.hash, rotated_at = date_trunc('second', now()),
        expires_at = ends,
        previous_hash = CASE WHEN overlap_hours > 0 THEN k.hash END,
        previous_prefix = CASE WHEN overlap_hours > 0 THEN k.prefix END,
        previous_expires_at = CASE WHEN overlap_hours > 0
            THEN least(k.expires_at, date_trunc('second', now()) + make_interval(hours => overlap_hours)) END
    WHERE a.user_id = k.user_id AND a.id = k.id;
    RETURN k.id;
END $$;
