// GET /reports/summary: sums by hand.  What random entries sum to is for t/time.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, fromNow, newUser, type Api, type Json } from './api.ts';

const summary = async (api: Api, query: string): Promise<Json> => (await api.read(`/reports/summary?${query}`)).summary;
const periods = (answer: Json): [string, number][] => answer.by_period.map((p: Json) => [p.period_start, p.total_seconds]);
const rounded = (answer: Json): [string, number][] => answer.by_period.map((p: Json) => [p.period_start, p.rounded_seconds]);
const total = (rows: Json[], member: string): number => rows.reduce((sum, row) => sum + row[member], 0);
const H = 3600;

/** Whatever is broken down must add up to the whole. */
function agrees(answer: Json): void {
    for (const rows of [answer.by_project, answer.by_client, answer.by_period])
        for (const member of ['total_seconds', 'billable_seconds', 'rounded_seconds'])
            assert.equal(total(rows, member), answer[member], member);
    for (const rows of [answer.by_project, answer.by_client])
        assert.equal(total(rows, 'entry_count'), answer.entry_count);
    for (const period of answer.by_period)
        assert.equal(total(period.projects, 'total_seconds'), period.total_seconds);
    assert.ok(answer.by_period.every((period: Json) => period.entry_count > 0));
}

/** The lines of the CSV without its header, as cells; names here need no quotes. */
async function csv(api: Api, query: string): Promise<string[][]> {
    const answer = await api.get(`/reports/summary?format=csv&${query}`);
    assert.equal(answer.status, 200, answer.text);
    const lines = answer.text.split('\r\n');
    assert.equal(lines.shift(), 'period_start,client,project,billable,seconds,hours,rounded_seconds');
    assert.equal(lines.pop(), '');
    return lines.map((line) => line.split(','));
}

const sumOf = (rows: string[][], column: number): number => rows.reduce((sum, row) => sum + Number(row[column]), 0);

