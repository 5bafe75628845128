// faults.test.ts -- what the server refuses is told in the language of the account.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { Person, baseUrl, launch } from './person.ts';

let browser: Browser;
let person: Person;
let page: Page;

const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC', locale: 'de' });
    const { project } = await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Alpha' });
    await person.api('POST', '/time-entries', { description: 'Da', project_id: project.id, start_time: `${yesterday}T08:00:00Z`,
        end_time: `${yesterday}T09:00:00Z` });
    await page.goto(`${baseUrl}/#/entries`);
    await page.locator('.entry').waitFor();
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('a refusal in German', () => {
    test('stands beside the field that it is about', async () => {
        await page.locator('.entry').focus();
        await page.keyboard.press('e');
        const form = page.getByRole('dialog', { name: 'Eintrag bearbeiten' });
        await form.getByLabel('Pause').fill('2:00');
        await form.getByLabel('Pause').press('Tab');
        await form.getByRole('button', { name: 'Speichern' }).click();
        await form.getByText('Die Pause muss kürzer sein als die Zeit von Beginn bis Ende.').waitFor();
        assert.doesNotMatch(await form.textContent() ?? '', /must|shorter/);
        await page.keyboard.press('Escape');
    });

    test('is said of what has no field', async () => {
        await page.locator('.entry').getByRole('button', { name: /^Mehr/ }).click();
        await page.getByRole('menuitem', { name: 'Teilen' }).click();
        const form = page.getByRole('dialog');
        await page.route('**/split', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json',
            body: JSON.stringify({ status: 409, code: 'in_use', title: 'Conflict', detail: 'still used' }) }));
        await form.getByRole('button', { name: 'Teilen' }).click();
        await form.getByText('Es wird noch gebraucht und lässt sich nicht löschen.').waitFor();
        assert.doesNotMatch(await form.textContent() ?? '', /still used/);
        await page.unroute('**/split');
    });
});
