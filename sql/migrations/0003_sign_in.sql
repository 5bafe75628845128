-- Signing in: sessions, what may be used only once, keys that seal cookies, rotation and usage of API keys.

ALTER TABLE users
    ADD COLUMN email_verified boolean NOT NULL DEFAULT false,
    ADD COLUMN tier text NOT NULL DEFAULT 'free'
        CONSTRAINT users__tier__not_allowed CHECK (tier IN ('free', 'pro', 'enterprise'));

-- The id of a session is in the browser alone; its hash is here. A session ends at expires_at, or when nothing was heard of it for
-- idle_seconds (last_seen_at is written at most once a minute), or when its row is gone.
CREATE TABLE sessions (
    user_id      bigint NOT NULL CONSTRAINT sessions__user_id__not_found REFERENCES users,
    id           bigint GENERATED ALWAYS AS IDENTITY,
    hash         bytea NOT NULL CONSTRAINT sessions__hash__invalid_length CHECK (octet_length(hash) = 32),
    issuer       text NOT NULL,
    sid          text, -- the session at the provider, for its logout tokens
    id_token     text, -- a hint for signing out at the provider; it gives access to nothing
    ip           inet,
    user_agent   text,
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    idle_seconds int NOT NULL CONSTRAINT sessions__idle_seconds__out_of_range CHECK (idle_seconds > 0),
    expires_at   timestamptz NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at   timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version      int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id),
    CONSTRAINT sessions__hash__already_exists UNIQUE (hash)
);

CREATE INDEX sessions_by_sid ON sessions (issuer, sid) WHERE sid IS NOT NULL;
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- States of sign-ins and ids of logout tokens that were used, as SHA-256; kept a while longer than they could be used again.
CREATE TABLE used_once (
    hash    bytea PRIMARY KEY,
    used_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX used_once_by_time ON used_once (used_at);

-- The newest one seals; one before it opens until ten minutes after the newest was made.
CREATE TABLE seal_keys (
    id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        bytea NOT NULL CONSTRAINT seal_keys__key__invalid_length CHECK (octet_length(key) = 32),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The secret before the last rotation, for as long as it may still be used; and when a refusal was last noted, so that it is not at each call.
ALTER TABLE api_keys
    ADD COLUMN rotated_at timestamptz,
    ADD COLUMN last_refused_at timestamptz,
    ADD COLUMN previous_hash bytea CONSTRAINT api_keys__previous_hash__already_exists UNIQUE,
    ADD COLUMN previous_prefix text,
    ADD COLUMN previous_expires_at timestamptz,
    ADD CONSTRAINT api_keys__previous_hash__required CHECK ((previous_hash IS NULL) = (previous_expires_at IS NULL));

CREATE TABLE api_key_usage (
    user_id bigint NOT NULL,
    key_id  bigint NOT NULL,
    day     date NOT NULL, -- in UTC
    calls   bigint NOT NULL,
    PRIMARY KEY (user_id, key_id, day),
    CONSTRAINT api_key_usage__key_id__not_found FOREIGN KEY (user_id, key_id) REFERENCES api_keys (user_id, id) ON DELETE CASCADE
);

-- Refusals are events too: of a sign-in (nobody's, user 0) and of a key.
ALTER TABLE audit_log
    DROP CONSTRAINT audit_log_action_check,
    ADD CONSTRAINT audit_log__action__not_allowed CHECK (action IN ('insert', 'update', 'delete', 'refuse'));
