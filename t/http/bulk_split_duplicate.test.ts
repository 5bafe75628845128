import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, withoutStamps, type Api, type Json } from './api.ts';
import { mount } from './server.ts';

/** Entries of one hour each on a day of its own, 08:00, 09:00, ... in UTC. */
async function hours(api: Api, projectId: number, date: string, n: number, fields = {}): Promise<Json[]> {
    const made: Json[] = [];
    for (let i = 0; i < n; i++) {
        const hour = (h: number): string => `${date}T${String(8 + h).padStart(2, '0')}:00:00Z`;
        made.push(await api.entry(projectId, hour(i), hour(i + 1), fields));
    }
    return made;
}

const idsOf = (rows: Json[]): number[] => rows.map((row) => row.id);

suite('bulk', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;
    const again = async (rows: Json[]): Promise<Json[]> =>
        Promise.all(rows.map(async (row) => (await api.read(`/time-entries/${row.id}`)).time_entry));

    before(async () => {
        api = await newUser();
        project = await api.project();
    });

    test('set_billable', async () => {
        const rows = await hours(api, project.id, '2024-02-01', 3);
        const answer = await api.post('/time-entries/bulk', { ids: idsOf(rows), action: 'set_billable', billable: false });
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(answer.json, { affected: 3, ids: idsOf(rows) });
        assert.deepEqual((await again(rows)).map((row) => [row.billable, row.version]), Array(3).fill([false, 2]));
    });

    test('set_project', async () => {
        const other = await api.project({ client_id: (await api.client()).id });
        const rows = await hours(api, project.id, '2024-02-02', 2);
        assert.deepEqual((await api.post('/time-entries/bulk', { ids: idsOf(rows), action: 'set_project', project_id: other.id })).json,
            { affected: 2, ids: idsOf(rows) });
        assert.deepEqual((await again(rows)).map((row) => [row.project_id, row.client_name]), Array(2).fill([other.id, other.client_name]));
    });

    test('add_tag and remove_tag', async () => {
        const rows = await hours(api, project.id, '2024-02-03', 2, { tags: ['old'] });
        const bulk = (action: string, tag: string): Promise<Json> => api.post('/time-entries/bulk', { ids: idsOf(rows), action, tag });
        assert.equal((await bulk('add_tag', 'a "b", {c}')).status, 200);
        assert.equal((await bulk('add_tag', 'old')).status, 200);
        assert.deepEqual((await again(rows)).map((row) => [row.tags, row.version]), Array(2).fill([['old', 'a "b", {c}'], 2]));
        assert.equal((await bulk('remove_tag', 'old')).status, 200);
        assert.deepEqual((await again(rows)).map((row) => row.tags), Array(2).fill(['a "b", {c}']));
        assert.deepEqual((await bulk('remove_tag', 'never there')).json, { affected: 2, ids: idsOf(rows) });
    });

    test('delete; an id given twice counts once', async () => {
        const rows = await hours(api, project.id, '2024-02-04', 3);
        const gone = rows.slice(0, 2);
        const answer = await api.post('/time-entries/bulk', { ids: [...idsOf(gone), gone[0].id], action: 'delete' });
        assert.deepEqual(answer.json, { affected: 2, ids: idsOf(gone) });
        for (const row of gone)
            expectProblem(await api.get(`/time-entries/${row.id}`), 404, 'not_found');
        assert.deepEqual(await api.read(`/time-entries/${rows[2].id}`), { time_entry: rows[2] });
    });

    test('all or nothing', async () => {
        const rows = await hours(api, project.id, '2024-02-05', 2);
        const stranger = await newUser();
        const [theirs] = await hours(stranger, (await stranger.project()).id, '2024-02-05', 1);
        const archived = await api.project({ status: 'archived' });
        for (const id of [theirs.id, 9_000_000_000_000_000])
            for (const rest of [{ action: 'delete' }, { action: 'set_billable', billable: false }, { action: 'add_tag', tag: 'x' }])
                expectProblem(await api.post('/time-entries/bulk', { ids: [...idsOf(rows), id], ...rest }), 404, 'not_found');
        const move = (project_id: number): Promise<Json> =>
            api.post('/time-entries/bulk', { ids: idsOf(rows), action: 'set_project', project_id });
        expectProblem(await move(archived.id), 409, 'project_archived', 'project_id');
        expectProblem(await move(9_000_000_000_000_000), 422, 'not_found', 'project_id');
        assert.deepEqual(await again(rows), rows);
        assert.deepEqual(await stranger.read(`/time-entries/${theirs.id}`), { time_entry: theirs });
    });

    test('arguments', async () => {
        const [row] = await hours(api, project.id, '2024-02-06', 1);
        const ids = [row.id];
        expectFaults(await api.post('/time-entries/bulk', {}), { ids: 'required', action: 'required' });
        expectFaults(await api.post('/time-entries/bulk', { ids, action: 'explode' }), { action: 'not_allowed' });
        expectFaults(await api.post('/time-entries/bulk', { ids: [], action: 'delete' }), { ids: 'not_a_list' });
        expectFaults(await api.post('/time-entries/bulk', { ids: Array(501).fill(row.id), action: 'delete' }), { ids: 'not_a_list' });
        expectFaults(await api.post('/time-entries/bulk', { ids: [String(row.id)], action: 'delete' }), { ids: 'wrong_type' });
        for (const [action, field] of [['set_billable', 'billable'], ['set_project', 'project_id'], ['add_tag', 'tag'], ['remove_tag', 'tag']] as const)
            expectProblem(await api.post('/time-entries/bulk', { ids, action }), 422, 'required', field);
        assert.deepEqual(await again([row]), [row]);
    });
});

