// sums.test.ts -- what the database sums up of random entries against the oracle: totals, every breakdown, ranges that cut entries,
// filters, the span before, and the days of a time sheet. TT_SETS tells how many sets; a failure tells the seed, and TT_SEED=n TT_SETS=1 is that set.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, firstUser, inserts, quote, store } from './database.ts';
import { Zone, count, isoOf, totals, type Counted, type Query, type Sum, type Totals } from './oracle.ts';
import { Random, ZONES, makeSet, type Set as EntrySet } from './random.ts';

const SETS = Number(process.env['TT_SETS'] ?? 1500);
const FIRST_SEED = Number(process.env['TT_SEED'] ?? 1);
const BATCH = 250, SHOWN = 5;

const zones = new Map(ZONES.map(name => [name as string, new Zone(name)]));
const zoneOf = (set: EntrySet): Zone => zones.get(set.zone) as Zone;

type Asked = { query: Query; compare: boolean };

/** A range that holds, cuts or misses the entries, and filters now and then. */
function ask1(random: Random, set: EntrySet, counted: Counted[]): Asked {
    const days = counted.flatMap(c => [...c.days.keys()]);
    const least = Math.min(...days), most = Math.max(...days), near = zoneOf(set).dayOf(set.anchor) + random.int(-1, 1);
    const first = random.pick([least, least - random.int(0, 40), random.int(least, most), near, near]);
    const last = random.pick([Math.max(first, most), Math.max(first, most) + random.int(0, 400), first, first + random.int(0, 10)]);
    const query: Query = { first, last, by: random.pick(['day', 'day', 'week', 'month', 'year'] as const) };
    if (random.once(3))
        query.client = set.firstId + random.int(0, set.clients - 1);
    if (random.once(4))
        query.project = random.pick(set.projects).id;
    if (random.once(4))
        query.billable = random.once(2);
    if (random.once(4))
        query.tag = random.pick(['red', 'blue, dark', 'never']);
    return { query, compare: random.once(2) };
}

function questionOf({ query, compare }: Asked): string {
    const args = [`start_date => ${quote(isoOf(query.first))}`, `end_date => ${quote(isoOf(query.last))}`, `group_by => '${query.by}'`];
    if (query.client !== undefined)
        args.push(`client_id => ${query.client}`);
    if (query.project !== undefined)
        args.push(`project_id => ${query.project}`);
    if (query.billable !== undefined)
        args.push(`billable => ${query.billable}`);
    if (query.tag !== undefined)
        args.push(`tag => ${quote(query.tag)}`);
    if (compare)
        args.push("compare => 'previous'");
    return `SELECT report_summary(${args.join(', ')})`;
}

type Row = Record<string, unknown>;

const numbers = (sum: Sum): Row => ({ total_seconds: sum.seconds, entry_count: sum.entries, billable_seconds: sum.billable });
const withRounded = (sum: Sum): Row => ({ ...numbers(sum), rounded_seconds: sum.rounded });

/** What the answer must be, in the form of simplified(). */
function expected(set: EntrySet, { query, compare }: Asked, counted: Counted[]): Row {
    const sums = totals(counted, set.projects, query, set);
    const clientOf = new Map(set.projects.map(p => [p.id, p.client]));
    const span = query.last - query.first + 1;
    const before = { ...query, first: query.first - span, last: query.first - 1 };
    return {
        start_date: isoOf(query.first), end_date: isoOf(query.last), time_zone: set.zone, group_by: query.by,
        ...withRounded(sums.total), rounding: set.rounding,
        by_project: byKey(sums.byProject, withRounded, id => ({ project_id: id, project_name: `P${id}`, client_id: clientOf.get(id) })),
        by_client: byKey(sums.byClient, withRounded, id => ({ client_id: id, client_name: `C${id}` })),
        by_tag: byKey(new Map([...sums.byTag].filter(([tag]) => tag !== '')), numbers, tag => ({ tag })),
        by_period: periodsOf(sums),
        previous: compare ? {
            start_date: isoOf(before.first), end_date: isoOf(before.last), ...numbers(totals(counted, set.projects, before, set).total),
        } : null,
        running: null,
    };
}

const byKey = <K extends number | string>(sums: Map<K, Sum>, show: (sum: Sum) => Row, names: (key: K) => Row): Row[] =>
    [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, sum]) => ({ ...names(key), ...show(sum) }));

