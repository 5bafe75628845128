-- Tags: the names that entries carry, each once per user whatever its case, with a color.

CREATE TABLE tags (
    user_id    bigint NOT NULL CONSTRAINT tags__user_id__not_found REFERENCES users,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    name       text NOT NULL CONSTRAINT tags__name__invalid_length CHECK (char_length(name) BETWEEN 1 AND 100),
    color      text NOT NULL DEFAULT '#64748b' CONSTRAINT tags__color__malformed CHECK (color ~ '^#[0-9A-Fa-f]{6}$'),
    created_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id)
);

CREATE UNIQUE INDEX tags__name__already_exists ON tags (user_id, lower(name));
INSERT INTO tags (user_id, name) SELECT user_id, min(tag) FROM time_entries, unnest(tags) AS tag GROUP BY user_id, lower(tag);
