-- Badges: what somebody has earned, each name once per user whatever its case.

CREATE TABLE badges (
    user_id    bigint NOT NULL CONSTRAINT badges__user_id__not_found REFERENCES users,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    name       text NOT NULL CONSTRAINT badges__name__invalid_length CHECK (char_length(name) BETWEEN 1 AND 100),
    awarded_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id)
);

CREATE UNIQUE INDEX badges__name__already_exists ON badges (user_id, lower(name));
