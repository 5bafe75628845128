import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import 'temporal-polyfill/global';
import { netWithin, overlaps, type Span } from '../src/time/span.ts';
import { dayEnd, dayStart } from '../src/time/zone.ts';
import {
    type Cell,
    cellSeconds,
    type Item,
    type Plan,
    planCell,
    planCopy,
    type Step,
    usualStart,
} from '../src/views/timesheet/plan.ts';

const ZONE = 'Europe/Berlin';
const HOUR = 3_600_000;
const dayOf = (day: string): Span => ({ start: dayStart(day, ZONE), end: dayEnd(day, ZONE) });
const tuesday = dayOf('2026-11-24');
/** A time of Tuesday in hours, as an instant; back to hours for what is compared. */
const at = (hours: number): number => tuesday.start + hours * HOUR;
const hours = (ms: number): number => (ms - tuesday.start) / HOUR;
const span = (from: number, to: number): Span => ({ start: at(from), end: at(to) });

let ids = 0;
function item(from: number, to: number, { project = 1, pause = 0 } = {}): Item {
    ids += 1;
    return { id: ids, project, ...span(from, to), net: (to - from) * 3600 - pause * 60 };
}
const cell = (items: Item[], more: Partial<Cell> = {}): Cell => ({
    day: tuesday,
    project: 1,
    items,
    openFrom: 0,
    takesNew: true,
    workStart: at(9),
    ...more,
});

/** Steps in words and hours: +9-12, 3:9-11, -3. */
function words(plan: Plan): string[] | string {
    if ('refused' in plan) return `${plan.refused} ${plan.seconds / 3600}`;
    return plan.steps.map((step) => {
        if (step.kind === 'remove') return `-${step.id}`;
        if (step.kind === 'add') return `+${hours(step.start)}-${hours(step.end)}`;
        return `${step.id}:${step.start === undefined ? '' : hours(step.start)}-${step.end === undefined ? '' : hours(step.end)}`;
    });
}
const plan = (given: Cell, value: number): string[] | string => words(planCell(given, value * 3600));

describe('more time', () => {
    test('on an empty day begins with work', () => {
        assert.deepEqual(plan(cell([]), 2.5), ['+9-11.5']);
        assert.deepEqual(plan(cell([], { workStart: at(7.5) }), 1), ['+7.5-8.5']);
    });

    test('lengthens the last entry of the project', () => {
        const [first, last] = [item(8, 9), item(10, 11)];
        assert.deepEqual(plan(cell([first, last]), 3), [`${last.id}:-12`]);
    });

    test('keeps a break as it is', () => {
        const only = item(9, 11, { pause: 30 });
        assert.equal(cellSeconds(cell([only])), 1.5 * 3600);
        assert.deepEqual(plan(cell([only]), 2), [`${only.id}:-11.5`]);
    });

    test('goes on after the day where something follows', () => {
        const [own, next] = [item(9, 10), item(10, 12, { project: 2 })];
        assert.deepEqual(plan(cell([own, next]), 2), ['+12-13']);
        const far = item(11, 12, { project: 2 });
        assert.deepEqual(plan(cell([own, far]), 3), [`${own.id}:-11`, '+12-13']);
    });

    test('comes after all entries, not among them', () => {
        assert.deepEqual(plan(cell([item(8, 12, { project: 2 }), item(13, 17, { project: 3 })]), 1), ['+17-18']);
    });

    test('is split over gaps when it must be', () => {
        const others = [item(6, 12, { project: 2 }), item(13, 22, { project: 3 })];
        assert.deepEqual(plan(cell(others), 5), ['+22-24', '+12-13', '+4-6']);
    });

    test('makes no snippets', () => {
        const others = [item(0, 12, { project: 2 }), item(12 + 30 / 3600, 23.5, { project: 3 })];
        assert.deepEqual(plan(cell(others), 0.5), ['+23.5-24']);
        // Thirty seconds would be there, but half a minute of a longer time is no entry.
        assert.equal(plan(cell(others), 0.6), 'no_room 0.5');
        assert.deepEqual(planCell(cell(others), 20), {
            steps: [{ kind: 'add', start: at(23.5), end: at(23.5) + 20_000 }],
        });
    });

    test('has to fit into the day', () => {
        assert.deepEqual(plan(cell([]), 24), ['+9-24', '+0-9']);
        assert.equal(plan(cell([]), 24.5), 'no_room 24');
        const own = item(20, 23);
        assert.equal(plan(cell([own, item(0, 20, { project: 2 })]), 5), 'no_room 4');
    });

    test('leaves what comes from the day before to that day', () => {
        const night = item(-2, 1);
        assert.equal(cellSeconds(cell([night])), 3600);
        assert.deepEqual(plan(cell([night]), 2), [`${night.id}:-2`]);
        const withBreak = item(-2, 1, { pause: 30 });
        assert.deepEqual(planCell(cell([withBreak]), 3000 + 3600), {
            steps: [{ kind: 'add', start: at(9), end: at(10) }],
        });
    });

    test('does not lengthen over midnight', () => {
        const late = item(23, 25);
        assert.deepEqual(plan(cell([late]), 2), ['+9-10']);
        const early = item(8, 9);
        assert.deepEqual(plan(cell([early, late]), 3), [`${early.id}:-10`]);
    });

    test('never makes an entry longer than seven days', () => {
        const long = item(-167, 0.5);
        assert.deepEqual(plan(cell([long]), 2), [`${long.id}:-1`, '+9-10']);
    });

    test('keeps off the running timer', () => {
        const timer = { seconds: 0, takes: span(10, 24) };
        assert.deepEqual(plan(cell([item(8, 9, { project: 2 })], { timer }), 2), ['+9-10', '+7-8']);
        const own = item(8, 9);
        assert.deepEqual(plan(cell([own], { timer }), 2), [`${own.id}:-10`]);
        assert.equal(plan(cell([], { timer: { seconds: 0, takes: span(0, 24) } }), 1), 'no_room 0');
    });

    test('counts what runs', () => {
        const timer = { seconds: 1800, takes: span(10, 24) };
        assert.equal(cellSeconds(cell([], { timer })), 1800);
        assert.deepEqual(plan(cell([], { timer }), 1), ['+9-9.5']);
    });

    test('of an archived project only lengthens', () => {
        const own = item(9, 10);
        assert.deepEqual(plan(cell([own], { takesNew: false }), 2), [`${own.id}:-11`]);
        assert.equal(plan(cell([own, item(10.5, 11, { project: 2 })], { takesNew: false }), 2), 'archived 1.5');
        assert.equal(plan(cell([], { takesNew: false }), 2), 'archived 0');
    });
});

