// ui.ts -- what the browser UI costs with ENTRIES=10000 entries in the list: how long from a click or a key to the next paint, the
// longest task while scrolling and dragging, and what an hour of a running timer leaves in memory. Prints a table (`make bench-ui`);
// timings never decide over success.
import { loadavg } from 'node:os';
import type { Browser, CDPSession, Page } from 'playwright-core';

import { longSeed } from '../browser/long_seed.ts';
import { Person, baseUrl, launch, until } from '../browser/person.ts';
import { sql } from '../http/server.ts';

const ENTRIES = Number(process.env['ENTRIES'] ?? 10_000);
const WINDOW = { width: 1360, height: 900 };

const rows: [string, string, string][] = [];
const note = (what: string, value: string, wanted: string): void => {
    rows.push([what, value, wanted]);
    console.error(`bench-ui: ${what}: ${value}`);
};

/** Entries of the years before, four of an hour each a day, beside those of the last weeks. */
function seedMany(name: string, count: number): void {
    sql(`INSERT INTO time_entries (user_id, project_id, start_time, end_time, description, tags)
        SELECT u.id, (SELECT min(p.id) FROM projects p WHERE p.user_id = u.id) + n % 12,
            date_trunc('day', now()) - (20 + n / 4) * interval '1 day' + (8 + n % 4 * 2) * interval '1 hour',
            date_trunc('day', now()) - (20 + n / 4) * interval '1 day' + (9 + n % 4 * 2) * interval '1 hour', 'Entry ' || n, '{}'
        FROM users u, generate_series(0, ${count - 1}) n WHERE u.username = '${name}'`);
}

/** Watches interactions and tasks of a page from now on. */
async function watch(page: Page): Promise<void> {
    await page.evaluate(`(() => {
        window.seen = { interactions: [], tasks: [] };
        const observe = (type, into, value, more = {}) => new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (value(entry)) into.push(entry.duration);
        }).observe({ type, ...more });
        observe('event', window.seen.interactions, (entry) => entry.interactionId > 0, { durationThreshold: 16 });
        observe('longtask', window.seen.tasks, () => true);
    })()`);
}

/** What was seen since the last time. */
async function taken(page: Page): Promise<{ interactions: number[]; tasks: number[] }> {
    await page.waitForTimeout(500); // entries of the last frame come a little later
    return await page.evaluate(`(() => {
        const { interactions, tasks } = window.seen;
        return { interactions: interactions.splice(0), tasks: tasks.splice(0) };
    })()`) as { interactions: number[]; tasks: number[] };
}

/** Chromium tells of interactions from 16 ms on, of tasks from 50 ms on. */
const longest = (values: readonly number[], least: number): string =>
    values.length ? `${Math.round(Math.max(...values))} ms` : `< ${least} ms`;

/** A figure of Chromium's. Times are of the main thread's processor: on a busy machine only they can be compared. */
async function metric(cdp: CDPSession, name: string): Promise<number> {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find((one) => one.name === name)?.value ?? NaN;
}

const TIMES = 5;

async function interaction(page: Page, what: string, act: () => Promise<unknown>): Promise<void> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await taken(page);
    const before = await metric(cdp, 'TaskDuration');
    for (let n = 0; n < TIMES; n += 1) {
        await act();
        await page.waitForTimeout(300);
    }
    const cpu = (await metric(cdp, 'TaskDuration') - before) * 1000 / TIMES;
    await cdp.detach();
    note(`${what}, to the next paint`, `${longest((await taken(page)).interactions, 16)}; ${Math.round(cpu)} ms of CPU each, with what follows`,
        '< 100 ms');
}

async function tasks(page: Page, what: string, act: () => Promise<unknown>): Promise<void> {
    await taken(page);
    await act();
    note(`longest task while ${what}`, longest((await taken(page)).tasks, 50), 'none over 50 ms');
}

async function wheel(page: Page, by: number): Promise<void> {
    for (let n = 0; n < 40; n += 1) {
        await page.mouse.wheel(0, by);
        await page.waitForTimeout(30);
    }
}

/** Scrolls until all of the list has been read. Gives how many entries came. */
async function readAll(page: Page): Promise<number> {
    let read = 0;
    page.on('response', (answer) => {
        if (answer.url().includes('/time-entries?') && answer.ok())
            void answer.json().then(({ time_entries: { length } }: { time_entries: unknown[] }) => (read += length));
    });
    await page.goto(`${baseUrl}/#/entries`);
    const end = Date.now() + 300_000;
    while (read < ENTRIES) {
        if (Date.now() > end)
            throw new Error(`the list could not be read: ${read} entries`);
        await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
        await page.waitForTimeout(20);
    }
    return read;
}

const ROW = 3;

