// statistics.test.ts -- sums of any days: what they come to, by whatever filter, beside what came before; and what assistive
// technology finds.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch } from './person.ts';

let browser: Browser;
let person: Person;
let page: Page;
let client: number;
let projects: number[];


const figure = (name: string): Locator => page.locator('.totals .figure').filter({ has: page.getByRole('heading', { name }) });
const value = (name: string): Promise<string | null> => figure(name).locator('output').textContent();
const section = (name: string): Locator => page.getByRole('region', { name, exact: true });
const total = (time: string): Promise<void> => figure('Total').locator('output', { hasText: new RegExp(`^${time}$`) }).waitFor();

async function open(hash: string): Promise<void> {
    await page.goto(`${baseUrl}/#/statistics${hash}`);
    await page.reload();
    await page.getByRole('heading', { name: 'Statistics' }).waitFor();
}

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 } });
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'Europe/Berlin' });
    client = (await person.api<{ client: { id: number } }>('POST', '/clients', { name: 'Stadtwerke' })).client.id;
    projects = [];
    for (const body of [{ name: 'Portal', client_id: client, color: '#16a34a' }, { name: 'Intern', color: '#64748b', billable: false }])
        projects.push((await person.api<{ project: { id: number } }>('POST', '/projects', body)).project.id);
    // In Berlin 2 h on 3 March, of which the last half hour is on the 4th; 1:07 on the 4th; 3 h in February.
    for (const [project, start, end, tags] of [[0, '2026-03-03T21:30', '2026-03-03T23:30', ['Konzept']],
        [1, '2026-03-04T08:00', '2026-03-04T09:07', []], [0, '2026-02-10T08:00', '2026-02-10T11:00', []]] as const)
        await person.api('POST', '/time-entries', { project_id: projects[project], start_time: `${start}:00Z`, end_time: `${end}:00Z`, tags });
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('statistics', () => {
    test('teach where there is nothing', async () => {
        await page.getByRole('link', { name: 'Statistics' }).click();
        await page.getByRole('heading', { name: 'No time in these days' }).waitFor();
        assert.equal(await page.getByRole('button', { name: 'This month' }).getAttribute('aria-pressed'), 'true');
    });

    test('are those of the days in the address', async () => {
        await open('?from=2026-03-01&to=2026-03-31');
        await total('3:07');
        assert.deepEqual([await value('Billable'), await value('Entries'), await value('Average day')], ['2:00', '2', '1:33']);
        assert.match(await figure('Total').textContent() ?? '', /\+0:07 \(\+4%\) against 3:00, 1 – 28 Feb 2026/);

        const rows = section('By project').getByRole('row');
        assert.match(await rows.nth(1).textContent() ?? '', /Portal.*2:00.*64%.*−1:00/);
        assert.match(await rows.nth(2).textContent() ?? '', /Intern.*1:07.*36%.*\+1:07/);
        assert.match(await section('By client').getByRole('row').nth(1).textContent() ?? '', /Stadtwerke.*2:00/);
    });

    test('say in a table what each picture shows; a day leads to its entries', async () => {
        const bars = section('Time per day');
        assert.match(await bars.locator('figcaption').textContent() ?? '', /In all 3:07.*The most is 1:37, Wednesday,? 4 March.*Portal with 2:00/);
        await bars.getByText('Numbers').click();
        const rows = (await bars.getByRole('row').allInnerTexts()).map((text) => text.trimEnd().split(/\s*\t\s*/).join('|'));
        assert.deepEqual(rows,
            ['Day|Total|Portal|Intern', 'Tuesday 3 March|1:30|1:30', 'Wednesday 4 March|1:37|0:30|1:07', 'Total|3:07|2:00|1:07']);
        await bars.getByRole('button', { name: 'Week' }).click();
        await page.waitForURL(/group=week/);
        await section('Time per week').getByRole('row').nth(1).getByText('2 – 8 Mar 2026').waitFor();
        await page.getByRole('region', { name: '2026' }).getByText('Numbers').click();
        await page.getByRole('region', { name: '2026' }).getByRole('link', { name: '10 February' }).click();
        await page.waitForURL(/#\/entries\?from=2026-02-10&to=2026-02-10/);
        await page.goBack();
        await total('3:07');
    });

    test('are filtered by client, project, tag and billable', async () => {
        await open('?from=2026-03-01&to=2026-03-31');
        await total('3:07');
        await page.getByRole('combobox', { name: 'Client' }).selectOption({ label: 'Stadtwerke' });
        await page.waitForURL(new RegExp(`client=${client}`));
        await total('2:00');
        await page.getByRole('button', { name: 'Clear filters' }).click();
        await total('3:07');
        await page.getByRole('combobox', { name: 'Billable' }).selectOption({ label: 'Not billable' });
        await total('1:07');
        await page.getByRole('button', { name: 'Clear filters' }).click();
        await page.getByRole('combobox', { name: 'Tag' }).selectOption({ label: 'Konzept' });
        await total('2:00');
        const address = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
        assert.equal(address, 'api/v1/reports/summary?format=csv&start_date=2026-03-01&end_date=2026-03-31&group_by=day&tag=Konzept');
        assert.match((await person.ask('GET', address!.replace('api/v1', ''))).text, /2026-03-04,Stadtwerke,Portal,true,1800,0.50/);
        await open(`?from=2026-03-01&to=2026-03-31&project=${projects[1]}`);
        await total('1:07');
        await page.getByRole('combobox', { name: 'Billable' }).selectOption({ label: 'Billable' });
        await page.getByText('No time fits all of these filters').waitFor();
    });

    test('have filters whose words are not cut where there is room', async () => {
        await person.api('PATCH', '/users/me', { locale: 'de' });
        await page.goto(`${baseUrl}/#/statistics?range=custom&from=2026-03-01&to=2026-03-31`);
        const filter = page.getByRole('combobox').filter({ hasText: 'Abrechenbar oder nicht' });
        await filter.waitFor();
        const isWhole = await filter.evaluate((select) => {
            const box = select as unknown as { offsetWidth: number; style: { maxInlineSize: string } };
            const before = box.offsetWidth;
            box.style.maxInlineSize = 'none';
            return box.offsetWidth === before;
        });
        assert.ok(isWhole);
        await person.api('PATCH', '/users/me', { locale: 'en' });
    });

    test('go to the days before and back again, by button, key and the browser', async () => {
        await open('?from=2026-03-01&to=2026-03-31');
        await total('3:07');
        await page.getByRole('button', { name: 'The days before' }).click();
        await total('3:00');
        await page.waitForURL(/from=2026-02-01&to=2026-02-28/);
        await page.keyboard.press('ArrowRight');
        await total('3:07');
        await page.goBack();
        await total('3:00');
    });

    test('say what is wrong with dates, and lose none of it', async () => {
        await open('?range=custom&from=2026-03-01&to=2026-03-31');
        await total('3:07');
        await page.getByLabel('To', { exact: true }).fill('2026-02-20');
        await page.getByText('The last day lies before the first.').waitFor();
        assert.equal(await page.getByLabel('From', { exact: true }).inputValue(), '2026-03-01');
        await page.getByLabel('From', { exact: true }).fill('2026-02-01');
        await total('3:00');
    });

    test('show rounded sums beside exact ones where the account rounds', async () => {
        await open('?from=2026-03-01&to=2026-03-31');
        await person.api('PATCH', '/users/me', { rounding_mode: 'up', rounding_minutes: 15, rounding_per: 'entry' });
        await figure('Rounded').waitFor();
        assert.equal(await value('Rounded'), '3:15');
        assert.match(await figure('Rounded').textContent() ?? '', /up to 15 min per entry/);
        assert.equal(await value('Total'), '3:07');
        await person.api('PATCH', '/users/me', { rounding_mode: 'none' });
        await figure('Rounded').waitFor({ state: 'detached' });
    });

    test('follow what is booked elsewhere', async () => {
        await open('?from=2026-03-01&to=2026-03-31');
        await total('3:07');
        await person.api('POST', '/time-entries', { project_id: projects[0], start_time: '2026-03-05T08:00:00Z', end_time: '2026-03-05T09:00:00Z' });
        await total('4:07');
    });

    test('have no fault that axe finds, light and dark, wide and narrow, and never stand over the edge', async () => {
        await open('?from=2026-03-01&to=2026-03-31');
        await section('By client').waitFor();
        await page.getByText('Numbers').first().click();
        assert.deepEqual(await findingsEverywhere(page), []);
    });
});