suite('reports', { concurrency: 8 }, () => {
    let api: Api;
    let acme: Json, beta: Json, site: Json, app: Json, talk: Json;

    before(async () => {
        api = await newUser({ timeZone: 'Europe/Berlin' });
        [acme, beta] = [await api.client({ name: 'Acme' }), await api.client({ name: 'Beta' })];
        site = await api.project({ client_id: acme.id, name: 'Site', color: '#112233' });
        app = await api.project({ client_id: acme.id, name: 'App', billable: false });
        talk = await api.project({ client_id: beta.id, name: 'Talk' });
        await api.entry(site.id, '2024-03-04T09:00:00+01:00', '2024-03-04T12:00:00+01:00', { break_minutes: 30, tags: ['x', 'y'] });
        await api.entry(app.id, '2024-03-04T13:00:00+01:00', '2024-03-04T14:00:00+01:00', { tags: ['y'] });
        await api.entry(talk.id, '2024-03-05T22:00:00+01:00', '2024-03-06T02:00:00+01:00', { break_minutes: 60 });
        await api.entry(site.id, '2024-03-12T10:00:00+01:00', '2024-03-12T10:10:00+01:00', { billable: false });
        await api.entry(site.id, '2024-02-29T10:00:00+01:00', '2024-02-29T11:00:00+01:00');
    });

    test('the answer as a whole', async () => {
        assert.deepEqual(await api.read('/reports/summary?start_date=2024-03-04&end_date=2024-03-05'), { summary: {
            start_date: '2024-03-04', end_date: '2024-03-05', time_zone: 'Europe/Berlin', group_by: 'day', total_seconds: 5 * H, entry_count: 3,
            billable_seconds: 4 * H, rounded_seconds: 5 * H, rounding: { mode: 'none', minutes: 15, per: 'entry' },
            by_project: [
                { project_id: site.id, project_name: 'Site', color: '#112233', client_id: acme.id, total_seconds: 2.5 * H, entry_count: 1,
                    billable_seconds: 2.5 * H, rounded_seconds: 2.5 * H },
                { project_id: talk.id, project_name: 'Talk', color: '#0e7490', client_id: beta.id, total_seconds: 1.5 * H, entry_count: 1,
                    billable_seconds: 1.5 * H, rounded_seconds: 1.5 * H },
                { project_id: app.id, project_name: 'App', color: '#0e7490', client_id: acme.id, total_seconds: H, entry_count: 1,
                    billable_seconds: 0, rounded_seconds: H }],
            by_client: [
                { client_id: acme.id, client_name: 'Acme', total_seconds: 3.5 * H, entry_count: 2, billable_seconds: 2.5 * H, rounded_seconds: 3.5 * H },
                { client_id: beta.id, client_name: 'Beta', total_seconds: 1.5 * H, entry_count: 1, billable_seconds: 1.5 * H, rounded_seconds: 1.5 * H }],
            by_tag: [{ tag: 'y', total_seconds: 3.5 * H, entry_count: 2, billable_seconds: 2.5 * H },
                { tag: 'x', total_seconds: 2.5 * H, entry_count: 1, billable_seconds: 2.5 * H }],
            by_period: [
                { period_start: '2024-03-04', total_seconds: 3.5 * H, entry_count: 2, billable_seconds: 2.5 * H, rounded_seconds: 3.5 * H,
                    projects: [{ project_id: site.id, total_seconds: 2.5 * H }, { project_id: app.id, total_seconds: H }] },
                { period_start: '2024-03-05', total_seconds: 1.5 * H, entry_count: 1, billable_seconds: 1.5 * H, rounded_seconds: 1.5 * H,
                    projects: [{ project_id: talk.id, total_seconds: 1.5 * H }] }],
            previous: null, running: null,
        } });
    });

    test('/statistics is the same', async () => {
        const query = 'start_date=2024-03-01&end_date=2024-03-31&group_by=week';
        assert.deepEqual(await api.read(`/statistics?${query}`), await api.read(`/reports/summary?${query}`));
        assert.equal((await api.get(`/statistics?${query}`, { Accept: 'text/csv' })).text, (await api.get(`/reports/summary?${query}&format=csv`)).text);
    });

    test('an entry over midnight is two pieces and one entry', async () => {
        const night = await summary(api, 'start_date=2024-03-05&end_date=2024-03-06');
        assert.deepEqual([night.total_seconds, night.entry_count, periods(night)], [3 * H, 1, [['2024-03-05', 1.5 * H], ['2024-03-06', 1.5 * H]]]);
        assert.deepEqual(night.by_period.map((p: Json) => p.entry_count), [1, 1]);
        const second = await summary(api, 'start_date=2024-03-06&end_date=2024-03-06');
        assert.deepEqual([second.total_seconds, second.entry_count, second.by_project[0].entry_count], [1.5 * H, 1, 1]);
        agrees(night);
        agrees(second);
    });

    test('weeks, months, years', async () => {
        const range = 'start_date=2024-02-29&end_date=2024-03-31';
        const by = async (unit: string): Promise<[string, number][]> => {
            const answer = await summary(api, `${range}&group_by=${unit}`);
            agrees(answer);
            return periods(answer);
        };
        assert.deepEqual(await by('week'), [['2024-02-26', H], ['2024-03-04', 6.5 * H], ['2024-03-11', 600]]);
        assert.deepEqual(await by('month'), [['2024-02-01', H], ['2024-03-01', 6.5 * H + 600]]);
        assert.deepEqual(await by('year'), [['2024-01-01', 7.5 * H + 600]]);
        assert.deepEqual(await by('day'), [['2024-02-29', H], ['2024-03-04', 3.5 * H], ['2024-03-05', 1.5 * H], ['2024-03-06', 1.5 * H], ['2024-03-12', 600]]);
    });

    test('filters, alone and together', async () => {
        const range = 'start_date=2024-02-01&end_date=2024-03-31';
        for (const [query, seconds, entries] of [[`client_id=${acme.id}`, 4.5 * H + 600, 4], [`project_id=${site.id}`, 3.5 * H + 600, 3], ['billable=true', 6.5 * H, 3],
            ['billable=false', H + 600, 2], ['tag=y', 3.5 * H, 2], ['tag=x', 2.5 * H, 1], ['tag=none', 0, 0], [`client_id=${acme.id}&billable=false&tag=y`, H, 1],
            [`client_id=${beta.id}&project_id=${site.id}`, 0, 0], [`project_id=${talk.id}`, 3 * H, 1]] as const) {
            const answer = await summary(api, `${range}&${query}`);
            assert.deepEqual([answer.total_seconds, answer.entry_count], [seconds, entries], query);
            agrees(answer);
            assert.equal(sumOf(await csv(api, `${range}&${query}`), 4), seconds, query);
        }
        const stranger = await (await newUser()).project();
        assert.equal((await summary(api, `${range}&project_id=${stranger.id}`)).entry_count, 0);
        assert.equal((await summary(api, `${range}&client_id=${stranger.client_id}`)).entry_count, 0);
        assert.equal((await summary(await newUser(), range)).entry_count, 0);
    });

    test('an empty range', async () => {
        const empty = await summary(api, 'start_date=2023-01-01&end_date=2023-12-31&compare=previous');
        assert.deepEqual([empty.total_seconds, empty.entry_count, empty.billable_seconds, empty.rounded_seconds], [0, 0, 0, 0]);
        for (const member of ['by_project', 'by_client', 'by_tag', 'by_period'])
            assert.deepEqual(empty[member], []);
        assert.deepEqual(empty.previous, { start_date: '2022-01-01', end_date: '2022-12-31', total_seconds: 0, entry_count: 0, billable_seconds: 0 });
        assert.deepEqual(await csv(api, 'start_date=2023-01-01&end_date=2023-12-31'), []);
    });

    test('compared with as many days before', async () => {
        assert.deepEqual((await summary(api, 'start_date=2024-03-06&end_date=2024-03-12&compare=previous')).previous,
            { start_date: '2024-02-28', end_date: '2024-03-05', total_seconds: 6 * H, entry_count: 4, billable_seconds: 5 * H });
        assert.deepEqual((await summary(api, `start_date=2024-03-06&end_date=2024-03-06&compare=previous&project_id=${talk.id}`)).previous,
            { start_date: '2024-03-05', end_date: '2024-03-05', total_seconds: 1.5 * H, entry_count: 1, billable_seconds: 1.5 * H });
    });

    test('the current month so far, unless told otherwise', async () => {
        const own = await newUser();
        const [today, first] = [fromNow(0).slice(0, 10), `${fromNow(0).slice(0, 8)}01`];
        const range = async (query: string): Promise<string[]> => {
            const answer = await summary(own, query);
            return [answer.start_date, answer.end_date];
        };
        assert.deepEqual(await range(''), [first, today]);
        assert.deepEqual(await range('end_date=2024-03-15'), ['2024-03-01', '2024-03-15']);
        assert.deepEqual(await range('start_date=2020-02-03'), ['2020-02-03', today]);
        assert.deepEqual(await range('start_date=2099-02-03'), ['2099-02-03', '2099-02-03']);
    });

    test('what is refused', async () => {
        expectProblem(await api.get('/reports/summary?start_date=2024-03-02&end_date=2024-03-01'), 422, 'before_start', 'end_date');
        expectProblem(await api.get('/reports/summary?start_date=2000-01-01&end_date=2020-01-01'), 422, 'too_long', 'end_date');
        assert.equal((await summary(api, 'start_date=2000-01-01&end_date=2019-12-31&group_by=year')).entry_count, 0);
        expectFaults(await api.get('/reports/summary?start_date=2024-02-30&client_id=x&billable=1&group_by=hour&compare=next&tag='),
            { start_date: 'malformed', client_id: 'not_an_integer', billable: 'not_a_boolean', group_by: 'not_allowed', compare: 'not_allowed', tag: 'too_short' });
        expectProblem(await api.get('/reports/summary?limit=1'), 400, 'unknown_parameter', 'limit');
        expectProblem(await api.get('/statistics?time_zone=Mars/Olympus'), 422, 'unknown_time_zone', 'time_zone');
        expectProblem(await (await newUser({ scopes: 'read:time_entries' })).get('/reports/summary'), 403, 'insufficient_scope');
        expectProblem(await api.post('/reports/summary', {}), 405, 'method_not_allowed');
    });
});

