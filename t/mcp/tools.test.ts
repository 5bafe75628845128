// Tools are the operations of the API under the names and in the form that models take: no more rights, the same answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';

import { Api, newKey, newUser, unique, type Json } from '../http/api.ts';
import { document, operations, type Operation } from '../http/openapi.ts';
import { root, sql } from '../http/server.ts';
import {
    callTool, done, expectError, expectResult, expectSaid, legacy, listTools, modern, PARAMS, refused,
} from './mcp.ts';
import { expectValid, faultsOfTool } from './schema.ts';

/** Each tool and its route. */
const TOOLS: Record<string, string> = {
    get_context: '',
    list_clients: 'GET /clients', create_client: 'POST /clients', update_client: 'PATCH /clients/{id}', delete_client: 'DELETE /clients/{id}',
    list_projects: 'GET /projects', create_project: 'POST /projects', update_project: 'PATCH /projects/{id}', delete_project: 'DELETE /projects/{id}',
    list_time_entries: 'GET /time-entries', create_time_entry: 'POST /time-entries', update_time_entry: 'PATCH /time-entries/{id}', delete_time_entry: 'DELETE /time-entries/{id}',
    start_timer: 'POST /timer/start', stop_timer: 'POST /timer/stop', update_timer: 'PATCH /timer', cancel_timer: 'POST /timer/cancel',
    list_targets: 'GET /client-targets', create_target: 'POST /client-targets', get_target: 'GET /client-targets/{id}', update_target: 'PATCH /client-targets/{id}',
    delete_target: 'DELETE /client-targets/{id}', change_target: 'POST /client-targets/{id}/changes', add_target_correction: 'POST /client-targets/{id}/corrections', get_statistics: 'GET /reports/summary',
};
const NOBODYS = 9000000000000000;

const all = await operations();
const routeOf = new Map<string, Operation>();
for (const [tool, route] of Object.entries(TOOLS)) {
    const found = all.find(({ method, path }) => `${method} ${path}` === route);
    if (found)
        routeOf.set(tool, found);
}
const scopes = [...new Set(all.filter(({ scope, sessionOnly }) => scope && !sessionOnly).map(({ scope }) => scope ?? ''))].sort();

/** What the route of a tool requires: the ids in its path, and what is required of its query and of its body. */
async function requiredBy(route: Operation): Promise<string[]> {
    const parameters: Json[] = route.document.parameters ?? [];
    const reference: string | undefined = route.document.requestBody?.content['application/json'].schema.$ref;
    const schemas: Json = (await document()).components.schemas;
    const schema = reference ? schemas[reference.split('/').at(-1) ?? ''] : { required: [] };
    return [...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name), ...schema.required,
        ...parameters.filter(({ in: where, required }) => where === 'query' && required).map(({ name }) => name)];
}

/** Arguments that the tool takes, by its schema. */
function sampleArguments(tool: Json): Json {
    const known: Record<string, Json> = { valid_from: '2024-01-01', start_time: '2001-02-03T04:05:06Z', end_time: '2001-02-03T05:05:06Z', working_days: ['mon'], hours: 1, target_hours: 8, name: unique('sample') };
    const sample = (name: string, schema: Json): Json => known[name] ?? schema.enum?.[0] ?? (schema.format === 'date' ? '2001-02-03' : schema.type === 'integer' ? NOBODYS : 'sample');
    return Object.fromEntries(tool.inputSchema.required.map((name: string) => [name, sample(name, tool.inputSchema.properties[name])]));
}

test('API.md lists the tools as they are', async () => {
    const text = readFileSync(join(root, 'API.md'), 'utf8');
    const listed = await listTools(await newUser()) as Json[];
    const rows = [...text.matchAll(/^\| `([a-z_]+)` \| [^|]* \| ([^|]*) \|$/gm)].map(([, name, doc]) => [name, doc]);
    assert.deepEqual(rows.filter(([name]) => listed.some((tool) => tool.name === name)), listed.map((tool) => [tool.name, tool.description]));
});

