-- GET /reports/days: what a time sheet shows beside its entries.
--
-- {"days": {start_date, end_date, time_zone, break_rules, days: [{day, total_seconds, running_seconds, entry_count, first_start,
-- last_end, break_seconds, gaps: [{start_time, end_time, seconds}], is_locked, hints: [{code, message, missing_seconds}]}]}}.
-- Days are those of the caller's zone; only days with time are listed.  The running timer is beside the totals, as in every report, but
-- it ends gaps, and hints count it up to now.  Nothing is rounded.

-- What the rules of breaks say of a day: WORK seconds of work, REST seconds of breaks that count.
-- Germany: ArbZG section 4; more than 6 hours need 30 minutes, more than 9 hours 45.  A break counts from 15 minutes on.
CREATE OR REPLACE FUNCTION tt_break_hints(rules text, work bigint, rest bigint) RETURNS json
LANGUAGE sql IMMUTABLE
AS $$
    SELECT coalesce(json_agg(json_build_object('code', 'break_too_short', 'message',
                                 format('More than %s hours of work need %s minutes of break, in parts of 15 minutes at least'
                                        ' (ArbZG section 4)', n.hours, n.minutes),
                                 'missing_seconds', n.minutes * 60 - rest)), '[]')
    FROM (SELECT w.hours, w.minutes FROM (VALUES ('germany', 6, 30), ('germany', 9, 45)) AS w (rules, hours, minutes)
          WHERE w.rules = tt_break_hints.rules AND work > w.hours * 3600 ORDER BY w.hours DESC LIMIT 1) n
    WHERE rest < n.minutes * 60
$$;

-- The days FIRST_DAY .. LAST_DAY that have time.  An entry is cut at the borders of these days; the borders are found once, and an entry's
-- among them by halving.  Where two are equal, a day that the zone has left out, the later day is taken.
CREATE OR REPLACE FUNCTION tt_days(first_day date, last_day date) RETURNS TABLE (
    day date, total_seconds bigint, running_seconds bigint, entry_count bigint, first_start timestamptz, last_end timestamptz,
    break_seconds bigint, rest_seconds bigint, gaps json)
LANGUAGE sql STABLE
AS $$
    WITH days AS MATERIALIZED (
        SELECT array_agg(tt_day_start(first_day + g.i) ORDER BY g.i) AS borders
        FROM generate_series(0, last_day - first_day + 1) AS g (i)),
    spans AS (
        SELECT e.start_time, e.end_time, e.duration_seconds AS net, e.break_minutes, false AS is_running
        FROM time_entries e
        -- None lasts longer than 7 days.
        WHERE e.user_id = tt_user_id() AND e.end_time > tt_day_start(first_day)
            AND e.start_time > tt_day_start(first_day) - interval '168 hours' AND e.start_time < tt_day_start(last_day + 1)
        UNION ALL
        SELECT t.start_time, t.end_time, t.net, t.break_minutes, true FROM tt_running(tt_user_id()) t),
    pieces AS (
        SELECT first_day + p.i - 1 AS day, p.since, p.until, s.is_running, s.break_minutes,
            tt_net_until(s.start_time, s.end_time, s.net, p.until)
                - tt_net_until(s.start_time, s.end_time, s.net, p.since) AS net,
            max(p.until) OVER (PARTITION BY p.i ORDER BY p.since ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_until
        FROM days d CROSS JOIN spans s CROSS JOIN LATERAL (
            SELECT g.i, greatest(d.borders[g.i], s.start_time) AS since, least(d.borders[g.i + 1], s.end_time) AS until
            FROM generate_series(greatest(width_bucket(s.start_time, d.borders), 1),
                                 least(width_bucket(s.end_time - interval '1 second', d.borders), last_day - first_day + 1)) AS g (i)) p
        WHERE p.since < p.until),
    measured AS (
        SELECT p.*, extract(epoch FROM p.until - p.since)::bigint - p.net AS pause,
            greatest(extract(epoch FROM p.since - p.last_until)::bigint, 0) AS gap
        FROM pieces p)
    SELECT m.day, coalesce(sum(m.net) FILTER (WHERE NOT m.is_running), 0)::bigint,
        coalesce(sum(m.net) FILTER (WHERE m.is_running), 0)::bigint, count(*) FILTER (WHERE NOT m.is_running), min(m.since),
        max(m.until), sum(m.pause + coalesce(m.gap, 0))::bigint,
        (coalesce(sum(m.pause) FILTER (WHERE m.break_minutes >= 15), 0) + coalesce(sum(m.gap) FILTER (WHERE m.gap >= 900), 0))::bigint,
        coalesce(json_agg(json_build_object('start_time', m.last_until, 'end_time', m.since, 'seconds', m.gap) ORDER BY m.since)
                 FILTER (WHERE m.gap > 0), '[]')
    FROM measured m GROUP BY m.day
$$;

CREATE OR REPLACE FUNCTION report_days(start_date date DEFAULT NULL, end_date date DEFAULT NULL) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    account   users;
    first_day date := start_date;
    last_day  date := end_date;
    answer    json;
BEGIN
    SELECT * INTO account FROM users u WHERE u.id = tt_user_id();
    IF first_day IS NULL THEN
        first_day := tt_week_start(coalesce(end_date, current_date), account.week_start);
    END IF;
    IF last_day IS NULL THEN
        last_day := tt_week_start(first_day, account.week_start) + 6;
    END IF;
    IF last_day < first_day THEN
        PERFORM tt_raise(422, 'before_start', 'end_date: must not be before start_date', 'end_date', NULL, NULL);
    ELSIF last_day - first_day >= 366 THEN
        PERFORM tt_raise(422, 'too_long', 'end_date: at most 366 days can be asked for at once', 'end_date', NULL, NULL);
    END IF;
    SELECT json_build_object('start_date', first_day, 'end_date', last_day, 'time_zone', current_setting('TimeZone'),
        'break_rules', account.break_rules, 'days', coalesce(json_agg(json_build_object(
            'day', d.day, 'total_seconds', d.total_seconds, 'running_seconds', d.running_seconds,
            'entry_count', d.entry_count, 'first_start', d.first_start, 'last_end', d.last_end,
            'break_seconds', d.break_seconds, 'gaps', d.gaps,
            -- The lock has the days of the account, which another zone of the caller may cut; then all of the day must be locked.
            'is_locked', coalesce(tt_day_start(d.day + 1) <= tt_day_start(account.locked_until + 1, account.time_zone), false),
            'hints', CASE account.break_rules WHEN 'none' THEN '[]'
                ELSE tt_break_hints(account.break_rules, d.total_seconds + d.running_seconds, d.rest_seconds) END) ORDER BY d.day), '[]'))
    INTO answer FROM tt_days(first_day, last_day) d;
    RETURN json_build_object('days', answer);
END $$;
