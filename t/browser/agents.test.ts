// agents.test.ts -- what an agent did over MCP is marked and told once; what the person did elsewhere is not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Api } from '../http/api.ts';
import { done } from '../mcp/mcp.ts';
import { Person, baseUrl, findings, launch, until } from './person.ts';

type Row = { id: number };

const SCOPES = ['time_entries', 'projects', 'clients', 'targets'].flatMap((resource) => [`read:${resource}`, `write:${resource}`]);

let browser: Browser;
let person: Person;
let page: Page;
let agent: Api;
let project: number;

const CLAUDE = { client: 'Claude' };
const row = (description: string): Locator => page.locator(`.entry[aria-label^="${description},"]`);
const mark = (description: string): Locator => row(description).locator('.agent-mark');
/** The part of a page that is about something. */
const about = (selector: string, text: string): Locator => page.locator(selector).filter({ hasText: text });
const markIn = (place: Locator): Locator => place.locator('.agent-mark');
const gone = (marked: Locator): Promise<void> => marked.waitFor({ state: 'detached' });
const toasts = (): Locator => page.locator('.toasts');
const told = (text: string): Promise<void> => toasts().getByText(text, { exact: true }).waitFor();
const show = (): Locator => toasts().getByRole('button', { name: 'Show' });

/** What was marked and told before is forgotten, and the stream flows. */
async function afresh(view: string): Promise<void> {
    await page.goto(`${baseUrl}/#/${view}`);
    await Promise.all([page.waitForResponse(/\/api\/v1\/events/), page.reload()]);
}
const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
let hour = 0;
const span = (): { start_time: string; end_time: string } => {
    hour += 1;
    const at = (minutes: string): string => `${day}T${String(hour).padStart(2, '0')}:${minutes}:00Z`;
    return { start_time: at('00'), end_time: at('30') };
};

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    project = (await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Alpha' })).project.id;
    const { key } = await person.api<{ key: string }>('POST', '/api-keys', { name: 'Desk', scopes: SCOPES });
    agent = new Api(key, 0);
    await page.goto(`${baseUrl}/#/entries`);
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('what an agent did', () => {
    let first: number;

    test('is marked with its name, and told once for all that came together', async () => {
        for (const description of ['One', 'Two', 'Three']) {
            const { time_entry: entry } = await done(agent, 'create_time_entry', { description, project_id: project, ...span() }, CLAUDE);
            first ??= (entry as Row).id;
        }
        await row('Three').waitFor();
        for (const description of ['One', 'Two', 'Three'])
            assert.equal(await mark(description).textContent(), 'by Claude');
        assert.equal(await mark('One').getAttribute('title'), 'Changed by Claude over MCP with the key “Desk”');
        await toasts().getByText('Claude changed 3 entries').waitFor();
        await page.goto(`${baseUrl}/#/dashboard`);
        assert.equal(await page.locator('.recent .agent-mark').count(), 3);
        await toasts().getByRole('button', { name: 'Show' }).click();
        await row('One').waitFor();
        assert.match(page.url(), /#\/entries$/);
    });

    test('does not take the place of what can be undone', async () => {
        await person.api('POST', '/time-entries', { description: 'Mine', project_id: project, ...span() });
        await row('Mine').focus();
        await page.keyboard.press('Delete');
        await toasts().getByRole('button', { name: 'Undo' }).waitFor();
        await done(agent, 'update_time_entry', { id: first, description: 'One more' }, { client: 'Other' });
        await until(async () => (await mark('One more').textContent()) === 'by Other', 'the latest agent');
        await toasts().getByRole('button', { name: 'Undo' }).click();
        await row('Mine').waitFor();
        await toasts().getByText('Undone').waitFor();
        await page.mouse.move(5, 5); // what the pointer rests on stays
        // How long the first took decides whether it is counted on.
        await toasts().getByText('2 agents changed 3 entries').or(toasts().getByText('Other changed 1 entry')).waitFor();
        assert.equal(await mark('Mine').count(), 0);
    });

    test('is marked at clients and projects, and told of both', async () => {
        await afresh('projects');
        await about('.project-row', 'Alpha').waitFor();
        const { client } = await done(agent, 'create_client', { name: 'Northwind' }, CLAUDE);
        const { project: made } = await done(agent, 'create_project', { name: 'Beta', client_id: (client as Row).id }, CLAUDE);
        const ofClient = markIn(about('.client-group > header', 'Northwind'));
        const ofProject = markIn(about('.project-row', 'Beta'));
        for (const marked of [ofClient, ofProject])
            await marked.getByText('by Claude').waitFor();
        await told('Claude made 2 changes');
        await page.goto(`${baseUrl}/#/dashboard`);
        await show().click();
        await ofProject.waitFor();
        assert.match(page.url(), /#\/projects$/);
        await person.api('PATCH', `/projects/${(made as Row).id}`, { name: 'Beta of mine' });
        await about('.project-row', 'Beta of mine').waitFor();
        await gone(ofProject);
        assert.equal(await ofClient.count(), 1);

        await afresh('projects');
        await done(agent, 'delete_project', { id: (made as Row).id }, CLAUDE);
        await told('Claude changed 1 project');
        await gone(about('.project-row', 'Beta of mine'));
        await done(agent, 'update_client', { id: (client as Row).id, currency: 'EUR' }, CLAUDE);
        await ofClient.waitFor();
        await person.api('PATCH', `/clients/${(client as Row).id}`, { currency: 'CHF' });
        await gone(ofClient);
    });

    test('is marked at targets and their corrections, and leads to the one that it was', async () => {
        const [client] = (await person.api<{ clients: Row[] }>('GET', '/clients')).clients;
        await afresh('targets');
        const { client_target: target } = await done(agent, 'create_target', { client_id: client!.id, period: 'weekly', target_hours: 10,
            working_days: ['mon'], start_date: day }, CLAUDE);
        const { id } = target as Row;
        await markIn(page.locator('.target-card')).getByText('by Claude').waitFor();
        await told('Claude changed 1 target');
        const { correction } = await done(agent, 'add_target_correction', { id, date: day, hours: 8, note: 'Holiday' }, CLAUDE);
        await done(agent, 'change_target', { id, valid_from: new Date().toISOString().slice(0, 10), target_hours: 12 }, CLAUDE);
        await page.goto(`${baseUrl}/#/dashboard`);
        await markIn(page.locator('.target-summary')).waitFor();
        await told('Claude changed 1 target');
        await show().click();
        const ofCorrection = markIn(about('.corrections li', 'Holiday'));
        const ofTarget = markIn(page.locator('.target-head'));
        for (const marked of [ofCorrection, ofTarget])
            await marked.getByText('by Claude').waitFor();
        assert.ok(page.url().endsWith(`#/targets/${id}`));
        await person.api('DELETE', `/client-targets/${id}/corrections/${(correction as Row).id}`);
        await gone(ofTarget);
        await gone(ofCorrection);
        await afresh('targets');
        await done(agent, 'delete_target', { id }, CLAUDE);
        await told('Claude changed 1 target');
        await gone(page.locator('.target-card'));
    });

    test('is marked at the timer, and a timer that became an entry is told as the entry', async () => {
        await afresh('entries');
        await page.locator('.entry').first().waitFor();
        const ofTimer = markIn(page.getByRole('region', { name: 'Timer' }));
        const since = new Date(Date.now() - 60_000).toISOString();
        await done(agent, 'start_timer', { description: 'Begun by an agent', project_id: project, start_time: since }, CLAUDE);
        await ofTimer.getByText('by Claude').waitFor();
        assert.equal(await ofTimer.getAttribute('title'), 'Changed by Claude over MCP with the key “Desk”');
        await told('Claude changed the timer');
        assert.equal(await show().count(), 0, 'it is in sight');
        await person.api('PATCH', '/timer', { description: 'Mine again' });
        await gone(ofTimer);
        await done(agent, 'update_timer', { description: 'Ended by an agent' }, CLAUDE);
        await ofTimer.waitFor();
        await done(agent, 'stop_timer', {}, CLAUDE);
        await mark('Ended by an agent').waitFor();
        await told('Claude changed 1 entry');

        await afresh('entries');
        await done(agent, 'start_timer', {}, CLAUDE);
        await ofTimer.waitFor();
        await done(agent, 'cancel_timer', {}, CLAUDE);
        await gone(ofTimer);
        await told('Claude changed the timer');
    });

    test('is marked in the calendar and in the timesheet', async () => {
        await afresh(`calendar?view=day&date=${day}`);
        const block = page.getByRole('button', { name: /^One more, .*by Claude/ });
        await page.getByRole('button', { name: /^One more,/ }).waitFor();
        await done(agent, 'update_time_entry', { id: first, billable: false }, CLAUDE);
        await block.waitFor();
        assert.equal(await markIn(block).getAttribute('title'), 'Changed by Claude over MCP with the key “Desk”');
        await page.goto(`${baseUrl}/#/calendar?view=month&date=${day}`);
        await markIn(page.getByRole('cell')).waitFor();
        await page.goto(`${baseUrl}/#/timesheet?date=${day}`);
        await markIn(page.getByRole('gridcell')).waitFor();
        await page.setViewportSize({ width: 390, height: 800 });
        await markIn(about('.timesheet-line', 'Alpha')).waitFor();
        await page.setViewportSize({ width: 1360, height: 900 });
        await person.api('PATCH', `/time-entries/${first}`, { billable: true });
        await gone(markIn(page.getByRole('gridcell')));
    });

    test('reads in German, on small screens and in the dark, and assistive technology finds its way', async () => {
        await afresh('entries');
        const [client] = (await person.api<{ clients: Row[] }>('GET', '/clients')).clients;
        const far = { client: 'Research assistant of the third floor' };
        const { client_target: target } = await done(agent, 'create_target', { client_id: client!.id, period: 'weekly', target_hours: 10,
            working_days: ['mon'], start_date: day }, far);
        const { id } = target as Row;
        await done(agent, 'add_target_correction', { id, date: day, hours: 8, note: 'Holiday, as it was agreed upon' }, far);
        await done(agent, 'update_client', { id: client!.id, currency: 'EUR' }, far);
        await done(agent, 'update_project', { id: project, name: 'Alpha and all that belongs to it' }, CLAUDE);
        await done(agent, 'update_time_entry', { id: first, description: 'One more, and what came of it' }, far);
        await done(agent, 'start_timer', { description: 'Begun by an agent', project_id: project }, CLAUDE);
        const views = { entries: 'entries', dashboard: 'dashboard', projects: 'projects', targets: 'targets', target: `targets/${id}`,
            calendar: `calendar?view=day&date=${day}`, month: `calendar?view=month&date=${day}`, timesheet: `timesheet?date=${day}` };
        for (const [name, view] of Object.entries(views))
            for (const [colorScheme, width] of [['light', 1360], ['light', 390], ['dark', 320]] as const) {
                await page.goto(`${baseUrl}/#/${view}`);
                await page.emulateMedia({ colorScheme });
                await page.setViewportSize({ width, height: 800 });
                await page.locator('main .agent-mark').first().waitFor();
                if (width !== 390)
                    assert.deepEqual(await findings(page), [], `${name} ${colorScheme} ${width}`);
                await person.picture(`agents-${name}-${width}-${colorScheme}`);
            }
        await page.setViewportSize({ width: 1360, height: 900 });
        await page.goto(`${baseUrl}/#/projects`);
        await person.api('PATCH', '/users/me', { locale: 'de' });
        await page.locator('main').getByText('von Claude').waitFor();
        await done(agent, 'cancel_timer', {}, CLAUDE);
        // How long all that took decides whether it is counted on.
        await toasts().getByText('Claude hat etwas an der Uhr geändert').or(toasts().getByText('2 Agenten haben 5 Änderungen gemacht')).waitFor();
        await person.api('PATCH', '/users/me', { locale: 'en' });
        await page.locator('main').getByText('by Claude').waitFor();
    });

    test('is the person’s own again once they change it, wherever, and a script’s is no news', async () => {
        await afresh('entries');
        await row('Two').waitFor();
        await done(agent, 'update_time_entry', { id: first, description: 'One more' }, CLAUDE);
        await mark('One more').waitFor();
        await person.api('PATCH', `/time-entries/${first}`, { description: 'One at last' });
        await row('One at last').waitFor();
        await until(async () => (await mark('One at last').count()) === 0, 'no mark');
        assert.equal((await agent.post('/time-entries', { description: 'Script', project_id: project, ...span() })).status, 201);
        await row('Script').waitFor();
        assert.equal(await mark('Script').count(), 0);
        await page.reload();
        await row('Two').waitFor();
        assert.equal(await page.locator('.agent-mark').count(), 0);
    });
});
