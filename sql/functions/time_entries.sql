-- Rules and operations of time entries.
--
-- Everything that changes a user's spans (entries and timer) holds pg_advisory_xact_lock(user_id) while it looks and
-- writes.  Locks are taken in one order, rows first and then the user, because an UPDATE has locked its row before its
-- triggers run.
--
-- No entry changes that touches a day up to users.locked_until, a day of the user's own zone.  Whoever writes an entry shares a second
-- lock, -user_id, while a change of that day has it alone: so neither slips past the other, and writers do not wait for each other.

-- Raises that the time up to LAST_DAY is locked.
CREATE OR REPLACE FUNCTION tt_raise_locked(last_day date) RETURNS text
LANGUAGE sql
AS $$
    SELECT tt_raise(409, 'period_locked',
                    format('The time up to and including %s is locked (locked_until of the account)', last_day),
                    'start_time', NULL, NULL)
$$;

-- Refuses what begins at START_TIME if that is locked.
CREATE OR REPLACE FUNCTION tt_refuse_locked(owner bigint, start_time timestamptz) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    last_day date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(-owner);
    SELECT u.locked_until INTO last_day FROM users u
    WHERE u.id = owner AND tt_refuse_locked.start_time < tt_day_start(u.locked_until + 1, u.time_zone);
    IF last_day IS NOT NULL THEN
        PERFORM tt_raise_locked(last_day);
    END IF;
END $$;

-- Each tag once, where it stands first.
CREATE OR REPLACE FUNCTION tt_tags_tidy(tags text[]) RETURNS text[]
LANGUAGE plpgsql
AS $$
DECLARE
    tidy text[] := '{}';
    tag  text;
BEGIN
    FOREACH tag IN ARRAY tags LOOP
        IF tag IS NULL OR char_length(tag) NOT BETWEEN 1 AND 100 THEN
            PERFORM tt_raise(422, 'invalid_length', 'tags: each has 1 to 100 characters', 'tags', NULL, NULL);
        ELSIF tag <> ALL (tidy) THEN
            tidy := tidy || tag;
        END IF;
    END LOOP;
    IF cardinality(tidy) > 50 THEN
        PERFORM tt_raise(422, 'too_many', 'tags: at most 50', 'tags', NULL, NULL);
    END IF;
    RETURN tidy;
END $$;

-- BEFORE INSERT OR UPDATE.  In an INSERT every column of OLD is null.
CREATE OR REPLACE FUNCTION time_entries_guard() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    is_moved         boolean := NEW.project_id IS DISTINCT FROM OLD.project_id;
    project_billable boolean;
    project_status   text;
    entry            bigint;
    entry_end        timestamptz;
    timer            bigint;
    timer_start      timestamptz;
    last_day         date; -- that is locked
    open_from        timestamptz;
