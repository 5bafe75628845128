// together.test.ts -- two tabs, an agent over MCP and a script with an API key at once: what each does is seen by all, none of it is lost.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Api } from '../../http/api.ts';
import { Person, baseUrl, launch, until } from '../person.ts';
import { addByForm, day, description, entriesOf, find, makeProjects, row, startButton, stopButton } from './steps.ts';

let browser: Browser;
let person: Person;
let first: Page;
let second: Page;
let script: Api;
let agent: Client | undefined;
let project: number;
before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { timezoneId: 'UTC' });
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    [project] = await makeProjects(person, 'Shared') as [number];
    const { key } = await person.api<{ key: string }>('POST', '/api-keys', { name: 'Everything', scopes: ['read:time_entries', 'write:time_entries', 'read:projects'] });
    script = new Api(key, 0);
    agent = new Client({ name: 'assistant', version: '1' });
    await agent.connect(new StreamableHTTPClientTransport(new URL(`${baseUrl}/mcp`), { requestInit: { headers: { Authorization: `Bearer ${key}` } } }));
    first = person.page;
    await first.goto(`${baseUrl}/#/entries`);
    second = await person.secondTab();
});
after(async () => {
    await browser.close();
    await agent?.close();
    assert.deepEqual(person.troubles, []);
});

/** Does it again while all connections are in use, as clients are told to: it was not done then. */
async function patiently<T>(work: () => Promise<T>, isBusy: (outcome: T | Error) => boolean): Promise<T> {
    for (;;) {
        const outcome = await work().catch((error: Error) => error);
        if (!isBusy(outcome)) {
            if (outcome instanceof Error)
                throw outcome;
            return outcome;
        }
        await new Promise((go) => { setTimeout(go, 100); });
    }
}

const tool = async (name: string, args: Record<string, unknown>): Promise<void> => {
    const result = await patiently(() => agent!.callTool({ name, arguments: args }),
        (outcome) => outcome instanceof Error && /connections are in use/.test(outcome.message));
    assert.notEqual(result.isError, true, JSON.stringify(result.content));
};

describe('two tabs and an agent', () => {
    test('one timer: started here, seen there, named by the agent, stopped in the other tab', async () => {
        await description(first).fill('Begun in one tab');
        await startButton(first).click();
        await stopButton(second).waitFor();
        await until(async () => await description(second).inputValue() === 'Begun in one tab', 'the text in the other tab');
        await tool('update_timer', { description: 'Named by the agent', project_id: project });
        for (const page of [first, second])
            await until(async () => await description(page).inputValue() === 'Named by the agent', 'the agent’s text');
        await second.waitForTimeout(1000); // never shorter than a second
        await stopButton(second).click();
        await startButton(first).waitFor();
        await row(first, 'Named by the agent').waitFor();
        await row(second, 'Named by the agent').waitFor();
    });

    test('what is typed here is not overwritten by what comes from elsewhere', async () => {
        await tool('start_timer', { description: 'By the agent', project_id: project });
        await stopButton(first).waitFor();
        await description(first).fill('Mine, half typ');
        await script.patch('/timer', { description: 'By the script' });
        await until(async () => await description(second).inputValue() === 'By the script', 'the script’s text elsewhere');
        assert.equal(await description(first).inputValue(), 'Mine, half typ');
        await description(first).fill('Mine, typed to the end');
        await description(first).press('Enter');
        await until(async () => await description(second).inputValue() === 'Mine, typed to the end', 'mine counts');
        await tool('stop_timer', {});
        await startButton(first).waitFor();
        await startButton(second).waitFor();
    });

    test('all write at once, and all of it is there for all', async () => {
        const hour = (n: number): string => String(n).padStart(2, '0');
        const work: Promise<unknown>[] = [];
        for (let n = 0; n < 8; n += 1) {
            const entry = { project_id: project, description: `Script ${n}`, start_time: `${day(2)}T${hour(n)}:00:00Z`, end_time: `${day(2)}T${hour(n)}:30:00Z` };
            work.push(patiently(() => script.post('/time-entries', entry), (outcome) => !(outcome instanceof Error) && outcome.status === 503)
                .then(({ status, text }) => assert.equal(status, 201, text)));
            work.push(tool('create_time_entry', { project_id: project, description: `Agent ${n}`, start_time: `${day(2)}T${hour(n)}:30:00Z`,
                end_time: `${day(2)}T${hour(n + 1)}:00:00Z` }));
        }
        work.push(addByForm(first, { description: 'First tab', project: 'Shared', date: day(3), start: '8', end: '9' }));
        work.push(addByForm(second, { description: 'Second tab', project: 'Shared', date: day(3), start: '9', end: '10' }));
        await Promise.all(work);
        const wanted = ['First tab', 'Second tab', ...Array.from({ length: 8 }, (_, n) => [`Script ${n}`, `Agent ${n}`]).flat()];
        const kept = (await entriesOf(person)).map((entry) => entry.description);
        for (const text of wanted)
            assert.equal(kept.filter((one) => one === text).length, 1, `${text} is kept once`);
        for (const page of [first, second])
            for (const text of wanted)
                await row(page, text).waitFor();
    });

    test('two changes of one entry: both fields are kept, and what is deleted elsewhere goes', async () => {
        const entry = (await find(person, 'First tab'))!;
        await row(first, 'First tab').getByRole('button', { name: 'Billable' }).click();
        await row(second, 'First tab').getByLabel('Description').fill('First tab, renamed');
        await row(second, 'First tab').getByLabel('Description').press('Enter');
        await until(async () => {
            const now = (await entriesOf(person)).find(({ id }) => id === entry.id);
            return now?.description === 'First tab, renamed' && now.billable === false;
        }, 'both changes');
        await tool('delete_time_entry', { id: entry.id });
        for (const page of [first, second])
            await row(page, 'First tab, renamed').waitFor({ state: 'detached' });
    });
});
