// client_targets.test.ts -- targets with a balance. What is due was counted by hand from a calendar: `11 / 21` means 11 of the 21 working days
// of a week or month.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { expectFaults, expectProblem, fromNow, newUser, shift, withoutStamps, type Answer, type Api, type Json } from './api.ts';
import { mount } from './server.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'];
const hour = 3600;

const dayOf = (time: string): string => time.slice(0, 10);

/** A day in UTC, N days from today. */
const daysFromNow = (n: number): string => dayOf(fromNow(n * 86400));

/** A user with a client, a project of it and what makes a target for it. */
async function worker(settings: Record<string, string> = {}): Promise<{ api: Api; client: Json; project: Json; target: (fields: Json) => Promise<Json> }> {
    const api = await newUser();
    if (Object.keys(settings).length)
        assert.equal((await api.patch('/users/me', settings)).status, 200);
    const client = await api.client();
    const project = await api.project({ client_id: client.id });
    const target = async (fields: Json): Promise<Json> =>
        made(await api.post('/client-targets', { client_id: client.id, period: 'weekly', target_hours: 40, working_days: weekdays, ...fields }), 201);
    return { api, client, project, target };
}

/** The target of an answer; its table must agree with its balance. */
function made(answer: Answer, status = 200): Json {
    assert.equal(answer.status, status, answer.text);
    const { balance, periods } = answer.json.client_target;
    let total = 0;
    for (const period of periods) {
        total += period.balance_seconds;
        assert.equal(period.balance_seconds, period.worked_seconds + period.corrections_seconds - period.expected_seconds);
        assert.equal(period.total_seconds, total);
    }
    for (const sum of ['expected_seconds', 'worked_seconds', 'corrections_seconds', 'balance_seconds'])
        assert.equal(balance[sum], periods.reduce((sums: number, period: Json) => sums + period[sum], 0), sum);
    return answer.json.client_target;
}

const read = async (api: Api, id: number): Promise<Json> => made(await api.get(`/client-targets/${id}`));

const correct = async (api: Api, id: number, date: string, hours: number): Promise<Json> => {
    const answer = await api.post(`/client-targets/${id}/corrections`, { date, hours });
    assert.equal(answer.status, 201, answer.text);
    return answer.json.correction;
};

/** Checks the periods of a target: first day, last day, seconds that are due. */
function expectDue(target: Json, due: [string, string, number][]): void {
    assert.deepEqual(target.periods.map((period: Json) => [period.period_start, period.period_end, period.expected_seconds]), due);
}

