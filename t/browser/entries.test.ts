// entries.test.ts -- the list of entries: found, changed where they stand, added, split, deleted, all of it undone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, until } from './person.ts';

let browser: Browser;
let person: Person;
let page: Page;
let projects: number[];

type Entry = { id: number; description: string; project_id: number; start_time: string; end_time: string; duration_seconds: number;
    break_minutes: number; tags: string[]; billable: boolean };

const DAY = 86_400_000;
const day = (back: number): string => new Date(Date.now() - back * DAY).toISOString().slice(0, 10);

const all = async (): Promise<Entry[]> =>
    (await person.api<{ time_entries: Entry[] }>('GET', '/time-entries?limit=500&sort=start_time')).time_entries;
const find = async (description: string): Promise<Entry | undefined> => (await all()).find((entry) => entry.description === description);
const row = (description: string): Locator => page.locator(`.entry[aria-label^="${description},"]`);

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    projects = [];
    for (const name of ['Alpha', 'Beta'])
        projects.push((await person.api<{ project: { id: number } }>('POST', '/projects', { name })).project.id);
    for (const [back, from, to, description, project] of [[3, '08:00', '09:00', 'Oldest', 0], [2, '08:00', '10:00', 'Middle', 1],
        [1, '08:00', '09:30', 'Morning', 0], [1, '13:00', '15:00', 'Afternoon', 1]] as const)
        await person.api('POST', '/time-entries', { description, project_id: projects[project],
            start_time: `${day(back)}T${from}:00Z`, end_time: `${day(back)}T${to}:00Z` });
    await page.goto(`${baseUrl}/#/entries`);
    for (const description of ['Oldest', 'Middle', 'Morning', 'Afternoon'])
        await row(description).waitFor();
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles.filter((text) => !text.includes('ERR_CONNECTION_RESET')), []);
});