suite('reports: days that are not 24 hours', { concurrency: 8 }, () => {
    const whole = async (zone: string, start: string, end: string, days: [string, number][]): Promise<void> => {
        const api = await newUser({ timeZone: zone });
        const project = await api.project();
        await api.entry(project.id, start, end);
        const answer = await summary(api, `start_date=${days[0]?.[0]}&end_date=${days.at(-1)?.[0]}`);
        assert.deepEqual(periods(answer), days);
        assert.equal(answer.entry_count, 1);
        agrees(answer);
        for (const [day, seconds] of days)
            assert.equal((await summary(api, `start_date=${day}&end_date=${day}`)).total_seconds, seconds, day);
    };

    test('Berlin: 23 and 25 hours', async () => {
        await whole('Europe/Berlin', '2024-03-29T00:00:00Z', '2024-04-02T00:00:00Z', [['2024-03-30', 24 * H], ['2024-03-31', 23 * H], ['2024-04-01', 24 * H]]);
        await whole('Europe/Berlin', '2024-10-25T00:00:00Z', '2024-10-29T00:00:00Z', [['2024-10-26', 24 * H], ['2024-10-27', 25 * H], ['2024-10-28', 24 * H]]);
    });

    test('Lord Howe: half an hour less and more', async () => {
        await whole('Australia/Lord_Howe', '2024-10-03T00:00:00Z', '2024-10-09T00:00:00Z', [['2024-10-05', 24 * H], ['2024-10-06', 23.5 * H], ['2024-10-07', 24 * H]]);
        await whole('Australia/Lord_Howe', '2024-04-04T00:00:00Z', '2024-04-10T00:00:00Z', [['2024-04-06', 24 * H], ['2024-04-07', 24.5 * H], ['2024-04-08', 24 * H]]);
    });

    test('Samoa: a day that never was; Havana: a midnight that was twice', async () => {
        await whole('Pacific/Apia', '2011-12-28T00:00:00Z', '2012-01-02T00:00:00Z', [['2011-12-29', 24 * H], ['2011-12-31', 24 * H]]);
        await whole('America/Havana', '2024-11-01T00:00:00Z', '2024-11-06T00:00:00Z', [['2024-11-02', 24 * H], ['2024-11-03', 25 * H], ['2024-11-04', 24 * H]]);
        assert.deepEqual((await summary(await newUser({ timeZone: 'Pacific/Apia' }), 'start_date=2011-12-30&end_date=2011-12-30')).by_period, []);
    });

    test('an entry of seven days over the change reaches the last of them', async () => {
        const api = await newUser({ timeZone: 'Europe/Berlin' });
        await api.entry((await api.project()).id, '2024-03-29T10:00:00Z', '2024-04-05T10:00:00Z');
        assert.equal((await summary(api, 'start_date=2024-04-05&end_date=2024-04-05')).total_seconds, 12 * H);
        assert.equal((await summary(api, 'start_date=2024-03-01&end_date=2024-04-30&group_by=month')).total_seconds, 7 * 24 * H);
    });

    test('over the turn of the year, with weeks that begin on three days', async () => {
        const api = await newUser();
        const project = await api.project();
        await api.entry(project.id, '2023-12-30T12:00:00Z', '2024-01-01T12:00:00Z', { break_minutes: 7 });
        const net = 48 * H - 420, at = (hours: number): number => Math.floor(hours * H * net / (48 * H));
        const query = 'start_date=2023-12-01&end_date=2024-01-31';
        const weeks = async (start: string): Promise<[string, number][]> => {
            assert.equal((await api.patch('/users/me', { week_start: start })).status, 200);
            const answer = await summary(api, `${query}&group_by=week`);
            agrees(answer);
            return periods(answer);
        };
        assert.deepEqual(periods(await summary(api, query)), [['2023-12-30', at(12)], ['2023-12-31', at(36) - at(12)], ['2024-01-01', net - at(36)]]);
        assert.deepEqual(periods(await summary(api, `${query}&group_by=year`)), [['2023-01-01', at(36)], ['2024-01-01', net - at(36)]]);
        assert.deepEqual(periods(await summary(api, `${query}&group_by=month`)), [['2023-12-01', at(36)], ['2024-01-01', net - at(36)]]);
        assert.deepEqual(await weeks('monday'), [['2023-12-25', at(36)], ['2024-01-01', net - at(36)]]);
        assert.deepEqual(await weeks('sunday'), [['2023-12-24', at(12)], ['2023-12-31', net - at(12)]]);
        assert.deepEqual(await weeks('saturday'), [['2023-12-30', net]]);
    });

    test('the zone of a request decides', async () => {
        const api = await newUser({ timeZone: 'Europe/Berlin' });
        await api.entry((await api.project()).id, '2024-03-05T22:00:00Z', '2024-03-06T01:00:00Z');
        const query = 'start_date=2024-03-05&end_date=2024-03-06';
        assert.deepEqual(periods(await summary(api, query)), [['2024-03-05', H], ['2024-03-06', 2 * H]]);
        const there = await summary(api, `${query}&time_zone=America/New_York`);
        assert.deepEqual([there.time_zone, periods(there)], ['America/New_York', [['2024-03-05', 3 * H]]]);
    });

    test('pieces of a break are whole seconds that add up', async () => {
        const api = await newUser();
        await api.entry((await api.project()).id, '2024-03-05T23:59:59Z', '2024-03-06T00:01:00Z', { break_minutes: 1 });
        const answer = await summary(api, 'start_date=2024-03-05&end_date=2024-03-06');
        assert.deepEqual([periods(answer), answer.entry_count], [[['2024-03-05', 0], ['2024-03-06', 1]], 1]);
        agrees(answer);
    });
});