suite('what is due', { concurrency: 4 }, () => {
    test('part weeks at both ends', async () => {
        const { target } = await worker();
        expectDue(await target({ start_date: '2024-01-03', end_date: '2024-01-16' }), [
            ['2024-01-03', '2024-01-07', 40 * hour * 3 / 5],
            ['2024-01-08', '2024-01-14', 40 * hour],
            ['2024-01-15', '2024-01-16', 40 * hour * 2 / 5],
        ]);
    });

    test('days without work at both ends', async () => {
        const { target } = await worker();
        expectDue(await target({ start_date: '2024-01-06', end_date: '2024-01-14' }), [
            ['2024-01-06', '2024-01-07', 0],
            ['2024-01-08', '2024-01-14', 40 * hour],
        ]);
    });

    test('weeks begin where the user wants', async () => {
        for (const [week_start, due] of [
            ['sunday', [['2024-01-03', '2024-01-06', 10 * hour * 2 / 4], ['2024-01-07', '2024-01-13', 10 * hour], ['2024-01-14', '2024-01-16', 10 * hour * 2 / 4]]],
            ['saturday', [['2024-01-03', '2024-01-05', 10 * hour / 4], ['2024-01-06', '2024-01-12', 10 * hour], ['2024-01-13', '2024-01-16', 10 * hour * 3 / 4]]],
            ['monday', [['2024-01-03', '2024-01-07', 10 * hour * 3 / 4], ['2024-01-08', '2024-01-14', 10 * hour], ['2024-01-15', '2024-01-16', 10 * hour / 4]]],
        ] as [string, [string, string, number][]][]) {
            const { target } = await worker({ week_start });
            expectDue(await target({ target_hours: 10, working_days: ['sat', 'sun', 'mon', 'wed'], start_date: '2024-01-03', end_date: '2024-01-16' }), due);
        }
    });

    test('months of 28, 29, 30 and 31 days', async () => {
        const { target } = await worker();
        expectDue(await target({ period: 'monthly', target_hours: 100, start_date: '2023-12-15', end_date: '2024-04-10' }), [
            ['2023-12-15', '2023-12-31', 188571], // 11 / 21
            ['2024-01-01', '2024-01-31', 360000],
            ['2024-02-01', '2024-02-29', 360000],
            ['2024-03-01', '2024-03-31', 360000],
            ['2024-04-01', '2024-04-10', 130909], // 8 / 22
        ]);
        const other = await worker();
        expectDue(await other.target({ period: 'monthly', target_hours: 100, start_date: '2023-02-14', end_date: '2023-02-28' }), [
            ['2023-02-14', '2023-02-28', 360000 * 11 / 20],
        ]);
    });

    test('half a second is rounded up, once per period', async () => {
        const { target } = await worker();
        // 36 s a month on 8 days: 4.5 s a day.
        expectDue(await target({ period: 'monthly', target_hours: 0.01, working_days: ['wed', 'thu'], start_date: '2024-04-25', end_date: '2024-06-05' }), [
            ['2024-04-25', '2024-04-30', 5],
            ['2024-05-01', '2024-05-31', 36],
            ['2024-06-01', '2024-06-05', 5],
        ]);
    });

    test('up to today', async () => {
        const { target } = await worker();
        const every = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
        const [from, today] = [daysFromNow(-10), daysFromNow(0)];
        const made = await target({ target_hours: 70, working_days: every, start_date: from, end_date: daysFromNow(10) });
        assert.equal(made.balance.as_of, today);
        assert.equal(made.balance.expected_seconds, 11 * 10 * hour);
        // The week that runs is shown to its end, unless the target ends before.
        assert.ok(made.periods.at(-1).period_end >= today);
        assert.equal(made.periods[0].period_start, from);
    });

    test('a target that has not begun', async () => {
        const { target } = await worker();
        const made = await target({ start_date: daysFromNow(2) });
        assert.deepEqual(made.periods, []);
        assert.deepEqual(made.balance, { as_of: daysFromNow(0), expected_seconds: 0, worked_seconds: 0, corrections_seconds: 0, balance_seconds: 0, running_included: false });
        assert.equal(made.target_hours, 40);
    });

    test('one that begins and ends today', async () => {
        const { target } = await worker();
        const made = await target({ working_days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], target_hours: 7, start_date: daysFromNow(0), end_date: daysFromNow(0) });
        expectDue(made, [[daysFromNow(0), daysFromNow(0), hour]]);
    });
});

