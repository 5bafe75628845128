import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { currentPeriod, dueInPeriod, parseHours, type Terms, workingDays } from '../src/views/targets/balance.ts';
import { hourSpan } from '../src/views/targets/span.ts';

const WORK = ['mon', 'tue', 'wed', 'thu', 'fri'];
const weekly: Terms = { valid_from: '2026-10-01', period: 'weekly', target_hours: 16, working_days: WORK };
const monthly: Terms = { valid_from: '2026-11-18', period: 'monthly', target_hours: 100, working_days: WORK };

describe('what is due', () => {
    test('in a whole week is all of it, whatever day its weeks begin on', () => {
        const week = { period_start: '2026-11-09', period_end: '2026-11-15' };
        assert.equal(dueInPeriod(week, [weekly], 'monday'), 16 * 3600);
        const sunday = { period_start: '2026-11-08', period_end: '2026-11-14' };
        assert.equal(dueInPeriod(sunday, [weekly], 'sunday'), 16 * 3600);
    });

    test('in a part is the part of the working days', () => {
        // Thursday and Friday of five.
        const first = { period_start: '2026-10-01', period_end: '2026-10-04' };
        assert.equal(dueInPeriod(first, [weekly, monthly], 'monday'), (16 * 3600 * 2) / 5);
        // 9 of 21 working days of November.
        const rest = { period_start: '2026-11-18', period_end: '2026-11-30' };
        assert.equal(dueInPeriod(rest, [weekly, monthly], 'monday'), Math.round((360_000 * 9) / 21));
    });

    test('is nothing where nobody works', () => {
        const saturday = { period_start: '2026-11-14', period_end: '2026-11-15' };
        assert.equal(dueInPeriod(saturday, [weekly], 'monday'), 0);
        assert.equal(workingDays(['sat'], '2026-11-01', '2026-11-30'), 4);
    });

    test('is asked of the period that today lies in', () => {
        const period = (period_start: string, period_end: string) => ({
            period_start,
            period_end,
            expected_seconds: 0,
            worked_seconds: 0,
            corrections_seconds: 0,
            balance_seconds: 0,
            total_seconds: 0,
        });
        const periods = [period('2026-11-09', '2026-11-15'), period('2026-11-16', '2026-11-17')];
        assert.equal(currentPeriod(periods, '2026-11-17')?.period_start, '2026-11-16');
        assert.equal(currentPeriod(periods, '2026-11-18'), undefined);
    });
});

describe('hours', () => {
    test('are read as people write them', () => {
        for (const [text, hours] of [
            ['16', 16],
            ['16.5', 16.5],
            ['16,5 h', 16.5],
            ['7:30', 7.5],
            ['-8', -8],
            ['−1:30', -1.5],
            ['+3.2', 3.2],
            ['0,333', 0.33],
        ] as const)
            assert.equal(parseHours(text), hours, text);
        for (const text of ['', 'x', '1:75', '1:2', '--3', '1.2.3']) assert.equal(parseHours(text), undefined, text);
    });

    test('below and above nothing have lines with room for all', () => {
        for (const [least, most] of [
            [0, 0],
            [-4, 0],
            [-84, 3],
            [-0.4, 12],
            [2, 5],
        ] as const) {
            const { lines, low, high } = hourSpan(least * 3600, most * 3600);
            assert.ok(lines.includes(0) && low <= least && high >= most && low < high, `${least} ${most}: ${lines}`);
            assert.ok(lines.length <= 6, `${lines}`);
        }
    });
});
