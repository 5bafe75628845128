import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseClock } from '../src/time/clock_input.ts';

const CLOCKS: [string, number | undefined][] = [
    ['9', 540],
    ['09', 540],
    ['930', 570],
    ['0930', 570],
    ['9.30', 570],
    ['9:30', 570],
    ['9h30', 570],
    ['21h', 1260],
    ['9 Uhr', 540],
    ['9:30pm', 1290],
    ['9:30 p.m.', 1290],
    ['12am', 0],
    ['12pm', 720],
    ['12:15a', 15],
    ['0', 0],
    ['24', 0],
    ['23:59', 1439],
    ['25', undefined],
    ['9:60', undefined],
    ['13pm', undefined],
    ['0am', undefined],
    ['', undefined],
    ['now', undefined],
    ['12345', undefined],
];

describe('times of the day', () => {
    for (const [text, minutes] of CLOCKS)
        test(`"${text}" is ${minutes ?? 'none'}`, () =>
            assert.deepEqual(parseClock(text), minutes === undefined ? undefined : { kind: 'clock', minutes }));

    test('can be moved', () => {
        assert.deepEqual(parseClock('+15'), { kind: 'shift', minutes: 15 });
        assert.deepEqual(parseClock('-1h'), { kind: 'shift', minutes: -60 });
        assert.deepEqual(parseClock('+ 90 min'), { kind: 'shift', minutes: 90 });
    });
});
