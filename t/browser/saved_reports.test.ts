// saved_reports.test.ts -- what somebody looks at again and again in Statistics: saved under a name, opened by its chip, its address or
// the palette, renamed, overwritten, deleted; with the account on every device, and nobody else's.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findings, findingsEverywhere, launch, until } from './person.ts';

type Report = { id: number; name: string; query: string };

let browser: Browser;
let person: Person;
let page: Page;
let client: number;

const reports = async (): Promise<Report[]> => (await person.api<{ saved_reports: Report[] }>('GET', '/saved-reports')).saved_reports;
const add = (name: string, query: string): Promise<unknown> => person.api('POST', '/saved-reports', { name, query });
const row = (at = page): Locator => at.getByRole('navigation', { name: 'Saved reports' });
const chip = (name: string, at = page): Locator => row(at).getByRole('listitem').filter({ has: at.getByRole('link', { name }) });
const link = (name: string): Locator => row().getByRole('link', { name });
const current = (): Locator => row().locator('a[aria-current=true]');
const saveButton = (): Locator => page.getByRole('button', { name: 'Save report' });
const dialog = (): Locator => page.getByRole('dialog');
const toast = (text: string): Locator => page.locator('.toast', { hasText: text });
const address = (): string => new URL(page.url()).hash;

async function open(hash: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/#/statistics${hash}`);
    await page.getByRole('heading', { name: 'Statistics', level: 1 }).waitFor();
}

