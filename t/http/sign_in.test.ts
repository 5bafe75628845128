// sign_in.test.ts -- people sign in with a real OpenID Provider, have a session, and sign out, here and there.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Api, expectProblem, newKey, send } from './api.ts';
import { baseUrl, mount, sql } from './server.ts';
import {
    Browser, Session, SESSION_COOKIE, callBack, here, newName, newSession, provider, rowOf, setCookies, signIn, signInPage, siteOf,
    walkToCallback, type Page, type Site,
} from './sign_in.ts';
import { Stack } from './stack.ts';

const origin = new URL(baseUrl).origin;

/** Checks that nothing came of a callback: no session, and a page that says so. */
function expectRefusal(page: Page, browser: Browser): void {
    assert.ok(page.status >= 400 && page.status < 500, `${page.status} ${page.text}`);
    assert.match(page.headers['content-type'] ?? '', /^text\/html/);
    assert.equal(browser.cookie(SESSION_COOKIE), undefined);
}

describe('signing in', () => {
    test('makes a user at the first time and knows it at the second', async () => {
        const name = newName();
        const { session, page } = await signInPage(name);
        const { user } = await session.read('/users/me');
        assert.equal(user.username, name);
        assert.equal(user.email, `${name}@example.org`);
        assert.equal(page.headers['location'], `${mount}/`);
        assert.deepEqual(session.browser.ownCookies(), [SESSION_COOKIE]);
        const again = await signIn(name);
        assert.equal(again.userId, session.userId);
        assert.notEqual(again.id, session.id);
        assert.ok(await session.isAlive());
        const row = await sql(`SELECT issuer, subject, email_verified, is_admin FROM users WHERE id = ${session.userId}`);
        assert.equal(row, `${new URL(here.provider).origin}|demo|${name}|t|f`);
    });

    test('asks nobody but the provider and gives each its own', async () => {
        const { session, page } = await signInPage(newName());
        const origins = new Set(session.browser.visited.map((url) => new URL(url).origin));
        assert.deepEqual([...origins].sort(), [origin, new URL(here.provider).origin].sort());
        const asked = new URL(session.browser.visited[1] ?? '').searchParams;
        assert.equal(asked.get('response_type'), 'code');
        assert.equal(asked.get('client_id'), 'timetracker');
        assert.equal(asked.get('redirect_uri'), `${baseUrl}/auth/callback`);
        assert.equal(asked.get('scope'), 'openid profile email');
        assert.equal(asked.get('code_challenge_method'), 'S256');
        for (const secret of ['state', 'nonce', 'code_challenge'])
            assert.match(asked.get(secret) ?? '', /^[A-Za-z0-9_-]{43}$/, secret);
        assert.equal(new Set(['state', 'nonce', 'code_challenge'].map((secret) => asked.get(secret))).size, 3);
        assert.equal(page.headers['cache-control'], 'no-store');
        assert.match(page.headers['referrer-policy'] ?? '', /^(no-referrer|same-origin)$/);
        const cookie = setCookies(page).find((line) => line.startsWith(SESSION_COOKIE)) ?? '';
        assert.match(cookie, /^__Host-tt_session=[A-Za-z0-9_-]{43};/);
        for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax'])
            assert.ok(cookie.split(/; */).includes(attribute), cookie);
        assert.doesNotMatch(cookie, /Domain/i);
    });

    test('takes what the provider says of a person each time', async () => {
        const name = newName();
        const session = await signIn(name);
        await provider(`account?name=${name}`, { email: 'Other@example.org', preferred_username: 'Ünïcode ✓', email_verified: false });
        const again = await signIn(name);
        const { user } = await again.read('/users/me');
        assert.equal(again.userId, session.userId);
        assert.equal(user.email, 'Other@example.org');
        assert.equal(user.username, 'Ünïcode ✓');
        assert.equal(await sql(`SELECT email_verified FROM users WHERE id = ${session.userId}`), 'f');
    });

    test('needs neither a name nor an address', async () => {
        const name = newName();
        await provider(`account?name=${name}`, { email: null, email_verified: null, preferred_username: null });
        const { user } = await (await signIn(name)).read('/users/me');
        assert.equal(user.username, `demo|${name}`);
        assert.equal(user.email, null);
    });

    test('never takes one person for another because of a mail address', async () => {
        const [one, other] = [newName(), newName()];
        const first = await signIn(one);
        await provider(`account?name=${other}`, { email: `${one}@example.org`, preferred_username: one });
        assert.notEqual((await signIn(other)).userId, first.userId);
    });

    test('replaces the session that the browser had, and leaves other browsers theirs', async () => {
        const [name, browser] = [newName(), new Browser()];
        const elsewhere = await signIn(name);
        const first = await signIn(name, { browser });
        const planted = browser.cookie(SESSION_COOKIE) ?? '';
        const second = await signIn(name, { browser });
        assert.notEqual(second.id, planted);
        assert.equal((await send('GET', '/api/v1/users/me', { headers: { Cookie: `${SESSION_COOKIE}=${planted}` } })).status, 401);
        assert.equal(first.userId, second.userId);
        assert.ok(await elsewhere.isAlive());
    });

    test('is over when the person says no', async () => {
        const browser = new Browser();
        const page = await callBack(await walkToCallback(newName(), { browser }, 'no'), { browser });
        expectRefusal(page, browser);
        assert.match(page.text, /auth\/login/);
        assert.deepEqual(browser.ownCookies(), []);
        await signIn(newName(), { browser });
    });

    test('counts once', async () => {
        const browser = new Browser();
        const url = await walkToCallback(newName(), { browser });
        const [name = ''] = browser.ownCookies();
        const transaction = browser.cookie(name) ?? '';
        assert.match(name, /^__Host-tt_tx_[A-Za-z0-9_-]{8}$/);
        assert.equal((await callBack(url, { browser })).status, 303);
        const session = browser.cookie(SESSION_COOKIE);
        const answer = await send('GET', url.slice(baseUrl.length), { headers: { Accept: 'application/json', Cookie: `${name}=${transaction}` } });
        // The provider takes a code once; that a state is taken once as well, only a provider that does not can show.
        expectProblem(answer, 403, 'code_refused');
        assert.equal(setCookies(answer).find((line) => line.startsWith(SESSION_COOKIE)), undefined);
        assert.equal(browser.cookie(SESSION_COOKIE), session);
        // The provider has revoked nothing of ours: a session is ours alone.
        assert.equal((await send('GET', '/api/v1/users/me', { headers: { Cookie: `${SESSION_COOKIE}=${session}` } })).status, 200);
    });

    test('belongs to the browser that began it', async () => {
        const url = await walkToCallback(newName());
        const other = new Browser();
        expectRefusal(await callBack(url, { browser: other }), other);
    });

    test('leads back to where it began, on this site alone', async () => {
        for (const returnTo of ['/reports?from=2026-01-01&to=2026-01-31', '/a/b-c_d.e~f', '/?x=%20y'])
            assert.equal((await signInPage(newName(), { returnTo })).page.headers['location'], mount + returnTo);
        for (const returnTo of ['//example.org/', '/\\example.org', 'https://example.org/', '/auth/login', '/../x', '/%2fexample.org', 'x', '/a\nb'])
            assert.equal((await signInPage(newName(), { returnTo })).page.headers['location'], `${mount}/`, returnTo);
    });

    test('works with every algorithm that the provider can sign with', async () => {
        const { algorithms } = await provider('sign?alg=RS256');
        assert.ok(algorithms.length >= 10);
        for (const alg of algorithms) {
            await provider(`sign?alg=${alg}`);
            assert.ok(await (await signIn(newName())).isAlive(), alg);
        }
        await provider('sign?alg=RS256');
    });
});

