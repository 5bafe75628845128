// Authorization responses that were tampered with: security notes 4A.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import { json, type Behaviour } from './provider.ts';
import { random, Site, type Change } from './site.ts';

const SCRIPT = '<script>alert(1)</script>';

/** The query with other parameters; null takes one out, a list repeats it. */
const but = (change: Record<string, string | string[] | null>): Change => (query) => {
    for (const [name, value] of Object.entries(change)) {
        query.delete(name);
        for (const one of [value].flat())
            if (one !== null)
                query.append(name, one);
    }
    return query;
};

const twice = (name: string): Change => (query) => but({ [name]: [query.get(name) ?? '', query.get(name) ?? ''] })(query);

const cases: [string, Change][] = [
    ['iss other', but({ iss: 'https://provider.example' })],
    ['iss missing, though the provider says that it is sent', but({ iss: null })],
    ['iss with a slash', (query) => but({ iss: `${query.get('iss')}/` })(query)],
    ['state missing', but({ state: null })],
    ['state other', () => but({ state: random() })(new URLSearchParams({ code: 'code', iss: 'iss' }))],
    ['no code', but({ code: null })],
    ['code twice', twice('code')],
    ['state twice', twice('state')],
    ['error with a script', but({ code: null, error: SCRIPT, error_description: SCRIPT, error_uri: 'javascript:alert(1)' })],
    ['error and code', but({ error: 'access_denied' })],
    ['code of 7 KB', but({ code: 'c'.repeat(7 << 10) })],
    ['NUL in the code', (query) => but({ code: `${query.get('code')}\0` })(query)],
    // Beyond the list of the notes.
    ['iss twice', twice('iss')],
    ['error twice', but({ code: null, error: ['access_denied', 'server_error'] })],
    ['iss other with an error', but({ code: null, error: 'access_denied', iss: 'https://provider.example' })],
    ['access_denied', but({ code: null, error: 'access_denied' })],
    ['code empty', but({ code: '' })],
    ['state empty', but({ state: '' })],
    ['state of 7 KB', but({ state: 's'.repeat(7 << 10) })],
    ['state with a NUL tail', (query) => but({ state: `${query.get('state')}\0` })(query)],
    ['a broken escape', (query) => `${query.toString()}&code=%4`],
    ['line breaks in the code', but({ code: 'a\r\nSet-Cookie: a=b' })],
    ['no query at all', () => ''],
];

suite('hostile authorization responses', () => {
    let site: Site;
    before(async () => {
        site = await Site.start({ lines: ['TimetrackerProviderCache 3600'] });
    });
    after(() => site.stop());

    for (const [name, change] of cases)
        test(name, async () => {
            const redeemed = site.provider.count('tokens');
            const { answer, browser } = await site.attempt({}, change);
            site.checkRefusal(answer);
            assert.equal(browser.session, undefined);
            assert.equal(answer.status >= 400 && answer.status < 500, true, answer.text);
            assert.equal(site.provider.count('tokens'), redeemed, 'the code was redeemed');
            assert.doesNotMatch(answer.text, /alert|Set-Cookie/);
            await site.expectGoodSignIn(0);
            site.checkPeace();
        });

    test('for a browser: a page that echoes nothing and leads back to the start, without loops', async () => {
        for (const [name, change] of cases) {
            const { answer } = await site.attempt({}, change, { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
            site.checkRefusal(answer);
            assert.match(answer.headers['content-type'] ?? '', /^text\/html/, name);
            assert.doesNotMatch(answer.text, /alert|javascript:|http-equiv/i, name);
            assert.match(answer.headers['content-security-policy'] ?? '', /default-src 'none'/, name);
            assert.match(answer.headers['referrer-policy'] ?? '', /^no-referrer$/, name);
        }
    });

    test('a transaction is over when its state has come back, however that went', async () => {
        for (const change of [but({ error: 'access_denied', code: null }), but({ iss: null }), but({ code: null })]) {
            const browser = site.browser();
            const started = await browser.start();
            await browser.finish(started, change);
            assert.deepEqual(browser.transactions, []);
            site.checkRefusal(await browser.finish(started));
            assert.equal(browser.session, undefined);
        }
    });

    test('unknown parameters are ignored (accepted)', async () => {
        const { answer } = await site.attempt({}, (query) => but({ session_state: 'x', scope: 'openid' })(query));
        assert.equal(answer.status, 303, answer.text);
    });

    test('other methods', async () => {
        const browser = site.browser();
        const started = await browser.start();
        for (const method of ['POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
            const answer = await browser.request(method, browser.callback(started), {}, method === 'POST' ? 'x=1' : undefined);
            assert.equal(answer.status, 405, method);
            assert.equal(answer.headers['allow'], 'GET', method);
        }
        assert.equal((await browser.finish(started)).status, 303);
    });
});

suite('a provider that does not send iss', () => {
    let site: Site;
    before(async () => {
        site = await Site.start();
    });
    after(() => site.stop());

    test('without iss (accepted), with a wrong one (refused)', async () => {
        const quiet: Behaviour = { metadata: (good) => json({ ...good, authorization_response_iss_parameter_supported: undefined }) };
        const { answer } = await site.attempt(quiet, but({ iss: null }));
        assert.equal(answer.status, 303, answer.text);
        const refused = await site.attempt(quiet, but({ iss: 'https://provider.example' }));
        site.checkRefusal(refused.answer);
        assert.equal(refused.browser.session, undefined);
    });
});
