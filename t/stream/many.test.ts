// Many streams, and writers at a steady pace: nothing else suffers, and the time from commit to client is printed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, children, parentOf, residentKilobytes } from '../faults/faults.ts';
import { newUser, unique, type Api } from '../http/api.ts';
import { own, Stack } from '../http/stack.ts';
import { asLogged, byKey, logged, Stream } from './stream.ts';

const STREAMS = 200;

function percentile(values: number[], part: number): number {
    return Math.round([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0);
}

suite('many streams', { timeout: 180_000, skip: own['MPM'] !== 'event' && 'each would hold a thread' }, () => {
    let stack: Stack;
    let base: string;
    let users: Api[];

    before(async () => {
        const conf = join(tmpdir(), `tt-many-${process.pid}.conf`);
        // One child with few threads: streams have none of their own.
        writeFileSync(conf, 'TimetrackerStreamsPerUser 100\nThreadsPerChild 16\nStartServers 1\nServerLimit 1\nMaxRequestWorkers 16\nMinSpareThreads 4\nMaxSpareThreads 16\n');
        stack = await Stack.start('manystreams', ['--conf', conf]);
        base = stack.get('BASE_URL');
        users = await Promise.all(Array.from({ length: 8 }, () => newUser({ databaseUrl: stack.get('DATABASE_URL') })));
    });
    after(() => stack.stop());

    test(`${STREAMS} of them on 16 threads: all are told, and calls are answered meanwhile`, async (t) => {
        const [child] = children(parentOf(stack));
        assert.ok(child);
        const before = await Promise.all(users.map(async (api) => (await logged(api.userId, stack.get('DATABASE_URL'))).length));
        await ask(base, users[0] ?? null, 'GET', '/api/v1/clients');
        const empty = residentKilobytes(child);
        const streams: Stream[] = [];
        for (let i = 0; i < STREAMS; i += 1)
            streams.push(await Stream.ready(byKey(users[i % 8]?.key ?? ''), { base }));
        t.diagnostic(`${Math.round((residentKilobytes(child) - empty) / STREAMS)} kB of the child's memory for each`);
        const took: number[] = [];
        await Promise.all(users.map(async (api) => {
            for (let i = 0; i < 20; i += 1) {
                const answer = await ask(base, api, 'POST', '/api/v1/clients', { body: { name: unique() } });
                assert.equal(answer.status, 201, answer.text);
                took.push(answer.milliseconds);
            }
        }));
        t.diagnostic(`writes with ${STREAMS} streams open: p50 ${percentile(took, 0.5)} ms, p99 ${percentile(took, 0.99)} ms`);
        const all = await Promise.all(users.map((api) => logged(api.userId, stack.get('DATABASE_URL'))));
        for (const [i, stream] of streams.entries()) {
            const expected = all[i % 8]?.slice(before[i % 8]) ?? [];
            await stream.until('all', () => stream.changes.length >= expected.length);
            assert.deepEqual(asLogged(stream.changes), expected);
        }
        streams.forEach((stream) => stream.close());
    });

    test('from the answer to a write to the client, at a hundred writes a second', async (t) => {
        const api = users[0];
        assert.ok(api);
        const stream = await Stream.ready(byKey(api.key), { base });
        const done = new Map<number, number>();
        const writes: Promise<void>[] = [];
        for (const began = performance.now(); writes.length < 300;) {
            if (performance.now() - began < writes.length * 10) {
                await sleep(1);
                continue;
            }
            writes.push(ask(base, api, 'POST', '/api/v1/clients', { body: { name: unique() } }).then((answer) => {
                assert.equal(answer.status, 201, answer.text);
                done.set(answer.json.client.id, performance.now());
            }));
        }
        await Promise.all(writes);
        await stream.until('all', () => stream.changes.length >= writes.length);
        const late = stream.changes.map(({ data, at }) => at - (done.get(data.id) ?? 0));
        t.diagnostic(`p50 ${percentile(late, 0.5)} ms, p99 ${percentile(late, 0.99)} ms after the answer`);
        assert.equal(late.length, 300);
        assert.ok(percentile(late, 0.99) < 2000);
        stream.close();
    });
});
