// lighthouse.test.ts -- what Lighthouse says of the signed-in dashboard, as far as no time is measured: all of it is right.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { CATEGORIES, FORMS, Lighthouse } from './lighthouse.ts';

const TIMELESS = CATEGORIES.filter((name) => name !== 'performance');

describe('Lighthouse', () => {
    let here: Lighthouse;
    before(async () => {
        here = await Lighthouse.open();
    });
    after(() => here.close());

    for (const form of FORMS)
        test(`of the dashboard, ${form}: 100`, async () => {
            const { scores, lost } = await here.run(form, TIMELESS);
            assert.deepEqual(lost, []);
            assert.deepEqual(scores, Object.fromEntries(TIMELESS.map((name) => [name, 100])));
        });
});
