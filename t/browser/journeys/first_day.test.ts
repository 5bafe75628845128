// first_day.test.ts -- somebody is here for the first time: nothing is there yet, each view says what it is for, and at the end of
// the day all of it adds up.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';

import { Person, baseUrl, launch, until } from '../person.ts';
import { addByForm, bar, day, description, entriesOf, find, row, startButton, stopButton, written } from './steps.ts';

let browser: Browser;
let person: Person;
before(async () => {
    browser = await launch();
    person = await Person.open(browser, { timezoneId: 'UTC' });
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('the first day', () => {
    test('begins with signing in, and views that teach', async () => {
        await person.signIn();
        const { page } = person;
        await page.getByRole('heading', { name: 'Your day begins here' }).waitFor();
        await page.getByText('The key S starts and stops from anywhere.').waitFor();
        // Where somebody sits is known from their browser, and can be set; here it is made certain.
        await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
        for (const [view, says] of [['entries', 'No time yet'], ['projects', 'Who do you work for?'], ['targets', 'What is due to whom?'],
            ['keys', 'No keys yet']] as const) {
            await page.goto(`${baseUrl}/#/${view}`);
            await page.getByRole('heading', { name: says }).waitFor();
        }
        await page.goto(`${baseUrl}/#/calendar`);
        await page.getByText('No time in this week yet').waitFor();
        await page.goto(`${baseUrl}/#/dashboard`);
    });

    test('starts at once, and makes client and project in place', async () => {
        const { page } = person;
        await description(page).fill('Read the offer #reading');
        await description(page).press('Enter');
        await stopButton(page).waitFor();
        await bar(page).getByRole('button', { name: 'Project', exact: true }).click();
        await page.getByRole('combobox', { name: 'Choose a project' }).fill('Stadtwerke / Portal');
        await page.getByRole('option', { name: 'Create' }).click();
        await bar(page).getByRole('button', { name: 'Project: Portal, Stadtwerke' }).waitFor();
        // They sat down a quarter of an hour ago.
        await bar(page).getByRole('button', { name: 'Running since' }).click();
        await bar(page).getByRole('button', { name: '−15 min' }).click();
        await bar(page).getByText(/^0:1[56]:\d\d$/).waitFor();
        await page.keyboard.press('Escape');
        await stopButton(page).click();
        await startButton(page).waitFor();
        await page.getByRole('listitem').filter({ hasText: 'Read the offer' }).first().waitFor();
        await until(async () => {
            const entry = await find(person, 'Read the offer');
            return entry?.project_name === 'Portal' && entry.tags.includes('reading');
        }, 'the entry with its label');
    });

    test('takes what was done before', async () => {
        const { page } = person;
        await page.goto(`${baseUrl}/#/entries`);
        await addByForm(page, { description: 'Kick-off', project: 'Portal', date: day(1), start: '9', end: '10:30' });
        await row(page, 'Kick-off').waitFor();
        await addByForm(page, { description: 'Minutes', project: 'Portal', date: day(1), start: '1030', end: '+45' });
        await row(page, 'Minutes').waitFor();
        await page.getByRole('region', { name: 'Yesterday' }).locator('header .sum').getByText('2:15').waitFor();
        await until(async () => (await entriesOf(person)).length === 3, 'all three are kept');
    });

    test('ends with sums that are true', async () => {
        const { page } = person;
        await page.goto(`${baseUrl}/#/dashboard`);
        const { summary } = await person.api<{ summary: { total_seconds: number } }>('GET', `/reports/summary?start_date=${day(0)}&end_date=${day(0)}&group_by=day`);
        const figure = page.locator('.figure', { has: page.getByRole('heading', { name: 'Today' }) });
        await figure.getByText(written(summary.total_seconds)).waitFor();
        const entries = await entriesOf(person);
        assert.equal(entries.filter(({ start_time }) => start_time.startsWith(day(0))).reduce((sum, entry) => sum + entry.duration_seconds, 0),
            summary.total_seconds);
        await page.goto(`${baseUrl}/#/projects`);
        const all = entries.reduce((sum, { duration_seconds }) => sum + duration_seconds, 0);
        await page.locator('.project-row', { hasText: 'Portal' }).locator('.sum', { hasText: written(all) }).waitFor();
    });
});
