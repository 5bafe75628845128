// keyboard.test.ts -- a whole day's work without a mouse: what has the keyboard is always seen, and never lost.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { Person, baseUrl, launch, until } from '../person.ts';
import { day, entriesOf, find, makeProjects, row, startButton, stopButton } from './steps.ts';

let browser: Browser;
let person: Person;
let page: Page;
before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 }, timezoneId: 'UTC' });
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    await makeProjects(person, 'Letters', 'Numbers');
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

const NOTHING = 'nothing has the keyboard';
/** What has the keyboard: its name, and what is wrong with how it is seen. */
async function focused(): Promise<{ name: string; wrong: string }> {
    return await page.evaluate(`(() => {
        const at = document.activeElement;
        const name = at.getAttribute('aria-label') ?? at.id ?? '';
        // Firefox remembers what had it while its own buttons have it.
        if (at === document.body || at === document.documentElement || !at.matches(':focus')) return { name: 'nothing', wrong: NOTHING };
        // The skip link slides in; what is moved by its container is scrolled to.
        const box = at.getBoundingClientRect();
        if (!box.width || !box.height) return { name, wrong: 'has no size: ' + at.outerHTML.slice(0, 120) };
        const isInside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
        if (!isInside) return { name, wrong: 'is out of sight: ' + at.outerHTML.slice(0, 120) };
        // A ring, or a border or ground that differs, on it or on what frames it.
        const isSeen = (element) => {
            const style = getComputedStyle(element);
            return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
        };
        const frames = [at, ...at.children, at.parentElement, at.parentElement?.parentElement, ...(at.labels ?? [])].filter(Boolean);
        // The parts of a date field are the browser's own, and so are their rings.
        if (at.id !== 'main' && at.type !== 'date' && !frames.some(isSeen) && !at.nextElementSibling?.matches('span'))
            return { name, wrong: 'is not seen to have the keyboard: ' + at.outerHTML.slice(0, 160) };
        return { name, wrong: '' };
    })()`.replace('NOTHING', JSON.stringify(NOTHING))) as { name: string; wrong: string };
}

async function press(...keys: string[]): Promise<void> {
    for (const key of keys) {
        await page.keyboard.press(key);
        await page.waitForTimeout(40); // what it does is drawn
        // From the end of the page Tab goes to the browser's own buttons, and comes back with the next.
        if (key.endsWith('Tab') && (await focused()).wrong === NOTHING)
            await page.keyboard.press(key);
        // What slides into sight takes a moment.
        for (let n = 0; n < 20 && (await focused()).wrong; n += 1)
            await page.waitForTimeout(100);
        assert.equal((await focused()).wrong, '', `after ${key}`);
    }
}

/** To a view by its key, which then has the keyboard. */
async function goTo(key: string, view: string): Promise<void> {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.waitForURL(new RegExp(`#/${view}`));
    await page.locator('main h1').waitFor();
    await until(async () => await page.evaluate('document.activeElement.id') === 'main', `${view} has the keyboard`);
}

/** Tab until something has the keyboard. */
async function tabTo(name: RegExp, most = 60): Promise<void> {
    for (let n = 0; n < most; n += 1) {
        await press('Tab');
        const text = await page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent') as string;
        if (name.test(text))
            return;
    }
    assert.fail(`Tab does not come to ${name}`);
}

