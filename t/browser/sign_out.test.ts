// sign_out.test.ts -- signing out takes along what is kept in the browser: whoever has changes that are not on the server is
// asked, and whoever cannot sign out is told.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, until } from './person.ts';

type Entry = { description: string };

let browser: Browser;

before(async () => {
    browser = await launch();
});
after(() => browser.close());

const question = (page: Page): Locator => page.getByRole('dialog', { name: 'Sign out without saving?' });
const field = (page: Page, description: string): Locator =>
    page.locator(`.entry[aria-label^="${description},"]`).getByLabel('Description');
const described = async (person: Person): Promise<string[]> =>
    (await person.api<{ time_entries: Entry[] }>('GET', '/time-entries')).time_entries.map(({ description }) => description);

/** Somebody with one entry, who looks at it. */
async function worker(): Promise<{ person: Person; page: Page }> {
    const person = await Person.signedIn(browser);
    const { project } = await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Alpha' });
    const start = Date.now() - 7_200_000;
    await person.api('POST', '/time-entries', { description: 'Before', project_id: project.id,
        start_time: new Date(start).toISOString(), end_time: new Date(start + 3_600_000).toISOString() });
    await person.page.goto(`${baseUrl}/#/entries`);
    await field(person.page, 'Before').waitFor();
    return { person, page: person.page };
}

async function rename(page: Page, from: string, to: string): Promise<void> {
    await field(page, from).fill(to);
    await field(page, from).press('Enter');
    await field(page, to).waitFor();
}

async function signOut({ page, name }: Person): Promise<void> {
    await page.getByRole('button', { name }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** Renames the entry where nothing can be sent, and wants to sign out. */
async function leaveWith(person: Person, text: string): Promise<void> {
    const { page } = person;
    await page.route('**/api/v1/time-entries/*', (route) => route.abort());
    await rename(page, 'Before', text);
    await page.getByText('waits to be sent').waitFor();
    await signOut(person);
}

async function isOut(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Sign out' }).click(); // of the provider
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
}

describe('signing out', () => {
    test('asks where changes wait, and keeps them when one stays', async () => {
        const { person, page } = await worker();
        await leaveWith(person, 'Not sent');
        await question(page).getByText('Before').waitFor();
        await question(page).getByText('1 change has not been saved').waitFor();
        assert.deepEqual(await findingsEverywhere(page, { picture: 'leaving' }), []);
        await question(page).getByRole('button', { name: 'Stay signed in' }).click();
        await question(page).waitFor({ state: 'detached' });
        await page.unroute('**/api/v1/time-entries/*');
        // What can be sent now is sent before.
        await signOut(person);
        await isOut(page);
        const again = await Person.at(page, person.name);
        await again.signIn();
        assert.deepEqual(await described(again), ['Not sent']);
        await person.close();
    });

    test('deletes them when one says so', async () => {
        const { person, page } = await worker();
        await leaveWith(person, 'Given up');
        await question(page).getByRole('button', { name: 'Sign out' }).click();
        await isOut(page);
        await page.unroute('**/api/v1/time-entries/*');
        const again = await Person.at(page, person.name);
        await again.signIn();
        await page.goto(`${baseUrl}/#/entries`);
        await field(page, 'Before').waitFor();
        assert.deepEqual(await described(again), ['Before']);
        await person.close();
    });

    test('says that it cannot be done without the server, and all is as it was', async () => {
        const { person, page } = await worker();
        await person.context.setOffline(true);
        await signOut(person);
        await page.getByText('The server cannot be reached: you are still signed in.').waitFor();
        await person.context.setOffline(false);
        await rename(page, 'Before', 'Still here');
        await until(async () => (await described(person)).includes('Still here'), 'sent');
        await signOut(person);
        await isOut(page);
        await person.close();
    });
});
