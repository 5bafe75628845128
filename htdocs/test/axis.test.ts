import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import 'temporal-polyfill/global';
import { type Axis, instantAt, makeAxis, placeOf, placeOfEnd } from '../src/time/axis.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string): number => Date.parse(text);
const hours = (of: readonly { from: number; to: number }[]): number[][] =>
    of.map(({ from, to }) => [from / HOUR, to / HOUR]);
const gapsOf = (axis: Axis, day: string): number[][] =>
    hours(axis.columns.find((column) => column.day === day)?.gaps ?? []);

// Weeks in which the clocks change, and one in which they do not.
const WEEKS: [string, string][] = [
    ['2026-06-01', 'Europe/Berlin'],
    ['2026-03-23', 'Europe/Berlin'],
    ['2026-10-19', 'Europe/Berlin'],
    ['2026-09-28', 'Australia/Lord_Howe'],
    ['2026-03-30', 'Australia/Lord_Howe'],
    ['2026-04-20', 'Africa/Cairo'],
    ['2026-10-26', 'Africa/Cairo'],
    ['2011-12-26', 'Pacific/Apia'],
    ['2024-10-28', 'America/Havana'],
    ['2026-03-23', 'Asia/Beirut'],
    ['2026-06-01', 'Asia/Kathmandu'],
];

describe('the axis of a calendar', () => {
    for (const [monday, zone] of WEEKS)
        test(`gives every instant of the week of ${monday} in ${zone} a place of its own`, () => {
            const axis = makeAxis(monday, 7, zone);
            for (const column of axis.columns) {
                const seen = new Set<number>();
                for (let ms = column.start; ms < column.end; ms += 5 * MINUTE) {
                    const place = placeOf(column, ms);
                    assert.ok(!seen.has(place), `${new Date(ms).toISOString()} lies on another`);
                    seen.add(place);
                    assert.ok(place >= 0 && place < axis.size);
                    assert.equal(instantAt(column, place), ms);
                    // Snapping to five minutes on the scale snaps to five minutes on the wall.
                    assert.equal(place % (5 * MINUTE), 0);
                }
                // Pieces and gaps fill the column, once.
                const all = [...column.pieces, ...column.gaps].sort((a, b) => a.from - b.from);
                for (const [i, { from }] of all.entries()) assert.equal(from, all[i - 1]?.to ?? 0);
                assert.equal(all.at(-1)?.to, axis.size);
                const shown = column.pieces.reduce((sum, { from, to }) => sum + to - from, 0);
                assert.equal(shown, column.end - column.start);
            }
        });

    test('has 24 hours where nothing changes', () => {
        const axis = makeAxis('2026-06-01', 7, 'Europe/Berlin');
        assert.equal(axis.size, 24 * HOUR);
        assert.equal(axis.marks.length, 24);
        assert.deepEqual(
            axis.columns.flatMap(({ gaps }) => gaps),
            [],
        );
    });

    test('lets the hour in that comes twice, and hatches it on the other days', () => {
        const axis = makeAxis('2026-10-19', 7, 'Europe/Berlin');
        assert.equal(axis.size, 25 * HOUR);
        assert.deepEqual(gapsOf(axis, '2026-10-24'), [[3, 4]]);
        assert.deepEqual(gapsOf(axis, '2026-10-25'), []);
        assert.equal(axis.marks.length, 25);
        assert.deepEqual(
            axis.marks.filter(({ isAgain }) => isAgain).map((mark) => [mark.at, mark.instant]),
            [[3 * HOUR, at('2026-10-25T01:00:00Z')]],
        );
        // 01:30+02 to 03:30+01 takes three hours, and is that tall.
        const sunday = axis.columns[6]!;
        const [start, end] = [at('2026-10-24T23:30:00Z'), at('2026-10-25T02:30:00Z')];
        assert.equal(placeOfEnd(sunday, end) - placeOf(sunday, start), 3 * HOUR);
    });

    test('hatches the hour that is skipped', () => {
        const axis = makeAxis('2026-03-23', 7, 'Europe/Berlin');
        assert.equal(axis.size, 24 * HOUR);
        assert.deepEqual(gapsOf(axis, '2026-03-29'), [[2, 3]]);
        assert.deepEqual(gapsOf(axis, '2026-03-28'), []);
        const sunday = axis.columns[6]!;
        const change = at('2026-03-29T01:00:00Z');
        assert.equal(placeOfEnd(sunday, change), 2 * HOUR);
        assert.equal(placeOf(sunday, change), 3 * HOUR);
        // Anywhere in the gap is the moment of the change.
        assert.equal(instantAt(sunday, 2.5 * HOUR), change);
    });

    test('knows half hours', () => {
        assert.deepEqual(gapsOf(makeAxis('2026-03-30', 7, 'Australia/Lord_Howe'), '2026-04-04'), [[2, 2.5]]);
        assert.deepEqual(gapsOf(makeAxis('2026-09-28', 7, 'Australia/Lord_Howe'), '2026-10-04'), [[2, 2.5]]);
    });

    test('knows changes at midnight', () => {
        const back = makeAxis('2026-10-26', 7, 'Africa/Cairo');
        assert.deepEqual(gapsOf(back, '2026-10-29'), []);
        assert.deepEqual(gapsOf(back, '2026-10-28'), [[24, 25]]);
        assert.deepEqual(gapsOf(makeAxis('2026-04-20', 7, 'Africa/Cairo'), '2026-04-24'), [[0, 1]]);
        // The server's day of Havana ends at the second of two midnights.
        const twice = makeAxis('2024-10-28', 7, 'America/Havana');
        assert.deepEqual(gapsOf(twice, '2024-11-02'), []);
        assert.deepEqual(gapsOf(twice, '2024-11-03'), [[24, 25]]);
    });

    test('knows the day that never was', () => {
        const axis = makeAxis('2011-12-26', 7, 'Pacific/Apia');
        assert.deepEqual(gapsOf(axis, '2011-12-30'), [[0, 24]]);
        assert.deepEqual(gapsOf(axis, '2011-12-29'), []);
        assert.equal(axis.marks.length, 24);
    });

    test('keeps what is outside of a day at its ends', () => {
        const column = makeAxis('2026-06-01', 1, 'Europe/Berlin').columns[0]!;
        assert.equal(placeOf(column, column.start - HOUR), 0);
        assert.equal(placeOfEnd(column, column.start), 0);
        assert.equal(placeOfEnd(column, column.end + HOUR), 24 * HOUR);
        assert.equal(instantAt(column, 30 * HOUR), column.end);
        assert.equal(instantAt(column, -HOUR), column.start);
    });
});
