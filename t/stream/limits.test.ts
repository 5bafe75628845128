import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, children, connections, eventually, parentOf } from '../faults/faults.ts';
import { expectProblem, newUser, unique, type Api } from '../http/api.ts';
import { sql } from '../http/server.ts';
import { own, Stack } from '../http/stack.ts';
import { byKey, bySession, Stream } from './stream.ts';

suite('limits of streams', { timeout: 180_000 }, () => {
    let stack: Stack;
    let base: string;
    let database: string;
    const user = (): Promise<Api> => newUser({ databaseUrl: database });

    async function refused(api: Api): Promise<void> {
        const answer = await ask(base, api, 'GET', '/api/v1/events');
        expectProblem(answer, 503, 'too_many_streams');
        assert.match(answer.headers['retry-after'] ?? '', /^[1-9]\d*$/);
    }

    before(async () => {
        const conf = join(tmpdir(), `tt-limits-${process.pid}.conf`);
        writeFileSync(conf, 'TimetrackerStreams 40\nTimetrackerStreamsPerUser 10\n');
        stack = await Stack.start('streamlimits', ['--conf', conf]);
        base = stack.get('BASE_URL');
        database = stack.get('DATABASE_URL');
    });
    after(() => stack.stop());

    test('ten of one user, forty in all; who leaves makes room', async () => {
        const users = await Promise.all([user(), user(), user(), user(), user()]);
        const open: Stream[] = [];
        for (const api of users.slice(0, 4)) {
            for (let i = 0; i < 10; i += 1)
                open.push(await Stream.ready(byKey(api.key), { base }));
            await refused(api);
        }
        const last = users[4];
        assert.ok(last);
        await refused(last);
        open[7]?.close();
        await eventually('there is room', 5, async () => {
            const stream = await Stream.open(byKey(last.key), { base });
            open.push(stream);
            return stream.status === 200;
        });
        open.forEach((stream) => stream.close());
        await eventually('no connection is kept for nobody', 5, async () => await connections(stack, "query LIKE '%v_events%' AND query LIKE '%LIMIT 1000)%'") === 0);
    });

    test('what a killed process had is free again', async () => {
        const api = await user();
        const open = await Promise.all(Array.from({ length: 10 }, () => Stream.ready(byKey(api.key), { base })));
        await refused(api);
        for (const child of children(parentOf(stack)))
            process.kill(child, 'SIGKILL');
        await Promise.all(open.map((stream) => stream.ended));
        await eventually('httpd is back', 10, async () => (await ask(base, null, 'GET', '/healthz').catch(() => null))?.status === 200);
        // One by one: children that have just begun have no connections yet, and answer many at once with "busy".
        const again: Stream[] = [];
        for (let i = 0; i < 10; i++)
            again.push(await Stream.ready(byKey(api.key), { base }));
        await refused(api);
        again.forEach((stream) => stream.close());
    });

    test('streams end when what opened them does', async () => {
        for (const change of ["UPDATE api_keys SET revoked_at = now() WHERE hash = sha256('KEY')", "UPDATE api_keys SET expires_at = now() WHERE hash = sha256('KEY')",
            "UPDATE api_keys SET scopes = '{read:clients}' WHERE hash = sha256('KEY')", "UPDATE api_keys SET ip_allow = '{10.0.0.0/8}' WHERE hash = sha256('KEY')"]) {
            const [api, other] = await Promise.all([user(), user()]);
            const [stream, stays] = [await Stream.ready(byKey(api.key), { base }), await Stream.ready(byKey(other.key), { base })];
            await sql(change.replace('KEY', api.key), database);
            await stream.end(6);
            assert.ok(stream.isComplete, change);
            assert.equal(stays.endedAt, undefined, change);
            stays.close();
        }
        for (const change of ['DELETE FROM sessions WHERE user_id = ID', "UPDATE sessions SET expires_at = now() WHERE user_id = ID",
            "UPDATE sessions SET last_seen_at = now() - interval '481 minutes' WHERE user_id = ID"]) {
            const api = await user();
            const stream = await Stream.ready(await bySession(api.userId, database), { base });
            await sql(change.replace('ID', String(api.userId)), database);
            await stream.end(6);
        }
    });

    test('a key that was rotated keeps its streams as long as its old secret holds', async () => {
        const api = await user();
        const stream = await Stream.ready(byKey(api.key), { base });
        await sql(`UPDATE api_keys SET previous_hash = hash, previous_prefix = prefix, previous_expires_at = now() + interval '1 hour', hash = sha256('other${api.userId}')
            WHERE hash = sha256('${api.key}')`, database);
        await sleep(5000);
        assert.equal(stream.endedAt, undefined);
        await sql(`UPDATE api_keys SET previous_expires_at = now() WHERE previous_hash = sha256('${api.key}')`, database);
        await stream.end(6);
    });

    test('a client that does not read is dropped; the others go on', { skip: own['MPM'] !== 'event' && 'waits for the client' }, async () => {
        const api = await user();
        const [slow, quick] = [await Stream.ready(byKey(api.key), { base }), await Stream.ready(byKey(api.key), { base })];
        slow.pause();
        const began = performance.now();
        let rows = 0;
        // More than the kernel keeps for a client that takes nothing.
        while (performance.now() - began < 25_000) {
            await sql(`INSERT INTO audit_log (user_id, actor, via, resource, row_id, action) SELECT ${api.userId}, repeat('x', 1000), 'sql', 'clients', i, 'insert' FROM generate_series(1, 200) i`, database);
            rows += 200;
            await quick.until('the quick one is told', () => quick.changes.length >= rows, 5);
            await sleep(100);
            if (rows > 6000)
                break;
        }
        const client = await ask(base, api, 'POST', '/api/v1/clients', { body: { name: unique() } });
        assert.equal(client.status, 201);
        await quick.until('the quick one goes on', () => quick.changes.length >= rows + 1, 2);
        await sleep(13_000);
        slow.resume();
        await slow.end(10);
        assert.ok(!slow.isComplete && slow.changes.length < rows, `${slow.changes.length} of ${rows}`);
        assert.equal(quick.endedAt, undefined);
        quick.close();
    });
});
