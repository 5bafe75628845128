// calendar.test.ts -- somebody works in the calendar: draws, moves and lengthens entries by mouse and by keyboard, is refused,
// goes through days, weeks and months.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { type Made, book, entry, MONDAY, open, settled, timesOf, WEEK, workerIn } from './calendar_page.ts';
import { baseUrl, findings, findingsEverywhere, launch, until } from './person.ts';

let browser: Browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const worker = (options = {}): ReturnType<typeof workerIn> => workerIn(browser, options);

/** Where a wall time of a column is on the screen, scrolled to. */
async function spot(page: Page, column: number, hours: number): Promise<{ x: number; y: number }> {
    await page.locator('.calendar-scroll').evaluate((box, top) => { (box as unknown as { scrollTop: number }).scrollTop = top; },
        Math.max(0, hours - 4) * 64);
    const box = await page.locator('.calendar-grid').boundingBox();
    assert.ok(box);
    return { x: box.x + box.width * (column + 0.5) / 7, y: box.y + hours * 64 + 1 };
}

async function drag(page: Page, from: { x: number; y: number }, by: { x?: number; y?: number }, end = true): Promise<void> {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + (by.x ?? 0) / 2, from.y + (by.y ?? 0) / 2, { steps: 4 });
    await page.mouse.move(from.x + (by.x ?? 0), from.y + (by.y ?? 0), { steps: 4 });
    if (end)
        await page.mouse.up();
}

const columnWidth = async (page: Page): Promise<number> => (await page.locator('.calendar-grid').boundingBox())!.width / 7;

