// GET /reports/days: sums, gaps and what the law on breaks says, day by day.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { expectFaults, expectProblem, fromNow, newUser, shift, type Api, type Json } from './api.ts';

type Span = [start: string, end: string, breakMinutes?: number];

const days = async (api: Api, query: string): Promise<Json[]> => (await api.read(`/reports/days?${query}`)).days.days;

/** A user in ZONE with these entries and then these settings. */
async function withEntries(zone: string, spans: Span[], settings: Record<string, unknown> = {}): Promise<Api> {
    const api = await newUser({ timeZone: zone });
    const project = (await api.project()).id;
    for (const [start, end, break_minutes = 0] of spans)
        await api.entry(project, start, end, { break_minutes });
    assert.equal((await api.patch('/users/me', settings)).status, 200);
    return api;
}

/** The hints of one day in UTC, 2024-01-15, that has these entries; each is what is missing, in seconds. */
async function missing(spans: [start: string, end: string, breakMinutes?: number][], rules = 'germany'): Promise<number[]> {
    const api = await withEntries('UTC', spans.map(([start, end, pause]) => [`2024-01-15T${start}Z`, `2024-01-15T${end}Z`, pause]), { break_rules: rules });
    const [day] = await days(api, 'start_date=2024-01-15&end_date=2024-01-15');
    return day.hints.map((hint: Json) => {
        assert.equal(hint.code, 'break_too_short');
        assert.match(hint.message, /ArbZG/);
        return hint.missing_seconds;
    });
}