const periodsOf = (sums: Totals): Row[] => [...sums.byPeriod].sort(([a], [b]) => a - b).map(([start, { sum, projects }]) => ({
    period_start: isoOf(start), ...withRounded(sum),
    projects: [...projects].sort(([a], [b]) => a - b).map(([id, { seconds }]) => ({ project_id: id, total_seconds: seconds })),
}));

/** Without colors; rows that are in the order of their sums are put into that of their keys. */
function simplified(summary: Row): Row {
    const rest = { ...summary };
    const plain = (rows: unknown): Row[] => (rows as Row[]).map(({ color, ...row }) => row);
    for (const [list, key] of [['by_project', 'project_id'], ['by_client', 'client_id'], ['by_tag', 'tag']] as const) {
        const found = plain(rest[list]);
        const seconds = found.map(row => Number(row['total_seconds']));
        assert.deepEqual(seconds, seconds.toSorted((a, b) => b - a), `${list} is not in order`);
        rest[list] = found.sort((a, b) => ((a[key] as string) < (b[key] as string) ? -1 : 1));
    }
    rest['by_period'] = plain(rest['by_period']);
    return rest;
}

/** The days of the set's time sheet, as many as one call gives. */
const sheetOf = (counted: Counted[]): { first: number; last: number } => {
    const days = counted.flatMap(c => [...c.days.keys()]);
    return { first: Math.min(...days), last: Math.min(Math.min(...days) + 300, Math.max(...days)) };
};

const sheetQuestion = ({ first, last }: { first: number; last: number }): string =>
    `SELECT report_days(start_date => ${quote(isoOf(first))}, end_date => ${quote(isoOf(last))})`;

function expectedSheet(set: EntrySet, counted: Counted[]): Row[] {
    const { byPeriod } = totals(counted, set.projects, { ...sheetOf(counted), by: 'day' }, set);
    return [...byPeriod].sort(([a], [b]) => a - b)
        .map(([day, { sum }]) => ({ day: isoOf(day), total_seconds: sum.seconds, entry_count: sum.entries }));
}

const sheetRows = (answer: unknown): Row[] => (answer as { days: { days: Row[] } }).days.days
    .map(({ day, total_seconds, entry_count }) => ({ day, total_seconds, entry_count }));

type Work = { user: number; set: EntrySet; counted: Counted[]; asked: Asked[] };

/** All differences of some sets. */
function compare(work: Work[]): string[] {
    const questions = work.flatMap(({ user, set, counted, asked }) =>
        [...asked.map(questionOf), sheetQuestion(sheetOf(counted))].map(sql => ({ user, zone: set.zone, sql })));
    const answers = ask(questions), found: string[] = [];
    let at = 0;
    for (const { user, set, counted, asked } of work) {
        const check = (actual: () => unknown, right: unknown, sql: string): void => {
            try {
                assert.deepStrictEqual(actual(), right);
            } catch (error) {
                found.push(`seed ${set.seed} (${set.zone}, weeks from ${set.weekStart}, user ${user}): ${sql}\n${(error as Error).message}`);
            }
        };
        for (const one of asked) {
            const answer = answers[at++] as { summary: Row };
            check(() => simplified(answer.summary), expected(set, one, counted), questionOf(one));
        }
        const sheet = answers[at++];
        check(() => sheetRows(sheet), expectedSheet(set, counted), sheetQuestion(sheetOf(counted)));
    }
    return found;
}

test(`${SETS} sets of entries from seed ${FIRST_SEED} on: no difference`, () => {
    const user = firstUser(2), differences: string[] = [];
    for (let done = 0; done < SETS; done += BATCH) {
        const work = Array.from({ length: Math.min(BATCH, SETS - done) }, (_, i): Work => {
            const seed = FIRST_SEED + done + i, set = makeSet(seed, (user + done + i) * 10), random = new Random(~seed);
            const counted = count(set.entries, zoneOf(set));
            return { user: user + done + i, set, counted, asked: [ask1(random, set, counted), ask1(random, set, counted)] };
        });
        store(inserts(work.map(w => [w.user, w.set])));
        differences.push(...compare(work));
    }
    assert.equal(differences.length, 0, `${differences.length} differences\n${differences.slice(0, SHOWN).join('\n\n')}`);
});