suite('changes', { concurrency: 4 }, () => {
    test('other hours from the middle of a week on', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-01-21' });
        const changed = made(await api.post(`/client-targets/${id}/changes`, { valid_from: '2024-01-10', target_hours: 20 }));
        expectDue(changed, [
            ['2024-01-01', '2024-01-07', 40 * hour],
            ['2024-01-08', '2024-01-09', 40 * hour * 2 / 5],
            ['2024-01-10', '2024-01-14', 20 * hour * 3 / 5],
            ['2024-01-15', '2024-01-21', 20 * hour],
        ]);
        assert.deepEqual(changed.history, [
            { valid_from: '2024-01-01', period: 'weekly', target_hours: 40, working_days: weekdays },
            { valid_from: '2024-01-10', period: 'weekly', target_hours: 20, working_days: weekdays },
        ]);
        assert.equal(changed.target_hours, 20);
        assert.equal(changed.version, 2);
    });

    test('from weeks to months, and to other days', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-03-15' });
        await api.post(`/client-targets/${id}/changes`, { valid_from: '2024-01-17', period: 'monthly', target_hours: 100 });
        const changed = made(await api.post(`/client-targets/${id}/changes`, { valid_from: '2024-03-01', working_days: ['fri', 'mon'] }));
        expectDue(changed, [
            ['2024-01-01', '2024-01-07', 40 * hour],
            ['2024-01-08', '2024-01-14', 40 * hour],
            ['2024-01-15', '2024-01-16', 40 * hour * 2 / 5],
            ['2024-01-17', '2024-01-31', 172174], // 11 / 23 of 360000
            ['2024-02-01', '2024-02-29', 360000],
            ['2024-03-01', '2024-03-15', 200000], // 5 / 9: fridays 1, 8, 15 and mondays 4, 11 of 5 fridays and 4 mondays
        ]);
        assert.deepEqual(changed.history.at(-1), { valid_from: '2024-03-01', period: 'monthly', target_hours: 100, working_days: ['mon', 'fri'] });
    });

    test('between two others it takes what was valid before it', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-01-28' });
        await api.post(`/client-targets/${id}/changes`, { valid_from: '2024-01-15', target_hours: 10 });
        expectDue(made(await api.post(`/client-targets/${id}/changes`, { valid_from: '2024-01-08', working_days: ['mon'] })), [
            ['2024-01-01', '2024-01-07', 40 * hour],
            ['2024-01-08', '2024-01-14', 40 * hour],
            ['2024-01-15', '2024-01-21', 10 * hour],
            ['2024-01-22', '2024-01-28', 10 * hour],
        ]);
    });

    test('a change that is still to come leaves what is due now', async () => {
        const { api, target } = await worker();
        const before = await target({ start_date: daysFromNow(-10) });
        const changed = made(await api.post(`/client-targets/${before.id}/changes`, { valid_from: daysFromNow(3), target_hours: 1 }));
        assert.equal(changed.target_hours, 40);
        assert.equal(changed.history.length, 2);
        assert.equal(changed.balance.expected_seconds, before.balance.expected_seconds);
    });

    test('PATCH corrects the version that is valid today', async () => {
        const { api, target } = await worker();
        const every = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
        const { id } = await target({ start_date: daysFromNow(-20), working_days: every, target_hours: 7 });
        await api.post(`/client-targets/${id}/changes`, { valid_from: daysFromNow(-2), target_hours: 14 });
        await api.post(`/client-targets/${id}/changes`, { valid_from: daysFromNow(2), target_hours: 21 });
        const changed = made(await api.patch(`/client-targets/${id}`, { target_hours: 70 }));
        assert.deepEqual(changed.history.map((version: Json) => version.target_hours), [7, 70, 21]);
        // 18 days of an hour, then 3 of 10; part weeks have no fractions of a second.
        assert.equal(changed.balance.expected_seconds, 18 * hour + 3 * 10 * hour);
        assert.equal(changed.target_hours, 70);
    });

    test('it must lie within the target, on a day of its own', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-03', end_date: '2024-01-31' });
        const change = (fields: Json): Promise<Answer> => api.post(`/client-targets/${id}/changes`, fields);
        for (const valid_from of ['2024-01-02', '2024-02-01'])
            expectProblem(await change({ valid_from, target_hours: 1 }), 422, 'out_of_range', 'valid_from');
        expectProblem(await change({ valid_from: '2024-01-03', target_hours: 1 }), 409, 'already_exists', 'valid_from');
        assert.equal((await change({ valid_from: '2024-01-10', target_hours: 1 })).status, 200);
        expectProblem(await change({ valid_from: '2024-01-10', target_hours: 2 }), 409, 'already_exists', 'valid_from');
        expectProblem(await change({ valid_from: '2024-01-11' }), 422, 'required', 'target_hours');
        expectProblem(await change({ valid_from: '2024-01-11', target_hours: 0 }), 422, 'out_of_range', 'target_hours');
        expectFaults(await change({ target_hours: -1 }), { target_hours: 'out_of_range', valid_from: 'required' });
        assert.equal((await read(api, id)).history.length, 2);
    });

    test('a target cannot begin after its first change nor end before its last', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-03' });
        await api.post(`/client-targets/${id}/changes`, { valid_from: '2024-02-01', target_hours: 30 });
        await api.post(`/client-targets/${id}/changes`, { valid_from: '2024-03-01', target_hours: 20 });
        expectProblem(await api.patch(`/client-targets/${id}`, { start_date: '2024-02-01' }), 422, 'after_change', 'start_date');
        expectProblem(await api.patch(`/client-targets/${id}`, { end_date: '2024-02-29' }), 422, 'before_change', 'end_date');
        expectProblem(await api.patch(`/client-targets/${id}`, { end_date: '2024-01-02' }), 422, 'before_start', 'end_date');
        const moved = made(await api.patch(`/client-targets/${id}`, { start_date: '2024-01-31', end_date: '2024-03-01' }));
        assert.deepEqual(moved.history.map((version: Json) => version.valid_from), ['2024-01-31', '2024-02-01', '2024-03-01']);
        assert.equal(made(await api.patch(`/client-targets/${id}`, { start_date: '2023-12-01', end_date: null })).end_date, null);
    });
});

