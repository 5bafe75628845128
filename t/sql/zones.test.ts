// zones.test.ts -- every change of offset of five zones from 2010 to 2030: what PostgreSQL says and the API writes (base/time.c) against
// Node's own time zone data. C does no zone arithmetic, so this is about the border between the two.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { rows, run } from './dumped.ts';

const FROM = Date.UTC(2010, 0, 1) / 1000, TO = Date.UTC(2031, 0, 1) / 1000;
const DAY = 86400;

// The rules of years to come are a forecast. Where Node and PostgreSQL (which takes Debian's tzdata) have theirs from different releases,
// Morocco, which has changed its mind more than once, is compared up to the older release only.
const SYSTEM = '/usr/share/zoneinfo/tzdata.zi';
const releases = [process.versions['tz'] ?? '', existsSync(SYSTEM) ? (/version (\w+)/.exec(readFileSync(SYSTEM, 'utf8'))?.[1] ?? '') : ''].sort();
const forecast = Date.UTC(Number(/^\d+/.exec(releases[0] ?? '')?.[0] ?? 2024), 0, 1) / 1000;

/** Zone and the least number of changes it must have had. */
const zones: [string, number][] = [
    ['Europe/Berlin', 42], ['America/New_York', 42], ['Australia/Lord_Howe', 42], ['Pacific/Apia', 20], ['Africa/Casablanca', 40],
];

/** Gives the local clock of a zone, as if it were UTC, in seconds. */
function clockOf(zone: string): (instant: number) => number {
    const format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    return instant => {
        const part = Object.fromEntries(format.formatToParts(instant * 1000).map(p => [p.type, Number(p.value)])) as Record<string, number>;
        return Date.UTC(part['year'] ?? 0, (part['month'] ?? 0) - 1, part['day'], part['hour'], part['minute'], part['second']) / 1000;
    };
}

/** The first instant in (low, high] at which the predicate holds, which it does at high and not at low. */
function bisect(low: number, high: number, holds: (instant: number) => boolean): number {
    while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (holds(middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/** Every instant at which the offset changes. */
function changes(clock: (instant: number) => number): number[] {
    const offset = (t: number): number => clock(t) - t;
    const found: number[] = [];
    // Half a day at a time: no zone has changed twice within that.
    for (let t = FROM; t < TO; t += DAY / 2)
        if (offset(t) !== offset(t + DAY / 2)) {
            const was = offset(t);
            found.push(bisect(t, t + DAY / 2, x => offset(x) !== was));
        }
    return found;
}

const two = (n: number): string => String(n).padStart(2, '0');

function rfc3339(clock: (instant: number) => number, instant: number): string {
    const offset = clock(instant) - instant, minutes = Math.abs(offset) / 60;
    return `${new Date(clock(instant) * 1000).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What the API writes for PostgreSQL's expressions in a zone; each is an SQL expression of a timestamptz. */
function written(zone: string, expressions: string[]): string[] {
    const text = rows('module', `SET TimeZone = '${zone}';\nSELECT ${expressions.map(e => `(${e})`).join(";\nSELECT ")};`);
    return run('zones', [], text.join('\n') + '\n').trim().split('\n');
}

for (const [zone, least] of zones) {
    const clock = clockOf(zone);
    const until = zone === 'Africa/Casablanca' && releases[0] !== releases[1] ? forecast : TO;
    const moments = changes(clock).filter(t => t < until);

    test(`${zone}: the second before, at and after each change`, () => {
        assert.ok(moments.length >= least, `${moments.length} changes`);
        const instants = moments.flatMap(t => [t - 3601, t - 1, t, t + 1, t + 3600, t + 7200]);
        assert.deepEqual(written(zone, instants.map(t => `to_timestamp(${t})`)), instants.map(t => rfc3339(clock, t)));
    });

    test(`${zone}: where the days around each change begin`, () => {
        // The local days before, of and after the change; a day that is skipped begins where the next one does.
        const days = moments.flatMap(t => [-1, 0, 1].map(n => Math.floor(clock(t) / DAY) + n));
        const begins = days.map(day => bisect((day - 3) * DAY, (day + 3) * DAY, t => clock(t) >= day * DAY));
        const dates = days.map(day => new Date(day * DAY * 1000).toISOString().slice(0, 10));
        assert.deepEqual(written(zone, dates.map(d => `'${d}'::date::timestamptz`)), begins.map(t => rfc3339(clock, t)));
    });
}

test('Pacific/Apia has no 30th of December 2011', () => {
    assert.deepEqual(written('Pacific/Apia', ["'2011-12-30'::date::timestamptz", "'2011-12-31'::date::timestamptz - interval '1 second'"]),
        ['2011-12-31T00:00:00+14:00', '2011-12-29T23:59:59-10:00']);
});

test('an offset with seconds gives the same instant in UTC', () => {
    assert.deepEqual(written('Europe/Amsterdam', ["'1930-01-01 12:00:00+00'::timestamptz"]).map(t => Date.parse(t)), [Date.UTC(1930, 0, 1, 12)]);
});
