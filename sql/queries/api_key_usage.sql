-- :usage_add
-- Adds calls of keys: $1 users, $2 keys, $3 days since the epoch, $4 calls, side by side; a key may be there several
-- times, or no more. In order, so that two processes that write at once wait for each other and do not lock each other
-- out; nobody waits for the disk.
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO api_key_usage (user_id, key_id, day, calls)
SELECT k.user_id, k.id, date '1970-01-01' + c.day, sum(c.calls)
FROM quick, unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[]) AS c (user_id, key_id, day, calls)
JOIN api_keys k ON k.user_id = c.user_id AND k.id = c.key_id
GROUP BY k.user_id, k.id, c.day
ORDER BY k.user_id, k.id, c.day
ON CONFLICT (user_id, key_id, day) DO UPDATE SET calls = api_key_usage.calls + excluded.calls;