suite('reports: rounding', { concurrency: 8 }, () => {
    let api: Api;
    let one: Json, two: Json;
    const range = 'start_date=2024-03-01&end_date=2024-03-31';
    const settle = async (own: Api, mode: string, minutes: number, per: string): Promise<void> =>
        assert.equal((await own.patch('/users/me', { rounding_mode: mode, rounding_minutes: minutes, rounding_per: per })).status, 200);

    before(async () => {
        api = await newUser();
        const client = await api.client({ name: 'C' });
        [one, two] = [await api.project({ client_id: client.id, name: 'One' }), await api.project({ client_id: client.id, name: 'Two' })];
        await api.entry(one.id, '2024-03-04T08:00:00Z', '2024-03-04T08:07:00Z');
        await api.entry(one.id, '2024-03-04T09:00:00Z', '2024-03-04T09:08:00Z', { billable: false });
        await api.entry(two.id, '2024-03-04T10:00:00Z', '2024-03-04T10:30:00Z');
        await api.entry(two.id, '2024-03-04T23:50:00Z', '2024-03-05T00:11:00Z'); // 21 minutes
    });

    test('per entry: where it begins', async () => {
        for (const [mode, minutes, days, sum] of [['none', 15, [['2024-03-04', 55], ['2024-03-05', 11]], 66], ['up', 15, [['2024-03-04', 90], ['2024-03-05', 0]], 90],
            ['nearest', 15, [['2024-03-04', 60], ['2024-03-05', 0]], 60], ['down', 15, [['2024-03-04', 45], ['2024-03-05', 0]], 45],
            ['up', 1, [['2024-03-04', 66], ['2024-03-05', 0]], 66], ['nearest', 60, [['2024-03-04', 60], ['2024-03-05', 0]], 60]] as const) {
            await settle(api, mode, minutes, 'entry');
            const answer = await summary(api, range);
            assert.deepEqual(rounded(answer), days.map(([day, n]) => [day, n * 60]), mode);
            assert.deepEqual([answer.rounded_seconds, answer.total_seconds, answer.rounding], [sum * 60, 66 * 60, { mode, minutes, per: 'entry' }]);
            agrees(answer);
            const rows = await csv(api, range);
            assert.deepEqual([sumOf(rows, 4), sumOf(rows, 6)], [66 * 60, sum * 60]);
        }
        await settle(api, 'up', 15, 'entry');
        assert.equal((await summary(api, 'start_date=2024-03-05&end_date=2024-03-05')).rounded_seconds, 15 * 60);
        await settle(api, 'up', 15, 'day');
        await perDay();
    });

    /** One after the other, as the settings are of the user. */
    async function perDay(): Promise<void> {
        // One: 15 minutes on the 4th. Two: 40 on the 4th, 11 on the 5th.
        for (const [mode, minutes, days] of [['up', 15, [60, 15]], ['nearest', 15, [60, 15]], ['down', 15, [45, 0]], ['nearest', 22, [66, 22]]] as const) {
            await settle(api, mode, minutes, 'day');
            const answer = await summary(api, range), month = await summary(api, `${range}&group_by=month`);
            assert.deepEqual(rounded(answer), [['2024-03-04', days[0] * 60], ['2024-03-05', days[1] * 60]], `${mode} ${minutes}`);
            assert.deepEqual(rounded(month), [['2024-03-01', (days[0] + days[1]) * 60]]);
            assert.deepEqual([month.by_period[0].entry_count, month.entry_count], [4, 4]);
            agrees(answer);
            agrees(month);
            for (const query of [range, `${range}&group_by=month`])
                assert.equal(sumOf(await csv(api, query), 6), answer.rounded_seconds);
        }
        // 15 minutes of the 4th, 7 of them billable, become 22; they are divided as they are.
        assert.deepEqual((await csv(api, `${range}&project_id=${one.id}`)).map((row) => row.slice(3)),
            [['true', '420', '0.12', '616'], ['false', '480', '0.13', '704']]);
    }

    test('half goes up', async () => {
        const own = await newUser();
        await own.entry((await own.project()).id, '2024-03-04T08:00:00Z', '2024-03-04T08:07:30Z');
        await settle(own, 'nearest', 15, 'entry');
        assert.equal((await summary(own, range)).rounded_seconds, 900);
    });
});

