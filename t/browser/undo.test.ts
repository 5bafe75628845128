// undo.test.ts -- what was done to entries is taken back, one step after the other: also where something was in the way of it, and
// where rows that were deleted came back under other ids.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, launch, until } from './person.ts';

let browser: Browser;
let person: Person;
let page: Page;
let projects: number[];

type Entry = { id: number; description: string; project_id: number; start_time: string; end_time: string; break_minutes: number;
    billable: boolean; tags: string[] };

const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const all = async (): Promise<Entry[]> =>
    (await person.api<{ time_entries: Entry[] }>('GET', '/time-entries?limit=500&sort=start_time')).time_entries;
const add = async (description: string, from: string, to: string, more = {}): Promise<Entry> =>
    (await person.api<{ time_entry: Entry }>('POST', '/time-entries', { description, project_id: projects[0],
        start_time: `${day}T${from}:00Z`, end_time: `${day}T${to}:00Z`, ...more })).time_entry;
/** All entries, in short: what they are called and from when to when. */
const told = async (): Promise<string> => (await all()).map(({ description, start_time, end_time }) =>
    `${description} ${start_time.slice(11, 16)}-${end_time.slice(11, 16)}`).sort().join(', ');
const become = (what: string): Promise<unknown> => until(async () => await told() === what, what);
const row = (description: string): Locator => page.locator(`.entry[aria-label^="${description},"]`);
const says = (text: string): Promise<void> => page.locator('.toast').getByText(text).waitFor();
/** Undoes the last step, by the keyboard, and waits until that is said of it. */
const undo = async (said: string): Promise<void> => {
    await page.locator('.view-title').click();
    await page.keyboard.press('Control+z');
    await says(said);
};
const type = async (of: string, field: string, text: string): Promise<void> => {
    await row(of).getByLabel(field).fill(text);
    await row(of).getByLabel(field).press('Enter');
};

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    projects = [];
    for (const name of ['Alpha', 'Beta'])
        projects.push((await person.api<{ project: { id: number } }>('POST', '/projects', { name })).project.id);
});
beforeEach(async () => {
    const ids = (await all()).map(({ id }) => id);
    if (ids.length)
        await person.api('POST', '/time-entries/bulk', { ids, action: 'delete' });
    await add('One', '08:00', '09:00');
    await add('Two', '10:00', '12:00');
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/#/entries`);
    await row('Two').waitFor();
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('undo', () => {
    test('can be tried again once nothing is in the way', async () => {
        await row('Two').focus();
        await page.keyboard.press('Delete');
        await become('One 08:00-09:00');
        const other = await add('Other', '11:00', '11:30');
        await undo('Another entry lies there');
        await person.api('DELETE', `/time-entries/${other.id}`);
        await undo('Undone: Entry deleted');
        await become('One 08:00-09:00, Two 10:00-12:00');
    });

    test('of several that were deleted brings back each once, however often it is tried', async () => {
        await row('One').getByRole('checkbox').click();
        await row('Two').getByRole('checkbox').click();
        await page.getByRole('region', { name: '2 selected' }).getByRole('button', { name: 'Delete' }).click();
        await become('');
        const other = await add('Other', '11:00', '11:30');
        await undo('Another entry lies there');
        await become('One 08:00-09:00, Other 11:00-11:30');
        await person.api('DELETE', `/time-entries/${other.id}`);
        await undo('Undone: 2 entries deleted');
        await become('One 08:00-09:00, Two 10:00-12:00');
    });

    test('goes on after what was deleted is back under other ids', async () => {
        await type('One', 'Description', 'First');
        await become('First 08:00-09:00, Two 10:00-12:00');
        await row('First').getByRole('checkbox').click();
        await row('Two').getByRole('checkbox').click();
        const bulk = page.getByRole('region', { name: '2 selected' });
        await bulk.getByRole('button', { name: 'Move to project' }).click();
        await page.getByRole('option', { name: 'Beta' }).click();
        const in0 = async (): Promise<number> => (await all()).filter(({ project_id }) => project_id === projects[0]).length;
        await until(async () => await in0() === 0, 'moved');
        await bulk.getByRole('button', { name: 'Delete' }).click();
        await become('');
        await undo('Undone: 2 entries deleted');
        await become('First 08:00-09:00, Two 10:00-12:00');
        await undo('Undone: 2 entries moved to Beta');
        await until(async () => await in0() === 2, 'moved back');
        await undo('Undone: “One” changed');
        await become('One 08:00-09:00, Two 10:00-12:00');
    });

    test('takes back what was changed in a row, step by step', async () => {
        await type('One', 'Description', 'First');
        await become('First 08:00-09:00, Two 10:00-12:00');
        await type('First', 'End', '930');
        await become('First 08:00-09:30, Two 10:00-12:00');
        await type('First', 'Start', '815');
        await become('First 08:15-09:30, Two 10:00-12:00');
        await type('First', 'Duration', '30m');
        await become('First 08:15-08:45, Two 10:00-12:00');
        await row('First').getByRole('button', { name: 'Project' }).click();
        await page.getByRole('option', { name: 'Beta' }).click();
        const first = async (): Promise<Entry> => (await all())[0]!;
        await until(async () => (await first()).project_id === projects[1], 'the project');
        await row('First').getByRole('button', { name: 'Billable' }).click();
        await until(async () => !(await first()).billable, 'billable');

        await undo('Undone: “First” changed');
        await until(async () => (await first()).billable, 'billable again');
        await page.locator('.view-title').click();
        for (const what of ['project', 'First 08:15-09:30', 'First 08:00-09:30', 'First 08:00-09:00', 'One 08:00-09:00']) {
            await page.keyboard.press('Control+z');
            if (what === 'project')
                await until(async () => (await first()).project_id === projects[0], 'the project again');
            else
                await become(`${what}, Two 10:00-12:00`);
        }
        await undo('Nothing to undo');
    });

    test('takes back what the form changed, and what it added', async () => {
        await row('Two').focus();
        await page.keyboard.press('e');
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Tags').fill('focus');
        await dialog.getByLabel('Break').fill('15');
        await dialog.getByRole('button', { name: 'Save' }).click();
        await says('Saved');
        const two = async (): Promise<Entry> => (await all())[1]!;
        await until(async () => (await two()).tags.length === 1 && (await two()).break_minutes === 15, 'changed');
        await undo('Undone: Saved');
        await until(async () => (await two()).tags.length === 0 && (await two()).break_minutes === 0, 'as before');

        await page.getByRole('button', { name: 'Add entry' }).first().click();
        await dialog.getByLabel('Description').fill('Three');
        await dialog.getByRole('button', { name: 'Project' }).click();
        await dialog.getByRole('option', { name: 'Alpha' }).click();
        await dialog.getByLabel('Date').fill(day);
        await dialog.getByLabel('Start').fill('14');
        await dialog.getByLabel('Duration').fill('1h');
        await dialog.getByRole('button', { name: 'Add entry' }).click();
        await become('One 08:00-09:00, Three 14:00-15:00, Two 10:00-12:00');
        await page.getByRole('button', { name: 'Undo' }).click();
        await become('One 08:00-09:00, Two 10:00-12:00');
    });

    test('takes back a split, a copy, and what became billable together', async () => {
        await row('Two').getByRole('button', { name: 'More for Two' }).click();
        await page.getByRole('menuitem', { name: 'Split' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Split' }).click();
        await become('One 08:00-09:00, Two 10:00-11:00, Two 11:00-12:00');
        await undo('Undone: Entry split');
        await become('One 08:00-09:00, Two 10:00-12:00');

        await row('Two').focus();
        await page.keyboard.press('d');
        await become('One 08:00-09:00, Two 10:00-12:00, Two 12:00-14:00');
        await undo('Undone: Entry duplicated');
        await become('One 08:00-09:00, Two 10:00-12:00');

        await row('One').getByRole('button', { name: 'Billable' }).click();
        const billable = async (): Promise<string> => (await all()).map(({ billable }) => billable).join();
        await until(async () => await billable() === 'false,true', 'one is not');
        await row('One').getByRole('checkbox').click();
        await row('Two').getByRole('checkbox').click();
        await page.getByRole('region', { name: '2 selected' }).getByRole('button', { name: 'Billable', exact: true }).click();
        await until(async () => await billable() === 'true,true', 'both are');
        await undo('Undone: 2 entries made billable');
        await until(async () => await billable() === 'false,true', 'each as it was');
    });
});
