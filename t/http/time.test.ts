import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, type Api, type Json } from './api.ts';

suite('zones of answers', { concurrency: 4 }, () => {
    let api: Api;
    let entry: Json;

    before(async () => {
        api = await newUser({ timeZone: 'Europe/Berlin' });
        entry = await api.entry((await api.project()).id, '2024-01-15T08:00:00Z', '2024-01-15T09:00:00Z');
    });

    test('each instant has the offset that the zone had then', async () => {
        const project = await api.project();
        for (const [given, shown] of [
            ['2024-07-15T08:00:00Z', '2024-07-15T10:00:00+02:00'], ['2024-03-31T00:59:59Z', '2024-03-31T01:59:59+01:00'], ['2024-03-31T01:00:00Z', '2024-03-31T03:00:00+02:00'],
            ['2024-10-27T00:59:59Z', '2024-10-27T02:59:59+02:00'], ['2024-10-27T01:00:00Z', '2024-10-27T02:00:00+01:00'], ['1945-07-01T12:00:00Z', '1945-07-01T15:00:00+03:00'],
            ['1900-01-01T00:00:00Z', '1900-01-01T01:00:00+01:00'], ['2150-07-01T00:00:00Z', '2150-07-01T02:00:00+02:00'],
        ] as const) {
            const end = new Date(Date.parse(given) + 1000).toISOString();
            const made = await api.entry(project.id, given, end);
            assert.equal(made.start_time, shown);
            assert.equal((await api.del(`/time-entries/${made.id}`)).status, 204);
        }
    });

    for (const [zone, shown] of [
        ['UTC', '2024-01-15T08:00:00+00:00'], ['America/New_York', '2024-01-15T03:00:00-05:00'], ['Asia/Kolkata', '2024-01-15T13:30:00+05:30'],
        ['Pacific/Apia', '2024-01-15T21:00:00+13:00'], ['Australia/Lord_Howe', '2024-01-15T19:00:00+11:00'], ['America/St_Johns', '2024-01-15T04:30:00-03:30'],
        ['Pacific/Kiritimati', '2024-01-15T22:00:00+14:00'], ['Etc/GMT+12', '2024-01-14T20:00:00-12:00'],
    ] as const)
        test(`?time_zone=${zone} for one request`, async () => {
            const query = `time_zone=${encodeURIComponent(zone)}`;
            assert.equal((await api.read(`/time-entries/${entry.id}?${query}`)).time_entry.start_time, shown);
            assert.equal((await api.read(`/time-entries?${query}&start_date=2024-01-14&end_date=2024-01-16`)).time_entries[0].start_time, shown);
            assert.equal((await api.patch(`/time-entries/${entry.id}?${query}`, {})).json.time_entry.start_time, shown);
            assert.ok((await api.read(`/timer?${query}`)).server_time.endsWith(/[+-]\d\d:\d\d$/.exec(shown)?.[0] ?? '') || zone === 'America/New_York');
            assert.equal((await api.read(`/time-entries/${entry.id}`)).time_entry.start_time, '2024-01-15T09:00:00+01:00');
        });

    test('a new row and a conflict are in that zone too', async () => {
        const body = { project_id: entry.project_id, start_time: '2024-02-20T08:00:00Z', end_time: '2024-02-20T09:00:00Z' };
        const made = await api.post('/time-entries?time_zone=Asia/Tokyo', body);
        assert.equal(made.json.time_entry.start_time, '2024-02-20T17:00:00+09:00');
        assert.match(made.json.time_entry.created_at, /\+09:00$/);
        const problem = expectProblem(await api.post('/time-entries?time_zone=Asia/Tokyo', body), 409, 'overlap', 'start_time');
        assert.equal(problem.conflict.start_time, '2024-02-20T17:00:00+09:00');
    });

    test('local mean time, whose offset has seconds, is said in UTC', async () => {
        const made = await api.entry(entry.project_id, '1900-06-01T00:00:00Z', '1900-06-01T01:00:00Z');
        const shown = (await api.read(`/time-entries/${made.id}?time_zone=Europe/Amsterdam`)).time_entry.start_time;
        assert.equal(new Date(shown).toISOString(), '1900-06-01T00:00:00.000Z');
        assert.match(shown, /(Z|[+-]\d\d:\d\d)$/);
    });

    test('what is no zone: 422', async () => {
        for (const path of ['/time-entries', `/time-entries/${entry.id}`, '/timer', '/users/me', '/clients']) {
            expectProblem(await api.get(`${path}?time_zone=Mars/Olympus`), 422, 'unknown_time_zone', 'time_zone');
            expectFaults(await api.get(`${path}?time_zone=%27`), { time_zone: 'malformed' });
            expectFaults(await api.get(`${path}?time_zone=`), { time_zone: 'too_short' });
        }
        for (const zone of ['europe/berlin', 'CET-1CEST', 'posixrules', 'right/UTC', '<+02>-2', 'UTC+2', '0'])
            assert.equal((await api.get(`/clients?time_zone=${encodeURIComponent(zone)}`)).status, 422, zone);
        expectProblem(await api.post('/clients?time_zone=Mars/Olympus', { name: 'not made' }), 422, 'unknown_time_zone', 'time_zone');
        assert.deepEqual((await api.read('/clients?q=not%20made')).clients, []);
    });
});

