// Logout tokens that the provider sends by itself: security notes 4C. Only a right one ends a session.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';

import type { Json } from '../http/api.ts';
import { compact, hmac, Key, keys } from './jose.ts';
import { CLIENT_ID } from './provider.ts';
import { random, Site, type Browser, type Timed } from './site.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const seconds = (): number => Math.floor(Date.now() / 1000);
const unknown = new Key('unknown', 'RS256');

suite('back-channel logout', () => {
    let site: Site;
    let serial = 0;

    before(async () => {
        site = await Site.start({ lines: ['TimetrackerProviderCache 3600', 'TimetrackerKeysPause 60'] });
    });
    after(() => site.stop());

    /** A subject that nobody had, and a browser where it is signed in. */
    async function somebody(): Promise<{ subject: string; browser: Browser }> {
        const subject = `logout-${process.pid}-${serial += 1}`;
        const browser = site.browser();
        await browser.signIn(subject);
        assert.ok(await browser.me());
        return { subject, browser };
    }

    const claimsOf = (subject: string): Json =>
        ({ iss: site.provider.issuer, sub: subject, aud: CLIENT_ID, iat: seconds(), exp: seconds() + 120, jti: randomUUID(), events: { [EVENT]: {} } });
    const token = (claims: Json, header: Json = {}): string => keys.rsa.token(claims, { typ: 'logout+jwt', ...header });

    function post(body: string, headers: Record<string, string> = {}): Promise<Timed> {
        return site.browser().request('POST', '/auth/backchannel-logout', { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, body);
    }

    const form = (...tokens: string[]): string => tokens.map((one) => `logout_token=${encodeURIComponent(one)}`).join('&');

    function checkDone(answer: Timed): void {
        assert.ok([200, 204].includes(answer.status), `${answer.status} ${answer.text}\n${site.log()}`);
        assert.match(answer.headers['cache-control'] ?? '', /no-store/);
    }

    function checkRefused(answer: Timed): void {
        assert.equal(answer.status, 400, answer.text);
        assert.match(answer.headers['cache-control'] ?? '', /no-store/);
        assert.deepEqual(answer.cookies, []);
    }

    const accepted: [string, (claims: Json) => string][] = [
        ['right', (claims) => token(claims)],
        ['no typ', (claims) => token(claims, { typ: undefined })],
        // Beyond the list of the notes.
        ['typ JWT', (claims) => token(claims, { typ: 'JWT' })],
        ['aud an array', (claims) => token({ ...claims, aud: [CLIENT_ID] })],
        ['ES256', (claims) => keys.ec.token(claims, { typ: 'logout+jwt' })],
    ];

    for (const [name, make] of accepted)
        test(`${name} (accepted)`, async () => {
            const { subject, browser } = await somebody();
            checkDone(await post(form(make(claimsOf(subject)))));
            assert.equal(await browser.me(), null);
            site.checkPeace();
        });

    const but = (change: Json) => (claims: Json): string => token({ ...claims, ...change });

    const refused: [string, (claims: Json) => string][] = [
        ['typ at+jwt', (claims) => token(claims, { typ: 'at+jwt' })],
        ['none', (claims) => compact({ alg: 'none', typ: 'logout+jwt' }, claims, () => Buffer.alloc(0))],
        ['HS256', (claims) => compact({ alg: 'HS256', typ: 'logout+jwt', kid: 'rsa' }, claims, hmac(keys.rsa.pem))],
        ['bad signature', (claims) => keys.stranger.token(claims, { typ: 'logout+jwt' })],
        ['unknown kid', (claims) => unknown.token(claims, { typ: 'logout+jwt' })],
        ['nonce', but({ nonce: random() })],
        ['events missing', but({ events: undefined })],
        ['events other', but({ events: { 'http://schemas.openid.net/event/other': {} } })],
        ['events a string', but({ events: EVENT })],
        ['events of value 1', but({ events: { [EVENT]: 1 } })],
        ['aud', but({ aud: 'another-client' })],
        ['iss', but({ iss: 'https://provider.example' })],
        ['iat missing', but({ iat: undefined })],
        ['iat old', but({ iat: seconds() - 24 * 3600 })],
        ['exp past', but({ exp: seconds() - 120 })],
        ['jti missing', but({ jti: undefined })],
        ['no sub and no sid', but({ sub: undefined })],
        ['an ID token', (claims) => keys.rsa.token({ iss: claims.iss, sub: claims.sub, aud: CLIENT_ID, iat: claims.iat, exp: claims.exp, nonce: random() })],
        // Beyond the list of the notes.
        ['jti empty', but({ jti: '' })],
        ['jti a number', but({ jti: 7 })],
        ['sid a number and no sub', but({ sub: undefined, sid: 7 })],
        ['iat in the future', but({ iat: seconds() + 3600, exp: seconds() + 7200 })],
    ];

    for (const [name, make] of refused)
        test(name, async () => {
            const { subject, browser } = await somebody();
            checkRefused(await post(form(make(claimsOf(subject)))));
            assert.ok(await browser.me(), 'the session is gone');
            checkDone(await post(form(token(claimsOf(subject)))));
            assert.equal(await browser.me(), null);
            site.checkPeace();
        });

    test('two tokens', async () => {
        const { subject, browser } = await somebody();
        checkRefused(await post(form(token(claimsOf(subject)), token(claimsOf(subject)))));
        assert.ok(await browser.me());
    });

    test('empty', async () => {
        for (const body of ['', 'logout_token=', 'logout_token', 'x=y'])
            checkRefused(await post(body));
    });

    test('100 KB', async () => {
        const { subject, browser } = await somebody();
        const answer = await post(form(token({ ...claimsOf(subject), padding: 'x'.repeat(100 << 10) })));
        assert.ok([400, 413].includes(answer.status), answer.text);
        assert.ok(await browser.me());
    });

    test('replay', async () => {
        const { subject, browser } = await somebody();
        const once = form(token(claimsOf(subject)));
        checkDone(await post(once));
        await browser.signIn(subject);
        checkRefused(await post(once));
        assert.ok(await browser.me(), 'a token was used twice');
    });

    test('GET', async () => {
        const { subject, browser } = await somebody();
        const answer = await site.browser().get(`/auth/backchannel-logout?${form(token(claimsOf(subject)))}`);
        assert.equal(answer.status, 405);
        assert.equal(answer.headers['allow'], 'POST');
        assert.ok(await browser.me());
    });

    test('in the query of a POST, and of other types', async () => {
        const { subject, browser } = await somebody();
        const good = form(token(claimsOf(subject)));
        checkRefused(await site.browser().request('POST', `/auth/backchannel-logout?${good}`, { 'Content-Type': 'application/x-www-form-urlencoded' }, ''));
        for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
            const answer = await post(good, { 'Content-Type': type });
            assert.ok([400, 415].includes(answer.status), `${type}: ${answer.status}`);
        }
        assert.ok(await browser.me());
    });

    test('sid: that session and no other; sub: all of the user and of nobody else; keys stay', async () => {
        const { subject, browser: first } = await somebody();
        const { browser: stranger } = await somebody();
        const [second, third] = [site.browser(), site.browser()];
        for (const [browser, sid] of [[second, 'second'], [third, 'third']] as const) {
            site.provider.behaviour = { idToken: (claims) => keys.rsa.token({ ...claims, sid: `${subject}-${sid}` }) };
            await browser.signIn(subject);
        }
        site.provider.behaviour = {};
        const made = await first.change('POST', '/api/v1/api-keys', { 'Content-Type': 'application/json' }, JSON.stringify({ name: 'stays', scopes: ['read:clients'] }));
        assert.equal(made.status, 201, made.text);
        const [key] = /tt_[0-9A-Za-z]{40}/.exec(made.text) ?? [''];
        checkDone(await post(form(token({ ...claimsOf(subject), sid: `${subject}-second` }))));
        assert.equal(await second.me(), null);
        assert.ok(await first.me());
        assert.ok(await third.me());
        checkDone(await post(form(token({ ...claimsOf(subject), sub: undefined, sid: `${subject}-third` }))));
        assert.equal(await third.me(), null);
        assert.ok(await first.me());
        // A sid of another's session does not end it in the name of this subject.
        checkDone(await post(form(token({ ...claimsOf(subject), sid: 'sid-of-nobody' }))));
        assert.ok(await first.me());
        checkDone(await post(form(token(claimsOf(subject)))));
        assert.equal(await first.me(), null);
        assert.ok(await stranger.me());
        assert.equal((await site.browser().get('/api/v1/clients', { 'X-API-Key': key })).status, 200);
    });

    test('20 at once: one is done, the others are replays', async () => {
        const { subject } = await somebody();
        const once = form(token(claimsOf(subject)));
        const statuses = (await Promise.all(Array.from({ length: 20 }, () => post(once)))).map(({ status }) => status);
        assert.equal(statuses.filter((status) => status === 200 || status === 204).length, 1, statuses.join(' '));
        assert.deepEqual([...new Set(statuses.filter((status) => status >= 300))].filter((status) => status !== 400 && status !== 503), []);
    });

    test('many unknown kids cost the provider nothing', async () => {
        const before = site.provider.count('keySet');
        for (let i = 0; i < 30; i++)
            checkRefused(await post(form(unknown.token(claimsOf('nobody'), { typ: 'logout+jwt', kid: random(9) }))));
        assert.ok(site.provider.count('keySet') - before <= 1, `${site.provider.count('keySet') - before} fetches`);
        site.checkPeace();
    });

    test('TimetrackerLogoutStrict: logout+jwt alone', async () => {
        const strict = await Site.start({ provider: site.provider, lines: ['TimetrackerLogoutStrict On'] });
        try {
            const { subject, browser } = await somebody();
            const send = (body: string): Promise<Timed> => strict.browser().request('POST', '/auth/backchannel-logout', { 'Content-Type': 'application/x-www-form-urlencoded' }, body);
            checkRefused(await send(form(token(claimsOf(subject), { typ: undefined }))));
            checkRefused(await send(form(token(claimsOf(subject), { typ: 'JWT' }))));
            assert.ok(await browser.me());
            checkDone(await send(form(token(claimsOf(subject)))));
            assert.equal(await browser.me(), null);
        } finally {
            await strict.stop(false);
        }
    });
});
