// html.test.ts -- what is served, and what each view makes of it in a browser, is valid HTML.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';

import { env } from '../http/server.ts';
import { mistakes, mistakesOf } from './html.ts';
import { Person, baseUrl, launch } from './person.ts';
import { seed } from './seed.ts';

const VIEWS = ['dashboard', 'entries', 'calendar', 'calendar?view=week', 'calendar?view=month', 'timesheet', 'statistics', 'targets', 'projects',
    'keys', 'settings'];

describe('HTML', () => {
    let browser: Browser;
    before(async () => {
        browser = await launch();
    });
    after(() => browser.close());

    for (const file of ['index.html', 'docs/index.html'])
        test(`as served: ${file}`, async () => {
            assert.deepEqual(await mistakes(readFileSync(join(env('BUILD'), 'htdocs', file), 'utf8')), []);
        });

    test('a mistake is found', async () => {
        const page = '<!doctype html><html lang="en"><head><title>x</title></head><body><p><button>a</button><div></div></p></body></html>';
        assert.match((await mistakes(page)).join(), /no-implicit-button-type.*(close-order|no-implicit-close)/);
    });

    test('signed out', async () => {
        const person = await Person.open(browser);
        await person.page.getByRole('link', { name: 'Sign in' }).waitFor();
        assert.deepEqual(await mistakesOf(person.page), []);
        await person.close();
    });

    test('as drawn by each view, empty and full', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        const found: string[] = [];
        for (const state of ['empty', 'full']) {
            if (state === 'full') {
                await seed(person);
                await person.api('POST', '/timer/start', { description: 'Valid' });
            }
            for (const view of VIEWS) {
                await page.goto(`${baseUrl}/#/${view}`);
                await page.reload();
                await page.locator('main :is(li, h2, td)').first().waitFor();
                await page.locator('.skeleton, [aria-busy="true"]').first().waitFor({ state: 'detached' });
                found.push(...(await mistakesOf(page)).map((mistake) => `${state} ${view}: ${mistake}`));
            }
        }
        assert.deepEqual(found, []);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});