BEGIN
    IF is_moved OR NEW.billable IS NULL THEN
        SELECT p.billable, p.status INTO project_billable, project_status
        FROM projects p WHERE p.user_id = NEW.user_id AND p.id = NEW.project_id;
        IF project_status IS NULL THEN
            PERFORM tt_raise(422, 'not_found', 'project_id: there is no such project', 'project_id', NULL, NULL);
        ELSIF is_moved AND project_status = 'archived' AND current_setting('tt.same_time', true) IS DISTINCT FROM 'on' THEN
            PERFORM tt_raise(409, 'project_archived', 'The project is archived and takes no new time', 'project_id',
                             'projects', NEW.project_id);
        END IF;
        NEW.billable := coalesce(NEW.billable, project_billable);
    END IF;
    IF NEW.tags IS DISTINCT FROM OLD.tags AND NEW.tags <> '{}' THEN
        NEW.tags := tt_tags_tidy(NEW.tags);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.duration_seconds := OLD.duration_seconds; -- is computed after this; without it the rows would always differ
    END IF;
    -- A span that is none is left to the constraints.
    IF NEW.end_time > NEW.start_time AND
       (NEW.user_id, NEW.start_time, NEW.end_time) IS DISTINCT FROM (OLD.user_id, OLD.start_time, OLD.end_time) THEN
        PERFORM pg_advisory_xact_lock(NEW.user_id), pg_advisory_xact_lock_shared(-NEW.user_id);
        -- Entries are disjoint, so of those that start before the span ends only the last can reach into it.
        SELECT e.id, e.end_time, t.id, t.start_time, owner.locked_until,
            tt_day_start(owner.locked_until + 1, owner.time_zone)
        INTO entry, entry_end, timer, timer_start, last_day, open_from
        FROM users owner
        LEFT JOIN LATERAL (SELECT o.id, o.end_time FROM time_entries o
                           WHERE o.user_id = owner.id AND o.start_time < NEW.end_time AND o.id <> NEW.id
                           ORDER BY o.start_time DESC LIMIT 1) AS e ON true
        LEFT JOIN timers t ON t.user_id = owner.id
        WHERE owner.id = NEW.user_id;
        IF least(NEW.start_time, OLD.start_time) < open_from THEN
            PERFORM tt_raise_locked(last_day);
        ELSIF entry_end > NEW.start_time THEN
            PERFORM tt_raise(409, 'overlap', 'Another time entry lies in that span of time', 'start_time',
                             'time_entries', entry);
        -- The running timer takes [start, now), and at least a second.
        ELSIF timer_start < NEW.end_time AND
              greatest(clock_timestamp(), timer_start + interval '1 second') > NEW.start_time THEN
            PERFORM tt_raise(409, 'overlap', 'The running timer lies in that span of time', 'start_time', 'timer',
                             timer);
        END IF;
    ELSIF TG_OP = 'UPDATE' AND NEW IS DISTINCT FROM OLD THEN
        PERFORM tt_refuse_locked(OLD.user_id, OLD.start_time);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS DISTINCT FROM OLD THEN
        NEW.version := OLD.version + 1;
        NEW.updated_at := date_trunc('second', now());
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard BEFORE INSERT OR UPDATE ON time_entries FOR EACH ROW
    EXECUTE FUNCTION time_entries_guard();

-- BEFORE DELETE.
CREATE OR REPLACE FUNCTION time_entries_guard_delete() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM tt_refuse_locked(OLD.user_id, OLD.start_time);
    RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER guard_delete BEFORE DELETE ON time_entries FOR EACH ROW
    EXECUTE FUNCTION time_entries_guard_delete();

-- Locks and reads an entry of the caller.
CREATE OR REPLACE FUNCTION tt_time_entry_lock(entry bigint) RETURNS time_entries
LANGUAGE plpgsql
AS $$
DECLARE
    found_row time_entries;
BEGIN
    SELECT * INTO found_row FROM time_entries e WHERE e.user_id = tt_user_id() AND e.id = entry FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM tt_raise(404, 'not_found', 'There is no such row, or it is not yours', NULL, NULL, NULL);
    END IF;
    RETURN found_row;
END $$;

-- The minutes of a break that fall on the first SECONDS of a span, rounded down.  The break of either part must stay
-- shorter than the part: a minute that fits into neither is given up.
CREATE OR REPLACE FUNCTION tt_break_split(minutes int, first_seconds bigint, second_seconds bigint,
                                          OUT first_break int, OUT second_break int)
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    first_break := minutes * first_seconds / (first_seconds + second_seconds);
    second_break := least(minutes - first_break, (second_seconds - 1) / 60);
    first_break := least(minutes - second_break, (first_seconds - 1) / 60);
END $$;

-- Cuts an entry in two; the ids of both, the first being the one given.
CREATE OR REPLACE FUNCTION time_entry_split(id bigint, at timestamptz) RETURNS bigint[]
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    entry     time_entries := tt_time_entry_lock(time_entry_split.id);
    breaks    record;
    second_id bigint;
