// api_docs.test.ts -- /api/docs in Chromium: all operations are there, calls go with the session or with a key, under the
// policy of the application.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';

import { newUser, send } from '../http/api.ts';
import { document } from '../http/openapi.ts';
import { baseUrl, findings, launch, Person } from './person.ts';

// What is Swagger UI's own and cannot be mended from outside: the summary of an operation is a button that holds a link and
// another button; headings leave levels out; its <main> holds the operations, not what stands above them.
const OF_SWAGGER_UI = ['nested-interactive', 'heading-order', 'region'];

let browser: Browser;

before(async () => {
    browser = await launch();
});
after(() => browser.close());

/** /api/docs with an operation opened. */
class Docs {
    readonly person: Person;

    constructor(person: Person) {
        this.person = person;
    }

    async open(): Promise<void> {
        this.person.page.setDefaultTimeout(60_000); // a page of a megabyte and sixty operations, on a busy machine
        await this.person.page.goto(`${baseUrl}/api/docs`);
        await this.person.page.locator('.opblock').first().waitFor();
    }

    async operation(tag: string, id: string): Promise<Locator> {
        const block = this.person.page.locator(`#operations-${tag}-${id}`);
        await block.locator('.opblock-summary-control').click();
        await block.getByRole('button', { name: 'Try it out' }).click();
        return block;
    }

    /** Sends what was filled in; status and body of the answer. */
    async execute(block: Locator): Promise<[number, string]> {
        await block.getByRole('button', { name: 'Execute' }).click();
        const answer = block.locator('.live-responses-table .response').first();
        const status = await answer.locator('.response-col_status').innerText();
        return [Number(/\d+/.exec(status)?.[0]), await answer.locator('.highlight-code pre').first().innerText()];
    }

    async findings(): Promise<string[]> {
        return (await findings(this.person.page)).filter((one) => !OF_SWAGGER_UI.includes(one.split(':')[0] ?? ''));
    }

    async enterKey(key: string): Promise<void> {
        const { page } = this.person;
        await page.getByRole('button', { name: 'Authorize', exact: true }).click();
        const dialog = page.locator('.modal-ux');
        await dialog.locator('input').first().fill(key);
        await dialog.getByRole('button', { name: 'Apply credentials' }).first().click();
        await dialog.locator('.close-modal').click();
    }
}

describe('/api/docs', () => {
    test('leads to the page, below the mount point', async () => {
        for (const path of ['/api/docs', '/api/docs/']) {
            const answer = await send('GET', path);
            assert.deepEqual([answer.status, answer.headers['location']], [302, `${new URL(`${baseUrl}/docs/`).pathname}`]);
        }
        assert.equal((await send('POST', '/api/docs')).status, 405);
        const page = await send('GET', '/docs/');
        assert.equal(page.status, 200);
        // The very policy of the application.
        assert.equal(page.headers['content-security-policy'], (await send('GET', '/')).headers['content-security-policy']);
        assert.doesNotMatch(page.headers['content-security-policy'] ?? '', /unsafe|data:/);
    });

    test('a person who is signed in calls by the session', async () => {
        const person = await Person.signedIn(browser);
        const docs = new Docs(person);
        await docs.open();
        await person.page.getByText(`Calls are made as ${person.name}`).waitFor();

        const shown = await person.page.locator('.opblock-summary-operation-id').allInnerTexts();
        const paths = Object.values<Record<string, { operationId: string }>>((await document()).paths);
        assert.deepEqual(shown.sort(), paths.flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId)).sort());

        const create = await docs.operation('clients', 'clients_create');
        assert.match(await create.locator('.sample').innerText(), /^curl\ncurl -sS "\$URL\/api\/v1\/clients"/);
        const [status, text] = await docs.execute(create);
        assert.deepEqual([status, JSON.parse(text).client.name], [201, 'Acme']);
        assert.equal((await person.api<{ clients: { name: string }[] }>('GET', '/clients')).clients[0]?.name, 'Acme');
        await person.picture('api-docs');
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('a key takes the place of the session, and is kept nowhere', async () => {
        const person = await Person.signedIn(browser);
        const docs = new Docs(person);
        const user = await newUser({ scopes: 'read:users' });
        await docs.open();
        await docs.enterKey(user.key);
        const read = await docs.operation('users', 'users_get');
        const [status, text] = await docs.execute(read);
        assert.deepEqual([status, JSON.parse(text).user.id], [200, user.userId]);
        const create = await docs.operation('clients', 'clients_create');
        const [refused, problem] = await docs.execute(create);
        assert.deepEqual([refused, JSON.parse(problem).code], [403, 'insufficient_scope']);

        const kept = await person.page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])') as string;
        assert.ok(!kept.includes('tt_'), kept);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('without either it says what to do; the stream, which never ends, is not tried', async () => {
        const person = await Person.open(browser);
        const docs = new Docs(person);
        await docs.open();
        await person.page.getByText('You are not signed in').waitFor();
        const block = person.page.locator('#operations-events-events_stream');
        await block.locator('.opblock-summary-control').click();
        await block.locator('.sample').waitFor();
        assert.equal(await block.getByRole('button', { name: 'Try it out' }).count(), 0);
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    const looks: [string, BrowserContextOptions][] = [
        ['light', {}], ['dark', { colorScheme: 'dark' }], ['phone', { viewport: { width: 390, height: 844 } }],
    ];
    for (const [look, options] of looks)
        test(`anybody can read it: ${look}`, async () => {
            const person = await Person.open(browser, options);
            const docs = new Docs(person);
            await docs.open();
            await person.page.getByPlaceholder('Filter').fill('clients'); // all of them alike are looked at for minutes
            await docs.operation('clients', 'clients_update');
            assert.deepEqual(await docs.findings(), []);
            await person.picture(`api-docs-${look}`);
            await person.page.getByRole('button', { name: 'Authorize', exact: true }).click();
            assert.deepEqual(await docs.findings(), []);
            assert.deepEqual(person.troubles, []);
            await person.close();
        });

    test('the application leads there: the keys, the commands', async () => {
        const person = await Person.signedIn(browser);
        const { page } = person;
        await page.goto(`${baseUrl}/#/keys`);
        const link = page.getByRole('link', { name: 'API documentation' });
        assert.equal(await link.getAttribute('href'), 'api/docs');
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('API doc');
        await page.getByRole('option', { name: 'API doc' }).and(page.locator('[aria-selected=true]')).waitFor();
        await page.keyboard.press('Enter');
        await page.waitForURL(`${baseUrl}/docs/`, { timeout: 60_000 });
        await page.locator('.opblock').first().waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});
