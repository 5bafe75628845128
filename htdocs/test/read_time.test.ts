import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import 'temporal-polyfill/global';
import { readTime } from '../src/time/read_time.ts';

const at = (day: number, time: string): number => Date.parse(`2026-11-0${day}T${time}:00Z`);
const written = (ms: number): string => new Date(ms).toISOString().slice(8, 16);
const BASE = { zone: 'UTC', is12: false };
const end = (text: string, start: string, value: string, more = {}): string | undefined => {
    const after = at(1, start);
    const found = readTime(text, { ...BASE, value: at(1, value), after, from: after, ...more });
    return found && (found.isBefore ? 'before' : written(found.ms));
};
const start = (text: string, value: string, is12 = false): string | undefined => {
    const found = readTime(text, { ...BASE, value: at(1, value), is12 });
    return found && written(found.ms);
};

describe('an end', () => {
    test('before the start is no end of the next day, unless that is a night', () => {
        assert.equal(end('10:30', '09:00', '10:00'), '01T10:30');
        assert.equal(end('8', '09:00', '10:00'), 'before');
        assert.equal(end('9', '09:00', '10:00'), 'before');
        assert.equal(end('6', '22:00', '23:00'), '02T06:00');
        assert.equal(end('1', '09:00', '10:00'), '02T01:00');
        assert.equal(end('25', '09:00', '10:00'), undefined);
    });

    test('at midnight makes a day full', () => {
        for (const text of ['0:00', '0', '24', '12am']) assert.equal(end(text, '00:00', '01:00'), '02T00:00');
        assert.equal(end('0:00', '05:00', '06:00'), '02T00:00');
    });

    test('of what is long already may stay so', () => {
        const value = at(2, '08:00');
        assert.equal(end('8:05', '09:00', '10:00', { value }), '02T08:05');
    });

    test('is moved back from where it is, and forward from the start', () => {
        assert.equal(end('-15', '09:00', '10:00'), '01T09:45');
        assert.equal(end('+15', '09:00', '10:00'), '01T09:15');
        assert.equal(end('-1h', '09:00', '10:00'), 'before');
    });

    test('on a clock of twelve hours is the next one after the start', () => {
        assert.equal(end('2:30', '13:00', '14:00', { is12: true }), '01T14:30');
        assert.equal(end('2:30am', '13:00', '14:00', { is12: true }), '02T02:30');
        assert.equal(end('8', '09:00', '10:00', { is12: true }), '01T20:00');
        assert.equal(end('6', '22:00', '23:00', { is12: true }), '02T06:00');
        assert.equal(end('12', '09:00', '10:00', { is12: true }), '01T12:00');
        assert.equal(end('8am', '09:00', '10:00', { is12: true }), 'before');
        assert.equal(end('14:30', '13:00', '14:00', { is12: true }), '01T14:30');
    });

    test('is the second of two where the first lies before the start', () => {
        const [after, value] = [Date.parse('2026-10-25T00:50:00Z'), Date.parse('2026-10-24T23:00:00Z')];
        const found = readTime('2:45', { zone: 'Europe/Berlin', is12: false, value, after });
        assert.deepEqual(found, { ms: Date.parse('2026-10-25T01:45:00Z'), isBefore: false });
    });
});

describe('a start', () => {
    test('is on the day of what stands there', () => {
        assert.equal(start('8', '13:00'), '01T08:00');
        assert.equal(start('-15', '13:00'), '01T12:45');
        assert.equal(start('+1h', '13:00'), '01T14:00');
    });

    test('on a clock of twelve hours is the one that is nearer to it', () => {
        assert.equal(start('2', '13:00', true), '01T14:00');
        assert.equal(start('9', '08:00', true), '01T09:00');
        assert.equal(start('0900', '23:00', true), '01T09:00');
        assert.equal(start('11am', '23:00', true), '01T11:00');
    });
});
