// site.ts -- an httpd of its own with the module, and a hostile provider that it trusts; browsers that sign in there; and what must
// hold after every attack.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { send, type Answer, type Headers, type Json } from '../http/api.ts';
import { env, sql } from '../http/server.ts';
import { parseCookie, SESSION_COOKIE as SESSION, setCookies } from '../http/sign_in.ts';
import { Httpd } from '../http/stack.ts';
import { b64, sha256 } from './jose.ts';
import { CLIENT_ID, Provider, type Behaviour, type Grant } from './provider.ts';

export { SESSION };
const TRANSACTION = /^__Host-tt_tx_[\w-]{8}$/;

/** An answer may take this long whatever the provider does. */
const PATIENCE_MS = 6000;

export type Timed = Answer & { milliseconds: number; cookies: string[] };

/** A sign-in that went to the provider. */
export type Started = { parameters: URLSearchParams; state: string; cookie: string; grant: Grant };

/** A change of the provider's answer to the browser: query parameters, or the query as it is. */
export type Change = (callback: URLSearchParams) => URLSearchParams | string;

/** The cookies of one browser, and its requests. */
export class Browser {
    readonly jar = new Map<string, string>();
    readonly site: Site;

    constructor(site: Site) {
        this.site = site;
    }

    /** The session as `Cookie` would have it, or undefined. */
    get session(): string | undefined {
        return this.jar.get(SESSION);
    }

    get transactions(): string[] {
        return [...this.jar.keys()].filter((name) => TRANSACTION.test(name));
    }

