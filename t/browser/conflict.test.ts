// conflict.test.ts -- an edit meets a newer version: the person sees theirs and mine, decides, and has lost nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, pictures, until } from './person.ts';
import { join } from 'node:path';

type Entry = { id: number; description: string; project_id: number; break_minutes: number; end_time: string };

let browser: Browser;
let person: Person;
let page: Page;
let projects: number[];

const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const row = (description: string): Locator => page.locator(`.entry[aria-label^="${description},"]`);
const dialog = (): Locator => page.getByRole('dialog', { name: 'Changed elsewhere meanwhile' });
const read = async (id: number): Promise<Entry> => (await person.api<{ time_entry: Entry }>('GET', `/time-entries/${id}`)).time_entry;

let hour = 0;
/** An entry of its own hour, seen in the list. */
async function entry(description: string): Promise<number> {
    const at = (minutes: string): string => `${yesterday}T${String(hour).padStart(2, '0')}:${minutes}:00Z`;
    const made = await person.api<{ time_entry: Entry }>('POST', '/time-entries', { description, project_id: projects[0],
        start_time: at('00'), end_time: at('30') });
    hour += 1;
    await row(description).waitFor();
    return made.time_entry.id;
}

/** What somebody else changes while the next change of this page is on its way. */
async function meanwhile(id: number, fields: object): Promise<void> {
    let isDone = false;
    await page.route('**/api/v1/time-entries/*', async (route) => {
        if (route.request().method() === 'PATCH' && !isDone) {
            isDone = true;
            await person.api('PATCH', `/time-entries/${id}`, fields);
        }
        await route.continue();
    });
}

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
    assert.deepEqual(person.troubles.filter((text) => !/ERR_(FAILED|INTERNET_DISCONNECTED)/.test(text)), []);
});

