-- Client targets: what is due, what was done, and the balance of both; TIME.md tells how time is counted.
-- All days are those of the session's TimeZone. Whoever writes anything of a target locks its row first and counts its version up once.

-- ---- what is due ----

-- How many of the days FIRST .. LAST are working days. Counted, not listed: day 0 of the calendar is a Monday, and of the first n days
-- (n - weekday + 6) / 7 have a certain weekday (0 = Monday).
-- Not SQL: that could not be inlined, and would be planned anew in each statement that asks.
CREATE OR REPLACE FUNCTION tt_working_days(working_days text[], first date, last date) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN (
    SELECT sum((last + 1 - date '0001-01-01' - w.weekday + 6) / 7 - (first - date '0001-01-01' - w.weekday + 6) / 7)
    FROM (SELECT array_position('{mon,tue,wed,thu,fri,sat,sun}'::text[], d.day) - 1 AS weekday FROM unnest(working_days) AS d (day)) w);
END $$;

-- Every period of a target that has begun, in order. A period is a week or a month, cut where its version begins and where the next one
-- begins or the target ends; THROUGH is its last day that has come. What is due in it is the target's share of the working days from
-- period_start to THROUGH among those of the whole week or month, rounded half up to a second.
CREATE OR REPLACE FUNCTION client_target_periods(target client_targets)
RETURNS TABLE (period_start date, period_end date, through date, expected_seconds bigint)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY WITH spans AS (
        SELECT v.valid_from, v.period, v.working_days, (v.target_hours * 3600)::bigint AS seconds,
            least(lead(v.valid_from) OVER (ORDER BY v.valid_from) - 1, target.end_date) AS last_day,
            CASE v.period
                WHEN 'monthly' THEN date_trunc('month', v.valid_from::timestamp)
                ELSE tt_week_start(v.valid_from, u.week_start)::timestamp END AS first_start,
            CASE v.period WHEN 'monthly' THEN interval '1 month' ELSE interval '7 days' END AS step
        FROM client_target_versions v
        JOIN users u ON u.id = v.user_id
        WHERE v.user_id = target.user_id AND v.target_id = target.id
    ), whole AS (
        SELECT s.*, g.start::date AS whole_start, (g.start + s.step)::date - 1 AS whole_end
        FROM spans s, generate_series(s.first_start, least(s.last_day, current_date)::timestamp, s.step) AS g (start)
    ), cut AS (
        SELECT w.*, greatest(w.whole_start, w.valid_from) AS cut_start, least(w.whole_end, w.last_day) AS cut_end,
            least(w.whole_end, w.last_day, current_date) AS until
        FROM whole w WHERE w.valid_from <= current_date
    )
    SELECT c.cut_start, c.cut_end, c.until,
        CASE WHEN (c.cut_start, c.until) = (c.whole_start, c.whole_end) THEN c.seconds
            ELSE (SELECT (2 * c.seconds * n.here + n.all_days) / (2 * n.all_days)
                  FROM (SELECT tt_working_days(c.working_days, c.cut_start, c.until) AS here,
                        tt_working_days(c.working_days, c.whole_start, c.whole_end) AS all_days) n) END
    FROM cut c ORDER BY c.cut_start;
END $$;

-- ---- what was done ----

-- Net seconds of the entries of a client within [begins, ends). One walk along an index per project of the client, whatever else the
-- user has. An entry lasts 7 days at most, so one that lies in the span cannot have begun earlier.
CREATE OR REPLACE FUNCTION tt_client_seconds(owner bigint, client bigint, begins timestamptz, ends timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT coalesce(sum(w.seconds), 0)::bigint
    FROM projects p
    CROSS JOIN LATERAL (
        SELECT sum(CASE WHEN e.start_time >= begins AND e.end_time <= ends THEN e.duration_seconds
            ELSE tt_net_until(e.start_time, e.end_time, e.duration_seconds, ends)
                - tt_net_until(e.start_time, e.end_time, e.duration_seconds, begins) END) AS seconds
        FROM time_entries e
        WHERE e.user_id = owner AND e.project_id = p.id AND e.start_time < ends AND e.start_time > begins - interval '168 hours'
            AND e.end_time > begins) w
    WHERE p.user_id = owner AND p.client_id = client);
END $$;

-- The running timer of a client as if it was stopped now, within [begins, ends); null where there is none that lies in it.
CREATE OR REPLACE FUNCTION tt_client_timer_seconds(owner bigint, client bigint, begins timestamptz, ends timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT tt_net_until(r.start_time, r.end_time, r.net, ends) - tt_net_until(r.start_time, r.end_time, r.net, begins)
    FROM tt_running(owner) r
    JOIN projects p ON p.user_id = owner AND p.id = r.project_id
    WHERE p.client_id = client AND r.start_time < ends AND r.end_time >= begins);
