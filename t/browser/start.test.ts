// start.test.ts -- how the application begins: for somebody new, where the server takes its time, and where there is none; and the
// ways out of what lies above a page.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page, Route } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, until } from './person.ts';
import { find } from './journeys/steps.ts';

let browser: Browser;
let person: Person;
let page: Page;

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(text)), []);
});

/** What is kept in this browser for starting without a server, as text. */
const KEPT = `(async () => {
    const [{ name }] = await indexedDB.databases();
    const asked = (request) => new Promise((done, failed) => Object.assign(request, { onsuccess: () => done(request.result), onerror: failed }));
    const database = await asked(indexedDB.open(name));
    const kept = await asked(database.transaction('state').objectStore('state').get('snapshot'));
    database.close();
    return JSON.stringify(kept ?? null);
})()`;

type Me = { time_zone: string; week_start: string; hour_cycle: string; version: number };
const me = async (of: Person): Promise<Me> => (await of.api<{ user: Me }>('GET', '/users/me')).user;

describe('a new account', () => {
    test('takes zone, week and clock from the first browser, and keeps them in the next', async () => {
        const first = await Person.signedIn(browser, { locale: 'en-US', timezoneId: 'America/New_York' });
        const taken = await me(first);
        assert.deepEqual([taken.time_zone, taken.week_start, taken.hour_cycle], ['America/New_York', 'sunday', 'h12']);
        const second = await Person.signedIn(browser, { timezoneId: 'Asia/Tokyo' }, first.name);
        assert.deepEqual(await me(second), taken);
        assert.deepEqual([...first.troubles, ...second.troubles], []);
        await Promise.all([first.close(), second.close()]);
    });
});

describe('a slow server', () => {
    /** Holds back who we are until the function returned is called. */
    async function hold(): Promise<() => Promise<void>> {
        const held: Route[] = [];
        await page.route('**/api/v1/users/me', (route) => void held.push(route));
        return async () => {
            await Promise.all(held.map((route) => route.continue()));
            await page.unroute('**/api/v1/users/me');
        };
    }

    test('leaves no page empty', async () => {
        const stranger = await browser.newContext();
        const empty = await stranger.newPage();
        const held: Route[] = [];
        await empty.route('**/api/v1/users/me', (route) => void held.push(route));
        await empty.goto(`${baseUrl}/`);
        await empty.locator('.starting .skeleton-line').first().waitFor();
        await until(async () => await empty.evaluate('getComputedStyle(document.querySelector(".starting")).opacity') === '1', 'it is seen');
        await Promise.all(held.map((route) => route.continue()));
        await empty.getByRole('link', { name: 'Sign in' }).waitFor();
        await stranger.close();
    });

    test('is not waited for where the last state is known', async () => {
        const { project: { id } } = await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Known' });
        await person.api('POST', '/time-entries', { project_id: id, description: 'Seen before', start_time: '2026-01-05T09:00:00Z',
            end_time: '2026-01-05T10:00:00Z' });
        await page.locator('.recent').getByText('Seen before').waitFor();
        // Kept for starting without a network: written a moment after it has changed.
        await until(async () => (await page.evaluate(KEPT) as string).includes('Seen before'), 'it is kept');
        const release = await hold();
        await page.reload();
        await page.locator('.recent').getByText('Seen before').waitFor();
        await release();
        // And true again once it answers.
        const entry = (await find(person, 'Seen before'))!;
        await person.api('PATCH', `/time-entries/${entry.id}`, { description: 'Changed since' });
        await page.locator('.recent').getByText('Changed since').waitFor();
    });

    test('and a lost network are told apart: the second is said', async () => {
        const said = page.getByText('No connection', { exact: false });
        assert.equal(await said.count(), 0);
        await page.context().setOffline(true);
        await said.first().waitFor();
        await page.context().setOffline(false);
        await said.first().waitFor({ state: 'detached' });
    });
});

describe('Back', () => {
    test('closes what lies above the page, and stays on it', async () => {
        await page.goto(`${baseUrl}/#/entries`);
        await page.getByRole('heading', { name: 'Entries', level: 1 }).waitFor();
        await page.goto(`${baseUrl}/#/targets`);
        await page.getByRole('heading', { name: 'Targets', level: 1 }).waitFor();
        for (const keys of ['?', 'Control+k', 'a']) {
            await page.locator('#main').press(keys);
            await page.getByRole('dialog').waitFor();
            await page.keyboard.press('Shift'); // a browser lets pages refuse one Back for each thing that somebody did
            await page.evaluate('history.back()');
            await page.getByRole('dialog').waitFor({ state: 'detached' });
            assert.match(page.url(), /#\/targets/);
        }
        await page.evaluate('history.back()');
        await page.waitForURL(/#\/entries/);
    });
});

describe('the palette', () => {
    test('adds, undoes and sets', async () => {
        for (const [typed, heading] of [['add entry', 'Add entry'], ['new project', 'Add project'], ['new client', 'Add client'],
            ['new target', 'Add target'], ['new api', 'New key']] as const) {
            await page.locator('#main').press('Control+k');
            await page.getByRole('dialog').waitFor();
            await page.keyboard.type(typed);
            await page.getByRole('dialog').getByRole('option').first().waitFor();
            await page.keyboard.press('Enter');
            await page.getByRole('dialog', { name: heading }).waitFor();
            await page.keyboard.press('Escape');
            await page.getByRole('dialog').waitFor({ state: 'detached' });
        }
        await page.locator('#main').press('Control+k');
        await page.keyboard.type('compact');
        await page.getByRole('option', { name: 'Compact rows' }).waitFor();
        await page.keyboard.press('Enter');
        await page.locator('html[data-density=compact]').waitFor();
    });
});

describe('targets on the page of today', () => {
    test('stand there as in their own view, and lead to it', async () => {
        const { clients: [client] } = await person.api<{ clients: { id: number; name: string }[] }>('GET', '/clients');
        const { projects: [project] } = await person.api<{ projects: { id: number }[] }>('GET', '/projects');
        const monday = new Date(Date.now() - 86_400_000 * (14 + ((new Date().getUTCDay() + 6) % 7))).toISOString().slice(0, 10);
        await person.api('POST', '/client-targets', { client_id: client!.id, target_hours: 20, period: 'weekly', start_date: monday,
            working_days: ['mon', 'tue', 'wed', 'thu', 'fri'] });
        await person.api('POST', '/time-entries', { project_id: project!.id, description: 'Long ago', start_time: `${monday}T06:00:00Z`,
            end_time: `${monday}T20:00:00Z` });
        await page.goto(`${baseUrl}/#/targets`);
        const ring = page.locator('main .target-ring');
        await ring.waitFor();
        const said = await ring.getAttribute('aria-label');
        await page.goto(`${baseUrl}/#/dashboard`);
        await page.locator('.target-summary .target-ring').waitFor();
        assert.equal(await ring.getAttribute('aria-label'), said);
        assert.deepEqual(await findingsEverywhere(page, { picture: 'start-targets' }), []);
        await page.locator('.target-summary').getByRole('link', { name: client!.name }).click();
        await page.waitForURL(/#\/targets\/\d+/);
    });
});