suite('days of other lengths', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;

    before(async () => {
        api = await newUser({ timeZone: 'Europe/Berlin' });
        project = await api.project();
    });

    for (const [what, start, end, seconds] of [
        ['a day of 23 hours', '2024-03-31T00:00:00+01:00', '2024-04-01T00:00:00+02:00', 23 * 3600],
        ['a day of 25 hours', '2024-10-27T00:00:00+02:00', '2024-10-28T00:00:00+01:00', 25 * 3600],
        ['across the gap', '2023-03-26T01:30:00+01:00', '2023-03-26T03:30:00+02:00', 3600],
        ['the repeated hour from its first to its second time', '2022-10-30T02:30:00+02:00', '2022-10-30T02:30:00+01:00', 3600],
        ['within the first of the repeated hours', '2021-10-31T02:00:00+02:00', '2021-10-31T02:59:59+02:00', 3599],
        ['within the second', '2021-10-31T02:00:00+01:00', '2021-10-31T02:59:59+01:00', 3599],
        ['a week with a change in it', '2025-03-27T00:00:00+01:00', '2025-04-03T01:00:00+02:00', 7 * 86400],
    ] as const)
        test(`${what}: ${seconds} seconds, told as written`, async () => {
            const entry = await api.entry(project.id, start, end);
            assert.deepEqual([entry.start_time, entry.end_time, entry.duration_seconds], [start, end, seconds]);
        });

    test('a time in the gap is what its offset says', async () => {
        const entry = await api.entry(project.id, '2020-03-29T02:30:00+01:00', '2020-03-29T02:30:00+00:00');
        assert.deepEqual([entry.start_time, entry.end_time], ['2020-03-29T03:30:00+02:00', '2020-03-29T04:30:00+02:00']);
    });

    test('both of the repeated hours hold an entry each', async () => {
        await api.entry(project.id, '2019-10-27T02:00:00+02:00', '2019-10-27T02:00:00+01:00');
        await api.entry(project.id, '2019-10-27T02:00:00+01:00', '2019-10-27T03:00:00+01:00');
        const list = (await api.read('/time-entries?start_date=2019-10-27&end_date=2019-10-27&sort=start_time')).time_entries;
        assert.deepEqual(list.map((row: Json) => [row.start_time, row.duration_seconds]), [['2019-10-27T02:00:00+02:00', 3600], ['2019-10-27T02:00:00+01:00', 3600]]);
    });

    test('half an hour at Lord Howe, a day that never was at Apia', async () => {
        const entry = await api.entry(project.id, '2024-04-06T14:30:00Z', '2024-04-06T15:30:00Z');
        const shown = (await api.read(`/time-entries/${entry.id}?time_zone=Australia/Lord_Howe`)).time_entry;
        assert.deepEqual([shown.start_time, shown.end_time, shown.duration_seconds], ['2024-04-07T01:30:00+11:00', '2024-04-07T02:00:00+10:30', 3600]);
        const apia = await api.entry(project.id, '2011-12-30T09:00:00Z', '2011-12-30T11:00:00Z');
        const there = (await api.read(`/time-entries/${apia.id}?time_zone=Pacific/Apia`)).time_entry;
        assert.deepEqual([there.start_time, there.end_time, there.duration_seconds], ['2011-12-29T23:00:00-10:00', '2011-12-31T01:00:00+14:00', 7200]);
    });
});

