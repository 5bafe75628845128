// timer.test.ts -- the timer in the bar, by hand: continued, moved, stopped with something missing or impossible, and what was
// typed and not sent yet.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findings, launch, until } from './person.ts';

type Timer = { id: number; description: string; start_time: string; project_id: number | null; break_minutes: number };
type Entry = { id: number; description: string; tags: string[]; project_name: string; start_time: string; end_time: string };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const wire = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

let browser: Browser;
let person: Person;
let page: Page;
let project: number;

const bar = (): Locator => page.getByRole('region', { name: 'Timer' });
const description = (): Locator => bar().getByRole('combobox', { name: 'What are you working on?' });
const stopButton = (): Locator => bar().getByRole('button', { name: 'Stop' });
const startButton = (): Locator => bar().getByRole('button', { name: 'Start' });
const since = (): Locator => bar().getByRole('button', { name: 'Running since' });
const pause = (): Locator => bar().getByRole('textbox', { name: 'Break' });
const question = (): Locator => page.getByRole('dialog', { name: 'Which project was it?' });
const row = (text: string): Locator => page.locator(`.entry[aria-label^="${text},"]`);
const again = (text: string): Locator => row(text).getByRole('button', { name: 'Continue' });

const timer = async (): Promise<Timer | null> => (await person.api<{ timer: Timer | null }>('GET', '/timer')).timer;
const entries = async (): Promise<Entry[]> => (await person.api<{ time_entries: Entry[] }>('GET', '/time-entries')).time_entries;
const entryOf = async (text: string): Promise<Entry | undefined> => (await entries()).find((one) => one.description === text);

/** An entry from FROM to TO, minutes from now. */
const book = (text: string, from: number, to: number, tags: string[] = []): Promise<unknown> =>
    person.api('POST', '/time-entries', { project_id: project, description: text, tags, start_time: wire(Date.now() + from * MINUTE),
        end_time: wire(Date.now() + to * MINUTE) });
const run = (text: string, ago: number, project_id: number | null = project): Promise<unknown> =>
    person.api('POST', '/timer/start', { description: text, project_id, start_time: wire(Date.now() - ago * MINUTE) });

async function hasKeyboard(field: Locator): Promise<boolean> {
    return await page.evaluate('document.activeElement?.id') === await field.getAttribute('id');
}

async function signIn(options: BrowserContextOptions = {}): Promise<void> {
    person = await Person.signedIn(browser, options);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    project = (await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Alpha' })).project.id;
}

async function end(): Promise<void> {
    assert.deepEqual(person.troubles, []);
    await person.close();
}

/** A zone of whole hours that is so many BEHIND. */
const zoneOf = (behind: number): string => `Etc/GMT${behind < 0 ? '-' : '+'}${Math.abs(behind)}`;
/** One where midnight was less than an hour ago. */
function zoneNearMidnight(): string {
    const hour = new Date().getUTCHours();
    return zoneOf(hour <= 12 ? hour : hour - 24);
}
/** One where it is noon, or less than an hour later. */
const zoneNearNoon = (): string => zoneOf(new Date().getUTCHours() - 12);

before(async () => {
    browser = await launch();
});
after(() => browser.close());

describe('an entry that is continued', () => {
    beforeEach(async () => {
        await signIn();
        await page.goto(`${baseUrl}/#/entries`);
    });

    test('from the end of the last one, which is what was running', async () => {
        await book('Before', -60, -30);
        await run('Running', 10);
        await stopButton().waitFor();
        await again('Before').click({ modifiers: ['Shift'] });
        await until(async () => (await timer())?.description === 'Before', 'the new timer');
        assert.equal((await timer())!.start_time, (await entryOf('Running'))!.end_time);
        await end();
    });

    test('from the end of the last one, and not of one that is yet to come', async () => {
        await book('Before', -60, -30);
        await book('Later', 60, 90);
        await row('Later').waitFor();
        await again('Before').click({ modifiers: ['Shift'] });
        await until(async () => (await timer())?.description === 'Before', 'the timer');
        assert.equal((await timer())!.start_time, (await entryOf('Before'))!.end_time);
        await end();
    });

    test('goes on when the project of what ran has been told', async () => {
        await book('Before', -60, -30);
        await run('Running', 10, null);
        await stopButton().waitFor();
        await again('Before').click();
        await question().getByRole('option', { name: 'Alpha' }).click();
        await until(async () => (await timer())?.description === 'Before', 'the new timer');
        assert.ok(Date.parse((await timer())!.start_time) >= Date.parse((await entryOf('Running'))!.end_time));
        await end();
    });

    test('is not begun where the question for the project is closed', async () => {
        await book('Before', -60, -30);
        await run('Running', 10, null);
        await stopButton().waitFor();
        await again('Before').click();
        await question().getByRole('button', { name: 'Keep running' }).click();
        await question().waitFor({ state: 'detached' });
        assert.equal((await timer())!.description, 'Running');
        assert.equal(await description().inputValue(), 'Running');
        await end();
    });

    test('with tags of several words keeps them', async () => {
        await book('Tagged', -60, -30, ['deep work', 'c#']);
        await again('Tagged').click();
        await until(async () => (await timer()) !== null, 'the timer');
        await page.reload();
        await stopButton().click();
        await until(async () => (await entries()).length === 2 && (await entries())[0]!.tags.length === 2, 'the second entry');
        const [second] = await entries();
        assert.deepEqual([second!.description, [...second!.tags].sort()], ['Tagged', ['c#', 'deep work']]);
        await end();
    });
});

describe('without a network', () => {
    test('what runs is booked with its tags, and the next one begins', async () => {
        await signIn();
        await page.goto(`${baseUrl}/#/entries`);
        await book('Before', -60, -30);
        await run('First #"deep work"', 10);
        await stopButton().waitFor();
        await row('Before').waitFor();
        await page.evaluate('navigator.serviceWorker.ready');
        await page.waitForTimeout(3000); // the last state is kept
        await person.context.setOffline(true);
        await again('Before').click();
        await until(async () => (await description().inputValue()) === 'Before', 'the next one');
        await page.getByText(/No connection. 3 changes/).waitFor();
        await page.reload();
        await until(async () => (await description().inputValue()) === 'Before', 'the next one after a reload');
        await row('First').getByText('deep work').waitFor();
        await person.context.setOffline(false);
        await page.getByText(/No connection/).waitFor({ state: 'detached', timeout: 40_000 });
        await until(async () => (await timer())?.description === 'Before', 'the timer');
        const first = (await entryOf('First'))!;
        assert.deepEqual([first.tags, (await timer())!.start_time >= first.end_time], [['deep work'], true]);
        assert.deepEqual(person.troubles.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(text)), []);
        await person.close();
    });
});

