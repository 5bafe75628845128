-- How time is counted; ARCHITECTURE.md has examples.

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
