// agents.test.ts -- what an agent did over MCP is marked and told once; what the person did elsewhere is not.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Api } from '../http/api.ts';
import { done } from '../mcp/mcp.ts';
import { Person, baseUrl, findings, launch, pictures, until } from './person.ts';

type Entry = { id: number };

let browser: Browser;
let person: Person;
let page: Page;
let agent: Api;
let project: number;

const row = (description: string): Locator => page.locator(`.entry[aria-label^="${description},"]`);
const mark = (description: string): Locator => row(description).locator('.agent-mark');
const toasts = (): Locator => page.locator('.toasts');
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
    const { key } = await person.api<{ key: string }>('POST', '/api-keys', { name: 'Desk', scopes: ['read:projects', 'read:time_entries', 'write:time_entries'] });
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
            const { time_entry: entry } = await done(agent, 'create_time_entry', { description, project_id: project, ...span() }, { client: 'Claude' });
            first ??= (entry as Entry).id;
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

    test('reads in German, on small screens and in the dark, and assistive technology finds its way', async () => {
        for (const view of ['entries', 'dashboard'])
            for (const colorScheme of ['light', 'dark'] as const)
                for (const width of [1360, 390, 320]) {
                    await page.goto(`${baseUrl}/#/${view}`);
                    await page.emulateMedia({ colorScheme });
                    await page.setViewportSize({ width, height: 800 });
                    await page.locator('.agent-mark').first().waitFor();
                    if (width === 1360 || (width === 390) === (colorScheme === 'dark'))
                        assert.deepEqual(await findings(page), [], `${view} ${colorScheme} ${width}`);
                    await page.screenshot({ path: join(pictures, `agents-${view}-${width}-${colorScheme}.png`) });
                }
        await page.setViewportSize({ width: 1360, height: 900 });
        await person.api('PATCH', '/users/me', { locale: 'de' });
        await page.getByText('von Claude').first().waitFor();
        await person.api('PATCH', '/users/me', { locale: 'en' });
        await page.getByText('by Claude').first().waitFor();
    });

    test('is the person’s own again once they change it, wherever, and a script’s is no news', async () => {
        await page.goto(`${baseUrl}/#/entries`);
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
