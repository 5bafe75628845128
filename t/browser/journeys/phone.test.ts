// phone.test.ts -- a day on a phone: 390 pixels, a thumb, nothing to hover over and no keyboard but that of the screen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findings, launch, until } from '../person.ts';
import { bar, book, day, description, entriesOf, find, makeProjects, row, startButton, stopButton } from './steps.ts';

let browser: Browser;
let person: Person;
let page: Page;
let project: number;
before(async () => {
    browser = await launch({ isPhone: true });
    person = await Person.signedIn(browser, { viewport: { width: 390, height: 844 }, timezoneId: 'UTC', hasTouch: true,
        isMobile: true, deviceScaleFactor: 3 });
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    [project] = await makeProjects(person, 'On the way', 'At home') as [number];
    await book(person, project, `${day(1)}T08:00:00Z`, `${day(1)}T09:30:00Z`, 'Yesterday morning');
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

/** Whether a thumb finds it: 24 pixels at least (WCAG 2.2), all of it inside the page. */
async function tap(target: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    assert.ok(box, String(target));
    assert.ok(box.width >= 24 && box.height >= 24, `${target} is ${box.width} x ${box.height}`);
    assert.ok(box.x >= 0 && box.x + box.width <= 390, `${target} stands over the edge`);
    await target.tap();
}
const noWider = async (): Promise<void> => {
    // Less than the window where a scrollbar takes room.
    assert.ok(await page.evaluate('document.documentElement.scrollWidth - innerWidth') as number <= 0, `${page.url()} is too wide`);
};

describe('a phone day', () => {
    test('starts and stops by thumb', async () => {
        await page.evaluate('addEventListener("click", (event) => { globalThis.pressedBy = event.pointerType; }, { capture: true, once: true })');
        await tap(description(page));
        await until(async () => await page.evaluate('globalThis.pressedBy') === 'touch', 'a touch becomes a click');
        assert.ok(await page.evaluate('matchMedia("(pointer: coarse) and (hover: none)").matches && navigator.maxTouchPoints > 0'));
        await description(page).fill('Call with the office');
        await tap(startButton(page));
        await stopButton(page).waitFor();
        await noWider();
        await tap(bar(page).getByRole('button', { name: 'Project', exact: true }));
        await tap(page.getByRole('option', { name: 'On the way' }));
        await tap(bar(page).getByRole('button', { name: 'Running since' }));
        await noWider();
        await tap(bar(page).getByRole('button', { name: '−5 min' }));
        await bar(page).getByText(/^0:0[56]:\d\d$/).waitFor();
        await page.keyboard.press('Escape');
        await tap(stopButton(page));
        await startButton(page).waitFor();
        await until(async () => (await find(person, 'Call with the office')) !== undefined, 'it is booked');
    });

    test('goes from view to view, none wider than the phone', async () => {
        const nav = page.getByRole('navigation', { name: 'Views' });
        for (const name of ['Entries', 'Calendar', 'Today'])
            await tap(nav.getByRole('link', { name, exact: true }).first());
        await page.waitForURL(/#\/(dashboard)?$/);
        await noWider();
        for (const view of ['entries', 'calendar', 'projects', 'statistics', 'targets', 'keys', 'settings']) {
            await page.goto(`${baseUrl}/#/${view}`);
            await page.locator('main h1').waitFor();
            await noWider();
        }
    });

    test('changes an entry where it stands, and adds one', async () => {
        await page.goto(`${baseUrl}/#/entries`);
        const end = row(page, 'Yesterday morning').getByLabel('End');
        await end.tap();
        await end.fill('10');
        await end.press('Enter');
        await until(async () => (await find(person, 'Yesterday morning'))?.end_time.includes('T10:00') === true, 'the end');
        await tap(page.getByRole('button', { name: 'Add entry' }));
        const dialog = page.getByRole('dialog', { name: 'Add entry' });
        await dialog.waitFor();
        await noWider();
        assert.deepEqual(await findings(page), []);
        await dialog.getByLabel('Description').fill('On the train');
        await tap(dialog.getByRole('button', { name: 'Project' }));
        await tap(dialog.getByRole('option', { name: 'At home' }));
        await dialog.getByLabel('Date').fill(day(1));
        await dialog.getByLabel('Start').fill('17');
        await dialog.getByLabel('Start').press('Tab');
        await dialog.getByLabel('End').fill('17:45');
        await dialog.getByLabel('End').press('Tab');
        await tap(dialog.getByRole('button', { name: 'Add entry' }));
        await row(page, 'On the train').waitFor();
        await dialog.waitFor({ state: 'detached' });
    });

    test('opens an hour of the calendar, and another day of its strip', async () => {
        await page.goto(`${baseUrl}/#/calendar?view=day&date=${day(1)}`);
        const entry = page.locator('.calendar-entry', { hasText: 'Yesterday morning' });
        await entry.waitFor();
        await entry.scrollIntoViewIfNeeded();
        await entry.tap();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Description').fill('Morning, put right');
        await tap(dialog.getByRole('button', { name: 'Save' }));
        await dialog.waitFor({ state: 'detached' });
        await until(async () => (await find(person, 'Morning, put right')) !== undefined, 'the description');
        await tap(page.getByRole('navigation', { name: 'Days of the week' }).getByRole('link').nth(2));
        await page.waitForURL(/view=day&date=/);
        await noWider();
    });

    test('deletes, and takes it back', async () => {
        await page.goto(`${baseUrl}/#/entries`);
        await tap(row(page, 'On the train').getByRole('button', { name: 'More for On the train' }));
        await tap(page.getByRole('menuitem', { name: 'Delete' }));
        await row(page, 'On the train').waitFor({ state: 'detached' });
        await tap(page.locator('.toast').getByRole('button', { name: 'Undo' }));
        await row(page, 'On the train').waitFor();
        await until(async () => (await entriesOf(person)).length === 3, 'it is there again');
    });
});
