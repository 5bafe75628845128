import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matchScore } from '../src/ui/fuzzy.ts';

const best = (query: string, ...labels: string[]): string | undefined =>
    labels
        .filter((label) => matchScore(label, query) > 0)
        .sort((a, b) => matchScore(b, query) - matchScore(a, query))[0];

describe('searching', () => {
    test('prefers what begins like it', () => {
        assert.equal(best('we', 'Power plant', 'Website, Acme'), 'Website, Acme');
        assert.equal(best('acme', 'Website, Acme', 'Acme tools, Internal'), 'Acme tools, Internal');
    });

    test('takes initials, several words and letters without their marks', () => {
        assert.equal(best('bm', 'Billing module, Bergmann', 'Website, Acme'), 'Billing module, Bergmann');
        assert.equal(best('acme web', 'Website, Acme', 'Website, Bergmann'), 'Website, Acme');
        assert.equal(best('tochter', 'Bergmann & Töchter'), 'Bergmann & Töchter');
    });

    test('does not take letters that are strewn about', () =>
        assert.equal(matchScore('Accessibility review', 'clr'), 0));
});
