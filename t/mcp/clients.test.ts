// The official clients, as people use them: each does a whole working day.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { Api, newKey, newUser, type Json } from '../http/api.ts';
import { baseUrl, root } from '../http/server.ts';
import { expectValid } from './schema.ts';

const ENDPOINT = `${baseUrl}/mcp`;
const INSPECTOR = join(root, 't/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');

/** A client, whichever it is. */
type Agent = {
    tools(): Promise<Json[]>;
    /** The whole result of a tool call. */
    call(name: string, args?: Json): Promise<Json>;
    close(): Promise<void>;
};

async function oldAgent(key: string, name = 'SDK 1'): Promise<Agent & { client: OldClient }> {
    const client = new OldClient({ name, version: '1' });
    await client.connect(new OldTransport(new URL(ENDPOINT), { requestInit: { headers: { Authorization: `Bearer ${key}` } } }));
    return {
        client, tools: async () => (await client.listTools()).tools, call: (name, args = {}) => client.callTool({ name, arguments: args }), close: () => client.close(),
    };
}

type Mode = 'auto' | 'legacy' | { pin: string };

async function newAgent(key: string, mode: Mode, name = 'client 2'): Promise<Agent & { client: Client }> {
    const client = new Client({ name, version: '1' }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(ENDPOINT), { requestInit: { headers: { Authorization: `Bearer ${key}` } } }));
    return {
        client, tools: async () => (await client.listTools()).tools, call: (name, args = {}) => client.callTool({ name, arguments: args }), close: () => client.close(),
    };
}

type Run = { status: number; out: string; err: string };

let home: string;

/** Runs the Inspector on the command line, in a home of its own. */
function inspector(headers: string[], era: string, args: string[]): Promise<Run> {
    return new Promise((resolve) => {
        const all = [INSPECTOR, '--cli', ENDPOINT, '--transport', 'http', '--stored-auth-only', '--protocol-era', era, '--format', 'json', ...headers.flatMap((header) => ['--header', header]), ...args];
        execFile(process.execPath, all, { env: { PATH: process.env['PATH'], HOME: home }, timeout: 60_000 },
            (error, out, err) => resolve({ status: error ? Number(error.code ?? -1) : 0, out, err }));
    });
}