suite('what was done', { concurrency: 4 }, () => {
    test('entries of the client on days of the target, cut at its ends', async () => {
        const { api, client, project, target } = await worker();
        const second = await api.project({ client_id: client.id });
        const foreign = await api.project();
        await api.entry(project.id, '2023-12-31T22:00:00Z', '2024-01-01T02:00:00Z', { break_minutes: 60 }); // 3 of 4 h net, half of it: 1.5 h
        await api.entry(second.id, '2024-01-03T08:00:00Z', '2024-01-03T12:00:00Z');
        await api.entry(foreign.id, '2024-01-04T08:00:00Z', '2024-01-04T12:00:00Z');
        await api.entry(project.id, '2024-01-07T23:59:58Z', '2024-01-08T00:00:03Z');
        await api.entry(project.id, '2024-01-14T23:00:00Z', '2024-01-15T07:00:00Z', { break_minutes: 1 }); // 1 of 8 h: floor(28740 / 8)
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-01-14' });
        const { periods, balance } = await read(api, id);
        assert.deepEqual(periods.map((period: Json) => period.worked_seconds), [1.5 * hour + 4 * hour + 2, 3 + 3592]);
        assert.equal(balance.balance_seconds, 1.5 * hour + 4 * hour + 2 + 3 + 3592 - 80 * hour);
        assert.equal(balance.running_included, false);
    });

    test('an entry of 7 days from before the target, and one in each period', async () => {
        const { api, project, target } = await worker();
        await api.entry(project.id, '2023-12-25T00:00:01Z', '2024-01-01T00:00:01Z');
        await api.entry(project.id, '2024-01-06T00:00:00Z', '2024-01-13T00:00:00Z', { break_minutes: 7 * 24 * 60 - 7 });
        const made = await target({ start_date: '2024-01-01', end_date: '2024-01-14' });
        assert.deepEqual((await read(api, made.id)).periods.map((period: Json) => period.worked_seconds), [1 + 120, 300]);
    });

    test('a day of 23 hours is counted whole', async () => {
        const { api, project, target } = await worker({ time_zone: 'Europe/Berlin' });
        await api.entry(project.id, '2024-03-30T22:00:00Z', '2024-03-31T23:00:00Z');
        const made = await target({ start_date: '2024-03-31', end_date: '2024-03-31' });
        assert.equal(made.balance.worked_seconds, 23 * hour);
    });

    test('an entry of 7 days in the week in which clocks go forward', async () => {
        const { api, project, target } = await worker({ time_zone: 'Europe/Berlin' });
        await api.entry(project.id, '2024-03-25T22:30:00Z', '2024-04-01T22:30:00Z'); // until 0:30 on April 2
        const made = await target({ start_date: '2024-04-02', end_date: '2024-04-02' });
        assert.equal(made.balance.worked_seconds, hour / 2);
    });

    test('a user who moves to another zone', async () => {
        const { api, project, target } = await worker();
        await api.entry(project.id, '2024-01-01T23:30:00Z', '2024-01-02T00:30:00Z');
        const { id } = await target({ start_date: '2024-01-02', end_date: '2024-01-07' });
        for (const [time_zone, worked] of [['UTC', 1800], ['Europe/Berlin', 3600], ['Asia/Kolkata', 3600], ['America/New_York', 0], ['Atlantic/Cape_Verde', 0]] as const) {
            assert.equal((await api.patch('/users/me', { time_zone })).status, 200);
            assert.equal((await read(api, id)).balance.worked_seconds, worked, time_zone);
        }
        assert.equal((await api.read(`/client-targets/${id}?time_zone=UTC`)).client_target.balance.worked_seconds, 1800);
    });

    test('corrections: a holiday, hours paid out, and what does not count', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-01-14' });
        const holiday = await api.post(`/client-targets/${id}/corrections`, { date: '2024-01-01', hours: 8, note: 'New Year' });
        assert.equal(holiday.status, 201);
        assert.deepEqual(holiday.json, { correction: { id: holiday.json.correction.id, date: '2024-01-01', hours: 8, note: 'New Year' } });
        await correct(api, id, '2024-01-14', -2.25);
        await correct(api, id, '2024-01-14', 0.01);
        await correct(api, id, '2023-12-31', 1);
        await correct(api, id, '2024-01-15', 1);
        const { periods, balance, corrections } = await read(api, id);
        assert.deepEqual(periods.map((period: Json) => period.corrections_seconds), [8 * hour, -2.25 * hour + 36]);
        assert.equal(balance.balance_seconds, 8 * hour - 2.25 * hour + 36 - 80 * hour);
        assert.deepEqual(corrections.map((row: Json) => [row.date, row.hours, row.note]),
            [['2023-12-31', 1, ''], ['2024-01-01', 8, 'New Year'], ['2024-01-14', -2.25, ''], ['2024-01-14', 0.01, ''], ['2024-01-15', 1, '']]);
    });

    test('a correction of tomorrow waits', async () => {
        const { api, target } = await worker();
        const { id, balance } = await target({ start_date: daysFromNow(-1) });
        await correct(api, id, daysFromNow(2), 5);
        assert.deepEqual((await read(api, id)).balance, balance);
        await correct(api, id, daysFromNow(0), 3);
        assert.deepEqual((await read(api, id)).balance, { ...balance, corrections_seconds: 3 * hour, balance_seconds: balance.balance_seconds + 3 * hour });
    });

    test('corrections: arguments, and deleting one', async () => {
        const { api, client, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-01-14' });
        const add = (body: Json): Promise<Answer> => api.post(`/client-targets/${id}/corrections`, body);
        for (const hours of [0, 0.00, 100000, -100000])
            expectProblem(await add({ date: '2024-01-01', hours }), 422, 'out_of_range', 'hours');
        expectFaults(await add({ date: '2024-02-30', hours: 1.234, note: 'x'.repeat(501) }), { date: 'malformed', hours: 'not_a_decimal', note: 'too_long' });
        expectFaults(await add({ hours: '1' }), { hours: 'wrong_type', date: 'required' });
        const correction = await correct(api, id, '2024-01-01', 1);
        const other = await worker();
        const path = `/client-targets/${id}/corrections/${correction.id}`;
        expectProblem(await other.api.del(path), 404, 'not_found');
        const otherTarget = made(await api.post('/client-targets', { client_id: (await api.client()).id, period: 'weekly', target_hours: 1, working_days: ['mon'],
            start_date: '2024-01-01' }), 201);
        expectProblem(await api.del(`/client-targets/${otherTarget.id}/corrections/${correction.id}`), 404, 'not_found');
        assert.equal((await api.del(path)).status, 204);
        expectProblem(await api.del(path), 404, 'not_found');
        const left = await read(api, id);
        assert.deepEqual(left.corrections, []);
        assert.equal(left.version, 3);
        assert.equal(left.client_id, client.id);
    });

    test('the running timer counts until now, its break proportionally', async () => {
        const { api, client, project, target } = await worker();
        const start = shift(`${daysFromNow(-1)}T00:00:00Z`, 43200); // noon of yesterday
        assert.equal((await api.post('/timer/start', { project_id: project.id, start_time: start })).status, 201);
        assert.equal((await api.patch('/timer', { break_minutes: 59 })).status, 200);
        const { id } = await target({ start_date: daysFromNow(0) });
        const possible: number[] = [];
        const before = Date.now();
        const { balance, periods } = await read(api, id);
        for (let now = Math.floor(before / 1000); now <= Date.now() / 1000; now++) {
            const gross = now - Date.parse(start) / 1000;
            const net = gross - 59 * 60;
            possible.push(net - Math.floor(43200 * net / gross));
        }
        assert.ok(possible.includes(balance.worked_seconds), `${balance.worked_seconds} is none of ${possible}`);
        assert.equal(balance.running_included, true);
        assert.equal(periods.length, 1);
        // In none of another client, nor where the target has ended before.
        const other = await api.client();
        const body = { client_id: other.id, period: 'weekly', target_hours: 1, working_days: ['mon'], start_date: '2024-01-01' };
        assert.equal(made(await api.post('/client-targets', body), 201).balance.running_included, false);
        assert.equal(made(await api.patch(`/client-targets/${id}`, { start_date: '2024-01-01', end_date: daysFromNow(-2) })).balance.running_included, false);
        assert.equal((await api.read('/client-targets')).client_targets.find((row: Json) => row.client_id === client.id).balance.worked_seconds, 0);
        assert.equal((await api.post('/timer/cancel')).status, 204);
    });

    test('a timer with a longer break than it has run counts nothing', async () => {
        const { api, project, target } = await worker();
        assert.equal((await api.post('/timer/start', { project_id: project.id })).status, 201);
        assert.equal((await api.patch('/timer', { break_minutes: 90 })).status, 200);
        const { balance } = await target({ start_date: daysFromNow(-1) });
        assert.deepEqual([balance.worked_seconds, balance.running_included], [0, true]);
    });
});

