import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, type Api, type Json } from './api.ts';

suite('filters of clients and projects', { concurrency: 4 }, () => {
    let api: Api;
    const names = async (path: string, key: string): Promise<string[]> => (await api.read(path))[key].map((row: Json) => row.name);

    before(async () => {
        api = await newUser();
        const acme = await api.client({ name: 'Acme', note: 'Reference Ä', email: 'boss@acme.example' });
        const old = await api.client({ name: 'Old 100%', status: 'archived' });
        await api.client({ name: 'under_score' });
        await api.client({ name: 'back\\slash' });
        await api.project({ client_id: acme.id, name: 'Site', note: 'relaunch' });
        await api.project({ client_id: acme.id, name: 'App', status: 'archived' });
        await api.project({ client_id: old.id, name: 'Legacy' });
    });

    test('q looks into name, email and note, whatever the case', async () => {
        for (const [q, found] of [['acme', ['Acme']], ['BOSS@', ['Acme']], ['reference ä', ['Acme']], ['REFERENCE Ä', ['Acme']], ['c', ['Acme', 'back\\slash', 'under_score']],
            ['nobody', []]] as const)
            assert.deepEqual(await names(`/clients?q=${encodeURIComponent(q)}`, 'clients'), found, q);
    });

    test('q means its characters', async () => {
        for (const [q, found] of [['%', ['Old 100%']], ['_', ['under_score']], ['\\', ['back\\slash']], ['100%', ['Old 100%']], ['a%e', []], ['%%', []],
            ["'", []], ['"', []]] as const)
            assert.deepEqual(await names(`/clients?q=${encodeURIComponent(q)}`, 'clients'), found, q);
        expectFaults(await api.get('/clients?q='), { q: 'too_short' });
        expectFaults(await api.get(`/clients?q=${'x'.repeat(201)}`), { q: 'too_long' });
        expectProblem(await api.get('/audit-log?q=x'), 400, 'unknown_parameter', 'q');
    });

    test('status, client_id, together and with q', async () => {
        const clients: Json[] = (await api.read('/clients')).clients;
        const [acme, old] = ['Acme', 'Old 100%'].map((name) => clients.find((client) => client.name === name));
        assert.deepEqual(await names('/clients?status=archived', 'clients'), ['Old 100%']);
        assert.deepEqual(await names('/clients?status=active&q=e', 'clients'), ['Acme', 'under_score']);
        assert.deepEqual(await names(`/projects?client_id=${acme.id}`, 'projects'), ['App', 'Site']);
        assert.deepEqual(await names(`/projects?client_id=${acme.id}&status=active`, 'projects'), ['Site']);
        assert.deepEqual(await names(`/projects?client_id=${old.id}&q=relaunch`, 'projects'), []);
        assert.deepEqual(await names('/projects?q=RELAUNCH', 'projects'), ['Site']);
    });

    test('sort', async () => {
        assert.deepEqual(await names('/projects?sort=-name', 'projects'), ['Site', 'Legacy', 'App']);
        assert.deepEqual(await names('/projects?sort=-client_name,name', 'projects'), ['Legacy', 'App', 'Site']);
        for (const [sort, code] of [['note', 'not_allowed'], ['', 'not_allowed'], ['name,', 'not_allowed'], ['name;drop', 'not_allowed'], ['--name', 'not_allowed'],
            ['+name', 'not_allowed'], ['name,client_name,id,-id', 'too_many']] as const)
            expectFaults(await api.get(`/projects?sort=${encodeURIComponent(sort)}`), { sort: code });
    });

    test('what is no parameter is refused by name, all of them', async () => {
        const problem = expectProblem(await api.get('/clients?colour=red&status=active&user_id=1'), 400, 'unknown_parameter', 'colour');
        assert.deepEqual(problem.errors.map((fault: Json) => fault.field), ['colour', 'user_id']);
        for (const [path, field] of [['/clients?name=x', 'name'], ['/clients?Status=active', 'Status'], ['/users/me?limit=1', 'limit'], ['/timer?x', 'x'],
            ['/clients?api_key=x', 'api_key'], ['/projects?start_date=2024-01-01', 'start_date'], ['/clients/1?q=x', 'q']] as const)
            expectProblem(await api.get(path), 400, 'unknown_parameter', field);
        expectProblem(await api.post('/clients?name=x', { name: 'y' }), 400, 'unknown_parameter', 'name');
        expectProblem(await api.get('/info?x=1'), 400, 'unknown_parameter', 'x');
    });

    test('a parameter given twice is refused by name', async () => {
        for (const [query, name] of [['status=active&status=active', 'status'], ['status=active&%73tatus=archived', 'status'], ['limit=1&q=x&limit=2', 'limit'],
            ['time_zone=UTC&time_zone=UTC', 'time_zone'], ['x=1&x=2', 'x']] as const)
            assert.match(expectProblem(await api.get(`/clients?${query}`), 400, 'repeated_parameter', name).message, new RegExp(name));
    });

    test('values of filters are checked, all at once', async () => {
        expectFaults(await api.get('/projects?status=gone&client_id=x&sort=color&limit=0'),
            { status: 'not_allowed', client_id: 'not_an_integer', sort: 'not_allowed', limit: 'out_of_range' });
        for (const id of ['0', '-1', '9223372036854775808', '1 ', '0x1', "1'"])
            assert.equal((await api.get(`/projects?client_id=${encodeURIComponent(id)}`)).status, 422, id);
        assert.deepEqual(await names('/projects?client_id=9223372036854775807', 'projects'), []);
    });
});

