// print.test.ts -- every view on paper: only what it is about, all of it, in colours that can be read, whatever the screen's are.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

import { Person, axeFindings, baseUrl, launch, pictures } from './person.ts';
import { seed } from './seed.ts';

/** The days that the seed has: on the first of a month the month has none. */
const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const TODAY = new Date().toLocaleDateString('en-GB', { day: 'numeric', timeZone: 'Europe/Berlin' });
/** Views, and something that has to be on their paper. */
const VIEWS: Record<string, string> = {
    '#/dashboard': 'This week',
    '#/entries': 'Website relaunch',
    '#/calendar?view=week': TODAY,
    '#/calendar?view=month': 'Week',
    '#/timesheet': 'Total',
    [`#/statistics?from=${day(13)}&to=${day(0)}`]: 'Billing module',
    '#/targets': 'Acme Corporation',
    '#/projects': 'Website relaunch',
    '#/keys': 'Laptop',
    '#/settings': 'Time zone',
};
const NOT_PRINTED = ['.nav', '.top', '.filters', 'main .button', 'main .icon-button', '.toasts', '.period-steps', '.saved-reports'];

let browser: Browser;
let person: Person;
let page: Page;

/** What of the page's main part hides some of itself, or hangs over the paper's edge. */
const cutOff = (): Promise<string[]> => page.evaluate(`[...document.querySelectorAll('main *')].filter((element) => {
    if (!element.checkVisibility() || element.closest('.visually-hidden')) return false;
    const { overflowX, overflowY } = getComputedStyle(element);
    const isCut = (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1)
        || (/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight + 1);
    return isCut || element.getBoundingClientRect().right > innerWidth + 1;
}).map((element) => element.outerHTML.slice(0, 120)).slice(0, 3)`);

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 } });
    page = person.page;
    await seed(person);
    await person.api('PATCH', '/users/me', { theme: 'dark' });
    await person.api('POST', '/api-keys', { name: 'Laptop', scopes: ['read:time_entries'] });
    await person.api('POST', '/timer/start', { description: 'Must not be on paper' });
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('paper', () => {
    for (const [hash, text] of Object.entries(VIEWS))
        test(`has all of ${hash} and nothing else`, async () => {
            await page.emulateMedia({ media: 'screen' });
            await page.setViewportSize({ width: 1360, height: 900 });
            await page.goto('about:blank');
            await page.goto(`${baseUrl}/${hash}`);
            await page.locator('main').getByText(text, { exact: true }).first().waitFor();
            await page.emulateMedia({ media: 'print' });
            // The width of A4 without its margins: upright, for weeks across.
            const isWide = /calendar|timesheet/.test(hash);
            await page.setViewportSize({ width: isWide ? 1024 : 696, height: isWide ? 696 : 1024 });
            await page.waitForTimeout(200);
            for (const selector of NOT_PRINTED)
                assert.equal(await page.locator(selector).filter({ visible: true }).count(), 0, selector);
            assert.ok(await page.locator('main').getByText(text, { exact: true }).filter({ visible: true }).count() > 0, text);
            assert.deepEqual(await cutOff(), []);
            assert.deepEqual(await axeFindings(page, { type: 'rule', values: ['color-contrast'] }, 'main'), []);
            assert.equal(await page.evaluate('getComputedStyle(document.documentElement).colorScheme'), 'light');
            const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true });
            const name = hash.replace(/\?from.*/, '').replace(/\W+/g, '-').replace(/^-/, 'print-');
            writeFileSync(join(pictures, `${name}.pdf`), pdf);
            const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
            assert.ok(pages >= 1 && pages <= 4, `${pages} pages`);
        });

    test('has only the hours of a week that hold something, so that a quarter of one can be read', async () => {
        const other = await Person.signedIn(browser, { viewport: { width: 1024, height: 696 } });
        const { project } = await other.api<{ project: { id: number } }>('POST', '/projects', { name: 'Printed' });
        for (const [from, to, description] of [['06:30', '06:45', 'Early round'], ['15:00', '16:00', 'Afternoon']])
            await other.api('POST', '/time-entries', { project_id: project.id, description,
                start_time: `2026-11-03T${from}:00Z`, end_time: `2026-11-03T${to}:00Z` });
        await other.page.goto('about:blank');
        await other.page.goto(`${baseUrl}/#/calendar?view=week&date=2026-11-03`);
        const round = other.page.locator('.calendar-entry', { hasText: 'Early round' });
        await round.waitFor();
        await other.page.emulateMedia({ media: 'print' });
        const body = (await other.page.locator('.calendar-body').boundingBox())!;
        const card = (await round.boundingBox())!;
        const words = (await round.locator('strong').boundingBox())!;
        assert.ok(card.y > body.y && card.y < body.y + body.height / 4, 'the night is not printed');
        assert.ok(words.height <= card.height && words.height >= 10, `a line of ${words.height} in ${card.height}`);
        const pdf = await other.page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true });
        assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1);
        await other.picture('print-calendar-quarter');
        assert.deepEqual(other.troubles, []);
        await other.close();
    });
});
