// httpd's own authentication in front of the sign-in: what counts is whom it has found for this very request, and nothing that a client
// can say.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';

import { newUser, send, type Headers } from '../http/api.ts';
import { env, sql } from '../http/server.ts';
import { Browser, SESSION_COOKIE, rowOf, setCookies } from '../http/sign_in.ts';
import { Httpd } from '../http/stack.ts';
import { basic, expectNobody, FORGED, Front, readableFolder, rows } from './front.ts';

const LONG = 'x'.repeat(256);
const LATIN1 = Buffer.from('m\xfcller', 'latin1');
const NAMES = ['alice', 'Alice', 'bob', 'müller', 'o\'neil"; <b>&', 'two words', '0', 'admin', 'x'.repeat(255), LONG, LATIN1, 'bell\x07', 'c1\x85'].map((name) => Buffer.from(name));
const LINE_END = Buffer.from(`:{SHA}${createHash('sha1').update('good').digest('base64')}\n`);
const folder = readableFolder({
    names: 'function name(r) r.user = r.headers_in["X-User"] or "alice" return apache2.OK end',
    users: Buffer.concat(NAMES.flatMap((name) => [name, LINE_END])) });

const passwords = ['AuthType Basic', 'AuthName "Front"', 'AuthBasicProvider file', `AuthUserFile "${folder}/users"`];
const guarded = (path: string, ...lines: string[]): string[] => [`<Location "${path}">`, ...passwords, ...(lines.length ? lines : ['Require valid-user']), '</Location>'];
const ON = 'TimetrackerFrontAuth On';