describe('a session', () => {
    test('is not a key: it needs the headers of a page of ours to change anything', async () => {
        const session = await newSession();
        const body = { name: 'x' };
        assert.equal((await session.post('/clients', body)).status, 201);
        const Cookie = session.browser.cookieHeader('/');
        for (const headers of [{}, { 'Sec-Fetch-Site': 'same-origin' }, { 'X-TT-Request': '1' }, { Origin: 'http://example.org', 'X-TT-Request': '1' },
            { 'Sec-Fetch-Site': 'cross-site', Origin: origin, 'X-TT-Request': '1' }, { 'Sec-Fetch-Site': 'same-site', 'X-TT-Request': '1' }])
            expectProblem(await send('POST', '/api/v1/clients', { body, headers: { Cookie, ...headers } as Record<string, string> }), 403, 'csrf');
        assert.equal((await send('POST', '/api/v1/clients', { body: { name: 'y' }, headers: { Cookie, Origin: origin, 'X-TT-Request': '1' } })).status, 201);
        const key = await newKey(session.userId);
        assert.equal((await send('POST', '/api/v1/clients', { body: { name: 'z' }, headers: { Cookie, Authorization: `Bearer ${key}` } })).status, 201);
    });

    test('ends when it was not used for a while, and at its end whatever happens', async () => {
        const [idle, old, good] = [await newSession(), await newSession(), await newSession()];
        for (const session of [idle, old, good])
            assert.ok(await session.isAlive());
        await sql(`UPDATE sessions SET last_seen_at = now() - interval '8 hours 1 second' WHERE ${rowOf(idle)};
                   UPDATE sessions SET expires_at = now() WHERE ${rowOf(old)};
                   UPDATE sessions SET last_seen_at = now() - interval '7 hours 59 minutes' WHERE ${rowOf(good)}`);
        const end = await sql(`SELECT expires_at FROM sessions WHERE ${rowOf(good)}`);
        expectProblem(await idle.get('/users/me'), 401, 'session_ended');
        expectProblem(await old.get('/users/me'), 401, 'session_ended');
        assert.ok(await good.isAlive());
        // Being used moves the one limit and never the other.
        assert.equal(await sql(`SELECT expires_at FROM sessions WHERE ${rowOf(good)}`), end);
        assert.equal(await sql(`SELECT last_seen_at > now() - interval '1 minute' FROM sessions WHERE ${rowOf(good)}`), 't');
    });

    test('does not live longer because a clock was set back', async () => {
        const session = await newSession();
        await sql(`UPDATE sessions SET last_seen_at = now() + interval '1 hour' WHERE ${rowOf(session)}`);
        expectProblem(await session.get('/users/me'), 401, 'session_ended');
    });

    test('is listed with the others of the person, can end one and all others', async () => {
        const name = newName();
        const [here, there, third, stranger] = [await signIn(name), await signIn(name), await signIn(name), await newSession()];
        const listed = (await here.read('/users/me/sessions')).sessions;
        assert.equal(listed.length, 3);
        const current = listed.filter((row: { current: boolean }) => row.current);
        assert.equal(current.length, 1);
        assert.equal(current[0].ip, '127.0.0.1');
        for (const row of listed)
            for (const secret of ['hash', 'sid', 'id_token', 'issuer'])
                assert.ok(!(secret in row), secret);
        const idOfThere = await sql(`SELECT id FROM sessions WHERE ${rowOf(there)}`);
        const idOfStranger = await sql(`SELECT id FROM sessions WHERE ${rowOf(stranger)}`);
        assert.equal((await here.del(`/users/me/sessions/${idOfStranger}`)).status, 404);
        assert.ok(await stranger.isAlive());
        assert.equal((await here.del(`/users/me/sessions/${idOfThere}`)).status, 204);
        assert.ok(!await there.isAlive());
        assert.ok(await third.isAlive());
        assert.equal((await here.post('/users/me/sessions/end-others')).status, 200);
        assert.ok(!await third.isAlive());
        assert.ok(await here.isAlive());
        assert.equal((await here.read('/users/me/sessions')).sessions.length, 1);
    });

    test('is nothing that a key may look at or end', async () => {
        const session = await newSession();
        const api = new Api(await newKey(session.userId), session.userId);
        const id = (await session.read('/users/me/sessions')).sessions[0].id;
        expectProblem(await api.get('/users/me/sessions'), 403, 'session_required');
        expectProblem(await api.del(`/users/me/sessions/${id}`), 403, 'session_required');
        expectProblem(await api.post('/users/me/sessions/end-others'), 403, 'session_required');
        assert.ok(await session.isAlive());
    });

    test('that comes twice is none', async () => {
        const [one, other] = [await newSession(), await newSession()];
        const answer = await send('GET', '/api/v1/users/me', { headers: { Cookie: `${SESSION_COOKIE}=${one.id}; ${SESSION_COOKIE}=${other.id}` } });
        assert.equal(answer.status, 401, answer.text);
    });
});

