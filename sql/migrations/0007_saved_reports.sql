-- Saved reports: what somebody looks at again and again, each under a name of its own whatever its case.

CREATE TABLE saved_reports (
    user_id    bigint NOT NULL CONSTRAINT saved_reports__user_id__not_found REFERENCES users,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    name       text NOT NULL CONSTRAINT saved_reports__name__invalid_length CHECK (char_length(name) BETWEEN 1 AND 100),
    query      text NOT NULL CONSTRAINT saved_reports__query__invalid_length CHECK (char_length(query) BETWEEN 1 AND 2000),
    created_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    updated_at timestamptz NOT NULL DEFAULT date_trunc('second', now()),
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (user_id, id)
);

CREATE UNIQUE INDEX saved_reports__name__already_exists ON saved_reports (user_id, lower(name));
