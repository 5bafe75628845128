// sessions.test.ts -- what signing in and out does to the sessions of others, and how many of them it looks at.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rows } from './dumped.ts';

/** A hundred users with ten sessions each of an issuer of their own, as the module's sessions see them. */
const many = `BEGIN;
    SET LOCAL plan_cache_mode = force_generic_plan;
    SET LOCAL enable_seqscan = off;
    SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL enable_material = off;
    SELECT set_config('tt.actor', 'test', true) \\g /dev/null
    INSERT INTO users (issuer, subject, username) SELECT 'many', 's' || n, 'many' FROM generate_series(1, 100) n;
    INSERT INTO sessions (user_id, hash, issuer, sid, idle_seconds, expires_at)
        SELECT u.id, sha256((u.id || '/' || n)::bytea), 'many', u.subject || '/' || n, 60, now() + interval '1 hour'
        FROM users u, generate_series(1, 10) n WHERE u.issuer = 'many';
    ANALYZE users; ANALYZE sessions;`;

/** How many sessions and users a logout looks at, and how many sessions it ends. */
function logout(subject: string | null, sid: string | null): { looked: number; ended: number } {
    const quoted = (text: string | null): string => text === null ? 'NULL' : `'${text}'`;
    const counter = `SELECT 'read ' || sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables
        WHERE relname IN ('sessions', 'users');`;
    const lines = rows('owner', `${many}
        ${counter}
        SELECT 'ended ' || tt_backchannel_logout(sha256('many'), 'many', ${quoted(subject)}, ${quoted(sid)});
        ${counter}
        ROLLBACK;`);
    const [before = NaN, after = NaN] = lines.filter(line => line.startsWith('read ')).map(line => Number(line.slice(5)));
    return { looked: after - before, ended: Number(lines.find(line => line.startsWith('ended '))?.slice(6)) };
}

test('a logout token ends its own session, or all of its subject, and looks at no others', () => {
    for (const [subject, sid, ends] of [['s7', 's7/3', 1], [null, 's7/3', 1], ['s7', null, 10], ['s8', 's7/3', 0], ['nobody', null, 0], [null, 'nothing', 0],
        [null, null, 0]] as const) {
        const { looked, ended } = logout(subject, sid);
        assert.equal(ended, ends, `${subject}, ${sid}`);
        // Each session is found and then deleted, and its user looked at.
        assert.ok(looked <= 3 * ends + 3, `${subject}, ${sid}: ${looked} looked at`);
    }
});

/** Sessions of OTHERS that ended long ago, then a sign-in by a browser; what became of it. */
function signIn(others: number): { left: number; log: string[]; context: string | undefined } {
    const lines = rows('owner', `BEGIN;
        SELECT set_config('tt.actor', 'test', true) \\g /dev/null
        INSERT INTO users (issuer, subject, username) VALUES ('gone', 'other', 'other');
        INSERT INTO sessions (user_id, hash, issuer, idle_seconds, expires_at)
            SELECT u.id, sha256(('gone' || n)::bytea), 'gone', 60, timestamptz '1990-01-01' + n * interval '1 minute'
            FROM users u, generate_series(1, ${others}) n WHERE u.issuer = 'gone';
        INSERT INTO sessions (user_id, hash, issuer, idle_seconds, expires_at)
            SELECT u.id, sha256('not long ago'), 'gone', 60, now() - interval '23 hours' FROM users u WHERE u.issuer = 'gone';
        SELECT set_config('tt.actor', 'browser', true), set_config('tt.via', 'browser', true), set_config('tt.request_id', 'r-7', true) \\g /dev/null
        SELECT tt_sign_in(sha256('state'), 'gone', 'one', 'one', NULL, false, false, sha256('gone'), NULL, NULL, NULL, '192.0.2.1', NULL, 60, 60) \\g /dev/null
        SELECT 'left ' || count(*) FROM sessions WHERE issuer = 'gone' AND expires_at < now() - interval '1 day';
        SELECT DISTINCT 'log ' || concat_ws('|', u.subject, a.resource, a.action, a.actor, a.via, coalesce(a.request_id, 'no request'))
            FROM audit_log a JOIN users u ON u.id = a.user_id WHERE u.issuer = 'gone' AND a.actor <> 'test' ORDER BY 1;
        SELECT 'context ' || concat_ws('|', current_setting('tt.actor'), current_setting('tt.via'), current_setting('tt.request_id'));
        ROLLBACK;`);
    return {
        left: Number(lines.find(line => line.startsWith('left '))?.slice(5)),
        log: lines.filter(line => line.startsWith('log ')).map(line => line.slice(4)),
        context: lines.find(line => line.startsWith('context '))?.slice(8),
    };
}

test('sessions that ended long ago go at a sign-in, and the log names no stranger for it', () => {
    const { left, log, context } = signIn(3);
    assert.equal(left, 0);
    assert.deepEqual(log, [
        'one|sessions|insert|browser|browser|r-7', 'one|users|insert|browser|browser|r-7', 'other|sessions|delete|expiry|sql|no request',
    ]);
    assert.equal(context, 'browser|browser|r-7');
});

test('one sign-in clears a hundred of them at most', () => {
    assert.equal(signIn(130).left, 30);
});