suite('the list of tools', { concurrency: 4 }, () => {
    let api: Api;
    let tools: Json[];

    before(async () => {
        api = await newUser();
        tools = await listTools(api);
    });

    test('the set, get_context first', () => {
        const names = tools.map((tool) => tool.name);
        assert.equal(names[0], 'get_context');
        assert.equal(new Set(names).size, names.length);
        assert.deepEqual(names.toSorted(), Object.keys(TOOLS).toSorted());
    });

    test('each has its route', () => {
        assert.deepEqual(Object.keys(TOOLS).filter((name) => TOOLS[name] && !routeOf.has(name)), []);
    });

    test('few and small', async () => {
        const answer = await modern(api, 'tools/list');
        assert.ok(tools.length <= 25, String(tools.length));
        assert.ok(Buffer.byteLength(answer.text) <= 25_000, `${Buffer.byteLength(answer.text)} bytes`);
    });

    test('the same bytes each time, for whoever has the same scopes, in both eras', async () => {
        const [first, ...rest] = await Promise.all([modern(api, 'tools/list'), modern(api, 'tools/list'), modern(await newUser(), 'tools/list'), legacy(api, 'tools/list')]);
        const texts = rest.map((answer) => JSON.stringify(answer.json.result.tools));
        assert.deepEqual(new Set(texts), new Set([JSON.stringify(first?.json.result.tools)]));
        assert.equal(first?.text.replace(/"id":\d+/, ''), rest[0]?.text.replace(/"id":\d+/, ''));
    });

    test('each is declared as every client takes it', () => {
        for (const tool of tools)
            assert.deepEqual(faultsOfTool(tool), [], tool.name);
    });

    test('what a schema requires is what its route requires', async () => {
        for (const tool of tools) {
            const route = routeOf.get(tool.name);
            assert.deepEqual(tool.inputSchema.required.toSorted(), route ? (await requiredBy(route)).toSorted() : [],
                tool.name);
            if (route?.method === 'POST')
                assert.equal(tool.inputSchema.properties.idempotency_key?.type, 'string', tool.name);
            else
                assert.equal('idempotency_key' in tool.inputSchema.properties, false, tool.name);
            if (tool.name.startsWith('list_')) {
                const { minimum, maximum, type } = tool.inputSchema.properties.limit;
                assert.deepEqual([type, minimum, maximum], ['integer', 1, 100]);
                assert.equal(tool.inputSchema.properties.cursor.type, 'string');
            }
        }
    });

    test('destructive ones say what they destroy', () => {
        for (const tool of tools.filter(({ name }) => name.startsWith('delete_') || name === 'cancel_timer'))
            assert.match(tool.description, /delete|discard/i);
    });
});

