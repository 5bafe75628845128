-- Statistics of the caller's time.  The rules stand in TIME.md; tt_net_until is the one that cuts entries.

-- Seconds by the user's rounding; a half goes up.  Only what is shown is rounded, never what is counted.
CREATE OR REPLACE FUNCTION tt_rounded(seconds bigint, mode text, step int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE mode WHEN 'up' THEN (seconds + step - 1) / step * step
        WHEN 'nearest' THEN (seconds + step / 2) / step * step
        WHEN 'down' THEN seconds / step * step
        ELSE seconds END
$$;

-- A cell of CSV as base/csv.c writes it: quoted where RFC 4180 asks for it, and no formula to a spreadsheet.
CREATE OR REPLACE FUNCTION tt_csv_cell(cell text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN cell ~ '^[=+@\t\r-]' THEN '"''' || replace(cell, '"', '""') || '"'
        WHEN cell ~ '[",\r\n]' THEN '"' || replace(cell, '"', '""') || '"'
        ELSE coalesce(cell, '') END
$$;

-- First day of the period that DAY lies in.
CREATE OR REPLACE FUNCTION tt_period_start(day date, unit text, week_start text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE unit WHEN 'day' THEN day
        WHEN 'week' THEN tt_week_start(day, week_start)
        ELSE date_trunc(unit, day::timestamp)::date END
$$;

-- What a report is about: the range with its defaults (the current month so far), checked, and the caller's settings.
CREATE OR REPLACE FUNCTION report_range(INOUT start_date date, INOUT end_date date, OUT week_start text,
                                        OUT rounding_mode text, OUT rounding_minutes int, OUT rounding_per text)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
BEGIN
    report_range.end_date := coalesce(report_range.end_date, greatest(current_date, report_range.start_date));
    report_range.start_date := coalesce(report_range.start_date, date_trunc('month', report_range.end_date::timestamp)::date);
    IF report_range.end_date < report_range.start_date THEN
        PERFORM tt_raise(422, 'before_start', 'end_date: must not be before start_date', 'end_date', NULL, NULL);
    ELSIF report_range.end_date >= report_range.start_date + interval '20 years' THEN
        PERFORM tt_raise(422, 'too_long', 'end_date: must be within 20 years from start_date', 'end_date', NULL, NULL);
    END IF;
    SELECT u.week_start, u.rounding_mode, u.rounding_minutes, u.rounding_per
    INTO report_range.week_start, report_range.rounding_mode, report_range.rounding_minutes, report_range.rounding_per
    FROM users u WHERE u.id = tt_user_id();
END $$;

-- A range cut into slices, the days or periods in which sums are taken, where days begin in the caller's zone.  A day that a zone leaves
-- out has no length and is none.  is_opening: first slice of its period within the range.
CREATE OR REPLACE FUNCTION report_slices(start_date date, end_date date, unit text, slice_unit text, week_start text)
RETURNS TABLE (slice int, period_start date, starts timestamptz, ends timestamptz, is_opening boolean)
LANGUAGE sql STABLE
AS $$
    SELECT (row_number() OVER days)::int, d.period_start, d.starts, d.ends, lag(d.period_start) OVER days IS DISTINCT FROM d.period_start
    FROM (SELECT s.day, tt_period_start(s.day, unit, week_start) AS period_start, s.starts,
              lead(s.starts, 1, tt_day_start(end_date + 1)) OVER (ORDER BY s.day) AS ends
          FROM (SELECT g.day, tt_day_start(g.day) AS starts
                FROM (SELECT greatest(n.at::date, start_date) AS day
                      FROM generate_series(tt_period_start(start_date, slice_unit, week_start)::timestamp, end_date::timestamp,
                                           ('1 ' || slice_unit)::interval) AS n (at)) g) s) d
    WHERE d.starts < d.ends
    WINDOW days AS (ORDER BY d.day)
$$;

-- Whether the filters of a report take an entry; NULL filters nothing.  Inlined where it is asked.
CREATE OR REPLACE FUNCTION report_takes(project_id bigint, billable boolean, tags text[], only_projects bigint[], only_project bigint,
                                        only_billable boolean, only_tag text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(project_id = ANY (only_projects), true) AND coalesce(project_id = only_project, true)
        AND coalesce(billable = only_billable, true) AND (only_tag IS NULL OR only_tag = ANY (tags))
$$;

-- The sums: rows per slice, project and set of tags (NULL = none).
--
-- Months and years have a walk each along the entries that start in them, which is cheaper than to look for the slice of each entry; days and
-- weeks share one walk over the range that does. Entries of one user are disjoint, so at most one reaches over the border of two slices, and
-- one step on time_entries_by_start finds it: what of it lies behind the border is added to the later slice and taken from the earlier.
-- So nothing else has to be split, and the pieces add up however many borders an entry crosses.
--   entries  those that touch the range, in the slice in which they do first
--   touching those that touch the period, in its slice in which they do first
--   rounded  rounding per entry: what of it lies in the range is rounded as a whole and counts where that begins; 0 unless asked for
-- The size tells an array that is empty without unpacking it, and NULL costs no hashing. What is the same for all rows is worked out once.
CREATE OR REPLACE FUNCTION report_cells(start_date date, end_date date, unit text, slice_unit text, week_start text, only_client bigint,
                                        only_project bigint, only_billable boolean, only_tag text, entry_mode text, entry_step int)
RETURNS TABLE (slice int, period_start date, project_id bigint, tags text[], entries int, touching int, seconds int,
               billable_seconds int, rounded bigint)
LANGUAGE sql STABLE
AS $$
    WITH slices AS MATERIALIZED (SELECT * FROM report_slices(start_date, end_date, unit, slice_unit, week_start)),
    asked AS MATERIALIZED (
        SELECT tt_user_id() AS user_id, min(s.starts) AS starts, max(s.ends) AS ends, count(*)::int AS slices,
            array_agg(s.starts ORDER BY s.slice) AS borders, array_agg(s.period_start ORDER BY s.slice) AS periods,
            entry_mode <> 'none' AS rounds, num_nonnulls(only_client, only_project, only_billable, only_tag) = 0 AS everything,
            CASE WHEN only_client IS NOT NULL
                THEN ARRAY(SELECT p.id FROM projects p WHERE p.user_id = tt_user_id() AND p.client_id = only_client) END AS projects
        FROM slices s)
    SELECT s.slice, s.period_start, e.project_id, e.tags, e.entries::int, e.entries::int, e.seconds::int,
        coalesce(e.billable_seconds, 0)::int, coalesce(e.rounded, 0)
    FROM asked a CROSS JOIN slices s CROSS JOIN LATERAL (
        SELECT e.project_id, CASE WHEN pg_column_size(e.tags) > 16 THEN e.tags END AS tags, count(*) AS entries,
            sum(e.duration_seconds) AS seconds, sum(e.duration_seconds) FILTER (WHERE e.billable) AS billable_seconds,
            sum(tt_rounded(tt_net_until(e.start_time, e.end_time, e.duration_seconds, a.ends), entry_mode, entry_step)::int)
                FILTER (WHERE a.rounds) AS rounded
        FROM time_entries e
        WHERE e.user_id = a.user_id AND e.start_time >= s.starts AND e.start_time < s.ends
            AND (a.everything OR report_takes(e.project_id, e.billable, e.tags, a.projects, only_project, only_billable, only_tag))
        GROUP BY 1, 2) e
    WHERE slice_unit IN ('month', 'year')
    UNION ALL
    SELECT e.slice, a.periods[e.slice], e.project_id, e.tags, e.entries::int, e.entries::int, e.seconds::int,
        coalesce(e.billable_seconds, 0)::int, coalesce(e.rounded, 0)
    FROM asked a CROSS JOIN LATERAL (
        SELECT width_bucket(e.start_time, a.borders) AS slice, e.project_id,
            CASE WHEN pg_column_size(e.tags) > 16 THEN e.tags END AS tags, count(*) AS entries, sum(e.duration_seconds) AS seconds,
            sum(e.duration_seconds) FILTER (WHERE e.billable) AS billable_seconds,
            sum(tt_rounded(tt_net_until(e.start_time, e.end_time, e.duration_seconds, a.ends), entry_mode, entry_step)::int)
                FILTER (WHERE a.rounds) AS rounded
        FROM time_entries e
        WHERE e.user_id = a.user_id AND e.start_time >= a.starts AND e.start_time < a.ends
            AND (a.everything OR report_takes(e.project_id, e.billable, e.tags, a.projects, only_project, only_billable, only_tag))
        GROUP BY 1, 2, 3) e
    WHERE slice_unit IN ('day', 'week')
    UNION ALL
    SELECT v.slice, a.periods[v.slice], e.project_id, nullif(e.tags, '{}'),
        (v.is_later AND v.slice = 1)::int, (v.is_later AND b.is_opening)::int, v.seconds, CASE WHEN e.billable THEN v.seconds ELSE 0 END,
        CASE WHEN v.is_later AND v.slice = 1 AND a.rounds
            THEN tt_rounded(tt_net_until(e.start_time, e.end_time, e.duration_seconds, a.ends)
                            - tt_net_until(e.start_time, e.end_time, e.duration_seconds, a.starts), entry_mode, entry_step)
            ELSE 0 END
    FROM asked a
    CROSS JOIN LATERAL (
        SELECT s.slice, s.starts AS at, s.is_opening FROM slices s UNION ALL SELECT a.slices + 1, a.ends, false) b
    CROSS JOIN LATERAL (
        SELECT e.* FROM time_entries e WHERE e.user_id = a.user_id AND e.start_time < b.at ORDER BY e.start_time DESC LIMIT 1) e
    CROSS JOIN LATERAL (
        SELECT e.duration_seconds - tt_net_until(e.start_time, e.end_time, e.duration_seconds, b.at)::int OFFSET 0) AS p (seconds)
    CROSS JOIN LATERAL (VALUES (b.slice, p.seconds, true), (b.slice - 1, -p.seconds, false)) AS v (slice, seconds, is_later)
    WHERE e.end_time > b.at AND v.slice BETWEEN 1 AND a.slices
        AND (a.everything OR report_takes(e.project_id, e.billable, e.tags, a.projects, only_project, only_billable, only_tag))
$$;

-- The running timer as an entry that ends now, cut at the range; NULL where it does not touch the range or the filters do not match. It is
-- billable if its project is, and has no tags.
CREATE OR REPLACE FUNCTION report_running(start_date date, end_date date, only_client bigint, only_project bigint, only_billable boolean,
                                          only_tag text)
RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
    SELECT json_build_object('project_id', t.project_id, 'project_name', p.name, 'client_id', p.client_id, 'start_time', t.start_time,
        'seconds', tt_net_until(t.start_time, t.end_time, t.net, tt_day_start(end_date + 1))
            - tt_net_until(t.start_time, t.end_time, t.net, tt_day_start(start_date)))
    FROM tt_running(tt_user_id()) t
    LEFT JOIN projects p ON p.user_id = tt_user_id() AND p.id = t.project_id
    WHERE t.start_time < tt_day_start(end_date + 1) AND t.end_time >= tt_day_start(start_date)
        AND (only_client IS NULL OR p.client_id = only_client) AND (only_project IS NULL OR t.project_id = only_project)
        AND (only_billable IS NULL OR p.billable = only_billable) AND only_tag IS NULL);
END $$;

-- GET /reports/summary.  Everything comes from the same cells, so all breakdowns agree.  Rounding per day rounds what a project has on a day,
-- so then the slices are days, whatever the periods are.
CREATE OR REPLACE FUNCTION report_summary(start_date date DEFAULT NULL, end_date date DEFAULT NULL, client_id bigint DEFAULT NULL,
                                          project_id bigint DEFAULT NULL, billable boolean DEFAULT NULL, tag text DEFAULT NULL,
                                          group_by text DEFAULT 'day', compare text DEFAULT NULL)
RETURNS json
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
DECLARE
    r        record;
    rounding boolean;
    per_day  boolean;
    step     int;
    previous json;
    running  json;
    summary  json;
BEGIN
    SELECT * INTO r FROM report_range(report_summary.start_date, report_summary.end_date);
    step := r.rounding_minutes * 60;
    rounding := r.rounding_mode <> 'none';
    per_day := rounding AND r.rounding_per = 'day';
    running := report_running(r.start_date, r.end_date, report_summary.client_id, report_summary.project_id, report_summary.billable,
                              report_summary.tag);
    IF compare IS NOT NULL THEN
        SELECT json_build_object('start_date', s.first_day, 'end_date', r.start_date - 1,
            'total_seconds', coalesce(sum(c.seconds), 0), 'entry_count', coalesce(sum(c.entries), 0),
            'billable_seconds', coalesce(sum(c.billable_seconds), 0))
        INTO previous
        FROM (SELECT r.start_date - (r.end_date - r.start_date + 1)) AS s (first_day)
        LEFT JOIN report_cells(s.first_day, r.start_date - 1, 'year', 'year', r.week_start, report_summary.client_id,
                               report_summary.project_id, report_summary.billable, report_summary.tag, 'none', 1) c ON true
        GROUP BY s.first_day;
    END IF;
    WITH cells AS MATERIALIZED (
        SELECT * FROM report_cells(r.start_date, r.end_date, report_summary.group_by,
            CASE WHEN per_day THEN 'day' ELSE report_summary.group_by END, r.week_start, report_summary.client_id,
            report_summary.project_id, report_summary.billable, report_summary.tag,
            CASE WHEN per_day THEN 'none' ELSE r.rounding_mode END, step)),
    parts AS MATERIALIZED (
        SELECT u.period_start, u.project_id, sum(u.entries)::int AS entries, sum(u.touching)::int AS touching,
            sum(u.seconds)::int AS seconds, sum(u.billable_seconds)::int AS billable_seconds,
            CASE WHEN rounding THEN (sum(u.rounded) FILTER (WHERE rounding))::bigint ELSE sum(u.seconds) END AS rounded
        FROM (SELECT c.period_start, c.project_id, c.entries, c.touching, c.seconds, c.billable_seconds, c.rounded FROM cells c
              UNION ALL
              SELECT c.period_start, c.project_id, 0, 0, 0, 0, tt_rounded(sum(c.seconds), r.rounding_mode, step)
              FROM cells c WHERE per_day GROUP BY c.slice, c.period_start, c.project_id) u
        GROUP BY u.period_start, u.project_id),
    by_project AS MATERIALIZED (
        SELECT u.project_id, p.name, p.color, p.client_id, u.entries, u.seconds, u.billable_seconds, u.rounded
        FROM (SELECT u.project_id, sum(u.entries) AS entries, sum(u.seconds) AS seconds, sum(u.billable_seconds) AS billable_seconds,
                  CASE WHEN rounding THEN sum(u.rounded) FILTER (WHERE rounding) ELSE sum(u.seconds) END AS rounded
              FROM parts u GROUP BY u.project_id) u
        JOIN projects p ON p.user_id = tt_user_id() AND p.id = u.project_id),
    by_client AS (
        SELECT u.client_id, c.name, u.entries, u.seconds, u.billable_seconds, u.rounded
        FROM (SELECT u.client_id, sum(u.entries) AS entries, sum(u.seconds) AS seconds,
                  sum(u.billable_seconds) AS billable_seconds, sum(u.rounded) AS rounded
              FROM by_project u GROUP BY u.client_id) u
        JOIN clients c ON c.user_id = tt_user_id() AND c.id = u.client_id),
    by_tag AS (
        SELECT t.tag, sum(c.entries) AS entries, sum(c.seconds) AS seconds, sum(c.billable_seconds) AS billable_seconds
        FROM cells c CROSS JOIN unnest(c.tags) AS t (tag) WHERE c.tags IS NOT NULL GROUP BY t.tag),
    -- Put together as text: there may be thousands.
    by_period AS (
        SELECT concat('{"period_start":"', u.period_start, '","total_seconds":', sum(u.seconds), ',"entry_count":', sum(u.touching),
            ',"billable_seconds":', sum(u.billable_seconds), ',"rounded_seconds":',
            CASE WHEN rounding THEN sum(u.rounded) FILTER (WHERE rounding) ELSE sum(u.seconds) END, ',"projects":[',
            '{"project_id":', string_agg(concat(u.project_id, ',"total_seconds":', u.seconds), '},{"project_id":'), '}]}') AS period
        FROM (SELECT * FROM parts p ORDER BY p.period_start, p.project_id) u GROUP BY u.period_start ORDER BY u.period_start)
    SELECT json_build_object('start_date', r.start_date, 'end_date', r.end_date, 'time_zone', current_setting('TimeZone'),
        'group_by', report_summary.group_by, 'total_seconds', t.seconds, 'entry_count', t.entries, 'billable_seconds', t.billable_seconds,
        'rounded_seconds', t.rounded,
        'rounding', json_build_object('mode', r.rounding_mode, 'minutes', r.rounding_minutes, 'per', r.rounding_per),
        'by_project', coalesce((
            SELECT json_agg(json_build_object('project_id', b.project_id, 'project_name', b.name, 'color', b.color,
                'client_id', b.client_id, 'total_seconds', b.seconds, 'entry_count', b.entries, 'billable_seconds', b.billable_seconds,
                'rounded_seconds', b.rounded) ORDER BY b.seconds DESC, b.project_id)
            FROM by_project b), '[]'),
        'by_client', coalesce((
            SELECT json_agg(json_build_object('client_id', b.client_id, 'client_name', b.name, 'total_seconds', b.seconds,
                'entry_count', b.entries, 'billable_seconds', b.billable_seconds, 'rounded_seconds', b.rounded)
                ORDER BY b.seconds DESC, b.client_id)
            FROM by_client b), '[]'),
        'by_tag', coalesce((
            SELECT json_agg(json_build_object('tag', b.tag, 'total_seconds', b.seconds, 'entry_count', b.entries,
                'billable_seconds', b.billable_seconds) ORDER BY b.seconds DESC, b.tag)
            FROM by_tag b), '[]'),
        'by_period', (SELECT concat('[', string_agg(b.period, ','), ']')::json FROM by_period b),
        'previous', previous,
        'running', running)
    INTO summary
    FROM (SELECT coalesce(sum(u.seconds), 0) AS seconds, coalesce(sum(u.entries), 0) AS entries,
              coalesce(sum(u.billable_seconds), 0) AS billable_seconds, coalesce(sum(u.rounded), 0) AS rounded
          FROM by_project u) t;
    RETURN json_build_object('summary', summary);
END $$;

-- The same as CSV: a row per period, client, project and billable.  What a project's day is rounded to, per day, is divided between
-- billable and not in proportion to their seconds; so the rows sum to rounded_seconds of the answer in JSON.
CREATE OR REPLACE FUNCTION report_summary_csv(start_date date DEFAULT NULL, end_date date DEFAULT NULL, client_id bigint DEFAULT NULL,
                                              project_id bigint DEFAULT NULL, billable boolean DEFAULT NULL, tag text DEFAULT NULL,
                                              group_by text DEFAULT 'day', compare text DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
DECLARE
    r        record;
    step     int;
    per_day  boolean;
    lines    text;
BEGIN
    SELECT * INTO r FROM report_range(report_summary_csv.start_date, report_summary_csv.end_date);
    step := r.rounding_minutes * 60;
    per_day := r.rounding_per = 'day' AND r.rounding_mode <> 'none';
    WITH cells AS (
        SELECT b.is_billable, c.slice, c.period_start, c.project_id, sum(c.seconds)::bigint AS seconds, sum(c.rounded)::bigint AS rounded
        FROM (VALUES (true), (false)) AS b (is_billable)
        CROSS JOIN LATERAL report_cells(r.start_date, r.end_date, report_summary_csv.group_by,
            CASE WHEN per_day THEN 'day' ELSE report_summary_csv.group_by END, r.week_start, report_summary_csv.client_id,
            report_summary_csv.project_id, b.is_billable, report_summary_csv.tag,
            CASE WHEN per_day THEN 'none' ELSE r.rounding_mode END, step) c
        WHERE report_summary_csv.billable IS DISTINCT FROM NOT b.is_billable
        GROUP BY b.is_billable, c.slice, c.period_start, c.project_id),
    days AS (
        SELECT c.*, sum(c.seconds) OVER day AS whole,
            tt_rounded((sum(c.seconds) OVER day)::bigint, r.rounding_mode, step) AS whole_rounded,
            sum(c.seconds) OVER (day ORDER BY c.is_billable DESC) AS up_to
        FROM cells c WINDOW day AS (PARTITION BY c.slice, c.project_id)),
    parts AS (
        SELECT d.period_start, d.project_id, d.is_billable, sum(d.seconds)::bigint AS seconds,
            sum(CASE WHEN r.rounding_mode = 'none' THEN d.seconds
                WHEN NOT per_day THEN d.rounded
                WHEN d.whole = 0 THEN 0
                ELSE div(d.whole_rounded * d.up_to, d.whole) - div(d.whole_rounded * (d.up_to - d.seconds), d.whole) END)::bigint AS rounded
        FROM days d GROUP BY d.period_start, d.project_id, d.is_billable)
    SELECT string_agg(concat_ws(',', u.period_start, tt_csv_cell(c.name), tt_csv_cell(p.name), u.is_billable::text, u.seconds,
            round(u.seconds / 3600.0, 2), u.rounded) || E'\r\n', '' ORDER BY u.period_start, c.name, c.id, p.name, p.id, u.is_billable DESC)
    INTO lines
    FROM parts u
    JOIN projects p ON p.user_id = tt_user_id() AND p.id = u.project_id
    JOIN clients c ON c.user_id = p.user_id AND c.id = p.client_id;
    RETURN concat(E'period_start,client,project,billable,seconds,hours,rounded_seconds\r\n', lines);
END $$;
