// A userinfo endpoint that fails or lies: security notes 4A.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import type { Json } from '../http/api.ts';
import { drip, json, page, redirect, type Provider, type Reply } from './provider.ts';
import { Site } from './site.ts';

const SCRIPT = '<script>alert(1)</script>';

const but = (change: Json) => (good: Json): Reply => json({ ...good, ...change });

const cases: [string, (good: Json, provider: Provider) => Reply][] = [
    ['sub other', but({ sub: 'somebody else' })],
    ['sub missing', but({ sub: undefined })],
    ['an array', (good) => json([good])],
    ['500', (good) => json(good, 500)],
    ['redirect', (_, provider) => redirect(302, `${provider.elsewhere}/userinfo`)],
    // Beyond the list of the notes.
    ['slow', () => drip],
    ['HTML', () => page],
    ['100 KB', but({ padding: 'x'.repeat(100 << 10) })],
    ['sub a number', but({ sub: 7 })],
];

suite('hostile userinfo', () => {
    let site: Site;
    before(async () => {
        site = await Site.start();
    });
    after(() => site.stop());

    for (const [name, userinfo] of cases)
        test(name, async () => {
            await site.expectRefused({ userinfo: (good) => userinfo(good, site.provider) }, { patience: 3000 });
        });

    test('script in names (accepted, and text)', async () => {
        const { answer, browser } = await site.attempt({ userinfo: but({ preferred_username: SCRIPT, name: SCRIPT, email: `${SCRIPT}@example.org` }) });
        assert.equal(answer.status, 303, answer.text);
        const shown = await browser.get('/api/v1/users/me');
        assert.match(shown.headers['content-type'] ?? '', /^application\/json/);
        assert.equal(shown.headers['x-content-type-options'], 'nosniff');
        assert.equal(shown.json.user.username, SCRIPT);
        await site.expectGoodSignIn(0);
        site.checkPeace();
    });

    /** Claims of no use are as if they were not there, and nothing of them is stored. */
    for (const [name, change] of [['CRLF in the email', { email: 'a@example.org\r\nBcc: b@example.org' }], ['email an object', { email: { a: 1 } }],
        ['names of wrong types', { preferred_username: 7, email: ['a@example.org'], email_verified: 'yes' }], ['names with controls', { preferred_username: 'a\0b\u001b[0m', email: 'a\0@b' }],
        ['names of 10 KB', { preferred_username: 'n'.repeat(10_000), email: `${'n'.repeat(10_000)}@example.org` }]] as const)
        test(name, async () => {
            const { answer, browser } = await site.attempt({ userinfo: but(change) });
            if (answer.status === 303) {
                const user = await browser.me();
                assert.doesNotMatch(JSON.stringify(user), /Bcc|\\u0000|\\u001b|nnnn/);
            } else {
                site.checkRefusal(answer);
            }
            await site.expectGoodSignIn(0);
            site.checkPeace();
        });

    test('another one with the same email is another user', async () => {
        const [one, two] = [site.browser(), site.browser()];
        site.provider.behaviour = { userinfo: but({ email: 'shared@example.org', email_verified: true, preferred_username: 'shared' }) };
        await one.signIn('subject-one');
        await two.signIn('subject-two');
        site.provider.behaviour = {};
        assert.notEqual((await one.me()).id, (await two.me()).id);
    });
});