suite('parity: a tool works exactly where its route does', { concurrency: 4 }, () => {
    let user: Api;
    let tools: Json[];
    const only = new Map<string, Api>();
    const without = new Map<string, Api>();

    before(async () => {
        user = await newUser();
        tools = await listTools(user);
        await Promise.all(scopes.map(async (scope) => {
            only.set(scope, new Api(await newKey(user.userId, scope), user.userId));
            without.set(scope, new Api(await newKey(user.userId, scopes.filter((other) => other !== scope).join()), user.userId));
        }));
    });

    /** Whether the route lets KEY in; nothing is changed by it. */
    async function routeAllows(key: Api, route: Operation): Promise<boolean> {
        const path = route.path.replace(/\{\w+\}/g, String(NOBODYS));
        const answer = await key.request(route.method, path, route.method === 'GET' || route.method === 'DELETE' ? {} : { body: { none: 1 } });
        assert.ok(answer.status < 500, answer.text);
        return answer.status !== 403;
    }

    for (const [name, { scope = '' }] of routeOf)
        test(`${name} is ${scope}`, async () => {
            const tool = tools.find((one) => one.name === name);
            assert.ok(tool);
            for (const [other, key] of [...only, ...[...without].map(([missing, key]): [string, Api] => [`all but ${missing}`, key])]) {
                const allowed = other === scope || (other.startsWith('all but') && other !== `all but ${scope}`);
                assert.equal(await routeAllows(key, routeOf.get(name)!), allowed, `route with ${other}`);
                const result = await callTool(key, name, sampleArguments(tool));
                const text: string = result.content[0].text;
                assert.equal(result.isError === true && /scope/.test(text), !allowed, `tool with ${other}: ${text}`);
                if (!allowed)
                    expectSaid(text, scope);
            }
        });

    test('a key is shown what it can use, in the same order', async () => {
        for (const [scope, key] of [...only, ...without]) {
            const expected: string[] = [];
            for (const { name } of tools) {
                const route = routeOf.get(name);
                if (!route || await routeAllows(key, route))
                    expected.push(name);
            }
            const seen = await listTools(key);
            assert.deepEqual(seen.map((tool) => tool.name), expected, scope);
            assert.deepEqual(seen, tools.filter((tool) => expected.includes(tool.name)));
        }
    });

    test('a read-only key has no tool that changes anything', async () => {
        const reader = new Api(await newKey(user.userId, scopes.filter((scope) => scope.startsWith('read:')).join()), user.userId);
        const seen = await listTools(reader);
        assert.ok(seen.length >= 6 && seen.every((tool) => tool.annotations.readOnlyHint === true), seen.map(({ name }) => name).join());
        const answer = await modern(reader, 'tools/list');
        assert.equal(answer.json.result.cacheScope, 'private');
    });

    test('an administrator\'s wildcards', async () => {
        const admin = await newUser();
        await sql(`UPDATE users SET is_admin = true WHERE id = ${admin.userId}`);
        for (const [scope, expected] of [['*', Object.keys(TOOLS)], ['read:*', Object.keys(TOOLS).filter((name) => /^(get|list)_/.test(name))]] as const) {
            const key = new Api(await newKey(admin.userId, scope), admin.userId);
            assert.deepEqual((await listTools(key)).map((tool) => tool.name).toSorted(), expected.toSorted());
            await done(key, 'list_clients');
        }
    });

    test('get_context tells what the key may see', async () => {
        const full = await done(user, 'get_context');
        assert.equal(full.user.id, user.userId);
        assert.equal(full.active, false);
        const account = await done(only.get('read:users')!, 'get_context');
        assert.equal(account.user.time_zone, 'UTC');
        assert.equal('active' in account || 'timer' in account, false);
        const timer = await done(only.get('read:time_entries')!, 'get_context');
        assert.equal('user' in timer, false);
        assert.equal(timer.active, false);
        const neither = await callTool(only.get('write:clients')!, 'get_context');
        assert.doesNotMatch(JSON.stringify(neither), new RegExp(`"id":${user.userId}\\b|@example`));
    });

    test('what is for sessions has no tool', () => {
        const closed = all.filter(({ sessionOnly }) => sessionOnly).map(({ method, path }) => `${method} ${path}`);
        assert.ok(closed.length > 5);
        assert.deepEqual(Object.values(TOOLS).filter((route) => closed.includes(route)), []);
        assert.deepEqual(tools.filter(({ name }) => /key|session/.test(name)), []);
    });

    test('a revoked key is none, in the middle of a day', async () => {
        const key = new Api(await newKey(user.userId), user.userId);
        await done(key, 'get_context');
        await sql(`DELETE FROM api_keys WHERE hash = sha256('${key.key}')`);
        for (const [name, args] of [['get_context', {}], ['list_clients', {}], ['create_client', { name: 'x' }], ['create_client', {}], ['nothing', {}]] as const)
            assert.equal((await modern(key, 'tools/call', { name, arguments: args })).status, 401, name);
    });

    test('rows of others are not there: the same words as for none', async () => {
        const other = await newUser();
        const [client, project] = [await other.client(), await other.project()];
        const entry = await other.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T10:00:00Z');
        const target = await other.post('/client-targets', { client_id: client.id, period: 'weekly', target_hours: 8, working_days: ['mon'], start_date: '2024-01-01' });
        assert.equal(target.status, 201, target.text);
        const before = await other.read('/audit-log?limit=500');
        const span = { start_time: '2024-02-01T09:00:00Z', end_time: '2024-02-01T10:00:00Z' };
        const cases: [string, number, (id: number) => Json][] = [
            ['update_client', client.id, (id) => ({ id, note: 'x' })], ['delete_client', client.id, (id) => ({ id })],
            ['update_project', project.id, (id) => ({ id, note: 'x' })], ['delete_project', project.id, (id) => ({ id })], ['create_project', client.id, (id) => ({ name: 'p', client_id: id })],
            ['update_time_entry', entry.id, (id) => ({ id, description: 'x' })], ['delete_time_entry', entry.id, (id) => ({ id })],
            ['create_time_entry', project.id, (id) => ({ project_id: id, ...span })], ['start_timer', project.id, (id) => ({ project_id: id })],
            ['get_target', target.json.client_target.id, (id) => ({ id })], ['update_target', target.json.client_target.id, (id) => ({ id, target_hours: 9 })],
            ['delete_target', target.json.client_target.id, (id) => ({ id })], ['add_target_correction', target.json.client_target.id, (id) => ({ id, date: '2024-01-01', hours: 1 })],
            ['create_target', client.id, (id) => ({ client_id: id, period: 'weekly', target_hours: 8, working_days: ['mon'], start_date: '2024-01-01' })],
        ];
        for (const [name, id, args] of cases) {
            const text = await refused(user, name, args(id));
            assert.equal(text.replaceAll(String(id), 'ID'), (await refused(user, name, args(NOBODYS))).replaceAll(String(NOBODYS), 'ID'), name);
            expectSaid(text, /_target$|_correction$/.test(name) && name !== 'create_target' ? 'list_targets' : 'list_');
        }
        for (const [name, member, id] of [['list_clients', 'clients', client.id], ['list_projects', 'projects', project.id], ['list_time_entries', 'time_entries', entry.id], ['list_targets', 'client_targets', target.json.client_target.id]])
            assert.equal((await done(user, name))[member].some((row: Json) => row.id === id), false, name);
        assert.deepEqual(await other.read('/audit-log?limit=500'), before);
    });

    test('fields that no caller may set', async () => {
        for (const field of ['user_id', 'id', 'created_at', 'version', 'project_count', 'is_admin'])
            expectSaid(await refused(user, 'create_client', { name: unique(), [field]: 1 }), field);
    });
});