describe('a newer version', () => {
    test('that came while a form was open: mine goes over it, what I left alone stays theirs', async () => {
        const id = await entry('Form');
        await row('Form').focus();
        await page.keyboard.press('e');
        const form = page.getByRole('dialog', { name: 'Edit entry' });
        await form.getByLabel('Description').fill('Typed by me');
        await person.api('PATCH', `/time-entries/${id}`, { description: 'Written by them', project_id: projects[1] });
        await row('Written by them').waitFor();
        await form.getByRole('button', { name: 'Save' }).click();

        await dialog().waitFor();
        await form.waitFor({ state: 'detached' });
        await dialog().getByRole('row', { name: 'Written by them Typed by me' }).waitFor();
        assert.deepEqual(await dialog().getByRole('rowheader').allTextContents(), ['Description']);
        await dialog().getByRole('listitem').filter({ hasText: 'Beta' }).waitFor();
        await dialog().getByRole('button', { name: 'Overwrite with mine' }).click();
        await row('Typed by me').waitFor();
        await dialog().waitFor({ state: 'detached' });
        const now = await read(id);
        assert.deepEqual([now.description, now.project_id], ['Typed by me', projects[1]]);
        assert.equal(await page.getByText('could not be saved').count(), 0);
    });

    test('is no conflict with what I did myself just before', async () => {
        const id = await entry('Mine');
        await row('Mine').getByRole('button', { name: 'Billable' }).click();
        await row('Mine').focus();
        await page.keyboard.press('e');
        const form = page.getByRole('dialog', { name: 'Edit entry' });
        await form.getByLabel('Break').fill('5');
        await form.getByRole('button', { name: 'Save' }).click();
        await form.waitFor({ state: 'detached' });
        await until(async () => (await read(id)).break_minutes === 5, 'the second change');
        assert.equal(await dialog().count(), 0);
    });

    test('can be left as it is', async () => {
        const id = await entry('Inline');
        await meanwhile(id, { description: 'Theirs in the list' });
        await row('Inline').getByLabel('Description').fill('Mine in the list');
        await row('Inline').getByLabel('Description').press('Enter');
        await dialog().getByText('Mine in the list').waitFor();
        await page.unroute('**/api/v1/time-entries/*');
        await page.keyboard.press('Escape');
        // Put off, not lost: over a reload as well.
        await page.reload();
        await page.getByRole('alert').getByRole('button', { name: 'Show' }).click();
        await page.getByRole('dialog', { name: 'Not saved' }).getByRole('button', { name: 'Compare' }).click();
        await dialog().getByRole('cell', { name: 'Theirs in the list' }).waitFor();
        await dialog().getByRole('button', { name: 'Keep what is there' }).click();
        await row('Theirs in the list').waitFor();
        assert.equal((await read(id)).description, 'Theirs in the list');
        assert.equal(await page.getByText('could not be saved').count(), 0);
    });

    test('is asked about by a change that had to wait for the network', async () => {
        const id = await entry('Train');
        await page.route('**/api/v1/**', (route) => route.abort());
        await row('Train').getByLabel('Description').fill('From the train');
        await row('Train').getByLabel('Description').press('Enter');
        await page.getByText('1 change waits').waitFor();
        const other = await browser.newContext({ storageState: await person.context.storageState() });
        await other.request.patch(`${baseUrl}/api/v1/time-entries/${id}`, { data: { description: 'From the office' },
            headers: { 'X-TT-Request': '1', Origin: new URL(baseUrl).origin } });
        await page.unroute('**/api/v1/**');
        await dialog().getByRole('cell', { name: 'From the office' }).waitFor({ timeout: 45_000 });
        await dialog().getByRole('button', { name: 'Overwrite with mine' }).click();
        await row('From the train').waitFor();
        await until(async () => (await read(id)).description === 'From the train', 'mine');
        await other.close();
    });

    test('reads in German, on small screens and in the dark, and assistive technology finds its way', async () => {
        const id = await entry('Look');
        await meanwhile(id, { description: 'A much longer description that somebody else wrote', break_minutes: 5 });
        await row('Look').getByLabel('Description').fill('What I wrote meanwhile, which is not short either');
        await row('Look').getByLabel('Description').press('Enter');
        await dialog().getByText('What I wrote meanwhile').waitFor();
        await page.unroute('**/api/v1/time-entries/*');
        assert.deepEqual(await findingsEverywhere(page, { picture: 'conflict' }), []);
        await page.setViewportSize({ width: 320, height: 800 });
        await person.api('PATCH', '/users/me', { locale: 'de' });
        await page.getByRole('button', { name: 'Mit meiner überschreiben' }).waitFor();
        await page.screenshot({ path: join(pictures, 'conflict-320-de.png') });
        await page.getByRole('button', { name: 'Dortige Fassung behalten' }).click();
        await person.api('PATCH', '/users/me', { locale: 'en' });
        await page.setViewportSize({ width: 1360, height: 800 });
    });
});

describe('a change that waited and has no place any more', () => {
    test('is put into the form as it was typed', async () => {
        const id = await entry('Waiting');
        const blocker = await entry('Blocker');
        const { end_time } = await read(blocker);
        await page.route('**/api/v1/**', (route) => route.abort());
        await row('Waiting').getByLabel('End').fill(end_time.slice(11, 16));
        await row('Waiting').getByLabel('End').press('Enter');
        await page.getByText('1 change waits').waitFor();
        await page.reload();
        await page.getByText('1 change waits').waitFor();
        // So long that nobody waits for the answer any more.
        await page.waitForTimeout(20_500);
        await page.unroute('**/api/v1/**');
        await page.getByRole('alert').getByRole('button', { name: 'Show' }).click({ timeout: 45_000 });
        await page.getByRole('dialog', { name: 'Not saved' }).getByRole('button', { name: 'Edit entry' }).click();
        const form = page.getByRole('dialog', { name: 'Edit entry' });
        assert.equal(await form.getByLabel('End').inputValue(), end_time.slice(11, 16));
        await form.getByLabel('End').fill('+45');
        await form.getByLabel('End').press('Tab');
        await form.getByRole('button', { name: 'Save' }).click();
        await form.waitFor({ state: 'detached' });
        await until(async () => (await read(id)).end_time.slice(14, 16) === '45', 'the mended end');
        await page.getByText('could not be saved').waitFor({ state: 'detached' });
    });
});