describe('less time', () => {
    test('is taken from the last entry backwards', () => {
        const [first, second, third] = [item(8, 10), item(11, 12), item(13, 14)];
        const of = cell([second, first, third, item(12, 13, { project: 2 })]);
        assert.deepEqual(plan(of, 3.5), [`${third.id}:-13.5`]);
        assert.deepEqual(plan(of, 3), [`-${third.id}`]);
        assert.deepEqual(plan(of, 1.5), [`-${third.id}`, `-${second.id}`, `${first.id}:-9.5`]);
        assert.deepEqual(plan(of, 0), [`-${third.id}`, `-${second.id}`, `-${first.id}`]);
    });

    test('keeps a break as it is', () => {
        const only = item(9, 13, { pause: 60 });
        assert.deepEqual(plan(cell([only]), 1), [`${only.id}:-11`]);
        assert.deepEqual(plan(cell([only]), 0), [`-${only.id}`]);
    });

    test('leaves the other side of midnight alone', () => {
        const [night, late] = [item(-2, 1), item(23, 26)];
        assert.deepEqual(plan(cell([night, late]), 1.5), [`${late.id}:23.5-`]);
        assert.deepEqual(plan(cell([night, late]), 1), [`${late.id}:24-`]);
        assert.deepEqual(plan(cell([night, late]), 0), [`${late.id}:24-`, `${night.id}:-0`]);
    });

    test('cannot be taken where a break crosses midnight, or a whole day lies inside', () => {
        const night = item(-1, 1, { pause: 30 });
        assert.equal(plan(cell([night]), 0), 'midnight 0.75');
        assert.equal(plan(cell([item(-1, 25)]), 20), 'midnight 24');
        // What can be taken elsewhere is.
        const own = item(9, 10);
        assert.deepEqual(plan(cell([night, own]), 0.75), [`-${own.id}`]);
        assert.equal(plan(cell([night, own]), 0.5), 'midnight 0.75');
    });

    test('ends at what runs', () => {
        const own = item(8, 9);
        const timer = { seconds: 3600, takes: span(10, 24) };
        assert.deepEqual(plan(cell([own], { timer }), 1), [`-${own.id}`]);
        assert.equal(plan(cell([own], { timer }), 0.5), 'running 1');
    });
});

describe('a locked day', () => {
    test('stays as it is', () => {
        assert.equal(plan(cell([item(9, 10)], { openFrom: tuesday.end }), 2), 'locked 1');
        assert.deepEqual(plan(cell([item(9, 10)], { openFrom: tuesday.end }), 1), []);
    });

    test('keeps what begins in it', () => {
        const night = item(-2, 1);
        const of = cell([night], { openFrom: tuesday.start });
        assert.equal(plan(of, 0.5), 'locked 1');
        assert.deepEqual(plan(of, 2), ['+9-10']);
    });
});

test('the same value changes nothing', () => assert.deepEqual(plan(cell([item(9, 10)]), 1), []));

