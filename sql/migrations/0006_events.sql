-- Live events: the audit log, which every change writes in its own transaction, read by streams in an order that never misses a row.
--
-- A row with a smaller id may become visible after one with a larger, so ids alone are no order to read in. xact is the transaction that
-- wrote the row: once every transaction before some xact has ended, all rows below it are there for good, and (xact, id) orders them.
-- Rows from before this migration have none and are nobody's news.
ALTER TABLE audit_log ADD COLUMN xact xid8;
ALTER TABLE audit_log ALTER COLUMN xact SET DEFAULT pg_current_xact_id();

-- Streams read from where they are to the end; the user is here so that a stream that resumes looks at no rows of others.
CREATE INDEX audit_log_by_xact ON audit_log (xact, user_id, id) WHERE xact IS NOT NULL;
