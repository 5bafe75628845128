-- Badges: awarded once.

-- POST /badges/{id}/award. Returns the id of the row to answer with.
CREATE OR REPLACE FUNCTION badge_award(id bigint, awarded_at timestamptz DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    badge badges;
BEGIN
    SELECT * INTO badge FROM badges b WHERE b.user_id = tt_user_id() AND b.id = badge_award.id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM tt_raise(404, 'not_found', 'There is no such row, or it is not yours', NULL, NULL, NULL);
    ELSIF badge.awarded_at IS NOT NULL THEN
        PERFORM tt_raise(409, 'in_use', 'The badge has been awarded already', NULL, NULL, NULL);
    END IF;
    UPDATE badges b SET awarded_at = coalesce(badge_award.awarded_at, date_trunc('second', now()))
    WHERE b.user_id = badge.user_id AND b.id = badge.id;
    RETURN badge.id;
END $$;
