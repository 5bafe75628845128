// Key sets that are wrong, weak or too much: security notes 4A. What is good in them still counts.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Json } from '../http/api.ts';
import { b64, compact, hmac, Key, keys, unsignedRsa } from './jose.ts';
import { drip, json, page, redirect, tenMegabytes, type Behaviour, type Reply } from './provider.ts';
import { Site } from './site.ts';

const set = (...jwks: Json[]) => (): Reply => json({ keys: jwks });
const rs256 = (kid: string | undefined) => ({ alg: 'RS256', typ: 'JWT', kid });

const weak = new Key('weak', 'RS256', 1024);
const next = new Key('next', 'RS256');
const octets = randomBytes(32);
const offCurve = (): Json => {
    const y = Buffer.from(String(keys.ec.jwk.y), 'base64url');
    y[31] = (y[31] ?? 0) ^ 1;
    return { ...keys.ec.jwk, y: b64(y) };
};
const tooMany = Array.from({ length: 5000 }, () => ({ kty: 'oct', k: 'AA' }));

async function withSite(work: (site: Site) => Promise<void>, lines: string[] = []): Promise<void> {
    const site = await Site.start({ lines });
    try {
        await work(site);
    } finally {
        await site.stop();
    }
}

const refused: [string, (site: Site) => Behaviour][] = [
    ['no kid and two keys', () => ({ keySet: set(keys.rsa.jwk, next.jwk), idToken: (claims) => keys.rsa.token(claims, { kid: undefined }) })],
    ['10 MB', () => ({ keySet: tenMegabytes })],
    ['5000 keys', () => ({ keySet: set(...tooMany, keys.rsa.jwk) })],
    ['HTML', () => ({ keySet: () => page })],
    ['redirect', (site) => ({ keySet: () => redirect(302, `${site.provider.elsewhere}/keys`) })],
    ['slow', () => ({ keySet: () => drip })],
    ['RSA 1024', () => ({ keySet: set(weak.jwk), idToken: (claims) => weak.token(claims) })],
    ['65536-bit modulus', () => ({ keySet: set({ ...keys.rsa.jwk, n: b64(Buffer.concat([Buffer.from([0x80]), randomBytes(8190), Buffer.from([1])])) }) })],
    ['e=1, forged', () => ({ keySet: set({ ...keys.rsa.jwk, e: 'AQ' }), idToken: (claims) => compact(rs256('rsa'), claims, unsignedRsa) })],
    ['use enc', () => ({ keySet: set({ ...keys.rsa.jwk, use: 'enc' }) })],
    ['alg of the key is another', () => ({ keySet: set({ ...keys.rsa.jwk, alg: 'PS256' }) })],
    ['key_ops encrypt', () => ({ keySet: set({ ...keys.rsa.jwk, use: undefined, key_ops: ['encrypt'] }) })],
    ['oct key and HS256', () => ({ keySet: set({ kty: 'oct', kid: 'oct', alg: 'HS256', k: b64(octets) }), idToken: (claims) => compact({ alg: 'HS256', kid: 'oct' }, claims, hmac(octets)) })],
    ['a point off the curve', () => ({ keySet: set(offCurve()), idToken: (claims) => keys.ec.token(claims) })],
    ['one kid for two types of keys', () => ({ keySet: set({ ...keys.rsa.jwk, kid: 'same' }, { ...keys.ec.jwk, kid: 'same' }), idToken: (claims) => keys.rsa.token(claims, { kid: 'same' }) })],
    // Beyond the list of the notes.
    ['an even e', () => ({ keySet: set({ ...keys.rsa.jwk, e: 'AQAA' }) })],
    ['an array', () => ({ keySet: () => json([keys.rsa.jwk]) })],
];

const accepted: [string, Behaviour][] = [
    ['unknown extra keys', { keySet: set({ kty: 'PQ', kid: 'new', alg: 'ML-DSA-65' }, { kty: 'OKP', crv: 'X25519', x: 'AA', kid: 'x' }, { kty: 'RSA', kid: 'half' }, 7, null, weak.jwk, offCurve(),
        keys.rsa.jwk) }],
    ['no kid with a single key', { keySet: set(keys.rsa.jwk), idToken: (claims) => keys.rsa.token(claims, { kid: undefined }) }],
];

suite('hostile key sets', { concurrency: 6 }, () => {
    for (const [name, behaviour] of refused)
        test(name, () => withSite(async (site) => {
            await site.expectRefused(behaviour(site), { patience: 6000 });
        }));

    for (const [name, behaviour] of accepted)
        test(`${name} (accepted)`, () => withSite(async (site) => {
            await site.expectAccepted(behaviour);
        }));

    test('unknown kid: at most one more fetch', () => withSite(async (site) => {
        const { answer, browser } = await site.attempt({ idToken: (claims) => next.token(claims) });
        site.checkRefusal(answer);
        assert.equal(browser.session, undefined);
        assert.ok(site.provider.count('keySet') <= 2, `${site.provider.count('keySet')} fetches`);
        await site.expectGoodSignIn(0);
        site.checkPeace();
    }, ['TimetrackerKeysPause 60', 'TimetrackerProviderCache 3600']));

    test('100 sign-ins with unknown kids: at most two fetches a minute', () => withSite(async (site) => {
        await site.expectGoodSignIn(0);
        for (let round = 0; round < 10; round++) {
            site.provider.behaviour = { idToken: (claims) => keys.rsa.token(claims, { kid: b64(randomBytes(9)) }) };
            const attempts = Array.from({ length: 10 }, async () => {
                const browser = site.browser();
                return browser.finish(await browser.start());
            });
            for (const answer of await Promise.all(attempts))
                site.checkRefusal(answer);
        }
        site.provider.behaviour = {};
        assert.ok(site.provider.count('keySet') <= 2, `${site.provider.count('keySet')} fetches`);
        await site.expectGoodSignIn(0);
        site.checkPeace();
    }, ['TimetrackerKeysPause 60', 'TimetrackerProviderCache 3600']));

    test('a new key is found when a token names it (accepted); one that was withdrawn is refused within the life of the cache', () => withSite(async (site) => {
        await site.expectGoodSignIn(0);
        await sleep(1100);
        await site.expectAccepted({ keySet: set(keys.rsa.jwk, next.jwk), idToken: (claims) => next.token(claims) });
        await sleep(2100);
        await site.expectRefused({ keySet: set(next.jwk), idToken: (claims) => keys.rsa.token(claims) }, { patience: 6000 });
    }, ['TimetrackerProviderCache 2']));

    test('keys cannot be fetched again: the old ones are kept (accepted)', () => withSite(async (site) => {
        await site.expectGoodSignIn(0);
        await sleep(1100);
        for (const keySet of [() => page, () => json({}, 500)])
            await site.expectAccepted({ keySet });
    }));
});
