// timesheet.test.ts -- somebody books a week by its sums: types times by keyboard, more and less, is refused with the reason,
// undoes, copies last week; on a phone a day at a time.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, until } from './person.ts';

type Entry = { project_id: number; start_time: string; end_time: string; break_minutes: number; description: string; tags: string[] };

// A week that is over, Monday to Sunday; Berlin is an hour ahead of UTC.
const DATE = '2026-11-04';
const WIDE = { viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce' } as const;

let browser: Browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

type Worker = { person: Person; page: Page; projects: [number, number] };

async function worker(options = {}): Promise<Worker> {
    const person = await Person.signedIn(browser, { ...WIDE, ...options });
    await person.api('PATCH', '/users/me', { time_zone: 'Europe/Berlin' });
    const { client } = await person.api<{ client: { id: number } }>('POST', '/clients', { name: 'Bergmann & Töchter' });
    const project = async (name: string, color: string): Promise<number> =>
        (await person.api<{ project: { id: number } }>('POST', '/projects', { name, color, client_id: client.id })).project.id;
    return { person, page: person.page, projects: [await project('Rechnungsmodul', '#16a34a'), await project('Wartung', '#2563eb')] };
}

/** Books from and to on the clock of Berlin, on a day of November. */
async function book(person: Person, project: number, day: number, from: string, to: string, more = {}): Promise<void> {
    const at = (time: string): string => `2026-11-${String(day).padStart(2, '0')}T${time}:00+01:00`;
    await person.api('POST', '/time-entries', { project_id: project, start_time: at(from), end_time: at(to), ...more });
}

async function open(page: Page, query = `?date=${DATE}`): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/#/timesheet${query}`);
    await page.locator('[aria-busy=false], .timesheet .state').first().waitFor();
}

/** What the server has of a project in the days: "4 09:00-10:30", by the clock of Berlin, with a break "/15". */
async function entriesOf(person: Person, project: number, from = '2026-11-02', to = '2026-11-08'): Promise<string[]> {
    const { time_entries: rows } = await person.api<{ time_entries: Entry[] }>('GET',
        `/time-entries?project_id=${project}&start_date=${from}&end_date=${to}&limit=100`);
    return rows.map(({ start_time: start, end_time: end, break_minutes: pause }) =>
        `${Number(start.slice(8, 10))} ${start.slice(11, 16)}-${end.slice(11, 16)}${pause ? `/${pause}` : ''}`).reverse();
}

async function settled(person: Person, project: number, wanted: string[]): Promise<void> {
    await until(async () => (await entriesOf(person, project)).join() === wanted.join(), wanted.join())
        .catch(async () => assert.deepEqual(await entriesOf(person, project), wanted));
}

const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
/** Of a row: 0 is Monday. */
const cell = (page: Page, name: string, day: number): Locator => row(page, name).getByRole('gridcell').nth(day);
const shows = (of: Locator, text: string): Promise<void> =>
    of.filter({ has: of.page().getByText(text, { exact: true }) }).or(of.getByText(text, { exact: true })).first().waitFor();
const focused = (page: Page): Promise<string | null> => page.evaluate('document.activeElement.dataset.cell ?? document.activeElement.tagName');