describe('the calendar by mouse', () => {
    test('draws an entry, and loses nothing when it is refused', async () => {
        const { person, page, project } = await worker();
        await open(page);
        await page.getByText('No time in this week yet').waitFor();
        // What the calendar cannot know: this comes in another way while the form is open.
        await drag(page, await spot(page, 2, 9), { y: 128 });
        const form = page.getByRole('dialog');
        await form.waitFor();
        assert.equal(await form.getByLabel('Start').inputValue(), '09:00');
        assert.equal(await form.getByLabel('End').inputValue(), '11:00');
        await form.getByLabel('Description').fill('Mahnläufe prüfen');
        await form.locator('.input.picker').click();
        await page.getByRole('option', { name: 'Rechnungsmodul' }).click();
        const other = await book(person, project, 4, '09:00', '09:30', 'Dazwischen');
        await form.getByRole('button', { name: 'Add entry' }).click();
        await form.getByText('Another entry lies there').or(form.locator('.fault')).first().waitFor();
        assert.equal(await form.getByLabel('Description').inputValue(), 'Mahnläufe prüfen');
        await person.api('DELETE', `/time-entries/${other}`);
        await form.getByRole('button', { name: 'Add entry' }).click();
        await form.waitFor({ state: 'detached' });
        await entry(page, 'Mahnläufe prüfen').waitFor();
        assert.match(await entry(page, 'Mahnläufe').getAttribute('aria-label') ?? '', /Wednesday 4 November, 09:00–11:00, 2:00/);
        await page.locator('.calendar-head', { hasText: 'Wed' }).getByText('2:00').waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('moves, lengthens and undoes', async () => {
        const { person, page, project } = await worker();
        const id = await book(person, project, 2, '08:00', '09:00', 'Umsatzsteuer');
        await open(page);
        await spot(page, 0, 9);
        const middle = async (share = 0.5): Promise<{ x: number; y: number }> => {
            const box = await entry(page, 'Umsatzsteuer').boundingBox();
            assert.ok(box);
            return { x: box.x + box.width / 2, y: box.y + box.height * share };
        };
        // A day on and an hour and a half down, give or take two minutes: it snaps.
        await drag(page, await middle(), { x: await columnWidth(page), y: 98 });
        await settled(person, id, '2026-11-03T10:30 2026-11-03T11:30');
        await page.getByRole('status').getByText('Now 10:30–11:30').waitFor();
        // Its end, a quarter of an hour down.
        const box = (await entry(page, 'Umsatzsteuer').boundingBox())!;
        await drag(page, { x: box.x + box.width / 2, y: box.y + box.height - 3 }, { y: 16 });
        await settled(person, id, '2026-11-03T10:30 2026-11-03T11:45');
        await page.getByRole('button', { name: 'Undo' }).click();
        await settled(person, id, '2026-11-03T10:30 2026-11-03T11:30');
        // Escape puts it back, live times on the way.
        await drag(page, await middle(), { y: 64 }, false);
        await entry(page, '11:30–12:30').waitFor();
        await page.keyboard.press('Escape');
        await page.mouse.up();
        await entry(page, '10:30–11:30').waitFor();
        assert.equal(await page.getByRole('dialog').count(), 0);
        assert.equal(await timesOf(person, id), '2026-11-03T10:30 2026-11-03T11:30');
        // With Alt by single minutes.
        await page.keyboard.down('Alt');
        await drag(page, await middle(), { y: 8 });
        await page.keyboard.up('Alt');
        assert.match(await timesOf(person, id).then(async (before) => {
            for (let n = 0; n < 100 && before.startsWith('2026-11-03T10:30'); n += 1) {
                await page.waitForTimeout(100);
                before = await timesOf(person, id);
            }
            return before;
        }), /T10:3[6-9]/);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('refuses what lies on another, and offers to trim it', async () => {
        const { person, page, project } = await worker();
        const id = await book(person, project, 2, '08:00', '09:00', 'Erstes');
        await book(person, project, 2, '09:30', '11:00', 'Zweites');
        await open(page);
        await spot(page, 0, 9);
        const box = (await entry(page, 'Erstes').boundingBox())!;
        await drag(page, { x: box.x + 60, y: box.y + box.height - 3 }, { y: 64 });
        await page.getByRole('status').getByText('“Zweites” lies there, 10:30–12:00').first().waitFor();
        await entry(page, '09:00–10:00').waitFor();
        await page.getByRole('button', { name: 'Trim to 09:00–10:30' }).click();
        await settled(person, id, '2026-11-02T09:00 2026-11-02T10:30');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('refuses what lies on the running timer, marks it while it is held, and trims it to the start', async () => {
        const { person, page, project } = await worker();
        // Two hours ago, at a whole quarter; the zone is one whose clock shows about noon now.
        const noon = Math.round((12 * 60 - new Date().getUTCHours() * 60 - new Date().getUTCMinutes()) / 60);
        const zone = `Etc/GMT${noon > 0 ? '-' : '+'}${Math.abs(noon)}`;
        await person.api('PATCH', '/users/me', { time_zone: zone });
        const start = Math.floor(Date.now() / 900_000) * 900_000 - 2 * 3_600_000;
        const wire = (ms: number): string => new Date(ms).toISOString();
        const clock = (ms: number): string => new Date(ms).toLocaleTimeString('en-GB',
            { timeZone: zone, hour: '2-digit', minute: '2-digit' });
        await person.api('POST', '/timer/start', { description: 'Anruf', start_time: wire(start) });
        const { time_entry: made } = await person.api<Made>('POST', '/time-entries', { project_id: project, description: 'Vorher',
            start_time: wire(start - 5_400_000), end_time: wire(start - 1_800_000) });
        await open(page, '#/calendar?view=day');
        await page.locator('.calendar-running').waitFor();
        await entry(page, 'Vorher').scrollIntoViewIfNeeded();
        const box = (await entry(page, 'Vorher').boundingBox())!;
        await drag(page, { x: box.x + 60, y: box.y + box.height - 3 }, { y: 64 }, false);
        await page.locator('.calendar-entry.held.bad').waitFor();
        await page.mouse.up();
        await page.getByRole('status').getByText(`“Anruf” is running there since ${clock(start)}`).first().waitFor();
        await page.getByRole('button', { name: `Trim to ${clock(start - 5_400_000)}–${clock(start)}` }).click();
        // The server tells the times of the zone.
        const told = (ms: number): string => `${new Date(ms).toLocaleDateString('sv', { timeZone: zone })}T${clock(ms)}`;
        await settled(person, made.id, `${told(start - 5_400_000)} ${told(start)}`);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('fills a gap at a click, and opens what is clicked', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 2, '08:00', '09:00', 'Davor');
        await book(person, project, 2, '09:45', '11:00', 'Danach');
        await open(page);
        const gap = page.getByRole('button', { name: 'Fill 10:00–10:45, 0:45' });
        await gap.waitFor();
        assert.match(await page.evaluate(`getComputedStyle(document.querySelector('.calendar-gap'), '::before').backgroundImage`) as string,
            /repeating/);
        await gap.click();
        const form = page.getByRole('dialog');
        assert.equal(await form.getByLabel('Start').inputValue(), '10:00');
        assert.equal(await form.getByLabel('End').inputValue(), '10:45');
        await page.keyboard.press('Escape');
        await form.waitFor({ state: 'detached' });
        await entry(page, 'Davor').click();
        await form.getByRole('button', { name: 'Delete' }).click();
        await entry(page, 'Davor').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Undo' }).click();
        await entry(page, 'Davor').waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});

/** A finger that rests there until it is felt, and is lifted then. */
async function rest(page: Page, x: number, y: number): Promise<void> {
    const touch = await page.context().newCDPSession(page);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
    await page.locator('.calendar-entry.held').waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

describe('the menu in the calendar', () => {
    test('duplicates, splits, continues and deletes', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 2, '08:00', '09:00', 'Umsatzsteuer');
        await open(page);
        const menu = page.getByRole('menu', { name: 'More for Umsatzsteuer' });
        const choose = async (what: string, item: string): Promise<void> => {
            await entry(page, what).click({ button: 'right' });
            await menu.getByRole('menuitem', { name: item }).click();
        };
        await choose('09:00–10:00', 'Duplicate');
        await entry(page, '10:00–11:00').waitFor();
        await choose('10:00–11:00', 'Split');
        await page.getByRole('dialog').getByRole('button', { name: 'Split' }).click();
        await entry(page, '10:30–11:00').waitFor();
        await choose('10:30–11:00', 'Delete');
        await entry(page, '10:30–11:00').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Undo' }).click();
        await entry(page, '10:30–11:00').waitFor();
        await choose('09:00–10:00', 'Edit entry');
        assert.equal(await page.getByRole('dialog').getByLabel('End').inputValue(), '10:00');
        await page.keyboard.press('Escape');
        await choose('09:00–10:00', 'Continue');
        await until(async () => (await person.api<{ timer: { description: string } | null }>('GET', '/timer'))
            .timer?.description === 'Umsatzsteuer', 'the timer runs');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('adds where nothing is, and a click beside it only closes it', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 2, '08:00', '09:00', 'Umsatzsteuer');
        await open(page);
        const { x, y } = await spot(page, 2, 9);
        await page.mouse.click(x, y, { button: 'right' });
        const item = page.getByRole('menuitem', { name: 'Add entry here, 09:00–10:00' });
        await item.waitFor();
        await page.mouse.click(x - 300, y + 100);
        await item.waitFor({ state: 'detached' });
        assert.equal(await page.getByRole('dialog').count(), 0);
        await page.mouse.click(x, y, { button: 'right' });
        await item.click();
        assert.equal(await page.getByRole('dialog').getByLabel('Start').inputValue(), '09:00');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('comes by keyboard, and gives it back', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 2, '08:00', '09:00', 'Umsatzsteuer');
        await book(person, project, 2, '09:30', '10:00', 'Danach');
        await open(page);
        await entry(page, 'Umsatzsteuer').focus();
        for (const key of ['Shift+F10', 'ContextMenu']) {
            await page.keyboard.press(key);
            await page.getByRole('menuitem', { name: 'Edit entry' }).and(page.locator(':focus')).waitFor();
            await page.keyboard.press('Escape');
            await entry(page, 'Umsatzsteuer').and(page.locator(':focus')).waitFor();
        }
        // Duplicated by its key there is no room: the form asks for its place.
        await page.keyboard.press('d');
        await page.getByRole('dialog').getByRole('button', { name: 'Add entry' }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await entry(page, 'Umsatzsteuer').focus();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Shift+F10');
        await page.getByRole('menuitem', { name: 'Add entry here, 10:00–10:30' }).and(page.locator(':focus')).waitFor();
        await page.keyboard.press('Escape');
        await entry(page, 'Umsatzsteuer').focus();
        await page.keyboard.press('Shift+F10');
        await page.getByRole('menuitem', { name: 'Edit entry' }).and(page.locator(':focus')).waitFor();
        for (const key of ['End', 'Enter'])
            await page.keyboard.press(key);
        await entry(page, 'Umsatzsteuer').waitFor({ state: 'detached' });
        await entry(page, 'Danach').and(page.locator(':focus')).waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('comes to a finger that rests', async () => {
        const { person, page, project } = await worker({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
        const id = await book(person, project, 2, '08:00', '09:00', 'Umsatzsteuer');
        await open(page, `#/calendar?view=day&date=${MONDAY}`);
        const box = (await entry(page, 'Umsatzsteuer').boundingBox())!;
        await rest(page, box.x + box.width - 40, box.y + 30);
        await page.getByRole('menuitem', { name: 'Duplicate' }).waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            assert.deepEqual(await findings(page), [], colorScheme);
            await person.picture(`calendar-menu-${colorScheme}`);
        }
        const list = (await page.getByRole('menu').boundingBox())!;
        assert.ok(list.x + list.width <= 390, `${list.x} ${list.width}`);
        await page.getByRole('menuitem', { name: 'Edit entry' }).tap();
        await page.getByRole('dialog').getByLabel('Description').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await rest(page, box.x + 100, box.y + 64 * 2 + 10);
        await page.getByRole('menuitem', { name: 'Add entry here, 11:00–12:00' }).waitFor();
        assert.equal(await timesOf(person, id), '2026-11-02T09:00 2026-11-02T10:00');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});

describe('the calendar by keyboard', () => {
    test('moves, lengthens, edits and deletes', async () => {
        const { person, page, project } = await worker();
        const id = await book(person, project, 2, '08:00', '09:00', 'Umsatzsteuer');
        await book(person, project, 3, '08:00', '09:00', 'Daneben');
        await open(page);
        await entry(page, 'Umsatzsteuer').focus();
        // Without a look between: once the keys have rested it is written, and Enter opens the form.
        for (const key of ['Alt+ArrowDown', 'Alt+ArrowDown', 'Alt+ArrowDown', 'Shift+Alt+ArrowDown', 'Enter'])
            await page.keyboard.press(key);
        await entry(page, '09:15–10:20').waitFor();
        await settled(person, id, '2026-11-02T09:15 2026-11-02T10:20');
        // Onto the other of the next day: refused. Escape puts back what is not written yet.
        await page.keyboard.press('Alt+ArrowUp');
        await page.keyboard.press('Escape');
        await entry(page, '09:15–10:20').waitFor();
        await page.keyboard.press('Alt+ArrowRight');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Trim to 10:00–10:20' }).waitFor();
        await entry(page, 'Monday 2 November, 09:15–10:20').waitFor();
        // To the day before, which is another week: it is followed, and has the keyboard still.
        await page.keyboard.press('Alt+ArrowLeft');
        await page.waitForURL(/date=2026-11-01/);
        await settled(person, id, '2026-11-01T09:15 2026-11-01T10:20');
        await page.locator('.calendar-entry:focus').waitFor();
        await page.keyboard.press('Enter');
        const form = page.getByRole('dialog');
        await form.getByLabel('Description').fill('Umsatzsteuervoranmeldung');
        await page.keyboard.press('Enter');
        await form.waitFor({ state: 'detached' });
        await entry(page, 'Umsatzsteuervoranmeldung').focus();
        await page.keyboard.press('Delete');
        await entry(page, 'Umsatzsteuervoranmeldung').waitFor({ state: 'detached' });
        await page.keyboard.press('Control+z');
        await entry(page, 'Umsatzsteuervoranmeldung').waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('goes through days, weeks and months, and back', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 3, '08:00', '09:00', 'Etwas');
        await open(page);
        const heading = page.getByRole('heading', { level: 1 });
        assert.match(await heading.innerText(), /2\s?–\s?8 Nov 2026/);
        await page.keyboard.press('ArrowRight');
        await page.waitForURL(/view=week&date=2026-11-09/);
        await page.goBack();
        await page.waitForURL(/date=2026-11-02/);
        await page.keyboard.press('3');
        await heading.getByText('November 2026').waitFor();
        await page.getByRole('link', { name: 'Tuesday 3 November, 1:00' }).click();
        await page.waitForURL(/view=day&date=2026-11-03/);
        await entry(page, 'Etwas').waitFor();
        await page.keyboard.press('g');
        await page.keyboard.press('c');
        await page.waitForURL(/#\/calendar$/);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('arrows go from entry to entry and gap', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 2, '08:00', '09:00', 'Erstes');
        await book(person, project, 2, '09:30', '11:00', 'Zweites');
        await book(person, project, 4, '09:45', '10:00', 'Drittes');
        await open(page);
        await entry(page, 'Erstes').focus();
        const focused = (): Promise<string | null> => page.locator('.calendar-item:focus').getAttribute('aria-label');
        await page.keyboard.press('ArrowDown');
        assert.match(await focused() ?? '', /^Fill 10:00–10:30/);
        await page.keyboard.press('ArrowDown');
        assert.match(await focused() ?? '', /^Zweites/);
        await page.keyboard.press('ArrowRight');
        assert.match(await focused() ?? '', /^Drittes/);
        await page.keyboard.press('Home');
        assert.match(await focused() ?? '', /^Erstes/);
        // One stop for Tab, however many entries there are.
        assert.equal(await page.locator('.calendar-item[tabindex="0"]').count(), 1);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});

describe('the calendar', () => {
    test('draws the night of the clocks as long as it is', async () => {
        const { person, page, project } = await worker({ timezoneId: 'America/Los_Angeles' });
        // 01:30+02 to 03:30+01: three hours on a clock that shows two.
        await person.api('POST', '/time-entries', { project_id: project, description: 'Umstellung',
            start_time: '2026-10-24T23:30:00Z', end_time: '2026-10-25T02:30:00Z' });
        await open(page, '#/calendar?view=week&date=2026-10-25');
        assert.match(await entry(page, 'Umstellung').getAttribute('aria-label') ?? '', /01:30–03:30, 3:00/);
        assert.equal(Math.round((await entry(page, 'Umstellung').boundingBox())!.height), 3 * 64);
        assert.equal(await page.locator('.calendar-hatched').count(), 6);
        await open(page, '#/calendar?view=week&date=2026-03-29');
        assert.equal(await page.locator('.calendar-hatched').count(), 1);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('shows what runs and what others do, in twelve hours too', async () => {
        const { person, page, project } = await worker();
        await person.api('PATCH', '/users/me', { hour_cycle: 'h12' });
        await open(page);
        await book(person, project, 3, '12:00', '13:30', 'Von anderswo');
        await entry(page, 'Von anderswo').waitFor();
        assert.match(await entry(page, 'Von anderswo').getAttribute('aria-label') ?? '', /1:00–2:30 pm/);
        await page.locator('.calendar-hours').getByText('1 pm', { exact: true }).waitFor();
        await person.api('POST', '/timer/start', { description: 'Läuft gerade' });
        await page.keyboard.press('t');
        await page.locator('.calendar-running').first().waitFor();
        await page.locator('.calendar-now').waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('is zoomed by keys and the wheel, and stays so', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 3, '09:00', '10:00', 'Höhenmesser');
        await open(page);
        const height = async (): Promise<number> => Math.round((await entry(page, 'Höhenmesser').boundingBox())!.height);
        assert.equal(await height(), 64);
        await page.keyboard.press('+');
        await until(async () => await height() === 96, 'half as high again');
        // What lies under the pointer stays there.
        const before = (await entry(page, 'Höhenmesser').boundingBox())!;
        await page.mouse.move(before.x + 20, before.y + 1);
        await page.keyboard.down('Control');
        await page.mouse.wheel(0, -100);
        await page.keyboard.up('Control');
        await until(async () => await height() === 160, 'higher still');
        const after = (await entry(page, 'Höhenmesser').boundingBox())!;
        assert.ok(Math.abs(after.y - before.y) < 4, `${before.y} ${after.y}`);
        await open(page);
        await until(async () => await height() === 160, 'remembered');
        for (let n = 0; n < 6; n += 1)
            await page.keyboard.press('-');
        await until(async () => await height() === 32, 'the lowest there is');
        assert.deepEqual(await findings(page), []);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('is zoomed by buttons, wide enough for a thumb on a phone', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 2, '08:00', '09:00', 'Höhenmesser');
        await book(person, project, 2, '09:45', '11:00', 'Danach');
        await open(page);
        const buttons = page.getByRole('group', { name: 'Height of the hours' });
        const height = async (): Promise<number> => Math.round((await entry(page, 'Höhenmesser').boundingBox())!.height);
        for (const [name, pixels] of [['Taller', 96], ['Lower', 64], ['Lower', 48], ['Lower', 32]] as const) {
            await buttons.getByRole('button', { name }).click();
            await until(async () => await height() === pixels, `${name}: ${pixels}`);
        }
        assert.equal(await buttons.getByRole('button', { name: 'Lower' }).getAttribute('aria-disabled'), 'true');
        await buttons.getByRole('button', { name: 'Taller' }).click();
        await buttons.getByRole('button', { name: 'Taller' }).click();
        assert.deepEqual(await findingsEverywhere(page, { widths: [1360, 390], picture: 'calendar-zoom' }), []);
        await page.setViewportSize({ width: 390, height: 800 });
        const box = (await buttons.getByRole('button', { name: 'Taller' }).boundingBox())!;
        assert.ok(box.width >= 44 && box.height >= 44, `${box.width} ${box.height}`);
        await open(page, `#/calendar?view=month&date=${MONDAY}`);
        assert.equal(await buttons.count(), 0);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('says when it cannot be read, and tries again', async () => {
        const { person, page } = await worker();
        await page.route('**/api/v1/time-entries?*', (route) => route.abort());
        await page.goto('about:blank');
        await page.goto(`${baseUrl}/${WEEK}`);
        await page.getByRole('button', { name: 'Try again' }).waitFor();
        await page.unroute('**/api/v1/time-entries?*');
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('No time in this week yet').waitFor();
        assert.deepEqual(person.troubles.filter((text) => !text.includes('ERR_FAILED')), []);
        await person.close();
    });

    test('is without a fault for assistive technology, and never too wide', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 2, '08:00', '08:15', 'Morgenrunde');
        await book(person, project, 2, '08:15', '08:30', 'Post');
        await book(person, project, 2, '08:30', '08:35', 'Kurz');
        await book(person, project, 2, '08:45', '09:30', 'Eine Dreiviertelstunde mit einem langen Namen');
        await book(person, project, 3, '12:00', '15:00', '');
        await person.api('POST', '/timer/start', { description: 'Läuft gerade', project_id: project });
        for (const hash of [`#/calendar?view=day&date=${MONDAY}`, WEEK, `#/calendar?view=month&date=${MONDAY}`, '#/calendar']) {
            await open(page, hash);
            assert.deepEqual(await findingsEverywhere(page), [], hash);
        }
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});
