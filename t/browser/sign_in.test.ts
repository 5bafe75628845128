// sign_in.test.ts -- a person with Chromium: opens the site, signs in at the demo provider, is known, signs out again.
// Pictures of what was seen lie in build/browser/.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { baseUrl, env } from '../http/server.ts';
import { SESSION_COOKIE, here, newName } from '../http/sign_in.ts';
import { launch } from './person.ts';

const origin = new URL(baseUrl).origin;
const provider = new URL(here.provider).origin;
const pictures = join(env('BUILD'), 'browser');

/** What a script of the site gets when it asks the API. */
type Reply = { status: number; text: string };

let browser: Browser;

before(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await launch();
});
after(() => browser.close());

/** A person's first page, and what must never happen on any: a refused resource, an error of a script, a request elsewhere. */
async function open(): Promise<{ page: Page; troubles: string[] }> {
    const page = await (await browser.newContext()).newPage();
    const troubles: string[] = [];
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (said) => {
        // Who is not signed in is told so: the page asks who it is. The server's own pages name no icon, and Chromium asks.
        if (said.type() === 'error' && !/\/(users\/me|favicon\.ico)$/.test(said.location().url))
            troubles.push(said.text());
    });
    page.on('request', (request) => {
        if (![origin, provider].includes(new URL(request.url()).origin))
            troubles.push(request.url());
    });
    await page.goto(`${baseUrl}/`);
    return { page, troubles };
}

/** Asks the API as a script of ours would, from a page of the same origin. */
async function ask(page: Page, method: string, path: string, body?: unknown): Promise<Reply> {
    const ours = `${baseUrl}/a-page-with-scripts`;
    const helper = await page.context().newPage();
    await helper.route(ours, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>ours</title>' }));
    await helper.goto(ours);
    const script = `fetch(${JSON.stringify(baseUrl + path)}, {
        method: ${JSON.stringify(method)}, body: ${body === undefined ? 'undefined' : JSON.stringify(JSON.stringify(body))},
        headers: ${method === 'GET' ? '{}' : '{ "Content-Type": "application/json", "X-TT-Request": "1" }'},
    }).then(async (answer) => ({ status: answer.status, text: await answer.text() }))`;
    const reply = await helper.evaluate(script) as Reply;
    await helper.close();
    return reply;
}

/** For people to look at; a page that is just being left cannot be taken, and no test hangs on that. */
async function picture(page: Page, name: string): Promise<void> {
    await page.waitForLoadState();
    await page.screenshot({ path: join(pictures, `${name}.png`) }).catch((error: Error) => console.error(`no ${name}.png: ${error.message.split('\n')[0]}`));
}

async function signIn(page: Page, name: string): Promise<void> {
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Name').fill(name);
    await picture(page, 'provider-login');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await picture(page, 'provider-consent');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${baseUrl}/`);
}

async function signOut(page: Page): Promise<void> {
    await page.goto(`${baseUrl}/auth/logout`);
    await picture(page, 'sign-out');
    await page.getByRole('button').click();
    await page.waitForURL(`${provider}/**`);
    await picture(page, 'provider-sign-out');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => url.href.startsWith(`${baseUrl}/`));
}

describe('a person with Chromium', () => {
    test('signs in, works, and signs out', async () => {
        const { page, troubles } = await open();
        const name = newName();
        await picture(page, 'start');
        assert.equal((await ask(page, 'GET', '/api/v1/users/me')).status, 401);
        await signIn(page, name);
        await picture(page, 'signed-in');
        const me = await ask(page, 'GET', '/api/v1/users/me');
        assert.equal(me.status, 200, me.text);
        assert.equal(JSON.parse(me.text).user.username, name);
        assert.equal((await ask(page, 'POST', '/api/v1/clients', { name: 'Ada' })).status, 201);

        // It stands in the address bar as well.
        assert.equal((await page.goto(`${baseUrl}/api/v1/users/me`))?.status(), 200);

        const cookies = await page.context().cookies(baseUrl);
        const session = cookies.find((cookie) => cookie.name === SESSION_COOKIE);
        assert.ok(session);
        assert.deepEqual([session.secure, session.httpOnly, session.sameSite, session.path], [true, true, 'Lax', '/']);
        assert.doesNotMatch(await page.evaluate('document.cookie') as string, /__Host-/);
        assert.deepEqual(cookies.filter((cookie) => cookie.name.startsWith('__Host-')).length, 1);

        await signOut(page);
        await picture(page, 'signed-out');
        assert.equal((await ask(page, 'GET', '/api/v1/users/me')).status, 401);
        assert.equal((await page.context().cookies(baseUrl)).find((cookie) => cookie.name === SESSION_COOKIE), undefined);
        assert.deepEqual(troubles, []);
        await page.context().close();
    });

    test('sees a page and a way on when a sign-in fails', async () => {
        const { page, troubles } = await open();
        await page.goto(`${baseUrl}/auth/callback?code=x&state=y`);
        await picture(page, 'refused');
        assert.match(await page.content(), /<h1>/);
        await page.getByRole('link').first().click();
        await page.getByLabel('Name').waitFor();
        assert.equal(new URL(page.url()).origin, provider);
        assert.deepEqual(troubles.filter((text) => !text.includes('status of 400')), []);
        await page.context().close();
    });

    test('cannot be made to change anything by a page elsewhere', async () => {
        const { page } = await open();
        await signIn(page, newName());
        // The same host, another port: a different origin, which Lax cookies do not keep apart.
        await page.goto(`${provider}/nowhere`);
        for (const type of ['text/plain', 'application/json']) {
            const script = `fetch(${JSON.stringify(`${baseUrl}/api/v1/clients`)}, { method: 'POST', credentials: 'include', body: '{"name": "planted"}',
                headers: { 'Content-Type': '${type}' } }).then((answer) => answer.status, () => 0)`;
            assert.equal(await page.evaluate(script), 0);
        }
        await page.goto(`${baseUrl}/`);
        assert.doesNotMatch((await ask(page, 'GET', '/api/v1/clients')).text, /planted/);
        await page.context().close();
    });
});
