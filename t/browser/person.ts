// person.ts -- a person with Chromium (TT_BROWSER=firefox: Firefox ESR): opens the site, signs in at the demo provider, and sees
// nothing that must never happen on any page: a refused resource, an error of a script, a request elsewhere, a report of the content
// security policy.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axe from 'axe-core';
import { chromium, firefox, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

import { baseUrl, env, root } from '../http/server.ts';
import { here, newName, signIn } from '../http/sign_in.ts';
import { mend } from './finger.ts';

export { baseUrl, newName };

const origin = new URL(baseUrl).origin;
export const provider = new URL(here.provider).origin;
export const pictures = join(env('BUILD'), 'browser');

// Without these Chromium asks its makers' hosts for this and that.
export const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];

/** Chromium with its windows, which some of its parts need. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** The same without windows, in half the time. */
const SHELL = process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell';

/** Which of the two this run is about. */
export const isFirefox = process.env['TT_BROWSER'] === 'firefox';

/** What makes a phone's screen of Firefox's: touched, without a mouse, and as wide as a page says. */
const PHONE = { 'ui.primaryPointerCapabilities': 1, 'ui.allPointerCapabilities': 1, 'dom.maxtouchpoints.testing.value': 5,
    'dom.meta-viewport.enabled': true };

/** WITHWINDOWS where the browser itself is needed, not only its pages; ISPHONE where Firefox is one, as Chromium's contexts
 * are with `isMobile`. ISMEASURED as people have it: pages have processes of their own, not one that all pages and workers share. */
export function launch({ withWindows = false, isPhone = false, isMeasured = false } = {}): Promise<Browser> {
    mkdirSync(pictures, { recursive: true });
    if (isFirefox)
        return firefox.launch({ channel: 'moz-firefox', executablePath: join(root, 't/browser/firefox-esr'),
            // For fingers, which come from outside of the page.
            args: ['--remote-allow-system-access'],
            // Pages have the keyboard though no window of theirs is in front.
            firefoxUserPrefs: { 'focusmanager.testmode': true, ...(isPhone ? PHONE : {}) } });
    // Each page that is opened anew would have a process anew, which takes longer than the page.
    const args = isMeasured ? FLAGS : [...FLAGS, '--renderer-process-limit=1'];
    return chromium.launch({ executablePath: withWindows ? CHROMIUM : SHELL, args });
}

function newContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
    return browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
}

/** What an application's own page gets when it asks the API. */
export type Reply = { status: number; text: string };

export class Person {
    readonly page: Page;
    readonly context: BrowserContext;
    readonly name: string;
    /** What must never happen. */
    readonly troubles: string[] = [];

    private constructor(page: Page, name: string) {
        this.page = page;
        this.context = page.context();
        this.name = name;
        page.setDefaultTimeout(15_000);
        mend(page);
        this.watch(page);
    }

    static async open(browser: Browser, options: BrowserContextOptions = {}, name = newName()): Promise<Person> {
        return await Person.at(await (await newContext(browser, options)).newPage(), name);
    }

    /** In a page that is there already. */
    static async at(page: Page, name = newName()): Promise<Person> {
        const person = new Person(page, name);
        await page.goto(`${baseUrl}/`);
        return person;
    }

    /** Opens the site with a session already: signing in by hand takes three pages more, and has tests of its own. */
    static async signedIn(browser: Browser, options: BrowserContextOptions = {}, name = newName()): Promise<Person> {
        const context = await newContext(browser, options);
        const session = await signIn(name);
        const { hostname } = new URL(baseUrl);
        await context.addCookies(session.browser.cookies().map(({ name: of, value, path, attributes }) => ({
            name: of, value, path, domain: hostname,
            secure: /; ?Secure/i.test(attributes), httpOnly: /; ?HttpOnly/i.test(attributes), sameSite: 'Lax' as const,
        })));
        const person = await Person.at(await context.newPage(), name);
        await person.page.getByRole('region', { name: 'Timer' }).waitFor();
        return person;
    }

    watch(page: Page): void {
        page.on('pageerror', (error) => this.troubles.push(String(error)));
        page.on('console', (said) => {
            // Chromium notes each answer that is an error; whether it should have been one is the test's affair.
            if (['error', 'warning'].includes(said.type()) && !/status of (4|5)\d\d/.test(said.text()))
                this.troubles.push(said.text());
        });
        page.on('request', (request) => {
            const asked = new URL(request.url());
            if (!['data:', 'blob:'].includes(asked.protocol) && ![origin, provider].includes(asked.origin))
                this.troubles.push(request.url());
        });
    }