suite('results', { concurrency: 1 }, () => {
    const used = new Set<string>();
    let api: Api;
    let byName: Map<string, Json>;

    before(async () => {
        api = await newUser({ timeZone: 'Europe/Berlin' });
        byName = new Map((await listTools(api)).map((tool): [string, Json] => [tool.name, tool]));
    });

    /** A call that succeeds: its arguments and its result are what the tool declares. */
    async function call(name: string, args: Json = {}): Promise<Json> {
        const tool = byName.get(name);
        assert.ok(tool, `there is no tool ${name}`);
        used.add(name);
        expectValid(tool.inputSchema, args, `arguments of ${name}`);
        const found = await done(api, name, args);
        expectValid(tool.outputSchema, found, name);
        return found;
    }

    test('clients, projects and time entries: what the routes answer', async () => {
        await call('get_context');
        const { client } = await call('create_client', { name: 'Acme' });
        assert.deepEqual({ client }, await api.read(`/clients/${client.id}`));
        assert.equal((await call('update_client', { id: client.id, note: 'x' })).client.note, 'x');
        assert.deepEqual(await call('list_clients'), await api.read('/clients?limit=25'));
        const { project } = await call('create_project', { name: 'Site', client_id: client.id });
        assert.equal(project.client_name, 'Acme', 'names beside ids');
        await call('update_project', { id: project.id, billable: true });
        assert.deepEqual(await call('list_projects', { client_id: client.id }), await api.read(`/projects?client_id=${client.id}&limit=25`));
        const { time_entry: entry } = await call('create_time_entry', { project_id: project.id, start_time: '2024-01-15T09:00:00+01:00', end_time: '2024-01-15T17:00:00+01:00', tags: ['a'] });
        assert.deepEqual([entry.client_name, entry.project_name, entry.start_time], ['Acme', 'Site', '2024-01-15T09:00:00+01:00']);
        await call('update_time_entry', { id: entry.id, description: 'review' });
        assert.deepEqual(await call('list_time_entries', { start_date: '2024-01-15', end_date: '2024-01-15' }), await api.read('/time-entries?start_date=2024-01-15&end_date=2024-01-15&limit=25'));
        assert.deepEqual(await call('delete_time_entry', { id: entry.id }), { done: true });
        assert.deepEqual(await call('delete_project', { id: project.id }), { done: true });
        assert.deepEqual(await call('delete_client', { id: client.id }), { done: true });
    });

    test('the timer', async () => {
        const project = await api.project();
        const { timer } = await call('start_timer', { project_id: project.id });
        assert.deepEqual((await call('get_context')).timer, timer);
        await call('update_timer', { description: 'call' });
        const { time_entry: entry } = await call('stop_timer');
        assert.deepEqual({ time_entry: entry }, await api.read(`/time-entries/${entry.id}`));
        await call('start_timer');
        assert.deepEqual(await call('cancel_timer'), { done: true });
    });

    test('targets', async () => {
        const { id: client_id } = await api.client();
        const created = Object.values<Json>(await call('create_target', { client_id, period: 'weekly', target_hours: 8, working_days: ['mon'], start_date: '2024-01-15' }))[0];
        const { id } = created;
        await call('list_targets');
        await call('update_target', { id, target_hours: 10.5 });
        await call('change_target', { id, valid_from: '2024-02-01', target_hours: 12 });
        await call('add_target_correction', { id, date: '2024-01-16', hours: -2.5, note: 'holiday' });
        const got = await call('get_target', { id });
        assert.equal(Object.values<Json>(got)[0].balance.corrections_seconds, -9000);
        assert.deepEqual(Object.keys(got), Object.keys(await api.read(`/client-targets/${id}`)));
        assert.deepEqual(await call('delete_target', { id }), { done: true });
    });

    test('statistics', async () => {
        await api.entry((await api.project()).id, '2024-02-01T09:00:00Z', '2024-02-01T17:00:00Z');
        const statistics = await call('get_statistics', { start_date: '2024-02-01', end_date: '2024-02-01' });
        assert.deepEqual(statistics, await api.read('/reports/summary?start_date=2024-02-01&end_date=2024-02-01'));
        assert.equal(Object.values<Json>(statistics)[0].total_seconds, 28_800);
    });

    test('that were all tools', () => {
        assert.deepEqual([...byName.keys()].filter((name) => !used.has(name)), []);
    });

    test('lists: 25 rows unless asked otherwise, cursors lead through all, the total on request', async () => {
        const api = await newUser();
        for (let i = 0; i < 30; i += 1)
            await api.client({ name: `client ${String(i).padStart(2, '0')}` });
        const first = await done(api, 'list_clients', { total: true });
        assert.equal(first.clients.length, 25);
        assert.equal(first.pagination.total, 30);
        const second = await done(api, 'list_clients', { cursor: first.pagination.next_cursor });
        assert.equal(second.clients.length, 5);
        assert.equal(second.pagination.next_cursor, null);
        assert.equal(new Set([...first.clients, ...second.clients].map(({ id }) => id)).size, 30);
        assert.equal((await done(api, 'list_clients', { limit: 7 })).clients.length, 7);
        assert.deepEqual((await done(api, 'list_clients', { q: 'client 07' })).clients.map(({ name }: Json) => name), ['client 07']);
        for (const limit of [0, -1, 101, 500])
            expectSaid(await refused(api, 'list_clients', { limit }), 'limit', '100');
        expectSaid(await refused(api, 'list_clients', { cursor: 'nonsense' }), 'cursor');
        const size = JSON.stringify(await done(api, 'list_clients', { limit: 100 })).length;
        assert.ok(size < 80_000, String(size));
    });

    test('text of any language, and no more than text', async () => {
        const api = await newUser();
        for (const name of ['Grüße 名前 😀', '"quoted" \\ \u2028 </script>', '<b>&amp;</b>', '%00 %s \\u0000', 'a\tb'.replace('\t', ' ')])
            assert.equal((await done(api, 'create_client', { name })).client.name, name);
    });
});

