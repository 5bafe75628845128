-- Client targets: how many hours a week or a month are due to a client, and what sets the count right by hand.

-- The client is known to exist, and so is its user. A target that has ended is kept; a client has one at most.
CREATE TABLE client_targets (
    user_id    bigint NOT NULL,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    client_id  bigint NOT NULL,
    start_date date NOT NULL,
    end_date   date, -- the last day; null = goes on
    created_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id),
    CONSTRAINT client_targets__client_id__already_exists UNIQUE (user_id, client_id),
    CONSTRAINT client_targets__client_id__not_found FOREIGN KEY (user_id, client_id) REFERENCES clients (user_id, id),
    CONSTRAINT client_targets__end_date__before_start CHECK (end_date >= start_date)
);

-- What is due, from a day on until the next version's day. The first version of a target is valid from its start_date.
CREATE TABLE client_target_versions (
    user_id      bigint NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    target_id    bigint NOT NULL,
    valid_from   date NOT NULL,
    period       text NOT NULL CONSTRAINT client_target_versions__period__not_allowed CHECK (period IN ('weekly', 'monthly')),
    -- Two decimals of an hour are 36 seconds, so targets are whole seconds.
    target_hours numeric(9, 2) NOT NULL
        CONSTRAINT client_target_versions__target_hours__out_of_range CHECK (target_hours > 0 AND target_hours < 100000),
    working_days text[] NOT NULL CONSTRAINT client_target_versions__working_days__not_allowed
        CHECK (cardinality(working_days) BETWEEN 1 AND 7 AND working_days <@ '{mon,tue,wed,thu,fri,sat,sun}'::text[]),
    created_at   timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at   timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version      int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id),
    CONSTRAINT client_target_versions__valid_from__already_exists UNIQUE (user_id, target_id, valid_from),
    CONSTRAINT client_target_versions__target_id__not_found
        FOREIGN KEY (user_id, target_id) REFERENCES client_targets (user_id, id) ON DELETE CASCADE
);

CREATE TABLE client_target_corrections (
    user_id    bigint NOT NULL,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    target_id  bigint NOT NULL,
    date       date NOT NULL,
    hours      numeric(9, 2) NOT NULL
        CONSTRAINT client_target_corrections__hours__out_of_range CHECK (hours <> 0 AND abs(hours) < 100000),
    note       text NOT NULL DEFAULT '' CONSTRAINT client_target_corrections__note__too_long CHECK (char_length(note) <= 500),
    created_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    PRIMARY KEY (user_id, id),
    CONSTRAINT client_target_corrections__target_id__not_found
        FOREIGN KEY (user_id, target_id) REFERENCES client_targets (user_id, id) ON DELETE CASCADE
);

CREATE INDEX client_target_corrections_by_date ON client_target_corrections (user_id, target_id, date, id);

-- What targets are written through: a target and the version of it that is valid today look like one row. Those three columns are for
-- writing only; null, which nobody can give, leaves them as they are. functions/client_targets.sql has the trigger.
CREATE VIEW client_target_forms AS
SELECT t.user_id, t.id, t.client_id, NULL::text AS period, NULL::numeric AS target_hours, NULL::text[] AS working_days, t.start_date,
       t.end_date, t.version
FROM client_targets t;
