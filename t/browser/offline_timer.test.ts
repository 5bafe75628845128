// offline_timer.test.ts -- what was done to the timer without a network is not done to another one, which was started on
// another device meanwhile; what ran can be booked all the same.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, launch, until } from './person.ts';

type Timer = { id: number; description: string };

let browser: Browser;
let person: Person;
let other: Person; // the same, on another device
let page: Page;
let project: number;

const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();
const running = async (): Promise<Timer | null> => (await other.api<{ timer: Timer | null }>('GET', '/timer')).timer;
const description = (): Locator => page.getByRole('combobox', { name: 'What are you working on?' });
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

before(async () => {
    browser = await launch();
});
after(() => browser.close());

beforeEach(async () => {
    person = await Person.signedIn(browser);
    other = await Person.signedIn(browser, {}, person.name);
    page = person.page;
    project = (await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Alpha' })).project.id;
    await person.api('POST', '/timer/start', { description: 'Mine', project_id: project, start_time: ago(60) });
    await button('Stop').waitFor();
    await until(async () => await description().inputValue() === 'Mine', 'the timer');
});

/** Another device ends what runs, and starts something else. */
async function elsewhere(): Promise<Timer> {
    await other.api('POST', '/timer/cancel');
    await other.api('POST', '/timer/start', { description: 'Theirs', project_id: project });
    return (await running())!;
}

async function end(): Promise<void> {
    await person.close();
    await other.close();
}

async function comeBack(): Promise<void> {
    await person.context.setOffline(false);
    await page.getByRole('alert').getByText('could not be saved').waitFor();
}

describe('the timer without a network', () => {
    test('stops itself alone, and is booked by hand where another one runs', async () => {
        await person.context.setOffline(true);
        await button('Stop').click();
        await button('Start').waitFor();
        const theirs = await elsewhere();
        await comeBack();
        assert.deepEqual([(await running())?.id, (await running())?.description], [theirs.id, 'Theirs']);
        await button('Show').click();
        const dialog = page.getByRole('dialog', { name: 'Not saved' });
        await dialog.getByText('Another timer was started elsewhere meanwhile. It runs on.').waitFor();
        await dialog.getByRole('button', { name: 'Edit' }).click();
        const form = page.getByRole('dialog', { name: 'Add entry' });
        assert.equal(await form.getByLabel('Description').inputValue(), 'Mine');
        await form.getByRole('button', { name: 'Add entry' }).click();
        await form.waitFor({ state: 'detached' });
        const { time_entries: [entry] } = await person.api<{ time_entries: { description: string; duration_seconds: number }[] }>('GET', '/time-entries');
        assert.equal(entry?.description, 'Mine');
        assert.ok(Math.abs((entry?.duration_seconds ?? 0) - 3600) < 120, JSON.stringify(entry));
        await page.getByText('could not be saved').waitFor({ state: 'detached' });
        assert.equal((await running())?.id, theirs.id);
        await end();
    });

    test('is discarded alone', async () => {
        await person.context.setOffline(true);
        await button('More for the timer').click();
        await page.getByRole('menuitem', { name: 'Discard timer' }).click();
        await button('Start').waitFor();
        const theirs = await elsewhere();
        await comeBack();
        assert.equal((await running())?.id, theirs.id);
        await end();
    });

    test('is renamed alone, and goes on where it still runs', async () => {
        await person.context.setOffline(true);
        await description().fill('Renamed');
        await description().press('Enter');
        await page.waitForTimeout(3500); // until it is not known any more what happened elsewhere
        await person.context.setOffline(false);
        await until(async () => (await running())?.description === 'Renamed', 'sent, for it is the same');
        await person.context.setOffline(true);
        await description().fill('Renamed again');
        await description().press('Enter');
        const theirs = await elsewhere();
        await comeBack();
        assert.deepEqual(await running().then((timer) => [timer?.id, timer?.description]), [theirs.id, 'Theirs']);
        await end();
    });
});