function inspectorAgent(key: string, era: string): Agent {
    const headers = [`Authorization: Bearer ${key}`];
    const run = async (args: string[]): Promise<Json> => {
        const { status, out, err } = await inspector(headers, era, args);
        assert.ok([0, 5].includes(status) && out, `${status} ${out}${err}`);
        const answer = JSON.parse(out);
        return answer.result ?? answer;
    };
    return {
        tools: async () => (await run(['--method', 'tools/list'])).tools,
        call: (name, args = {}) => run(['--method', 'tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args)]),
        close: async () => undefined,
    };
}

/** Context, start, stop, list, correct, statistics, target: what AGENT does is what the API has in the end. */
async function workingDay(api: Api, agent: Agent): Promise<void> {
    const byName = new Map((await agent.tools()).map((tool): [string, Json] => [tool.name, tool]));
    const call = async (name: string, args?: Json): Promise<Json> => {
        const result = await agent.call(name, args);
        assert.equal(result.isError ?? false, false, `${name}: ${JSON.stringify(result.content)}`);
        expectValid(byName.get(name).outputSchema, result.structuredContent, name);
        return result.structuredContent;
    };
    const context = await call('get_context');
    assert.deepEqual([context.user.time_zone, context.active], ['Europe/Berlin', false]);
    const { client } = await call('create_client', { name: 'Acme' });
    const { project } = await call('create_project', { name: 'Site', client_id: client.id });
    await call('start_timer', { project_id: project.id, description: 'Review' });
    assert.equal((await call('get_context')).timer.description, 'Review');
    const twice = await agent.call('start_timer', { project_id: project.id });
    assert.equal(twice.isError, true);
    assert.match(twice.content[0].text, /stop_timer/);
    const { time_entry: stopped } = await call('stop_timer');
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const { time_entry: entry } = await call('create_time_entry', { project_id: project.id, start_time: `${yesterday}T09:00:00`, end_time: `${yesterday}T12:00:00`, idempotency_key: 'morning' });
    const { time_entries: entries } = await call('list_time_entries', { start_date: yesterday });
    assert.deepEqual(entries.map(({ id }: Json) => id).toSorted(), [stopped.id, entry.id].toSorted());
    await call('update_time_entry', { id: entry.id, end_time: `${yesterday}T13:00:00`, break_minutes: 30 });
    const statistics = await call('get_statistics', { start_date: yesterday, end_date: yesterday });
    assert.match(JSON.stringify(statistics), /"total_seconds":12600\b/);
    const target = Object.values<Json>(await call('create_target', { client_id: client.id, period: 'weekly', target_hours: 10, working_days: ['mon', 'tue', 'wed', 'thu', 'fri'], start_date: yesterday }))[0];
    await call('add_target_correction', { id: target.id, date: yesterday, hours: 1 });
    const { balance } = Object.values<Json>(await call('get_target', { id: target.id }))[0];
    assert.deepEqual([balance.worked_seconds >= 12600, balance.corrections_seconds], [true, 3600]);
    await call('delete_time_entry', { id: stopped.id });
    assert.equal((await api.read('/time-entries?total=true')).pagination.total, 1);
    await agent.close();
}

const berlin = (): Promise<Api> => newUser({ timeZone: 'Europe/Berlin' });
const viaOf = async (api: Api): Promise<string[]> => [...new Set((await api.read('/audit-log?resource=clients')).audit_log.map((row: Json): string => row.via))] as string[];

before(() => {
    home = mkdtempSync(join(tmpdir(), 'tt-inspector-'));
});

after(() => rmSync(home, { recursive: true, force: true }));

suite('TypeScript SDK 1', () => {
    test('a working day', async () => {
        const api = await berlin();
        await workingDay(api, await oldAgent(api.key));
        assert.deepEqual(await viaOf(api), ['mcp:node']); // the product of its User-Agent
    });

    test('resources, prompts and completion', async () => {
        const { client } = await oldAgent((await berlin()).key);
        assert.ok((await client.listResources()).resources.length >= 3);
        assert.ok((await client.listResourceTemplates()).resourceTemplates.length >= 1);
        assert.equal(JSON.parse((await client.readResource({ uri: 'timetracker://timer' })).contents.map((one: Json) => one.text).join()).active, false);
        const { prompts } = await client.listPrompts();
        assert.ok(prompts.length >= 3);
        assert.ok((await client.getPrompt({ name: 'weekly_report', arguments: { week: '2026-03-02' } })).messages.length);
        assert.ok(Array.isArray((await client.complete({ ref: { type: 'ref/prompt', name: 'weekly_report' }, argument: { name: 'week', value: '2' } })).completion.values));
        await client.ping();
        await client.close();
    });

    test('a key that is none: 401 and no sign-in', async () => {
        await assert.rejects(oldAgent('nonsense'), (error: Json) => error.code === 401 && /API key/.test(error.message));
    });

    test('its stream of server messages makes no trouble', async () => {
        const { client } = await oldAgent((await berlin()).key);
        const errors: Error[] = [];
        client.onerror = (error) => errors.push(error);
        await client.listTools();
        await new Promise((resume) => setTimeout(resume, 2500));
        assert.deepEqual(errors, []);
        await client.close();
    });
});

suite('TypeScript client 2', () => {
    for (const [name, mode, era] of [['auto', 'auto', 'modern'], ['legacy', 'legacy', 'legacy'], ['pinned', { pin: '2026-07-28' }, 'modern']] as [string, Mode, string][]) {
        test(`a working day, ${name}`, async () => {
            const api = await berlin();
            const agent = await newAgent(api.key, mode);
            assert.equal(agent.client.getProtocolEra(), era);
            await workingDay(api, agent);
            assert.deepEqual(await viaOf(api), [era === 'modern' ? 'mcp:client 2' : 'mcp:node']);
        });

        test(`a key that is none, ${name}`, async () => {
            await assert.rejects(newAgent('nonsense', mode), (error: Json) => (error.data?.status ?? error.status ?? error.code) === 401);
        });

        test(`resources, prompts and completion, ${name}`, async () => {
            const { client } = await newAgent((await berlin()).key, mode);
            assert.ok((await client.listResources()).resources.length >= 3);
            assert.equal(JSON.parse((await client.readResource({ uri: 'timetracker://timer' })).contents.map((one: Json) => one.text).join()).active, false);
            assert.ok((await client.listPrompts()).prompts.length >= 3);
            assert.ok((await client.getPrompt({ name: 'weekly_report', arguments: { week: '2026-03-02' } })).messages.length);
            await client.complete({ ref: { type: 'ref/prompt', name: 'weekly_report' }, argument: { name: 'week', value: '2' } });
            await client.close();
        });
    }
});

suite('Inspector', () => {
    let api: Api;
    const bearer = (): string[] => [`Authorization: Bearer ${api.key}`];

    before(async () => {
        api = await berlin();
    });

    for (const era of ['auto', 'legacy', 'modern']) {
        test(`initialize, ${era}`, async () => {
            const { status, out, err } = await inspector(bearer(), era, ['--method', 'initialize']);
            assert.equal(status, 0, out + err);
            assert.match(out, /timetracker/);
        });

        test(`tools/list --strict, ${era}: no error, no warning`, async () => {
            const { status, out, err } = await inspector([`X-API-Key: ${api.key}`], era, ['--method', 'tools/list', '--strict']);
            assert.equal(status, 0, out.slice(0, 500) + err);
            assert.doesNotMatch(err, /warning|error/i, err);
        });

        test(`exit status of a refusal, ${era}`, async () => {
            assert.equal((await inspector(bearer(), era, ['--method', 'tools/call', '--tool-name', 'stop_timer'])).status, 5);
            assert.equal((await inspector(['Authorization: Bearer nonsense'], era, ['--method', 'tools/list'])).status, 3);
        });
    }

    test('arguments of the command line are text or numbers, and either will do', async () => {
        const { id } = await api.project();
        for (const value of [String(id), `"${id}"`]) {
            const { status, out, err } = await inspector(bearer(), 'auto', ['--method', 'tools/call', '--tool-name', 'start_timer', '--tool-arg', `project_id=${value}`]);
            assert.equal(status, 0, out + err);
            assert.equal((await api.post('/timer/cancel')).status, 204);
        }
    });

    test('a working day', async () => {
        const one = await berlin();
        await workingDay(one, inspectorAgent(one.key, 'auto'));
        assert.match((await viaOf(one)).join(), /^mcp:/);
    });

    test('a read-only key', async () => {
        const reader = await newKey(api.userId, 'read:clients');
        const { tools } = ((answer: Json) => answer.result ?? answer)(JSON.parse((await inspector([`Authorization: Bearer ${reader}`], 'auto', ['--method', 'tools/list'])).out));
        assert.deepEqual(tools.map(({ name }: Json) => name), ['get_context', 'list_clients']);
    });
});