    /** Another tab of the same browser. */
    async secondTab(): Promise<Page> {
        const page = await this.context.newPage();
        page.setDefaultTimeout(15_000);
        mend(page);
        this.watch(page);
        await page.goto(this.page.url());
        return page;
    }

    async signIn(): Promise<void> {
        await this.page.getByRole('link', { name: 'Sign in' }).click();
        await this.atProvider();
        await this.page.getByRole('region', { name: 'Timer' }).waitFor();
    }

    /** The provider's forms, and back. */
    async atProvider(): Promise<void> {
        await this.page.getByLabel('Name').fill(this.name);
        await this.page.getByRole('button', { name: 'Sign in' }).click();
        await this.page.getByRole('button', { name: 'Continue' }).click();
        await this.page.waitForURL((url) => url.href.startsWith(`${baseUrl}/`));
    }

    /** Asks the API as the page does. */
    async ask(method: string, path: string, body?: unknown): Promise<Reply> {
        const given = { url: `${baseUrl}/api/v1${path}`, method, body: body === undefined ? null : JSON.stringify(body) };
        // A text, since these tests know nothing of the browser's types.
        return await this.page.evaluate(`(async ({ url, method, body }) => {
            const headers = { 'X-TT-Request': '1', ...(body === null ? {} : { 'Content-Type': 'application/json' }) };
            const answer = await fetch(url, { method, body, headers });
            return { status: answer.status, text: await answer.text() };
        })(${JSON.stringify(given)})`) as Reply;
    }

    /** The same, and its answer as JSON; a refusal is an error. */
    async api<T = Record<string, never>>(method: string, path: string, body?: unknown): Promise<T> {
        const reply = await this.ask(method, path, body);
        if (reply.status >= 300)
            throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
        return (reply.text ? JSON.parse(reply.text) : {}) as T;
    }

    /** For people to look at; a page that is just being left cannot be taken, and no test hangs on that. */
    async picture(name: string, folder = pictures, fullPage = false): Promise<void> {
        await this.page.waitForLoadState();
        await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage })
            .catch((error: Error) => console.error(`no ${name}.png: ${error.message.split('\n')[0]}`));
    }

    close(): Promise<void> {
        return this.context.close();
    }
}

/** Until something is so; changes are shown before they are answered. */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
    const end = Date.now() + 15_000;
    while (!(await holds())) {
        if (Date.now() > end)
            throw new Error(`not in time: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES: axe.RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

/** What axe finds in the part SELECTOR of a page, by all of its rules for WCAG 2.2 AA and good practice, or by those that are given. */
export async function axeFindings(page: Page, rules: axe.RunOnly = RULES, selector = 'html'): Promise<string[]> {
    // Colours on their way to others are nobody's choice.
    await page.evaluate(`Promise.all(document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime < 10_000)
        .map((one) => one.finished.catch(() => {})))`);
    await page.evaluate(`if (!window.axe) { ${AXE} }`);
    const options: axe.RunOptions = { runOnly: rules, resultTypes: ['violations'], preload: false };
    const { violations } = await page.evaluate(`axe.run(${JSON.stringify(selector)}, ${JSON.stringify(options)})`) as axe.AxeResults;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** What a machine can find in a page (colours, names, roles, sizes), and whether it is wider than its window. */
export async function findings(page: Page): Promise<string[]> {
    const found = await axeFindings(page);
    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth') as number;
    return [...found, ...(over > 0 ? [`${over} pixels too wide`] : [])];
}

/** The same at every width that is promised, light and dark; PICTURE: how pictures of that are named. Leaves the page wide and light. */
export async function findingsEverywhere(page: Page, { widths = [320, 390, 1360], picture = '' } = {}): Promise<string[]> {
    const found: string[] = [];
    for (const width of widths) {
        await page.setViewportSize({ width, height: 844 });
        for (const colorScheme of ['dark', 'light'] as const) {
            await page.emulateMedia({ colorScheme });
            found.push(...(await findings(page)).map((one) => `${colorScheme} ${width}: ${one}`));
            if (picture)
                await page.screenshot({ path: join(pictures, `${picture}-${width}-${colorScheme}.png`) });
        }
    }
    await page.setViewportSize({ width: 1360, height: 900 });
    return found;
}