suite('reports: CSV', { concurrency: 8 }, () => {
    test('a row per period, client, project and billable', async () => {
        const api = await newUser();
        const project = await api.project({ name: 'Site "new", 2', client_id: (await api.client({ name: '=cmd()' })).id });
        const other = await api.project({ name: '-1+"2"', client_id: project.client_id });
        await api.entry(project.id, '2024-03-04T08:00:00Z', '2024-03-04T09:00:00Z');
        await api.entry(project.id, '2024-03-04T23:00:00Z', '2024-03-05T01:20:00Z');
        await api.entry(other.id, '2024-03-05T08:00:00Z', '2024-03-05T08:00:18Z', { billable: false });
        const answer = await api.get('/reports/summary?format=csv&start_date=2024-03-01&end_date=2024-03-31');
        assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8; header=present');
        assert.equal(answer.text, 'period_start,client,project,billable,seconds,hours,rounded_seconds\r\n'
            + '2024-03-04,"\'=cmd()","Site ""new"", 2",true,7200,2.00,7200\r\n'
            + '2024-03-05,"\'=cmd()","\'-1+""2""",false,18,0.01,18\r\n'
            + '2024-03-05,"\'=cmd()","Site ""new"", 2",true,4800,1.33,4800\r\n');
        assert.equal((await api.get('/reports/summary?start_date=2024-03-01', { Accept: 'text/csv' })).headers['content-type'], answer.headers['content-type']);
        expectFaults(await api.get('/reports/summary?format=xml'), { format: 'not_allowed' });
    });
});