END $$;

-- ---- what is shown ----

-- Corrections of the days FIRST .. LAST in seconds. Two decimals of an hour are 36 seconds, so nothing is lost.
CREATE OR REPLACE FUNCTION client_target_corrected(owner bigint, target bigint, first date, last date) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT coalesce(sum(c.hours) * 3600, 0) FROM client_target_corrections c
            WHERE c.user_id = owner AND c.target_id = target AND c.date BETWEEN first AND last);
END $$;

-- {as_of, expected_seconds, worked_seconds, corrections_seconds, balance_seconds, running_included}
CREATE OR REPLACE FUNCTION client_target_sums(expected bigint, worked bigint, corrections bigint, running_included boolean) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object('as_of', current_date, 'expected_seconds', expected, 'worked_seconds', worked, 'corrections_seconds', corrections,
                             'balance_seconds', worked + corrections - expected, 'running_included', running_included)
$$;

-- The sums of a target, its entries walked once.
CREATE OR REPLACE FUNCTION client_target_balance(target client_targets) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    last_day date := least(target.end_date, current_date);
    begins   timestamptz := tt_day_start(target.start_date);
    ends     timestamptz := greatest(tt_day_start(last_day + 1), begins);
    running  bigint := tt_client_timer_seconds(target.user_id, target.client_id, begins, ends);
BEGIN
    RETURN client_target_sums((SELECT coalesce(sum(p.expected_seconds), 0)::bigint FROM client_target_periods(target) p),
        tt_client_seconds(target.user_id, target.client_id, begins, ends) + coalesce(running, 0),
        client_target_corrected(target.user_id, target.id, target.start_date, last_day), running IS NOT NULL);
END $$;

-- Its periods, each with the balance so far, [{period_start, period_end, expected_seconds, ..., total_seconds}], and the same sums of them:
-- they cover the target, so nothing is walked again.
CREATE OR REPLACE FUNCTION client_target_details(target client_targets, OUT balance json, OUT periods json)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    -- Materialized, so that a sum is taken once and not wherever it stands.
    WITH counted AS MATERIALIZED (
        SELECT p.*, tt_client_seconds(target.user_id, target.client_id, d.begins, d.ends) + coalesce(t.seconds, 0) AS worked_seconds,
            client_target_corrected(target.user_id, target.id, p.period_start, p.through) AS corrections_seconds,
            t.seconds IS NOT NULL AS is_running
        FROM client_target_periods(target) p,
            LATERAL (SELECT tt_day_start(p.period_start) AS begins, tt_day_start(p.through + 1) AS ends OFFSET 0) d,
            LATERAL (SELECT tt_client_timer_seconds(target.user_id, target.client_id, d.begins, d.ends) AS seconds OFFSET 0) t
    )
    SELECT client_target_sums(coalesce(sum(r.expected_seconds), 0)::bigint, coalesce(sum(r.worked_seconds), 0)::bigint,
               coalesce(sum(r.corrections_seconds), 0)::bigint, EXISTS (SELECT FROM counted c WHERE c.is_running)),
        coalesce(json_agg(row_to_json(r) ORDER BY r.period_start), '[]')
    INTO balance, periods
    FROM (
        SELECT c.period_start, c.period_end, c.expected_seconds, c.worked_seconds, c.corrections_seconds,
            c.worked_seconds + c.corrections_seconds - c.expected_seconds AS balance_seconds,
            (sum(c.worked_seconds + c.corrections_seconds - c.expected_seconds) OVER (ORDER BY c.period_start))::bigint AS total_seconds
        FROM counted c) r;
END $$;

-- ---- what is written ----

-- BEFORE INSERT OR UPDATE of a version: its working days, each once, stand in the order of the week.
CREATE OR REPLACE FUNCTION client_target_versions_guard() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    week CONSTANT text[] := '{mon,tue,wed,thu,fri,sat,sun}';
    sorted        text[] := ARRAY(SELECT d.day FROM unnest(week) WITH ORDINALITY AS d (day, place)
                                  WHERE d.day = ANY (NEW.working_days) ORDER BY d.place);
BEGIN
    IF cardinality(sorted) IS DISTINCT FROM cardinality(NEW.working_days) THEN
        PERFORM tt_raise(422, 'not_allowed', 'working_days: must be some of mon, tue, wed, thu, fri, sat, sun, each once',
                         'working_days', NULL, NULL);
    END IF;
    NEW.working_days := sorted;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE ON client_target_versions FOR EACH ROW
    EXECUTE FUNCTION client_target_versions_guard();