suite('front authentication', () => {
    let front: Front;

    before(async () => {
        front = await Front.start(['authn_file', 'auth_basic', 'authz_host', 'access_compat', 'env', 'setenvif', 'lua'], {
            front: [ON, 'TimetrackerUsernameClaim OIDC_CLAIM_name', 'TimetrackerEmailClaim OIDC_CLAIM_email', 'TimetrackerAdminClaim OIDC_CLAIM_groups=admins', ...guarded('/auth/login')],
            open: [ON, 'TimetrackerUsernameClaim OIDC_CLAIM_name', 'TimetrackerEmailClaim OIDC_CLAIM_email', 'TimetrackerAdminClaim OIDC_CLAIM_groups'],
            whole: [ON, ...guarded('/')],
            off: guarded('/auth/login'),
            claims: [ON, 'TimetrackerIssuer urn:example:people', 'TimetrackerUsernameClaim NAME', 'TimetrackerEmailClaim MAIL', 'TimetrackerAdminClaim GROUPS=admins',
                ...guarded('/auth/login', 'Require valid-user', 'SetEnv NAME "Alice Example"', 'SetEnv MAIL alice@example.org', 'SetEnv GROUPS "staff,admins,x"')],
            fewer: [ON, 'TimetrackerIssuer urn:example:people', 'TimetrackerEmailClaim MAIL', 'TimetrackerAdminClaim GROUPS=admins',
                ...guarded('/auth/login', 'Require valid-user', 'SetEnv MAIL "a\tb"', 'SetEnv GROUPS "admins2,xadmins,staff admins"')],
            flag: [ON, 'TimetrackerAdminClaim ADMIN', ...guarded('/auth/login', 'Require valid-user', 'SetEnvIf Request_URI . ADMIN')],
            error: [ON, 'ErrorDocument 401 /auth/login', 'ErrorDocument 403 /auth/login', ...guarded('/auth/login'), ...guarded('/private'), ...guarded('/forbidden', 'Require user nobody')],
            lax: [ON, ...guarded('/auth/login', 'AuthBasicAuthoritative Off', 'Require valid-user')],
            any: [ON, ...guarded('/auth/login', '<RequireAny>', 'Require local', 'Require valid-user', '</RequireAny>')],
            named: [ON, `LuaHookAccessChecker "${folder}/names" name`],
            satisfy: [ON, ...guarded('/auth/login', 'Satisfy Any', 'Order allow,deny', 'Allow from all', 'Require valid-user')],
            out: [ON, 'TimetrackerFrontLogout "/oidc?logout=BASE%2F"', ...guarded('/auth/login')],
        });
        await front.httpd.answers(`${front.base('front')}/healthz`);
    });
    after(() => front.stop());

    test('who is asked and shows nothing, or the wrong thing, is httpd\'s to refuse', async () => {
        const had = await rows(front, 'front');
        for (const headers of [{}, basic('alice', 'bad'), basic('nobody'), basic(''), basic('alice', ''), { Authorization: 'Basic' }, { Authorization: 'Bearer alice' }, { Authorization: 'Negotiate YWxpY2U=' }]) {
            const answer = await front.login('front', headers as Record<string, string>);
            expectNobody(answer, 401);
            assert.match(answer.headers['www-authenticate'] ?? '', /^Basic realm="Front"/);
        }
        assert.equal(await rows(front, 'front'), had);
    });

    test('a user appears at the first time, is known at the second, and has a session like any other', async () => {
        const { session, user, page } = await front.signIn('front', basic('alice'));
        assert.equal(page.headers['location'], '/');
        assert.equal(user.username, 'alice');
        assert.equal(user.email, null);
        const cookie = setCookies(page).find((line) => line.startsWith(SESSION_COOKIE)) ?? '';
        assert.match(cookie, /^__Host-tt_session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=43200$/);
        assert.equal(await sql(`SELECT issuer, subject, email_verified, is_admin FROM users WHERE id = ${user.id}`), `${front.base('front')}|alice|f|f`);
        const again = await front.signIn('front', basic('alice'));
        assert.equal(again.user.id, user.id);
        const listed = await session.read('/users/me/sessions');
        assert.equal(listed.sessions.length, 2);
        assert.equal((await session.post('/clients', { name: 'Acme' })).status, 201);
        const log = await session.read('/audit-log?resource=sessions');
        assert.equal(log.audit_log[0].via, 'browser');
        const id = await sql(`SELECT id FROM sessions WHERE ${rowOf(again.session)}`);
        assert.equal((await session.del(`/users/me/sessions/${id}`)).status, 204);
        assert.ok(!await again.session.isAlive());
    });

    test('the address may say where to go, on this site alone', async () => {
        for (const [wanted, led] of [['/reports?x=1', '/reports?x=1'], ['//example.org/', '/'], ['/auth/login', '/'], ['https://example.org', '/']] as const)
            assert.equal((await front.login('front', basic('alice'), new Browser(), `?return_to=${encodeURIComponent(wanted)}`)).headers['location'], led);
    });

    test('no header names anybody', async () => {
        const had = await rows(front, 'open');
        const all = Object.assign({}, ...FORGED) as Record<string, string>;
        for (const headers of [{}, ...FORGED, all, basic('alice'), { 'Proxy-Authorization': basic('alice').Authorization ?? '' }, { Cookie: 'REMOTE_USER=alice' }]) {
            expectNobody(await front.login('open', { ...headers, Accept: 'application/json' }), 403, 'front_no_user');
            expectNobody(await front.login('open', headers as Record<string, string>, new Browser(), '?REMOTE_USER=alice&user=alice&OIDC_CLAIM_sub=alice'), 403, 'front_no_user');
        }
        assert.equal(await rows(front, 'open'), had);
        const page = await front.login('open');
        assert.match(page.text, /httpd has authenticated nobody for this request/);
        assert.match(front.httpd.messages(), /TT2004: \/auth\/login refused with 403: front_no_user, no module of httpd has set a user/);
    });

    test('no header changes who it is, or what is known of them', async () => {
        const { user: alice } = await front.signIn('front', basic('alice'));
        const names = ['OIDC_CLAIM_name', 'OIDC_CLAIM_email', 'OIDC_CLAIM_groups', 'OIDC-CLAIM-groups', 'HTTP_OIDC_CLAIM_groups', 'REDIRECT_OIDC_CLAIM_groups', 'X-OIDC_CLAIM_groups'];
        const forged = Object.fromEntries(names.map((name) => [name, 'admins']));
        for (const headers of [...FORGED, forged]) {
            const { user } = await front.signIn('front', { ...headers, ...basic('alice') });
            assert.deepEqual([user.id, user.username, user.email], [alice.id, 'alice', null], JSON.stringify(headers));
        }
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${alice.id}`), 'f');
    });

    test('names count byte by byte', async () => {
        const ids = new Set<number>();
        for (const name of ['alice', 'Alice', 'bob', 'müller', 'o\'neil"; <b>&', 'two words', '0', 'admin', 'x'.repeat(255)]) {
            const { user } = await front.signIn('front', basic(name));
            assert.equal(user.username, name);
            assert.equal(await sql(`SELECT subject FROM users WHERE id = ${user.id}`), name);
            assert.ok(!ids.has(user.id));
            ids.add(user.id);
        }
        for (const name of [LONG, LATIN1, 'bell\x07', 'c1\x85'])
            expectNobody(await front.login('front', { ...basic(name), Accept: 'application/json' }), 403, 'front_subject');
    });

    test('variables of httpd say name, address and administrator', async () => {
        const { user } = await front.signIn('claims', basic('alice'));
        assert.equal(user.username, 'Alice Example');
        assert.equal(user.email, 'alice@example.org');
        assert.equal(await sql(`SELECT issuer, subject, email_verified, is_admin FROM users WHERE id = ${user.id}`), 'urn:example:people|alice|f|t');
        // Each sign-in says it anew; a word of a list must be it, whole; what cannot be shown is as if it were not there.
        const { user: later } = await front.signIn('fewer', basic('alice'));
        assert.deepEqual([later.id, later.username, later.email], [user.id, 'alice', null]);
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${user.id}`), 'f');
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${(await front.signIn('flag', basic('alice'))).user.id}`), 't');
    });

    test('without the directive whom httpd has authenticated is nobody', async () => {
        expectNobody(await front.login('off', { ...basic('alice'), Accept: 'application/json' }), 404, 'sign_in_off');
    });

    test('an internal redirect brings nobody along', async () => {
        for (const path of ['/auth/login', '/private', '/forbidden'])
            for (const headers of [basic('alice', 'bad'), basic('nobody'), {}]) {
                const answer = await new Browser().visit(`${front.base('error')}${path}`, { headers });
                assert.deepEqual(setCookies(answer), [], `${path}: ${answer.text}`);
                assert.equal(answer.headers['location'], undefined);
            }
        // Authenticated, but for an address that is not theirs.
        assert.deepEqual(setCookies(await new Browser().visit(`${front.base('error')}/forbidden`, { headers: basic('alice') })), []);
        assert.equal(await rows(front, 'error'), '0|0');
        await front.signIn('error', basic('alice'));
    });

    test('a user who was named and not authenticated is nobody', async () => {
        for (const host of ['any', 'satisfy'])
            for (const headers of [{}, basic('alice'), basic('alice', 'bad')])
                expectNobody(await front.login(host, { ...headers, Accept: 'application/json' }), 403, 'front_no_user');
        // Something in httpd sets a user and no type.
        for (const headers of [{}, { 'X-User': 'bob' }] as Headers[])
            expectNobody(await front.login('named', { ...headers, Accept: 'application/json' }), 403, 'front_no_user');
        assert.match(front.httpd.messages(), /front_no_user, a user is set, but neither by an authentication module nor of a client certificate/);
        // httpd gives up where nobody answers for a name.
        expectNobody(await front.login('lax', basic('nobody')), 500);
        expectNobody(await front.login('lax', basic('alice', 'bad')), 401);
        for (const host of ['any', 'satisfy', 'lax', 'named'])
            assert.equal(await rows(front, host), '0|0');
        await front.signIn('lax', basic('alice'));
    });

    test('calls of the API are a session\'s or a key\'s, whoever httpd has authenticated', async () => {
        const base = front.base('whole');
        const browser = new Browser();
        assert.equal((await front.login('whole', basic('alice'), browser)).status, 303);
        const ask = (method: string, path: string, headers: Record<string, string>, raw?: string): ReturnType<typeof send> => send(method, path, { base, raw, headers: { ...basic('alice'), ...headers } });
        const Cookie = browser.cookieHeader('/');
        assert.equal((await ask('GET', '/api/v1/users/me', {})).json.code, 'credentials_required');
        const { user } = (await ask('GET', '/api/v1/users/me', { Cookie })).json;
        assert.equal(user.username, 'alice');
        // Somebody else's browser at the front: the session says who it is.
        assert.equal((await ask('GET', '/api/v1/users/me', { Cookie, ...basic('bob') })).json.user.id, user.id);
        for (const headers of [{}, { 'Sec-Fetch-Site': 'cross-site', 'X-TT-Request': '1' }, { Origin: 'https://evil.example', 'X-TT-Request': '1' }, { 'Sec-Fetch-Site': 'same-origin' }] as Headers[])
            assert.equal((await ask('POST', '/api/v1/clients', { Cookie, ...headers }, '{"name":"x"}')).json.code, 'csrf');
        assert.equal((await ask('POST', '/api/v1/clients', { Cookie, 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1' }, '{"name":"x"}')).status, 201);
        assert.equal((await ask('POST', '/api/v1/clients', {}, '{"name":"x"}')).status, 401);
        assert.equal((await ask('POST', '/mcp', { Cookie, Accept: 'application/json, text/event-stream' }, '{"jsonrpc":"2.0","id":1,"method":"ping"}')).status, 401);
        const api = await newUser();
        assert.equal((await ask('GET', '/api/v1/users/me', { 'X-API-Key': api.key })).json.user.id, api.userId);
        // Where the front stands before the sign-in alone, keys come as ever; and what is no key is none.
        const bearer = (authorization: string): ReturnType<typeof send> => send('GET', '/api/v1/users/me', { base: front.base('front'), headers: { Authorization: authorization } });
        assert.equal((await bearer(`Bearer ${api.key}`)).status, 200);
        assert.equal((await bearer('Bearer alice')).json.code, 'invalid_credentials');
        assert.equal((await bearer(basic('alice').Authorization ?? '')).status, 401);
        assert.equal((await send('GET', '/api/v1/users/me', { base: front.base('off'), headers: { Cookie, ...basic('alice') } })).json.code, 'invalid_credentials');
    });

    test('another user in the same browser: the session of the first is over', async () => {
        const browser = new Browser();
        const { session, user } = await front.signIn('front', basic('alice'), browser);
        const old = { Cookie: browser.cookieHeader('/') };
        const row = rowOf(session);
        const { user: bob } = await front.signIn('front', basic('bob'), browser);
        assert.notEqual(bob.id, user.id);
        assert.equal(await sql(`SELECT count(*) FROM sessions WHERE ${row}`), '0');
        assert.equal((await send('GET', '/api/v1/users/me', { base: front.base('front'), headers: old })).status, 401);
        // A refusal leaves the one that is there.
        expectNobody(await front.login('front', basic('bob', 'bad'), browser), 401);
        assert.equal((await send('GET', '/api/v1/users/me', { base: front.base('front'), headers: { Cookie: browser.cookieHeader('/') } })).json.user.id, bob.id);
    });

    test('a planted session is not the one that begins', async () => {
        const browser = new Browser();
        const planted = 'A'.repeat(43);
        browser.plant(SESSION_COOKIE, planted);
        const { session } = await front.signIn('front', basic('alice'), browser);
        assert.notEqual(session.id, planted);
        assert.equal((await send('GET', '/api/v1/users/me', { base: front.base('front'), headers: { Cookie: `${SESSION_COOKIE}=${planted}` } })).status, 401);
    });

    test('a link of another site with a name and a password in it signs nobody in', async () => {
        for (const site of ['cross-site', 'same-site', 'Cross-Site']) {
            expectNobody(await front.login('front', { ...basic('alice'), 'Sec-Fetch-Site': site, Accept: 'application/json' }), 403, 'front_link');
            const page = await front.login('front', { ...basic('o\'neil"; <b>&'), 'Sec-Fetch-Site': site });
            expectNobody(page);
            assert.match(page.text, /Go on only if you are o'neil&quot;; &lt;b&gt;&amp;</);
            assert.match(page.text, /href="\/auth\/login"/);
        }
        for (const site of ['same-origin', 'none'])
            await front.signIn('front', { ...basic('alice'), 'Sec-Fetch-Site': site });
    });

    test('signs in by GET alone, and has no callback', async () => {
        for (const method of ['HEAD', 'POST', 'PUT', 'DELETE']) {
            const answer = await send(method, '/auth/login', { base: front.base('front'), headers: basic('alice') });
            assert.equal(answer.status, 405, method);
            assert.equal(answer.headers['allow'], 'GET');
            assert.deepEqual(setCookies(answer), []);
        }
        for (const [method, path] of [['GET', '/auth/callback?code=x&state=y'], ['POST', '/auth/backchannel-logout']] as const)
            assert.equal((await send(method, path, { base: front.base('front'), headers: basic('alice') })).json.code, 'sign_in_off');
        assert.equal((await send('GET', '/auth/login/', { base: front.base('front'), headers: basic('alice') })).status, 404);
    });

    test('signing out ends our session, and leads to the end of the front\'s where that has one', async () => {
        for (const [host, path] of [['front', '/'], ['out', `/oidc?logout=${front.base('out')}%2F`]] as const) {
            const { session } = await front.signIn(host, basic('alice'));
            const Cookie = session.browser.cookieHeader('/');
            const origin = front.base(host);
            assert.equal((await send('POST', '/auth/logout', { base: origin, headers: { Cookie, ...basic('alice') } })).json.code, 'csrf');
            const page = await session.browser.visit(`${origin}/auth/logout`, { from: origin, headers: basic('alice') });
            assert.equal(page.status, 200);
            assert.match(page.headers['content-security-policy'] ?? '', host === 'out' ? /form-action 'self' \*$/ : /form-action 'self'$/);
            assert.doesNotMatch(page.text, /OpenID Provider/);
            const out = await session.browser.submit(page, {}, () => true);
            assert.equal(out.status, 303);
            assert.equal(new URL(out.headers['location'] ?? '', origin).href, `${origin}${path}`);
            assert.equal((await send('GET', '/api/v1/users/me', { base: origin, headers: { Cookie } })).status, 401);
            const { session: other } = await front.signIn(host, basic('alice'));
            const answer = await send('POST', '/auth/logout', { base: origin, headers: { Cookie: other.browser.cookieHeader('/'), Accept: 'application/json', 'Sec-Fetch-Site': 'same-origin' } });
            assert.equal(new URL(answer.json.location, origin).href, `${origin}${path}`);
        }
    });
});

suite('settings of front authentication that stop the start', { concurrency: 2 }, () => {
    for (const [line, message] of [
        ['TimetrackerProvider https://id.example.org/.well-known/openid-configuration', /TT1001: TimetrackerFrontAuth and TimetrackerProvider exclude each other/],
        ['TimetrackerUsernameClaim HTTP_X_REMOTE_USER', /TT1001: TimetrackerUsernameClaim: HTTP_X_REMOTE_USER is a header of the request/],
        ['TimetrackerEmailClaim http_oidc_claim_email', /TT1001: TimetrackerEmailClaim: http_oidc_claim_email is a header/],
        ['TimetrackerAdminClaim HTTP_GROUPS=admins', /TT1001: TimetrackerAdminClaim: HTTP_GROUPS=admins is a header/],
        ...['//example.org/', 'example.org', 'javascript:alert(1)', '/\\\\example.org', '/a b'].map((url) => [`TimetrackerFrontLogout "${url}"`, /TT1001: TimetrackerFrontLogout: wants a path of this host or a URL/] as const),
    ] as const)
        test(line, async () => {
            const httpd = await Httpd.run(['LoadModule dbd_module "MODULES/mod_dbd.so"', 'LoadModule timetracker_module "BUILD/mod_timetracker.so"', 'TimetrackerBaseURL http://127.0.0.1:PORT', 'DBDriver pgsql',
                `DBDParams "${env('MODULE_DATABASE_URL')}"`, ON, line]);
            const status = await httpd.ended();
            const messages = httpd.messages();
            await httpd.stop();
            assert.notEqual(status, 0);
            assert.match(messages, message);
        });
});
