-- Borders of a transaction that takes several trips (api/once.c), and the deadline of one that may take long.

-- :begin
BEGIN;

-- :savepoint
SAVEPOINT effect;

-- :rollback_to_savepoint
ROLLBACK TO SAVEPOINT effect;

-- :commit
COMMIT;

-- :rollback
ROLLBACK;

-- :statement_timeout
-- $1 milliseconds, until the end of the transaction.
SELECT set_config('statement_timeout', $1, true);
