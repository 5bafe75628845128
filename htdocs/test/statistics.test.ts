import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressOf, choiceOf } from '../src/views/statistics/choice.ts';
import {
    addMonths,
    before,
    groupsFor,
    periodRange,
    periodsOf,
    presetRange,
    rangeFault,
    shift,
} from '../src/views/statistics/range.ts';
import { arc, barsOf, heatLevel, heatSteps, hourTicks, partsOf, weeksOf } from '../src/views/statistics/shape.ts';

const TODAY = '2026-11-24'; // a Tuesday

describe('ranges of days', () => {
    test('are presets that begin where weeks do', () => {
        assert.deepEqual(presetRange('week', TODAY, 'monday'), { from: '2026-11-23', to: '2026-11-29' });
        assert.deepEqual(presetRange('week', TODAY, 'sunday'), { from: '2026-11-22', to: '2026-11-28' });
        assert.deepEqual(presetRange('last_month', '2026-03-31', 'monday'), { from: '2026-02-01', to: '2026-02-28' });
        assert.deepEqual(presetRange('year', TODAY, 'monday'), { from: '2026-01-01', to: '2026-12-31' });
    });

    test('are shifted by months where they are months, else by days', () => {
        assert.deepEqual(shift({ from: '2026-03-01', to: '2026-03-31' }, -1), { from: '2026-02-01', to: '2026-02-28' });
        assert.deepEqual(shift({ from: '2024-01-01', to: '2024-12-31' }, 1), { from: '2025-01-01', to: '2025-12-31' });
        assert.deepEqual(shift({ from: '2026-10-01', to: '2026-12-31' }, 1), { from: '2027-01-01', to: '2027-03-31' });
        assert.deepEqual(shift({ from: '2026-11-23', to: '2026-11-29' }, -1), { from: '2026-11-16', to: '2026-11-22' });
        assert.equal(addMonths('2026-01-31', -1), '2025-12-01');
    });

    test('that are not over are compared with as much of the one before', () => {
        const month = presetRange('month', TODAY, 'monday');
        assert.deepEqual(before(month, TODAY), { from: '2026-10-01', to: '2026-10-24' });
        assert.deepEqual(before(month, '2026-12-05'), { from: '2026-10-01', to: '2026-10-31' });
        // The 31st has no like in a shorter month.
        assert.deepEqual(before({ from: '2026-03-01', to: '2026-03-31' }, '2026-03-30').to, '2026-02-28');
    });

    test('tell what is wrong with them', () => {
        assert.equal(rangeFault({ from: '2026-11-02', to: '2026-11-01' }), 'order');
        assert.equal(rangeFault({ from: '1999-01-01', to: '2026-11-01' }), 'long');
        assert.equal(rangeFault({ from: TODAY, to: TODAY }), undefined);
    });

    test('are shown in periods of which there are not too many', () => {
        assert.deepEqual(groupsFor(presetRange('week', TODAY, 'monday')), ['day']);
        assert.deepEqual(groupsFor(presetRange('month', TODAY, 'monday')), ['day', 'week']);
        assert.deepEqual(groupsFor(presetRange('year', TODAY, 'monday')), ['month', 'week']);
        assert.deepEqual(groupsFor({ from: '2010-01-01', to: '2026-12-31' }), ['year']);
        assert.deepEqual(groupsFor({ from: '2024-02-01', to: '2026-01-31' })[0], 'month');
    });

    test('have all their periods, the first and the last cut', () => {
        const range = { from: '2026-11-04', to: '2026-11-24' };
        assert.deepEqual(periodsOf(range, 'week', 'monday'), ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23']);
        assert.deepEqual(periodRange('2026-11-02', 'week', range), { from: '2026-11-04', to: '2026-11-08' });
        assert.deepEqual(periodRange('2026-11-23', 'week', range), { from: '2026-11-23', to: '2026-11-24' });
    });
});

describe('what the address asks for', () => {
    const choice = (query: string) => choiceOf(new URLSearchParams(query), TODAY, 'monday');

    test('is this month unless it says more', () => {
        const { preset, range, group, client } = choice('');
        assert.deepEqual(
            { preset, range, group, client },
            {
                preset: 'month',
                range: { from: '2026-11-01', to: '2026-11-30' },
                group: 'day',
                client: undefined,
            },
        );
    });

    test('may be nonsense, which is left out', () => {
        const { preset, group, client, project, billable } = choice(
            'range=never&from=2026-13-45&to=x&group=hour&client=-1&project=abc&billable=maybe',
        );
        assert.deepEqual([preset, group, client, project, billable], ['month', 'day', undefined, undefined, undefined]);
    });

    test('are two dates, or the preset that they are', () => {
        assert.equal(choice('from=2026-11-23&to=2026-11-29').preset, 'week');
        assert.equal(choice('range=custom&from=2026-11-23&to=2026-11-29').preset, 'custom');
        assert.equal(choice('from=2026-11-05&to=2026-11-01').fault, 'order');
    });

    test('has one address, whichever way it is put', () => {
        const address = (query: string) => addressOf(choice(query));
        assert.equal(address(''), 'range=month');
        assert.equal(address('group=day&range=month&client=&from=2026-01-01'), 'range=month');
        assert.equal(address('from=2026-11-23&to=2026-11-29'), 'range=week');
        assert.equal(
            address('to=2026-11-29&from=2026-11-23&range=custom'),
            'range=custom&from=2026-11-23&to=2026-11-29',
        );
        assert.equal(
            address('billable=no&tag=a%20%26%20b&project=4&client=3&group=week&range=last_month'),
            'range=last_month&group=week&client=3&project=4&tag=a+%26+b&billable=no',
        );
        for (const query of ['range=year&group=week', 'range=custom&from=2025-01-01&to=2026-12-31&billable=yes'])
            assert.equal(address(query), query);
    });
});

describe('shapes', () => {
    const sum = (project_id: number, total_seconds: number) => ({
        project_id,
        project_name: `P${project_id}`,
        client_id: 1,
        color: '#123456',
        total_seconds,
    });

    test('parts stand by size, and those that are too many are one', () => {
        const parts = partsOf(
            Array.from({ length: 20 }, (_, i) => sum(i + 1, (i + 1) * 100)),
            () => 'C',
            'Others',
        );
        assert.equal(parts.length, 14);
        assert.deepEqual([parts[0]!.id, parts[0]!.seconds], [20, 2000]);
        assert.deepEqual([parts[13]!.id, parts[13]!.name, parts[13]!.color], [0, 'Others', undefined]);
        assert.equal(
            parts.reduce((all, { seconds }) => all + seconds, 0),
            21_000,
        );
    });

    test('bars have the same order, and the days without time as well', () => {
        const parts = partsOf([sum(1, 100), sum(2, 300)], () => 'C', 'Others');
        const projects = [
            { project_id: 1, total_seconds: 100 },
            { project_id: 2, total_seconds: 300 },
        ];
        const bars = barsOf(
            ['2026-11-01', '2026-11-02'],
            [{ period_start: '2026-11-02', total_seconds: 400, projects }],
            parts,
        );
        assert.deepEqual(bars, [
            { start: '2026-11-01', seconds: 0, parts: [0, 0] },
            { start: '2026-11-02', seconds: 400, parts: [300, 100] },
        ]);
    });

    test('axes have few round lines', () => {
        assert.deepEqual(hourTicks(8 * 3600), [0, 2, 4, 6, 8]);
        assert.deepEqual(hourTicks(11.3 * 3600), [0, 4, 8, 12]);
        assert.deepEqual(hourTicks(160 * 3600), [0, 50, 100, 150, 200]);
        assert.equal(hourTicks(0).length > 1, true);
        for (const hours of [0.3, 1, 3, 7, 24, 99, 1234]) {
            const ticks = hourTicks(hours * 3600);
            assert.ok(ticks.at(-1)! >= hours && ticks.length <= 6, `${hours}: ${ticks}`);
        }
    });

    test('a whole ring is one, and begins on top', () => {
        assert.match(arc(0, 1, 10, 5), /^M0\.000 -10\.000A10 10 0 1 1/);
        assert.match(arc(0, 0.25, 10, 5), /^M0\.000 -10\.000A10 10 0 0 1 10\.000 0\.000/);
    });

    test('a year is weeks of seven days', () => {
        const weeks = weeksOf('2026-01-01', '2026-12-31', 'monday');
        assert.equal(weeks.length, 53);
        assert.deepEqual(weeks[0]!.slice(2, 4), [undefined, '2026-01-01']);
        assert.equal(weeks.flat().filter(Boolean).length, 365);
        const steps = heatSteps(11 * 3600);
        assert.deepEqual(
            [0, 60, 3 * 3600, 3 * 3600 + 1, 11 * 3600].map((s) => heatLevel(s, steps)),
            [0, 1, 1, 2, 4],
        );
    });
});
