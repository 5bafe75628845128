// idle.test.ts -- the timer ran on while nobody was there: asked once, whichever tab one comes back to, and answered as one
// likes. The browser's clock is a simulated one: it jumps as when a machine sleeps, or runs fast.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, pictures, until } from './person.ts';

type Timer = { id: number; description: string; start_time: string; project_id: number | null };
type Entry = { description: string; start_time: string; end_time: string };

const MINUTE = 60_000;

let browser: Browser;
let person: Person;
let page: Page;
let project: number;

const prompt = (of = page): Locator => of.getByRole('dialog', { name: 'You were away' });
const button = (name: string): Locator => prompt().getByRole('button', { name });
const timer = async (): Promise<Timer | null> => (await person.api<{ timer: Timer | null }>('GET', '/timer')).timer;
const latest = async (): Promise<Entry | undefined> =>
    (await person.api<{ time_entries: Entry[] }>('GET', '/time-entries?limit=1')).time_entries[0];
const minutes = (from: string, to: string | number): number => Math.round((Date.parse(String(new Date(to).toISOString())) - Date.parse(from)) / MINUTE);

/** A page whose clock is MINUTES behind, with the timer running for an hour; both clocks agree again once these have passed. */
async function behind(of: Page, ago: number, isWatched = true): Promise<void> {
    await of.clock.install({ time: Date.now() - ago * MINUTE });
    // Who watches is read once the timer is there. The clock of the page's own tools is not the real one, so the style sheet tells;
    // the second time the script is at hand, too.
    for (const load of [() => of.goto(`${baseUrl}/#/entries`), () => of.reload()]) {
        await load();
        await of.getByRole('button', { name: 'Stop' }).waitFor();
        if (isWatched)
            await until(async () => await of.evaluate('Boolean(document.querySelector("link[href*=\'/idle-\']")?.sheet)') as boolean, 'its style sheet');
    }
    await of.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    await of.mouse.move(10, 10);
    await of.mouse.move(300, 200);
}

/** A change elsewhere makes the page ask for the time again, as it does now and then. */
async function agree(): Promise<void> {
    await person.api('PATCH', '/timer', { description: 'Deep work.' });
    const description = page.getByRole('combobox', { name: 'What are you working on?' });
    await until(async () => (await description.inputValue()).endsWith('.'), 'the change elsewhere');
}

before(async () => {
    browser = await launch();
});
after(() => browser.close());

