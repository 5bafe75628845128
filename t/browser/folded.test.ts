// folded.test.ts -- entries of a day that are alike but for their times stand in one line, and are handled as one; what goes on
// over midnight counts on both days; times have room in every hour cycle.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findings, launch, until } from './person.ts';

type Entry = { id: number; description: string; project_id: number; billable: boolean; start_time: string };

let browser: Browser;
let person: Person;
let page: Page;
let projects: number[];

const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const row = (description: string): Locator => page.locator(`.entry[aria-label^="${description},"]`);
const fold = (description: string): Locator => page.locator(`.entry.fold[aria-label^="${description},"]`);
const members = (description: string): Locator => page.locator(`.entry.member[aria-label^="${description},"]`);

const add = (back: number, from: string, to: string, description: string, more: object = {}): Promise<unknown> =>
    person.api('POST', '/time-entries', { description, project_id: projects[0],
        start_time: `${day(back)}T${from}:00Z`, end_time: `${day(to < from ? back - 1 : back)}T${to}:00Z`, ...more });
const stored = async (description: string): Promise<Entry[]> => (await person.api<{ time_entries: Entry[] }>('GET',
    '/time-entries?limit=500')).time_entries.filter((entry) => entry.description === description);

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    projects = [];
    for (const name of ['Alpha', 'Beta'])
        projects.push((await person.api<{ project: { id: number } }>('POST', '/projects', { name })).project.id);
    await add(2, '08:00', '09:00', 'Mail');
    await add(2, '09:00', '10:00', 'Code');
    await add(2, '10:00', '10:30', 'Mail');
    await add(2, '11:00', '12:00', 'Mail', { tags: ['x'] });
    await add(3, '08:00', '09:00', 'Mail');
    await page.goto(`${baseUrl}/#/entries`);
    await row('Code').waitFor();
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('entries that are alike', () => {
    test('are folded by day, with their count, span and sum', async () => {
        await fold('Mail').waitFor();
        assert.equal(await fold('Mail').count(), 1);
        assert.match(await fold('Mail').getAttribute('aria-label') ?? '', /^Mail, Alpha, 2 entries, 08:00–10:30, 1:30$/);
        // With another tag, and of another day.
        await until(async () => await row('Mail').count() === 3, 'the other two');
        assert.deepEqual(await findings(page), []);
    });

    test('unfold by click and by keys, and stay so while others come', async () => {
        await fold('Mail').getByRole('button', { name: 'Show 2 entries' }).click();
        await members('Mail').nth(1).waitFor();
        assert.deepEqual(await findings(page), []);
        await add(2, '13:00', '14:00', 'Mail');
        await members('Mail').nth(2).waitFor();
        await fold('Mail').getByRole('button', { name: 'Fold 3 entries' }).click();
        await members('Mail').first().waitFor({ state: 'detached' });
        await fold('Mail').focus();
        await page.keyboard.press('ArrowRight');
        await members('Mail').nth(2).waitFor();
        await page.keyboard.press('ArrowDown');
        await members('Mail').first().and(page.locator(':focus')).waitFor();
        await page.keyboard.press('ArrowLeft');
        await members('Mail').first().waitFor({ state: 'detached' });
        await fold('Mail').and(page.locator(':focus')).waitFor();
        await page.keyboard.press('Enter');
        await members('Mail').last().getByLabel('Start').fill('8:15');
        await members('Mail').last().getByLabel('Start').press('Enter');
        await until(async () => (await stored('Mail')).some(({ start_time }) => start_time.includes(`${day(2)}T08:15`)), 'the start');
    });

    test('are not folded away while a field of theirs cannot be read', async () => {
        await members('Mail').first().getByLabel('Start').fill('nonsense');
        await fold('Mail').getByRole('button', { name: 'Fold 3 entries' }).click();
        assert.equal(await members('Mail').count(), 3);
        await members('Mail').first().getByLabel('Start').press('Escape');
        await members('Mail').first().getByLabel('Start').fill('13:00');
        await page.keyboard.press('Tab');
        await fold('Mail').getByRole('button', { name: 'Fold 3 entries' }).click();
        await members('Mail').first().waitFor({ state: 'detached' });
    });

    test('are changed as one', async () => {
        await fold('Mail').getByLabel('Description').fill('Post');
        await fold('Mail').getByLabel('Description').press('Enter');
        await until(async () => (await stored('Post')).length === 3, 'the descriptions');
        await fold('Post').getByRole('button', { name: 'Project' }).click();
        await page.getByRole('option', { name: 'Beta' }).click();
        await until(async () => (await stored('Post')).every(({ project_id }) => project_id === projects[1]), 'the projects');
        const was = (await stored('Post'))[0]!.billable;
        await fold('Post').getByRole('button', { name: 'Billable' }).click();
        await until(async () => (await stored('Post')).every(({ billable }) => billable !== was), 'billable');
        assert.equal(await fold('Post').count(), 1);
    });

    test('are selected and deleted as one, and come back', async () => {
        await fold('Post').getByRole('checkbox').click();
        await page.getByRole('region', { name: '3 selected' }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('region', { name: '3 selected' }).waitFor({ state: 'detached' });
        await fold('Post').focus();
        await page.keyboard.press('Delete');
        await until(async () => (await stored('Post')).length === 0, 'deleted');
        await page.getByRole('button', { name: 'Undo' }).click();
        await until(async () => (await stored('Post')).length === 3, 'made anew');
        await fold('Post').waitFor();
    });

    test('stay apart while somebody is at one of them', async () => {
        await row('Code').getByLabel('Description').fill('Post');
        await row('Code').getByRole('button', { name: 'Project' }).click();
        await page.getByRole('option', { name: 'Beta' }).click();
        await until(async () => (await stored('Post')).length === 4, 'like the others');
        const [other] = (await stored('Post')).filter(({ billable }) => billable);
        await page.locator(`.entry[data-id="${other!.id}"]`).getByRole('button', { name: 'Billable' }).click();
        await until(async () => (await stored('Post')).every(({ billable }) => !billable), 'alike');
        assert.equal(await page.locator(`.entry[data-id="${other!.id}"]`).count(), 1);
        await row('Mail').first().focus();
        await page.locator(`.entry[data-id="${other!.id}"]`).waitFor({ state: 'detached' });
        assert.match(await fold('Post').getAttribute('aria-label') ?? '', /, 4 entries, /);
    });
});

describe('a click elsewhere', () => {
    test('hits what it was meant for, though rows above are folded by it', async () => {
        await add(4, '08:00', '09:00', 'Below');
        await add(4, '10:00', '11:00', 'Above');
        await row('Below').waitFor();
        await row('Above').focus();
        await add(4, '12:00', '13:00', 'Above');
        await until(async () => await row('Above').count() === 2, 'not folded below the keyboard');
        await row('Below').getByRole('checkbox').click();
        await fold('Above').waitFor();
        await page.getByRole('region', { name: '1 selected' }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('region', { name: '1 selected' }).waitFor({ state: 'detached' });
    });
});

describe('selected entries', () => {
    test('are deleted by the key together, wherever the keyboard is', async () => {
        await add(5, '08:00', '09:00', 'One');
        await add(5, '10:00', '11:00', 'Two');
        await add(5, '12:00', '13:00', 'Three');
        for (const description of ['One', 'Two', 'Three'])
            await row(description).waitFor();
        await row('Three').focus();
        await page.keyboard.press('x');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('x');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Delete');
        await until(async () => (await stored('Three')).length + (await stored('Two')).length === 0, 'both are gone');
        assert.equal((await stored('One')).length, 1);
    });
});

describe('an entry over midnight', () => {
    test('counts on each day for its part', async () => {
        await add(8, '22:00', '02:00', 'Night');
        await add(8, '20:00', '21:00', 'Evening');
        await row('Night').waitFor();
        await row('Evening').waitFor();
        assert.equal(await page.locator('.day-group:has(.entry[aria-label^="Night,"]) > header .sum').textContent(), '3:00');
        const next = page.locator('.day-group > header', { hasText: 'from the day before' });
        assert.equal(await next.locator('.sum').textContent(), '2:00');
        assert.match(await next.textContent() ?? '', /2:00 from the day before/);
        await page.goto(`${baseUrl}/#/entries?from=${day(8)}&to=${day(8)}`);
        await row('Evening').waitFor();
        assert.equal(await next.count(), 0);
    });
});

describe('times', () => {
    /** Fields of times whose text has no room. */
    const clipped = (): Promise<string[]> => page.evaluate(`[...document.querySelectorAll('.entry input.time')]
        .filter((field) => field.scrollWidth > field.clientWidth).map((field) => field.value)`);

    test('have room in every hour cycle and language, on every screen', async () => {
        await add(9, '22:00', '23:59', 'Late', { break_minutes: 30 });
        await add(9, '10:00', '12:44', 'Noon', { break_minutes: 90 });
        await page.goto(`${baseUrl}/#/entries`);
        for (const locale of ['de', 'en'])
            for (const hour_cycle of ['h12', 'h23']) {
                await person.api('PATCH', '/users/me', { locale, hour_cycle });
                await page.reload();
                await row('Late').waitFor();
                for (const width of [1360, 800, 390, 320]) {
                    await page.setViewportSize({ width, height: 850 });
                    await row('Late').scrollIntoViewIfNeeded();
                    const name = `times-${locale}-${hour_cycle}-${width}`;
                    await person.picture(name);
                    assert.deepEqual(await clipped(), [], name);
                    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
                    assert.ok(over as number <= 0, `${name}: ${String(over)} too wide`);
                }
            }
    });
});

describe('the menu of the last entry', () => {
    test('opens above its button, where it would be below the window or behind the bar', async () => {
        for (const width of [1360, 390]) {
            await page.setViewportSize({ width, height: 850 });
            const last = page.locator('.entry').last();
            await last.waitFor();
            await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
            // As low as a row can be seen.
            await page.evaluate(`scrollBy(0, [...document.querySelectorAll('.entry')].at(-1).getBoundingClientRect().bottom
                - innerHeight + ${width < 640 ? 60 : 0})`);
            await last.locator('.menu > button').click();
            const menu = page.getByRole('menu');
            await menu.waitFor();
            await person.picture(`menu-above-${width}`);
            const box = (await menu.boundingBox())!;
            const end = width < 640 ? (await page.locator('.nav').boundingBox())!.y : 850;
            assert.ok(box.y >= 0 && box.y + box.height <= end, `${JSON.stringify(box)} ends after ${end}`);
            await page.keyboard.press('Escape');
        }
    });
});
