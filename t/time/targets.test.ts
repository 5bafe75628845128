// targets.test.ts -- client targets of random users against the oracle: every period of the table and the balance, up to today in the user's
// zone, the running timer included; and what a report of the last two days tells of that timer.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rows } from '../sql/dumped.ts';
import { ask, firstUser, inserts, quote, store } from './database.ts';
import { Zone, balance, count, daily, dayOfIso, isoOf, type Day, type Period, type Target, type Version } from './oracle.ts';
import { Random, ZONES, entriesFrom, makeSet, type Set as EntrySet } from './random.ts';

const TARGETS = Number(process.env['TT_TARGETS'] ?? 300);
const FIRST_SEED = Number(process.env['TT_SEED'] ?? 1);
const FIRST_USER = firstUser(1), BATCH = 100, DAY = 86400;

const now = Number(rows('owner', 'SELECT extract(epoch FROM now())::bigint')[0]);
// The offsets of these years are a forecast in one of the two, and differ.
const zones = ZONES.filter(zone => zone !== 'Africa/Casablanca').map(name => new Zone(name));
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

type Case = { user: number; set: EntrySet; zone: Zone; target: Target; timer: { start: number; breakMinutes: number; project: number } | undefined };

function versionsFrom(random: Random, start: Day, end: Day): Version[] {
    const found: Version[] = [];
    for (let from = start; from <= end && found.length < 4; from += random.pick([1, random.int(1, 10), random.int(1, 60)])) {
        const days = DAYS.map((_, i) => i + 1).filter(day => random.int(1, 10) <= (day <= 5 ? 8 : 2));
        found.push({
            from, period: random.pick(['weekly', 'monthly']), targetSeconds: random.pick([random.int(1, 16000) * 36, random.int(1, 60) * 3600]),
            workingDays: new Set(days.length ? days : [random.int(1, 7)]),
        });
    }
    return found;
}

function makeCase(seed: number, user: number): Case {
    const random = new Random(seed);
    const zone = random.pick(zones);
    const today = zone.dayOf(now);
    // Around now, or anywhere in the year that is over, with its changes of the clocks.
    const about = now - random.pick([random.int(0, 5), random.int(0, 40), random.int(0, 400)]) * DAY - random.int(0, DAY);
    const set = makeSet(seed, user);
    set.zone = zone.name;
    set.entries = entriesFrom(random, zone.name, about, random.int(1, 12), set.projects);
    const start = zone.dayOf(about) + random.int(-5, 5);
    const end = random.once(2) ? null : start + random.pick([0, random.int(0, 10), random.int(0, 100)]);
    const corrections = Array.from({ length: random.int(0, 4) }, () =>
        ({ day: start + random.int(-3, 30), seconds: random.pick([-1, 1]) * random.int(1, 3000) * 36 }));
    // The timer starts behind what has ended.
    set.entries = set.entries.filter(e => e.start > now + 3600 || e.end < now - 10);
    const free = Math.max(...set.entries.filter(e => e.end < now).map(e => e.end), now - random.int(1, 3) * DAY);
    const began = random.int(free, now - 5);
    const timer = random.once(2) ? undefined :
        { start: began, breakMinutes: random.once(2) ? 0 : random.int(0, 90), project: random.pick(set.projects).id };
    return { user, set, zone, target: { start, end, versions: versionsFrom(random, start, end ?? today + 5), corrections }, timer };
}