describe('the timesheet by keyboard', () => {
    test('teaches where there is nothing, and takes a project and times', async () => {
        const { person, page, projects: [first] } = await worker();
        await page.keyboard.press('g');
        await page.keyboard.press('w');
        await page.waitForURL(/#\/timesheet/);
        await page.getByText('No time in this week yet').waitFor();
        await open(page);
        await page.getByRole('button', { name: 'Add project' }).click();
        await page.getByRole('option', { name: 'Rechnungsmodul' }).click();
        // Its row is there, in the address too, and the keyboard in it.
        await until(async () => /^0,/.test(await focused(page) ?? ''), 'focus in the new row');
        assert.match(page.url(), new RegExp(`projects=${first}`));
        await page.keyboard.press('Home');
        assert.equal(await focused(page), '0,0');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        assert.equal(await focused(page), '0,2');
        await page.keyboard.type('1,5');
        await page.keyboard.press('Enter');
        await shows(cell(page, 'Rechnungsmodul', 2), '1:30');
        assert.equal(await focused(page), '0,2');
        await settled(person, first, ['4 09:00-10:30']);
        // Tab saves and goes on; Escape puts back; a text that is none stays to be mended.
        await page.keyboard.press('F2');
        await page.keyboard.type('2h');
        await page.keyboard.press('Tab');
        assert.equal(await focused(page), '0,3');
        await settled(person, first, ['4 09:00-11:00']);
        await page.keyboard.type('9');
        await page.keyboard.press('Escape');
        await page.keyboard.type('1:xx');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').getByText('This cannot be read').waitFor();
        assert.equal(await page.locator('.timesheet-input').inputValue(), '1:xx');
        await page.locator('.timesheet-input').fill('45');
        await page.keyboard.press('Enter');
        await settled(person, first, ['4 09:00-11:00', '5 09:00-09:45']);
        await shows(row(page, 'Total'), '2:45');
        assert.equal(await page.locator('.period-total').textContent(), '2:45');
        await page.keyboard.press('Delete');
        await settled(person, first, ['4 09:00-11:00']);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('keeps a row whose last time is taken away, and the keyboard in it', async () => {
        const { person, page, projects: [first] } = await worker();
        const ways: [string, () => Promise<void>][] = [
            ['Delete', () => page.keyboard.press('Delete')],
            ['F2', async () => {
                await page.keyboard.press('F2');
                await page.locator('.timesheet-input').fill('');
                await page.keyboard.press('Enter');
            }],
            ['0', async () => {
                await page.keyboard.type('0');
                await page.keyboard.press('Enter');
            }],
        ];
        for (const [way, empty] of ways) {
            await book(person, first, 4, '08:00', '09:00');
            await open(page);
            const own = cell(page, 'Rechnungsmodul', 2);
            await shows(own, '1:00');
            await own.focus();
            await empty();
            await settled(person, first, []);
            await shows(own, '0:00');
            assert.equal(await focused(page), '0,2', way);
            await page.keyboard.press('ArrowRight');
            assert.equal(await focused(page), '0,3', way);
            await page.keyboard.type('2:00');
            await page.keyboard.press('Enter');
            await settled(person, first, ['5 09:00-11:00']);
            await page.keyboard.press('Delete');
            await settled(person, first, []);
        }
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('lengthens and shortens without lying on anything, and undoes each in one', async () => {
        const { person, page, projects: [first, second] } = await worker();
        await book(person, first, 4, '08:00', '09:00');
        await book(person, second, 4, '09:30', '12:00', { break_minutes: 30 });
        await book(person, first, 4, '12:00', '12:30', { description: 'Korrektur', tags: ['Eile'] });
        await book(person, second, 4, '13:00', '23:00');
        await open(page);
        const own = cell(page, 'Rechnungsmodul', 2);
        const undo = page.getByRole('button', { name: 'Undo' });
        const before = ['4 08:00-09:00', '4 12:00-12:30'];
        await shows(own, '1:30');
        await own.click();
        await page.keyboard.type('3:00');
        await page.keyboard.press('Enter');
        const more = ['4 08:00-09:00', '4 12:00-13:00', '4 23:00-00:00'];
        await settled(person, first, more);
        await undo.click();
        await settled(person, first, before);
        // Less goes backwards; what was deleted comes back as it was.
        await own.click();
        await page.keyboard.type('0.5');
        await page.keyboard.press('Enter');
        await settled(person, first, ['4 08:00-08:30']);
        await undo.click();
        await settled(person, first, before);
        const { time_entries: rows } = await person.api<{ time_entries: Entry[] }>('GET', `/time-entries?project_id=${first}&q=Korrektur`);
        assert.deepEqual(rows.map(({ description, tags }) => [description, tags]), [['Korrektur', ['Eile']]]);
        // A break stays what it is.
        await cell(page, 'Wartung', 2).click();
        await page.keyboard.type('1h');
        await page.keyboard.press('Enter');
        await settled(person, second, ['4 09:30-11:00/30']);
        await undo.click();
        await settled(person, second, ['4 09:30-12:00/30', '4 13:00-23:00']);
        assert.deepEqual(await entriesOf(person, first), before);
        await own.click();
        await page.keyboard.type('13');
        await page.keyboard.press('Control+A');
        await page.keyboard.type('13h');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').getByText('no room for more than 11:30').waitFor();
        assert.equal(await page.locator('.timesheet-input').inputValue(), '13h');
        await page.keyboard.press('Escape');
        await shows(own, '1:30');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('takes all back when a part is refused', async () => {
        const { person, page, projects: [first, second] } = await worker();
        await book(person, first, 4, '08:00', '09:00');
        await book(person, second, 4, '10:00', '23:00');
        await open(page);
        await shows(cell(page, 'Rechnungsmodul', 2), '1:00');
        // Nothing is heard of this: the page believes that the evening is free.
        await page.route('**/api/v1/events*', (route) => route.abort());
        await page.context().setOffline(true);
        await cell(page, 'Rechnungsmodul', 2).click();
        await page.keyboard.type('2:30');
        await page.keyboard.press('Enter');
        await shows(cell(page, 'Rechnungsmodul', 2), '2:30');
        const other = await Person.signedIn(browser, WIDE, person.name);
        await book(other, second, 4, '23:00', '23:30');
        await page.context().setOffline(false);
        await page.getByText('Another entry lies there').first().waitFor();
        await settled(other, first, ['4 08:00-09:00']);
        await shows(cell(page, 'Rechnungsmodul', 2), '1:00');
        await other.close();
        await person.close();
    });

    test('leaves what runs, is locked or goes over midnight', async () => {
        const { person, page, projects: [first, second] } = await worker();
        await book(person, first, 3, '22:00', '23:00');
        await book(person, second, 3, '23:30', '23:45');
        await person.api('POST', '/time-entries', { project_id: first, start_time: '2026-11-04T23:00:00+01:00',
            end_time: '2026-11-05T01:00:00+01:00', break_minutes: 20 });
        await person.api('PATCH', '/users/me', { locked_until: '2026-11-03' });
        await open(page);
        await shows(cell(page, 'Rechnungsmodul', 1), '1:00');
        assert.equal(await cell(page, 'Rechnungsmodul', 1).getAttribute('aria-readonly'), 'true');
        await cell(page, 'Rechnungsmodul', 1).click();
        assert.equal(await page.locator('.timesheet-input').count(), 0);
        await cell(page, 'Rechnungsmodul', 3).click();
        await page.keyboard.type('10');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').getByText('0:50 is the least: an entry goes on over midnight').waitFor();
        await page.keyboard.press('Escape');

        const started = new Date(Date.now() - 125_000).toISOString();
        await person.api('POST', '/timer/start', { project_id: second, start_time: started });
        await open(page, '');
        const running = page.locator('.timesheet-cell.running');
        await running.getByText('0:02').waitFor();
        await running.click();
        await page.keyboard.type('0:01');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').getByText('The timer has run for this: 0:02 is the least').waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('waits without a network, and loses nothing', async () => {
        const { person, page, projects: [first] } = await worker();
        await book(person, first, 2, '09:00', '10:00');
        await open(page);
        await page.context().setOffline(true);
        for (const [day, time] of [[0, '3'], [1, '1:15'], [1, '0:45']] as const) {
            await cell(page, 'Rechnungsmodul', day).click();
            await page.keyboard.type(time === '3' ? '3h' : time);
            await page.keyboard.press('Enter');
        }
        await shows(row(page, 'Total'), '3:45');
        await page.context().setOffline(false);
        await settled(person, first, ['2 09:00-12:00', '3 09:00-09:45']);
        await person.close();
    });
});

describe('the timesheet', () => {
    test('copies last week, its projects or all of it', async () => {
        const { person, page, projects: [first, second] } = await worker();
        await person.api('POST', '/time-entries', { project_id: first, start_time: '2026-10-26T09:00:00+01:00',
            end_time: '2026-10-26T11:00:00+01:00', description: 'Jede Woche', tags: ['Eile'], break_minutes: 15, billable: false });
        await person.api('POST', '/time-entries', { project_id: second, start_time: '2026-10-27T09:00:00+01:00',
            end_time: '2026-10-27T10:00:00+01:00' });
        await book(person, first, 3, '09:30', '10:00');
        await open(page);
        const copy = async (item: string): Promise<void> => {
            await page.getByRole('button', { name: 'Copy last week' }).click();
            await page.getByRole('menuitem', { name: item, exact: true }).click();
        };
        await copy('Projects only');
        await row(page, 'Wartung').waitFor();
        assert.deepEqual(await entriesOf(person, second), []);
        await page.reload();
        await row(page, 'Wartung').waitFor();
        await copy('Projects and times');
        await page.getByText('1 entry copied. 1 left out: its time is taken or locked.').waitFor();
        await settled(person, first, ['2 09:00-11:00/15', '3 09:30-10:00']);
        const { time_entries: [made] } = await person.api<{ time_entries: (Entry & { billable: boolean })[] }>('GET',
            '/time-entries?start_date=2026-11-02&end_date=2026-11-02');
        assert.deepEqual([made!.description, made!.tags, made!.billable], ['Jede Woche', ['Eile'], false]);
        await page.getByRole('button', { name: 'Undo' }).click();
        await settled(person, first, ['3 09:30-10:00']);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('knows the days of the clocks and the first day of the week', async () => {
        const { person, page, projects: [first] } = await worker({ timezoneId: 'America/Los_Angeles' });
        await person.api('PATCH', '/users/me', { week_start: 'sunday', locale: 'de' });
        await open(page, `?date=2026-10-28&projects=${first}`);
        // Sunday comes first, and has 25 hours; a day of 2025 has 24.
        const heads = await page.getByRole('columnheader').allTextContents();
        assert.match(heads[1] ?? '', /So.*25/);
        const all = page.getByRole('row').filter({ hasText: 'Rechnungsmodul' }).getByRole('gridcell');
        await all.nth(0).click();
        await page.keyboard.type('25:30');
        await page.keyboard.press('Enter');
        await page.getByText('Für mehr als 25:00 ist an diesem Tag kein Platz.').waitFor();
        await page.locator('.timesheet-input').fill('25h');
        await page.keyboard.press('Enter');
        await until(async () => (await entriesOf(person, first, '2026-10-25', '2026-10-25')).length === 2, 'the whole day');
        await page.locator('.period-total').getByText('25:00').waitFor();
        await all.nth(1).click();
        await page.keyboard.type('24:30');
        await page.keyboard.press('Enter');
        await page.getByText('Für mehr als 24:00 ist').waitFor();
        await page.keyboard.press('Escape');
        // Weeks are steps of the back button.
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Später' }).click();
        await page.waitForURL(/date=2026-11-04/);
        await page.goBack();
        await page.waitForURL(/date=2026-10-28/);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('is one day at a time on a phone', async () => {
        const { person, page, projects: [first] } = await worker({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
        await book(person, first, 4, '09:00', '10:00');
        await open(page);
        await page.getByRole('button', { name: 'Rechnungsmodul, Wednesday 4 November: 1:00' }).click();
        const size = await page.locator('.timesheet-input').boundingBox();
        assert.ok(size && size.height >= 44 && size.width >= 90, JSON.stringify(size));
        await page.locator('.timesheet-input').fill('2.5');
        await page.keyboard.press('Enter');
        await settled(person, first, ['4 09:00-11:30']);
        await page.getByRole('link', { name: 'Thursday 5 November, 0:00' }).click();
        await page.getByRole('heading', { name: 'Thursday 5 November' }).waitFor();
        await page.getByRole('link', { name: 'Wednesday 4 November, 2:30' }).waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('says when it cannot be read, and tries again', async () => {
        const { person, page } = await worker();
        await page.route('**/api/v1/time-entries?*', (route) => route.abort());
        await open(page, '?date=2026-09-01');
        await page.getByRole('button', { name: 'Try again' }).waitFor();
        await page.unroute('**/api/v1/time-entries?*');
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByText('No time in this week yet').waitFor();
        await person.close();
    });

    test('is without a fault for assistive technology, and never too wide', async () => {
        const { person, page, projects: [first, second] } = await worker();
        await book(person, first, 4, '08:00', '09:00');
        await book(person, second, 5, '08:00', '09:00');
        await person.api('PATCH', '/users/me', { locked_until: '2026-11-02' });
        const { project: { id: long } } = await person.api<{ project: { id: number } }>('POST', '/projects',
            { name: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenverwaltung' });
        await book(person, long, 6, '08:00', '09:00');
        for (const locale of ['en', 'de'] as const) {
            await person.api('PATCH', '/users/me', { locale });
            await open(page);
            assert.deepEqual(await findingsEverywhere(page, { widths: [390, 320] }), [], locale);
            await cell(page, 'Rechnungsmodul', 3).click();
            await page.keyboard.type('99h');
            await page.keyboard.press('Enter');
            await page.getByRole('alert').waitFor();
            assert.deepEqual(await findingsEverywhere(page, { widths: [1360] }), [], locale);
        }
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});
