-- The core: users and their keys, clients, projects, time entries, the running timer, and what is kept about changes.
--
-- Every table of a user leads its keys with user_id, so that the schema can be sharded by user, and foreign keys carry user_id along:
-- a reference to a stranger's row cannot exist.  Names of constraints are part of the API: <table>__<field>__<code> becomes field and
-- code of the problem document.  Times are whole seconds and spans half-open, [start, end).

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE IF NOT EXISTS schema_migrations (
    version    int PRIMARY KEY,
    name       text NOT NULL,
    checksum   bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- Filled by functions/time_zones.sql, whenever the schema is migrated.
CREATE TABLE time_zones (
    name text PRIMARY KEY
);

CREATE TABLE users (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    issuer     text,
    subject    text,
    username   text NOT NULL CONSTRAINT users__username__invalid_length CHECK (char_length(username) BETWEEN 1 AND 320),
    email      text CONSTRAINT users__email__invalid_length CHECK (char_length(email) BETWEEN 3 AND 320),
    time_zone  text NOT NULL DEFAULT 'UTC' CONSTRAINT users__time_zone__unknown_time_zone REFERENCES time_zones,
    locale     text NOT NULL DEFAULT 'en' CONSTRAINT users__locale__not_allowed CHECK (locale IN ('en', 'de')),
    week_start text NOT NULL DEFAULT 'monday'
        CONSTRAINT users__week_start__not_allowed CHECK (week_start IN ('monday', 'sunday', 'saturday')),
    hour_cycle text NOT NULL DEFAULT 'h23' CONSTRAINT users__hour_cycle__not_allowed CHECK (hour_cycle IN ('h23', 'h12')),
    theme      text NOT NULL DEFAULT 'system' CONSTRAINT users__theme__not_allowed CHECK (theme IN ('system', 'light', 'dark')),
    is_admin   boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version    int NOT NULL DEFAULT 1,
    CONSTRAINT users__subject__required CHECK ((issuer IS NULL) = (subject IS NULL)),
    CONSTRAINT users__subject__already_exists UNIQUE (issuer, subject)
);

-- Providers may give one address to several subjects; ttctl names its users by it.
CREATE UNIQUE INDEX users__email__already_exists ON users (lower(email)) WHERE issuer IS NULL;

CREATE TABLE api_keys (
    user_id      bigint NOT NULL CONSTRAINT api_keys__user_id__not_found REFERENCES users,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    name         text NOT NULL CONSTRAINT api_keys__name__invalid_length CHECK (char_length(name) BETWEEN 1 AND 100),
    prefix       text NOT NULL,
    hash         bytea NOT NULL CONSTRAINT api_keys__hash__invalid_length CHECK (octet_length(hash) = 32),
    scopes       text[] NOT NULL CONSTRAINT api_keys__scopes__required CHECK (cardinality(scopes) > 0),
    expires_at   timestamptz,
    ip_allow     cidr[],
    last_used_at timestamptz,
    last_used_ip inet,
    revoked_at   timestamptz,
    created_at   timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at   timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version      int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id),
    CONSTRAINT api_keys__hash__already_exists UNIQUE (hash)
);

CREATE TABLE clients (
    user_id     bigint NOT NULL CONSTRAINT clients__user_id__not_found REFERENCES users,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    name        text NOT NULL CONSTRAINT clients__name__invalid_length CHECK (char_length(name) BETWEEN 1 AND 200),
    email       text CONSTRAINT clients__email__invalid_length CHECK (char_length(email) BETWEEN 3 AND 320),
    address     text CONSTRAINT clients__address__too_long CHECK (char_length(address) <= 1000),
    note        text CONSTRAINT clients__note__too_long CHECK (char_length(note) <= 5000),
    currency    text CONSTRAINT clients__currency__malformed CHECK (currency ~ '^[A-Z]{3}$'),
    hourly_rate numeric(12, 2) CONSTRAINT clients__hourly_rate__out_of_range CHECK (hourly_rate >= 0),
    color       text NOT NULL DEFAULT '#64748b' CONSTRAINT clients__color__malformed CHECK (color ~ '^#[0-9A-Fa-f]{6}$'),
    status      text NOT NULL DEFAULT 'active' CONSTRAINT clients__status__not_allowed CHECK (status IN ('active', 'archived')),
    is_default  boolean NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at  timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version     int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id)
);

CREATE UNIQUE INDEX clients__name__already_exists ON clients (user_id, lower(name));
CREATE UNIQUE INDEX clients__is_default__already_exists ON clients (user_id) WHERE is_default;

