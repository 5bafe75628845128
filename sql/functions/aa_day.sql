-- Where a local day begins.

-- The first instant of a day in ZONE.  A plain day::timestamptz takes the second of two midnights where clocks go back from one to
-- twelve (Havana, the Azores, Gaza), and so would count the day's first hour to the day before.  A midnight that a zone leaves out is the moment
-- of the change; a day it leaves out is empty.  Where clocks go back over midnight, from 0:01 to 23:01 (Newfoundland until 2011),
-- the day begins after the change.  Stable, like the arithmetic in it, so that it is inlined.
CREATE OR REPLACE FUNCTION tt_day_start(day date, zone text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT day::timestamp AT TIME ZONE zone - interval '1 second' * greatest(0, 1 + extract(epoch FROM
        (day::timestamp AT TIME ZONE zone - interval '1 second') AT TIME ZONE zone - day::timestamp)::int)
$$;

-- The same in the caller's zone.  Casts need not look a zone up by name, so days whose midnight is plain are quick.
CREATE OR REPLACE FUNCTION tt_day_start(day date) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN (day::timestamptz - interval '1 second')::timestamp < day::timestamp THEN day::timestamptz
        ELSE tt_day_start(day, current_setting('TimeZone')) END
$$;

-- The first day of the week of DAY, for users.week_start.
CREATE OR REPLACE FUNCTION tt_week_start(day date, week_start text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT day - (extract(isodow FROM day)::int + CASE week_start WHEN 'sunday' THEN 0 WHEN 'saturday' THEN 1 ELSE 6 END) % 7
$$;
