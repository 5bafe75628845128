// preferences.test.ts -- what one likes: projects that stand first, how close rows are, when one works. It is the account's, so it is
// there after a reload and in another browser.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, until } from './person.ts';

let browser: Browser;
let person: Person;
let page: Page;

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    for (const name of ['Alpha', 'Beta', 'Gamma'])
        await person.api('POST', '/projects', { name });
    await page.getByText('Today').first().waitFor();
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED')), []);
});

/** In each of the two schemes and all widths, with pictures. */
const look = async (name: string): Promise<void> =>
    assert.deepEqual(await findingsEverywhere(page, { picture: `preferences-${name}` }), []);

describe('favourites', () => {
    const options = (): Locator => page.locator('.timer-bar').getByRole('option');
    const names = async (): Promise<(string | null)[]> =>
        Promise.all((await options().all()).map((option) => option.getAttribute('aria-label')));

    test('stand first in the picker, by the pointer and by the keyboard', async () => {
        await page.locator('.timer-project').click();
        await options().first().waitFor();
        assert.deepEqual(await names(), ['Alpha, Internal', 'Beta, Internal', 'Gamma, Internal']);
        await options().filter({ hasText: 'Gamma' }).locator('.star').click();
        await until(async () => (await names())[0] === 'Gamma, Internal, favourite', 'Gamma first');
        await page.getByText('Favourites', { exact: true }).waitFor();
        // The picker stays open, and nothing was chosen; Ctrl+D does the same for the one that is chosen just now.
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Control+d');
        await until(async () => (await names())[0] === 'Beta, Internal, favourite', 'Beta first');
        await look('favourites');
        await page.keyboard.press('Enter');
        await page.locator('.timer-project', { hasText: 'Beta' }).waitFor();
    });

    test('are there after a reload and in another browser, and go when they are told to', async () => {
        await page.reload();
        await page.locator('.timer-project').click();
        await until(async () => (await names()).join() === 'Beta, Internal, favourite,Gamma, Internal, favourite,Alpha, Internal', 'both');
        await page.keyboard.press('Control+d');
        await until(async () => (await names()).join() === 'Gamma, Internal, favourite,Alpha, Internal,Beta, Internal', 'one');
        await page.keyboard.press('Escape');
        assert.equal(await page.evaluate('localStorage.length'), 0);
        const elsewhere = await Person.signedIn(browser, {}, person.name);
        await elsewhere.page.locator('.timer-project').click();
        await elsewhere.page.getByRole('option', { name: 'Gamma, Internal, favourite' }).waitFor();
        assert.deepEqual(elsewhere.troubles, []);
        await elsewhere.close();
    });
});

describe('the density', () => {
    const height = async (): Promise<number> => (await page.locator('.entry').first().boundingBox())!.height;

    test('brings rows closer, is undone, and is there after a reload', async () => {
        const { projects } = await person.api<{ projects: { id: number }[] }>('GET', '/projects');
        for (const hour of ['08', '09', '10'])
            await person.api('POST', '/time-entries', { description: `At ${hour}`, project_id: projects[0]!.id, tags: ['focus'],
                start_time: `2026-01-05T${hour}:00:00Z`, end_time: `2026-01-05T${hour}:30:00Z` });
        await page.goto(`${baseUrl}/#/entries`);
        await page.locator('.entry').nth(2).waitFor();
        const roomy = await height();
        await page.goto(`${baseUrl}/#/settings`);
        const group = page.getByRole('radiogroup', { name: 'Density' });
        await group.getByRole('radio', { name: 'Compact' }).check();
        await page.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
        assert.ok(await group.getByRole('radio', { name: 'Comfortable' }).isChecked());
        await group.getByRole('radio', { name: 'Compact' }).check();
        await page.goto(`${baseUrl}/#/entries`);
        await page.reload();
        await page.locator('.entry').nth(2).waitFor();
        await until(async () => (await height()) < roomy - 15, 'closer rows');
        await look('compact');
        await page.goto(`${baseUrl}/#/settings`);
        await person.api('PATCH', '/users/me', { locale: 'de' });
        await page.getByRole('radiogroup', { name: 'Dichte' }).getByRole('radio', { name: 'Kompakt' }).waitFor();
        await person.api('PATCH', '/users/me', { locale: 'en' });
    });

    test('and the theme, both chosen without a connection, are both kept', async () => {
        await page.goto(`${baseUrl}/#/settings`);
        await page.getByRole('radiogroup', { name: 'Density' }).getByRole('radio', { name: 'Compact' }).waitFor();
        await page.context().setOffline(true);
        await page.getByRole('radiogroup', { name: 'Density' }).getByRole('radio', { name: 'Comfortable' }).check();
        await page.getByRole('radiogroup', { name: 'Colours' }).getByRole('radio', { name: 'Dark' }).check();
        await page.locator('html[data-theme=dark][data-density=comfortable]').waitFor();
        await page.context().setOffline(false);
        const settled = async (): Promise<string> => {
            const { user } = await person.api<{ user: { density: string; theme: string } }>('GET', '/users/me');
            return `${user.density} ${user.theme}`;
        };
        await until(async () => await settled() === 'comfortable dark', 'both');
        await person.api('PATCH', '/users/me', { theme: 'system' });
        await page.locator('html[data-theme=system]').waitFor();
    });
});

describe('the work hours', () => {
    test('are dimmed around in the calendar, to the minute, are undone, and are there after a reload', async () => {
        const { projects } = await person.api<{ projects: { id: number }[] }>('GET', '/projects');
        await person.api('POST', '/time-entries', { description: 'All of it', project_id: projects[0]!.id,
            start_time: '2026-01-07T08:30:00Z', end_time: '2026-01-07T17:00:00Z' });
        await page.goto(`${baseUrl}/#/settings`);
        await page.getByLabel('Work hours', { exact: true }).selectOption({ label: '08:30' });
        await page.getByLabel('Work hours until').selectOption({ label: '17:00' });
        await page.locator('.toasts').getByRole('button', { name: 'Undo' }).last().click();
        await page.getByLabel('Work hours until').and(page.locator(':has(option:checked:text-is("17:30"))')).waitFor();
        await page.getByLabel('Work hours until').selectOption({ label: '17:00' });
        await page.goto(`${baseUrl}/#/calendar?view=week&date=2026-01-07`);
        await page.reload();
        await page.locator('.calendar-entry', { hasText: 'All of it' }).waitFor();
        // Before and after, on five days.
        await page.locator('.calendar-off').nth(9).waitFor();
        assert.equal(await page.locator('.calendar-off').count(), 10);
        const entry = (await page.locator('.calendar-entry', { hasText: 'All of it' }).boundingBox())!;
        const off = (await Promise.all((await page.locator('.calendar-off').all()).map((one) => one.boundingBox())))
            .filter((box) => box && Math.abs(box.x - entry.x) < 8).toSorted((a, b) => a!.y - b!.y);
        assert.equal(off.length, 2);
        assert.ok(Math.abs(off[0]!.y + off[0]!.height - entry.y) < 2, 'ends where the entry begins');
        assert.ok(Math.abs(off[1]!.y - entry.y - entry.height) < 2, 'begins where the entry ends');
        await look('work-hours');
        await page.goto(`${baseUrl}/#/settings`);
        await page.getByLabel('Work hours', { exact: true }).selectOption({ label: 'Not set' });
        await page.goto(`${baseUrl}/#/calendar?view=week&date=2026-01-07`);
        await page.locator('.calendar-entry', { hasText: 'All of it' }).waitFor();
        assert.equal(await page.locator('.calendar-off').count(), 0);
    });
});
