// mini_timer.test.ts -- the timer in a window of its own above all others: shows what the page shows, starts and stops, and ends
// with whoever opened it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Api } from '../http/api.ts';
import { sql } from '../http/server.ts';
import { done } from '../mcp/mcp.ts';
import { Person, findings, isFirefox, launch, pictures, until } from './person.ts';
import { seed } from './seed.ts';

type Timer = { description: string; start_time: string; project_name: string | null };
type Entry = { description: string; start_time: string; end_time: string; project_name: string };

const SIZE = { width: 340, height: 148 };

let browser: Browser;
let person: Person;
let page: Page;

const bar = (): Locator => page.getByRole('region', { name: 'Timer' });
const button = (of: Page, name: string): Locator => of.getByRole('button', { name, exact: true });
const clock = (of: Page): Promise<string | null> => of.locator('.clock').textContent();
const timer = async (): Promise<Timer | null> => (await person.api<{ timer: Timer | null }>('GET', '/timer')).timer;
const latest = async (): Promise<Entry | undefined> =>
    (await person.api<{ time_entries: Entry[] }>('GET', '/time-entries?limit=1')).time_entries[0];
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

async function choose(item: string): Promise<void> {
    await bar().getByRole('button', { name: 'More for the timer' }).click();
    await page.getByRole('menuitem', { name: item }).click();
}

/** The window, a page of the context that opens on ACT. Without a SIZE it has the one that it asked for. */
async function opened(act: () => Promise<unknown> = () => choose('Mini timer'), size: typeof SIZE | null = SIZE): Promise<Page> {
    const [mini] = await Promise.all([page.context().waitForEvent('page'), act()]);
    mini.setDefaultTimeout(15_000);
    person.watch(mini);
    if (size)
        await mini.setViewportSize(size);
    await mini.getByRole('heading', { name: 'Mini timer' }).waitFor();
    return mini;
}

async function end(): Promise<void> {
    assert.deepEqual(person.troubles, []);
    await person.close();
}

before(async () => {
    browser = await launch({ withWindows: true });
});
after(() => browser.close());

beforeEach(async () => {
    person = await Person.signedIn(browser);
    page = person.page;
});