suite('filters of time entries', { concurrency: 4 }, () => {
    let api: Api;
    let site: Json;
    let app: Json;
    let other: Json;
    const found = async (query: string): Promise<string[]> =>
        (await api.read(`/time-entries?sort=start_time&${query}`)).time_entries.map((row: Json) => row.description);

    before(async () => {
        api = await newUser();
        const client = await api.client();
        [site, app, other] = [await api.project({ client_id: client.id }), await api.project({ client_id: client.id, billable: false }), await api.project()];
        const add = (day: string, project: Json, description: string, fields = {}): Promise<Json> =>
            api.entry(project.id, `2024-01-${day}T09:00:00Z`, `2024-01-${day}T10:00:00Z`, { description, ...fields });
        await add('01', site, 'Alpha', { tags: ['x', 'y'] });
        await add('02', app, 'Beta', { tags: ['y'] });
        await add('03', other, 'Gamma 50%', { tags: ['x y', 'Ü "q"'] });
        await add('04', site, 'Delta', { billable: false });
    });

    test('project_id and client_id', async () => {
        assert.deepEqual(await found(`project_id=${site.id}`), ['Alpha', 'Delta']);
        assert.deepEqual(await found(`client_id=${site.client_id}`), ['Alpha', 'Beta', 'Delta']);
        assert.deepEqual(await found(`client_id=${other.client_id}&project_id=${site.id}`), []);
        const theirs = await (await newUser()).project();
        assert.deepEqual(await found(`project_id=${theirs.id}`), []);
        assert.deepEqual(await found(`client_id=${theirs.client_id}`), []);
    });

    test('billable', async () => {
        assert.deepEqual(await found('billable=true'), ['Alpha', 'Gamma 50%']);
        assert.deepEqual(await found('billable=false'), ['Beta', 'Delta']);
        for (const value of ['1', 'yes', 'True', ''])
            expectFaults(await api.get(`/time-entries?billable=${value}`), { billable: 'not_a_boolean' });
    });

    test('tag: the whole tag', async () => {
        assert.deepEqual(await found('tag=x'), ['Alpha']);
        assert.deepEqual(await found('tag=y'), ['Alpha', 'Beta']);
        assert.deepEqual(await found('tag=x%20y'), ['Gamma 50%']);
        assert.deepEqual(await found('tag=x+y'), ['Gamma 50%']);
        assert.deepEqual(await found(`tag=${encodeURIComponent('Ü "q"')}`), ['Gamma 50%']);
        assert.deepEqual(await found('tag=none'), []);
    });

    test('q', async () => {
        assert.deepEqual(await found('q=ALPHA'), ['Alpha']);
        assert.deepEqual(await found('q=ta'), ['Beta', 'Delta']);
        assert.deepEqual(await found('q=50%25'), ['Gamma 50%']);
    });

    test('start_date and end_date, inclusive', async () => {
        assert.deepEqual(await found('start_date=2024-01-02'), ['Beta', 'Gamma 50%', 'Delta']);
        assert.deepEqual(await found('end_date=2024-01-02'), ['Alpha', 'Beta']);
        assert.deepEqual(await found('start_date=2024-01-02&end_date=2024-01-03'), ['Beta', 'Gamma 50%']);
        assert.deepEqual(await found('start_date=2024-01-03&end_date=2024-01-03'), ['Gamma 50%']);
        for (const day of ['2024-02-30', '2024-1-1', 'today', '2024-01-01T00:00:00Z', '', '20240101', '0000-01-01'])
            expectFaults(await api.get(`/time-entries?start_date=${day}`), { start_date: 'malformed' });
    });

    test('all together', async () => {
        assert.deepEqual(await found(`client_id=${site.client_id}&project_id=${site.id}&billable=true&tag=y&q=al&start_date=2024-01-01&end_date=2024-01-31&total=true`),
            ['Alpha']);
    });
});
