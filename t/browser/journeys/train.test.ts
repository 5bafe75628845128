// train.test.ts -- a train ride: the network is gone, the work goes on, over a reload as well; back again, all of it is sent in the
// order it was done, each once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { Person, baseUrl, launch, until } from '../person.ts';
import { addByForm, book, day, description, entriesOf, find, makeProjects, row, startButton, stopButton } from './steps.ts';

let browser: Browser;
let person: Person;
let page: Page;
let project: number;
before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { timezoneId: 'UTC' });
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    [project] = await makeProjects(person, 'Rails') as [number];
    await book(person, project, `${day(1)}T08:00:00Z`, `${day(1)}T09:00:00Z`, 'To be renamed');
    await book(person, project, `${day(1)}T10:00:00Z`, `${day(1)}T11:00:00Z`, 'To be deleted');
    await page.goto(`${baseUrl}/#/entries`);
    await row(page, 'To be deleted').waitFor();
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Firefox can’t establish a connection/.test(text)), []);
});

describe('a train ride', () => {
    const sent: { what: string; key: string | undefined }[] = [];

    test('all goes on without a network', async () => {
        await page.evaluate('navigator.serviceWorker.ready');
        await page.waitForTimeout(3000); // the last state is kept
        await person.context.setOffline(true);

        await description(page).fill('In the dining car');
        await startButton(page).click();
        await stopButton(page).waitFor();
        await page.getByText(/No connection. \d change/).waitFor();
        await row(page, 'To be renamed').getByLabel('Description').fill('Renamed offline');
        await row(page, 'To be renamed').getByLabel('Description').press('Enter');
        await row(page, 'Renamed offline').waitFor();
        await row(page, 'To be deleted').focus();
        await page.keyboard.press('Delete');
        await row(page, 'To be deleted').waitFor({ state: 'detached' });
        await addByForm(page, { description: 'Made offline', project: 'Rails', date: day(1), start: '12', end: '13' });
        await row(page, 'Made offline').waitFor();
        // What was made here and is nobody's yet can be changed as well.
        await row(page, 'Made offline').getByLabel('End').fill('13:30');
        await row(page, 'Made offline').getByLabel('End').press('Enter');
        await page.getByText(/No connection. 5 changes/).waitFor();
    });

    test('over a reload: it starts without the server, and all is there', async () => {
        await page.reload();
        await stopButton(page).waitFor();
        assert.equal(await description(page).inputValue(), 'In the dining car');
        await row(page, 'Renamed offline').waitFor();
        await row(page, 'Made offline').waitFor();
        assert.equal(await row(page, 'To be deleted').count(), 0);
        await page.getByText(/No connection. 5 changes/).waitFor();
        await stopButton(page).click();
        await page.getByRole('dialog', { name: 'Which project was it?' }).getByRole('option', { name: 'Rails' }).click();
        await startButton(page).waitFor();
        await row(page, 'In the dining car').waitFor();
    });

    test('back again, each is sent once, in order', async () => {
        page.on('request', (request) => {
            if (request.url().includes('/api/v1/') && request.method() !== 'GET')
                sent.push({ what: `${request.method()} ${new URL(request.url()).pathname.replace(/^.*\/api\/v1/, '').replace(/\d+/, 'N')}`,
                    key: request.headers()['idempotency-key'] });
        });
        await person.context.setOffline(false);
        await page.getByText(/No connection/).waitFor({ state: 'detached', timeout: 40_000 });
        await until(async () => (await find(person, 'In the dining car')) !== undefined, 'the timer’s entry');
        const entries = await entriesOf(person);
        assert.deepEqual(entries.map((entry) => entry.description), ['Renamed offline', 'Made offline', 'In the dining car']);
        assert.equal(entries[1]!.duration_seconds, 5400);
        // A ride takes longer than the test: the times are those of the clicks, not of the sending.
        const once = [...new Map(sent.map((one) => [one.key ?? one.what, one.what])).values()];
        assert.deepEqual(once, ['POST /timer/start', 'PATCH /time-entries/N', 'DELETE /time-entries/N', 'POST /time-entries',
            'PATCH /time-entries/N', 'POST /timer/stop'].filter((what, at, all) => all.indexOf(what) === at));
        assert.ok(sent.filter(({ what }) => what.startsWith('POST')).every(({ key }) => key));
        assert.equal((await person.api<{ timer: unknown }>('GET', '/timer')).timer, null);
    });

    test('what the server then refuses is shown, and can still be saved', async () => {
        await person.context.setOffline(true);
        await addByForm(page, { description: 'Lies on another', project: 'Rails', date: day(2), start: '9', end: '10' });
        await row(page, 'Lies on another').waitFor();
        await page.getByText(/No connection. 1 change/).waitFor();
        // Somebody else is quicker: an agent at home.
        const other = await Person.signedIn(browser, { timezoneId: 'UTC' }, person.name);
        const { id } = await book(other, project, `${day(2)}T09:30:00Z`, `${day(2)}T11:00:00Z`, 'Was quicker');
        await person.context.setOffline(false);
        await page.getByText('1 change could not be saved').waitFor({ timeout: 40_000 });
        await row(page, 'Lies on another').waitFor({ state: 'detached' });
        await row(page, 'Was quicker').waitFor();
        await page.getByRole('alert').getByRole('button', { name: 'Show' }).click();
        const dialog = page.getByRole('dialog', { name: 'Not saved' });
        await dialog.getByText('Lies on another').waitFor();
        await other.api('DELETE', `/time-entries/${id}`);
        await other.close();
        await dialog.getByRole('button', { name: 'Edit entry' }).click();
        const form = page.getByRole('dialog', { name: 'Add entry' });
        assert.equal(await form.getByLabel('Description').inputValue(), 'Lies on another');
        await form.getByRole('button', { name: 'Add entry' }).click();
        await form.waitFor({ state: 'detached' });
        await until(async () => (await find(person, 'Lies on another')) !== undefined, 'saved after all');
        await page.getByText('could not be saved').waitFor({ state: 'detached' });
    });
});
