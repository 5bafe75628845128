// A userinfo endpoint that fails or lies: security notes 4A.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import type { Json } from '../http/api.ts';
import { but, drip, json, page, redirect, type Provider, type Reply } from './provider.ts';
import { Site } from './site.ts';

const SCRIPT = '<script>alert(1)</script>';

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
    // No JSON with it is read, wherever it stands.
    ['U+0000 in a name', but({ preferred_username: 'a\0b' })],
    ['U+0000 in the email', but({ email: 'a\0@b' })],
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

    // Claims of no use are as if they were not there, and nothing of them is stored: a name is the subject's then.
    const shown: [string, Json, string, string | null][] = [
        ['CRLF in the email', { email: 'a@example.org\r\nBcc: b@example.org' }, 'name of victim', null],
        ['email an object', { email: { a: 1 } }, 'name of victim', null],
        ['names of wrong types', { preferred_username: 7, email: ['a@example.org'], email_verified: 'yes' },
            'victim', null],
        ['names with controls', { preferred_username: 'ab\u001b[0m', email: 'a\u0001@b' }, 'victim', null],
        ['names with other controls', { preferred_username: 'a\u007fb', email: 'a\u0085@b' }, 'victim', null],
        ['names of 10 KB', { preferred_username: 'n'.repeat(10_000), email: `${'n'.repeat(10_000)}@example.org` },
            'victim', null],
        // The limits themselves: 320 characters are shown, 321 are not; an email has three at least.
        ['names of 320 characters', { preferred_username: 'n'.repeat(320), email: 'a@b' }, 'n'.repeat(320), 'a@b'],
        ['names of 321 characters', { preferred_username: 'n'.repeat(321), email: '@b' }, 'victim', null],
    ];
    for (const [name, change, username, email] of shown)
        test(name, async () => {
            const { answer, browser } = await site.attempt({ userinfo: but(change) });
            assert.equal(answer.status, 303, answer.text);
            const user = await browser.me();
            assert.deepEqual([user.username, user.email], [username, email]);
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