/** The SQL that stores what belongs to the target of the case's first client. */
function targetOf({ user, set, target, timer }: Case): string {
    const date = (day: Day): string => quote(isoOf(day));
    return [
        `INSERT INTO client_targets (user_id, id, client_id, start_date, end_date) OVERRIDING SYSTEM VALUE
            VALUES (${user}, ${user}, ${set.firstId}, ${date(target.start)}, ${target.end === null ? 'NULL' : date(target.end)});`,
        ...target.versions.map(v => `INSERT INTO client_target_versions (user_id, target_id, valid_from, period, target_hours, working_days)
            VALUES (${user}, ${user}, ${date(v.from)}, ${quote(v.period)}, ${v.targetSeconds}::numeric / 3600,
                    ${quote(`{${DAYS.filter((_, i) => v.workingDays.has(i + 1)).join(',')}}`)});`),
        ...target.corrections.map(c => `INSERT INTO client_target_corrections (user_id, target_id, date, hours)
            VALUES (${user}, ${user}, ${date(c.day)}, ${c.seconds}::numeric / 3600);`),
        timer ? `INSERT INTO timers (user_id, project_id, start_time, break_minutes)
            VALUES (${user}, ${timer.project}, to_timestamp(${timer.start}), ${timer.breakMinutes});` : '',
    ].join('\n');
}

type Answer = { at: number; balance: Record<string, unknown>; periods: Record<string, unknown>[]; running: number | null };

const shown = (p: Period): Record<string, unknown> => ({
    period_start: isoOf(p.start), period_end: isoOf(p.end), expected_seconds: p.expected, worked_seconds: p.worked,
    corrections_seconds: p.corrections, balance_seconds: p.balance, total_seconds: p.total,
});

const sum = (periods: Period[], of: keyof Period): number => periods.reduce((all, p) => all + p[of], 0);

/** What the rules say at the second AT. */
function expectedAt({ set, zone, target, timer }: Case, at: number): Omit<Answer, 'at'> {
    const today = zone.dayOf(at), last = Math.min(target.end ?? today, today);
    const mine = new Set(set.projects.filter(p => p.client === set.firstId).map(p => p.id));
    const spans = count(set.entries.filter(e => mine.has(e.project)), zone).map(c => c.days);
    // A break longer than the time so far leaves nothing, not less.
    const running = timer && daily({ start: timer.start, end: at, breakMinutes: Math.min(timer.breakMinutes, (at - timer.start) / 60) }, zone);
    const included = timer && mine.has(timer.project) ? running : undefined;
    if (included)
        spans.push(included);
    const worked = new Map<Day, number>();
    for (const days of spans)
        for (const [day, seconds] of days)
            worked.set(day, (worked.get(day) ?? 0) + seconds);
    const periods = balance(target, worked, today, set.weekStart);
    return {
        balance: {
            as_of: isoOf(today), expected_seconds: sum(periods, 'expected'), worked_seconds: sum(periods, 'worked'),
            corrections_seconds: sum(periods, 'corrections'), balance_seconds: sum(periods, 'balance'),
            running_included: [...included?.keys() ?? []].some(day => day >= target.start && day <= last),
        },
        periods: periods.map(shown),
        running: [...running ?? []].filter(([day]) => day >= today - 1).reduce<number | null>((all, [, seconds]) => (all ?? 0) + seconds, null),
    };
}

test(`${TARGETS} targets with their periods`, () => {
    for (let done = 0; done < TARGETS; done += BATCH) {
        const cases = Array.from({ length: Math.min(BATCH, TARGETS - done) }, (_, i) => makeCase(FIRST_SEED + done + i, FIRST_USER + done + i));
        store([inserts(cases.map(c => [c.user, c.set])), ...cases.map(targetOf)].join('\n'));
        const answers = ask(cases.map(c => ({ user: c.user, zone: c.zone.name, sql:
            `SELECT json_build_object('at', extract(epoch FROM date_trunc('second', now())), 'balance', t.balance, 'periods', t.periods,
                'running', (report_summary(start_date => current_date - 1) -> 'summary' -> 'running' ->> 'seconds')::int)
             FROM v_client_target_details t WHERE t.user_id = tt_user_id()` }))) as Answer[];
        cases.forEach((c, i) => {
            const { at, ...told } = answers[i] as Answer;
            assert.deepEqual(told, expectedAt(c, at), `seed ${FIRST_SEED + done + i}, ${c.zone.name}, user ${c.user}`);
        });
    }
});

test('a day is known by its date', () => assert.equal(isoOf(dayOfIso('2024-02-29') + 1), '2024-03-01'));
