-- What a user settles about time sheets: how reports round, up to which day nothing changes any more, when a timer counts as forgotten,
-- which rules about breaks give hints.

ALTER TABLE users
    ADD COLUMN rounding_mode text NOT NULL DEFAULT 'none'
        CONSTRAINT users__rounding_mode__not_allowed CHECK (rounding_mode IN ('none', 'up', 'nearest', 'down')),
    ADD COLUMN rounding_minutes int NOT NULL DEFAULT 15
        CONSTRAINT users__rounding_minutes__out_of_range CHECK (rounding_minutes BETWEEN 1 AND 60),
    ADD COLUMN rounding_per text NOT NULL DEFAULT 'entry'
        CONSTRAINT users__rounding_per__not_allowed CHECK (rounding_per IN ('entry', 'day')),
    ADD COLUMN locked_until date, -- a day of users.time_zone; it is locked too
    ADD COLUMN timer_max_hours int DEFAULT 12
        CONSTRAINT users__timer_max_hours__out_of_range CHECK (timer_max_hours BETWEEN 1 AND 168),
    ADD COLUMN break_rules text NOT NULL DEFAULT 'none'
        CONSTRAINT users__break_rules__not_allowed CHECK (break_rules IN ('none', 'germany'));
