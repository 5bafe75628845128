// Token buckets that all children share, by category and tier.  On a stack of its own with small limits.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { Api, expectProblem, newUser, send, type Answer } from './api.ts';
import { env, sql } from './server.ts';
import { newSession, siteOf } from './sign_in.ts';
import { Stack } from './stack.ts';

suite('rate limits', () => {
    let stack: Stack;
    let base: string;
    let databaseUrl: string;

    before(async () => {
        const conf = join(env('STACK_DIR'), 'rate.conf');
        writeFileSync(conf, 'TimetrackerRateAuth 5\nTimetrackerRateRead 30\nTimetrackerRateWrite 10\nTimetrackerRatePro 2\nTimetrackerRateEnterprise 4\n');
        stack = await Stack.start('rate', ['--conf', conf]);
        [base, databaseUrl] = [stack.get('BASE_URL'), stack.get('DATABASE_URL')];
    });

    after(() => stack.stop());

    const get = (api: Api, path = '/users/me'): Promise<Answer> => api.request('GET', path, { base });
    const statuses = async (calls: Promise<Answer>[]): Promise<Record<number, number>> => {
        const counts: Record<number, number> = {};
        for (const { status } of await Promise.all(calls))
            counts[status] = (counts[status] ?? 0) + 1;
        return counts;
    };

    test('a bucket is one for all children; an empty one says when to come again and when it is full', async () => {
        const api = await newUser({ databaseUrl });
        const first = await get(api);
        assert.deepEqual([first.headers['x-ratelimit-limit'], first.headers['x-ratelimit-remaining']], ['30', '29']);
        assert.ok(Math.abs(Number(first.headers['x-ratelimit-reset']) - Date.now() / 1000) <= 4);
        const counts = await statuses(Array.from({ length: 60 }, () => get(api)));
        // A token comes back every two seconds.
        assert.ok((counts[200] ?? 0) >= 29 && (counts[200] ?? 0) <= 33, JSON.stringify(counts));
        assert.equal((counts[200] ?? 0) + (counts[429] ?? 0), 60);
        const refused = await get(api);
        expectProblem(refused, 429, 'rate_limited');
        assert.ok(Number(refused.headers['retry-after']) >= 1 && Number(refused.headers['retry-after']) <= 3);
        assert.equal(refused.headers['x-ratelimit-remaining'], '0');
        const untilFull = Number(refused.headers['x-ratelimit-reset']) - Date.now() / 1000;
        assert.ok(untilFull > 50 && untilFull <= 62, String(untilFull));
    });

    test('reading and changing have buckets of their own', async () => {
        const api = await newUser({ databaseUrl });
        const counts = await statuses(Array.from({ length: 14 }, () => api.request('POST', '/timer/cancel', { base })));
        assert.ok((counts[429] ?? 0) >= 3, JSON.stringify(counts));
        assert.equal((await get(api)).status, 200);
    });

    test('a refused change has no effect', async () => {
        const api = await newUser({ databaseUrl });
        const made = await Promise.all(Array.from({ length: 16 }, (_, i) => api.request('POST', '/clients', { base, body: { name: `client ${i}` } })));
        const done = made.filter((answer) => answer.status === 201).length;
        assert.ok(done >= 10 && done <= 11);
        assert.equal((await get(api, '/clients?total=true')).json.pagination.total, done);
    });

    test('one caller does not use up another\'s', async () => {
        const [one, other] = [await newUser({ databaseUrl }), await newUser({ databaseUrl })];
        await statuses(Array.from({ length: 40 }, () => get(one)));
        assert.equal((await get(one)).status, 429);
        assert.equal((await get(other)).headers['x-ratelimit-remaining'], '29');
    });

    test('by tier', async () => {
        const api = await newUser({ databaseUrl });
        for (const [tier, limit] of [['pro', '60'], ['enterprise', '120'], ['free', '30']] as const) {
            await sql(`UPDATE users SET tier = '${tier}' WHERE id = ${api.userId}`, databaseUrl);
            await get(api); // the tier is learnt from an answer
            assert.equal((await get(api)).headers['x-ratelimit-limit'], limit);
        }
    });

    test('sessions too', async () => {
        const session = await newSession(undefined, siteOf((name) => stack.variables[name] ?? ''));
        assert.equal((await get(session)).headers['x-ratelimit-remaining'], '29');
        assert.equal((await get(session)).headers['x-ratelimit-remaining'], '28');
    });

    test('signing in by address', async () => {
        const answers = await Promise.all(Array.from({ length: 8 }, () => send('GET', '/auth/callback', { base })));
        assert.deepEqual(answers.map(({ status }) => status).toSorted(), [400, 400, 400, 400, 400, 429, 429, 429]);
        expectProblem(answers.find(({ status }) => status === 429) ?? answers[0]!, 429, 'rate_limited');
    });

    test('credentials that are none count against the address, and good ones are not hurt by a few', async () => {
        const api = await newUser({ databaseUrl });
        const bad = await statuses(Array.from({ length: 20 }, () => send('GET', '/api/v1/users/me', { base, headers: { 'X-API-Key': 'nonsense' } })));
        assert.equal(bad[401], 20);
        assert.equal((await get(api)).status, 200);
        await statuses(Array.from({ length: 20 }, () => send('GET', '/api/v1/users/me', { base, headers: { 'X-API-Key': 'nonsense' } })));
        expectProblem(await send('GET', '/api/v1/info', { base }), 429, 'rate_limited');
        assert.equal((await send('GET', '/healthz', { base })).status, 200, 'whether the server lives may be asked at any time');
    });
});