CREATE TABLE projects (
    user_id      bigint NOT NULL,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    client_id    bigint NOT NULL,
    name         text NOT NULL CONSTRAINT projects__name__invalid_length CHECK (char_length(name) BETWEEN 1 AND 200),
    color        text NOT NULL DEFAULT '#0e7490' CONSTRAINT projects__color__malformed CHECK (color ~ '^#[0-9A-Fa-f]{6}$'),
    note         text CONSTRAINT projects__note__too_long CHECK (char_length(note) <= 5000),
    status       text NOT NULL DEFAULT 'active' CONSTRAINT projects__status__not_allowed CHECK (status IN ('active', 'archived')),
    billable     boolean NOT NULL DEFAULT true,
    hourly_rate  numeric(12, 2) CONSTRAINT projects__hourly_rate__out_of_range CHECK (hourly_rate >= 0),
    budget_hours numeric(9, 2) CONSTRAINT projects__budget_hours__out_of_range CHECK (budget_hours >= 0),
    created_at   timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at   timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version      int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id),
    CONSTRAINT projects__client_id__not_found FOREIGN KEY (user_id, client_id) REFERENCES clients (user_id, id)
);

CREATE UNIQUE INDEX projects__name__already_exists ON projects (user_id, client_id, lower(name));

-- The user of an entry is known to exist through its project.  Entries of one user are disjoint, so they have one order whether sorted
-- by start or by end: that is why one step on time_entries_by_start finds whatever overlaps a span (time_entries_guard).
CREATE TABLE time_entries (
    user_id          bigint NOT NULL,
    id               bigint GENERATED ALWAYS AS IDENTITY,
    project_id       bigint NOT NULL,
    start_time       timestamptz NOT NULL
        CONSTRAINT time_entries__start_time__not_whole_seconds CHECK (start_time = start_time::timestamptz(0)),
    end_time         timestamptz NOT NULL
        CONSTRAINT time_entries__end_time__not_whole_seconds CHECK (end_time = end_time::timestamptz(0)),
    break_minutes    int NOT NULL DEFAULT 0 CONSTRAINT time_entries__break_minutes__out_of_range CHECK (break_minutes >= 0),
    duration_seconds int GENERATED ALWAYS AS (extract(epoch FROM end_time - start_time)::int - break_minutes * 60) STORED,
    description      text NOT NULL DEFAULT '' CONSTRAINT time_entries__description__too_long CHECK (char_length(description) <= 5000),
    billable         boolean NOT NULL,
    tags             text[] NOT NULL DEFAULT '{}' CONSTRAINT time_entries__tags__too_many CHECK (cardinality(tags) <= 50),
    created_at       timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at       timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version          int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id),
    CONSTRAINT time_entries__project_id__not_found FOREIGN KEY (user_id, project_id) REFERENCES projects (user_id, id),
    CONSTRAINT time_entries__end_time__not_after_start CHECK (end_time > start_time),
    CONSTRAINT time_entries__end_time__too_long CHECK (end_time - start_time <= interval '7 days'),
    -- Checks run in the order of their names, so this one must leave a reversed span to not_after_start.
    CONSTRAINT time_entries__break_minutes__not_shorter_than_span
        CHECK (end_time <= start_time OR break_minutes * interval '1 minute' < end_time - start_time),
    CONSTRAINT time_entries__start_time__overlap
        EXCLUDE USING gist (user_id WITH =, tstzrange(start_time, end_time) WITH &&)
);

CREATE INDEX time_entries_by_start ON time_entries (user_id, start_time DESC, id DESC);
CREATE INDEX time_entries_by_project ON time_entries (user_id, project_id, start_time DESC, id DESC);

CREATE TABLE timers (
    user_id       bigint NOT NULL CONSTRAINT timers__user_id__not_found REFERENCES users,
    id            bigint GENERATED ALWAYS AS IDENTITY,
    project_id    bigint,
    description   text NOT NULL DEFAULT '' CONSTRAINT timers__description__too_long CHECK (char_length(description) <= 5000),
    start_time    timestamptz NOT NULL
        CONSTRAINT timers__start_time__not_whole_seconds CHECK (start_time = start_time::timestamptz(0)),
    break_minutes int NOT NULL DEFAULT 0 CONSTRAINT timers__break_minutes__out_of_range CHECK (break_minutes >= 0),
    created_at    timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at    timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version       int NOT NULL DEFAULT 1,
    CONSTRAINT timers__user_id__timer_already_running PRIMARY KEY (user_id),
    CONSTRAINT timers__project_id__not_found FOREIGN KEY (user_id, project_id) REFERENCES projects (user_id, id)
);

-- Finds the timer of a project to be deleted; timers are few.
CREATE INDEX timers_by_project ON timers (user_id, project_id);

-- Outlives the rows it tells of, so nothing is referenced.  Written by tt_audit() alone.
CREATE TABLE audit_log (
    user_id    bigint NOT NULL,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL DEFAULT now(),
    actor      text NOT NULL,
    via        text NOT NULL,
    request_id text,
    resource   text NOT NULL,
    row_id     bigint NOT NULL,
    action     text NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
    old        jsonb,
    new        jsonb,
    PRIMARY KEY (user_id, id)
);

-- First outcomes of POST requests; status is null while the first is under way.
CREATE TABLE idempotency_keys (
    user_id      bigint NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    status       int,
    location     text,
    etag         text,
    body         text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (user_id, created_at);