/** Sends the form of the page that asks whether to sign out; the answer leads to the provider. */
async function signOutHere(session: Session): Promise<Page> {
    const page = await session.browser.visit(`${baseUrl}/auth/logout`, { from: origin });
    assert.equal(page.status, 200, page.text);
    const answer = await session.browser.submit(page, {}, () => true);
    assert.equal(answer.status, 303, answer.text);
    assert.equal(session.browser.cookie(SESSION_COOKIE), undefined);
    return answer;
}

describe('signing out', () => {
    test('ends the session here at once, then asks about the one at the provider, and comes back', async () => {
        const session = await signIn(newName());
        const Cookie = session.browser.cookieHeader('/');
        const answer = await signOutHere(session);
        assert.equal((await send('GET', '/api/v1/users/me', { headers: { Cookie } })).status, 401);
        const leave = new URL(answer.headers['location'] ?? '');
        assert.equal(leave.origin, new URL(here.provider).origin);
        assert.equal(leave.searchParams.get('client_id'), 'timetracker');
        assert.equal(leave.searchParams.get('post_logout_redirect_uri'), `${baseUrl}/`);
        const confirm = await session.browser.go(leave.href, { from: origin });
        assert.match(confirm.text, /Sign out here as well\?/);
        const isBack = (url: string): boolean => url.startsWith(`${baseUrl}/`);
        const back = await session.browser.submit(confirm, { logout: 'yes' }, isBack);
        assert.equal(new URL(back.headers['location'] ?? '').pathname, `${mount}/`);
        assert.equal((await session.browser.visit(back.headers['location'] ?? '', { from: leave.origin })).status, 200);
        // The provider has forgotten who that was: it asks again.
        const next = await session.browser.go(`${baseUrl}/auth/login`, { from: origin });
        assert.match(next.text, /name="name"/);
    });

    test('is over here even for who stays at the provider', async () => {
        const session = await signIn(newName());
        await session.browser.go((await signOutHere(session)).headers['location'] ?? '', { from: origin });
        assert.equal((await session.get('/users/me')).status, 401);
        // It still knows the person there.
        assert.equal((await signIn('nobody is asked', { browser: session.browser })).userId, session.userId);
    });

    test('is not done by a link, nor by another site', async () => {
        const session = await signIn(newName());
        await session.browser.visit(`${baseUrl}/auth/logout`);
        for (const from of ['http://127.0.0.1:1', 'http://example.org']) {
            const answer = await session.browser.visit(`${baseUrl}/auth/logout`, { form: { logout: 'yes' }, from });
            assert.equal(answer.status, 403, answer.text);
        }
        const bare = await send('POST', '/auth/logout', { headers: { Cookie: session.browser.cookieHeader('/') } });
        assert.equal(bare.status, 403, bare.text);
        assert.ok(await session.isAlive());
    });

    test('is harmless without a session', async () => {
        const browser = new Browser();
        const answer = await browser.visit(`${baseUrl}/auth/logout`, { form: {}, from: origin });
        assert.equal(answer.status, 303, answer.text);
    });
});

