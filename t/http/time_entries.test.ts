import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, withoutStamps, type Api, type Json } from './api.ts';
import { mount } from './server.ts';

suite('time entries', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;

    before(async () => {
        api = await newUser({ timeZone: 'Europe/Berlin' });
        project = await api.project();
    });

    /** A span of its own for each test: 09:00 to 17:00 in Berlin on that day of 2023. */
    function day(date: string): { project_id: number; start_time: string; end_time: string } {
        return { project_id: project.id, start_time: `2023-${date}T09:00:00+01:00`, end_time: `2023-${date}T17:00:00+01:00` };
    }

    test('create: the row with the names and colors of project and client', async () => {
        const answer = await api.post('/time-entries', { ...day('01-02'), break_minutes: 45, description: 'two\nlines', tags: ['b', 'a'] });
        assert.equal(answer.status, 201, answer.text);
        const entry = answer.json.time_entry;
        assert.equal(answer.headers['location'], `${mount}/api/v1/time-entries/${entry.id}`);
        assert.equal(answer.headers['etag'], '"1"');
        assert.deepEqual(withoutStamps(entry), {
            id: entry.id, project_id: project.id, project_name: project.name, project_color: project.color,
            client_id: project.client_id, client_name: project.client_name, client_color: project.client_color,
            start_time: '2023-01-02T09:00:00+01:00', end_time: '2023-01-02T17:00:00+01:00', break_minutes: 45,
            duration_seconds: 8 * 3600 - 45 * 60, description: 'two\nlines', billable: true, tags: ['b', 'a'], version: 1,
        });
        assert.deepEqual(await api.read(`/time-entries/${entry.id}`), { time_entry: entry });
    });

    test('defaults', async () => {
        const entry = await api.entry(project.id, '2023-01-03T09:00:00Z', '2023-01-03T09:00:01Z');
        assert.deepEqual([entry.break_minutes, entry.description, entry.billable, entry.tags, entry.duration_seconds], [0, '', true, [], 1]);
    });

    test('any offset is taken, the caller\'s own comes back; fractions are cut', async () => {
        for (const [i, [given, shown]] of ([
            ['2023-01-04T08:00:00Z', '2023-01-04T09:00:00+01:00'],
            ['2023-01-05t08:00:00z', '2023-01-05T09:00:00+01:00'],
            ['2023-01-06T08:00:00.999Z', '2023-01-06T09:00:00+01:00'],
            ['2023-01-07T13:30:00+05:30', '2023-01-07T09:00:00+01:00'],
            ['2023-01-08T00:00:00-08:00', '2023-01-08T09:00:00+01:00'],
        ] as const).entries()) {
            const entry = await api.entry(project.id, given, `2023-01-0${4 + i}T08:30:00Z`);
            assert.deepEqual([entry.start_time, entry.duration_seconds], [shown, 1800]);
        }
    });

    test('times that are none', async () => {
        const end_time = '2023-01-09T10:00:00Z';
        for (const [start_time, code] of [
            ['2023-01-09T09:00:00', 'no_offset'], ['2023-01-09', 'malformed'], ['', 'malformed'], ['now', 'malformed'],
            ['2023-02-29T09:00:00Z', 'malformed'], ['2023-01-09T24:00:00Z', 'malformed'], ['2023-01-09T09:00:60Z', 'malformed'],
            ['2023-01-09T09:60:00Z', 'malformed'], ['2023-13-09T09:00:00Z', 'malformed'], ['2023-01-09T09:00Z', 'malformed'],
            ['2023-01-09T09:00:00+0100', 'malformed'], ['2023-01-09T09:00:00+24:00', 'malformed'], ['2023-01-09T09:00:00Z ', 'malformed'],
            ['1899-12-31T23:59:59Z', 'out_of_range'], ['2200-01-01T00:00:00Z', 'out_of_range'], ['20230109T090000Z', 'malformed'],
        ] as const)
            expectFaults(await api.post('/time-entries', { project_id: project.id, start_time, end_time }), { start_time: code });
        expectFaults(await api.post('/time-entries', { project_id: project.id, start_time: 1700000000, end_time }), { start_time: 'wrong_type' });
    });

    test('what must be given', async () => {
        expectFaults(await api.post('/time-entries', {}), { project_id: 'required', start_time: 'required', end_time: 'required' });
        expectFaults(await api.post('/time-entries'), { project_id: 'required', start_time: 'required', end_time: 'required' });
    });

    test('end after start, break shorter than the span, span of seven days at most', async () => {
        const start_time = '2023-02-01T09:00:00+01:00';
        const create = (end_time: string, break_minutes = 0): Promise<Json> =>
            api.post('/time-entries', { project_id: project.id, start_time, end_time, break_minutes });
        expectFaults(await create('2023-02-01T09:00:00+01:00'), { end_time: 'not_after_start' });
        expectFaults(await create('2023-02-01T08:59:59+01:00', 5), { end_time: 'not_after_start' });
        expectFaults(await create('2023-02-08T09:00:01+01:00'), { end_time: 'too_long' });
        expectFaults(await create('2023-02-08T09:00:01+01:00', 10080), { end_time: 'too_long' });
        expectFaults(await create('2023-02-01T09:30:00+01:00', 30), { break_minutes: 'not_shorter_than_span' });
        expectFaults(await create('2023-02-01T09:30:00+01:00', -1), { break_minutes: 'out_of_range' });
        const week = await create('2023-02-08T09:00:00+01:00', 10079);
        assert.equal(week.status, 201, week.text);
        assert.equal(week.json.time_entry.duration_seconds, 60);
    });

    test('the same rules hold for a change, against what is there', async () => {
        const entry = await api.entry(project.id, '2023-04-01T09:00:00+02:00', '2023-04-01T10:00:00+02:00', { break_minutes: 30 });
        for (const [body, field, code] of [
            [{ end_time: '2023-04-01T09:00:00+02:00' }, 'end_time', 'not_after_start'],
            [{ start_time: '2023-04-01T10:00:00+02:00' }, 'end_time', 'not_after_start'],
            [{ end_time: '2023-04-01T09:30:00+02:00' }, 'break_minutes', 'not_shorter_than_span'],
            [{ break_minutes: 60 }, 'break_minutes', 'not_shorter_than_span'],
            [{ end_time: '2023-04-08T09:00:01+02:00' }, 'end_time', 'too_long'],
        ] as const)
            expectProblem(await api.patch(`/time-entries/${entry.id}`, body), 422, code, field);
        assert.deepEqual(await api.read(`/time-entries/${entry.id}`), { time_entry: entry });
        const answer = await api.patch(`/time-entries/${entry.id}`, { end_time: '2023-04-01T11:00:00+02:00', break_minutes: 15 });
        assert.deepEqual(withoutStamps(answer.json.time_entry), {
            ...withoutStamps(entry), end_time: '2023-04-01T11:00:00+02:00', break_minutes: 15, duration_seconds: 105 * 60, version: 2,
        });
    });

    test('billable comes from the project unless it is given', async () => {
        const unpaid = await api.project({ billable: false });
        assert.equal((await api.entry(unpaid.id, '2023-03-02T09:00:00Z', '2023-03-02T10:00:00Z')).billable, false);
        assert.equal((await api.entry(unpaid.id, '2023-03-02T10:00:00Z', '2023-03-02T11:00:00Z', { billable: true })).billable, true);
        assert.equal((await api.entry(project.id, '2023-03-02T11:00:00Z', '2023-03-02T12:00:00Z', { billable: false })).billable, false);
        expectFaults(await api.post('/time-entries', { ...day('03-03'), billable: null }), { billable: 'null' });
    });

    test('tags: each once, in the order given, 50 at most', async () => {
        const made = await api.entry(project.id, '2023-03-04T09:00:00Z', '2023-03-04T10:00:00Z',
            { tags: ['x', 'a "quoted", {braced} \\ tag', 'x', 'ü'] });
        assert.deepEqual(made.tags, ['x', 'a "quoted", {braced} \\ tag', 'ü']);
        const many = Array.from({ length: 50 }, (unused, i) => `tag ${i}`);
        assert.deepEqual((await api.patch(`/time-entries/${made.id}`, { tags: many })).json.time_entry.tags, many);
        assert.deepEqual((await api.patch(`/time-entries/${made.id}`, { tags: [] })).json.time_entry.tags, []);
        for (const [tags, code] of [
            [[...many, 'one more'], 'not_a_list'], ['x', 'not_a_list'], [{}, 'not_a_list'], [[''], 'too_short'], [['x'.repeat(101)], 'too_long'],
            [[1], 'wrong_type'], [[null], 'null'], [['a\nb'], 'malformed'], [null, 'null'],
        ] as const)
            expectFaults(await api.post('/time-entries', { ...day('03-05'), tags }), { tags: code });
    });

    test('a description has 5000 characters at most', async () => {
        assert.equal([...(await api.post('/time-entries', { ...day('03-06'), description: '🕐'.repeat(5000) })).json.time_entry.description].length, 5000);
        expectFaults(await api.post('/time-entries', { ...day('03-07'), description: '🕐'.repeat(5001) }), { description: 'too_long' });
    });

    test('a project that is not there, or is a stranger\'s, is refused alike', async () => {
        const theirs = await (await newUser()).project();
        for (const project_id of [theirs.id, 9_000_000_000_000_000])
            expectProblem(await api.post('/time-entries', { ...day('03-08'), project_id }), 422, 'not_found', 'project_id');
        const entry = await api.entry(project.id, '2023-03-08T09:00:00Z', '2023-03-08T10:00:00Z');
        expectProblem(await api.patch(`/time-entries/${entry.id}`, { project_id: theirs.id }), 422, 'not_found', 'project_id');
        for (const project_id of [0, -1])
            expectFaults(await api.post('/time-entries', { ...day('03-09'), project_id }), { project_id: 'out_of_range' });
    });

    test('moves to another project, DELETE, then 404', async () => {
        const entry = await api.entry(project.id, '2023-03-10T09:00:00Z', '2023-03-10T10:00:00Z');
        const other = await api.project({ client_id: (await api.client()).id });
        const moved = (await api.put(`/time-entries/${entry.id}`, { project_id: other.id })).json.time_entry;
        assert.deepEqual([moved.project_id, moved.project_name, moved.client_id, moved.client_name, moved.version],
            [other.id, other.name, other.client_id, other.client_name, 2]);
        assert.equal((await api.del(`/time-entries/${entry.id}`)).status, 204);
        expectProblem(await api.get(`/time-entries/${entry.id}`), 404, 'not_found');
    });

    test('the list is newest first', async () => {
        const own = await newUser();
        const mine = await own.project();
        const made: Json[] = [];
        for (const hour of ['10', '08', '12', '09'])
            made.push(await own.entry(mine.id, `2023-01-01T${hour}:00:00Z`, `2023-01-01T${hour}:30:00Z`));
        assert.deepEqual((await own.read('/time-entries')).time_entries, [made[2], made[0], made[3], made[1]]);
    });
});