suite('arguments', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;

    before(async () => {
        api = await newUser({ timeZone: 'Europe/Berlin' });
        project = await api.project();
    });

    let day = 0;
    const span = (): Json => {
        day += 1;
        const date = new Date(Date.UTC(2020, 0, day)).toISOString().slice(0, 10);
        return { project_id: project.id, start_time: `${date}T08:00:00Z`, end_time: `${date}T09:00:00Z` };
    };
    const create = async (fields: Json = {}): Promise<Json> => (await done(api, 'create_time_entry', { ...span(), ...fields })).time_entry;

    test('what models write as text is read as what it is', async () => {
        const entry = await create({ project_id: String(project.id), break_minutes: '10', billable: 'true', tags: '["a","b"]' });
        assert.deepEqual([entry.project_id, entry.break_minutes, entry.billable, entry.tags], [project.id, 10, true, ['a', 'b']]);
        assert.equal((await create({ billable: 'false' })).billable, false);
        assert.equal((await done(api, 'update_time_entry', { id: String(entry.id), break_minutes: '0' })).time_entry.break_minutes, 0);
        assert.equal((await done(api, 'list_time_entries', { limit: '1', billable: 'true', project_id: String(project.id) })).time_entries.length, 1);
        assert.deepEqual(await done(api, 'delete_time_entry', { id: String(entry.id) }), { done: true });
        assert.equal((await done(api, 'create_project', { name: unique(), budget_hours: '7.5', hourly_rate: 95.5 })).project.budget_hours, 7.5);
    });

    test('arguments as one text of JSON are none: an error of the protocol, and nothing is done', async () => {
        const name = unique();
        expectError(await modern(api, 'tools/call', { name: 'create_client', arguments: JSON.stringify({ name }) }),
            200, PARAMS);
        assert.deepEqual((await api.read(`/clients?q=${encodeURIComponent(name)}`)).clients, []);
    });

    test('null is absent, unless the schema says that it clears', async () => {
        const entry = await create({ break_minutes: null, billable: null, description: null, tags: null, idempotency_key: null });
        assert.deepEqual([entry.break_minutes, entry.description, entry.tags], [0, '', []]);
        assert.equal((await done(api, 'list_time_entries', { limit: null, cursor: null, billable: null, q: null, start_date: null })).time_entries.length > 0, true);
        const client = await api.client({ note: 'x', email: 'a@example.org' });
        assert.equal((await done(api, 'update_client', { id: client.id, note: null, name: null })).client.note, null);
        expectSaid(await refused(api, 'create_client', { name: null }), 'name');
        expectSaid(await refused(api, 'delete_client', { id: null }), 'id');
    });

    test('no arguments at all', async () => {
        for (const args of [undefined, {}, null])
            expectResult(await modern(api, 'tools/call', { name: 'get_context', ...(args === undefined ? {} : { arguments: args }) }));
        expectSaid(await refused(api, 'create_time_entry'), 'project_id', 'start_time', 'end_time');
    });

    test('what cannot be read as what it should be is refused', async () => {
        for (const [name, value] of [['break_minutes', 'ten'], ['break_minutes', 1.5], ['break_minutes', '1e1000'], ['billable', 'maybe'], ['billable', 2], ['tags', '{"a":1}'], ['tags', [1]], ['tags', {}],
            ['project_id', '12abc'], ['project_id', 0], ['project_id', -1], ['project_id', '9223372036854775808'], ['project_id', []], ['description', {}], ['start_time', 5], ['start_time', []]] as const)
            expectSaid(await refused(api, 'create_time_entry', { ...span(), [name]: value }), name);
        for (const id of ['', 'x', '1/../2', '1?x=1', '1%2F', '+1', '-1', '0x1', 1.5, true, [], {}, '9'.repeat(30)])
            expectSaid(await refused(api, 'delete_time_entry', { id }), 'id');
    });

    test('all that is wrong is said at once', async () => {
        const text = await refused(api, 'create_time_entry', { start_time: 'yesterday', end_time: '2024-13-01T00:00:00Z', break_minutes: -5, billable: 'maybe', color: 'red' });
        expectSaid(text, 'project_id', 'start_time', 'end_time', 'break_minutes', 'billable', 'color');
        expectSaid(await refused(api, 'create_client', { email: 'x', color: 'red', currency: 'euro', status: 'gone', hourly_rate: 'free' }),
            'name', 'email', 'color', 'currency', 'status', 'active', 'archived', 'hourly_rate');
        expectSaid(await refused(api, 'list_time_entries', { start_date: 'monday', limit: 1000, billable: 'maybe' }), 'start_date', 'limit', 'billable');
        expectSaid(await refused(api, 'update_client', { color: 'red', status: 'gone' }), 'id', 'color', 'status');
    });

    test('an unknown argument: refused, and the ones there are are named', async () => {
        expectSaid(await refused(api, 'create_client', { name: unique(), notes: 'x' }), 'notes', 'name', 'email', 'note', 'status');
        expectSaid(await refused(api, 'list_clients', { filter: 'x' }), 'filter', 'status', 'limit', 'cursor');
        // What the route of a list or a report takes beside is nothing for a model.
        const readers = (await listTools(api)).filter(({ name }) => routeOf.get(name)?.method === 'GET');
        assert.ok(readers.length >= 6, String(readers.length));
        for (const tool of readers)
            for (const name of ['format', 'page', 'per_page', 'filter', 'Limit'])
                assert.equal((await refused(api, tool.name, { ...sampleArguments(tool), [name]: 'csv' })).split('takes')[0],
                    `${name}: is not an argument.\n${tool.name} `);
        expectSaid(await refused(api, 'list_clients', { format: 'csv', page: 2, limit: 0 }),
            'format: is not an argument', 'page: is not an argument', 'limit: must be an integer from 1 to');
        expectSaid(await refused(api, 'stop_timer', { at: 'now' }), 'at', 'end_time');
        expectSaid(await refused(api, 'delete_client', { id: 1, force: true }), 'force', 'id');
        expectSaid(await refused(api, 'cancel_timer', { id: 1 }), 'id');
        expectSaid(await refused(api, 'get_context', { verbose: true }), 'verbose');
    });

    test('times: with an offset, or local ones of the account\'s zone', async () => {
        for (const [given, shown] of [['2021-07-01T09:00:00', '2021-07-01T09:00:00+02:00'], ['2021-07-02T09:00', '2021-07-02T09:00:00+02:00'], ['2021-01-03 09:00:00', '2021-01-03T09:00:00+01:00'],
            ['2021-07-04T09:00:00Z', '2021-07-04T11:00:00+02:00'], ['2021-07-05T09:00:00-05:00', '2021-07-05T16:00:00+02:00']] as const) {
            const end = new Date(Date.parse(shown) + 60_000).toISOString();
            assert.equal((await create({ start_time: given, end_time: end })).start_time, shown, given);
        }
        assert.match((await done(api, 'get_context')).now, /T\d\d:\d\d:\d\d\+0[12]:00$/);
    });

    test('local times that a change of clocks leaves out are an hour later; of those twice, the second', async () => {
        for (const [start_time, shown] of [['2022-03-27T02:30:00', '2022-03-27T03:30:00+02:00'],
            ['2022-10-30T02:30:00', '2022-10-30T02:30:00+01:00']] as const)
            assert.equal((await create({ start_time, end_time: start_time.replace('T02', 'T04') })).start_time, shown);
    });

    test('no zone is taken silently for UTC', async () => {
        for (const start_time of ['2021-07-01T09:00:00 Europe/Paris', '2021-07-01T09:00:00[Europe/Nowhere]', '2021-07-01T09:00:00 CET', '2021-07-01T09:00:00+25:00', '2021-07-01T09:00:00[local]', 'tomorrow', '9:00',
            '2021-07-01', '1625130000'])
            expectSaid(await refused(api, 'create_time_entry', { ...span(), start_time }), 'start_time');
        expectSaid(await refused(api, 'list_time_entries', { time_zone: 'Mars/Olympus' }), 'time_zone');
    });

    test('a date is a day of the account\'s zone', async () => {
        await create({ start_time: '2021-08-01T23:30:00', end_time: '2021-08-01T23:45:00' });
        assert.equal((await done(api, 'list_time_entries', { start_date: '2021-08-01', end_date: '2021-08-01' })).time_entries.length, 1);
        assert.equal((await done(api, 'list_time_entries', { start_date: '2021-08-02', end_date: '2021-08-02' })).time_entries.length, 0);
    });
});