describe('the start of what runs', () => {
    const started = async (): Promise<string> => (await timer())!.start_time;

    test('is yesterday where the clock has not been there today', async () => {
        await signIn();
        await person.api('POST', '/timer/start', { project_id: project });
        const zone = zoneNearMidnight();
        await person.api('PATCH', '/users/me', { time_zone: zone });
        await page.reload();
        await since().click();
        const field = bar().getByLabel('Started');
        await field.fill('23:55');
        await field.press('Enter');
        const wall = (text: string): string => new Date(text).toLocaleTimeString('en-GB', { timeZone: zone });
        await until(async () => wall(await started()) === '23:55:00', 'the time on the wall');
        const ago = Date.now() - Date.parse(await started());
        assert.ok(ago > 0 && ago < HOUR + 6 * MINUTE, String(ago));
        await end();
    });

    test('is moved to where the last entry ended, by a finger as well', async () => {
        await signIn({ viewport: { width: 390, height: 800 }, hasTouch: true });
        await person.api('PATCH', '/users/me', { time_zone: zoneNearNoon() });
        await book('Before', -60, -20);
        await run('Forgotten', 5);
        await since().tap();
        const offer = bar().getByRole('button', { name: /^From the end of the last entry, \d+:\d\d$/ });
        await person.picture('timer-from-last');
        await offer.tap();
        const { end_time } = (await entryOf('Before'))!;
        await until(async () => await started() === end_time, 'from there on');
        await offer.waitFor({ state: 'detached' });
        await end();
    });

    test('is moved to now at most by a step', async () => {
        await signIn();
        await run('Steps', 2);
        await since().click();
        const before = Date.now();
        await bar().getByRole('button', { name: '+5 min' }).click();
        await until(async () => Date.parse(await started()) > before - 10_000, 'just now');
        const field = bar().getByLabel('Started');
        await field.fill('+90');
        await field.press('Enter');
        await bar().getByText(/^0:00:\d\d$/).waitFor();
        assert.ok(Date.parse(await started()) > before - 10_000);
        await end();
    });

    for (const width of [390, 320])
        test(`is changed in a popover that lies in the window, ${width} pixels wide`, async () => {
            await signIn({ viewport: { width, height: 720 } });
            await run('Narrow', 40);
            await person.api('PATCH', '/timer', { break_minutes: 15 });
            await since().click();
            const editor = page.locator('.popover-body', { has: page.locator('.start-editor') });
            await editor.getByLabel('Break').waitFor();
            await until(async () => {
                const box = await editor.boundingBox();
                return box !== null && box.x >= 0 && box.x + box.width <= width;
            }, 'inside of the window');
            assert.deepEqual(await findings(page), []);
            await person.picture(`timer-start-${width}`);
            await page.keyboard.press('Escape');
            await bar().getByRole('button', { name: /15 min break/ }).waitFor();
            await person.picture(`timer-break-${width}`);
            await end();
        });
});