-- The id of a new target with its first version.
CREATE OR REPLACE FUNCTION client_target_insert(form client_target_forms) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO client_targets AS t (user_id, client_id, start_date, end_date)
    VALUES (form.user_id, form.client_id, form.start_date, form.end_date) RETURNING t.id INTO made;
    INSERT INTO client_target_versions (user_id, target_id, valid_from, period, target_hours, working_days)
    VALUES (form.user_id, made, form.start_date, form.period, form.target_hours, form.working_days);
    RETURN made;
END $$;

-- Refuses a span of a target that its versions do not fit into.
CREATE OR REPLACE FUNCTION client_target_check_span(target client_targets) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    changes date[] := ARRAY(SELECT v.valid_from FROM client_target_versions v WHERE v.user_id = target.user_id
                            AND v.target_id = target.id ORDER BY v.valid_from OFFSET 1);
BEGIN
    IF target.end_date < target.start_date THEN
        PERFORM tt_raise(422, 'before_start', 'end_date: must not be earlier than start_date', 'end_date', NULL, NULL);
    ELSIF target.start_date >= changes[1] THEN
        PERFORM tt_raise(422, 'after_change', format('start_date: must be earlier than the first change, which is valid from %s', changes[1]),
                         'start_date', NULL, NULL);
    ELSIF target.end_date < changes[cardinality(changes)] THEN
        PERFORM tt_raise(422, 'before_change', format('end_date: must not be earlier than the last change, which is valid from %s',
                         changes[cardinality(changes)]), 'end_date', NULL, NULL);
    END IF;
END $$;

-- Writes what is given into the version that is valid today, or will be the first; whether that changed anything.
CREATE OR REPLACE FUNCTION client_target_set(target client_targets, form client_target_forms) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    before client_target_versions;
    after  client_target_versions;
BEGIN
    SELECT v.* INTO before FROM client_target_versions v
    WHERE v.user_id = target.user_id AND v.target_id = target.id AND v.valid_from <= greatest(current_date, target.start_date)
    ORDER BY v.valid_from DESC LIMIT 1;
    UPDATE client_target_versions v SET period = coalesce(form.period, v.period), target_hours = coalesce(form.target_hours, v.target_hours),
        working_days = coalesce(form.working_days, v.working_days)
    WHERE v.user_id = target.user_id AND v.id = before.id RETURNING v.* INTO after;
    RETURN before IS DISTINCT FROM after;
END $$;

-- A target after a change by its form; false where it has gone.
CREATE OR REPLACE FUNCTION client_target_update(before client_target_forms, form client_target_forms) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    target  client_targets;
    started date;
    changed boolean := false;
BEGIN
    SELECT t.* INTO target FROM client_targets t WHERE t.user_id = before.user_id AND t.id = before.id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    started := target.start_date;
    -- Only what was given: the rest may have been changed while we waited.
    IF form.client_id <> before.client_id THEN
        target.client_id := form.client_id;
    END IF;
    IF form.start_date <> before.start_date THEN
        target.start_date := form.start_date;
    END IF;
    IF form.end_date IS DISTINCT FROM before.end_date THEN
        target.end_date := form.end_date;
    END IF;
    PERFORM client_target_check_span(target);
    UPDATE client_target_versions v SET valid_from = target.start_date
    WHERE v.user_id = target.user_id AND v.target_id = target.id AND v.valid_from = started AND started <> target.start_date;
    IF num_nonnulls(form.period, form.target_hours, form.working_days) > 0 THEN
        changed := client_target_set(target, form);
    END IF;
    UPDATE client_targets t SET client_id = target.client_id, start_date = target.start_date, end_date = target.end_date,
        version = t.version + changed::int
    WHERE t.user_id = target.user_id AND t.id = target.id;
    RETURN true;
END $$;

-- INSTEAD OF INSERT, UPDATE or DELETE on the form.
CREATE OR REPLACE FUNCTION client_target_forms_write() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM client_targets t WHERE t.user_id = OLD.user_id AND t.id = OLD.id;
        RETURN CASE WHEN FOUND THEN OLD END;
    ELSIF TG_OP = 'UPDATE' THEN
        RETURN CASE WHEN client_target_update(OLD, NEW) THEN NEW END;
    END IF;
    IF NEW.end_date < NEW.start_date THEN
        PERFORM tt_raise(422, 'before_start', 'end_date: must not be earlier than start_date', 'end_date', NULL, NULL);
    END IF;
    NEW.id := client_target_insert(NEW);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER write INSTEAD OF INSERT OR UPDATE OR DELETE ON client_target_forms FOR EACH ROW
    EXECUTE FUNCTION client_target_forms_write();

