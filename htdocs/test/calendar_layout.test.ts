import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import 'temporal-polyfill/global';
import { instantAt, makeAxis } from '../src/time/axis.ts';
import { netWithin, overlaps, trim } from '../src/time/span.ts';
import { blocksOf, dragged, freeAt, gapsOf, stepped } from '../src/views/calendar/layout.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const axis = makeAxis('2026-11-23', 7, 'Europe/Berlin');
const [monday, tuesday] = [axis.columns[0]!, axis.columns[1]!];
/** A time of Monday in hours. */
const h = (hours: number): number => monday.start + hours * HOUR;
const span = (from: number, to: number) => ({ start: h(from), end: h(to) });

describe('blocks', () => {
    test('are cut at midnight', () => {
        const [first, second, ...rest] = blocksOf(axis, span(22, 26));
        assert.deepEqual(first, { column: 0, from: 22 * HOUR, to: 24 * HOUR, isStart: true, isEnd: false });
        assert.deepEqual(second, { column: 1, from: 0, to: 2 * HOUR, isStart: false, isEnd: true });
        assert.deepEqual(rest, []);
    });

    test('end with their day', () => assert.equal(blocksOf(axis, span(20, 24)).length, 1));

    test('beside the week are none', () => assert.deepEqual(blocksOf(axis, span(-3, 0)), []));
});

test('sums are cut at midnight as the server cuts them', () => {
    // 5393 s before midnight of 16193, 1500 s of break (TIME.md).
    const start = tuesday.start - 5393_000;
    const entry = { start, end: start + 16193_000, net: 16193 - 1500 };
    assert.equal(netWithin(entry, monday.start, monday.end), 4893);
    assert.equal(netWithin(entry, tuesday.start, tuesday.end), 14693 - 4893);
});

describe('gaps', () => {
    const day = [span(8, 9), span(9.5, 12), span(17, 18)];
    test('lie between entries, and no longer ones than can have been work', () => {
        assert.deepEqual(gapsOf(monday, day), [span(9, 9.5)]);
        assert.deepEqual(gapsOf(tuesday, day), []);
    });
    test('reach until now', () => assert.deepEqual(gapsOf(monday, day, h(18.5)), [span(9, 9.5), span(18, 18.5)]));
    test('do not lie before the first entry', () => assert.deepEqual(gapsOf(monday, [span(8, 9)]), []));
});

describe('trimming', () => {
    const others = [span(9, 10), span(12, 13)];
    test('leaves the longest free part', () => {
        assert.deepEqual(trim(span(9.5, 12.5), others), span(10, 12));
        assert.deepEqual(trim(span(8.5, 9.5), others), span(8.5, 9));
    });
    test('leaves the part at the end that stays', () => {
        assert.deepEqual(trim(span(8.75, 16), others, h(8.75)), span(8.75, 9));
        assert.deepEqual(trim(span(8, 11), others, h(11)), span(10, 11));
    });
    test('finds nothing where nothing is free', () => assert.equal(trim(span(9.25, 9.75), others), undefined));
    test('neighbours do not overlap', () => assert.ok(!overlaps(span(8, 9), span(9, 10))));
});

test('a click takes an hour of what is free', () => {
    const others = [span(9, 10), span(10.5, 12)];
    assert.deepEqual(freeAt(monday, 14.6 * HOUR, others), span(14.5, 15.5));
    assert.deepEqual(freeAt(monday, 10.2 * HOUR, others), span(10, 10.5));
    assert.deepEqual(freeAt(monday, 8.3 * HOUR, others), span(8.25, 9));
    assert.equal(freeAt(monday, 9.5 * HOUR, others), undefined);
});

describe('dragging', () => {
    const entry = span(9, 10);
    test('moves by what the pointer moved, onto five minutes', () =>
        assert.deepEqual(dragged('move', entry, h(9.5), h(11) + MINUTE, 5 * MINUTE), span(10.5, 11.5)));
    test('moves by single minutes with Alt', () =>
        assert.equal(dragged('move', entry, h(9.5), h(11) + MINUTE, MINUTE).start, h(10.5) + MINUTE));
    test('never turns an entry round', () => {
        assert.deepEqual(dragged('end', entry, h(10), h(7), 5 * MINUTE), { start: h(9), end: h(9) + 5 * MINUTE });
        assert.deepEqual(dragged('start', entry, h(9), h(14), 5 * MINUTE), { start: h(10) - 5 * MINUTE, end: h(10) });
    });
    test('makes upwards as well as downwards', () => {
        assert.deepEqual(dragged('create', entry, h(14), h(12), 5 * MINUTE), span(12, 14));
        assert.deepEqual(dragged('create', entry, h(14), h(14), 5 * MINUTE).end, h(14) + 5 * MINUTE);
    });
    test('keeps the length over a change of the clocks', () => {
        const autumn = makeAxis('2026-10-19', 7, 'Europe/Berlin');
        const [saturday, sunday] = [autumn.columns[5]!, autumn.columns[6]!];
        const from = instantAt(saturday, HOUR);
        const moved = dragged('move', { start: from, end: from + 3 * HOUR }, from, instantAt(sunday, HOUR), 5 * MINUTE);
        const [block] = blocksOf(autumn, moved);
        assert.equal(block!.to - block!.from, 3 * HOUR);
    });
    test('steps onto the grid first', () => {
        assert.equal(stepped(h(9) + 2 * MINUTE, 1), h(9) + 5 * MINUTE);
        assert.equal(stepped(h(9) + 2 * MINUTE, -1), h(9));
        assert.equal(stepped(h(9), -1), h(9) - 5 * MINUTE);
    });
});
