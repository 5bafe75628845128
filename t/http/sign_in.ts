// sign_in.ts -- people who sign in: a browser's cookies and headers over HTTP, the demo provider's forms, and its port for
// tests (see the head of t/provider/provider.ts).
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import { Api, send, sendPatiently, unique, type Answer, type Headers, type Json, type Options } from './api.ts';
import { baseUrl, sql, ttctl } from './server.ts';

/** An application and its provider; without a word about it the stack under test. */
export type Site = { base: string; provider: string; control: string; databaseUrl: string };

/** The site of a stack's environment. */
export function siteOf(get: (name: string) => string): Site {
    return { base: get('BASE_URL'), provider: get('PROVIDER_URL'), control: get('PROVIDER_CONTROL'), databaseUrl: get('DATABASE_URL') };
}

/** The stack under test. */
export const here: Site = { ...siteOf((name) => process.env[name] ?? ''), base: baseUrl };

export const SESSION_COOKIE = '__Host-tt_session';

/** ATTRIBUTES as they stand in the header, each behind its semicolon. IS_GONE: the browser is to forget the cookie. */
export type Cookie = { name: string; value: string; path: string; attributes: string; isGone: boolean };

/** An answer and the address that gave it. */
export type Page = Answer & { url: string };

/** What an answer sets as cookies, as it stands in the headers. */
export function setCookies(answer: Answer): string[] {
    return (answer.headers['set-cookie'] ?? []) as unknown as string[];
}

/** Reads a header Set-Cookie. */
export function parseCookie(line: string): Cookie {
    const [, name = '', value = '', attributes = ''] = /^([^=;]+)=([^;]*)(.*)$/.exec(line) ?? [];
    const attribute = (word: string): string | undefined =>
        new RegExp(`;\\s*${word}=([^;]*)`, 'i').exec(attributes)?.[1];
    const isGone = Number(attribute('Max-Age') ?? 1) <= 0
        || Date.parse(attribute('Expires') ?? '9999-01-01') <= Date.now();
    return { name, value, path: attribute('Path') ?? '/', attributes, isGone };
}

export type Visit = { form?: Record<string, string>; from?: string; headers?: Headers };

/** The part of a browser that a login needs. Cookies know no ports, so provider and application share one jar, as in any
 * browser; Secure ones are sent over http on loopback, as Chromium does. */
export class Browser {
    private jar: Cookie[] = [];
    /** Every address that was asked, in order. */
    readonly visited: string[] = [];

    cookie(name: string): string | undefined {
        return this.jar.find((cookie) => cookie.name === name)?.value;
    }

    /** All of them, the provider's too. */
    cookies(): readonly Cookie[] {
        return this.jar;
    }

    /** Names of the cookies that the application has. */
    ownCookies(): string[] {
        return this.jar.filter(({ name }) => name.startsWith('__Host-')).map(({ name }) => name);
    }

    plant(name: string, value: string): void {
        this.jar = this.jar.filter((cookie) => cookie.name !== name);
        this.jar.push({ name, value, path: '/', attributes: '', isGone: false });
    }

    drop(name: string): void {
        this.jar = this.jar.filter((cookie) => cookie.name !== name);
    }

    cookieHeader(path: string): string {
        return this.jar.filter((cookie) => path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, '/')))
            .map(({ name, value }) => `${name}=${value}`).join('; ');
    }

    private keep(answer: Answer): void {
        for (const line of setCookies(answer)) {
            const cookie = parseCookie(line);
            if (cookie.name.startsWith('__Host-'))
                assert.match(`${cookie.attributes};`, /^(?=.*; ?Secure;)(?=.*; ?Path=\/;)(?!.*; ?Domain)/i, line);
            this.jar = this.jar.filter(({ name, path }) => name !== cookie.name || path !== cookie.path);
            if (!cookie.isGone)
                this.jar.push(cookie);
        }
    }

    /** One request as a browser sends it when a person follows a link or sends a form on a page of FROM (an origin, none: the
     * address bar); redirects are not followed. */
    async visit(url: string, { form, from, headers = {} }: Visit = {}): Promise<Page> {
        const at = new URL(url);
        const site = from === undefined ? 'none' : from === at.origin ? 'same-origin' : 'same-site';
        const cookies = this.cookieHeader(at.pathname);
        const answer = await send(form ? 'POST' : 'GET', at.pathname + at.search, {
            base: at.origin,
            headers: {
                Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
                'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document',
                ...(cookies ? { Cookie: cookies } : {}),
                ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded', Origin: from ?? 'null' } : {}),
                ...headers,
            },
            ...(form ? { raw: new URLSearchParams(form).toString() } : {}),
        });
        this.visited.push(url);
        this.keep(answer);
        return { ...answer, url };
    }

    /** The same, and on to where the answer leads until UNTIL is about to be asked. */
    async go(url: string, visit: Visit = {}, until?: (next: string) => boolean): Promise<Page> {
        let page = await this.visit(url, visit);
        for (let hops = 0; page.headers['location'] && hops < 12; hops += 1) {
            const next = new URL(page.headers['location'], page.url).href;
            if (until?.(next))
                break;
            page = await this.visit(next, { from: visit.from ?? new URL(page.url).origin });
        }
        return page;
    }

    /** Sends the form of PAGE with further FIELDS. */
    submit(page: Page, fields: Record<string, string>, until?: (next: string) => boolean): Promise<Page> {
        const action = /<form[^>]* action="([^"]*)"/.exec(page.text)?.[1];
        assert.ok(action, `${page.status} ${page.url}: no form in ${page.text}`);
        const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
            .map(([, name = '', value = '']) => [name, value]);
        const url = new URL(action.replaceAll('&amp;', '&'), page.url);
        return this.go(url.href, { form: { ...Object.fromEntries(hidden), ...fields }, from: new URL(page.url).origin }, until);
    }
}