/** Where the row's part is on the screen. */
async function middle(page: Page, part: string): Promise<{ x: number; y: number }> {
    const box = await page.locator(part).nth(ROW).boundingBox();
    if (!box)
        throw new Error(`${part} cannot be seen`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function list(person: Person): Promise<void> {
    const { page } = person;
    note('entries in the list', String(await readAll(page)), String(ENTRIES));
    note('of which are drawn by then', String(await page.locator('.entry').count()), '< 200');
    await page.evaluate('scrollTo(0, 0)');
    await page.waitForTimeout(1000);
    await watch(page);
    // Places are looked up before: Playwright's own search through thousands of rows would be measured as ours.
    const [check, description, billable] = [await middle(page, '.entry-check'), await middle(page, '.entry-description'),
        await middle(page, '.entry .billable')];
    await interaction(page, 'selecting an entry', () => page.mouse.click(check.x, check.y));
    await page.locator('.entry').nth(ROW).focus();
    await interaction(page, 'going to the next entry', () => page.keyboard.press('ArrowDown'));
    await page.mouse.click(description.x, description.y);
    await interaction(page, 'typing a description', () => page.keyboard.type('a'));
    await interaction(page, 'saving it', async () => {
        await page.mouse.click(description.x, description.y);
        await page.keyboard.type('x');
        await page.keyboard.press('Enter');
    });
    await interaction(page, 'marking as billable', () => page.mouse.click(billable.x, billable.y));
    await interaction(page, 'opening the form, and closing it', async () => {
        await page.evaluate('document.activeElement.blur()');
        await page.keyboard.press('a');
        await page.getByRole('dialog').waitFor();
        await page.waitForTimeout(200);
        await page.keyboard.press('Escape');
    });
    await interaction(page, 'finding in the palette', async () => {
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog').waitFor();
        await page.keyboard.type('stat');
        await page.waitForTimeout(200);
        await page.keyboard.press('Escape');
    });
    await interaction(page, 'starting the timer', async () => {
        await page.keyboard.press('s');
        await until(async () => (await person.api<{ timer: unknown }>('GET', '/timer')).timer !== null, 'the timer');
        await person.api('POST', '/timer/cancel');
        await page.getByRole('button', { name: 'Start' }).waitFor();
    });
    await interaction(page, 'going to other views, and back', async () => {
        for (const view of ['calendar', 'timesheet', 'statistics', 'dashboard']) {
            await page.locator(`.nav a[href="#/${view}"]`).click();
            await page.waitForTimeout(400);
            await page.locator('.nav a[href="#/entries"]').click();
            await page.waitForTimeout(400);
        }
    });
    await page.mouse.move(700, 500);
    await tasks(page, 'scrolling the list', async () => {
        await wheel(page, 400);
        await wheel(page, -400);
    });
}

async function calendar(page: Page): Promise<void> {
    const day = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
    await page.goto(`${baseUrl}/#/calendar?view=week&date=${day}`);
    await page.locator('.calendar-grid[aria-busy=false] .calendar-entry').first().waitFor();
    await page.mouse.move(700, 500);
    await tasks(page, 'scrolling the calendar', async () => {
        await wheel(page, 60);
        await wheel(page, -60);
    });
    await page.locator('.calendar-entry').nth(6).scrollIntoViewIfNeeded();
    const box = await page.locator('.calendar-entry').nth(6).boundingBox();
    if (!box)
        throw new Error('no entry to drag');
    await tasks(page, 'dragging an entry', async () => {
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await page.mouse.down();
        for (let n = 0; n < 60; n += 1) {
            await page.mouse.move(box.x + box.width / 2 + (n % 20) * 4, box.y + box.height / 2 + (n % 30) * 4);
            await page.waitForTimeout(16);
        }
        await page.keyboard.press('Escape');
        await page.mouse.up();
    });
}

async function heap(cdp: CDPSession): Promise<number> {
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.collectGarbage');
    return await metric(cdp, 'JSHeapUsedSize') / 1024;
}

/** An hour of a running timer by a simulated clock, second by second. */
async function hour(browser: Browser): Promise<void> {
    const person = await Person.signedIn(browser, { viewport: WINDOW });
    const { page } = person;
    await longSeed(person, 14);
    await person.api('POST', '/timer/start', { description: 'An hour' });
    await page.clock.install();
    await page.reload();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    const cdp = await person.context.newCDPSession(page);
    await cdp.send('Performance.enable');
    const minutes = async (count: number): Promise<void> => {
        for (let n = 0; n < count; n += 1)
            await page.clock.runFor(60_000);
    };
    await minutes(10);
    const before = await heap(cdp);
    await minutes(30);
    const half = await heap(cdp);
    await minutes(30);
    const after = await heap(cdp);
    note('JS heap after 0, 30, 60 minutes of a timer', [before, half, after].map((kb) => `${Math.round(kb)} kB`).join(', '), 'flat');
    await person.close();
}

const browser = await launch({ isMeasured: true });
const person = await Person.signedIn(browser, { viewport: WINDOW });
await longSeed(person, 10);
// No page is open that would be told of each.
await person.page.goto('about:blank');
seedMany(person.name, ENTRIES);
await list(person);
await calendar(person.page);
await person.close();
await hour(browser);
await browser.close();
console.log([`The browser UI with ${ENTRIES} entries; load ${loadavg().map((load) => load.toFixed(1)).join(' ')}`, '',
    '| figure | measured | wanted |', '| --- | --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n'));