beforeEach(async () => {
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    project = (await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Alpha' })).project.id;
    await person.api('POST', '/timer/start', { description: 'Deep work', project_id: project,
        start_time: new Date(Date.now() - 90 * MINUTE).toISOString() });
});

async function end(): Promise<void> {
    assert.deepEqual(person.troubles, []);
    await person.close();
}

describe('time in which nobody was there', () => {
    test('is kept when one says so, or says nothing', async () => {
        await behind(page, 40);
        await page.clock.fastForward(40 * MINUTE);
        await prompt().waitFor();
        assert.match(await prompt().textContent() ?? '', /40 min/);
        assert.equal(await prompt().getByRole('link', { name: 'never: in the settings' }).getAttribute('href'), '#/settings/rules');
        await agree();
        // It stops nobody from working on.
        await page.getByRole('button', { name: 'Add entry' }).first().click();
        await page.getByRole('dialog', { name: 'Add entry' }).waitFor();
        await page.keyboard.press('Escape');
        await button('Keep this time').click();
        await prompt().waitFor({ state: 'detached' });
        assert.equal(minutes((await timer())!.start_time, Date.now()), 90);
        await end();
    });

    test('is discarded: the timer stops when one left', async () => {
        await behind(page, 40);
        await page.clock.fastForward(40 * MINUTE);
        await prompt().waitFor();
        await agree();
        await button('Discard and stop').click();
        await until(async () => (await timer()) === null, 'stopped');
        const entry = (await latest())!;
        assert.ok(Math.abs(minutes(entry.start_time, entry.end_time) - 50) <= 1, JSON.stringify(entry));
        await end();
    });

    test('is discarded, and the same goes on from now', async () => {
        await behind(page, 40);
        await page.clock.fastForward(40 * MINUTE);
        await prompt().waitFor();
        await agree();
        await button('Discard and continue').click();
        await until(async () => (await latest()) !== undefined, 'booked');
        await until(async () => (await timer()) !== null, 'started again');
        const [entry, running] = [(await latest())!, (await timer())!];
        assert.ok(Math.abs(minutes(entry.start_time, entry.end_time) - 50) <= 1, JSON.stringify(entry));
        assert.deepEqual([running.description, running.project_id, minutes(running.start_time, Date.now())], ['Deep work.', project, 0]);
        await end();
    });

    test('is discarded without a project: it asks for one, and goes on then', async () => {
        await person.api('PATCH', '/timer', { project_id: null });
        await behind(page, 40);
        await page.clock.fastForward(40 * MINUTE);
        await prompt().waitFor();
        await agree();
        await button('Discard and continue').click();
        const which = page.getByRole('dialog', { name: 'Which project was it?' });
        await which.getByRole('option', { name: 'Alpha' }).click();
        await until(async () => (await latest()) !== undefined, 'booked');
        await until(async () => minutes((await timer())?.start_time ?? '2000-01-01T00:00:00Z', Date.now()) === 0, 'started again');
        await end();
    });

    test('is noticed when nothing moves before an open window, but not before it is long enough', async () => {
        await behind(page, 30);
        await page.clock.runFor(14 * MINUTE);
        await page.mouse.move(20, 20);
        assert.equal(await prompt().count(), 0);
        await page.clock.runFor(15.5 * MINUTE);
        assert.equal(await prompt().count(), 0);
        await page.mouse.move(30, 30);
        await prompt().waitFor();
        assert.match(await prompt().textContent() ?? '', /1[56] min/);
        await end();
    });

    test('is asked about once for all tabs', async () => {
        await behind(page, 40); // the clock is that of all tabs
        const other = await person.secondTab();
        await other.getByRole('button', { name: 'Stop' }).waitFor();
        // Somebody is busy in the other one.
        await page.clock.runFor(10 * MINUTE);
        await other.mouse.move(40, 40);
        await page.clock.runFor(10 * MINUTE);
        await page.mouse.move(50, 50);
        assert.equal(await prompt().count(), 0);
        await page.clock.fastForward(20 * MINUTE);
        await prompt().waitFor();
        await prompt(other).waitFor();
        await prompt(other).getByRole('button', { name: 'Keep this time' }).click();
        await prompt().waitFor({ state: 'detached' });
        await page.clock.runFor(10_000);
        assert.equal(await prompt().count(), 0);
        await end();
    });

    test('is asked about as the settings of this device say', async () => {
        await page.goto(`${baseUrl}/#/settings`);
        await page.getByLabel('Ask about idle time after').selectOption({ label: 'Never' });
        await behind(page, 60, false);
        await page.clock.fastForward(30 * MINUTE);
        await page.mouse.move(20, 20);
        await page.clock.runFor(6000);
        assert.equal(await prompt().count(), 0);
        await page.goto(`${baseUrl}/#/settings`);
        assert.equal(await page.getByLabel('Ask about idle time after').inputValue(), '0');
        await page.getByLabel('Ask about idle time after').selectOption({ label: '5 minutes' });
        // Who watches is read now, and not by the clock that jumps: so once more, until they are there.
        let at = 20;
        await until(async () => {
            await page.mouse.move(at += 10, 20);
            await page.clock.fastForward(6 * MINUTE);
            return await prompt().isVisible();
        }, 'the prompt');
        assert.equal(await page.evaluate('localStorage.length'), 0);
        await end();
    });

    test('reads in German, on small screens and in the dark, and assistive technology finds its way', async () => {
        await behind(page, 40);
        await page.clock.fastForward(40 * MINUTE);
        await prompt().waitFor();
        assert.deepEqual(await findingsEverywhere(page, { picture: 'idle' }), []);
        await page.setViewportSize({ width: 320, height: 800 });
        await person.api('PATCH', '/users/me', { locale: 'de' });
        await page.getByRole('dialog', { name: 'Sie waren weg' }).getByRole('button', { name: 'Verwerfen und weiter' }).waitFor();
        await page.screenshot({ path: join(pictures, 'idle-320-de.png') });
        await end();
    });
});

describe('the system', () => {
    test('is asked after a click only, and is believed then', async () => {
        // Chromium without a screen has no idle detection of its own: a stand-in that the test moves.
        await page.addInitScript(`window.IdleDetector = class extends EventTarget {
            userState = 'active';
            screenState = 'unlocked';
            static asked = 0;
            static async requestPermission() { this.asked += 1; return 'granted'; }
            async start({ threshold }) { window.detector = this; this.threshold = threshold; }
            be(state) { this.userState = state; this.dispatchEvent(new Event('change')); }
        }`);
        await page.clock.install({ time: Date.now() - 40 * MINUTE });
        await page.goto(`${baseUrl}/#/settings`);
        await page.reload();
        const choice = page.getByRole('switch', { name: 'Also when you work in other windows' });
        await choice.waitFor();
        assert.equal(await page.evaluate('IdleDetector.asked'), 0);
        assert.equal(await page.evaluate('typeof window.detector'), 'undefined');
        await choice.click();
        await until(() => page.evaluate('window.detector?.threshold === 60000'), 'the detector');
        assert.equal(await page.evaluate('IdleDetector.asked'), 1);
        assert.ok(await choice.isChecked());
        // At work in other windows: nothing moves in ours, but the system knows.
        await page.clock.runFor(20 * MINUTE);
        await page.mouse.move(30, 30);
        assert.equal(await prompt().count(), 0);
        await page.evaluate(`detector.be('idle')`);
        await page.clock.runFor(18 * MINUTE);
        await page.evaluate(`detector.be('active')`);
        await prompt().waitFor();
        assert.match(await prompt().textContent() ?? '', /19 min/);
        await page.screenshot({ path: join(pictures, 'idle-settings.png'), fullPage: true });
        await end();
    });
});