/** A person with a session: all that Api does, by the cookie of a browser. */
export class Session extends Api {
    readonly browser: Browser;
    readonly site: Site;

    constructor(browser: Browser, userId: number, site = here) {
        super('', userId);
        this.browser = browser;
        this.site = site;
    }

    get id(): string {
        return this.browser.cookie(SESSION_COOKIE) ?? '';
    }

    private withCookies(method: string, options: Options): Options {
        const writes = method !== 'GET' && method !== 'HEAD';
        return {
            base: this.site.base,
            ...options,
            headers: {
                Cookie: this.browser.cookieHeader('/'),
                'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty',
                ...(writes ? { Origin: new URL(this.site.base).origin, 'X-TT-Request': '1' } : {}),
                ...options.headers,
            },
        };
    }

    override request(method: string, path: string, options: Options = {}): Promise<Answer> {
        return send(method, `/api/v1${path}`, this.withCookies(method, options));
    }

    override patiently(method: string, path: string, options: Options = {}): Promise<Answer> {
        return sendPatiently(method, `/api/v1${path}`, this.withCookies(method, options));
    }

    /** Whether the session is still one. */
    async isAlive(): Promise<boolean> {
        const answer = await this.get('/users/me');
        assert.ok([200, 401].includes(answer.status), answer.text);
        return answer.status === 200;
    }
}

export type SignIn = { browser?: Browser; returnTo?: string; site?: Site };

/** From /auth/login to the address of the callback, which is not asked yet: what a provider sends a browser back with. CONSENT
 * "no": the person does not want us to know. */
export async function walkToCallback(name: string, options: SignIn = {}, consent = 'yes'): Promise<string> {
    const { browser = new Browser(), returnTo, site = here } = options;
    const isCallback = (url: string): boolean => url.startsWith(`${site.base}/auth/callback?`);
    const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
    let page = await browser.go(`${site.base}/auth/login${query}`, { from: new URL(site.base).origin }, isCallback);
    // Who it is, then whether we may know; a provider that knows both already asks nothing.
    for (let forms = 0; page.status === 200 && forms < 3; forms += 1)
        page = await browser.submit(page, page.text.includes('name="name"') ? { name } : { consent }, isCallback);
    assert.ok(isCallback(page.headers['location'] ?? ''), `${page.status} ${page.url}: ${page.text}`);
    return page.headers['location'] ?? '';
}

/** Brings the browser back to the application from the provider. */
export function callBack(url: string, { browser = new Browser(), site = here }: SignIn = {}): Promise<Page> {
    return browser.visit(url, { from: new URL(site.provider).origin });
}

/** Signs a person in, through the provider's forms where it shows them; the answer of the callback comes with the session. */
export async function signInPage(name: string, options: SignIn = {}): Promise<{ session: Session; page: Page }> {
    const { browser = new Browser(), site = here } = options;
    const page = await callBack(await walkToCallback(name, { ...options, browser }), { browser, site });
    assert.equal(page.status, 303, page.text);
    const me = await new Session(browser, 0, site).read('/users/me');
    return { session: new Session(browser, me.user.id, site), page };
}

export async function signIn(name: string, options: SignIn = {}): Promise<Session> {
    return (await signInPage(name, options)).session;
}

/** A session made in the database, for tests that need one and not how it came; without USER of a user who has nothing yet. */
export async function newSession(userId?: number, site = here): Promise<Session> {
    const user = userId
        ?? Number(await ttctl(['user', 'add', '--email', `${unique('user').replace(' ', '-')}@example.org`], site.databaseUrl));
    const id = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(id).digest('hex');
    await sql(`INSERT INTO sessions (user_id, hash, issuer, idle_seconds, expires_at)
               VALUES (${user}, '\\x${hash}', 'test', 28800, now() + interval '12 hours')`, site.databaseUrl);
    const browser = new Browser();
    browser.plant(SESSION_COOKIE, id);
    return new Session(browser, user, site);
}

/** The condition that finds a session's row: `sessions WHERE ${rowOf(session)}`. */
export function rowOf(session: Session): string {
    return `hash = '\\x${createHash('sha256').update(session.id).digest('hex')}'`;
}

/** Asks the demo provider's port for tests: provider('sign?alg=ES256'); without a verb how often it was asked what. */
export async function provider(verb = '', body?: unknown, site = here): Promise<Json> {
    const answer = await send(verb ? 'POST' : 'GET', `/${verb}`, { base: site.control, ...(body === undefined ? {} : { body }) });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
}

/** A name that nobody at the provider has had. */
export function newName(word = 'person'): string {
    return unique(word).replaceAll(/[^a-z0-9]+/g, '-');
}
