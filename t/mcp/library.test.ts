// Resources, templates of resources, prompts and completions.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { Api, newKey, newUser, type Json } from '../http/api.ts';
import { expectError, expectResult, listTools, modern } from './mcp.ts';

const SCHEME = 'timetracker://';

let api: Api;

before(async () => {
    api = await newUser({ timeZone: 'Pacific/Kiritimati' });
});

async function readAs(who: Api, uri: string): Promise<Json> {
    const { contents } = expectResult(await modern(who, 'resources/read', { uri }));
    assert.equal(contents.length, 1);
    assert.deepEqual([contents[0].uri, contents[0].mimeType], [uri, 'application/json']);
    return JSON.parse(contents[0].text);
}

/** The day it is for the user. */
const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Kiritimati', dateStyle: 'short' }).format(new Date());

suite('resources', { concurrency: 4 }, () => {
    test('the lists', async () => {
        const { resources } = expectResult(await modern(api, 'resources/list'));
        assert.deepEqual(resources.map(({ uri }: Json) => uri).toSorted(), ['projects', 'report/today', 'report/week', 'targets', 'timer'].map((name) => SCHEME + name));
        const { resourceTemplates } = expectResult(await modern(api, 'resources/templates/list'));
        assert.deepEqual(resourceTemplates.map(({ uriTemplate }: Json) => uriTemplate).toSorted(), [`${SCHEME}entries/{id}`, `${SCHEME}report/{date}`]);
        for (const one of [...resources, ...resourceTemplates])
            for (const member of ['name', 'title', 'description', 'mimeType'])
                assert.match(one[member], /\S/, member);
    });

    test('each is what its route answers, but for the moment that the timer tells', async () => {
        const one = await newUser({ timeZone: 'Pacific/Kiritimati' });
        const [project, archived] = [await one.project(), await one.project({ status: 'archived' })];
        const client = await one.client();
        const entry = await one.entry(project.id, '2024-01-15T08:00:00Z', '2024-01-15T09:00:00Z');
        const made = await one.post('/client-targets',
            { client_id: client.id, period: 'weekly', target_hours: 8, working_days: ['mon'],
                start_date: '2024-01-15' });
        assert.equal(made.status, 201, made.text);
        const sinceMonday = (new Date(today()).getUTCDay() + 6) % 7;
        const monday = new Date(Date.parse(today()) - sinceMonday * 86_400_000).toISOString().slice(0, 10);
        const report = (from: string, to: string): string => `/reports/summary?start_date=${from}&end_date=${to}`;
        const found: Record<string, Json> = {};
        for (const [name, route] of [[`entries/${entry.id}`, `/time-entries/${entry.id}`],
            ['projects', '/projects?status=active&limit=100'],
            ['targets', '/client-targets'], ['report/2024-01-15', report('2024-01-15', '2024-01-15')],
            ['report/today', report(today(), today())], ['report/week', report(monday, today())]] as const) {
            found[name] = await readAs(one, SCHEME + name);
            assert.deepEqual(found[name], await one.read(route), name);
        }
        assert.deepEqual(found['projects'].projects.map(({ id }: Json) => id), [project.id],
            `${archived.id} is not one to book on`);
        assert.deepEqual(found['targets'].client_targets.map(({ id }: Json) => id), [made.json.client_target.id]);
        assert.equal(Object.values<Json>(found['report/2024-01-15'])[0].total_seconds, 3600);
        for (const running of [false, true]) {
            if (running)
                assert.equal((await one.post('/timer/start', { project_id: project.id })).status, 201);
            const { server_time: at, ...timer } = await readAs(one, `${SCHEME}timer`);
            const { server_time: there, ...expected } = await one.read('/timer/status');
            assert.deepEqual(timer, expected);
            assert.equal(timer.active, running);
            assert.ok(Math.abs(Date.parse(at) - Date.parse(there)) <= 5000, `${at} ${there}`);
        }
    });

    test('what is not there is an error with its URI, never empty contents', async () => {
        const foreign = await newUser();
        const entry = await foreign.entry((await foreign.project()).id, '2024-01-15T08:00:00Z', '2024-01-15T09:00:00Z');
        for (const uri of [`${SCHEME}entries/${entry.id}`, `${SCHEME}entries/9000000000000000`, `${SCHEME}entries/`, `${SCHEME}entries/x`, `${SCHEME}entries/1/../2`, `${SCHEME}entries/99999999999999999999`, SCHEME,
            `${SCHEME}nothing`, `${SCHEME}timer/`, `${SCHEME}timer?x=1`, `${SCHEME}report/2024-02-30`, `${SCHEME}report/`, 'TIMETRACKER://timer', 'https://timer', 'timetracker:timer', '', `${SCHEME}clients`])
            assert.equal(expectError(await modern(api, 'resources/read', { uri }, uri ? {} : { headers: { 'Mcp-Name': '=?base64??=' } }), 200, -32602).data?.uri, uri);
        assert.equal(expectError(await modern(api, 'resources/read', { uri: `${SCHEME}entries/${entry.id}` }), 200, -32602).message,
            expectError(await modern(api, 'resources/read', { uri: `${SCHEME}entries/9000000000000000` }), 200, -32602).message);
    });

    test('a key reads what its scopes allow', async () => {
        const reader = new Api(await newKey(api.userId, 'read:projects'), api.userId);
        await readAs(reader, `${SCHEME}projects`);
        for (const [name, scope] of [['timer', 'read:time_entries'], ['targets', 'read:targets'], ['report/today', 'read:reports'], ['entries/1', 'read:time_entries']] as const)
            assert.ok(expectError(await modern(reader, 'resources/read', { uri: SCHEME + name }), 200, -32602).message.includes(scope), name);
    });
});