BEGIN
    IF at IS NULL THEN
        PERFORM tt_raise(422, 'required', 'at: must be given', 'at', NULL, NULL);
    ELSIF at <= entry.start_time OR at >= entry.end_time THEN
        PERFORM tt_raise(422, 'out_of_range', 'at: must lie strictly between start_time and end_time', 'at', NULL,
                         NULL);
    END IF;
    breaks := tt_break_split(entry.break_minutes, extract(epoch FROM at - entry.start_time)::bigint,
                             extract(epoch FROM entry.end_time - at)::bigint);
    -- Made shorter before the second comes, so that they never overlap.
    UPDATE time_entries e SET end_time = at, break_minutes = breaks.first_break
    WHERE e.user_id = entry.user_id AND e.id = entry.id;
    -- The second part is no new time: an archived project keeps it.
    PERFORM set_config('tt.same_time', 'on', true);
    INSERT INTO time_entries AS e
        (user_id, project_id, start_time, end_time, break_minutes, description, billable, tags)
    VALUES (entry.user_id, entry.project_id, at, entry.end_time, breaks.second_break, entry.description,
            entry.billable, entry.tags)
    RETURNING e.id INTO second_id;
    PERFORM set_config('tt.same_time', '', true);
    RETURN ARRAY[entry.id, second_id];
END $$;

-- Copies an entry, directly behind itself unless a start is given; the id of the copy.
CREATE OR REPLACE FUNCTION time_entry_duplicate(id bigint, start_time timestamptz DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    entry   time_entries := tt_time_entry_lock(time_entry_duplicate.id);
    begins  timestamptz := coalesce(time_entry_duplicate.start_time, entry.end_time);
    copy_id bigint;
BEGIN
    INSERT INTO time_entries AS e
        (user_id, project_id, start_time, end_time, break_minutes, description, billable, tags)
    VALUES (entry.user_id, entry.project_id, begins, begins + (entry.end_time - entry.start_time), entry.break_minutes,
            entry.description, entry.billable, entry.tags)
    RETURNING e.id INTO copy_id;
    RETURN copy_id;
END $$;

-- One action on many entries, all or none.
CREATE OR REPLACE FUNCTION time_entries_bulk(ids bigint[], action text, project_id bigint DEFAULT NULL,
                                             billable boolean DEFAULT NULL, tag text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    missing text := CASE
        WHEN action = 'set_project' AND time_entries_bulk.project_id IS NULL THEN 'project_id'
        WHEN action = 'set_billable' AND time_entries_bulk.billable IS NULL THEN 'billable'
        WHEN action IN ('add_tag', 'remove_tag') AND tag IS NULL THEN 'tag' END;
    owner   bigint := tt_user_id();
    wanted  bigint[] := ARRAY(SELECT DISTINCT i FROM unnest(ids) AS i ORDER BY i);
BEGIN
    IF missing IS NOT NULL THEN
        PERFORM tt_raise(422, 'required', format('%s: must be given for %s', missing, action), missing, NULL, NULL);
    END IF;
    -- In one order, so that two calls wait for each other instead of for ever.
    PERFORM FROM time_entries e WHERE e.user_id = owner AND e.id = ANY (wanted) ORDER BY e.id FOR UPDATE;
    IF (SELECT count(*) FROM time_entries e WHERE e.user_id = owner AND e.id = ANY (wanted)) < cardinality(wanted) THEN
        PERFORM tt_raise(404, 'not_found', 'One of the rows is not there, or not yours', NULL, NULL, NULL);
    END IF;
    CASE action
    WHEN 'delete' THEN
        DELETE FROM time_entries e WHERE e.user_id = owner AND e.id = ANY (wanted);
    WHEN 'set_billable' THEN
        UPDATE time_entries e SET billable = time_entries_bulk.billable WHERE e.user_id = owner AND e.id = ANY (wanted);
    WHEN 'set_project' THEN
        UPDATE time_entries e SET project_id = time_entries_bulk.project_id WHERE e.user_id = owner
            AND e.id = ANY (wanted);
    WHEN 'add_tag' THEN
        UPDATE time_entries e SET tags = e.tags || tag
        WHERE e.user_id = owner AND e.id = ANY (wanted) AND tag <> ALL (e.tags);
    WHEN 'remove_tag' THEN
        UPDATE time_entries e SET tags = array_remove(e.tags, tag)
        WHERE e.user_id = owner AND e.id = ANY (wanted) AND tag = ANY (e.tags);
    ELSE
        PERFORM tt_raise(422, 'not_allowed',
                         'action: must be one of delete, set_billable, set_project, add_tag, remove_tag',
                         'action', NULL, NULL);
    END CASE;
    RETURN jsonb_build_object('affected', cardinality(wanted), 'ids', to_jsonb(wanted));
END $$;