-- The caller's target, locked; 404 where there is none.
CREATE OR REPLACE FUNCTION client_target_lock(id bigint) RETURNS client_targets
LANGUAGE plpgsql
AS $$
DECLARE
    target client_targets;
BEGIN
    SELECT t.* INTO target FROM client_targets t WHERE t.user_id = tt_user_id() AND t.id = client_target_lock.id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM tt_raise(404, 'not_found', 'There is no such row, or it is not yours', NULL, NULL, NULL);
    END IF;
    RETURN target;
END $$;

CREATE OR REPLACE FUNCTION client_target_count_up(target client_targets) RETURNS void
LANGUAGE sql
AS $$
    UPDATE client_targets t SET version = t.version + 1 WHERE t.user_id = target.user_id AND t.id = target.id
$$;

-- Another target from a day on; earlier days keep theirs. What is not given is taken from the version before. The id of the target.
CREATE OR REPLACE FUNCTION client_target_change(id bigint, valid_from date, period text DEFAULT NULL, target_hours numeric DEFAULT NULL,
                                                working_days text[] DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    target client_targets := client_target_lock(client_target_change.id);
    day    date := client_target_change.valid_from;
    before client_target_versions;
BEGIN
    IF day < target.start_date OR day > target.end_date THEN
        PERFORM tt_raise(422, 'out_of_range', format('valid_from: must lie within the target, from %s on%s', target.start_date,
                         ' until ' || target.end_date), 'valid_from', NULL, NULL);
    ELSIF num_nonnulls(client_target_change.period, client_target_change.target_hours, client_target_change.working_days) = 0 THEN
        PERFORM tt_raise(422, 'required', 'target_hours: a change needs target_hours, period or working_days', 'target_hours', NULL, NULL);
    END IF;
    SELECT v.* INTO before FROM client_target_versions v
    WHERE v.user_id = target.user_id AND v.target_id = target.id AND v.valid_from <= day ORDER BY v.valid_from DESC LIMIT 1;
    IF before.valid_from = day THEN
        PERFORM tt_raise(409, 'already_exists', format('valid_from: a change is valid from %s already', day), 'valid_from', NULL, NULL);
    END IF;
    INSERT INTO client_target_versions (user_id, target_id, valid_from, period, target_hours, working_days)
    VALUES (target.user_id, target.id, day, coalesce(client_target_change.period, before.period),
            coalesce(client_target_change.target_hours, before.target_hours),
            coalesce(client_target_change.working_days, before.working_days));
    PERFORM client_target_count_up(target);
    RETURN target.id;
END $$;

-- Hours to be added on a day (or taken off), such as holidays: {"correction": {id, date, hours, note}}
CREATE OR REPLACE FUNCTION client_target_correct(id bigint, date date, hours numeric, note text DEFAULT '') RETURNS json
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    target client_targets := client_target_lock(client_target_correct.id);
    made   json;
BEGIN
    INSERT INTO client_target_corrections AS c (user_id, target_id, date, hours, note)
    VALUES (target.user_id, target.id, client_target_correct.date, client_target_correct.hours, client_target_correct.note)
    RETURNING json_build_object('correction', json_build_object('id', c.id, 'date', c.date, 'hours', c.hours, 'note', c.note)) INTO made;
    PERFORM client_target_count_up(target);
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION client_target_uncorrect(id bigint, correction_id bigint) RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    target client_targets := client_target_lock(client_target_uncorrect.id);
BEGIN
    DELETE FROM client_target_corrections c
    WHERE c.user_id = target.user_id AND c.target_id = target.id AND c.id = client_target_uncorrect.correction_id;
    IF NOT FOUND THEN
        PERFORM tt_raise(404, 'not_found', 'There is no such row, or it is not yours', NULL, NULL, NULL);
    END IF;
    PERFORM client_target_count_up(target);
END $$;

-- ---- what is kept of it (guards.sql has the rest) ----

CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON client_targets FOR EACH ROW EXECUTE FUNCTION tt_audit('client_targets');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON client_targets FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('client_targets');

CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON client_target_versions FOR EACH ROW
    EXECUTE FUNCTION tt_audit('client_target_versions');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON client_target_versions FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('client_target_versions');

CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON client_target_corrections FOR EACH ROW
    EXECUTE FUNCTION tt_audit('client_target_corrections');