suite('client targets', { concurrency: 4 }, () => {
    test('create, read, list, change, delete', async () => {
        const { api, client } = await worker();
        const body = { client_id: client.id, period: 'weekly', target_hours: 38.5, working_days: ['fri', 'mon'], start_date: '2024-01-01', end_date: '2024-01-07' };
        const answer = await api.post('/client-targets', body);
        const target = made(answer, 201);
        assert.equal(answer.headers['location'], `${mount}/api/v1/client-targets/${target.id}`);
        assert.equal(answer.headers['etag'], '"1"');
        const balance = { as_of: daysFromNow(0), expected_seconds: 138600, worked_seconds: 0, corrections_seconds: 0, balance_seconds: -138600, running_included: false };
        const summary = { id: target.id, client_id: client.id, client_name: client.name, client_color: client.color, period: 'weekly', target_hours: 38.5,
            working_days: ['mon', 'fri'], start_date: '2024-01-01', end_date: '2024-01-07', balance, version: 1 };
        const { as_of: _, running_included: __, ...sums } = balance;
        assert.deepEqual(withoutStamps(target), { ...summary, corrections: [],
            periods: [{ period_start: '2024-01-01', period_end: '2024-01-07', ...sums, total_seconds: -138600 }],
            history: [{ valid_from: '2024-01-01', period: 'weekly', target_hours: 38.5, working_days: ['mon', 'fri'] }] });
        assert.deepEqual(await api.read(`/client-targets/${target.id}`), { client_target: target });
        const list = await api.read('/client-targets?total=true');
        assert.deepEqual(list.client_targets.map(withoutStamps), [summary]);
        assert.equal(list.pagination.total, 1);
        const changed = made(await api.put(`/client-targets/${target.id}`, { target_hours: 10, working_days: ['mon'] }));
        assert.deepEqual([changed.target_hours, changed.working_days, changed.version, changed.period], [10, ['mon'], 2, 'weekly']);
        await correct(api, target.id, '2024-01-01', 1);
        assert.equal((await api.del(`/client-targets/${target.id}`)).status, 204);
        expectProblem(await api.get(`/client-targets/${target.id}`), 404, 'not_found');
        expectProblem(await api.del(`/client-targets/${target.id}`), 404, 'not_found');
        made(await api.post('/client-targets', body), 201);
    });

    test('arguments', async () => {
        const { api, client, target } = await worker();
        const body = { client_id: client.id, period: 'weekly', target_hours: 40, working_days: weekdays, start_date: '2024-01-01' };
        const post = (fields: Json): Promise<Answer> => api.post('/client-targets', { ...body, ...fields });
        expectFaults(await api.post('/client-targets', {}), { client_id: 'required', period: 'required', target_hours: 'required', working_days: 'required', start_date: 'required' });
        expectFaults(await post({ period: 'daily', target_hours: -1, working_days: [], start_date: 'today' }),
            { period: 'not_allowed', target_hours: 'out_of_range', working_days: 'not_a_list', start_date: 'malformed' });
        for (const working_days of [['Mon'], ['mon', 'mon'], ['mon', 'day']])
            expectProblem(await post({ working_days }), 422, 'not_allowed', 'working_days');
        for (const target_hours of [0, 0.0, 100000])
            expectProblem(await post({ target_hours }), 422, 'out_of_range', 'target_hours');
        assert.equal(expectProblem(await post({ end_date: '2023-12-31' }), 422, 'before_start', 'end_date').detail,
            'end_date: must not be earlier than start_date');
        for (const client_id of [9_000_000_000_000_000, (await (await worker()).api.client()).id])
            expectProblem(await post({ client_id }), 422, 'not_found', 'client_id');
        assert.deepEqual((await api.read('/client-targets')).client_targets, []);
        const { id } = await target(body);
        expectProblem(await post({}), 409, 'already_exists', 'client_id');
        const second = made(await post({ client_id: (await api.client()).id }), 201);
        expectProblem(await api.patch(`/client-targets/${second.id}`, { client_id: client.id }), 409, 'already_exists', 'client_id');
        expectProblem(await api.patch(`/client-targets/${second.id}`, { client_id: 9_000_000_000_000_000 }), 422, 'not_found', 'client_id');
        expectProblem(await api.patch(`/client-targets/${second.id}`, { working_days: ['x'] }), 422, 'not_allowed', 'working_days');
        assert.equal((await read(api, id)).version, 1);
        assert.equal((await read(api, second.id)).version, 1);
    });

    test('every change counts the version up once, what changes nothing does not', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-12-31' });
        const path = `/client-targets/${id}`;
        expectProblem(await api.patch(path, { target_hours: 1 }, { 'If-Match': '"7"' }), 412, 'precondition_failed');
        assert.equal(made(await api.patch(path, { target_hours: 40, working_days: ['fri', 'mon', 'tue', 'wed', 'thu'] }, { 'If-Match': '"1"' })).version, 1);
        assert.equal(made(await api.patch(path, {})).version, 1);
        const changed = await api.patch(path, { target_hours: 30, end_date: '2024-11-30' }, { 'If-Match': '"1"' });
        assert.equal(made(changed).version, 2);
        assert.equal(changed.headers['etag'], '"2"');
        const { id: correction } = await correct(api, id, '2024-02-01', 1);
        expectProblem(await api.patch(path, { target_hours: 20 }, { 'If-Match': '"2"' }), 412, 'precondition_failed');
        assert.equal(made(await api.post(`${path}/changes`, { valid_from: '2024-03-01', period: 'monthly' })).version, 4);
        await api.del(`${path}/corrections/${correction}`);
        expectProblem(await api.del(path, { 'If-Match': '"4"' }), 412, 'precondition_failed');
        assert.equal((await api.del(path, { 'If-Match': '"5"' })).status, 204);
    });

    test('the balance moves while the ETag stays, so it is always answered', async () => {
        const { api, project, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-01-07' });
        const { etag } = (await api.get(`/client-targets/${id}`)).headers;
        await api.entry(project.id, '2024-01-01T08:00:00Z', '2024-01-01T09:00:00Z');
        const answer = await api.get(`/client-targets/${id}`, { 'If-None-Match': etag ?? '' });
        assert.equal(made(answer).balance.worked_seconds, hour);
    });

    test('a repeated POST of a correction counts once', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01', end_date: '2024-01-07' });
        const post = (): Promise<Answer> => api.post(`/client-targets/${id}/corrections`, { date: '2024-01-01', hours: 1 }, { 'Idempotency-Key': 'again' });
        const [first, second] = [await post(), await post()];
        assert.deepEqual([first.status, second.status], [201, 201]);
        assert.equal(first.text, second.text);
        assert.equal((await read(api, id)).balance.corrections_seconds, hour);
    });

    test('a client with a target cannot be deleted', async () => {
        const api = await newUser();
        const client = await api.client();
        const target = made(await api.post('/client-targets', { client_id: client.id, period: 'weekly', target_hours: 1, working_days: ['mon'], start_date: '2024-01-01' }), 201);
        assert.match(expectProblem(await api.del(`/clients/${client.id}`), 409, 'in_use').detail, /1 client target/);
        assert.equal((await api.del(`/client-targets/${target.id}`)).status, 204);
        assert.equal((await api.del(`/clients/${client.id}`)).status, 204);
    });

    test('lists: by client, sorted, searched, as CSV', async () => {
        const api = await newUser();
        const clients = [];
        for (const [name, start_date] of [['Zeta', '2024-01-01'], ['alpha', '2024-03-01'], ['Beta', '2024-02-01']]) {
            clients.push(await api.client({ name }));
            made(await api.post('/client-targets', { client_id: clients.at(-1).id, period: 'monthly', target_hours: 1, working_days: ['mon'], start_date }), 201);
        }
        const names = async (query: string): Promise<string[]> => (await api.read(`/client-targets${query}`)).client_targets.map((row: Json) => row.client_name);
        assert.deepEqual(await names(''), ['alpha', 'Beta', 'Zeta']);
        assert.deepEqual(await names('?sort=-start_date'), ['alpha', 'Beta', 'Zeta']);
        assert.deepEqual(await names(`?client_id=${clients[2].id}`), ['Beta']);
        assert.deepEqual(await names('?q=ETA'), ['Beta', 'Zeta']);
        const first = await api.read('/client-targets?limit=2');
        assert.deepEqual(await names(`?limit=2&cursor=${first.pagination.next_cursor}`), ['Zeta']);
        const csv = (await api.get('/client-targets?format=csv')).text.split('\r\n');
        assert.equal(csv.length, 5);
        assert.match(csv[1] ?? '', /,alpha,.*monthly,1\.00,/);
    });

    test('the audit log tells of targets, versions and corrections', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01' });
        await api.post(`/client-targets/${id}/changes`, { valid_from: '2024-02-01', target_hours: 1 });
        await correct(api, id, '2024-01-01', 1);
        await api.patch(`/client-targets/${id}`, { target_hours: 2 });
        await api.del(`/client-targets/${id}`);
        const log = (await api.read('/audit-log?limit=50')).audit_log;
        const told = log.filter((row: Json) => row.resource.startsWith('client_target')).map((row: Json) => `${row.action} ${row.resource}`).reverse();
        assert.deepEqual(told.slice(0, 8), ['insert client_targets', 'insert client_target_versions', 'insert client_target_versions', 'update client_targets',
            'insert client_target_corrections', 'update client_targets', 'update client_target_versions', 'update client_targets']);
        assert.deepEqual(told.slice(8).toSorted(), ['delete client_target_corrections', 'delete client_target_versions', 'delete client_target_versions', 'delete client_targets']);
        assert.ok(log.every((row: Json) => row.via === 'rest' || row.resource === 'users' || row.resource === 'api_keys'));
    });

    test('changes at the same time are all kept', async () => {
        const { api, target } = await worker();
        const { id } = await target({ start_date: '2024-01-01' });
        const send = (method: string, path: string, body: Json): Promise<Answer> => api.patiently(method, `/client-targets/${id}${path}`, { body });
        const answers = await Promise.all([
            ...Array.from({ length: 6 }, (_, i) => send('POST', '/corrections', { date: '2024-01-01', hours: i + 1 })),
            send('PATCH', '', { target_hours: 5 }), send('PATCH', '', { start_date: '2023-12-01' }), send('PATCH', '', { end_date: '2024-06-30' }),
            send('POST', '/changes', { valid_from: '2024-02-01', period: 'monthly' }),
        ]);
        assert.deepEqual([...new Set(answers.map((answer) => answer.status))].toSorted(), [200, 201]);
        const { version, corrections, start_date, end_date, history } = await read(api, id);
        assert.deepEqual([version, corrections.length, start_date, end_date, history.length], [11, 6, '2023-12-01', '2024-06-30', 2]);
    });
});