suite('prompts', { concurrency: 4 }, () => {
    const get = (name: string, args?: Json): ReturnType<typeof modern> => modern(api, 'prompts/get', { name, ...(args === undefined ? {} : { arguments: args }) });

    test('the list', async () => {
        const { prompts } = expectResult(await modern(api, 'prompts/list'));
        assert.deepEqual(prompts.map(({ name, arguments: args }: Json) => [name, ...args.map((one: Json) => one.name)]),
            [['weekly_report', 'week'], ['fill_timesheet_gaps', 'from', 'to'], ['invoice_summary', 'client', 'month']]);
        for (const prompt of prompts) {
            assert.match(`${prompt.title} ${prompt.description}`, /\S+ \S+/);
            for (const argument of prompt.arguments)
                assert.match(argument.description, /\S/);
        }
    });

    test('arguments are filled in as they are, and tools that are named exist', async () => {
        const names = (await listTools(api)).map(({ name }) => name);
        for (const [name, args] of [['weekly_report', { week: '2026-03-02' }], ['weekly_report', {}], ['fill_timesheet_gaps', { from: '2026-03-02', to: '%s "x"\n' }], ['invoice_summary', { client: 'Grüße %s %n', month: '2026-03' }]] as [string, Json][]) {
            const { description, messages } = expectResult(await get(name, args));
            assert.match(description, /\S/);
            assert.deepEqual(messages.map(({ role, content }: Json) => [role, content.type]), [['user', 'text']]);
            const { text } = messages[0].content;
            for (const value of Object.values<string>(args))
                assert.ok(text.includes(value), text);
            const mentioned: string[] = text.match(/\b(get|list|create|update|delete|start|stop)_\w+/g) ?? [];
            assert.deepEqual(mentioned.filter((word) => !names.includes(word)), []);
        }
    });

    test('arguments that are missing or no text', async () => {
        for (const [name, args] of [['fill_timesheet_gaps', { from: '2026-03-02' }], ['fill_timesheet_gaps', {}], ['invoice_summary', { client: 'x', month: 3 }], ['invoice_summary', undefined]] as const)
            assert.match(expectError(await get(name, args), 200, -32602).message, /\b(to|from|month|client)\b/);
    });
});

suite('completions', { concurrency: 4 }, () => {
    const complete = async (who: Api, ref: Json, name: string, value: string): Promise<Json> =>
        expectResult(await modern(who, 'completion/complete', { ref, argument: { name, value } })).completion;
    const invoice = { type: 'ref/prompt', name: 'invoice_summary' };

    test('clients by what was begun, one\'s own, at most 100', async () => {
        const [one, other] = [await newUser(), await newUser()];
        await other.client({ name: 'Alpha of others' });
        for (const name of ['Alpha', 'Alpine', 'Beta'])
            await one.client({ name });
        assert.deepEqual(await complete(one, invoice, 'client', 'alp'), { values: ['Alpha', 'Alpine'], total: 2, hasMore: false });
        assert.deepEqual((await complete(one, invoice, 'client', '')).values, ['Alpha', 'Alpine', 'Beta']);
        assert.deepEqual((await complete(one, invoice, 'client', 'zz')).values, []);
        const writer = new Api(await newKey(one.userId, 'write:clients'), one.userId);
        assert.deepEqual((await complete(writer, invoice, 'client', '')).values, [], 'nothing that the key may not see');
    });

    test('months and days', async () => {
        const { values } = await complete(api, invoice, 'month', '');
        assert.equal(values[0], today().slice(0, 7));
        assert.ok(values.every((month: string) => /^\d{4}-(0[1-9]|1[0-2])$/.test(month)));
        assert.deepEqual((await complete(api, invoice, 'month', values[1])).values, [values[1]]);
    });

    test('nothing is known of what is not there', async () => {
        await api.client();
        for (const [ref, name] of [[{ type: 'ref/prompt', name: 'nothing' }, 'client'], [invoice, 'nothing'], [{ type: 'ref/resource', uri: `${SCHEME}nothing/{id}` }, 'id'], [{ type: 'ref/prompt', name: 'weekly_report' }, 'client']] as const)
            assert.deepEqual(await complete(api, ref, name, ''), { values: [], total: 0, hasMore: false });
    });

    test('malformed: an error', async () => {
        for (const params of [{}, { ref: invoice }, { argument: { name: 'client', value: '' } }, { ref: invoice, argument: 'x' }, { ref: 'x', argument: { name: 'client', value: '' } }])
            expectError(await modern(api, 'completion/complete', params), 200, -32602);
    });
});
