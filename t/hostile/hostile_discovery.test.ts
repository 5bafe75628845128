// Discovery documents that are wrong, forged or too much: security notes 4A.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { Json } from '../http/api.ts';
import { but, drip, json, page, Provider, redirect, send, tenMegabytes, type Reply } from './provider.ts';
import { Site } from './site.ts';

const cases: [string, (good: Json, provider: Provider) => Reply][] = [
    ['issuer other', but({ issuer: 'https://provider.example' })],
    ['issuer of another case', (good) => but({ issuer: good.issuer.replace('Realm', 'realm') })(good)],
    ['issuer missing', but({ issuer: undefined })],
    ['no jwks_uri', but({ jwks_uri: undefined })],
    ['no token_endpoint', but({ token_endpoint: undefined })],
    ['redirect', (_, provider) => redirect(302, `${provider.elsewhere}/.well-known/openid-configuration`)],
    ['HTML', () => page],
    ['500', (good) => json(good, 500)],
    ['10 MB', tenMegabytes],
    ['depth 100 000', (good) => send(200, 'application/json', JSON.stringify({ ...good, deep: 0 }).replace('"deep":0', `"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}`))],
    ['token_endpoint file:', but({ token_endpoint: 'file:///etc/passwd' })],
    ['jwks_uri gopher:', (good, provider) => but({ jwks_uri: `gopher://127.0.0.1:${provider.port + 1}/_keys` })(good)],
    ['authorization_endpoint javascript:', but({ authorization_endpoint: 'javascript:alert(1)' })],
    ['no S256', but({ code_challenge_methods_supported: ['plain'] })],
    // Beyond the list of the notes.
    ['an array', (good) => json([good])],
    ['nothing', () => send(200, 'application/json', '')],
    ['a duplicate member', (good) => send(200, 'application/json', JSON.stringify(good).replace('{', '{"token_endpoint":"https://provider.example/token",'))],
    ['endpoints with a user or a fragment', (good) => but({ token_endpoint: good.token_endpoint.replace('//', '//user@') , authorization_endpoint: `${good.authorization_endpoint}#x` })(good)],
    ['authorization_endpoint with a line break', (good) => but({ authorization_endpoint: `${good.authorization_endpoint}\r\nSet-Cookie: a=b` })(good)],
];

suite('hostile discovery', { concurrency: 6 }, () => {
    for (const [name, metadata] of cases)
        test(name, async () => {
            const site = await Site.start();
            try {
                const answer = await site.expectRefused({ metadata: (good) => metadata(good, site.provider) }, { patience: 5000 });
                assert.match(answer.json.code, /^provider_/, answer.text);
                assert.equal(site.provider.count('keySet') > 0, true, 'the good sign-in has read the keys');
            } finally {
                await site.stop();
            }
        });

    test('issuer with a slash: the tokens have another issuer then', async () => {
        const site = await Site.start();
        try {
            await site.expectRefused({ metadata: (good) => json({ ...good, issuer: `${good.issuer}/` }) }, { patience: 5000 });
        } finally {
            await site.stop();
        }
    });

    for (const [name, lines, limit] of [['1 byte a second', [], 3500], ['1 byte a second, with the settings that are the default', ['TimetrackerProviderTimeout 5000'], 6000]] as const)
        test(name, async () => {
            const site = await Site.start({ lines: [...lines] });
            try {
                const { answer } = await site.attempt({ metadata: () => drip });
                site.checkRefusal(answer);
                assert.equal(answer.status === 502 || answer.status === 503, true, answer.text);
                assert.ok(answer.milliseconds < limit, `${answer.milliseconds} ms`);
                await site.expectGoodSignIn(5000);
                site.checkPeace();
            } finally {
                await site.stop();
            }
        });

    test('many at once, in all processes: each document is fetched once', async () => {
        const site = await Site.start({ lines: ['TimetrackerProviderCache 3600'] });
        try {
            const attempts = Array.from({ length: 30 }, async () => {
                const browser = site.browser();
                const { answer, started } = await browser.begin();
                const end = started ? await browser.finish(started) : answer;
                // A process asks the provider for no more than a few at once.
                if (end.status !== 303)
                    assert.equal(end.json.code, 'provider_busy', end.text);
            });
            await Promise.all(attempts);
            await site.expectGoodSignIn(0);
            assert.equal(site.provider.count('metadata'), 1);
            assert.equal(site.provider.count('keySet'), 1);
            site.checkPeace();
        } finally {
            await site.stop();
        }
    });

    test('a bad document after a good one: the good one serves on', async () => {
        const site = await Site.start();
        try {
            await site.expectGoodSignIn(0);
            for (const [, metadata] of cases.slice(0, 3)) {
                await new Promise((done) => setTimeout(done, 1100));
                const { answer } = await site.attempt({ metadata: (good) => metadata(good, site.provider) });
                assert.equal(answer.status, 303, answer.text);
            }
            site.checkPeace();
        } finally {
            await site.stop();
        }
    });
});