describe('the provider ends a session', () => {
    test('and it ends here, but not that of another browser, nor the keys', async () => {
        const name = newName();
        const [one, other] = [await signIn(name), await signIn(name)];
        const api = new Api(await newKey(one.userId), one.userId);
        const sid = await sql(`SELECT sid FROM sessions WHERE ${rowOf(one)}`);
        assert.match(sid, /\S/);
        assert.deepEqual(await provider(`end?name=${name}&sid=${sid}`), { ended: [{ sid, error: null }] });
        assert.ok(!await one.isAlive());
        assert.ok(await other.isAlive());
        const { ended } = await provider(`end?name=${name}`);
        assert.equal(ended.length, 1);
        assert.equal(ended[0].error, null);
        assert.ok(!await other.isAlive());
        assert.equal((await api.get('/users/me')).status, 200);
    });

    test('when the person signs out of the provider at another place', async () => {
        const session = await signIn(newName());
        const page = await session.browser.go(`${new URL(here.provider).origin}/session/end`);
        await session.browser.submit(page, { logout: 'yes' });
        assert.ok(!await session.isAlive());
    });
});

describe('a provider that changes', () => {
    let stack: Stack;
    let site: Site;
    const folder = mkdtempSync(join(tmpdir(), 'tt-sign-in-'));

    before(async () => {
        writeFileSync(join(folder, 'admins.conf'), 'TimetrackerAdminClaim groups=admins\nTimetrackerUsernameClaim name\n');
        stack = await Stack.start('provider', ['--provider', 'demo', '--conf', join(folder, 'admins.conf')]);
        site = siteOf((name) => stack.get(name));
    });
    after(async () => {
        await stack.stop();
        rmSync(folder, { recursive: true });
    });

    test('its keys: a new one beside the old ones, and a new one instead of them', async () => {
        const session = await signIn('ada', { site });
        for (const change of ['rotate?alg=ES256&keep=1', 'rotate?alg=EdDSA&keep=0']) {
            // Unknown keys make us ask again once in TimetrackerKeysPause.
            await sleep(1100);
            await provider(change, undefined, site);
            const again = await signIn('ada', { site });
            assert.equal(again.userId, session.userId, change);
            assert.ok(await session.isAlive(), change);
        }
        // The token that signing out shows the provider is of a key that is gone: it ends here all the same.
        await session.browser.visit(`${site.base}/auth/logout`, { form: {}, from: new URL(site.base).origin });
        assert.ok(!await session.isAlive());
    });

    test('its keys: one set fetched serves many sign-ins', async () => {
        const earlier = (await provider('', undefined, site))['/jwks'];
        for (let i = 0; i < 5; i += 1)
            await signIn('ada', { site });
        assert.equal((await provider('', undefined, site))['/jwks'], earlier);
    });

    test('tokens that live for two seconds', async () => {
        await provider('ttl?IdToken=2&AccessToken=2', undefined, site);
        assert.ok(await (await signIn('ada', { site })).isAlive());
    });

    test('its process: sessions stay, signing in works again', async () => {
        const session = await signIn('ada', { site });
        await stack.restart('provider');
        assert.ok(await session.isAlive());
        await sleep(1100);
        assert.equal((await signIn('ada', { site })).userId, session.userId);
    });

    test('its word about administrators and names, where it is asked for', async () => {
        const admin = await signIn('admin', { site });
        assert.equal((await admin.read('/users/me')).user.username, 'Admin');
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${admin.userId}`, site.databaseUrl), 't');
        const ada = await signIn('ada', { site });
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${ada.userId}`, site.databaseUrl), 'f');
        await provider('account?name=admin', { groups: ['staff'] }, site);
        await signIn('admin', { site });
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${admin.userId}`, site.databaseUrl), 'f');
    });
});
