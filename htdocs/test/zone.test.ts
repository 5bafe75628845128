import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import 'temporal-polyfill/global';
import {
    addDays,
    dayEnd,
    dayOf,
    dayStart,
    instantOf,
    toWire,
    twinOf,
    wallMinutes,
    weekStart,
} from '../src/time/zone.ts';

const at = (text: string): number => Date.parse(text);
const hours = (day: string, zone: string): number => (dayEnd(day, zone) - dayStart(day, zone)) / 3_600_000;

describe('times that come twice', () => {
    test('have a twin, and no others do', () => {
        const [first, second] = [at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')];
        assert.equal(twinOf(first, 'Europe/Berlin'), second);
        assert.equal(twinOf(second, 'Europe/Berlin'), first);
        assert.equal(twinOf(at('2026-10-25T02:00:00Z'), 'Europe/Berlin'), undefined);
        assert.equal(twinOf(at('2026-03-29T01:00:00Z'), 'Europe/Berlin'), undefined);
        // Half an hour, to the second.
        assert.equal(twinOf(at('2026-04-04T14:45:07Z'), 'Australia/Lord_Howe'), at('2026-04-04T15:15:07Z'));
        assert.equal(twinOf(at('2026-04-04T14:29:59Z'), 'Australia/Lord_Howe'), undefined);
    });
});

describe('days', () => {
    test('are as long as they are on the wall', () => {
        assert.equal(hours('2026-06-01', 'Europe/Berlin'), 24);
        assert.equal(hours('2026-03-29', 'Europe/Berlin'), 23);
        assert.equal(hours('2026-10-25', 'Europe/Berlin'), 25);
        assert.equal(hours('2026-10-04', 'Australia/Lord_Howe'), 23.5);
        assert.equal(hours('2026-04-05', 'Australia/Lord_Howe'), 24.5);
        assert.equal(hours('2011-12-30', 'Pacific/Apia'), 0);
    });

    test('begin where the server says', () => {
        assert.equal(dayStart('2026-03-29', 'Europe/Berlin'), at('2026-03-28T23:00:00Z'));
        // The midnight that is left out: the moment of the change. Of two midnights the second.
        assert.equal(dayStart('2026-03-29', 'Asia/Beirut'), at('2026-03-28T22:00:00Z'));
        assert.equal(dayStart('2024-11-03', 'America/Havana'), at('2024-11-03T05:00:00Z'));
    });

    test('know the date at an instant', () => {
        assert.equal(dayOf(at('2026-11-24T23:30:00Z'), 'Europe/Berlin'), '2026-11-25');
        assert.equal(dayOf(at('2026-11-24T23:30:00Z'), 'America/New_York'), '2026-11-24');
    });

    test('can be counted, and are gathered in weeks', () => {
        assert.equal(addDays('2026-02-28', 1), '2026-03-01');
        assert.equal(addDays('2024-03-01', -1), '2024-02-29');
        assert.equal(weekStart('2026-11-24', 'monday'), '2026-11-23');
        assert.equal(weekStart('2026-11-22', 'monday'), '2026-11-16');
        assert.equal(weekStart('2026-11-24', 'sunday'), '2026-11-22');
        assert.equal(weekStart('2026-11-24', 'saturday'), '2026-11-21');
    });
});

describe('times on the wall', () => {
    test('of a repeated hour are the first, or the one that is near', () => {
        const [first, second] = [at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')];
        assert.equal(instantOf('2026-10-25', 150, 'Europe/Berlin'), first);
        assert.equal(instantOf('2026-10-25', 150, 'Europe/Berlin', second), second);
        assert.equal(instantOf('2026-10-25', 150, 'Europe/Berlin', first), first);
    });

    test('of a skipped hour are the moment after', () => {
        assert.equal(instantOf('2026-03-29', 150, 'Europe/Berlin'), at('2026-03-29T01:30:00Z'));
    });

    test('come back as they went', () => {
        for (const [day, zone] of [
            ['2026-03-29', 'Europe/Berlin'],
            ['2026-10-25', 'Europe/Berlin'],
            ['2026-10-04', 'Australia/Lord_Howe'],
            ['2026-04-05', 'Australia/Lord_Howe'],
        ] as const)
            for (let ms = dayStart(day, zone); ms < dayEnd(day, zone); ms += 900_000) {
                assert.equal(dayOf(ms, zone), day);
                assert.equal(
                    instantOf(day, wallMinutes(ms, zone), zone, ms),
                    ms,
                    `${day} ${zone} ${new Date(ms).toISOString()}`,
                );
            }
    });

    test('go over the wire in whole seconds', () => assert.equal(toWire(1_764_000_000_999), '2025-11-24T16:00:00Z'));
});
