import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Presence } from '../src/views/idle/presence.ts';

const MINUTE = 60_000;
const LIMIT = 10 * MINUTE;

/** Ticks every five seconds. */
function pass(presence: Presence, from: number, to: number, isElsewhere: boolean): void {
    for (let at = from; at <= to; at += 5000) assert.equal(presence.tick(at, LIMIT, isElsewhere), undefined);
}

describe('presence', () => {
    test('ends with the last sign of life, and is missed from the limit on', () => {
        const presence = new Presence(0);
        assert.equal(presence.active(MINUTE, LIMIT), undefined);
        pass(presence, MINUTE, 10 * MINUTE, false);
        assert.equal(presence.active(11 * MINUTE - 1, LIMIT), undefined);
        pass(presence, 11 * MINUTE, 21 * MINUTE, false);
        assert.equal(presence.active(21 * MINUTE, LIMIT), 11 * MINUTE - 1);
        assert.equal(presence.active(21 * MINUTE + 1, LIMIT), undefined);
    });

    test('is presumed while one may be at work elsewhere', () => {
        const presence = new Presence(0);
        pass(presence, 0, 60 * MINUTE, true);
        assert.equal(presence.active(60 * MINUTE, LIMIT), undefined);
    });

    test('is missed when the machine slept, wherever one was before', () => {
        const presence = new Presence(0);
        pass(presence, 0, 5 * MINUTE, true);
        assert.equal(presence.tick(45 * MINUTE, LIMIT, true), 5 * MINUTE);
        assert.equal(presence.tick(46 * MINUTE, LIMIT, true), undefined);
    });

    test('says nothing after a page was stopped', () => {
        const presence = new Presence(0);
        presence.resume(60 * MINUTE);
        assert.equal(presence.tick(60 * MINUTE, LIMIT, true), undefined);
        assert.equal(presence.active(60 * MINUTE, LIMIT), undefined);
    });

    test('ends when the system says so, earlier than it says it', () => {
        const presence = new Presence(0);
        pass(presence, 0, 20 * MINUTE, true);
        presence.leave(19 * MINUTE);
        pass(presence, 20 * MINUTE, 40 * MINUTE, false);
        assert.equal(presence.active(40 * MINUTE, LIMIT), 19 * MINUTE);
    });
});