describe('a day by keyboard', () => {
    test('every view is gone through by Tab, and what has the keyboard is seen', async () => {
        for (const [key, view] of [['e', 'entries'], ['c', 'calendar'], ['p', 'projects'], ['k', 'keys'], ['d', 'dashboard']] as const) {
            await goTo(key, view);
            for (let n = 0; n < 12; n += 1)
                await press('Tab');
            await press('Shift+Tab', 'Shift+Tab');
            await page.evaluate('document.activeElement.blur()');
        }
    });

    test('the timer is named, started, given a project and stopped', async () => {
        await goTo('e', 'entries');
        await press('n');
        await page.keyboard.type('Answer letters @lett');
        await press('Enter');
        assert.equal(await page.locator('#timer-description').inputValue(), 'Answer letters');
        await press('Enter');
        await stopButton(page).waitFor();
        await page.waitForTimeout(1100);
        await press('Escape');
    });

    test('goes on without a mouse: stop, list, edit in place', async () => {
        await page.evaluate('document.getElementById("main").focus()');
        await page.keyboard.press('s');
        await startButton(page).waitFor();
        await row(page, 'Answer letters').waitFor();
        await until(async () => (await find(person, 'Answer letters'))?.project_name === 'Letters', 'it is booked');
        await press('a');
        const dialog = page.getByRole('dialog', { name: 'Add entry' });
        await dialog.waitFor();
        await page.keyboard.type('Count the stock');
        await press('Tab', 'Enter');
        await page.keyboard.type('numb');
        await press('Enter');
        await dialog.getByRole('button', { name: 'Project: Numbers' }).waitFor();
        await dialog.getByLabel('Date').fill(day(1));
        await tabTo(/^Start$/);
        await page.keyboard.type('9');
        await press('Tab');
        await page.keyboard.type('11');
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'detached' });
        await row(page, 'Count the stock').waitFor();
        assert.equal((await focused()).wrong, '', 'after the dialog');
        await until(async () => (await find(person, 'Count the stock'))?.duration_seconds === 7200, 'two hours');

        await tabTo(/^Answer letters,/);
        await press('ArrowDown');
        assert.match((await focused()).name, /^Count the stock/);
        await press('Enter');
        await press('Control+a');
        await page.keyboard.type('Count it again');
        await press('Enter');
        await until(async () => (await find(person, 'Count it again')) !== undefined, 'renamed');
        assert.match((await focused()).name, /^Count it again/, 'the row has the keyboard again');
        await press('d');
        await until(async () => (await entriesOf(person)).length === 3, 'duplicated');
    });

    test('deletes and undoes, selects and moves', async () => {
        await row(page, 'Count it again').first().focus();
        await press('Delete');
        await until(async () => (await entriesOf(person)).length === 2, 'deleted');
        assert.equal((await focused()).wrong, '', 'after deleting');
        await press('Control+z');
        await until(async () => (await entriesOf(person)).length === 3, 'undone');
        await row(page, 'Answer letters').focus();
        await press('x');
        await page.getByRole('region', { name: '1 selected' }).waitFor();
        await tabTo(/^Move to project$/, 90);
        await press('Enter');
        await page.keyboard.type('numb');
        await press('Enter');
        await until(async () => (await find(person, 'Answer letters'))?.project_name === 'Numbers', 'moved');
        assert.equal((await focused()).wrong, '', 'after moving');
    });

    test('the palette, the help, a menu and a dialog give the keyboard back', async () => {
        await row(page, 'Answer letters').focus();
        for (const [open, close] of [['Control+k', 'Escape'], ['?', 'Escape'], ['e', 'Escape']] as const) {
            await press(open);
            await page.getByRole('dialog').waitFor();
            await press('Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab');
            assert.ok(await page.evaluate('document.activeElement.closest("dialog") !== null'), `${open} keeps the keyboard`);
            await press(close);
            await page.getByRole('dialog').waitFor({ state: 'detached' });
            assert.match((await focused()).name, /^Answer letters/, `after ${open}`);
        }
        await tabTo(/^More for Answer letters$/);
        await press('Enter', 'ArrowDown', 'Escape');
        assert.match((await focused()).name, /^More for Answer letters/);
    });

    test('the calendar moves and lengthens', async () => {
        await page.goto(`${baseUrl}/#/calendar?view=day&date=${day(1)}`);
        await page.locator('.calendar-entry').first().focus();
        const before = (await find(person, 'Count it again'))!;
        await press('Alt+ArrowUp', 'Alt+ArrowUp', 'Enter');
        await until(async () => (await find(person, 'Count it again'))!.start_time !== before.start_time, 'moved');
        assert.equal((await focused()).wrong, '', 'after moving');
    });
});
