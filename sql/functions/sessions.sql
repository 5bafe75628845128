-- Signing in and out.  The provider's word has been checked when these are called.

-- What may happen only once: false when it has happened.  Older ones could not come again, so they go.
CREATE OR REPLACE FUNCTION tt_use_once(hash bytea) RETURNS boolean
LANGUAGE plpgsql
AS $$
BEGIN
    DELETE FROM used_once u WHERE u.used_at < now() - interval '30 minutes';
    INSERT INTO used_once (hash) VALUES (tt_use_once.hash) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

-- Sessions that ended more than a day ago go with whoever signs in next, for want of a clock here. That is not the doing of who signs in: the
-- log of their users says that they expired, and names no request. A hundred at a time, which is more than one sign-in adds, and never
-- those that another sign-in is about to take away.
CREATE OR REPLACE FUNCTION tt_sessions_sweep() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    actor      text := current_setting('tt.actor', true);
    via        text := current_setting('tt.via', true);
    request_id text := current_setting('tt.request_id', true);
BEGIN
    PERFORM set_config('tt.actor', 'expiry', true), set_config('tt.via', '', true), set_config('tt.request_id', '', true);
    DELETE FROM sessions s
    USING (SELECT o.user_id, o.id FROM sessions o WHERE o.expires_at < now() - interval '1 day' ORDER BY o.expires_at LIMIT 100
           FOR UPDATE SKIP LOCKED) old
    WHERE s.user_id = old.user_id AND s.id = old.id;
    PERFORM set_config('tt.actor', actor, true), set_config('tt.via', via, true), set_config('tt.request_id', request_id, true);
END $$;

-- A session for the user (ISSUER, SUBJECT), who appears at the first one.  The session that this browser had is over (EARLIER, its hash).
CREATE OR REPLACE FUNCTION tt_sign_in(state_hash bytea, issuer text, subject text, username text, email text,
    email_verified boolean, is_admin boolean, hash bytea, earlier bytea, sid text, id_token text, ip text, user_agent text,
    idle_seconds int, lives_seconds int, OUT user_id bigint, OUT session_id bigint)
LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT tt_use_once(state_hash) THEN
        PERFORM tt_raise(409, 'state_used', 'This sign-in has been used already', NULL, NULL, NULL);
    END IF;
    INSERT INTO users AS u (issuer, subject, username, email, email_verified, is_admin)
    VALUES (tt_sign_in.issuer, tt_sign_in.subject, normalize(tt_sign_in.username, NFC), normalize(tt_sign_in.email, NFC),
            tt_sign_in.email_verified, tt_sign_in.is_admin)
    ON CONFLICT ON CONSTRAINT users__subject__already_exists DO UPDATE
        SET username = excluded.username, email = excluded.email, email_verified = excluded.email_verified,
            is_admin = excluded.is_admin
    RETURNING u.id INTO tt_sign_in.user_id;
    DELETE FROM sessions s WHERE s.hash = earlier;
    PERFORM tt_sessions_sweep();
    INSERT INTO sessions AS s (user_id, hash, issuer, sid, id_token, ip, user_agent, idle_seconds,
        expires_at)
    VALUES (tt_sign_in.user_id, tt_sign_in.hash, tt_sign_in.issuer, tt_sign_in.sid, tt_sign_in.id_token,
            split_part(tt_sign_in.ip, '%', 1)::inet, tt_sign_in.user_agent,
            tt_sign_in.idle_seconds, now() + make_interval(secs => lives_seconds))
    RETURNING s.id INTO session_id;
END $$;

-- Ends sessions because the provider said so: that of SID, or without one all of SUBJECT.  The same token twice is refused.
CREATE OR REPLACE FUNCTION tt_backchannel_logout(token_hash bytea, issuer text, subject text, sid text) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    n bigint;
BEGIN
    IF NOT tt_use_once(token_hash) THEN
        PERFORM tt_raise(400, 'logout_token_used', 'This logout token has been used already', NULL, NULL, NULL);
    END IF;
    -- One path each, so that each walks its own index.
    IF tt_backchannel_logout.sid IS NOT NULL THEN
        DELETE FROM sessions s
        WHERE s.issuer = tt_backchannel_logout.issuer AND s.sid = tt_backchannel_logout.sid
            AND (tt_backchannel_logout.subject IS NULL
                 OR tt_backchannel_logout.subject = (SELECT u.subject FROM users u WHERE u.id = s.user_id));
    ELSE
        DELETE FROM sessions s USING users u
        WHERE u.issuer = tt_backchannel_logout.issuer AND u.subject = tt_backchannel_logout.subject
            AND s.user_id = u.id AND s.issuer = u.issuer;
    END IF;
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;

-- Ends all sessions of the caller but the one that asks.
CREATE OR REPLACE FUNCTION session_end_others() RETURNS jsonb
LANGUAGE sql
AS $$
    WITH ended AS (
        DELETE FROM sessions s
        WHERE s.user_id = tt_user_id() AND 'session:' || s.id IS DISTINCT FROM current_setting('tt.actor', true)
        RETURNING 1)
    SELECT jsonb_build_object('ended', count(*)) FROM ended;
$$;