    cookieHeader(): Headers {
        return this.jar.size ? { Cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {};
    }

    async request(method: string, path: string, headers: Headers = {}, raw?: string): Promise<Timed> {
        const began = performance.now();
        const answer = await send(method, path, { base: this.site.base, raw, headers: { Accept: 'application/json', ...this.cookieHeader(), ...headers } });
        const cookies = setCookies(answer);
        for (const line of cookies)
            this.keep(line);
        return { ...answer, cookies, milliseconds: performance.now() - began };
    }

    private keep(line: string): void {
        const { name, value, attributes: rest, isGone } = parseCookie(line);
        if (!value || isGone) {
            this.jar.delete(name);
            return;
        }
        // The prefix is a promise, RFC 6265bis 4.1.3.2; a real browser drops what breaks it.
        assert.match(rest, /; *Path=\/(;|$)/i, line);
        assert.match(rest, /; *Secure(;|$)/i, line);
        assert.match(rest, /; *HttpOnly(;|$)/i, line);
        assert.match(rest, /; *SameSite=Lax(;|$)/i, line);
        assert.doesNotMatch(rest, /; *Domain=/i, line);
        assert.ok(line.length < 4096, `a cookie of ${line.length} bytes`);
        if (TRANSACTION.test(name))
            assert.match(rest, /; *Max-Age=600(;|$)/i, line);
        this.jar.set(name, value);
        this.site.provider.secrets.add(value);
    }

    /** GET /auth/login: what came, and the sign-in that it started where it led to the provider. */
    async begin(returnTo?: string, subject = 'somebody', headers: Headers = {}): Promise<{ answer: Timed; started?: Started }> {
        const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
        const answer = await this.request('GET', `/auth/login${query}`, headers);
        const location = answer.headers['location'];
        if (location === undefined)
            return { answer };
        assert.ok([302, 303].includes(answer.status), answer.text);
        assert.ok(location.startsWith(`${this.site.provider.issuer}/authorize?`), location);
        assert.match(answer.headers['cache-control'] ?? '', /no-store/);
        const parameters = new URL(location).searchParams;
        this.site.checkParameters(parameters);
        const state = parameters.get('state') ?? '';
        const cookie = `__Host-tt_tx_${b64(sha256(state)).slice(0, 8)}`;
        assert.ok(this.jar.has(cookie), `${cookie} is not in ${[...this.jar.keys()].join(' ')}`);
        return { answer, started: { parameters, state, cookie, grant: this.site.provider.grant(parameters, subject) } };
    }

    /** The same where it must lead to the provider. */
    async start(returnTo?: string, subject?: string): Promise<Started> {
        const { answer, started } = await this.begin(returnTo, subject);
        assert.ok(started, `${answer.status} ${answer.text}\n${this.site.log()}`);
        return started;
    }

    /** Where the provider sends the browser back to. */
    callback(started: Started, change?: Change): string {
        const query = new URLSearchParams({ code: started.grant.code, state: started.state, iss: this.site.provider.issuer });
        return `/auth/callback?${(change?.(query) ?? query).toString()}`;
    }

    finish(started: Started, change?: Change, headers?: Headers): Promise<Timed> {
        return this.request('GET', this.callback(started, change), headers);
    }

    /** A sign-in that must work; the last answer. */
    async signIn(subject?: string, returnTo?: string): Promise<Timed> {
        const before = this.session;
        const started = await this.start(returnTo, subject);
        const answer = await this.finish(started);
        assert.equal(answer.status, 303, `${answer.text}\n${this.site.log()}`);
        assert.match(this.session ?? '', /^[\w-]{43}$/);
        assert.notEqual(this.session, before);
        assert.ok(!this.jar.has(started.cookie), 'the transaction is over, its cookie is not');
        assert.match(answer.headers['cache-control'] ?? '', /no-store/);
        return answer;
    }

    get(path: string, headers?: Headers): Promise<Timed> {
        return this.request('GET', path, headers);
    }

    /** Who is signed in; null when nobody is. */
    async me(): Promise<Json> {
        const answer = await this.get('/api/v1/users/me');
        if (answer.status !== 401)
            assert.equal(answer.status, 200, answer.text);
        return answer.status === 200 ? answer.json.user : null;
    }

    /** A request that changes something, as a page of ours sends it. */
    change(method: string, path: string, headers: Headers = {}, raw?: string): Promise<Timed> {
        return this.request(method, path, { 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1', ...headers }, raw);
    }
}

export type SiteOptions = { lines?: string[]; provider?: Provider; database?: string; databaseUrl?: string };

/** Few processes and connections: many sites stand side by side. */
const SMALL = [
    '<IfModule mpm_event_module>', 'StartServers 2', 'ServerLimit 2', 'ThreadLimit 32', 'ThreadsPerChild 32', 'MinSpareThreads 16', 'MaxSpareThreads 64',
    'MaxRequestWorkers 64', '</IfModule>', '<IfModule mpm_prefork_module>', 'StartServers 6', 'MinSpareServers 4', 'ServerLimit 16', 'MaxRequestWorkers 16', '</IfModule>',
    'HttpProtocolOptions Strict RegisteredMethods Require1.0', 'LogLevel warn timetracker:debug',
];

/** Clocks that a test can wait for. A directive that stands again in `lines` of the options wins. */
const SHORT = ['TimetrackerProviderTimeout 1500', 'TimetrackerProviderCache 1', 'TimetrackerProviderRetry 1', 'TimetrackerKeysPause 1', 'TimetrackerRateAuth 0',
    'TimetrackerRateRead 0', 'TimetrackerRateWrite 0'];

export class Site {
    readonly provider: Provider;
    readonly httpd: Httpd;
    readonly base: string;
    readonly databaseUrl: string;

    private constructor(provider: Provider, httpd: Httpd, databaseUrl: string) {
        this.provider = provider;
        this.httpd = httpd;
        this.base = `http://127.0.0.1:${httpd.port}`;
        this.databaseUrl = databaseUrl;
    }

    static async start(options: SiteOptions = {}): Promise<Site> {
        const provider = options.provider ?? await Provider.start();
        const httpd = await Httpd.run([
            'LoadModule dbd_module "MODULES/mod_dbd.so"', 'LoadModule timetracker_module "BUILD/mod_timetracker.so"', ...SMALL,
            'DBDriver pgsql', `DBDParams "${options.database ?? env('MODULE_DATABASE_URL')}&connect_timeout=2"`, 'DBDMin 1', 'DBDKeep 4', 'DBDMax 4', 'DBDExptime 0',
            'TimetrackerBaseURL http://127.0.0.1:PORT', `TimetrackerProvider ${provider.wellKnown}`, `TimetrackerClientID ${CLIENT_ID}`, 'TimetrackerInsecureProvider On',
            ...SHORT, ...(options.lines ?? []),
        ]);
        const site = new Site(provider, httpd, options.databaseUrl ?? env('DATABASE_URL'));
        await httpd.answers(`${site.base}/healthz`);
        return site;
    }

    async stop(withProvider = true): Promise<void> {
        await this.httpd.stop();
        if (withProvider)
            await this.provider.close();
    }

    browser(): Browser {
        return new Browser(this);
    }

    log(): string {
        return this.httpd.messages();
    }

    get redirectUri(): string {
        return `${this.base}/auth/callback`;
    }

    /** The authorization request, each parameter once and none too many. */
    checkParameters(parameters: URLSearchParams): void {
        const values = Object.fromEntries(parameters);
        const { state = '', nonce = '', code_challenge: challenge = '', ...fixed } = values;
        assert.equal([...parameters].length, Object.keys(values).length, parameters.toString());
        assert.deepEqual(fixed, { response_type: 'code', client_id: CLIENT_ID, redirect_uri: this.redirectUri, scope: 'openid profile email', code_challenge_method: 'S256' });
        for (const random of [state, nonce, challenge])
            assert.match(random, /^[\w-]{43}$/);
        assert.equal(new Set([state, nonce, challenge]).size, 3);
    }

    /** Rows of sessions that came from this provider. */
    async sessions(): Promise<number> {
        return Number(await sql(`SELECT count(*) FROM sessions WHERE issuer = '${this.provider.issuer}'`, this.databaseUrl));
    }

    /** What holds after everything: nobody talked to a stranger, no process died, no secret is in the log, the provider was asked properly. */
    checkPeace(): void {
        const log = this.log();
        assert.equal(this.provider.canaryCalls, 0, 'somebody talked to the canary');
        assert.doesNotMatch(log, /exit signal|AddressSanitizer|runtime error/);
        for (const secret of this.provider.secrets)
            assert.ok(!log.includes(secret), `error_log has a secret: ${secret}`);
        assert.deepEqual(this.provider.complaints, []);
    }

    /** ANSWER is a refusal of the documented kind, and nobody is signed in by it. */
    checkRefusal(answer: Timed): void {
        assert.ok((answer.status >= 400 && answer.status < 500) || answer.status === 502 || answer.status === 503, `${answer.status}: ${answer.text}`);
        assert.ok(answer.milliseconds < PATIENCE_MS, `${answer.milliseconds} ms`);
        assert.equal(answer.headers['location'], undefined);
        assert.match(answer.headers['cache-control'] ?? '', /no-store/);
        assert.deepEqual(answer.cookies.map(parseCookie)
            .filter(({ name, value, isGone }) => name === SESSION && value && !isGone), []);
        if (answer.status === 503)
            assert.match(answer.headers['retry-after'] ?? '', /^[1-9]\d*$/);
        if (answer.headers['content-type']?.startsWith('text/html')) {
            assert.match(answer.text, /href="\/auth\/login"/);
            assert.doesNotMatch(answer.text, /<script>/);
        } else {
            assert.equal(answer.headers['content-type'], 'application/problem+json');
            assert.match(answer.json.code, /^[a-z_]+$/);
        }
    }

    /** One sign-in while the provider behaves so, as far as it gets. The last answer, and the browser. */
    async attempt(behaviour: Behaviour, change?: Change, headers: Headers = {}): Promise<{ answer: Timed; browser: Browser }> {
        this.provider.behaviour = behaviour;
        try {
            const browser = this.browser();
            const { answer, started } = await browser.begin(undefined, 'victim', headers);
            return { browser, answer: started ? await browser.finish(started, change, headers) : answer };
        } finally {
            this.provider.behaviour = {};
        }
    }

    /** The attack fails in the documented way and leaves nothing behind. CODE: the reason that is given, where it is always the same. */
    async expectRefused(behaviour: Behaviour, options: { code?: string; change?: Change; headers?: Headers; patience?: number } = {}): Promise<Timed> {
        const { answer, browser } = await this.attempt(behaviour, options.change, options.headers);
        this.checkRefusal(answer);
        assert.equal(browser.session, undefined);
        assert.equal(await browser.me(), null);
        if (options.code !== undefined)
            assert.equal(answer.json.code, options.code, this.log());
        await this.expectGoodSignIn(options.patience ?? 0);
        this.checkPeace();
        return answer;
    }

    async expectAccepted(behaviour: Behaviour, subject = 'victim'): Promise<Json> {
        const { answer, browser } = await this.attempt(behaviour);
        assert.equal(answer.status, 303, `${answer.text}\n${this.log()}`);
        assert.match(browser.session ?? '', /^[\w-]{43}$/);
        const user = await browser.me();
        assert.ok(user, subject);
        this.checkPeace();
        return user;
    }

    /** The next good sign-in works, at the latest PATIENCE milliseconds from now. */
    async expectGoodSignIn(patience: number): Promise<void> {
        const until = performance.now() + patience;
        for (;;) {
            const { answer, browser } = await this.attempt({});
            if (browser.session !== undefined && answer.status === 303)
                return;
            assert.ok(performance.now() < until, `no good sign-in: ${answer.status} ${answer.text}\n${this.log()}`);
            await sleep(100);
        }
    }
}

export function random(bytes = 32): string {
    return b64(randomBytes(bytes));
}