suite('split', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;

    before(async () => {
        api = await newUser();
        project = await api.project();
    });

    test('two entries in the place of one, the break divided in proportion', async () => {
        const entry = await api.entry(project.id, '2024-02-01T09:00:00Z', '2024-02-01T17:00:00Z',
            { break_minutes: 60, description: 'd', tags: ['t'], billable: false });
        const answer = await api.post(`/time-entries/${entry.id}/split`, { at: '2024-02-01T12:00:00Z' });
        assert.equal(answer.status, 200, answer.text);
        const [first, second, ...more] = answer.json.time_entries;
        assert.deepEqual(more, []);
        const noon = '2024-02-01T12:00:00+00:00';
        assert.deepEqual(withoutStamps(first), {
            ...withoutStamps(entry), end_time: noon, break_minutes: 22, duration_seconds: 3 * 3600 - 22 * 60, version: 2,
        });
        assert.deepEqual(withoutStamps(second), {
            ...withoutStamps(entry), id: second.id, start_time: noon, break_minutes: 38, duration_seconds: 5 * 3600 - 38 * 60, version: 1,
        });
        assert.deepEqual((await api.read('/time-entries?start_date=2024-02-01&end_date=2024-02-01&sort=start_time')).time_entries, [first, second]);
    });

    test('no part is given a break as long as itself', async () => {
        const entry = await api.entry(project.id, '2024-02-02T09:00:00Z', '2024-02-02T10:00:00Z', { break_minutes: 59 });
        const [first, second] = (await api.post(`/time-entries/${entry.id}/split`, { at: '2024-02-02T09:00:30Z' })).json.time_entries;
        assert.deepEqual([first.break_minutes, first.duration_seconds, second.break_minutes, second.duration_seconds], [0, 30, 59, 30]);
    });

    test('one second is the smallest part', async () => {
        const entry = await api.entry(project.id, '2024-02-03T09:00:00Z', '2024-02-03T09:00:02Z');
        const [first, second] = (await api.post(`/time-entries/${entry.id}/split`, { at: '2024-02-03T09:00:01Z' })).json.time_entries;
        assert.deepEqual([first.duration_seconds, second.duration_seconds], [1, 1]);
        expectProblem(await api.post(`/time-entries/${first.id}/split`, { at: '2024-02-03T09:00:01Z' }), 422, 'out_of_range', 'at');
    });

    test('only strictly inside', async () => {
        const entry = await api.entry(project.id, '2024-02-04T09:00:00Z', '2024-02-04T10:00:00Z');
        for (const at of ['2024-02-04T09:00:00Z', '2024-02-04T10:00:00Z', '2024-02-04T08:00:00Z', '2024-02-05T09:30:00Z'])
            expectProblem(await api.post(`/time-entries/${entry.id}/split`, { at }), 422, 'out_of_range', 'at');
        expectFaults(await api.post(`/time-entries/${entry.id}/split`, {}), { at: 'required' });
        expectFaults(await api.post(`/time-entries/${entry.id}/split`, { at: null }), { at: 'null' });
        assert.deepEqual(await api.read(`/time-entries/${entry.id}`), { time_entry: entry });
        expectProblem(await api.post('/time-entries/9000000000000000000/split', { at: '2024-02-04T09:30:00Z' }), 404, 'not_found');
    });

    test('an entry of an archived project can be split', async () => {
        const old = await api.project();
        const entry = await api.entry(old.id, '2024-02-06T09:00:00Z', '2024-02-06T10:00:00Z');
        await api.patch(`/projects/${old.id}`, { status: 'archived' });
        const answer = await api.post(`/time-entries/${entry.id}/split`, { at: '2024-02-06T09:30:00Z' });
        assert.equal(answer.status, 200, answer.text);
    });
});