suite('days', { concurrency: 8 }, () => {
    test('sums, breaks, gaps; days without time are left out', async () => {
        const api = await withEntries('Europe/Berlin', [
            ['2024-01-15T08:00:00+01:00', '2024-01-15T10:00:00+01:00', 10], ['2024-01-15T10:00:00+01:00', '2024-01-15T11:00:00+01:00'],
            ['2024-01-15T11:30:00+01:00', '2024-01-15T12:00:00+01:00'], ['2024-01-15T12:00:01+01:00', '2024-01-15T13:00:01+01:00'],
            ['2024-01-17T09:00:00+01:00', '2024-01-17T10:00:00+01:00'],
        ], { locked_until: '2024-01-15' });
        assert.deepEqual((await api.read('/reports/days?start_date=2024-01-14&end_date=2024-01-20')).days, {
            start_date: '2024-01-14', end_date: '2024-01-20', time_zone: 'Europe/Berlin', break_rules: 'none',
            days: [{
                day: '2024-01-15', total_seconds: 15600, running_seconds: 0, entry_count: 4, first_start: '2024-01-15T08:00:00+01:00',
                last_end: '2024-01-15T13:00:01+01:00', break_seconds: 600 + 1800 + 1,
                gaps: [
                    { start_time: '2024-01-15T11:00:00+01:00', end_time: '2024-01-15T11:30:00+01:00', seconds: 1800 },
                    { start_time: '2024-01-15T12:00:00+01:00', end_time: '2024-01-15T12:00:01+01:00', seconds: 1 },
                ],
                is_locked: true, hints: [],
            }, {
                day: '2024-01-17', total_seconds: 3600, running_seconds: 0, entry_count: 1, first_start: '2024-01-17T09:00:00+01:00',
                last_end: '2024-01-17T10:00:00+01:00', break_seconds: 0, gaps: [], is_locked: false, hints: [],
            }],
        });
        assert.deepEqual(await days(await newUser(), 'start_date=2024-01-14&end_date=2024-01-20'), []);
    });

    test('an entry across midnight is split, its break with it, and no gap reaches over midnight', async () => {
        const api = await withEntries('Europe/Berlin', [
            ['2024-01-15T22:00:00+01:00', '2024-01-16T01:00:00+01:00', 60], ['2024-01-16T09:00:00+01:00', '2024-01-18T10:00:00+01:00'],
        ]);
        const found = await days(api, 'start_date=2024-01-15&end_date=2024-01-20');
        assert.deepEqual(found.map((day) => [day.day, day.total_seconds, day.break_seconds, day.entry_count, day.gaps.length]), [
            ['2024-01-15', 4800, 2400, 1, 0], ['2024-01-16', 2400 + 54000, 1200 + 28800, 2, 1], ['2024-01-17', 86400, 0, 1, 0],
            ['2024-01-18', 36000, 0, 1, 0],
        ]);
        assert.deepEqual([found[0].last_end, found[1].first_start], ['2024-01-16T00:00:00+01:00', '2024-01-16T00:00:00+01:00']);
        // Cut at the range, the pieces are the same.
        assert.deepEqual(await days(api, 'start_date=2024-01-16&end_date=2024-01-17'), found.slice(1, 3));
    });

    // One entry across a whole day and an hour more on either side.
    for (const [zone, day, start, hours] of [
        ['Europe/Berlin', '2024-03-31', '2024-03-30T23:00:00Z', 23], ['Europe/Berlin', '2024-10-27', '2024-10-26T22:00:00Z', 25],
        ['Australia/Lord_Howe', '2024-04-07', '2024-04-06T13:00:00Z', 24.5], ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z', 23],
        ['America/Havana', '2024-11-03', '2024-11-03T04:00:00Z', 25], ['Atlantic/Azores', '2024-10-27', '2024-10-27T00:00:00Z', 25],
    ] as const)
        test(`${zone}, ${day} has ${hours} hours`, async () => {
            const seconds = hours * 3600;
            const api = await withEntries(zone, [[shift(start, -3600), shift(start, seconds + 3600)]]);
            const around = [shift(start, -43200), shift(start, seconds + 43200)].map((time) => time.slice(0, 10));
            const found = await days(api, `start_date=${around[0]}&end_date=${around[1]}`);
            assert.deepEqual(found.map((one) => one.total_seconds), [3600, seconds, 3600]);
            assert.equal(found[1].day, day);
            assert.equal(Date.parse(found[1].first_start), Date.parse(start));
        });

    test('a day that a zone left out has no time', async () => {
        const api = await withEntries('Pacific/Apia', [['2011-12-30T08:00:00Z', '2011-12-30T12:00:00Z']]);
        const found = await days(api, 'start_date=2011-12-28&end_date=2012-01-01');
        assert.deepEqual(found.map((day) => [day.day, day.total_seconds]), [['2011-12-29', 7200], ['2011-12-31', 7200]]);
    });

    test('hints at the limits, to the second', async () => {
        assert.deepEqual(await missing([['08:00:00', '14:00:00']]), []);
        assert.deepEqual(await missing([['08:00:00', '14:00:01']]), [1800]);
        assert.deepEqual(await missing([['08:00:00', '14:00:01']], 'none'), []);
        assert.deepEqual(await missing([['08:00:00', '14:30:01', 30]]), []);
        assert.deepEqual(await missing([['08:00:00', '14:29:01', 29]]), [60]);
        assert.deepEqual(await missing([['08:00:00', '17:30:00', 30]]), []);
        assert.deepEqual(await missing([['08:00:00', '17:30:01', 30]]), [900]);
        assert.deepEqual(await missing([['08:00:00', '17:45:01', 45]]), []);
        assert.deepEqual(await missing([['08:00:00', '18:00:00']]), [2700]);
    });

    test('a break counts from 15 minutes on, as a gap or declared', async () => {
        // Twice 15 minutes do; 14:59 is no break, nor are three of ten minutes.
        assert.deepEqual(await missing([['08:00:00', '10:00:00'], ['10:15:00', '13:00:00'], ['13:15:00', '15:00:00']]), []);
        assert.deepEqual(await missing([['08:00:00', '10:00:00'], ['10:15:00', '13:00:00'], ['13:14:59', '15:00:00']]), [900]);
        assert.deepEqual(await missing([['08:00:00', '10:00:00'], ['10:10:00', '12:00:00'], ['12:10:00', '15:00:00']]), [1800]);
        assert.deepEqual(await missing([['08:00:00', '11:00:00', 15], ['11:15:00', '15:00:00']]), []);
        assert.deepEqual(await missing([['08:00:00', '11:00:00', 14], ['11:15:00', '15:00:00']]), [900]);
        assert.deepEqual(await missing([['08:00:00', '12:00:00', 15], ['12:00:00', '15:00:00', 15]]), []);
        // What comes before or after the work is no break of it.
        assert.deepEqual(await missing([['12:00:00', '18:00:01']]), [1800]);
    });

    test('the running timer ends a gap and is beside the total; hints count it', async () => {
        const api = await newUser({ timeZone: 'UTC' });
        const project = (await api.project()).id;
        // A zone in which it is noon now, so that today has room on both sides.
        const ahead = 12 - new Date().getUTCHours();
        const zone = ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
        assert.equal((await api.patch('/users/me', { time_zone: zone, break_rules: 'germany' })).status, 200);
        const start = fromNow(-7 * 3600);
        await api.entry(project, start, shift(start, 1800));
        await api.post('/timer/start', { project_id: project, start_time: shift(start, 2400) });
        const { days: answer } = await api.read('/reports/days');
        assert.equal(answer.days.length, 1);
        const [day] = answer.days;
        assert.ok(day.running_seconds >= 7 * 3600 - 2400 && day.running_seconds < 7 * 3600 - 2400 + 60, day.running_seconds);
        assert.equal(Date.parse(day.last_end), Date.parse(start) + (2400 + day.running_seconds) * 1000);
        assert.deepEqual([day.total_seconds, day.entry_count, day.break_seconds, day.gaps.map((gap: Json) => gap.seconds)], [1800, 1, 600, [600]]);
        assert.deepEqual(day.hints.map((hint: Json) => hint.missing_seconds), [1800]);
        await api.post('/timer/stop');
        const [booked] = await days(api, '');
        assert.deepEqual([booked.running_seconds, booked.entry_count], [0, 2]);
        assert.ok(booked.total_seconds >= 1800 + day.running_seconds);
    });

    test('the setting for rounding leaves days as they are', async () => {
        const api = await withEntries('UTC', [['2024-01-15T08:00:00Z', '2024-01-15T08:00:01Z'], ['2024-01-15T09:00:00Z', '2024-01-15T09:20:07Z']],
            { rounding_mode: 'up', rounding_minutes: 60, rounding_per: 'day' });
        assert.deepEqual((await days(api, 'start_date=2024-01-15&end_date=2024-01-15')).map((day) => day.total_seconds), [1208]);
    });

    test('days are those of the zone that a request names; a day is locked when all of it is', async () => {
        const api = await withEntries('UTC', [['2024-01-15T20:00:00Z', '2024-01-16T04:00:00Z']], { locked_until: '2024-01-15' });
        const found = async (zone: string): Promise<unknown> =>
            (await days(api, `start_date=2024-01-14&end_date=2024-01-17&time_zone=${zone}`)).map((day) => [day.day, day.total_seconds / 3600, day.is_locked]);
        assert.deepEqual(await found('UTC'), [['2024-01-15', 4, true], ['2024-01-16', 4, false]]);
        assert.deepEqual(await found('Asia/Tokyo'), [['2024-01-16', 8, false]]);
        assert.deepEqual(await found('America/New_York'), [['2024-01-15', 8, false]]);
        assert.deepEqual(await found('Africa/Nairobi'), [['2024-01-15', 1, true], ['2024-01-16', 7, false]]);
    });

    test('the range: the current week unless given, 366 days at most', async () => {
        for (const [week_start, weekday] of [['monday', 1], ['sunday', 0], ['saturday', 6]] as const) {
            const api = await withEntries('UTC', [], { week_start });
            const { start_date: first, end_date: last } = (await api.read('/reports/days')).days;
            assert.equal(new Date(first).getUTCDay(), weekday);
            assert.equal(Date.parse(last) - Date.parse(first), 6 * 86_400_000);
            assert.ok(first <= fromNow(0).slice(0, 10) && fromNow(-60).slice(0, 10) <= last);
            const range = async (query: string): Promise<string[]> => {
                const { start_date, end_date } = (await api.read(`/reports/days?${query}`)).days;
                return [start_date, end_date];
            };
            // 2024-01-10 was a Wednesday.
            const [begin, end] = { monday: ['2024-01-08', '2024-01-14'], sunday: ['2024-01-07', '2024-01-13'], saturday: ['2024-01-06', '2024-01-12'] }[week_start];
            assert.deepEqual(await range('start_date=2024-01-10'), ['2024-01-10', end]);
            assert.deepEqual(await range('end_date=2024-01-10'), [begin, '2024-01-10']);
        }
        const api = await newUser();
        assert.deepEqual(await days(api, 'start_date=2024-01-01&end_date=2024-12-31'), []);
        expectProblem(await api.get('/reports/days?start_date=2024-01-01&end_date=2025-01-01'), 422, 'too_long', 'end_date');
        expectProblem(await api.get('/reports/days?start_date=2024-01-02&end_date=2024-01-01'), 422, 'before_start', 'end_date');
        expectFaults(await api.get('/reports/days?start_date=2024-02-30'), { start_date: 'malformed' });
        const narrow = await newUser({ scopes: 'read:time_entries' });
        assert.equal((await narrow.get('/reports/days')).json.required_scope, 'read:reports');
    });
});