suite('days of the caller', { concurrency: 4 }, () => {
    let api: Api;
    const found = async (query: string): Promise<string[]> =>
        (await api.read(`/time-entries?sort=start_time&${query}`)).time_entries.map((row: Json) => row.description);

    before(async () => {
        api = await newUser({ timeZone: 'Europe/Berlin' });
        const project = await api.project();
        for (const [description, start, end] of [
            ['evening', '2024-05-01T20:00:00+02:00', '2024-05-01T22:00:00+02:00'], ['to midnight', '2024-05-01T22:00:00+02:00', '2024-05-02T00:00:00+02:00'],
            ['from midnight', '2024-05-02T00:00:00+02:00', '2024-05-02T01:00:00+02:00'], ['across', '2024-05-02T23:00:00+02:00', '2024-05-03T01:00:00+02:00'],
            ['three days', '2024-05-04T12:00:00+02:00', '2024-05-06T12:00:00+02:00'], ['short day', '2024-03-31T23:59:59+02:00', '2024-04-01T00:00:01+02:00'],
            ['long day', '2024-10-27T23:30:00+01:00', '2024-10-28T00:00:00+01:00'],
        ] as const)
            await api.entry(project.id, start, end, { description });
    });

    for (const [query, expected] of [
        ['start_date=2024-05-01&end_date=2024-05-01', ['evening', 'to midnight']],
        ['start_date=2024-05-02&end_date=2024-05-02', ['from midnight', 'across']],
        ['start_date=2024-05-03&end_date=2024-05-03', ['across']],
        ['start_date=2024-05-04&end_date=2024-05-04', ['three days']],
        ['start_date=2024-05-05&end_date=2024-05-05', ['three days']],
        ['start_date=2024-05-06&end_date=2024-05-06', ['three days']],
        ['start_date=2024-05-07&end_date=2024-05-07', []],
        ['start_date=2024-05-02&end_date=2024-05-02&time_zone=UTC', ['across']],
        ['start_date=2024-05-01&end_date=2024-05-01&time_zone=UTC', ['evening', 'to midnight', 'from midnight']],
        ['start_date=2024-05-02&end_date=2024-05-02&time_zone=Asia/Tokyo', ['evening', 'to midnight', 'from midnight']],
        ['start_date=2024-05-03&end_date=2024-05-03&time_zone=Pacific/Honolulu', []],
        ['start_date=2024-03-31&end_date=2024-03-31', ['short day']],
        ['start_date=2024-04-01&end_date=2024-04-01', ['short day']],
        ['start_date=2024-10-27&end_date=2024-10-27', ['long day']],
        ['start_date=2024-10-28&end_date=2024-10-28', []],
        ['end_date=2024-05-01', ['short day', 'evening', 'to midnight']],
        ['start_date=2024-05-05', ['three days', 'long day']],
    ] as const)
        test(query, async () => {
            assert.deepEqual(await found(query), expected);
        });
});
