import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatClock, formatDuration, parseDuration, readDuration } from '../src/time/duration.ts';

const CASES: [string, number | undefined][] = [
    ['1h30', 5400],
    ['1h 30m', 5400],
    ['1h30m15s', 5415],
    ['1:30', 5400],
    ['1:30:15', 5415],
    ['0:05', 300],
    [':45', 2700],
    [':5', 300],
    ['90m', 5400],
    ['90', 5400],
    ['8', 480],
    ['1.5', 5400],
    ['1,5h', 5400],
    ['1,25', 4500],
    ['1 hour 5 min', 3900],
    ['2 hours', 7200],
    ['1 Std. 15 Min.', 4500],
    ['2 Stunden', 7200],
    ['45 s', 45],
    [' 2H ', 7200],
    ['100:00', 360_000],
    ['', undefined],
    ['abc', undefined],
    ['1:75', undefined],
    ['1h 75', undefined],
    ['-5', undefined],
    [':', undefined],
    ['1h x', undefined],
];

describe('durations', () => {
    for (const [text, seconds] of CASES)
        test(`"${text}" is ${seconds === undefined ? 'none' : `${seconds} s`}`, () =>
            assert.equal(parseDuration(text), seconds));

    test('with a sign change what stood there', () => {
        assert.equal(readDuration('+15', 3600), 4500);
        assert.equal(readDuration(' -0:30 ', 3600), 1800);
        assert.equal(readDuration('−1h', 3600), 0);
        assert.equal(readDuration('-61', 3600), undefined);
        assert.equal(readDuration('+', 3600), undefined);
        assert.equal(readDuration('1:30', 3600), 5400);
    });

    test('are shown in hours and minutes, a running one in seconds too', () => {
        assert.equal(formatDuration(0), '0:00');
        assert.equal(formatDuration(59), '0:00');
        assert.equal(formatDuration(3660), '1:01');
        assert.equal(formatDuration(-5400), '−1:30');
        assert.equal(formatDuration(-30), '0:00');
        assert.equal(formatDuration(360_000), '100:00');
        assert.equal(formatClock(3661.9), '1:01:01');
        assert.equal(formatClock(-3), '0:00:00');
    });

    test('are read as they are shown', () => {
        for (let seconds = 0; seconds < 100_000; seconds += 60)
            assert.equal(parseDuration(formatDuration(seconds)), seconds);
    });
});
