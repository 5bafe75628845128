// Requests that lie, break off or are too large: refused early, at no cost to others, and with no transaction open meanwhile.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { newUser, unique, type Api } from '../http/api.ts';
import { baseUrl, env, mount } from '../http/server.ts';
import { exchange, type Reply } from '../http/wire.ts';
import { ask, children, connections, during, History, parentOf, residentKilobytes, usedMilliseconds } from './faults.ts';

const stack = { get: env };

suite('requests on the wire', { timeout: 180_000 }, () => {
    let api: Api;
    let other: Api;
    const head = (method: string, path: string, lines: string[]): string => [`${method} ${mount}${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...lines, '', ''].join('\r\n');
    const post = (...lines: string[]): string => head('POST', '/api/v1/clients', [`X-API-Key: ${api.key}`, 'Content-Type: application/json', ...lines]);
    const get = (lines: string[], path = '/api/v1/clients'): string => head('GET', path, [`X-API-Key: ${api.key}`, ...lines]);

    /** While RUN goes on, another user is served as ever; what RUN gives. */
    async function unaffected<T>(run: () => Promise<T>): Promise<T> {
        let count = 0;
        const result = await during(2, async () => {
            const answer = await ask(baseUrl, other, 'GET', '/api/v1/clients?limit=1');
            assert.equal(answer.status, 200, answer.text);
            count++;
            await sleep(10);
        }, run);
        assert.ok(count > 0);
        return result;
    }

    before(async () => {
        [api, other] = await Promise.all([newUser(), newUser()]);
    });

    test('F11: bodies that do not come hold no transaction, end in 400 or 408, and have no effect', async () => {
        const bodies = [`${post('Content-Length: 100')}{"name":"cut"}`, `${post('Content-Length: 100')}`, `${post('Transfer-Encoding: chunked')}e\r\n{"name":"cut"}\r\n`,
            `${post('Transfer-Encoding: chunked')}ff\r\n{"name":"cut"}`, post('Content-Length: 14', 'Idempotency-Key: cut')];
        const replies = await unaffected(async () => {
            const open = Promise.all(bodies.flatMap((bytes) => Array.from({ length: 8 }, () => exchange(bytes))));
            await sleep(500);
            // The other user's requests come and go; nothing that is older than they could be is at work.
            for (let i = 0; i < 10; i++) {
                assert.equal(await connections(stack, "xact_start < clock_timestamp() - interval '400 ms'"), 0);
                await sleep(100);
            }
            const closed = await Promise.all(bodies.map((bytes) => exchange(bytes, true)));
            return { closed, open: await open };
        });
        assert.deepEqual([...new Set(replies.open.map((reply) => reply.status))], [408]);
        assert.deepEqual(replies.closed.filter((reply) => ![400, 408].includes(reply.status)), []);
        assert.ok([...replies.open, ...replies.closed].every((reply) => reply.milliseconds < 10_000));
        assert.deepEqual((await api.read('/clients')).clients, []);
        assert.equal((await api.post('/clients', { name: 'cut again' }, { 'Idempotency-Key': 'cut' })).headers['idempotent-replay'], undefined);
    });

    test('F11: a length that is too small leaves no second request behind', async () => {
        const name = unique('short');
        const smuggled = head('POST', '/api/v1/timer/start', [`X-API-Key: ${api.key}`, 'Content-Length: 0']);
        const reply = await exchange(post('Content-Length: 5') + JSON.stringify({ name }) + smuggled);
        assert.equal(reply.status, 400, reply.body);
        assert.equal(reply.body.includes('HTTP/1.1'), false);
        assert.equal((await api.read('/timer')).active, false);
        assert.deepEqual((await api.read(`/clients?q=${encodeURIComponent(name)}`)).clients, []);
    });

    test('F11: one byte more than 1 MiB: 413 before it comes, however it comes', async () => {
        const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
        const declared = await exchange(post(`Content-Length: ${(1 << 20) + 1}`));
        const whole = await exchange(post(`Content-Length: ${(1 << 20) + 1}`) + ' '.repeat((1 << 20) + 1));
        const chunked = await exchange(`${post('Transfer-Encoding: chunked')}${chunk.repeat(16)}1\r\n \r\n`);
        for (const reply of [declared, whole, chunked])
            assert.deepEqual([reply.status, JSON.parse(reply.body || '{}').code], [413, 'body_too_large']);
        assert.ok(declared.milliseconds < 10_000, `${declared.milliseconds} ms`);
    });

    test('F11: many bad bodies are refused at little cost, and no process grows by them', async () => {
        const bad = [`{"name":${'['.repeat(33)}${']'.repeat(33)}}`, `{${Array.from({ length: 10_000 }, (unused, i) => `"k${i}":1`).join(',')}}`, '{"name":', '\ufeff{}', '"\\ud800"'];
        const round = async (): Promise<void> => {
            for (const raw of bad)
                assert.equal((await api.request('POST', '/clients', { raw })).status, 400, raw.slice(0, 40));
        };
        const many = (rounds: number): Promise<unknown> => Promise.all(Array.from({ length: 4 }, async () => {
            for (let i = 0; i < rounds; i++)
                await round();
        }));
        const processes = children(parentOf(stack));
        const used = (): number => processes.map(usedMilliseconds).reduce((a, b) => a + b, 0);
        const grown: string[] = [];
        /** Whether a series of them has left every process as large as it was. */
        const leavesNothing = async (): Promise<boolean> => {
            const before = processes.map(residentKilobytes);
            await many(100);
            const each = processes.map(residentKilobytes).map((now, i) => now - (before[i] ?? 0));
            grown.push(each.join(', '));
            return each.every((kilobytes) => kilobytes < 5000);
        };
        // Each thread has memory of its own, which the first requests it meets fill. What leaks grows in every series.
        await many(50);
        const before = used();
        await unaffected(async () => {
            while (!await leavesNothing())
                assert.ok(grown.length < 5, `${grown.join('; ')} KB`);
        });
        const spent = (used() - before) / (grown.length * 4 * 100 * bad.length);
        assert.ok(spent < 50, `${spent} ms for each`);
    });

    test('F13: floods of header fields: 400, 414 or 431, and others are served as ever', async () => {
        const fields = (n: number): string[] => Array.from({ length: n }, (unused, i) => `X-Field-${i}: ${i}`);
        const cookie = Array.from({ length: 500 }, (unused, i) => `cookie_${i}=0123456789`);
        // Three fields of our own: Host, Connection, X-API-Key.
        const floods: [string, number[]][] = [
            [get(fields(48)), [400, 431]],
            [get(fields(5000)), [400, 431]],
            [get([`X-Long: ${'x'.repeat(8192)}`]), [400, 431]],
            [get([`X-Long: ${'x'.repeat(1_000_000)}`]), [400, 431]],
            [get([`X-Folded: a${'\r\n\ta'.repeat(5000)}`]), [400, 431]],
            [get([], `/api/v1/clients?q=${'x'.repeat(8192)}`), [414]],
            [get([], `/${'x'.repeat(1_000_000)}`), [414]],
            [get([`Cookie: ${cookie.join('; ')}`]), [400, 431]],
            [get(cookie.map((one) => `Cookie: ${one}`)), [400, 431]],
            [get([`: nameless`]), [400]],
            [get([`X-Null: a\0b`]), [400]],
        ];
        await unaffected(async () => {
            for (let round = 0; round < 5; round++) {
                const replies: Reply[] = await Promise.all(floods.map(([bytes]) => exchange(bytes)));
                for (const [i, [bytes, expected]] of floods.entries())
                    assert.ok(expected.includes(replies[i]?.status ?? 0), `${replies[i]?.status} for ${bytes.slice(0, 120)} ...`);
            }
        });
        assert.equal((await exchange(get(fields(47)))).status, 200);
        assert.equal((await exchange(get([`X-Long: ${'x'.repeat(8000)}`]))).status, 200);
        assert.equal((await exchange(get([`Cookie: ${cookie.slice(0, 300).join('; ')}`]))).status, 200);
    });

    test('F15: fifty requests at once with one key have one effect, and all of them learn it', async () => {
        for (const path of ['/timer/start', '/timer/stop', '/clients', '/time-entries']) {
            const [history, key, start] = [new History(), unique('key'), '2024-01-01T09:00:00Z'];
            const owner = await newUser();
            const project = await owner.project();
            if (path === '/timer/stop')
                await history.write(baseUrl, owner, '/timer/start', {});
            const body = { '/clients': { name: key }, '/time-entries': { project_id: project.id, start_time: start, end_time: '2024-01-01T10:00:00Z' } }[path] ?? { project_id: project.id };
            const answers = await Promise.all(Array.from({ length: 50 }, () => history.write(baseUrl, owner, path, body, key)));
            assert.equal(new Set(answers.map((answer) => `${answer.status} ${answer.headers['etag']} ${answer.headers['location']} ${answer.text}`)).size, 1);
            assert.equal(answers.filter((answer) => answer.headers['idempotent-replay'] === undefined).length, 1);
            // Forty-nine of them are the same event.
            history.done.splice(-49);
            await history.check(env('DATABASE_URL'));
        }
    });
});
