// What the operator sets for /mcp: allowed origins, the rate, and whether it is there at all. On stacks of their own.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { newUser, send, type Json } from '../http/api.ts';
import { env } from '../http/server.ts';
import { Stack } from '../http/stack.ts';
import { expectResponse, expectResult, legacy, list, post } from './mcp.ts';

suite('settings', { concurrency: 1 }, () => {
    let stack: Stack;
    let base: string;
    let databaseUrl: string;

    before(async () => {
        const conf = join(env('STACK_DIR'), 'mcp.conf');
        writeFileSync(conf,
            'TimetrackerMcpOrigins "https://agent.example http://localhost:6274"\nTimetrackerRateMcp 20\n');
        stack = await Stack.start('mcp', ['--provider', 'none', '--conf', conf]);
        [base, databaseUrl] = [stack.get('BASE_URL'), stack.get('DATABASE_URL')];
    });

    after(() => stack.stop());

    test('origins that are allowed', async () => {
        const one = await newUser({ databaseUrl });
        for (const allowed of ['https://agent.example', 'http://localhost:6274', new URL(base).origin]) {
            const answer = await post(one, list, { base, headers: { Origin: allowed } });
            expectResponse(answer);
            assert.equal(answer.headers['access-control-allow-origin'], allowed);
            assert.ok((await send('OPTIONS', '/mcp',
                { base, headers: { Origin: allowed, 'Access-Control-Request-Method': 'POST' } })).status < 300);
        }
        for (const foreign of ['https://agent.example:444', 'http://agent.example', 'http://localhost',
            'https://agent.example http://localhost:6274', 'https://AGENT.example.evil'])
            assert.equal((await post(one, list, { base, headers: { Origin: foreign } })).status, 403, foreign);
    });

    test('beyond the rate: 429 with Retry-After', async () => {
        const one = await newUser({ databaseUrl });
        const answers = await Promise.all(Array.from({ length: 40 }, () => legacy(one, 'ping', {}, { base })));
        const counts = [200, 429].map((status) => answers.filter((answer) => answer.status === status).length);
        assert.ok(counts[0]! >= 20 && counts[0]! <= 23 && counts[0]! + counts[1]! === 40, JSON.stringify(counts));
        const late = answers.find(({ status }) => status === 429);
        assert.ok(Number(late?.headers['retry-after']) >= 1, late?.text);
        const other = await newUser({ databaseUrl });
        expectResult(await legacy(other, 'ping', {}, { base }));
        assert.equal((await one.request('GET', '/users/me', { base })).status, 200, 'REST has a bucket of its own');
    });

    test('a batch takes a token for each of its calls', async () => {
        const one = await newUser({ databaseUrl });
        const ping = Array.from({ length: 15 }, (_, id) =>
            ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'get_context', arguments: {} } }));
        await post(one, ping, { base });
        const answer = await post(one, ping, { base });
        assert.ok(answer.status === 429 || answer.json.some((each: Json) => each.error || each.result?.isError),
            answer.text.slice(0, 300));
    });
});

suite('switched off', () => {
    let stack: Stack;

    before(async () => {
        const conf = join(env('STACK_DIR'), 'mcp-off.conf');
        writeFileSync(conf, 'TimetrackerMcp Off\n');
        stack = await Stack.start('mcp-off', ['--provider', 'none', '--conf', conf]);
    });

    after(() => stack.stop());

    test('TimetrackerMcp Off: 404, the API is there', async () => {
        const [base, databaseUrl] = [stack.get('BASE_URL'), stack.get('DATABASE_URL')];
        const one = await newUser({ databaseUrl });
        for (const method of ['POST', 'GET'])
            assert.equal((await send(method, '/mcp',
                { base, headers: { Authorization: `Bearer ${one.key}` },
                ...(method === 'POST' ? { body: list } : {}) })).status, 404, method);
        assert.equal((await one.request('GET', '/users/me', { base })).status, 200);
    });
});
