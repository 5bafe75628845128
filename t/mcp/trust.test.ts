// What makes it safe to let a model work: calls that are repeated, who did what, many at once, text that plays tricks.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Api, newKey, newUser, unique, type Answer, type Json } from '../http/api.ts';
import { sql } from '../http/server.ts';
import {
    callTool, done, expectError, expectResult, expectSaid, LEGACY, legacy, modern, PARSE, refused,
} from './mcp.ts';

/** By which way the client ID was made. */
async function viaOf(api: Api, id: number): Promise<string> {
    return (await api.read(`/audit-log?resource=clients&row_id=${id}`)).audit_log[0].via;
}

suite('trust', { concurrency: 4 }, () => {
    test('idempotency_key: a create that is repeated is done once', async () => {
        const api = await newUser();
        const once = { name: unique(), idempotency_key: unique('once') };
        const [first, again] = [await done(api, 'create_client', once), await done(api, 'create_client', once)];
        assert.deepEqual(again, first);
        assert.equal((await api.read('/clients?total=true')).pagination.total, 1);
        expectSaid(await refused(api, 'create_client', { ...once, note: 'other' }), 'idempotency');
        const started = { idempotency_key: unique('timer') };
        assert.deepEqual(await done(api, 'start_timer', started), await done(api, 'start_timer', started));
        await done(api, 'start_timer', started);
        const together = { name: 'once', idempotency_key: 'together' };
        const results = await Promise.all(Array.from({ length: 5 }, () => callTool(api, 'create_project', together)));
        const ids = results.filter((result) => !result.isError).map((result) => result.structuredContent.project.id);
        assert.deepEqual(ids.filter((id) => typeof id !== 'number'), []);
        assert.equal(new Set(ids).size, 1, JSON.stringify(results));
        assert.equal((await api.read('/projects?total=true')).pagination.total, 1);
        for (const bad of ['', 'x'.repeat(129), 'a\nb', 'é'])
            expectSaid(await refused(api, 'create_client', { name: unique(), idempotency_key: bad }), 'idempotency');
    });

    test('the audit log says which key did it through which client', async () => {
        const api = await newUser();
        const id = await sql(`SELECT id FROM api_keys WHERE hash = sha256('${api.key}')`);
        for (const [client, via] of [['Claude Code', 'mcp:Claude Code'], ['x'.repeat(60), `mcp:${'x'.repeat(40)}`],
            ['', 'mcp'], ['a\nb\u0007é', undefined]] as const) {
            const name = unique();
            const { client: made } = await done(api, 'create_client', { name }, { client });
            const [row] = (await api.read(`/audit-log?resource=clients&row_id=${made.id}`)).audit_log;
            assert.equal(row.actor, `key:${id}`);
            if (via === undefined)
                assert.match(row.via, /^mcp(:[\x20-\x7e]{0,40})?$/);
            else
                assert.equal(row.via, via);
        }
    });

    test('a legacy client is called as its User-Agent is, and mcp where it has none', async () => {
        const api = await newUser();
        const agents = [['', 'mcp'], ['Claude-User', 'mcp:Claude-User'], ['node/24.1 (x; y)', 'mcp:node'],
            ['two words', 'mcp:two'], ['(nothing)', 'mcp'], [`${'x'.repeat(60)}/1`, `mcp:${'x'.repeat(40)}`]] as const;
        for (const version of ['', ...LEGACY])
            for (const [agent, via] of agents) {
                const arguments_ = { name: unique() };
                const answer = await legacy(api, 'tools/call', { name: 'create_client', arguments: arguments_ },
                    { headers: { 'MCP-Protocol-Version': version, 'User-Agent': agent } });
                assert.equal(await viaOf(api, expectResult(answer).structuredContent.client.id), via);
            }
    });

    test('a modern client says its name itself', async () => {
        const api = await newUser();
        const { client } = await done(api, 'create_client', { name: unique() },
            { client: 'Claude Code', headers: { 'User-Agent': 'node/24.1' } });
        assert.equal(await viaOf(api, client.id), 'mcp:Claude Code');
    });

    test('a call that is refused for its scope leaves a row in the audit log of the key\'s owner', async () => {
        const user = await newUser();
        const refusals = async (): Promise<Json[]> =>
            (await user.read('/audit-log?action=refuse')).audit_log.map(({ id: _, at: __, ...row }: Json) => row);
        const create = { name: 'create_client', arguments: { name: unique() } };
        const expected: Json[] = [];
        for (const [via, ask] of [
            ['mcp:Claude Code', (who: Api) => modern(who, 'tools/call', create, { client: 'Claude Code' })],
            ['mcp:node', (who: Api) => legacy(who, 'tools/call', create, { headers: { 'User-Agent': 'node' } })],
            ['mcp', (who: Api) => legacy(who, 'tools/call', create)],
        ] as [string, (who: Api) => Promise<Answer>][]) {
            const reader = new Api(await newKey(user.userId, 'read:clients'), user.userId);
            const key = Number(await sql(`SELECT id FROM api_keys WHERE hash = sha256('${reader.key}')`));
            await done(reader, 'list_clients');
            assert.deepEqual(await refusals(), expected, 'what is allowed leaves none');
            const answer = await ask(reader);
            const result = expectResult(answer);
            assert.equal(result.isError, true);
            expectSaid(result.content[0].text, 'write:clients');
            expected.unshift({ actor: `key:${key}`, via, request_id: answer.headers['x-request-id'],
                resource: 'api_keys', row_id: key, action: 'refuse', old: null,
                new: { reason: 'insufficient_scope', ip: '127.0.0.1' } });
            // It is written once the answer is sent.
            for (let i = 0; i < 100 && (await refusals()).length < expected.length; i += 1)
                await sleep(20);
            assert.deepEqual(await refusals(), expected);
            await ask(reader);
            await done(reader, 'list_clients');
        }
        const half = new Api(await newKey(user.userId, 'read:users'), user.userId);
        assert.equal((await done(half, 'get_context')).user.id, user.userId);
        await sleep(500);
        assert.deepEqual(await refusals(), expected, 'one a minute for each key');
        assert.deepEqual((await user.read('/clients')).clients, []);
    });

    test('fifty at once: one timer', async () => {
        const api = await newUser();
        const project = await api.project();
        const fifty = (name: string, args?: Json): Promise<Json[]> =>
            Promise.all(Array.from({ length: 50 }, () => callTool(api, name, args)));
        const results = await fifty('start_timer', { project_id: project.id });
        assert.equal(results.filter((result) => !result.isError).length, 1);
        const stops = await fifty('stop_timer');
        assert.equal(stops.filter((result) => !result.isError).length, 1);
    });

    test('each request has its id, which the audit log has too', async () => {
        const api = await newUser();
        const answer = await modern(api, 'tools/call', { name: 'create_client', arguments: { name: unique() } });
        assert.match(answer.headers['x-request-id'] ?? '', /^[0-9a-f]{24}$/);
        assert.equal((await api.read(`/audit-log?request_id=${answer.headers['x-request-id']}`)).audit_log.length, 1);
    });

    test('text in arguments stays text', async () => {
        const api = await newUser();
        for (const name of ["'; DROP TABLE clients; --", '$1', '%s%n', '{{7*7}}', '../../etc/passwd'])
            assert.equal((await done(api, 'create_client', { name })).client.name, name);
        expectSaid(await refused(api, 'create_client', { name: 'x'.repeat(201) }),
            'name: must have 1 to 200 characters, not 201');
        for (const long of ['x'.repeat(40_000), 'é'.repeat(30_000)])
            expectSaid(await refused(api, 'list_clients', { [long]: 1 }), 'is not an argument');
        const many = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`${'x'.repeat(60)}${i}`, 1]));
        expectSaid(await refused(api, 'list_clients', many), 'wrong');
        // U+0000 is no text to PostgreSQL, so no JSON that has it is read.
        expectError(await modern(api, 'tools/call', { name: 'create_client', arguments: { name: 'a\u0000b' } }),
            400, PARSE);
    });
});