suite('duplicate', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;

    before(async () => {
        api = await newUser();
        project = await api.project();
    });

    test('directly behind the original, or where it is wanted', async () => {
        const entry = await api.entry(project.id, '2024-02-01T09:00:00Z', '2024-02-01T10:30:00Z',
            { break_minutes: 10, description: 'd', tags: ['t'], billable: false });
        const answer = await api.post(`/time-entries/${entry.id}/duplicate`);
        assert.equal(answer.status, 201, answer.text);
        const copy = answer.json.time_entry;
        assert.equal(answer.headers['location'], `${mount}/api/v1/time-entries/${copy.id}`);
        assert.deepEqual(withoutStamps(copy), {
            ...withoutStamps(entry), id: copy.id, start_time: '2024-02-01T10:30:00+00:00', end_time: '2024-02-01T12:00:00+00:00',
        });
        const other = (await api.post(`/time-entries/${entry.id}/duplicate`, { start_time: '2024-02-02T23:00:00+01:00' })).json.time_entry;
        assert.deepEqual([other.start_time, other.end_time], ['2024-02-02T22:00:00+00:00', '2024-02-02T23:30:00+00:00']);
        assert.deepEqual(await api.read(`/time-entries/${entry.id}`), { time_entry: entry });
    });

    test('not over another entry, nor over itself', async () => {
        const entry = await api.entry(project.id, '2024-02-03T09:00:00Z', '2024-02-03T10:00:00Z');
        const next = await api.entry(project.id, '2024-02-03T10:30:00Z', '2024-02-03T11:00:00Z');
        assert.deepEqual(expectProblem(await api.post(`/time-entries/${entry.id}/duplicate`), 409, 'overlap', 'start_time').conflict, next);
        assert.deepEqual(expectProblem(await api.post(`/time-entries/${entry.id}/duplicate`, { start_time: '2024-02-03T09:59:59Z' }),
            409, 'overlap', 'start_time').conflict.id, next.id);
        assert.deepEqual(expectProblem(await api.post(`/time-entries/${entry.id}/duplicate`, { start_time: '2024-02-03T08:30:00Z' }),
            409, 'overlap', 'start_time').conflict, entry);
        expectProblem(await api.post('/time-entries/9000000000000000000/duplicate'), 404, 'not_found');
    });
});
