// agree.test.ts -- random entries over the API: the list, the report in JSON by every period, in CSV, and the days of a time sheet tell the
// same to the second, whatever is asked for; and what is rounded adds up to what is rounded in total.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { newUser, type Api, type Json } from '../http/api.ts';
import { belongings, store } from './database.ts';
import { Zone, count, isoOf, presented } from './oracle.ts';
import { Random, ZONES, makeSet, type Set as EntrySet } from './random.ts';

const USERS = Number(process.env['TT_AGREE'] ?? 30);
const FIRST_SEED = Number(process.env['TT_SEED'] ?? 1);
const PERIODS = ['day', 'week', 'month', 'year'];

type Row = Record<string, string>;

async function csv(api: Api, path: string): Promise<Row[]> {
    const answer = await api.get(path, { Accept: 'text/csv' });
    assert.equal(answer.status, 200, answer.text);
    const lines = answer.text.split('\r\n').slice(0, -1)
        .map(line => Array.from(line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g), ([, cell = '']) => cell));
    const [names = [], ...rows] = lines;
    return rows.map(row => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}

/** Every row of a list, page by page. */
async function list(api: Api, query: string): Promise<Json[]> {
    const found: Json[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
        const page: Json = await api.read(`/time-entries?limit=5&${query}${cursor && `&cursor=${cursor}`}`);
        found.push(...page.time_entries);
        cursor = page.pagination.next_cursor;
    }
    return found;
}

const sum = (rows: Json[], name: string): number => rows.reduce((all, row) => all + Number(row[name]), 0);

/** Everything that can be asked about a range that cuts nothing, under some filters. */
async function agree(api: Api, range: string, filters: string): Promise<void> {
    const query = `${range}${filters}`;
    const rows = await list(api, query), exported = await csv(api, `/time-entries?${query}`);
    const total = sum(rows, 'duration_seconds'), billable = sum(rows.filter(row => row.billable), 'duration_seconds');
    assert.equal(sum(exported, 'duration_seconds'), total, 'the list as CSV');
    assert.equal(exported.length, rows.length);
    let rounded: number | undefined;
    for (const by of PERIODS) {
        const path = `/reports/summary?${query}&group_by=${by}`;
        const { summary } = await api.read(path), table = await csv(api, path);
        assert.equal(summary.total_seconds, total, by);
        assert.equal(summary.billable_seconds, billable, by);
        assert.equal(summary.entry_count, rows.length, by);
        for (const list of ['by_project', 'by_client', 'by_period']) {
            assert.equal(sum(summary[list], 'total_seconds'), total, list);
            assert.equal(sum(summary[list], 'billable_seconds'), billable, list);
            assert.equal(sum(summary[list], 'rounded_seconds'), summary.rounded_seconds, `${list}, rounded`);
        }
        for (const period of summary.by_period)
            assert.equal(sum(period.projects, 'total_seconds'), period.total_seconds, period.period_start);
        for (const { tag, ...told } of summary.by_tag) {
            const tagged = rows.filter(row => row.tags.includes(tag));
            assert.equal(told.total_seconds, sum(tagged, 'duration_seconds'), tag);
            assert.equal(told.entry_count, tagged.length, tag);
        }
        assert.equal(sum(table, 'seconds'), total, `${by}, CSV`);
        assert.equal(sum(table.filter(row => row['billable'] === 'true'), 'seconds'), billable, `${by}, CSV`);
        assert.equal(sum(table, 'rounded_seconds'), summary.rounded_seconds, `${by}, CSV, rounded`);
        assert.equal(summary.rounded_seconds, rounded ??= summary.rounded_seconds, `${by}, rounded`);
        const { mode, per } = summary.rounding;
        if (mode === 'none' || per === 'entry')
            assert.equal(rounded, rows.reduce((all, row) => all + presented(row.duration_seconds, summary.rounding), 0));
        else if (by === 'day')
            assert.equal(rounded, summary.by_period.reduce((all: number, day: Json) => all + day.projects
                .reduce((day: number, project: Json) => day + presented(project.total_seconds, summary.rounding), 0), 0));
    }
}

/** A range cut in two at any day is the same time, and the days of the time sheet are, too. */
async function cut(api: Api, random: Random, first: number, last: number): Promise<void> {
    const total = async (from: number, to: number): Promise<Json> =>
        (await api.read(`/statistics?start_date=${isoOf(from)}&end_date=${isoOf(to)}&group_by=week&compare=previous`)).summary;
    const middle = random.int(first, last - 1);
    const all = await total(first, last), left = await total(first, middle), right = await total(middle + 1, last);
    for (const name of ['total_seconds', 'billable_seconds'])
        assert.equal(left[name] + right[name], all[name], `${name} at ${isoOf(middle)}`);
    const before = await total(first - 1, middle), after = await total(middle + 1, 2 * middle - first + 2);
    for (const name of ['total_seconds', 'billable_seconds', 'entry_count'])
        assert.equal(after.previous[name], before[name], `${name} before ${isoOf(middle + 1)}`);
    let days = 0;
    for (let from = first; from <= last; from += 366) {
        const sheet = await api.read(`/reports/days?start_date=${isoOf(from)}&end_date=${isoOf(Math.min(from + 365, last))}`);
        days += sum(sheet.days.days, 'total_seconds');
    }
    assert.equal(days, all.total_seconds);
}

function rangeOf(set: EntrySet): { first: number; last: number } {
    const days = count(set.entries, new Zone(set.zone)).flatMap(c => [...c.days.keys()]);
    return { first: Math.min(...days), last: Math.max(...days) + 1 };
}

suite('sums agree', { concurrency: 4 }, () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + USERS; seed += 1)
        test(`seed ${seed}`, async () => {
            const set = makeSet(seed, 1, ZONES), random = new Random(~seed);
            const api = await newUser({ timeZone: set.zone });
            set.firstId = api.userId * 10;
            const shift = set.firstId - 1;
            set.projects = set.projects.map(({ id, client }) => ({ id: id + shift, client: client + shift }));
            set.entries = set.entries.map(entry => ({ ...entry, project: entry.project + shift }));
            store(belongings([[api.userId, set]]));
            const { mode, minutes, per } = set.rounding;
            const settings = { week_start: set.weekStart, rounding_mode: mode, rounding_minutes: minutes, rounding_per: per };
            assert.equal((await api.patch('/users/me', settings)).status, 200);
            const { first, last } = rangeOf(set);
            const range = `start_date=${isoOf(first)}&end_date=${isoOf(last)}`;
            const filters = ['', `&client_id=${random.pick(set.projects).client}`, `&project_id=${random.pick(set.projects).id}`,
                `&billable=${random.once(2)}`, '&tag=red'];
            await agree(api, range, '');
            await agree(api, range, random.pick(filters));
            await cut(api, random, first, last);
        });
});
