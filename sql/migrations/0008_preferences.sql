-- What people would otherwise settle anew in every browser: how close rows stand, when they work as a rule, and which
-- projects stand first.

ALTER TABLE users
    ADD COLUMN density text NOT NULL DEFAULT 'comfortable'
        CONSTRAINT users__density__not_allowed CHECK (density IN ('comfortable', 'compact')),
    ADD COLUMN workday_start int -- minutes on the clock since midnight
        CONSTRAINT users__workday_start__out_of_range CHECK (workday_start BETWEEN 0 AND 1439),
    ADD COLUMN workday_end int
        CONSTRAINT users__workday_end__out_of_range CHECK (workday_end BETWEEN 1 AND 1440),
    ADD CONSTRAINT users__workday_start__required CHECK (workday_start IS NOT NULL OR workday_end IS NULL),
    ADD CONSTRAINT users__workday_end__required CHECK (workday_end IS NOT NULL OR workday_start IS NULL),
    ADD CONSTRAINT users__workday_end__not_after_start CHECK (workday_end > workday_start);

ALTER TABLE projects ADD COLUMN favorite boolean NOT NULL DEFAULT false;