suite('what a model is told', { concurrency: 4 }, () => {
    test('timer: what is the matter, and what to call', async () => {
        const api = await newUser();
        const project = await api.project();
        expectSaid(await refused(api, 'stop_timer'), 'no timer', 'start_timer');
        expectSaid(await refused(api, 'cancel_timer'), 'no timer', 'start_timer');
        expectSaid(await refused(api, 'update_timer', { description: 'x' }), 'no timer', 'start_timer');
        const { timer } = await done(api, 'start_timer', { description: 'first' });
        expectSaid(await refused(api, 'start_timer', { project_id: project.id }), 'running', 'first', String(timer.id), 'stop_timer');
        expectSaid(await refused(api, 'stop_timer'), 'project_id', 'stop_timer');
        expectSaid(await refused(api, 'stop_timer', { project_id: NOBODYS }), 'project_id', 'list_projects');
        assert.equal((await done(api, 'stop_timer', { project_id: project.id })).time_entry.description, 'first', 'it says which entry it became');
    });

    test('what is in the way is shown', async () => {
        const api = await newUser();
        const project = await api.project();
        const span = { project_id: project.id, start_time: '2024-01-01T09:00:00Z', end_time: '2024-01-01T10:00:00Z' };
        const { time_entry: entry } = await done(api, 'create_time_entry', span);
        expectSaid(await refused(api, 'create_time_entry', span), 'another time entry', `"id":${entry.id}`, project.name);
        expectSaid(await refused(api, 'delete_project', { id: project.id }), 'time', '1', 'update_project', 'archived');
        expectSaid(await refused(api, 'delete_client', { id: project.client_id }), 'project', '1', 'update_client', 'archived');
        expectSaid(await refused(api, 'create_client', { name: 'Internal' }), 'name', 'list_clients');
    });

    test('ids that are not there: which, and which tool finds them', async () => {
        const api = await newUser();
        const span = { start_time: '2024-01-01T09:00:00Z', end_time: '2024-01-01T10:00:00Z' };
        expectSaid(await refused(api, 'create_time_entry', { project_id: NOBODYS, ...span }), 'project_id', 'list_projects');
        expectSaid(await refused(api, 'create_project', { name: 'x', client_id: NOBODYS }), 'client_id', 'list_clients');
        expectSaid(await refused(api, 'update_client', { id: NOBODYS, note: 'x' }), 'list_clients');
        expectSaid(await refused(api, 'delete_time_entry', { id: NOBODYS }), 'list_time_entries');
        expectSaid(await refused(api, 'get_target', { id: NOBODYS }), 'list_targets');
    });

    test('a scope that is missing', async () => {
        const user = await newUser();
        const reader = new Api(await newKey(user.userId, 'read:clients'), user.userId);
        expectSaid(await refused(reader, 'create_client', { name: 'x' }), 'write:clients', 'API key');
        expectSaid(await refused(reader, 'create_client', {}), 'write:clients');
    });

    test('an unknown tool is an error of the protocol, whatever the key', async () => {
        const api = await newUser();
        for (const name of ['nothing', 'Get_context', 'clients_list', 'list_clients ', '', '../x', 'x'.repeat(5000)])
            expectError(await modern(api, 'tools/call', { name }), 200, PARAMS);
    });
});
