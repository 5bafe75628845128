import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { href, parseHash } from '../src/shell/router.ts';

describe('addresses', () => {
    test('are a path and a query in the hash', () => {
        const { path, query } = parseHash('#/entries?client=3&q=a%26b');
        assert.equal(path, 'entries');
        assert.deepEqual(Object.fromEntries(query), { client: '3', q: 'a&b' });
    });

    test('may be wrong, and then lead to the first view', () => {
        for (const hash of ['', '#', '#/', 'x', '#//']) assert.equal(parseHash(hash).path, '');
        assert.equal(parseHash('#/entries/').path, 'entries');
    });

    test('leave out what is not there', () => {
        assert.equal(
            href('entries', { client: 3, q: '', tag: undefined, billable: true }),
            '#/entries?client=3&billable=true',
        );
        assert.equal(href('entries'), '#/entries');
    });

    test('come back as they went', () => {
        const values = { q: 'a&b=c#d é', from: '2026-11-01' };
        assert.deepEqual(Object.fromEntries(parseHash(href('entries', values)).query), values);
    });
});
