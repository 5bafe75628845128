// Many streams, and writers at a steady pace: nothing else suffers, and the time from commit to client is printed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, children, eventually, parentOf, residentKilobytes } from '../faults/faults.ts';
import { expectProblem, newUser, unique, type Api } from '../http/api.ts';
import { percentile } from '../http/percentile.ts';
import { own, Stack } from '../http/stack.ts';
import { asLogged, byKey, logged, Stream } from './stream.ts';

/** Of eight users; that many are opened at once. */
const [STREAMS, USERS, AT_ONCE] = [1000, 8, 8];

const p50AndP99 = (values: number[]): string =>
    `p50 ${Math.round(percentile(values, 0.5))} ms, p99 ${Math.round(percentile(values, 0.99))} ms`;

suite('many streams', { timeout: 180_000, skip: own['MPM'] !== 'event' && 'each would hold a thread' }, () => {
    let stack: Stack;
    let base: string;
    let users: Api[];

    before(async () => {
        const conf = join(tmpdir(), `tt-many-${process.pid}.conf`);
        // One child with few threads: streams have none of their own. It takes as many connections as
        // AsyncRequestWorkerFactor allows for each thread that is idle, and no stream ends before the test does.
        writeFileSync(conf, `TimetrackerStreams ${STREAMS}\nTimetrackerStreamsPerUser ${STREAMS / USERS}\nTimeout 300\n`
            + 'AsyncRequestWorkerFactor 128\nThreadsPerChild 16\nStartServers 1\nServerLimit 1\nMaxRequestWorkers 16\n'
            + 'MinSpareThreads 4\nMaxSpareThreads 16\n');
        stack = await Stack.start('manystreams', ['--conf', conf]);
        base = stack.get('BASE_URL');
        const databaseUrl = stack.get('DATABASE_URL');
        users = await Promise.all(Array.from({ length: USERS }, () => newUser({ databaseUrl })));
    });
    after(() => stack.stop());

    test(`${STREAMS} of them on 16 threads: all are told, and calls are answered meanwhile`, async (t) => {
        const [child] = children(parentOf(stack));
        assert.ok(child);
        const before = await Promise.all(users.map(async (api) => (await logged(api.userId, stack.get('DATABASE_URL'))).length));
        await ask(base, users[0] ?? null, 'GET', '/api/v1/clients');
        const empty = residentKilobytes(child);
        const streams: Stream[] = [];
        const began = performance.now();
        while (streams.length < STREAMS)
            streams.push(...await Promise.all(Array.from({ length: AT_ONCE }, (unused, i) =>
                Stream.ready(byKey(users[i % USERS]?.key ?? ''), { base }))));
        const [seconds, kilobytes] = [(performance.now() - began) / 1000, residentKilobytes(child) - empty];
        t.diagnostic(`opened in ${seconds.toFixed(1)} s; ${kilobytes} kB of the child's memory, `
            + `${(kilobytes / STREAMS).toFixed(1)} kB for each`);
        assert.equal(streams.filter(({ endedAt }) => endedAt === undefined).length, STREAMS);
        expectProblem(await ask(base, users[0] ?? null, 'GET', '/api/v1/events'), 503, 'too_many_streams');
        const took: number[] = [];
        await Promise.all(users.map(async (api) => {
            for (let i = 0; i < 20; i += 1) {
                const answer = await ask(base, api, 'POST', '/api/v1/clients', { body: { name: unique() } });
                assert.equal(answer.status, 201, answer.text);
                took.push(answer.milliseconds);
            }
        }));
        t.diagnostic(`writes with ${STREAMS} streams open: ${p50AndP99(took)}`);
        const all = await Promise.all(users.map((api) => logged(api.userId, stack.get('DATABASE_URL'))));
        for (const [i, stream] of streams.entries()) {
            const expected = all[i % USERS]?.slice(before[i % USERS]) ?? [];
            assert.equal(expected.length, 20);
            await stream.until('all', () => stream.changes.length >= expected.length);
            assert.deepEqual(asLogged(stream.changes), expected);
        }
        streams.forEach((stream) => stream.close());
        await Promise.all(streams.map((stream) => stream.ended));
    });

    /** Those of the test before have left, which the server has to notice. */
    async function eventuallyReady(api: Api): Promise<Stream> {
        let stream: Stream | undefined;
        await eventually('there is room', 10, async () => {
            stream = await Stream.open(byKey(api.key), { base });
            return stream.status === 200;
        });
        assert.ok(stream);
        await stream.until('the first id', () => stream?.lastId !== undefined);
        return stream;
    }

    test('from the answer to a write to the client, at a hundred writes a second', async (t) => {
        const api = users[0];
        assert.ok(api);
        const stream = await eventuallyReady(api);
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
        t.diagnostic(`${p50AndP99(late)} after the answer`);
        assert.equal(late.length, 300);
        assert.ok(percentile(late, 0.99) < 2000);
        stream.close();
    });
});
