// write_faults.ts -- something goes wrong in the middle of every kind of write: the user sees what happened, nothing that was typed is
// lost, what is shown is true, and it can be done after all.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page, Route } from 'playwright-core';

import { Person, baseUrl, launch, until } from './person.ts';
import { World, nextText, type Case } from './write_cases.ts';

type Fault = { name: string; status: number; code?: string };
const FAULTS: Fault[] = [{ name: 'a server error', status: 500, code: 'internal_error' }, { name: 'a 409', status: 409 },
    { name: 'a 412', status: 412, code: 'precondition_failed' }, { name: 'a lost connection', status: 0 },
    { name: 'a 401', status: 401, code: 'credentials_required' }];

const routeOf = (route: Route): string => {
    const request = route.request();
    return `${request.method()} ${new URL(request.url()).pathname.replace(/^.*\/api\/v1/, '').replace(/\/\d+/g, '/N')}`;
};

/** Lets the next such request fail; whether it did. */
async function inject(page: Page, wanted: string, { status, code }: Fault, conflict: string): Promise<() => boolean> {
    let isHit = false;
    await page.route('**/api/v1/**', async (route) => {
        if (isHit || routeOf(route) !== wanted) {
            await route.fallback();
            return;
        }
        isHit = true;
        if (!status)
            await route.abort('connectionreset');
        else
            await route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', status,
                code: code ?? conflict, title: 'Injected', detail: 'Injected by the test' }) });
    });
    return () => isHit;
}

const toast = (page: Page): Locator => page.locator('.toast.bad');
const beside = (page: Page): Locator => page.locator('.fault:visible, [role=alert]:visible');
const waiting = (page: Page): Locator => page.getByText(/(No connection|The server has a fault).*\d change/);

/** It waits, said so and why, and is sent by itself. */
async function queued(page: Page, isServers: boolean): Promise<void> {
    await waiting(page).filter({ hasText: isServers ? 'The server has a fault' : 'No connection' }).waitFor();
    await page.evaluate('dispatchEvent(new Event("online"))');
}

async function signInAgain(person: Person, hash: string): Promise<void> {
    await person.page.getByRole('alert').getByRole('button', { name: 'Sign in' }).last().click();
    await person.page.waitForURL((url) => !url.href.startsWith(`${baseUrl}/#`));
    // The provider may still know who we are.
    await person.page.waitForURL((url) => url.href.startsWith(`${baseUrl}/#`) || url.href.includes('interaction'));
    if (!person.page.url().startsWith(baseUrl))
        await person.atProvider();
    await person.page.locator('main h1').waitFor();
    // A form whose text waits to be sent has closed, and left the address.
    assert.equal(new URL(person.page.url()).hash.split('?')[0], `#/${hash.split('?')[0]}`, 'back where they were');
}

const theirsAndMine = (page: Page): Locator => page.getByRole('dialog', { name: 'Changed elsewhere meanwhile' });

async function refused(page: Page, one: Case, text: string): Promise<void> {
    await toast(page).or(beside(page)).or(theirsAndMine(page)).first().waitFor();
    assert.equal(await one.isDone(text), false, 'not done');
    // What was wanted of a row that has a newer version is kept there, to be insisted on.
    if (await theirsAndMine(page).isVisible()) {
        await theirsAndMine(page).getByRole('button', { name: 'Overwrite with mine' }).click();
        return;
    }
    if (one.typed) {
        await one.typed(text).first().waitFor();
        const value = await one.typed(text).first().inputValue();
        assert.ok(value === text || /^\d+(\.\d+)?$/.test(value), `what was typed, or is true, is there, not “${value}”`);
    }
    await (one.again ?? one.act)(text);
}

async function run(world: World, one: Case, fault: Fault): Promise<void> {
    const { page, person } = world;
    await page.unroute('**/api/v1/**');
    const text = nextText();
    await one.prepare?.(text);
    const hash = one.hash.replace('DAY', world.madeDay);
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/#/${hash}`);
    await page.locator('main h1').waitFor();
    const isHit = await inject(page, one.request, fault, one.conflict ?? 'conflict');
    await one.act(text);
    await until(async () => isHit(), `${one.request} is sent`);
    const at = new URL(page.url()).hash.slice(2);
    const isRefused = fault.status === 409 || fault.status === 412;
    if (fault.status === 401) {
        await page.getByText('You have been signed out').first().waitFor();
        await signInAgain(person, at);
        if (one.isDirect) {
            if (one.typed)
                assert.equal(await one.typed(text).inputValue(), text, 'what was typed is there');
            await one.again!(text);
        }
    } else if (isRefused || one.isDirect)
        await refused(page, one, text);
    else
        await queued(page, fault.status >= 500);
    await until(() => one.isDone(text), `${one.name} is done after all`);
    await waiting(page).waitFor({ state: 'detached' });
    await page.unroute('**/api/v1/**');
}

/** Each of the cases with each of the faults, one after another on one page. */
export function faults(name: string, casesOf: (world: World, other: () => Promise<unknown>) => Case[]): void {
    describe(`a fault in the middle of a write ${name}`, () => {
        let browser: Browser;
        let person: Person;
        let world: World;
        const others: Person[] = [];
        before(async () => {
            browser = await launch();
            person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 }, timezoneId: 'UTC', reducedMotion: 'reduce' });
            world = new World(person);
            await world.begin();
        });
        after(async () => {
            await browser.close();
            assert.deepEqual(person.troubles.filter((text) => !/ERR_CONNECTION_RESET/.test(text)), []);
        });
        const other = async (): Promise<void> => {
            await person.api('POST', '/users/me/sessions/end-others', {});
            others.push(await Person.signedIn(browser, {}, person.name));
        };
        // The world is made before its cases are run: their names do not need it.
        const names = casesOf(Object.create(World.prototype) as World, other).map(({ name: of }) => of);
        names.forEach((of, at) => {
            for (const fault of FAULTS)
                test(`${of}: ${fault.name}`, () => run(world, casesOf(world, other)[at]!, fault));
        });
    });
}
