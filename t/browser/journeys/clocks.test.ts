// clocks.test.ts -- Sundays on which the clocks change, where that is an hour (Berlin) and where it is half of one (Lord Howe Island):
// entries across it, their sums, the length of the day in the calendar, and the day after.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { Person, baseUrl, findings, launch, until } from '../person.ts';
import { addByForm, find, makeProjects, row, written } from './steps.ts';

const HOUR = 64; // pixels

type Sunday = { zone: string; date: string; hours: number; across: { start: string; end: string; seconds: number; utc: [string, string] } };

// In Berlin 02:00 becomes 03:00 in March, and 03:00 becomes 02:00 in October. On Lord Howe 02:00 becomes 02:30 in October (UTC+10:30 to
// +11), and 02:00 becomes 01:30 in April.
const SUNDAYS: Sunday[] = [
    { zone: 'Europe/Berlin', date: '2026-03-29', hours: 23,
        across: { start: '1:30', end: '4:00', seconds: 5400, utc: ['2026-03-29T00:30', '2026-03-29T02:00'] } },
    { zone: 'Europe/Berlin', date: '2026-10-25', hours: 25,
        across: { start: '1:30', end: '4:00', seconds: 12_600, utc: ['2026-10-24T23:30', '2026-10-25T03:00'] } },
    { zone: 'Australia/Lord_Howe', date: '2026-10-04', hours: 23.5,
        across: { start: '1:30', end: '4:00', seconds: 7200, utc: ['2026-10-03T15:00', '2026-10-03T17:00'] } },
    { zone: 'Australia/Lord_Howe', date: '2026-04-05', hours: 24.5,
        across: { start: '1:15', end: '4:00', seconds: 11_700, utc: ['2026-04-04T14:15', '2026-04-04T17:30'] } },
];

let browser: Browser;
let person: Person;
let page: Page;
before(async () => {
    browser = await launch();
    // Where somebody travels is not where their account is.
    person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 }, timezoneId: 'America/Los_Angeles' });
    page = person.page;
    await makeProjects(person, 'Night shift');
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

for (const { zone, date, hours, across } of SUNDAYS)
    describe(`${zone} on ${date}`, () => {
        const name = `Across ${date}`;

        test('an entry across the change is as long as it was', async () => {
            await person.api('PATCH', '/users/me', { time_zone: zone });
            await page.goto('about:blank');
            await page.goto(`${baseUrl}/#/entries`);
            await page.getByRole('heading', { name: 'Entries', level: 1 }).waitFor();
            await addByForm(page, { description: name, project: 'Night shift', date, start: across.start, end: across.end });
            await until(async () => (await find(person, name)) !== undefined, 'it is kept');
            const entry = (await find(person, name))!;
            assert.equal(entry.duration_seconds, across.seconds);
            const utc = (time: string): string => new Date(time).toISOString().slice(0, 16);
            assert.deepEqual([utc(entry.start_time), utc(entry.end_time)], across.utc);
            assert.equal(await row(page, name).getByLabel('Duration').inputValue(), written(across.seconds));
        });

        test('a full day is not 24 hours, and sums say so', async () => {
            const entry = (await find(person, name))!;
            await person.api('DELETE', `/time-entries/${entry.id}`);
            await addByForm(page, { description: `Whole ${date}`, project: 'Night shift', date, start: '0:00', end: '0:00' });
            await until(async () => (await find(person, `Whole ${date}`))?.duration_seconds === hours * 3600, 'from midnight to midnight');
            const { summary } = await person.api<{ summary: { total_seconds: number } }>('GET',
                `/reports/summary?start_date=${date}&end_date=${date}&group_by=day`);
            assert.equal(summary.total_seconds, hours * 3600);
            await page.goto(`${baseUrl}/#/statistics?from=${date}&to=${date}`);
            await page.getByText(written(hours * 3600)).first().waitFor();
        });

        test('the calendar draws the day as long as it is, and the next day begins where it ends', async () => {
            await page.goto(`${baseUrl}/#/calendar?view=day&date=${date}`);
            const entry = page.locator('.calendar-entry', { hasText: `Whole ${date}` });
            await entry.waitFor();
            // Time that the day does not have is hatched; time that it has twice is drawn twice.
            assert.equal(Math.round((await entry.boundingBox())!.height), Math.max(24, hours) * HOUR);
            assert.equal(await page.locator('.calendar-hatched').count(), hours < 24 ? 1 : 0);
            await page.locator('.period-total').getByText(written(hours * 3600)).waitFor();
            await page.goto(`${baseUrl}/#/calendar?view=week&date=${date}`);
            await page.locator('.calendar-entry', { hasText: `Whole ${date}` }).waitFor();
            assert.equal(await page.locator('.calendar-entry').count(), 1, 'nothing of it on another day');
        });

        test('moves over the change by keyboard, and keeps its length', async () => {
            const whole = (await find(person, `Whole ${date}`))!;
            await person.api('DELETE', `/time-entries/${whole.id}`);
            await page.goto(`${baseUrl}/#/entries`);
            await addByForm(page, { description: `Moved ${date}`, project: 'Night shift', date, start: '0:15', end: '1:15' });
            await until(async () => (await find(person, `Moved ${date}`)) !== undefined, 'it is kept');
            const before = (await find(person, `Moved ${date}`))!;
            await page.goto(`${baseUrl}/#/calendar?view=day&date=${date}`);
            const entry = page.locator('.calendar-entry', { hasText: `Moved ${date}` });
            await entry.focus();
            for (let n = 0; n < 36; n += 1)
                await page.keyboard.press('Alt+ArrowDown');
            await page.keyboard.press('Enter');
            const moved = async (): Promise<number> =>
                (Date.parse((await find(person, `Moved ${date}`))!.start_time) - Date.parse(before.start_time)) / 60_000;
            await until(async () => await moved() > 0, 'it moved');
            assert.equal(await moved(), 180);
            assert.equal((await find(person, `Moved ${date}`))!.duration_seconds, 3600);
            await person.api('DELETE', `/time-entries/${before.id}`);
        });
    });

