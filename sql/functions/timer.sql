-- The running timer: rules, start, stop, cancel.  Locks are those of time_entries.sql: the timer's row first, then the
-- user. "Now" is the clock and not the start of the transaction, which may have waited for another start or stop.

-- BEFORE INSERT OR UPDATE.  In an INSERT every column of OLD is null.
CREATE OR REPLACE FUNCTION timers_guard() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    clock          timestamptz;
    other          bigint;
    other_end      timestamptz;
    project_status text;
BEGIN
    IF NEW.project_id IS NOT NULL AND NEW.project_id IS DISTINCT FROM OLD.project_id THEN
        SELECT p.status INTO project_status FROM projects p WHERE p.user_id = NEW.user_id AND p.id = NEW.project_id;
        IF project_status IS NULL THEN
            PERFORM tt_raise(422, 'not_found', 'project_id: there is no such project', 'project_id', NULL, NULL);
        ELSIF project_status = 'archived' THEN
            PERFORM tt_raise(409, 'project_archived', 'The project is archived and takes no new time', 'project_id',
                             'projects', NEW.project_id);
        END IF;
    END IF;
    IF (NEW.user_id, NEW.start_time) IS DISTINCT FROM (OLD.user_id, OLD.start_time) THEN
        PERFORM pg_advisory_xact_lock(NEW.user_id);
        -- It could never be stopped.
        PERFORM tt_refuse_locked(NEW.user_id, NEW.start_time);
        clock := clock_timestamp();
        SELECT e.id, e.end_time INTO other, other_end FROM time_entries e
        WHERE e.user_id = NEW.user_id AND e.start_time < greatest(clock, NEW.start_time + interval '1 second')
        ORDER BY e.start_time DESC LIMIT 1;
        IF other_end > NEW.start_time THEN
            PERFORM tt_raise(409, 'overlap', 'A time entry lies in the way of the timer', 'start_time',
                             'time_entries', other);
        -- Right behind an entry it may be a little early: see timer_start.
        ELSIF NEW.start_time > clock AND
              (other_end IS DISTINCT FROM NEW.start_time OR NEW.start_time > clock + interval '10 seconds') THEN
            PERFORM tt_raise(422, 'in_future', 'start_time: must not be in the future', 'start_time', NULL, NULL);
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS DISTINCT FROM OLD THEN
        NEW.version := OLD.version + 1;
        NEW.updated_at := date_trunc('second', now());
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE ON timers FOR EACH ROW EXECUTE FUNCTION timers_guard();

-- Starts the timer; its id.  A timer lasts a second at least, so one that was stopped within its first second has left
-- an entry that ends a second from now: the next start stands right behind it instead of failing.  The step is repeated
-- for a few seconds at most, so that somebody who starts and stops in quick succession is served.
CREATE OR REPLACE FUNCTION timer_start(project_id bigint DEFAULT NULL, description text DEFAULT NULL,
                                       start_time timestamptz DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    owner   bigint := tt_user_id();
    begins  timestamptz := timer_start.start_time;
    running bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(owner);
    SELECT t.id INTO running FROM timers t WHERE t.user_id = owner;
    IF running IS NOT NULL THEN
        PERFORM tt_raise(409, 'timer_already_running', 'A timer is running already', NULL, 'timer', running);
    ELSIF begins > clock_timestamp() THEN
        PERFORM tt_raise(422, 'in_future', 'start_time: must not be in the future', 'start_time', NULL, NULL);
    END IF;
    IF begins IS NULL THEN
        begins := date_trunc('second', clock_timestamp());
        FOR step IN 1 .. 5 LOOP
            PERFORM FROM time_entries e
            WHERE e.user_id = owner AND e.start_time <= begins AND e.start_time >= begins - interval '7 days'
            AND e.end_time = begins + interval '1 second';
            EXIT WHEN NOT FOUND;
            begins := begins + interval '1 second';
        END LOOP;
    END IF;
    INSERT INTO timers AS t (user_id, project_id, description, start_time)
    VALUES (owner, timer_start.project_id, coalesce(timer_start.description, ''), begins)
    RETURNING t.id INTO running;
    RETURN running;
END $$;

-- The caller's timer, locked.
CREATE OR REPLACE FUNCTION tt_timer_lock() RETURNS timers
LANGUAGE plpgsql
AS $$
DECLARE
    found_row timers;
BEGIN
    SELECT * INTO found_row FROM timers t WHERE t.user_id = tt_user_id() FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM tt_raise(409, 'no_active_timer', 'No timer is running', NULL, NULL, NULL);
    END IF;
    RETURN found_row;
END $$;

-- Stops the timer and books its time; the id of the entry.  What refuses the entry undoes it all, so that the timer
-- runs on.
CREATE OR REPLACE FUNCTION timer_stop(project_id bigint DEFAULT NULL, end_time timestamptz DEFAULT NULL,
                                      description text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    timer    timers := tt_timer_lock();
    project  bigint := coalesce(timer_stop.project_id, timer.project_id);
    ends     timestamptz := timer_stop.end_time;
    entry_id bigint;
BEGIN
    IF project IS NULL THEN
        PERFORM tt_raise(409, 'project_required', 'The timer has no project yet; choose one to stop it',
                         'project_id', 'timer', timer.id);
    ELSIF ends > clock_timestamp() THEN
        PERFORM tt_raise(422, 'in_future', 'end_time: must not be in the future', 'end_time', NULL, NULL);
    ELSIF ends <= timer.start_time THEN
        PERFORM tt_raise(422, 'not_after_start', 'end_time: must be later than the start of the timer', 'end_time',
                         NULL, NULL);
    END IF;
    PERFORM pg_advisory_xact_lock(timer.user_id);
    ends := coalesce(ends, greatest(date_trunc('second', clock_timestamp()), timer.start_time + interval '1 second'));
    -- The timer goes first: the entry would be refused because of it.
    DELETE FROM timers t WHERE t.user_id = timer.user_id;
    INSERT INTO time_entries AS e (user_id, project_id, start_time, end_time, break_minutes, description)
    VALUES (timer.user_id, project, timer.start_time, ends, timer.break_minutes, coalesce(timer_stop.description,
        timer.description))
    RETURNING e.id INTO entry_id;
    RETURN entry_id;
END $$;

-- Discards the timer.
CREATE OR REPLACE FUNCTION timer_cancel() RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    DELETE FROM timers t WHERE t.user_id = tt_user_id();
    IF NOT FOUND THEN
        PERFORM tt_raise(409, 'no_active_timer', 'No timer is running', NULL, NULL, NULL);
    END IF;
END $$;