describe('the mini timer', { skip: isFirefox && 'Firefox has no such window' }, () => {
    test('shows the running clock, stops it, and starts the same again', async () => {
        const { projects } = await seed(person);
        await person.api('POST', '/timer/start', { description: 'Deep work', project_id: projects[0], start_time: ago(90.1) });
        await button(page, 'Stop').waitFor();
        const mini = await opened();
        await mini.getByText('Deep work').waitFor();
        await mini.getByText('Website relaunch').waitFor();
        await mini.getByText('Acme Corporation').waitFor();
        const before = await clock(mini);
        assert.match(before ?? '', /^1:30:\d\d$/);
        await until(async () => (await clock(mini)) !== before, 'the next second');
        assert.equal(await mini.title(), 'Mini timer');

        await button(mini, 'Stop').click();
        await button(mini, 'Continue').waitFor();
        await button(page, 'Start').waitFor();
        await until(async () => (await timer()) === null, 'stopped');
        const entry = await latest();
        assert.deepEqual([entry?.description, entry?.project_name], ['Deep work', 'Website relaunch']);

        await button(mini, 'Continue').click();
        await button(mini, 'Stop').waitFor();
        await button(page, 'Stop').waitFor();
        await until(async () => (await timer()) !== null, 'started');
        assert.deepEqual([(await timer())?.description, (await timer())?.project_name], ['Deep work', 'Website relaunch']);

        // The policy holds in the window too, so that nothing was reported says something.
        assert.deepEqual(person.troubles, []);
        await mini.evaluate(`document.body.setAttribute('style', 'color: red')`);
        await until(async () => person.troubles.length > 0, 'a report');
        assert.match(person.troubles.pop()!, /Content Security Policy/);
        await end();
    });

    test('says what was done, and takes it back', async () => {
        const { projects } = await seed(person);
        await person.api('POST', '/timer/start', { description: 'Not yet', project_id: projects[1], start_time: ago(5) });
        await button(page, 'Stop').waitFor();
        const mini = await opened();
        await button(mini, 'Stop').click();
        await mini.getByRole('status').getByRole('button', { name: 'Undo' }).click();
        await button(mini, 'Stop').waitFor();
        await until(async () => (await timer())?.description === 'Not yet', 'running again');
        await end();
    });

    test('asks for the project that is missing, with the clock stopped at the click', async () => {
        await seed(person);
        await person.api('POST', '/timer/start', { description: 'Whose is it?', start_time: ago(20) });
        await button(page, 'Stop').waitFor();
        const mini = await opened();
        await mini.getByText('No project').waitFor();
        await button(mini, 'Stop').click();
        await mini.getByRole('heading', { name: 'Which project?' }).waitFor();
        const stopped = await clock(mini);
        // The page asks the same; whichever is answered first.
        const question = page.getByRole('dialog', { name: 'Which project was it?' });
        await question.waitFor();
        await mini.keyboard.press('Escape');
        await question.waitFor({ state: 'detached' });
        assert.equal((await timer())?.description, 'Whose is it?');

        await button(mini, 'Stop').click();
        const asked = Date.now();
        await mini.waitForTimeout(2500);
        assert.match(stopped ?? '', /^0:20:/);
        await mini.getByRole('combobox', { name: 'Choose a project' }).fill('plan');
        await mini.keyboard.press('Enter');
        await question.waitFor({ state: 'detached' });
        await button(mini, 'Continue').waitFor();
        await until(async () => (await latest())?.description === 'Whose is it?', 'booked');
        const entry = (await latest())!;
        assert.equal(entry.project_name, 'Planning');
        assert.ok(Math.abs(Date.parse(entry.end_time) - asked) < 1500, `${entry.end_time} ${new Date(asked).toISOString()}`);
        await end();
    });

    test('makes room for that question, and gives it back', async () => {
        await person.close();
        person = await Person.signedIn(browser, { viewport: null }); // windows of their own size
        page = person.page;
        await seed(person);
        await person.api('POST', '/timer/start', { description: 'Whose is it?', start_time: ago(20) });
        await button(page, 'Stop').waitFor();
        const mini = await opened(() => page.keyboard.press('m'), null);
        const height = async (): Promise<number> => Number(await mini.evaluate('innerHeight'));
        const before = await height();
        await button(mini, 'Stop').click();
        await until(async () => (await height()) > before + 100, 'room');
        await button(mini, 'Keep running').click();
        await until(async () => (await height()) === before, 'as small as before');
        await end();
    });

    test('asks about a timer that was forgotten as the page does', async () => {
        const { projects } = await seed(person);
        await person.api('PATCH', '/users/me', { timer_max_hours: 2 });
        const started = ago(200);
        await person.api('POST', '/timer/start', { description: 'Overnight', project_id: projects[2], start_time: started });
        const mini = await opened();
        await button(page, 'Stop earlier').click();
        await button(mini, 'Save').click();
        await button(mini, 'Continue').waitFor();
        await until(async () => (await latest())?.description === 'Overnight', 'booked');
        assert.equal(Date.parse((await latest())!.end_time) - Date.parse((await latest())!.start_time), 2 * 3_600_000);
        await end();
    });

    test('starts with nothing, and what was typed in the bar', async () => {
        const mini = await opened();
        await mini.getByText('Nothing is running').waitFor();
        await bar().getByRole('combobox', { name: 'What are you working on?' }).fill('Typed before');
        await mini.getByText('Typed before').waitFor();
        await button(mini, 'Start').click();
        await button(mini, 'Stop').waitFor();
        await until(async () => (await timer())?.description === 'Typed before', 'started');
        await choose('Discard timer');
        await mini.getByText('Nothing is running').waitFor();
        await button(mini, 'Start').click();
        await mini.getByText('No description').waitFor();
        await until(async () => (await timer())?.description === '', 'started empty');
        await end();
    });

    test('follows what happens elsewhere: other tabs, settings, agents', async () => {
        const { projects } = await seed(person);
        const mini = await opened();
        await button(mini, 'Continue').waitFor();
        await person.api('POST', '/timer/start', { description: 'From the phone', project_id: projects[3] });
        await mini.getByText('From the phone').waitFor();
        await mini.getByText('API design').waitFor();
        await person.api('PATCH', '/timer', { description: 'Renamed' });
        await mini.getByText('Renamed').waitFor();
        const { key } = await person.api<{ key: string }>('POST', '/api-keys', { name: 'Desk', scopes: ['read:time_entries', 'write:time_entries'] });
        await done(new Api(key, 0), 'update_timer', { description: 'Renamed by an agent' }, { client: 'Claude' });
        await mini.locator('.agent-mark').getByText('by Claude').waitFor({ state: 'attached' });
        await mini.screenshot({ path: join(pictures, 'mini-agent.png') });
        const ground = (): Promise<unknown> => mini.evaluate('getComputedStyle(document.querySelector("main")).backgroundColor');
        await person.api('PATCH', '/users/me', { theme: 'dark' });
        await until(async () => await mini.evaluate('document.documentElement.dataset.theme') === 'dark', 'dark');
        const dark = await ground();
        await person.api('PATCH', '/users/me', { theme: 'light', locale: 'de' });
        await button(mini, 'Stopp').waitFor();
        await until(async () => await ground() !== dark, 'light');
        assert.deepEqual([await mini.evaluate('document.documentElement.lang'), await mini.title()], ['de', 'Mini-Timer']);
        await person.api('POST', '/timer/cancel');
        await button(mini, 'Fortsetzen').waitFor();
        await end();
    });

    test('opens and closes by key and by command, and is worked with keys', async () => {
        const { projects } = await seed(person);
        const mini = await opened(() => page.keyboard.press('m'));
        await mini.keyboard.press('Escape');
        await mini.keyboard.press('Tab');
        assert.equal(await mini.evaluate('document.activeElement.textContent'), 'Continue');
        await mini.keyboard.press('Enter');
        await button(mini, 'Stop').waitFor();
        assert.equal(await mini.evaluate('document.activeElement.textContent'), 'Stop');
        await until(async () => (await timer()) !== null, 'started');
        await person.api('PATCH', '/timer', { project_id: projects[0] });
        await mini.getByText('Website relaunch').waitFor();
        await mini.waitForTimeout(1100); // no entry is shorter than a second
        await mini.keyboard.press('s');
        await button(mini, 'Continue').waitFor();
        // It is gone before the key is up again.
        await Promise.all([mini.waitForEvent('close'), mini.keyboard.press('m').catch(() => {})]);

        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('mini timer');
        await page.getByRole('option', { name: 'Mini timer' }).and(page.locator('[aria-selected=true]')).waitFor();
        const again = await opened(() => page.keyboard.press('Enter'));
        await Promise.all([again.waitForEvent('close'), choose('Close the mini timer')]);
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keys' }).getByText('Mini timer').waitFor();
        await end();
    });

    test('closes when one signs out, and when the session ends', async () => {
        const first = await opened();
        await Promise.all([first.waitForEvent('close'), (async () => {
            await page.getByRole('button', { name: person.name }).click();
            await page.getByRole('menuitem', { name: 'Sign out' }).click();
        })()]);
        await page.getByRole('button', { name: 'Sign out' }).click();
        await person.signIn();
        const second = await opened();
        await sql(`DELETE FROM sessions s USING users u WHERE u.id = s.user_id AND u.username = '${person.name}'`);
        await Promise.all([second.waitForEvent('close'), page.keyboard.press('s')]);
        await page.getByText('You have been signed out').waitFor();
        assert.deepEqual(person.troubles.filter((trouble) => !trouble.includes('401')), []);
        await person.close();
    });

    test('is in order for assistive technology, light and dark, in either language', async () => {
        const { projects } = await seed(person);
        const mini = await opened();
        const look = async (name: string): Promise<void> => {
            for (const colorScheme of ['light', 'dark'] as const) {
                await mini.emulateMedia({ colorScheme });
                await page.emulateMedia({ colorScheme });
                await mini.waitForTimeout(200);
                await mini.screenshot({ path: join(pictures, `mini-${name}-${colorScheme}.png`) });
                assert.deepEqual(await findings(mini), [], `${name} ${colorScheme}`);
            }
        };
        await button(mini, 'Continue').waitFor();
        await look('idle');
        await page.setViewportSize({ width: 320, height: 640 });
        await page.screenshot({ path: join(pictures, 'mini-page-320.png') });
        assert.deepEqual(await findings(page), []);
        await page.setViewportSize({ width: 1280, height: 720 });
        await person.api('POST', '/timer/start', { description: 'Accessibility review of the pages for the spring release',
            project_id: projects[0], start_time: ago(83) });
        await button(mini, 'Stop').waitFor();
        await look('running');
        await bar().getByRole('button', { name: 'More for the timer' }).click();
        await page.screenshot({ path: join(pictures, 'mini-page.png') });
        await page.keyboard.press('Escape');
        for (const [width, height] of [[240, 110], [240, 88], [240, 52], [600, 400]] as const) {
            await mini.setViewportSize({ width, height });
            await look(`${width}x${height}`);
        }
        await mini.setViewportSize(SIZE);
        await button(mini, 'Stop').click();
        await mini.getByRole('status').getByRole('button', { name: 'Undo' }).waitFor();
        await look('said');
        await mini.getByRole('status').getByRole('button', { name: 'Undo' }).click();
        await until(async () => (await timer()) !== null, 'running again');
        await person.api('PATCH', '/timer', { project_id: null });
        await mini.getByText('No project').waitFor();
        await button(mini, 'Stop').click();
        await mini.getByRole('heading', { name: 'Which project?' }).waitFor();
        await mini.setViewportSize({ width: SIZE.width, height: 300 });
        await look('question');
        await person.api('PATCH', '/users/me', { locale: 'de' });
        await button(mini, 'Weiterlaufen lassen').waitFor();
        await look('question-de');
        await end();
    });
});

describe('a browser without such windows', () => {
    test('is not offered one', async () => {
        await page.addInitScript('delete window.documentPictureInPicture');
        await page.reload();
        await button(page, 'Start').waitFor();
        assert.equal(await bar().getByRole('button', { name: 'More for the timer' }).count(), 0);
        await page.keyboard.press('m');
        await page.keyboard.press('s');
        await bar().getByRole('button', { name: 'More for the timer' }).click();
        assert.deepEqual(await page.getByRole('menuitem').allTextContents(), ['Discard timer']);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('mini timer');
        await page.getByRole('dialog').getByRole('option').first().or(page.getByText('Nothing found')).waitFor();
        assert.equal(await page.getByRole('option', { name: 'Mini timer' }).count(), 0);
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        const keys = page.getByRole('dialog', { name: 'Keys' });
        await keys.getByText('Commands').waitFor();
        assert.equal(await keys.getByText('Mini timer').count(), 0);
        await end();
    });
});
