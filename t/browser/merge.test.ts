// merge.test.ts -- neighbours become one entry: what counted counts on to the second, gaps are breaks, undo brings all back, and
// a refusal at any step leaves everything as it was.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findings, launch, pictures, until } from './person.ts';

type Entry = { id: number; description: string; start_time: string; end_time: string; duration_seconds: number; break_minutes: number;
    tags: string[]; billable: boolean };

let browser: Browser;
let person: Person;
let page: Page;
let projects: number[];
let back = 0;

const dayOf = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const row = (description: string): Locator => page.locator(`.entry[aria-label^="${description},"]`);
const select = (description: string): Promise<void> => row(description).getByRole('checkbox').click();

/** Entries of a day of their own: [description, start, end, project, more]. */
async function entries(...wanted: [string, string, string, number, object?][]): Promise<void> {
    back += 1;
    for (const [description, from, to, project, more] of wanted)
        await person.api('POST', '/time-entries', { description, project_id: projects[project], start_time: `${dayOf(back)}T${from}Z`,
            end_time: `${dayOf(back)}T${to}Z`, ...more });
    await row(wanted.at(-1)![0]).waitFor();
}

/** What the server has of that day. */
async function stored(): Promise<Entry[]> {
    const of = `start_date=${dayOf(back)}&end_date=${dayOf(back)}&sort=start_time`;
    return (await person.api<{ time_entries: Entry[] }>('GET', `/time-entries?${of}`)).time_entries;
}
const spans = async (): Promise<unknown[]> => (await stored()).map((entry) =>
    [entry.description, entry.start_time.slice(11, 19), entry.end_time.slice(11, 19), entry.duration_seconds, entry.break_minutes]);

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    projects = [];
    for (const name of ['Alpha', 'Beta'])
        projects.push((await person.api<{ project: { id: number } }>('POST', '/projects', { name })).project.id);
    await page.goto(`${baseUrl}/#/entries`);
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles.filter((text) => !/ERR_FAILED/.test(text)), []);
});

describe('neighbours', () => {
    test('become one by the bulk bar; the gap is a break, and undo brings all back', async () => {
        await entries(['Draft', '08:00:00', '09:00:00', 0, { tags: ['a'] }], ['Review', '09:35:00', '10:00:00', 0, { tags: ['b'], break_minutes: 5 }],
            ['Send', '10:00:00', '10:30:00', 0]);
        const before = await spans();
        for (const name of ['Draft', 'Review', 'Send'])
            await select(name);
        const bulk = page.getByRole('region', { name: '3 selected' });
        assert.deepEqual(await findings(page), []);
        await page.screenshot({ path: join(pictures, 'merge-bulk.png') });
        await bulk.getByRole('button', { name: 'Merge' }).click();
        await page.getByText('3 entries merged. The 0:35 between them are a break now.').waitFor();
        await page.screenshot({ path: join(pictures, 'merge-done.png') });
        const [one, ...others] = await stored();
        assert.equal(others.length, 0);
        assert.deepEqual([one?.description, one?.tags, one?.duration_seconds, one?.break_minutes, one?.end_time.slice(11, 19)],
            ['Draft; Review; Send', ['a', 'b'], 60 * 60 + 20 * 60 + 30 * 60, 40, '10:30:00']);
        await page.getByRole('button', { name: 'Undo' }).click();
        await row('Review').waitFor();
        await until(async () => JSON.stringify(await spans()) === JSON.stringify(before), 'all as it was');
    });

    test('become one by a key and by the menu, to the second', async () => {
        await entries(['Early', '08:00:00', '08:59:50', 0], ['Late', '09:01:20', '10:00:00', 0]);
        await row('Late').focus();
        await page.keyboard.press('m');
        await row('Early; Late').waitFor();
        // The gap of 90 seconds is a break of a minute: the end comes 30 seconds earlier, the sum stays.
        await until(async () => (await stored()).length === 1, 'merged');
        await until(async () => JSON.stringify(await spans()) === JSON.stringify([['Early; Late', '08:00:00', '09:59:30', 3590 + 3520, 1]]), 'the sum');
        await page.keyboard.press('Control+z');
        await row('Late').waitFor();
        await until(async () => (await stored()).length === 2, 'undone');
        await row('Late').getByRole('button', { name: 'More for Late' }).click();
        await page.getByRole('menuitem', { name: 'Merge with the one before' }).click();
        await row('Early; Late').waitFor();
        await until(async () => (await stored()).length === 1, 'merged once more');
    });

    test('of other projects, or with something between them, stay two', async () => {
        await entries(['One', '08:00:00', '09:00:00', 0], ['Other', '09:00:00', '09:30:00', 1], ['Two', '10:00:00', '11:00:00', 0]);
        const before = await spans();
        await select('One');
        await select('Other');
        await page.getByRole('region', { name: 'selected' }).getByRole('button', { name: 'Merge' }).click();
        await page.getByText('Only entries of one project').waitFor();
        await select('Other');
        // The filter hides what lies between; the server knows.
        await page.goto(`${baseUrl}/#/entries?project=${projects[0]}`);
        await row('Other').waitFor({ state: 'detached' });
        for (const name of ['One', 'Two'])
            if (!(await row(name).getByRole('checkbox').isChecked()))
                await select(name);
        await page.keyboard.press('Tab');
        await page.getByRole('region', { name: '2 selected' }).getByRole('button', { name: 'Merge' }).click();
        await page.getByText('“Other” lies between them.').waitFor();
        assert.deepEqual(await spans(), before);
        await page.goto(`${baseUrl}/#/entries`);
    });
});

describe('a merge that fails', () => {
    for (const [what, isRefused, status] of [
        ['at its first step', (body: string, method: string) => method === 'PATCH' && !body.includes('end_time'), 409],
        ['when the others are deleted', (_: string, method: string) => method === 'DELETE', 409],
        ['when the span grows', (body: string, method: string) => method === 'PATCH' && body.includes('end_time'), 409],
    ] as const)
        test(`${what} leaves all as it was`, async () => {
            const [left, right] = [`Left ${what}`, `Right ${what}`];
            await entries([left, '08:00:00', '09:00:00', 0], [right, '09:10:00', '10:00:00', 0]);
            const before = await spans();
            let refusals = 0;
            await page.route('**/api/v1/time-entries/*', (route) => {
                const request = route.request();
                if (refusals || !isRefused(request.postData() ?? '', request.method()))
                    return route.continue();
                refusals += 1;
                return route.fulfill({ status, contentType: 'application/problem+json',
                    body: JSON.stringify({ status, code: 'period_locked', title: 'Conflict', detail: 'locked' }) });
            });
            await row(right).focus();
            await page.keyboard.press('m');
            await until(async () => refusals === 1, 'the refusal');
            await page.getByText('That time is locked').waitFor();
            await page.unroute('**/api/v1/time-entries/*');
            await until(async () => JSON.stringify(await spans()) === JSON.stringify(before), 'all as it was');
            await row(right).waitFor();
            await page.getByRole('status').getByRole('button', { name: 'Close' }).click();
        });

    test('for want of a network does not begin', async () => {
        await entries(['Here', '08:00:00', '09:00:00', 0], ['There', '09:10:00', '10:00:00', 0]);
        const before = await spans();
        await page.route('**/api/v1/**', (route) => route.abort());
        await row('There').focus();
        await page.keyboard.press('m');
        await page.getByText('Merging needs a connection').waitFor();
        await page.unroute('**/api/v1/**');
        assert.deepEqual(await spans(), before);
    });
});
