-- How time is counted; TIME.md has examples.

-- Net seconds of a span from its start up to AT.  The break is taken proportionally: with gross = end - start, net = gross - break and e
-- the real seconds from the start to AT, floor(e * net / gross).  So the pieces of a span, each the difference of two of these, add
-- up to its net to the second, wherever it is cut.  Short enough to be inlined.
CREATE OR REPLACE FUNCTION tt_net_until(start_time timestamptz, end_time timestamptz, net int, at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN at >= end_time THEN net
        WHEN at <= start_time THEN 0
        ELSE extract(epoch FROM at - start_time)::bigint * net / extract(epoch FROM end_time - start_time)::bigint END
$$;

-- The running timer of a user as a span that ends now, or has just begun; its net fits where that of an entry does, however long it has been
-- forgotten. One SELECT without an aggregate, so that it is inlined.
CREATE OR REPLACE FUNCTION tt_running(owner bigint)
RETURNS TABLE (project_id bigint, start_time timestamptz, end_time timestamptz, break_minutes int, net int)
LANGUAGE sql STABLE
AS $$
    SELECT t.project_id, t.start_time, c.at, t.break_minutes,
        least(greatest(extract(epoch FROM c.at - t.start_time)::bigint - t.break_minutes::bigint * 60, 0), 2147483647)::int
    FROM timers t CROSS JOIN LATERAL (SELECT greatest(date_trunc('second', now()), t.start_time)) AS c (at)
    WHERE t.user_id = owner
$$;
