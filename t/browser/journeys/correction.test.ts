// correction.test.ts -- a week that was booked wrong is put right: cut, moved, trimmed where it would lie on another, given to another
// project, undone; and statistics agree with the API to the second.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { Person, baseUrl, launch, until } from '../person.ts';
import { book, entriesOf, find, makeProjects, row } from './steps.ts';

// Weeks that are over: nothing in them depends on now.
const at = (date: string, time: string): string => `2026-11-0${date}T${time}:00Z`;
const WEEK = 'calendar?view=week&date=2026-11-02';
const LIST = 'entries?from=2026-11-02&to=2026-11-08';

let browser: Browser;
let person: Person;
let page: Page;
let projects: number[];
before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 }, timezoneId: 'UTC' });
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    projects = await makeProjects(person, 'Right', 'Wrong');
    for (const [date, from, to, text] of [['2', '08:00', '12:00', 'Two things'], ['2', '13:00', '14:00', 'Tuesday really'],
        ['3', '08:00', '10:00', 'Before'], ['3', '11:00', '12:00', 'Grows too long'], ['3', '12:30', '13:30', 'In the way'],
        ['4', '09:00', '10:17', 'Odd minutes']] as const)
        await book(person, projects[1]!, at(date, from), at(date, to), text);
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

const calendarEntry = (text: string) => page.getByRole('button', { name: text }).and(page.locator('.calendar-entry'));
const times = async (text: string): Promise<string> => {
    const entry = await find(person, text);
    return `${entry?.start_time.slice(8, 16)} ${entry?.end_time.slice(8, 16)}`;
};
const becomes = (text: string, wanted: string): Promise<void> => until(async () => await times(text) === wanted, `${text}: ${wanted}`);

describe('a week’s correction', () => {
    test('cuts an entry in two, and names the second', async () => {
        await page.goto(`${baseUrl}/#/${LIST}`);
        await row(page, 'Two things').getByRole('button', { name: 'More for Two things' }).click();
        await page.getByRole('menuitem', { name: 'Split' }).click();
        const dialog = page.getByRole('dialog', { name: 'Split' });
        await dialog.getByLabel('Split at').fill('9:45');
        await dialog.getByRole('button', { name: 'Split' }).click();
        await dialog.waitFor({ state: 'detached' });
        // Alike until one is renamed, and so folded.
        await row(page, 'Two things').getByRole('button', { name: 'Show 2 entries' }).click();
        await until(async () => await row(page, 'Two things').and(page.locator('.member')).count() === 2, 'both halves are shown');
        const later = page.locator('.entry[aria-label*="9:45–12:00"], .entry[aria-label*="09:45–12:00"]');
        await later.getByLabel('Description').fill('Second thing');
        await later.getByLabel('Description').press('Enter');
        await becomes('Second thing', '02T09:45 02T12:00');
        await becomes('Two things', '02T08:00 02T09:45');
    });

    test('moves to the right day in the calendar', async () => {
        await page.goto(`${baseUrl}/#/${WEEK}`);
        const entry = calendarEntry('Tuesday really');
        await entry.scrollIntoViewIfNeeded();
        const box = (await entry.boundingBox())!;
        const width = (await page.locator('.calendar-grid').boundingBox())!.width / 7;
        // Onto Tuesday at 10 o'clock: three hours up, a day to the right.
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width / 2 + width / 2, box.y, { steps: 4 });
        await page.mouse.move(box.x + box.width / 2 + width, box.y + box.height / 2 - 3 * 64, { steps: 4 });
        await page.mouse.up();
        await becomes('Tuesday really', '03T10:00 03T11:00');
    });

    test('is refused on another, and trimmed to what is free', async () => {
        const entry = calendarEntry('Grows too long');
        await entry.scrollIntoViewIfNeeded();
        const box = (await entry.boundingBox())!;
        await page.mouse.move(box.x + box.width / 2, box.y + box.height - 3);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width / 2, box.y + box.height + 30, { steps: 4 });
        await page.mouse.move(box.x + box.width / 2, box.y + box.height - 3 + 64, { steps: 4 });
        await page.mouse.up();
        await page.getByRole('status').getByText('“In the way” lies there').first().waitFor();
        assert.equal(await times('Grows too long'), '03T11:00 03T12:00');
        await page.getByRole('button', { name: /^Trim to/ }).click();
        await becomes('Grows too long', '03T11:00 03T12:30');
    });

    test('gives the whole week to another project, and can take that back', async () => {
        await page.goto(`${baseUrl}/#/${LIST}`);
        const of = async (project: number): Promise<number> => (await entriesOf(person)).filter(({ project_id }) => project_id === project).length;
        await row(page, 'Two things').waitFor();
        const give = async (): Promise<void> => {
            for (const box of await page.locator('.entry .entry-check').all())
                if (!await box.isChecked())
                    await box.click();
            await page.getByRole('region', { name: '7 selected' }).getByRole('button', { name: 'Move to project' }).click();
            await page.getByRole('option', { name: 'Right' }).click();
        };
        await give();
        await until(async () => await of(projects[0]!) === 7, 'all are moved');
        await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
        await until(async () => await of(projects[1]!) === 7, 'all are back');
        await give();
        await until(async () => await of(projects[0]!) === 7, 'and moved again');
    });

    test('ends with statistics that agree to the second', async () => {
        const seconds = (await entriesOf(person)).reduce((sum, { duration_seconds }) => sum + duration_seconds, 0);
        assert.equal(seconds, (4 + 1 + 2 + 1.5 + 1) * 3600 + 77 * 60);
        await page.goto(`${baseUrl}/#/statistics?from=2026-11-02&to=2026-11-08`);
        const { summary } = await person.api<{ summary: { total_seconds: number } }>('GET', '/reports/summary?start_date=2026-11-02&end_date=2026-11-08&group_by=day');
        assert.equal(summary.total_seconds, seconds);
        await page.getByText('10:47').first().waitFor();
        await page.goto(`${baseUrl}/#/${WEEK}`);
        await page.locator('.period-total').getByText('10:47').waitFor();
    });
});
