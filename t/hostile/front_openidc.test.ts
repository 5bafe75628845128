// mod_auth_openidc in front of the sign-in, with the demo provider: it finds out who it is and says so in r->user and in its environment.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, suite, test } from 'node:test';

import { send, type Headers } from '../http/api.ts';
import { sql } from '../http/server.ts';
import { Browser, newName, provider, Session, setCookies, SESSION_COOKIE, siteOf, type Page, type Site } from '../http/sign_in.ts';
import { Stack } from '../http/stack.ts';
import { FORGED, Front } from './front.ts';

suite('mod_auth_openidc in front', () => {
    let stack: Stack;
    let front: Front;
    let site: Site;

    before(async () => {
        stack = await Stack.start('openidc', ['--provider', 'demo']);
        const guarded = (path: string): string[] => [`<Location ${path}>`, 'AuthType openid-connect', 'Require valid-user', '</Location>'];
        front = await Front.start(['auth_openidc'], {
            site: [`OIDCProviderMetadataURL ${stack.get('PROVIDER_URL')}`, 'OIDCClientID timetracker', 'OIDCProviderTokenEndpointAuth none', 'OIDCPKCEMethod S256', 'OIDCRedirectURI BASE/oidc',
                `OIDCCryptoPassphrase ${randomBytes(16).toString('hex')}`, 'OIDCScope "openid profile email"', 'OIDCRemoteUserClaim sub', 'OIDCPassClaimsAs environment', ...guarded('/oidc'), ...guarded('/auth/login'),
                'TimetrackerFrontAuth On', `TimetrackerIssuer ${new URL(stack.get('PROVIDER_URL')).origin}`, 'TimetrackerUsernameClaim OIDC_CLAIM_preferred_username', 'TimetrackerEmailClaim OIDC_CLAIM_email',
                'TimetrackerAdminClaim OIDC_CLAIM_groups=admins', 'TimetrackerFrontLogout "/oidc?logout=BASE%2F"'],
        });
        await front.httpd.answers(`${front.base('site')}/healthz`);
        site = { ...siteOf((name) => stack.get(name)), base: front.base('site') };
        await provider(`client?base=${site.base}&callback=/oidc`, undefined, site);
    });
    after(async () => {
        await front.stop();
        await stack.stop();
    });

    /** The whole way of a person: to us, over mod_auth_openidc to the provider's forms and back. HEADERS: forged ones, with every request to us. */
    async function walk(name: string, browser: Browser, headers: Headers = {}, query = ''): Promise<Page> {
        const isOurs = (url: string): boolean => url.startsWith(`${site.base}/`);
        let page = await browser.visit(`${site.base}/auth/login${query}`, { headers, from: site.base });
        for (let hops = 0; hops < 12; hops += 1) {
            const next = page.headers['location'] && new URL(page.headers['location'], page.url).href;
            if (next === undefined && !isOurs(page.url))
                page = await browser.submit(page, page.text.includes('name="name"') ? { name } : { consent: 'yes' }, isOurs);
            else if (next !== undefined && setCookies(page).every((line) => !line.startsWith(SESSION_COOKIE)))
                page = await browser.visit(next, { from: new URL(site.provider).origin, ...(isOurs(next) ? { headers: { ...headers, 'Sec-Fetch-Site': 'cross-site' } } : {}) });
            else
                break;
        }
        return page;
    }

    async function signIn(name: string, browser = new Browser(), headers: Headers = {}): Promise<Session> {
        const page = await walk(name, browser, headers);
        assert.equal(page.status, 303, `${page.url}: ${page.text}`);
        assert.equal(page.url, `${site.base}/auth/login`);
        return new Session(browser, 0, site);
    }

    test('the first request leads to the provider, and nothing is known of anybody', async () => {
        for (const headers of [{}, ...FORGED]) {
            const answer = await front.login('site', headers as Headers);
            assert.equal(answer.status, 302, answer.text);
            assert.equal(new URL(answer.headers['location'] ?? '').origin, new URL(site.provider).origin);
            assert.ok(setCookies(answer).every((line) => !line.startsWith(SESSION_COOKIE)));
        }
    });

    test('signs in, with what the provider says in httpd\'s environment', async () => {
        const name = newName();
        const session = await signIn(name);
        const { user } = await session.read('/users/me');
        assert.deepEqual([user.username, user.email], [name, `${name}@example.org`]);
        assert.equal(await sql(`SELECT issuer, subject, is_admin FROM users WHERE id = ${user.id}`), `${new URL(site.provider).origin}|demo|${name}|f`);
        assert.equal((await (await signIn(name)).read('/users/me')).user.id, user.id);
        const admin = (await (await signIn('admin')).read('/users/me')).user;
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${admin.id}`), 't');
        assert.equal((await walk(newName(), new Browser(), {}, '?return_to=/reports')).headers['location'], '/reports');
    });

    test('forged headers on the whole way change nothing', async () => {
        const name = newName();
        const forged = { ...Object.assign({}, ...FORGED) as Headers, OIDC_CLAIM_preferred_username: 'admin', 'OIDC-CLAIM-groups': 'admins', HTTP_OIDC_CLAIM_groups: 'admins', OIDC_access_token: 'x' };
        const { user } = await (await signIn(name, new Browser(), forged)).read('/users/me');
        assert.deepEqual([user.username, user.email], [name, `${name}@example.org`]);
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${user.id}`), 'f');
    });

    test('an answer of the provider that this browser did not ask for signs nobody in', async () => {
        for (const query of ['code=x&state=y', 'error=access_denied&state=y', 'id_token=e30.e30.e30&state=y']) {
            const answer = await new Browser().visit(`${site.base}/oidc?${query}`);
            assert.ok(answer.status >= 400 || answer.status === 302, answer.text);
            assert.ok(setCookies(answer).every((line) => !line.startsWith(SESSION_COOKIE)));
        }
    });

    test('its session is nobody\'s for the API, and ours ends alone', async () => {
        const session = await signIn(newName());
        const cookies = session.browser.cookieHeader('/').split('; ').filter((cookie) => !cookie.startsWith('__Host-')).join('; ');
        assert.match(cookies, /mod_auth_openidc_session=/);
        assert.equal((await send('GET', '/api/v1/users/me', { base: site.base, headers: { Cookie: cookies } })).status, 401);
        // Signing out there alone: ours goes on until its own end, as SECURITY.md says.
        session.browser.drop('mod_auth_openidc_session');
        assert.ok(await session.isAlive());
    });

    test('signing out goes on to the end of its session and the provider\'s', async () => {
        const session = await signIn(newName());
        const page = await session.browser.visit(`${site.base}/auth/logout`, { from: site.base });
        const out = await session.browser.submit(page, {}, (url) => new URL(url).origin === new URL(site.provider).origin);
        assert.equal(out.status, 302, out.text);
        assert.equal(new URL(out.url).pathname, '/oidc');
        const leave = new URL(out.headers['location'] ?? '');
        assert.equal(leave.searchParams.get('post_logout_redirect_uri'), `${site.base}/`);
        assert.equal(session.browser.cookie(SESSION_COOKIE), undefined);
        assert.equal(session.browser.cookie('mod_auth_openidc_session') ?? '', '');
        assert.equal((await front.login('site', {}, session.browser)).status, 302);
    });
});