describe('entries', () => {
    test('stand by day with their sums', async () => {
        const group = page.getByRole('region', { name: 'Yesterday' });
        assert.equal(await group.locator('header .sum').textContent(), '3:30');
        assert.equal(await group.locator('.entry').count(), 2);
    });

    test('are changed where they stand', async () => {
        await row('Morning').getByLabel('Description').fill('Early');
        await row('Morning').getByLabel('Description').press('Enter');
        await until(async () => (await find('Early')) !== undefined, 'the description');

        await row('Early').getByLabel('End').fill('+90');
        await row('Early').getByLabel('End').press('Enter');
        await until(async () => (await find('Early'))?.end_time.includes('T09:30') === true, 'the end, counted from the start');
        await row('Early').getByLabel('Duration').fill('2h');
        await row('Early').getByLabel('Duration').press('Enter');
        await until(async () => (await find('Early'))?.duration_seconds === 7200, 'the duration moves the end');
        await row('Early').getByLabel('Start').fill('830');
        await row('Early').getByLabel('Start').press('Enter');
        await until(async () => (await find('Early'))?.start_time.includes('T08:30') === true, 'the start');

        await row('Early').getByRole('button', { name: 'Project' }).click();
        await page.getByRole('option', { name: 'Beta' }).click();
        await until(async () => (await find('Early'))?.project_id === projects[1], 'the project');
        await row('Early').getByRole('button', { name: 'Billable' }).click();
        await until(async () => (await find('Early'))?.billable === false, 'billable');
    });

    test('go back to what they were when the server refuses', async () => {
        await row('Early').getByLabel('End').fill('14');
        await row('Early').getByLabel('End').press('Enter');
        await page.getByText('“Afternoon” lies there, 13:00–15:00').waitFor();
        assert.equal(await row('Early').getByLabel('End').inputValue(), '10:00');
        // What is free up to it is offered.
        await page.getByRole('button', { name: 'Trim to 08:30–13:00' }).click();
        await until(async () => (await find('Early'))?.end_time.includes('T13:00') === true, 'trimmed');
    });

    test('are added by a form that says what is wrong beside the field', async () => {
        await page.getByRole('button', { name: 'Add entry' }).click();
        const dialog = page.getByRole('dialog', { name: 'Add entry' });
        await dialog.getByLabel('Description').fill('Added');
        await dialog.getByRole('button', { name: 'Add entry' }).click();
        await dialog.getByText('Choose a project').waitFor();
        await dialog.getByRole('button', { name: 'Project' }).click();
        await dialog.getByRole('option', { name: 'Alpha' }).click();
        await dialog.getByLabel('Date').fill(day(3));
        await dialog.getByLabel('Start').fill('11');
        await dialog.getByLabel('Duration').fill('1:30');
        await dialog.getByLabel('Break').fill('15');
        await dialog.getByLabel('Tags').fill('focus, review');
        await dialog.getByRole('button', { name: 'Add entry' }).click();
        await row('Added').waitFor();
        await dialog.waitFor({ state: 'detached' });
        const entry = await find('Added');
        assert.deepEqual([entry?.start_time.slice(0, 16), entry?.duration_seconds, entry?.break_minutes, entry?.tags],
            [`${day(3)}T11:00`, 4500, 15, ['focus', 'review']]);
    });

    test('that would lie on others say on which, and take what is free', async () => {
        await page.getByRole('button', { name: 'Add entry' }).click();
        const dialog = page.getByRole('dialog', { name: 'Add entry' });
        await dialog.getByLabel('Description').fill('Fitted');
        await dialog.getByRole('button', { name: 'Project' }).click();
        await dialog.getByRole('option', { name: 'Alpha' }).click();
        await dialog.getByLabel('Date').fill(day(3));
        await dialog.getByLabel('Start').fill('12');
        await dialog.getByLabel('End').fill('14');
        await page.keyboard.press('Enter');
        await dialog.getByText('“Added” lies there, 11:00–12:30').waitFor();
        await dialog.getByRole('button', { name: 'Trim to 12:30–14:00' }).waitFor();
        for (const field of ['Start', 'End']) {
            const input = dialog.getByLabel(field);
            assert.equal(await input.getAttribute('aria-invalid'), 'true');
            const [by = ''] = (await input.getAttribute('aria-describedby') ?? '').split(' ');
            assert.match(await dialog.locator(`[id="${by}"]`).textContent() ?? '', /“Added” lies there/);
        }
        // Other times make it a thing of the past.
        await dialog.getByLabel('End').fill('14:30');
        await dialog.getByLabel('Duration').focus();
        await dialog.getByText('“Added” lies there').waitFor({ state: 'detached' });
        await page.keyboard.press('Enter');
        assert.deepEqual(await findingsEverywhere(page, { picture: 'entry-overlap' }), []);
        await dialog.getByRole('button', { name: 'Trim to 12:30–14:30' }).click();
        assert.equal(await dialog.getByLabel('Start').inputValue(), '12:30');
        assert.equal(await find('Fitted'), undefined);
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'detached' });
        const entry = await find('Fitted');
        assert.deepEqual([entry?.start_time.slice(11, 16), entry?.end_time.slice(11, 16)], ['12:30', '14:30']);

        // The end that was not moved is kept.
        await row('Fitted').focus();
        await page.keyboard.press('e');
        const edit = page.getByRole('dialog', { name: 'Edit entry' });
        await edit.getByLabel('Start').fill('10:30');
        await edit.getByLabel('End').fill('14:30');
        await page.keyboard.press('Enter');
        await edit.getByRole('button', { name: 'Trim to 12:30–14:30' }).click();
        await edit.getByLabel('Start').fill('10:30');
        await edit.getByLabel('End').fill('13');
        await page.keyboard.press('Enter');
        await edit.getByRole('button', { name: 'Trim to 10:30–11:00' }).waitFor();
        await page.keyboard.press('Escape');
        await person.api('DELETE', `/time-entries/${entry?.id}`);
        await row('Fitted').waitFor({ state: 'detached' });
    });

    test('are moved by keys: up and down, edit, delete and undo', async () => {
        await row('Afternoon').focus();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        assert.match(await page.evaluate('document.activeElement.getAttribute("aria-label")') as string, /^Middle,/);
        await page.keyboard.press('e');
        await page.getByRole('dialog', { name: 'Edit entry' }).waitFor();
        await page.keyboard.press('Escape');
        await row('Middle').focus();
        await page.keyboard.press('Delete');
        await row('Middle').waitFor({ state: 'detached' });
        await until(async () => (await find('Middle')) === undefined, 'deleted');
        await page.getByRole('button', { name: 'Undo' }).click();
        await row('Middle').waitFor();
        await until(async () => (await find('Middle')) !== undefined, 'made anew');
    });

    test('are split and duplicated', async () => {
        await row('Oldest').getByRole('button', { name: 'More for Oldest' }).click();
        await page.getByRole('menuitem', { name: 'Split' }).click();
        await page.getByLabel('Split at').fill('8:15');
        await page.getByRole('dialog').getByRole('button', { name: 'Split' }).click();
        await until(async () => (await all()).filter(({ description }) => description === 'Oldest').length === 2, 'split');
        // Alike, and so folded in one line.
        await row('Oldest').getByRole('button', { name: 'Show 2 entries' }).click();
        await until(async () => await row('Oldest').and(page.locator('.member')).count() === 2, 'both are shown');
        await row('Added').focus();
        await page.keyboard.press('d');
        await until(async () => (await all()).filter(({ description }) => description === 'Added').length === 2, 'duplicated');
    });

    test('are selected, and moved and deleted together', async () => {
        const parts = row('Oldest').and(page.locator('.member'));
        await parts.first().getByRole('checkbox').click();
        await parts.last().getByRole('checkbox').click();
        const bulk = page.getByRole('region', { name: '2 selected' });
        await bulk.getByRole('button', { name: 'Move to project' }).click();
        await page.getByRole('option', { name: 'Beta' }).click();
        await until(async () => (await all()).filter(({ description, project_id }) => description === 'Oldest' &&
            project_id === projects[1]).length === 2, 'moved');
        await bulk.getByRole('button', { name: 'Delete' }).click();
        await row('Oldest').first().waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Undo' }).click();
        await until(async () => (await all()).filter(({ description }) => description === 'Oldest').length === 2, 'back again');
    });

    test('are filtered by the address', async () => {
        await page.getByRole('searchbox').fill('early');
        await page.waitForURL(/q=early/);
        await row('Middle').waitFor({ state: 'detached' });
        await row('Early').waitFor();
        assert.equal(await page.locator('.entry').count(), 1);
        await page.reload();
        await row('Early').waitFor();
        assert.equal(await page.locator('.entry').count(), 1);
        await page.getByRole('button', { name: 'Clear filters' }).click();
        await row('Middle').waitFor();
        await page.goto(`${baseUrl}/#/entries?project=${projects[0]}&from=${day(3)}&to=${day(3)}`);
        await row('Added').first().waitFor();
        assert.equal(await row('Middle').count(), 0);
    });

    test('are narrowed in steps that can be gone back, a search in one', async () => {
        await page.goto(`${baseUrl}/#/entries`);
        await row('Middle').waitFor();
        await page.getByLabel('Period').selectOption('Today');
        await page.waitForURL(/from=/);
        await page.getByRole('searchbox').fill('ear');
        await page.waitForURL(/q=ear$/);
        await page.getByRole('searchbox').fill('early');
        await page.waitForURL(/q=early$/);
        await page.goBack();
        await page.waitForURL((url) => !url.hash.includes('q=') && url.hash.includes('from='));
        await until(async () => await page.getByRole('searchbox').inputValue() === '', 'the field follows');
        await page.goBack();
        await page.waitForURL((url) => url.hash === '#/entries');
        await row('Middle').waitFor();
    });

    test('have their filters behind a button on a phone, until one is in use', async () => {
        await page.setViewportSize({ width: 390, height: 800 });
        await page.goto(`${baseUrl}/#/entries`);
        await row('Middle').waitFor();
        const button = page.getByRole('button', { name: 'Filter', exact: true });
        const period = page.getByLabel('Period');
        assert.deepEqual([await button.getAttribute('aria-expanded'), await period.count()], ['false', 0]);
        await person.picture('entries-filters-folded');
        await button.click();
        await period.selectOption('Today');
        await page.waitForURL(/from=/);
        await button.waitFor({ state: 'detached' });
        await page.reload();
        assert.equal(await period.inputValue(), 'Today');
        await person.picture('entries-filters-used');
        await page.getByRole('button', { name: 'Clear filters' }).click();
        await button.waitFor();
        assert.equal(await period.count(), 0);
        await page.setViewportSize({ width: 1280, height: 720 });
        await period.waitFor();
    });

    test('are read page by page, as far as somebody looks', async () => {
        const begin = Date.parse(`${day(40)}T00:00:00Z`);
        for (let i = 0; i < 70; i += 1)
            await person.api('POST', '/time-entries', { description: `Page ${i}`, project_id: projects[0],
                start_time: new Date(begin + i * 7_200_000).toISOString(), end_time: new Date(begin + i * 7_200_000 + 3_600_000).toISOString() });
        await page.goto(`${baseUrl}/#/entries`);
        await page.reload();
        await row('Early').waitFor();
        for (let tries = 0; tries < 20 && await row('Page 0').count() === 0; tries += 1) {
            await page.mouse.wheel(0, 4000);
            await page.waitForTimeout(150);
        }
        await row('Page 0').waitFor();
        // What is far is not drawn; the keys reach all of it.
        await page.locator('.day-group:not(:has(.entry))').first().waitFor({ state: 'attached' });
        await row('Page 0').focus();
        await page.keyboard.press('Home');
        await page.waitForFunction('scrollY < 500 && document.activeElement === document.querySelector(".entry")');
        await page.keyboard.press('End');
        await row('Page 0').and(page.locator(':focus')).waitFor();
    });

    test('say when a further page cannot be read, and read it when they are told to', async () => {
        await page.goto(`${baseUrl}/`);
        await page.route(/time-entries\?.*cursor=/, (route) => route.abort('connectionreset'));
        await page.goto(`${baseUrl}/#/entries`);
        const retry = page.getByRole('main').getByRole('button', { name: 'Try again' });
        for (let tries = 0; tries < 50 && await retry.count() === 0; tries += 1) {
            await page.mouse.wheel(0, 4000);
            await page.waitForTimeout(200);
        }
        await page.unroute(/time-entries\?.*cursor=/);
        await retry.click();
        await retry.waitFor({ state: 'detached' });
        for (let tries = 0; tries < 20 && await row('Page 0').count() === 0; tries += 1) {
            await page.mouse.wheel(0, 4000);
            await page.waitForTimeout(150);
        }
        await row('Page 0').waitFor();
    });
});
