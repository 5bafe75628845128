// front.ts -- an httpd whose own authentication stands in front of /auth/login (TimetrackerFrontAuth), and what must hold there.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Headers, Json } from '../http/api.ts';
import { env, sql } from '../http/server.ts';
import { Browser, Session, SESSION_COOKIE, setCookies, type Page } from '../http/sign_in.ts';
import { freePort, Httpd } from '../http/stack.ts';

/** A folder that httpd can read, gone with the process. */
export function readableFolder(files: Record<string, string | Buffer> = {}): string {
    const folder = mkdtempSync(join(tmpdir(), 'tt-front-'));
    chmodSync(folder, 0o755);
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    for (const [name, content] of Object.entries(files))
        writeFileSync(join(folder, name), content);
    return folder;
}

/** Virtual hosts by name, each on a port of its own and with the module on. */
export class Front {
    readonly ports: Record<string, number>;
    readonly scheme: string;
    readonly httpd: Httpd;

    private constructor(ports: Record<string, number>, scheme: string, httpd: Httpd) {
        this.ports = ports;
        this.scheme = scheme;
        this.httpd = httpd;
    }

    /** MODULES of httpd by their short names; HOSTS: the lines of each, in which BASE stands for its address. A base URL without a path, unless the
     * lines set another. */
    static async start(modules: string[], hosts: Record<string, string[]>, scheme = 'http', global: string[] = []): Promise<Front> {
        const ports: Record<string, number> = {};
        for (const name of Object.keys(hosts))
            ports[name] = await freePort();
        const lines = Object.entries(hosts).flatMap(([name, own]) => {
            const base = `${scheme}://127.0.0.1:${ports[name]}`;
            return [`Listen 127.0.0.1:${ports[name]}`, `<VirtualHost 127.0.0.1:${ports[name]}>`, `TimetrackerBaseURL ${base}`, 'DBDriver pgsql',
                `DBDParams "${env('MODULE_DATABASE_URL')}&connect_timeout=2"`, ...own.map((line) => line.replaceAll('BASE', base)), '</VirtualHost>'];
        });
        const httpd = await Httpd.run([
            ...['dbd', 'authn_core', 'authz_user', ...modules].map((name) => `LoadModule ${name}_module "MODULES/mod_${name}.so"`), 'LoadModule timetracker_module "BUILD/mod_timetracker.so"',
            'HttpProtocolOptions Strict RegisteredMethods Require1.0', 'LogLevel warn timetracker:info', 'DBDMin 1', 'DBDKeep 2', 'DBDMax 2', 'DBDExptime 0',
            'TimetrackerRateAuth 0', ...global, ...lines,
        ]);
        return new Front(ports, scheme, httpd);
    }

    base(host: string): string {
        return `${this.scheme}://127.0.0.1:${this.ports[host]}`;
    }

    /** Checks that nothing happened that nobody asked for. */
    async stop(): Promise<void> {
        assert.doesNotMatch(this.httpd.messages(), /exit signal|AddressSanitizer|runtime error|:(error|crit|alert|emerg)\] .*TT\d{4}/);
        await this.httpd.stop();
    }

    login(host: string, headers: Headers = {}, browser = new Browser(), query = ''): Promise<Page> {
        return browser.visit(`${this.base(host)}/auth/login${query}`, { headers });
    }

    /** A sign-in that must work; who it is comes with the session. */
    async signIn(host: string, headers: Headers = {}, browser = new Browser()): Promise<{ session: Session; user: Json; page: Page }> {
        const page = await this.login(host, headers, browser);
        assert.equal(page.status, 303, page.text);
        assert.equal(page.headers['cache-control'], 'no-store');
        const session = new Session(browser, 0, { base: this.base(host), provider: '', control: '', databaseUrl: env('DATABASE_URL') });
        const { user } = await session.read('/users/me');
        return { session, user, page };
    }
}

export function basic(user: string | Buffer, password = 'good'): Headers {
    return { Authorization: `Basic ${Buffer.concat([Buffer.from(user), Buffer.from(`:${password}`)]).toString('base64')}` };
}

/** ANSWER refuses, and gives nothing that could be a session. */
export function expectNobody(answer: Page, status = 403, code?: string): void {
    assert.equal(answer.status, status, answer.text);
    assert.deepEqual(setCookies(answer).filter((line) => line.startsWith(SESSION_COOKIE)), []);
    assert.equal(answer.headers['location'], undefined);
    if (code !== undefined && answer.json !== undefined)
        assert.equal(answer.json.code, code);
    else if (code !== undefined)
        assert.match(answer.headers['content-type'] ?? '', /^text\/html/);
}

/** What the audience of a header may be told that the proxy in front of it has found out; anybody can send them. */
export const FORGED: Headers[] = ['X-Remote-User', 'Remote-User', 'REMOTE_USER', 'Remote_User', 'HTTP_REMOTE_USER', 'Proxy-User', 'X-Forwarded-User', 'X-Forwarded-Preferred-Username', 'X-Forwarded-Email',
    'X-Auth-Request-User', 'X-Auth-User', 'X-User', 'X-WebAuth-User', 'X-Authenticated-User', 'Auth-User', 'AUTH_TYPE', 'Auth-Type', 'OIDC_CLAIM_sub', 'OIDC-CLAIM-sub', 'OIDC_CLAIM_email', 'OIDC_CLAIM_groups',
    'SSL_CLIENT_VERIFY', 'SSL-Client-Verify', 'X-SSL-Client-Verify', 'SSL_CLIENT_S_DN_CN', 'SSL-Client-S-DN', 'X-SSL-Client-S-DN', 'X-Client-Cert', 'X-Forwarded-Client-Cert',
    'X-TT-User'].map((name) => ({ [name]: /VERIFY/i.test(name) ? 'SUCCESS' : 'forged' }));

/** How many users and sessions there are of people of HOST. */
export function rows(front: Front, host: string): Promise<string> {
    return sql(`SELECT (SELECT count(*) FROM users WHERE issuer = '${front.base(host)}'), (SELECT count(*) FROM sessions WHERE issuer = '${front.base(host)}')`);
}
