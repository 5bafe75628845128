// client_targets.test.ts -- a balance costs what its own client's entries cost, however much else its user has.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rows } from './dumped.ts';

/** Entries that are looked at for the details of a target whose client has 10 entries, then of one whose has 990 beside it. */
function looked(): number[] {
    const counter = `SELECT 'read ' || coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'time_entries';`;
    const details = (client: string) => `SELECT balance, periods FROM v_client_target_details WHERE user_id = tt_user_id() AND client_name = '${client}';`;
    const lines = rows('owner', `BEGIN;
        SET LOCAL plan_cache_mode = force_generic_plan;
        SET LOCAL enable_seqscan = off;
        SET LOCAL enable_hashjoin = off;
        SET LOCAL enable_mergejoin = off;
        SELECT set_config('tt.actor', 'test', true);
        WITH made AS (INSERT INTO users (username) VALUES ('costs') RETURNING id) SELECT set_config('tt.user_id', id::text, true) FROM made;
        INSERT INTO clients (user_id, name) SELECT tt_user_id(), name FROM unnest('{small,large}'::text[]) AS n (name);
        INSERT INTO projects (user_id, client_id, name) SELECT user_id, id, name FROM clients WHERE user_id = tt_user_id();
        INSERT INTO time_entries (user_id, project_id, start_time, end_time, billable)
            SELECT p.user_id, p.id, s.t, s.t + interval '1 hour', true
            FROM (SELECT timestamptz '2020-01-01Z' + i * interval '2 hours', CASE i % 100 WHEN 0 THEN 'small' ELSE 'large' END FROM generate_series(1, 1000) i) s (t, name)
            JOIN projects p ON p.user_id = tt_user_id() AND p.name = s.name;
        INSERT INTO client_target_forms (user_id, client_id, period, target_hours, working_days, start_date, end_date)
            SELECT user_id, id, 'weekly', 10, '{mon}', '2020-01-01', '2021-12-31' FROM clients WHERE user_id = tt_user_id();
        ANALYZE clients; ANALYZE projects; ANALYZE time_entries; ANALYZE client_targets;
        ${counter}\n${details('small')}\n${counter}\n${details('large')}\n${counter}
        ROLLBACK;`);
    const read = lines.filter((line) => line.startsWith('read ')).map((line) => Number(line.slice(5)));
    return read.slice(1).map((n, i) => n - (read[i] ?? 0));
}

test('the balance walks the entries of its client alone', () => {
    const [small = 0, large = 0] = looked();
    // Each in its period and, as one that could reach into it, in that of the week after; the balance is the sum of the periods.
    assert.ok(small >= 10 && small <= 2 * 10, `${small} looked at, 10 are the client's`);
    assert.ok(large >= 990 && large <= 2 * 990, `${large} looked at, 990 are the client's`);
});