// A time that comes twice: what it is written as, and both of what it may mean.
const TWICE = [
    { zone: 'Europe/Berlin', date: '2026-10-25', time: '2:30', end: '2:45', first: '2026-10-25T00:30', second: '2026-10-25T01:30' },
    { zone: 'Australia/Lord_Howe', date: '2026-04-05', time: '1:40', end: '1:55', first: '2026-04-04T14:40', second: '2026-04-04T15:10' },
];

for (const { zone, date, time, end, first, second } of TWICE)
    test(`${time} comes twice on ${date} in ${zone}, and the form can say which`, async () => {
        await person.api('PATCH', '/users/me', { time_zone: zone });
        await page.goto('about:blank');
        await page.goto(`${baseUrl}/#/entries`);
        const name = `Twice ${date}`;
        const between = (Date.parse(second) - Date.parse(first)) / 1000;
        await page.getByRole('button', { name: 'Add entry' }).first().click();
        const dialog = page.getByRole('dialog', { name: 'Add entry' });
        await dialog.getByLabel('Description').fill(name);
        await dialog.getByRole('button', { name: 'Project' }).click();
        await dialog.getByRole('option', { name: 'Night shift' }).click();
        await dialog.getByLabel('Date').fill(date);
        const other = dialog.getByRole('button', { name: /this time comes twice/ });
        // What stands there is an hour ago: after midnight that would be nearer to the first one.
        for (const text of ['12:00', time]) {
            await dialog.getByLabel('Start').fill(text);
            await dialog.getByLabel('Start').press('Tab');
        }
        await other.first().waitFor();
        await dialog.getByLabel('End').fill(end);
        await dialog.getByLabel('End').press('Tab');
        // Nearer to what stood there is the second one.
        const lasts = async (time: string): Promise<void> => {
            await until(async () => await dialog.getByLabel('Duration').inputValue() === time, time);
        };
        await lasts('0:15');
        assert.deepEqual(await findings(page), []);
        await person.picture(`clocks-twice-${date}`);
        await other.first().click();
        await lasts(written(between + 900));
        assert.equal(await dialog.getByLabel('Start').inputValue(), `0${time}`, 'the clock shows the same');
        await other.first().click();
        await lasts('0:15');
        await dialog.getByRole('button', { name: 'Add entry' }).click();
        await dialog.waitFor({ state: 'detached' });
        await until(async () => (await find(person, name)) !== undefined, 'it is kept');
        const booked = async (): Promise<string> => new Date((await find(person, name))!.start_time).toISOString().slice(0, 16);
        assert.equal(await booked(), second);
        await page.setViewportSize({ width: 320, height: 700 });
        assert.deepEqual(await findings(page), []);
        await person.picture(`clocks-twice-${date}-320`);
        await page.setViewportSize({ width: 1360, height: 900 });
        await person.picture(`clocks-twice-${date}-list`);
        // In the list, too: from the second to the first, which lies before it.
        await row(page, name).getByRole('button', { name: /this time comes twice/ }).first().click();
        await until(async () => await booked() === first, 'the first');
        await person.api('DELETE', `/time-entries/${(await find(person, name))!.id}`);
    });

describe('the timer', () => {
    test('counts seconds, not what clocks show', async () => {
        // It began before the change and was stopped after it.
        await person.api('PATCH', '/users/me', { time_zone: 'Europe/Berlin' });
        await person.api('POST', '/timer/start', { description: 'Through the night', start_time: '2026-10-25T01:30:00+02:00' });
        await page.goto(`${baseUrl}/#/dashboard`);
        const clock = page.getByRole('region', { name: 'Timer' }).locator('.clock');
        await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
        const shown = await clock.textContent() ?? '';
        const [h = 0, m = 0, s = 0] = shown.split(':').map(Number);
        const elapsed = (Date.now() - Date.parse('2026-10-24T23:30:00Z')) / 1000;
        assert.ok(Math.abs(h * 3600 + m * 60 + s - elapsed) < 60, `${shown} for ${elapsed} seconds`);
        await page.getByRole('button', { name: 'Stop', exact: true }).click();
        const dialog = page.getByRole('dialog', { name: 'Which project was it?' });
        await dialog.waitFor();
        await page.keyboard.press('Escape');
        const { projects: [project] } = await person.api<{ projects: { id: number }[] }>('GET', '/projects');
        await person.api('POST', '/timer/stop', { project_id: project!.id, end_time: '2026-10-25T03:30:00+01:00' });
        await page.goto(`${baseUrl}/#/entries`);
        await row(page, 'Through the night').waitFor();
        assert.equal(await row(page, 'Through the night').getByLabel('Duration').inputValue(), '3:00');
    });
});