async function choose(name: string, item: string): Promise<void> {
    await page.getByRole('button', { name: `More for ${name}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
}

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 } });
    page = person.page;
    client = (await person.api<{ client: { id: number } }>('POST', '/clients', { name: 'Acme' })).client.id;
    const { project } = await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Website', client_id: client });
    await person.api('POST', '/time-entries', { project_id: project.id, start_time: '2026-03-03T08:00:00Z', end_time: '2026-03-03T10:00:00Z' });
});
beforeEach(async () => {
    for (const { id } of await reports())
        await person.api('DELETE', `/saved-reports/${id}`);
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('a saved report', () => {
    test('is made of what is shown by a button, a proposed name and Enter', async () => {
        await open(`?client=${client}`);
        assert.equal(await row().count(), 0);
        await saveButton().click();
        const name = dialog().getByLabel('Name');
        assert.equal(await name.inputValue(), 'Acme · This month');
        await dialog().getByText('The days move on with the calendar.').waitFor();
        await page.keyboard.press('Enter');
        await toast('“Acme · This month” saved').waitFor();
        assert.equal(await current().textContent(), 'Acme · This month');
        await saveButton().waitFor({ state: 'detached' });
        await page.waitForFunction(`document.activeElement?.closest('.saved-reports')`);
        await until(async () => (await reports())[0]?.query === `range=month&client=${client}`, 'it is kept');
    });

    test('of two dates stays with them', async () => {
        await open('?range=custom&from=2026-03-01&to=2026-03-31&billable=yes');
        await saveButton().click();
        assert.equal(await dialog().getByLabel('Name').inputValue(), 'Billable · 1 – 31 Mar 2026');
        await dialog().getByText('The days stay as they are.').waitFor();
        await dialog().getByLabel('Name').fill('March');
        await page.keyboard.press('Enter');
        await current().waitFor();
        await until(async () => (await reports())[0]?.query === 'range=custom&from=2026-03-01&to=2026-03-31&billable=yes', 'it is kept');
    });

    test('is opened by its chip and by its address; the one that is shown is marked, however its address is put', async () => {
        await add('Acme', `range=month&client=${client}`);
        await add('Year', 'range=year');
        await open('');
        await link('Year').waitFor();
        assert.equal(await current().count(), 0);
        await link('Year').click();
        await page.locator('a[aria-current=true]', { hasText: 'Year' }).waitFor();
        assert.equal(address(), '#/statistics?range=year');
        assert.equal(await page.getByRole('button', { name: 'This year' }).getAttribute('aria-pressed'), 'true');
        await link('Acme').click();
        await page.locator('a[aria-current=true]', { hasText: 'Acme' }).waitFor();
        assert.equal(await page.getByRole('combobox', { name: 'Client' }).inputValue(), String(client));
        await page.goBack();
        await page.locator('a[aria-current=true]', { hasText: 'Year' }).waitFor();
        await open(`?group=day&client=${client}&tag=`);
        await page.locator('a[aria-current=true]', { hasText: 'Acme' }).waitFor();
        assert.equal(await link('Acme').getAttribute('title'), 'Acme · This month');
    });

    test('has a name of its own', async () => {
        await add('Month', 'range=month');
        await open('?range=week');
        await saveButton().click();
        await dialog().getByLabel('Name').fill(' ');
        await page.keyboard.press('Enter');
        await dialog().getByRole('alert').waitFor();
        await dialog().getByLabel('Name').fill('MONTH');
        await page.keyboard.press('Enter');
        await dialog().getByText('There is one of that name already').waitFor();
        assert.equal(await dialog().getByLabel('Name').inputValue(), 'MONTH');
        await dialog().getByLabel('Name').fill('Week');
        await page.keyboard.press('Enter');
        await link('Week').waitFor();
    });

    test('is renamed, and that is undone', async () => {
        await add('Week', 'range=week');
        await open('?range=week');
        await choose('Week', 'Rename');
        assert.equal(await dialog().getByLabel('Name').inputValue(), 'Week');
        await dialog().getByLabel('Name').fill('Every Monday');
        await page.keyboard.press('Enter');
        await link('Every Monday').waitFor();
        await toast('Renamed to “Every Monday”').getByRole('button', { name: 'Undo' }).click();
        await link('Week').waitFor();
        await until(async () => (await reports())[0]?.name === 'Week', 'the name is back');
    });

    test('is deleted without a question, and brought back', async () => {
        await add('Week', 'range=week');
        await add('Year', 'range=year');
        await open('?range=week');
        await choose('Week', 'Delete');
        await link('Week').waitFor({ state: 'detached' });
        await saveButton().waitFor();
        await until(async () => (await reports()).length === 1, 'it is gone');
        await page.waitForFunction(`document.activeElement?.matches('.save-report')`);
        await toast('“Week” deleted').getByRole('button', { name: 'Undo' }).click();
        await page.locator('a[aria-current=true]', { hasText: 'Week' }).waitFor();
        assert.deepEqual(await row().getByRole('link').allTextContents(), ['Week', 'Year']);
        await until(async () => (await reports()).some(({ name, query }) => name === 'Week' && query === 'range=week'), 'it is back');
    });

    test('that was opened and changed can be overwritten, and that is undone', async () => {
        await add('Week', 'range=week');
        await open('?range=week');
        await current().waitFor();
        await page.getByRole('combobox', { name: 'Billable' }).selectOption({ label: 'Billable' });
        await chip('Week').getByText('changed').waitFor();
        assert.equal(await current().count(), 0);
        await saveButton().click();
        await page.getByRole('menuitem', { name: 'Overwrite “Week”' }).click();
        await current().waitFor();
        await until(async () => (await reports())[0]?.query === 'range=week&billable=yes', 'it asks for something else');
        await toast('“Week” overwritten').getByRole('button', { name: 'Undo' }).click();
        await chip('Week').getByText('changed').waitFor();
        await until(async () => (await reports())[0]?.query === 'range=week', 'it asks for what it did');
        await link('Week').click();
        await current().waitFor();
        assert.equal(address(), '#/statistics?range=week');
    });

    test('that was opened and changed can be saved as another one', async () => {
        await add('Week', 'range=week');
        await open('?range=week');
        await current().waitFor();
        await page.getByRole('button', { name: 'Last week' }).click();
        await saveButton().click();
        await page.getByRole('menuitem', { name: 'Save as a new report' }).click();
        await dialog().getByLabel('Name').fill('The one before');
        await page.keyboard.press('Enter');
        await page.locator('a[aria-current=true]', { hasText: 'The one before' }).waitFor();
        await until(async () => (await reports()).length === 2, 'both are there');
    });

    test('is forgotten as the opened one by whoever goes to Statistics anew', async () => {
        await add('Week', 'range=week');
        await open('?range=week');
        await current().waitFor();
        await page.getByRole('button', { name: 'Last week' }).click();
        await chip('Week').getByText('changed').waitFor();
        await page.getByRole('link', { name: 'Statistics' }).click();
        await chip('Week').getByText('changed').waitFor({ state: 'detached' });
        await saveButton().click();
        await dialog().waitFor();
    });

    test('is gone to by the palette from anywhere', async () => {
        await add('Acme, month', `range=month&client=${client}`);
        await page.goto(`${baseUrl}/#/entries`);
        await page.reload();
        await page.getByRole('heading', { name: 'Entries' }).waitFor();
        await page.keyboard.press('Control+k');
        await dialog().getByRole('combobox').fill('report acme');
        await dialog().getByRole('option', { name: 'Report: Acme, month' }).waitFor();
        await page.keyboard.press('Enter');
        await current().waitFor();
        assert.equal(address(), `#/statistics?range=month&client=${client}`);
    });

    test('is on every device of the account, as soon as it is saved; another account sees nothing of it', async () => {
        await open('?range=week');
        const device = await Person.signedIn(browser, { viewport: { width: 390, height: 844 } }, person.name);
        await device.page.goto(`${baseUrl}/#/statistics`);
        await device.page.getByRole('button', { name: 'Save', exact: true }).waitFor();
        await saveButton().click();
        await dialog().getByLabel('Name').fill('Mine');
        await page.keyboard.press('Enter');
        await chip('Mine', device.page).waitFor();
        await person.api('PATCH', `/saved-reports/${(await reports())[0]!.id}`, { name: 'Still mine' });
        await chip('Still mine', device.page).waitFor();

        await device.page.getByRole('button', { name: 'More', exact: true }).click();
        await device.page.getByRole('menuitem', { name: 'Sign out' }).click();
        await device.page.getByRole('button', { name: 'Sign out' }).click();
        await device.page.getByRole('link', { name: 'Sign in' }).waitFor();
        const other = await Person.at(device.page);
        await other.signIn();
        await other.page.goto(`${baseUrl}/#/statistics?range=week`);
        await other.page.getByText('No time in these days').waitFor();
        await other.page.getByRole('button', { name: 'Save', exact: true }).waitFor();
        assert.equal(await row(other.page).count(), 0);
        assert.deepEqual([...device.troubles, ...other.troubles], []);
        await device.close();
    });

    test('is saved without a network, and sent later', async () => {
        await open('?range=week');
        await saveButton().waitFor();
        await person.context.setOffline(true);
        await saveButton().click();
        await dialog().getByLabel('Name').fill('Later');
        await page.keyboard.press('Enter');
        await page.locator('a[aria-current=true]', { hasText: 'Later' }).waitFor();
        await choose('Later', 'Rename');
        await dialog().getByLabel('Name').fill('Later on');
        await page.keyboard.press('Enter');
        await link('Later on').waitFor();
        await person.context.setOffline(false);
        await until(async () => (await reports()).some(({ name }) => name === 'Later on'), 'it is sent');
        person.troubles.splice(0, Infinity, ...person.troubles.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text)));
    });

    test('speaks German', async () => {
        await add('Woche', 'range=week');
        await person.api('PATCH', '/users/me', { locale: 'de' });
        await page.goto('about:blank');
        await page.goto(`${baseUrl}/#/statistics?range=week`);
        const german = page.getByRole('navigation', { name: 'Gespeicherte Berichte' });
        await german.locator('a[aria-current=true]').waitFor();
        await page.getByRole('button', { name: 'Letzte Woche' }).click();
        await german.getByText('geändert').waitFor();
        await page.getByRole('button', { name: 'Bericht speichern' }).click();
        await page.getByRole('menuitem', { name: '„Woche“ überschreiben' }).waitFor();
        await page.getByRole('menuitem', { name: 'Als neuen Bericht speichern' }).click();
        assert.equal(await dialog().getByLabel('Name').inputValue(), 'Letzte Woche');
        await page.keyboard.press('Enter');
        await toast('„Letzte Woche“ gespeichert').waitFor();
        await person.api('PATCH', '/users/me', { locale: 'en' });
        await page.getByRole('heading', { name: 'Statistics', level: 1 }).waitFor();
    });

    test('has no fault that axe finds: none, one, eight of them, light and dark, wide and narrow', async () => {
        const names = ['Week', 'Acme', 'A report with a long name that somebody thought up one evening and never shortened', 'Focus', 'Year', 'Month', 'Invoice', 'Last'];
        const sees = async (state: string, widths?: number[]): Promise<void> => {
            await open('?range=week');
            await page.getByText('No time in these days').waitFor();
            if (state !== '0')
                await current().waitFor();
            assert.deepEqual(await findingsEverywhere(page, widths && { widths }), [], state);
        };
        await sees('0', [320]);
        await add('Week', 'range=week');
        await sees('1', [320]);
        for (const [at, name] of names.slice(1).entries())
            await add(name, `range=month&project=${at + 1}`);
        await sees('8');
        await page.setViewportSize({ width: 320, height: 900 });
        await open('?range=week');
        await current().waitFor();
        // The last one of a row that scrolls is there to be seen, and so is its menu.
        const box = (await chip('Week').boundingBox())!;
        assert.ok(box.x >= 0 && box.x + box.width <= 320, `from ${box.x}, ${box.width} wide`);
        await page.getByRole('button', { name: 'Filter', exact: true }).click();
        await page.getByRole('combobox', { name: 'Billable' }).selectOption({ label: 'Billable' });
        await chip('Week').getByText('changed').waitFor();
        await page.getByRole('button', { name: 'More for Week' }).click();
        await page.getByRole('menuitem', { name: 'Overwrite' }).waitFor();
        assert.deepEqual(await findings(page), [], 'with the menu');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        const menu = (await page.getByRole('menu').boundingBox())!;
        assert.ok(menu.x >= 0 && menu.x + menu.width <= 320, `from ${menu.x}, ${menu.width} wide`);
        await page.getByRole('menuitem', { name: 'Save as a new report' }).click();
        await dialog().waitFor();
        assert.deepEqual(await findings(page), [], 'with the form');
        await page.setViewportSize({ width: 1360, height: 900 });
    });
});
