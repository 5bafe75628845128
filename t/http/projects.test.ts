import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, unique, withoutStamps, type Api } from './api.ts';
import { mount } from './server.ts';

suite('projects', { concurrency: 4 }, () => {
    let api: Api;

    before(async () => {
        api = await newUser();
    });

    test('create for a client: the row with its defaults and what it shows of the client', async () => {
        const client = await api.client({ color: '#112233' });
        const name = unique();
        const answer = await api.post('/projects', { client_id: client.id, name });
        assert.equal(answer.status, 201);
        const project = answer.json.project;
        assert.equal(answer.headers['location'], `${mount}/api/v1/projects/${project.id}`);
        assert.equal(answer.headers['etag'], '"1"');
        assert.deepEqual(withoutStamps(project), {
            id: project.id, client_id: client.id, client_name: client.name, client_color: '#112233', name, color: '#0e7490',
            note: null, status: 'active', billable: true, hourly_rate: null, budget_hours: null,
            favorite: false, version: 1,
        });
        assert.deepEqual(await api.read(`/projects/${project.id}`), { project });
    });

    test('create with everything; hours are numbers, money is text', async () => {
        const client = await api.client();
        const given = {
            client_id: client.id, name: unique(), color: '#abcdef', note: 'n', status: 'archived', billable: false,
            hourly_rate: '80.25', budget_hours: 12.5, favorite: true,
        };
        const project = await api.project(given);
        assert.deepEqual(withoutStamps(project),
            { id: project.id, client_name: client.name, client_color: client.color, ...given, version: 1 });
    });

    test('each field says what it takes', async () => {
        expectFaults(await api.post('/projects', { client_id: null, billable: 'yes', budget_hours: '1', hourly_rate: true, color: '#12345' }), {
            client_id: 'null', billable: 'wrong_type', budget_hours: 'wrong_type', hourly_rate: 'wrong_type', color: 'too_short', name: 'required',
        });
        expectFaults(await api.post('/projects', { name: unique(), budget_hours: 1.125 }), { budget_hours: 'not_a_decimal' });
        expectFaults(await api.post('/projects', { name: unique(), budget_hours: -1 }), { budget_hours: 'out_of_range' });
        expectFaults(await api.post('/projects', { name: unique(), budget_hours: 12345678 }), { budget_hours: 'not_a_decimal' });
    });

    test('a favorite becomes one, and is one no more', async () => {
        const project = await api.project();
        for (const favorite of [true, false]) {
            assert.equal((await api.patch(`/projects/${project.id}`, { favorite })).json.project.favorite, favorite);
            assert.equal((await api.read(`/projects/${project.id}`)).project.favorite, favorite);
        }
        expectFaults(await api.patch(`/projects/${project.id}`, { favorite: null }), { favorite: 'null' });
    });

    test('without a client: the default client, made once and known by itself, not by its name', async () => {
        const own = await newUser();
        const first = await own.project();
        assert.equal(first.client_name, 'Internal');
        assert.equal((await own.project()).client_id, first.client_id);
        assert.equal((await own.patch(`/clients/${first.client_id}`, { name: 'Ourselves' })).status, 200);
        const third = await own.project();
        assert.deepEqual([third.client_id, third.client_name], [first.client_id, 'Ourselves']);
        assert.deepEqual((await own.read('/clients')).clients.map((client: { name: string }) => client.name), ['Ourselves']);
    });

    test('a client named "internal" becomes the default client', async () => {
        const own = await newUser();
        const client = await own.client({ name: 'internal' });
        assert.equal((await own.project()).client_id, client.id);
    });

    test('twenty first projects at once make one default client', async () => {
        const own = await newUser();
        const answers = await Promise.all(Array.from({ length: 20 }, () => own.patiently('POST', '/projects', { body: { name: unique() } })));
        assert.deepEqual(answers.map((answer) => answer.status), Array(20).fill(201));
        assert.equal(new Set(answers.map((answer) => answer.json.project.client_id)).size, 1);
        assert.equal((await own.read('/clients')).clients.length, 1);
    });

    test('names are unique among the projects of a client, whatever their case', async () => {
        const client = await api.client();
        const name = unique('Site');
        const project = await api.project({ client_id: client.id, name });
        expectProblem(await api.post('/projects', { client_id: client.id, name: name.toUpperCase() }), 409, 'already_exists', 'name');
        const elsewhere = await api.project({ client_id: (await api.client()).id, name });
        expectProblem(await api.patch(`/projects/${elsewhere.id}`, { client_id: client.id }), 409, 'already_exists', 'name');
        assert.deepEqual(await api.read(`/projects/${elsewhere.id}`), { project: elsewhere });
        assert.deepEqual(await api.read(`/projects/${project.id}`), { project });
    });

    test('a client that is not there, or is a stranger\'s, is refused alike', async () => {
        const theirs = await (await newUser()).client();
        for (const client_id of [theirs.id, 9_000_000_000_000_000])
            assert.match(expectProblem(await api.post('/projects', { name: unique(), client_id }), 422, 'not_found', 'client_id').message, /no such row/);
        const project = await api.project();
        expectProblem(await api.patch(`/projects/${project.id}`, { client_id: theirs.id }), 422, 'not_found', 'client_id');
    });

    test('moves to another client, and shows that one', async () => {
        const project = await api.project();
        const client = await api.client({ color: '#010203' });
        const answer = await api.put(`/projects/${project.id}`, { client_id: client.id });
        assert.equal(answer.status, 200);
        assert.deepEqual(withoutStamps(answer.json.project), {
            ...withoutStamps(project), client_id: client.id, client_name: client.name, client_color: '#010203', version: 2,
        });
    });

    test('DELETE refuses while it has time entries, and names how many', async () => {
        const own = await newUser();
        const project = await own.project();
        const entry = await own.entry(project.id, '2024-01-15T09:00:00Z', '2024-01-15T10:00:00Z');
        assert.match(expectProblem(await own.del(`/projects/${project.id}`), 409, 'in_use').message, /\b1 time entry\b/);
        await own.entry(project.id, '2024-01-15T10:00:00Z', '2024-01-15T11:00:00Z');
        assert.match(expectProblem(await own.del(`/projects/${project.id}`), 409, 'in_use').message, /\b2 time entries\b/);
        const ids = [entry.id, (await own.read('/time-entries')).time_entries[0].id];
        assert.equal((await own.post('/time-entries/bulk', { ids, action: 'delete' })).status, 200);
        assert.equal((await own.del(`/projects/${project.id}`)).status, 204);
        expectProblem(await own.get(`/projects/${project.id}`), 404, 'not_found');
    });

    test('DELETE refuses while the timer runs on it', async () => {
        const own = await newUser();
        const project = await own.project();
        assert.equal((await own.post('/timer/start', { project_id: project.id })).status, 201);
        expectProblem(await own.del(`/projects/${project.id}`), 409, 'in_use');
        assert.equal((await own.post('/timer/cancel')).status, 204);
        assert.equal((await own.del(`/projects/${project.id}`)).status, 204);
    });

    test('an archived project takes no new time and keeps what it has', async () => {
        const own = await newUser();
        const project = await own.project();
        const other = await own.project();
        const entry = await own.entry(project.id, '2024-01-15T09:00:00Z', '2024-01-15T10:00:00Z');
        const elsewhere = await own.entry(other.id, '2024-01-15T10:00:00Z', '2024-01-15T11:00:00Z');
        assert.equal((await own.patch(`/projects/${project.id}`, { status: 'archived' })).status, 200);
        const body = { project_id: project.id, start_time: '2024-01-16T09:00:00Z', end_time: '2024-01-16T10:00:00Z' };
        expectProblem(await own.post('/time-entries', body), 409, 'project_archived', 'project_id');
        expectProblem(await own.patch(`/time-entries/${elsewhere.id}`, { project_id: project.id }), 409, 'project_archived', 'project_id');
        expectProblem(await own.post('/timer/start', { project_id: project.id }), 409, 'project_archived', 'project_id');
        assert.equal((await own.patch(`/time-entries/${entry.id}`, { description: 'still mine' })).status, 200);
        assert.equal((await own.patch(`/projects/${project.id}`, { status: 'active' })).status, 200);
        assert.equal((await own.post('/time-entries', body)).status, 201);
    });
});
