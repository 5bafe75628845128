// Connections to the database that are cut, or all busy: what was acknowledged is there once, and nobody waits long.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { expectProblem, newUser, shift, unique, type Api, type Json } from '../http/api.ts';
import { sql } from '../http/server.ts';
import { Stack } from '../http/stack.ts';
import { ask, connections, during, eventually, expectUnavailable, History, superuserUrl, type Timed } from './faults.ts';

/** A transaction of psql that holds what LOCK takes; what it gives lets go. */
function hold(databaseUrl: string, lock: string): Promise<() => Promise<void>> {
    const psql = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', databaseUrl], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise<void>((done) => psql.on('close', () => done()));
    const release = (): Promise<void> => {
        psql.stdin.end('COMMIT;\n');
        return ended;
    };
    return new Promise((done, failed) => {
        psql.on('close', () => failed(new Error('psql has ended')));
        psql.stdout.on('data', (data: Buffer) => data.toString().includes('held') && done(release));
        psql.stdin.write(`BEGIN;\n${lock};\n\\echo held\n`);
    });
}

suite('connections to the database', { timeout: 120_000 }, () => {
    let stack: Stack;
    let base: string;

    const user = (): Promise<Api> => newUser({ databaseUrl: stack.get('DATABASE_URL') });

    before(async () => {
        stack = await Stack.start('connections');
        base = stack.get('BASE_URL');
    });
    after(() => stack.stop());

    test('F5: backends ended at random every 50 ms: nothing acknowledged is missing, nothing is there twice', async () => {
        const history = new History();
        const users = await Promise.all([user(), user(), user(), user()]);
        const projects: Json[] = [];
        for (const api of users)
            projects.push((await ask(base, api, 'POST', '/api/v1/projects', { body: { name: unique() } })).json.project);
        const rounds = Array<number>(8).fill(0);
        // Two clients for each user get in each other's way: both run the one timer, and want the same hours of a day.
        const load = async (i: number): Promise<void> => {
            const [api, project, round] = [users[i >> 1], projects[i >> 1], rounds[i] ?? 0];
            assert.ok(api);
            const start = shift('2024-01-01T00:00:00Z', 1800 * round);
            rounds[i] = round + 1;
            const answers = [
                await history.write(base, api, '/timer/start', { project_id: project.id }),
                await history.write(base, api, '/time-entries', { project_id: project.id, start_time: start, end_time: shift(start, 3600) }),
                await history.write(base, api, '/timer/stop', {}),
                await history.write(base, api, '/clients', { name: unique('written') }),
            ];
            assert.deepEqual(answers.filter((answer) => ![200, 201, 409, 422].includes(answer.status)).map((answer) => answer.text), []);
            assert.equal(answers[3]?.status, 201, answers[3]?.text);
        };
        const ended = await during(8, load, async () => Number(await sql(`CREATE TEMP TABLE ended (n int);
            DO $$ BEGIN
                FOR i IN 1 .. 120 LOOP
                    PERFORM pg_stat_clear_snapshot();
                    INSERT INTO ended SELECT 1 FROM (SELECT pid FROM pg_stat_activity WHERE usename = 'timetracker' ORDER BY random() LIMIT 1) AS one WHERE pg_terminate_backend(pid);
                    PERFORM pg_sleep(0.05);
                END LOOP;
            END $$;
            SELECT count(*) FROM ended`, superuserUrl(stack))));
        assert.ok(ended > 60, `${ended} backends were ended`);
        assert.ok(history.unclear > 0, 'nobody was hit');
        for (const path of ['/timer/start', '/time-entries', '/timer/stop', '/clients'])
            assert.ok(history.done.filter((done) => done.path === path && done.answer.status < 300).length >= 8, path);
        await history.check(stack.get('DATABASE_URL'));
        await eventually('no transaction is left', 2, async () => await connections(stack, 'xact_start IS NOT NULL') === 0);
    });

    test('F7: all connections busy: 503 in time for others, alive, and full service at once when they are free', async () => {
        const [slow, other, history] = [await user(), await user(), new History()];
        const { client } = (await ask(base, slow, 'POST', '/api/v1/clients', { body: { name: unique() } })).json;
        const release = await hold(stack.get('DATABASE_URL'), `SELECT FROM clients WHERE user_id = ${slow.userId} FOR UPDATE`);
        const [waited, others, health]: [Timed[], Timed[], Timed[]] = [[], [], []];
        const load = async (i: number): Promise<void> => {
            if (i < 24)
                waited.push(await ask(base, slow, 'PATCH', `/api/v1/clients/${client.id}`, { body: { note: `slow ${i}` } }));
            else if (i < 26)
                others.push(await ask(base, other, 'GET', '/api/v1/clients'));
            else
                health.push(await ask(base, null, 'GET', '/healthz'), await ask(base, null, 'GET', '/api/v1/info'));
            await sleep(20);
        };
        const unclear = history.write(base, other, '/timer/start', {});
        await during(27, load, async () => {
            await sleep(4000);
            await release();
        });
        await unclear;
        const refused = [...waited, ...others].filter((answer) => answer.status === 503);
        refused.forEach(expectUnavailable);
        assert.ok(refused.some((answer) => answer.json.code === 'busy'));
        // The wait for a connection is 250 ms; what comes on top of it is this machine's, which others use too.
        const delays = others.filter((answer) => answer.json.code === 'busy').map((answer) => answer.milliseconds).toSorted((a, b) => a - b);
        assert.ok((delays[Math.floor(delays.length * 0.9)] ?? 0) < 2000, `refused after ${delays.join(', ')} ms`);
        assert.ok(others.some((answer) => answer.status === 503), 'others were never refused');
        const timedOut = waited.filter((answer) => answer.status === 504 || answer.json.code === 'database_timeout');
        assert.ok(timedOut.length > 0, 'no statement ran into its deadline');
        for (const answer of timedOut)
            assert.ok(answer.milliseconds < 10_000, `${answer.milliseconds} ms`);
        for (const answer of timedOut.filter((one) => one.status === 504))
            expectProblem(answer, 504, 'database_timeout');
        assert.deepEqual(waited.filter((answer) => ![200, 503, 504].includes(answer.status)).map((answer) => answer.text), []);
        assert.deepEqual(health.filter((answer) => answer.status !== 200 || answer.milliseconds >= 5000).map((answer) => answer.milliseconds), []);
        assert.ok(health.length > 20);
        const after = await Promise.all(Array.from({ length: 4 }, () => ask(base, other, 'GET', '/api/v1/clients')));
        assert.deepEqual(after.filter((answer) => answer.status !== 200).map((answer) => answer.text), []);
        await history.check(stack.get('DATABASE_URL'));
    });

    test('F7: writes that ran into the deadline had no effect, and one when they are repeated', async () => {
        const [owner, history] = [await user(), new History()];
        const body = { description: unique() };
        const release = await hold(stack.get('DATABASE_URL'), `SELECT pg_advisory_xact_lock(${owner.userId})`);
        const first = await ask(base, owner, 'POST', '/api/v1/timer/start', { body, headers: { 'Idempotency-Key': 'slow' } });
        assert.ok([503, 504].includes(first.status) && first.milliseconds < 10_000, `${first.milliseconds} ms: ${first.text}`);
        assert.equal(first.json.code, 'database_timeout');
        const unkeyed = await ask(base, owner, 'POST', '/api/v1/timer/start', { body });
        assert.ok([503, 504].includes(unkeyed.status) && unkeyed.milliseconds < 10_000, `${unkeyed.milliseconds} ms: ${unkeyed.text}`);
        await eventually('the server has given up too', 1, async () => await connections(stack, 'xact_start IS NOT NULL') === 0);
        await release();
        assert.equal((await ask(base, owner, 'GET', '/api/v1/timer')).json.active, false);
        for (let i = 0; i < 2; i++)
            assert.equal((await history.write(base, owner, '/timer/start', body, 'slow')).status, 201);
        history.done.splice(1);
        await history.check(stack.get('DATABASE_URL'));
    });
});