suite('reports: the running timer', { concurrency: 8 }, () => {
    let api: Api;
    let project: Json;
    const today = fromNow(0).slice(0, 10), start = fromNow(-30 * H);

    before(async () => {
        api = await newUser();
        project = await api.project({ name: 'Now' });
        assert.equal((await api.post('/timer/start', { project_id: project.id, start_time: start })).status, 201);
    });

    test('beside the totals', async () => {
        const answer = await summary(api, `start_date=${start.slice(0, 10)}&end_date=${today}`);
        const { seconds, start_time: at, ...rest } = answer.running;
        assert.deepEqual([rest, Date.parse(at)], [{ project_id: project.id, project_name: 'Now', client_id: project.client_id }, Date.parse(start)]);
        assert.ok(seconds >= 30 * H && seconds < 30 * H + 300, String(seconds));
        assert.deepEqual([answer.total_seconds, answer.entry_count, answer.by_period], [0, 0, []]);
    });

    test('cut at the range, less its break', async () => {
        const first = start.slice(0, 10), midnight = Date.parse(`${first}T00:00:00Z`) + 86_400_000;
        assert.equal((await summary(api, `start_date=${first}&end_date=${first}`)).running.seconds, (midnight - Date.parse(start)) / 1000);
        const own = await newUser();
        assert.equal((await own.post('/timer/start', { start_time: start })).status, 201);
        assert.equal((await own.patch('/timer', { break_minutes: 600 })).status, 200);
        const { running } = await summary(own, `start_date=${first}&end_date=${today}`);
        assert.ok(running.seconds >= 20 * H && running.seconds < 20 * H + 300, String(running.seconds));
        assert.deepEqual([running.project_id, running.project_name, running.client_id], [null, null, null]);
        assert.equal((await own.patch('/timer', { break_minutes: 10080 })).status, 200);
        assert.equal((await summary(own, `start_date=${first}&end_date=${today}`)).running.seconds, 0);
    });

    test('forgotten for a lifetime: seconds no longer fit into 32 bits, and stay at the most of them', async () => {
        const own = await newUser();
        const { id, client_id } = await own.project();
        assert.equal((await own.post('/timer/start', { project_id: id, start_time: '1901-02-03T00:00:00Z' })).status, 201);
        const day = 'start_date=1901-02-03&end_date=1901-02-03', { running } = await summary(own, day);
        assert.ok(running.seconds > 0 && running.seconds < 24 * H, String(running.seconds));
        const { days: [sheet] } = (await own.read(`/reports/days?${day}`)).days;
        assert.deepEqual([sheet.running_seconds, sheet.total_seconds, sheet.hints], [running.seconds, 0, []]);
        const target = await own.post('/client-targets', { client_id, period: 'monthly', target_hours: 1, working_days: ['mon'], start_date: '1901-02-03' });
        assert.equal(target.status, 201, target.text);
        const { balance, periods } = target.json.client_target;
        assert.deepEqual([balance.worked_seconds, balance.running_included, total(periods, 'worked_seconds')], [2 ** 31 - 1, true, 2 ** 31 - 1]);
        assert.equal((await own.read(`/client-targets?client_id=${client_id}`)).client_targets[0].balance.worked_seconds, 2 ** 31 - 1);
        assert.equal((await own.post('/timer/cancel')).status, 204);
    });

    test('none where the range or the filters leave it out', async () => {
        const range = `start_date=${start.slice(0, 10)}&end_date=${today}`;
        for (const query of ['start_date=2024-01-01&end_date=2024-12-31', 'start_date=2099-01-01', `${range}&tag=x`, `${range}&billable=false`, `${range}&client_id=1`,
            `${range}&project_id=1`])
            assert.equal((await summary(api, query)).running, null, query);
        for (const query of ['billable=true', `client_id=${project.client_id}`, `project_id=${project.id}`])
            assert.equal((await summary(api, `${range}&${query}`)).running.project_id, project.id, query);
    });
});
