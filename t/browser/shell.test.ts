// shell.test.ts -- the frame of the UI: the timer from the first click to the entry, two tabs, no network, an ended session,
// keys, languages, and what assistive technology finds.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { sql } from '../http/server.ts';
import { Person, baseUrl, findings, findingsEverywhere, launch, until } from './person.ts';
import { seed } from './seed.ts';

let browser: Browser;
before(async () => {
    browser = await launch();
});
after(() => browser.close());

const bar = (page: Page) => page.getByRole('region', { name: 'Timer' });
const startButton = (page: Page) => bar(page).getByRole('button', { name: 'Start' });
const stopButton = (page: Page) => bar(page).getByRole('button', { name: 'Stop' });
const description = (page: Page) => bar(page).getByRole('combobox', { name: 'What are you working on?' });

type Entries = { time_entries: { description: string; project_name: string; tags: string[]; duration_seconds: number }[] };

describe('the frame', () => {
    test('carries the timer from the click to the entry', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        await description(page).fill('Write the manual #docs');
        await startButton(page).click();
        await stopButton(page).waitFor();
        await page.waitForFunction(`document.title.includes('Write the manual')`);

        // It runs on over a reload, and another tab shows it within a second.
        await page.reload();
        await stopButton(page).waitFor();
        assert.equal(await description(page).inputValue(), 'Write the manual #docs');
        const other = await person.secondTab();
        await stopButton(other).waitFor();

        // Without a project it asks; the clock stands meanwhile.
        await page.waitForTimeout(1100);
        await stopButton(page).click();
        const dialog = page.getByRole('dialog', { name: 'Which project was it?' });
        const stopped = await dialog.locator('output').textContent();
        assert.equal(stopped, '0:00');
        await dialog.getByRole('combobox').fill('Acme / Handbook');
        await dialog.getByRole('option', { name: 'Create' }).click();
        await startButton(page).waitFor();
        await startButton(other).waitFor({ timeout: 1500 });
        await page.getByRole('listitem').filter({ hasText: 'Handbook' }).first().waitFor();
        await other.getByRole('listitem').filter({ hasText: 'Handbook' }).first().waitFor();

        await until(async () => {
            const { time_entries: [entry] } = await person.api<Entries>('GET', '/time-entries');
            return entry?.description === 'Write the manual' && entry.project_name === 'Handbook' && entry.tags.includes('docs');
        }, 'the entry with its label');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('can be undone: a stop, a discarded timer', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        const { projects } = await seed(person);
        await person.api('POST', '/timer/start', { description: 'Undo me', project_id: projects[0] });
        await stopButton(page).click();
        await page.getByRole('button', { name: 'Undo', exact: true }).click();
        await stopButton(page).waitFor();
        assert.equal(await description(page).inputValue(), 'Undo me');

        await bar(page).getByRole('button', { name: 'More for the timer' }).click();
        await page.getByRole('menuitem', { name: 'Discard timer' }).click();
        await startButton(page).waitFor();
        await page.keyboard.press('Control+z');
        await stopButton(page).waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('takes a project that is typed, and another start', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        await seed(person);
        await description(page).fill('Fix the menu @web');
        await page.getByRole('option', { name: 'Website relaunch' }).click();
        assert.equal(await description(page).inputValue(), 'Fix the menu');
        await description(page).press('Enter');
        await stopButton(page).waitFor();
        await bar(page).getByRole('button', { name: 'Running since' }).click();
        await bar(page).getByRole('button', { name: '−5 min' }).click();
        await bar(page).getByText(/^0:0[45]:\d\d$/).waitFor();
        const { timer } = await person.api<{ timer: { project_name: string } }>('GET', '/timer');
        assert.equal(timer.project_name, 'Website relaunch');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('sees what was changed before it was told of changes', async () => {
        const person = await Person.signedIn(browser);
        const other = await Person.signedIn(browser, {}, person.name);
        const { page } = person;
        await page.route('**/api/v1/events*', (route) => setTimeout(() => void route.continue(), 2000));
        await page.reload();
        await startButton(page).waitFor();
        await other.api('PATCH', '/users/me', { theme: 'dark' });
        await other.api('POST', '/timer/start', { description: 'On the phone' });
        await stopButton(page).waitFor();
        await page.locator('html[data-theme=dark]').waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
        await other.close();
    });

    test('works without a network, over a reload, and sends what was done', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        const { projects } = await seed(person);
        await page.evaluate('navigator.serviceWorker.ready');
        await page.waitForTimeout(3000); // the last state is kept
        await person.context.setOffline(true);
        await description(page).fill('On the train');
        await startButton(page).click();
        await stopButton(page).waitFor();
        await page.getByText(/No connection. \d change/).waitFor();
        await page.reload();
        await stopButton(page).waitFor();
        assert.equal(await description(page).inputValue(), 'On the train');
        await bar(page).getByRole('button', { name: 'Project', exact: true }).click();
        await page.getByRole('option', { name: 'Planning' }).click();
        await person.context.setOffline(false);
        await page.getByText(/No connection/).waitFor({ state: 'detached', timeout: 30_000 });
        await until(async () => {
            const { timer } = await person.api<{ timer?: { description: string; project_id: number } }>('GET', '/timer');
            return timer?.description === 'On the train' && timer.project_id === projects[4];
        }, 'all of it is sent');
        assert.deepEqual(person.troubles.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(text)), []);
        await person.close();
    });

    test('keeps what was done when the session has ended', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        await page.goto(`${baseUrl}/#/entries?q=x`);
        sql(`DELETE FROM sessions s USING users u WHERE u.id = s.user_id AND u.username = '${person.name}'`);
        await description(page).fill('Not lost');
        await startButton(page).click();
        await page.getByRole('alert').getByRole('button', { name: 'Sign in' }).click();
        // The provider may still know who we are.
        if (await page.getByLabel('Name').isVisible().catch(() => false))
            await person.atProvider();
        await stopButton(page).waitFor();
        assert.equal(await description(page).inputValue(), 'Not lost');
        assert.match(page.url(), /#\/entries\?q=x$/);
        await until(async () => {
            const { timer } = await person.api<{ timer?: { description: string } }>('GET', '/timer');
            return timer?.description === 'Not lost';
        }, 'sent after all');
        await person.close();
    });

    test('leaves nothing behind after signing out', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        await seed(person);
        await page.waitForTimeout(2500);
        await page.getByRole('button', { name: person.name }).click();
        await page.getByRole('menuitem', { name: 'Sign out' }).click();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('link', { name: 'Sign in' }).waitFor();
        const left = await page.evaluate(`(async () => {
            const found = [localStorage.length, sessionStorage.length];
            for (const { name } of await indexedDB.databases()) {
                const database = await new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
                for (const store of database.objectStoreNames)
                    found.push(await new Promise((done) => {
                        const r = database.transaction(store).objectStore(store).count();
                        r.onsuccess = () => done(r.result);
                    }));
            }
            return found;
        })()`) as number[];
        assert.deepEqual(left.filter((n) => n > 0), []);
        await person.close();
    });

    test('is led by keys, and speaks German', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        await page.keyboard.press('g');
        await page.keyboard.press('e');
        await page.getByRole('heading', { name: 'Entries' }).waitFor();
        await page.keyboard.press('s');
        await stopButton(page).waitFor();
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('today');
        await page.getByRole('option', { name: 'Today' }).and(page.locator('[aria-selected=true]')).waitFor();
        await page.keyboard.press('Enter');
        await page.waitForURL(/#\/dashboard$/);
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keys' }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: person.name }).click();
        await page.getByRole('menuitem', { name: 'Auf Deutsch anzeigen' }).click();
        await page.getByRole('link', { name: 'Einträge', exact: true }).waitFor();
        assert.equal(await page.evaluate('document.documentElement.lang'), 'de');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('is served compressed, kept for ever where it may be, and under a strict policy', async () => {
        const page = await fetch(`${baseUrl}/`, { headers: { 'Accept-Encoding': 'br' } });
        const html = await page.text();
        assert.equal(page.headers.get('cache-control'), 'no-cache');
        assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*require-trusted-types-for 'script'/);
        for (const header of ['cross-origin-opener-policy', 'cross-origin-resource-policy', 'permissions-policy', 'referrer-policy'])
            assert.ok(page.headers.get(header), header);
        assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
        for (const [path, type] of [[/<script type="module" src="(assets\/[^"]+)"/, 'text/javascript'], [/href="(assets\/style[^"]+)"/, 'text/css']] as const) {
            const asset = path.exec(html)?.[1];
            assert.ok(asset, html);
            for (const encoding of ['br', 'gzip', 'identity']) {
                const answer = await fetch(`${baseUrl}/${asset}`, { headers: { 'Accept-Encoding': encoding } });
                assert.equal(answer.status, 200);
                assert.equal(answer.headers.get('content-encoding'), encoding === 'identity' ? null : encoding, `${asset} ${encoding}`);
                assert.equal(answer.headers.get('content-type')?.split(';')[0], type);
                assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
                assert.match(answer.headers.get('vary') ?? '', /accept-encoding/i);
                await answer.text();
            }
        }
    });
});

describe('what assistive technology finds', () => {
    test('is without a fault, light and dark, wide and narrow', async () => {
        const person = await Person.open(browser, { reducedMotion: 'reduce' });
        const { page } = person;
        await page.getByRole('link', { name: 'Sign in' }).waitFor();
        assert.deepEqual(await findings(page), []);
        await person.signIn();
        await seed(person);
        await person.api('POST', '/timer/start', { description: 'Look for faults' });
        for (const view of ['dashboard', 'entries', 'entries?add=1']) {
            await page.goto('about:blank');
            await page.goto(`${baseUrl}/#/${view}`);
            await page.locator('main li').first().waitFor();
            if (view.includes('add'))
                await page.getByRole('dialog').waitFor();
            await page.waitForTimeout(500);
            assert.deepEqual(await findingsEverywhere(page), [], view);
        }
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});