describe('the day of the clocks', () => {
    test('has as many hours as it has', () => {
        const autumn = dayOf('2026-10-25');
        const spring = dayOf('2026-03-29');
        const full = (day: Span): Cell => cell([], { day, workStart: day.start });
        assert.equal(words(planCell(full(autumn), 26 * 3600)), 'no_room 25');
        assert.equal(words(planCell(full(spring), 24 * 3600)), 'no_room 23');
        assert.deepEqual(planCell(full(autumn), 25 * 3600), { steps: [{ kind: 'add', ...autumn }] });
    });
});

// ---- whatever is asked --------------------------------------------------------------------------------------------
function random(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
        state = (state * 48_271) % 2_147_483_647;
        return state % below;
    };
}

function someCell(next: (below: number) => number): Cell {
    const items: Item[] = [];
    for (let from = -next(6); from < 26; ) {
        const length = (1 + next(20)) / 4;
        if (next(3) > 0)
            items.push(item(from, from + length, { project: 1 + next(3), pause: next(3) ? 0 : length * 15 }));
        from += length + next(3) * 0.75;
    }
    const start = 12 + next(8);
    const isRunning = next(3) === 0;
    const before = isRunning ? items.filter(({ end }) => end <= at(start)) : items;
    const timer = isRunning ? { seconds: next(2) * 1800, takes: span(start, 24) } : undefined;
    return cell(before, { timer, workStart: at(next(14)), openFrom: next(4) ? 0 : tuesday.start });
}

function applied(items: readonly Item[], steps: readonly Step[]): Item[] {
    const changed = new Map(items.map((one) => [one.id, one]));
    for (const step of steps) {
        if (step.kind === 'add') {
            ids += 1;
            changed.set(ids, {
                id: ids,
                project: 1,
                start: step.start,
                end: step.end,
                net: (step.end - step.start) / 1000,
            });
        } else if (step.kind === 'remove') changed.delete(step.id);
        else {
            const old = changed.get(step.id)!;
            const { start = old.start, end = old.end } = step;
            const pause = (old.end - old.start) / 1000 - old.net;
            changed.set(step.id, { ...old, start, end, net: (end - start) / 1000 - pause });
        }
    }
    return [...changed.values()];
}

test('a cell comes to what was typed, and nothing else changes or overlaps', () => {
    const next = random(20_261_129);
    const seen = { done: 0, refused: 0 };
    for (let round = 0; round < 4000; round += 1) {
        const before = someCell(next);
        const value = next(30) * 1200;
        const answer = planCell(before, value);
        // A value that is refused comes with one that is not.
        const nearest = 'refused' in answer ? planCell(before, answer.seconds) : answer;
        assert.ok('steps' in nearest, JSON.stringify({ before, value, answer }));
        seen['refused' in answer ? 'refused' : 'done'] += 1;
        const items = applied(before.items, nearest.steps);
        const context = JSON.stringify({ before, value, answer, items });
        assert.equal(cellSeconds({ ...before, items }), 'refused' in answer ? answer.seconds : value, context);
        const others = before.timer ? [...items, before.timer.takes] : items;
        for (const [i, one] of others.entries())
            for (const other of others.slice(i + 1)) assert.ok(!overlaps(one, other), context);
        for (const one of items) {
            assert.ok(one.net > 0 && one.end > one.start, context);
            const old = before.items.find(({ id }) => id === one.id);
            if (!old) assert.ok(one.start >= tuesday.start && one.end <= tuesday.end, context);
            else if (old.project !== 1 || old.start < before.openFrom) assert.deepEqual(one, old, context);
            else
                for (const [from, to] of [
                    [0, tuesday.start],
                    [tuesday.end, at(99)],
                ] as const)
                    assert.equal(netWithin(one, from, to), netWithin(old, from, to), context);
        }
    }
    assert.ok(seen.done > 1000 && seen.refused > 200, JSON.stringify(seen));
});

describe('a copied week', () => {
    const week = (ms: number): number => ms + 7 * 24 * HOUR;

    test('leaves out what has no place', () => {
        const items = [item(9, 10), item(11, 12), item(13, 14)];
        const there = [{ start: week(at(11.5)), end: week(at(13)) }];
        const copies = planCopy(items, week, there, 0);
        assert.deepEqual(
            copies.map(({ from, to }) => [from.id, hours(to.start) - 168, hours(to.end) - 168]),
            [
                [items[0]!.id, 9, 10],
                [items[2]!.id, 13, 14],
            ],
        );
        assert.equal(planCopy(items, week, there, week(at(9.5))).length, 1);
    });

    test('does not lie on itself where the clocks change', () => {
        // Two that met, of which one begins an hour later now.
        const items = [item(1, 3), item(3, 4)];
        const copies = planCopy(items, (start) => (start === at(1) ? week(start) + HOUR : week(start)), [], 0);
        assert.equal(copies.length, 1);
    });
});

test('work begins where it does as a rule', () => {
    assert.equal(usualStart([]), 540);
    assert.equal(usualStart([600, 480, 495]), 495);
});
