// times.test.ts -- times and durations as they are typed: what cannot be read is not thrown away, an end is not the next day's by
// mistake, and clocks of twelve hours mean what is near.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findings, launch, until } from './person.ts';

let browser: Browser;
let person: Person;
let page: Page;
let project: number;

type Entry = { id: number; description: string; start_time: string; end_time: string };

const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
const next = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
const all = async (): Promise<Entry[]> => (await person.api<{ time_entries: Entry[] }>('GET', '/time-entries?limit=500')).time_entries;
const add = async (description: string, from: string, to: string): Promise<void> => {
    await person.api('POST', '/time-entries', { description, project_id: project, start_time: `${day}T${from}:00Z`, end_time: `${day}T${to}:00Z` });
};
const is = (start: string, end: string, on = day): Promise<unknown> => until(async () => {
    const [entry] = await all();
    return entry?.start_time.slice(0, 16) === `${day}T${start}` && entry.end_time.slice(0, 16) === `${on}T${end}`;
}, `${start} to ${end}`);
const row = (): Locator => page.locator('.entry[aria-label^="Work,"]');
const dialog = (): Locator => page.getByRole('dialog');
const type = async (where: Locator, field: string, text: string): Promise<void> => {
    await where.getByLabel(field, { exact: true }).fill(text);
    await where.getByLabel(field, { exact: true }).press('Tab');
};
const open = async (): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/#/entries`);
    await row().waitFor();
};
const edit = async (): Promise<void> => {
    await row().focus();
    await page.keyboard.press('e');
    await dialog().waitFor();
};
const save = (): Promise<void> => dialog().getByRole('button', { name: 'Save' }).click();
const isFocused = (label: string): Promise<unknown> => until(async () =>
    await page.evaluate('document.activeElement.labels?.[0]?.textContent') === label, `${label} has the focus`);

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 } });
    page = person.page;
    project = (await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Alpha' })).project.id;
});
beforeEach(async () => {
    await person.api('PATCH', '/users/me', { time_zone: 'UTC', hour_cycle: 'h23' });
    for (const { id } of await all())
        await person.api('DELETE', `/time-entries/${id}`);
    await add('Work', '09:00', '10:00');
    await open();
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('what cannot be read', () => {
    for (const [field, text] of [['Start', '25'], ['End', '26'], ['Break', 'abc'], ['Duration', 'long']] as const)
        test(`keeps the form open: ${field} ${text}`, async () => {
            await edit();
            await dialog().getByLabel(field, { exact: true }).fill(text);
            await save();
            await dialog().getByText('This cannot be read').waitFor();
            await isFocused(field);
            assert.equal(await dialog().getByLabel(field, { exact: true }).inputValue(), text, 'what was typed stays');
            assert.equal(await dialog().getByLabel(field, { exact: true }).getAttribute('aria-invalid'), 'true');
            assert.deepEqual(await findings(page), []);
            if (field === 'End')
                await person.picture('times-unread');
            await dialog().getByLabel(field, { exact: true }).fill('11');
            await dialog().getByLabel(field, { exact: true }).press('Enter');
            await dialog().waitFor({ state: 'detached' });
        });

    test('nor with Enter', async () => {
        await edit();
        await dialog().getByLabel('End').fill('26');
        await dialog().getByLabel('End').press('Enter');
        await dialog().getByText('This cannot be read').waitFor();
        await is('09:00', '10:00');
    });

    test('is said of a row, too', async () => {
        await type(row(), 'End', '26');
        await page.locator('.toast').getByText('This cannot be read').waitFor();
        assert.equal(await row().getByLabel('End').inputValue(), '26');
    });

    test('nor is the timer booked', async () => {
        await person.api('POST', '/timer/start', { description: 'Running' });
        await page.getByRole('button', { name: 'Stop', exact: true }).click();
        await dialog().getByLabel('Stopped').fill('26');
        await dialog().getByRole('option', { name: 'Alpha' }).click();
        await dialog().getByText('This cannot be read').waitFor();
        await isFocused('Stopped');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await person.api('POST', '/timer/cancel');
        await is('09:00', '10:00');
    });

    test('nor is an entry split where it is not', async () => {
        await row().getByRole('button', { name: /^More/ }).click();
        await page.getByRole('menuitem', { name: 'Split' }).click();
        await type(dialog(), 'Split at', '8');
        await dialog().getByText('This must lie between the start and the end.').waitFor();
        assert.equal((await dialog().textContent())!.includes('−'), false);
        await person.picture('times-split');
        await dialog().getByRole('button', { name: 'Split' }).click();
        await isFocused('Split at');
        await type(dialog(), 'Split at', '9:15');
        await dialog().getByText('0:15 + 0:45').waitFor();
        await dialog().getByRole('button', { name: 'Split' }).click();
        await until(async () => (await all()).length === 2, 'split');
    });
});

describe('a form', () => {
    test('that is refused takes what is free, with its duration', async () => {
        await add('Meeting', '11:00', '12:00');
        await page.locator('.entry[aria-label^="Meeting,"]').waitFor();
        await edit();
        await type(dialog(), 'End', '11:30');
        await save();
        await dialog().getByText('“Meeting” lies there, 11:00–12:00').waitFor();
        await dialog().getByRole('button', { name: 'Trim to 09:00–11:00' }).click();
        await dialog().getByText('“Meeting” lies there').waitFor({ state: 'detached' });
        assert.equal(await dialog().getByLabel('Duration').inputValue(), '2:00');
        await save();
        await dialog().waitFor({ state: 'detached' });
        await until(async () => (await all()).some(({ end_time }) => end_time.slice(0, 16) === `${day}T11:00`), 'trimmed');
    });

    test('has nothing to offer where all is taken', async () => {
        await add('Meeting', '11:00', '12:00');
        await page.locator('.entry[aria-label^="Meeting,"]').waitFor();
        await edit();
        await type(dialog(), 'Start', '11:15');
        await type(dialog(), 'End', '11:45');
        await save();
        await dialog().getByText('“Meeting” lies there').waitFor();
        assert.equal(await dialog().getByRole('button', { name: /^Trim/ }).count(), 0);
        await page.keyboard.press('Escape');
    });

    test('takes a duration that is added to what stands there, as the row does', async () => {
        await edit();
        await type(dialog(), 'Duration', '+15');
        assert.equal(await dialog().getByLabel('End').inputValue(), '10:15');
        await type(dialog(), 'Duration', '-0:30');
        assert.equal(await dialog().getByLabel('End').inputValue(), '09:45');
        await save();
        await is('09:00', '09:45');
        await type(row(), 'Duration', '+1h');
        await is('09:00', '10:45');
    });
});

describe('an end', () => {
    test('before the start is not that of the next day', async () => {
        for (const text of ['8', '9']) {
            await type(row(), 'End', text);
            await page.locator('.toast').getByText('The end must be later than the start.').waitFor();
            await row().getByLabel('End').press('Escape');
        }
        await edit();
        await type(dialog(), 'End', '8');
        await dialog().getByText('The end must be later than the start.').waitFor();
        await save();
        await isFocused('End');
        await is('09:00', '10:00');
        // What was wrong no longer is.
        await type(dialog(), 'Start', '7');
        await dialog().getByLabel('End').press('Enter');
        await dialog().waitFor({ state: 'detached' });
        await is('07:00', '08:00');
    });

    test('of the next day is marked', async () => {
        await type(row(), 'Start', '22');
        await is('22:00', '23:00');
        await type(row(), 'End', '6');
        await is('22:00', '06:00', next);
        await row().getByText('+1 day').waitFor();
        await person.picture('times-next-day');
        await edit();
        await dialog().getByText('+1 day').waitFor();
        const described = await dialog().locator(`[id="${await dialog().getByLabel('End').getAttribute('aria-describedby')}"]`).textContent();
        assert.equal(described, '+1 day');
        assert.deepEqual(await findings(page), []);
        for (const width of [1360, 390, 320]) {
            await page.setViewportSize({ width, height: 800 });
            await person.picture(`times-form-${width}`);
        }
        await page.keyboard.press('Escape');
        for (const width of [390, 320]) {
            await page.setViewportSize({ width, height: 800 });
            assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, `no wider than ${width}`);
            await person.picture(`times-next-day-${width}`);
        }
        await page.setViewportSize({ width: 1360, height: 900 });
    });

    test('is moved back from where it is, and taken along by the start', async () => {
        await type(row(), 'End', '-15');
        await is('09:00', '09:45');
        await type(row(), 'Start', '11');
        await is('11:00', '11:45');
        await edit();
        await type(dialog(), 'Start', '13');
        assert.equal(await dialog().getByLabel('End').inputValue(), '13:45');
        await type(dialog(), 'End', '-15');
        assert.equal(await dialog().getByLabel('End').inputValue(), '13:30');
        await type(dialog(), 'Duration', ':45');
        assert.equal(await dialog().getByLabel('End').inputValue(), '13:45');
        await save();
        await is('13:00', '13:45');
    });

    test('on a clock of twelve hours is the next after the start', async () => {
        await person.api('PATCH', '/users/me', { hour_cycle: 'h12' });
        await open();
        await type(row(), 'Start', '1pm');
        await is('13:00', '14:00');
        await type(row(), 'End', '2:30');
        await is('13:00', '14:30');
        await type(row(), 'Start', '2');
        await is('14:00', '14:30');
        await edit();
        await type(dialog(), 'End', '4');
        await save();
        await is('14:00', '16:00');
        await person.picture('times-twelve-hours');
    });
});

test('a break that is too long is told in words', async () => {
    await type(row(), 'Duration', '0:00');
    await page.locator('.toast').waitFor();
    assert.equal(await page.locator('.toast > span').textContent(), 'The end must be later than the start.');
});
