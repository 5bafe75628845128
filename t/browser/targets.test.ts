// targets.test.ts -- hours that are due to clients: made, changed, corrected and deleted, all of it undone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, until } from './person.ts';
import { longSeed, seedTargets } from './long_seed.ts';

let browser: Browser;
let person: Person;
let page: Page;
let client: number;
let project: number;

const DAY = 86_400_000;
const day = (back: number): string => new Date(Date.now() - back * DAY).toISOString().slice(0, 10);

type Target = { id: number; client_id: number; target_hours: number; period: string; working_days: string[]; start_date: string;
    corrections: { hours: number; note: string }[]; history: { target_hours: number }[] };

const all = async (): Promise<Target[]> => (await person.api<{ client_targets: Target[] }>('GET', '/client-targets')).client_targets;
const read = async (id: number): Promise<Target> => (await person.api<{ client_target: Target }>('GET', `/client-targets/${id}`)).client_target;
const card = (name: string): Locator => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 } });
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    client = (await person.api<{ client: { id: number } }>('POST', '/clients', { name: 'Verlag Ostwind' })).client.id;
    project = (await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Redaktion', client_id: client })).project.id;
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('targets', () => {
    test('teach where there are none', async () => {
        await page.goto(`${baseUrl}/#/targets`);
        await page.getByRole('heading', { name: 'What is due to whom?' }).waitFor();
    });

    test('are made by a form that says what is wrong beside the field', async () => {
        await page.getByRole('button', { name: 'Add target' }).click();
        const dialog = page.getByRole('dialog', { name: 'Add target' });
        await dialog.getByLabel('Hours').fill('many');
        await dialog.getByRole('button', { name: 'Add target' }).click();
        await dialog.getByRole('alert').getByText('Choose a client').waitFor();
        await dialog.getByText('Hours above 0').waitFor();
        assert.equal(await dialog.getByLabel('Hours').inputValue(), 'many');
        await dialog.getByLabel('Client', { exact: true }).click();
        await dialog.getByRole('option', { name: 'Verlag Ostwind' }).click();
        await dialog.getByLabel('Hours').fill('10,5');
        await dialog.getByRole('checkbox', { name: 'Fri' }).uncheck();
        await dialog.getByLabel('First day').fill(day(28));

        // Meanwhile somebody else makes one for the same client: a refusal that loses nothing.
        const other = (await person.api<{ client_target: Target }>('POST', '/client-targets', { client_id: client, period: 'monthly',
            target_hours: 1, working_days: ['mon'], start_date: day(1) })).client_target.id;
        await dialog.getByRole('button', { name: 'Add target' }).click();
        await dialog.getByText('This client has a target already').waitFor();
        assert.deepEqual([await dialog.getByLabel('Hours').inputValue(), await dialog.getByLabel('First day').inputValue()], ['10,5', day(28)]);
        await person.api('DELETE', `/client-targets/${other}`);
        await dialog.getByRole('button', { name: 'Add target' }).click();
        await dialog.waitFor({ state: 'detached' });
        await card('Verlag Ostwind').getByText('10.5 hours a week').waitFor();
        const [made] = await all();
        assert.deepEqual([made?.target_hours, made?.period, made?.working_days, made?.start_date],
            [10.5, 'weekly', ['mon', 'tue', 'wed', 'thu'], day(28)]);
    });

    test('follow the entries and show the period as a ring', async () => {
        const before = await card('Verlag Ostwind').locator('output').textContent();
        await person.api('POST', '/time-entries', { project_id: project, start_time: `${day(20)}T04:00:00Z`, end_time: `${day(20)}T06:00:00Z` });
        await until(async () => await card('Verlag Ostwind').locator('output').textContent() !== before, 'the balance');
        assert.equal(await card('Verlag Ostwind').getByRole('img', { name: 'of what is due in this period' }).count(), 1);
    });

    test('have an address each, with the balance of each period', async () => {
        await card('Verlag Ostwind').getByRole('link').click();
        await page.waitForURL(/#\/targets\/\d+$/);
        await page.reload();
        await page.getByRole('heading', { name: 'Verlag Ostwind', level: 1 }).waitFor();
        const history = page.getByRole('region', { name: 'Balance over time' });
        await history.getByText('Numbers').click();
        await history.getByRole('row').nth(4).waitFor();
        assert.match(await history.locator('figcaption').textContent() ?? '', /periods; the balance is/);
        await page.goto(`${baseUrl}/#/targets/999999`);
        await page.getByRole('heading', { name: 'This target does not exist' }).waitFor();
        await page.goBack();
        await page.getByRole('heading', { name: 'Verlag Ostwind', level: 1 }).waitFor();
    });

    test('take corrections, which can be deleted and had back', async () => {
        const [target] = await all();
        const corrections = page.getByRole('region', { name: 'Corrections' });
        await corrections.getByLabel('Hours').fill('0');
        await corrections.getByRole('button', { name: 'Add correction' }).click();
        await corrections.getByText('Hours other than 0').waitFor();
        await corrections.getByLabel('Hours').fill('-1:30');
        await corrections.getByLabel('Date').fill(day(3));
        await corrections.getByLabel('Note').fill('Ausbezahlt');
        await corrections.getByLabel('Note').press('Enter');
        await corrections.getByRole('listitem').filter({ hasText: 'Ausbezahlt' }).getByText('−1:30').waitFor();
        await until(async () => (await read(target!.id)).corrections[0]?.hours === -1.5, 'the correction');
        await corrections.getByRole('button', { name: 'Delete the correction' }).click();
        await corrections.getByRole('listitem').waitFor({ state: 'detached' });
        await until(async () => (await read(target!.id)).corrections.length === 0, 'deleted');
        await page.getByRole('button', { name: 'Undo' }).click();
        await corrections.getByRole('listitem').filter({ hasText: 'Ausbezahlt' }).waitFor();
        await until(async () => (await read(target!.id)).corrections[0]?.note === 'Ausbezahlt', 'had back');
    });

    test('are changed from a day on; a day that cannot be is refused and nothing is lost', async () => {
        const [target] = await all();
        await page.getByRole('button', { name: 'Edit' }).click();
        const dialog = page.getByRole('dialog', { name: 'Edit target' });
        await dialog.getByLabel('Hours', { exact: true }).fill('12');
        await dialog.getByRole('radio', { name: 'from a day on' }).check();
        await dialog.getByLabel('First day of the change').fill(day(60));
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.getByRole('alert').waitFor();
        assert.equal(await dialog.getByLabel('Hours', { exact: true }).inputValue(), '12');
        await dialog.getByLabel('First day of the change').fill(day(7));
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.waitFor({ state: 'detached' });
        assert.deepEqual((await read(target!.id)).history.map(({ target_hours }) => target_hours), [10.5, 12]);
        await page.getByRole('region', { name: 'What was due since when' }).getByText('12 hours a week').waitFor();
    });

    test('are deleted with all of it, and had back with all of it', async () => {
        await page.getByRole('link', { name: 'All targets' }).click();
        await card('Verlag Ostwind').getByRole('button', { name: 'More for Verlag Ostwind' }).click();
        await page.getByRole('menuitem', { name: 'Delete target' }).click();
        await card('Verlag Ostwind').waitFor({ state: 'detached' });
        await until(async () => (await all()).length === 0, 'deleted');
        await page.getByRole('button', { name: 'Undo' }).click();
        await card('Verlag Ostwind').waitFor();
        await until(async () => {
            const [made] = await all();
            return made !== undefined && (await read(made.id)).corrections.length === 1;
        }, 'had back');
        const made = await read((await all())[0]!.id);
        assert.deepEqual([made.history.length, made.corrections[0]?.note, made.start_date], [2, 'Ausbezahlt', day(28)]);
    });

    test('have no fault that axe finds, light and dark, wide and narrow, and never stand over the edge', async () => {
        const [id] = await seedTargets(person, await longSeed(person, 60), 60);
        for (const hash of ['#/targets', `#/targets/${id}`, `#/targets/${id}?edit=1`]) {
            await page.goto(`${baseUrl}/${hash}`);
            await page.getByRole('img').first().waitFor();
            if (hash.includes('edit'))
                await page.getByRole('dialog').waitFor();
            assert.deepEqual(await findingsEverywhere(page), [], hash);
        }
    });
});