describe('a break', () => {
    test('is seen in the bar, and one that leaves nothing is told of before it can be booked', async () => {
        await signIn();
        await run('Pause', 10);
        await since().click();
        await pause().fill('45m');
        await pause().press('Enter');
        await bar().getByText('45 min break', { exact: true }).waitFor();
        await bar().getByRole('alert').getByText('The break of 45 minutes').waitFor();
        await page.keyboard.press('Escape');

        await stopButton().click();
        const dialog = page.getByRole('dialog', { name: 'Save the time' });
        await dialog.getByRole('alert').getByText('The break of 45 minutes').waitFor();
        await dialog.getByRole('button', { name: 'Save to Alpha' }).click();
        assert.ok(await hasKeyboard(dialog.getByLabel('Break')));
        assert.deepEqual(await findings(page), []);
        await person.picture('timer-break-dialog');
        await dialog.getByLabel('Break').fill('5m');
        await dialog.getByLabel('Break').press('Enter');
        await dialog.getByRole('alert').waitFor({ state: 'detached' });
        await dialog.getByRole('button', { name: 'Save to Alpha' }).click();
        await until(async () => (await entryOf('Pause')) !== undefined, 'the entry');
        await end();
    });
});

describe('an end', () => {
    test('that cannot be is marked, and nothing is booked', async () => {
        await signIn();
        await run('Short', 3, null);
        await stopButton().click();
        const field = question().getByLabel('Stopped');
        const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
        for (const text of ['-60', clock(Date.now() - 5 * MINUTE), clock(Date.now() + 5 * MINUTE)]) {
            await field.fill(text);
            await field.press('Enter');
            await question().getByRole('alert').waitFor();
            await question().getByRole('option', { name: 'Alpha' }).click();
            await until(() => hasKeyboard(field), `${text} is held`);
        }
        assert.deepEqual(await entries(), []);
        await person.picture('timer-end');
        await field.fill(clock(Date.now() - MINUTE));
        await field.press('Enter');
        await question().getByRole('alert').waitFor({ state: 'detached' });
        await question().getByRole('option', { name: 'Alpha' }).click();
        await until(async () => (await entryOf('Short')) !== undefined, 'the entry');
        await end();
    });
});

describe('what is typed', () => {
    test('is there again after a reload, running or not', async () => {
        await signIn();
        await description().fill('Not begun');
        await page.reload();
        await startButton().waitFor();
        await until(async () => (await description().inputValue()) === 'Not begun', 'the draft');
        await startButton().click();
        await stopButton().waitFor();
        await until(async () => (await timer())?.description === 'Not begun', 'the timer');

        await description().fill('Changed meanwhile');
        await page.reload();
        await until(async () => (await timer())?.description === 'Changed meanwhile', 'the changed text');
        await until(async () => (await description().inputValue()) === 'Changed meanwhile', 'in the bar');
        // What somebody else wrote since is not written over.
        await description().fill('Mine');
        await person.api('PATCH', '/timer', { description: 'Theirs' });
        await page.reload();
        await until(async () => (await description().inputValue()) === 'Theirs', 'theirs');
        await end();
    });

    test('offers what is not there yet, and labels of several words', async () => {
        await signIn();
        await book('Tagged', -60, -30, ['deep work']);
        await page.reload();
        await startButton().waitFor();
        await description().fill('Focus #deep');
        await page.getByRole('option', { name: '#deep work' }).click();
        assert.equal(await description().inputValue(), 'Focus #"deep work" ');
        await description().pressSequentially('#new');
        await page.getByRole('option', { name: 'Create “#new”' }).waitFor();
        await description().pressSequentially(' @Gam');
        await page.getByRole('option', { name: 'Create “Gam”' }).click();
        await bar().getByRole('button', { name: 'Project: Gam' }).waitFor();
        await description().press('Enter');
        await until(async () => (await timer()) !== null, 'the timer');
        await stopButton().click();
        await until(async () => (await entryOf('Focus'))?.tags.length === 2, 'the entry');
        const entry = (await entryOf('Focus'))!;
        assert.deepEqual([entry.project_name, [...entry.tags].sort()], ['Gam', ['deep work', 'new']]);
        await end();
    });

    test('has offers in the midst of it, too', async () => {
        await signIn();
        await page.reload();
        await startButton().waitFor();
        await description().fill('Fix the menu');
        await description().press('Home');
        await description().pressSequentially('@alp');
        await page.getByRole('option', { name: 'Alpha' }).waitFor();
        await description().pressSequentially(' ');
        await page.getByRole('option', { name: 'Alpha' }).waitFor({ state: 'hidden' });
        await description().press('ArrowLeft');
        await page.getByRole('option', { name: 'Alpha' }).click();
        assert.equal(await description().inputValue(), 'Fix the menu');
        await bar().getByRole('button', { name: 'Project: Alpha' }).waitFor();
        await end();
    });
});
