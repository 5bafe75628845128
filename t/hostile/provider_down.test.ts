// A provider that is gone, fails, or lets everybody wait: who is signed in, and who has a key, does not notice.
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { newUser, send, type Api } from '../http/api.ts';
import { percentile } from '../http/percentile.ts';
import { own } from '../http/stack.ts';
import { drip, json, Provider, silence, type Behaviour } from './provider.ts';
import { SESSION, Site, type Browser } from './site.ts';

/** Clients of the API at once, and browsers that want to sign in meanwhile; a process of prefork serves one connection. */
const [CLIENTS, BROWSERS] = own['MPM'] === 'prefork' ? [4, 4] : [16, 8];

suite('provider down', () => {
    let provider: Provider;
    let site: Site;
    let person: Browser;
    let api: Api;

    before(async () => {
        provider = await Provider.start();
        site = await Site.start({ provider });
        person = site.browser();
        await person.signIn('person');
        api = await newUser();
    });
    after(() => site.stop());

    /** The session and the key work, here or at another site with the same database. */
    async function expectService(at: Site): Promise<void> {
        const browser = at.browser();
        browser.jar.set(SESSION, person.session ?? '');
        assert.ok(await browser.me());
        const made = await browser.change('POST', '/api/v1/clients', { 'Content-Type': 'application/json' }, JSON.stringify({ name: `client ${performance.now()}` }));
        assert.equal(made.status, 201, made.text);
        assert.equal((await send('GET', '/api/v1/clients', { base: at.base, headers: { 'X-API-Key': api.key } })).status, 200);
    }

    test('never seen by this httpd: 503 at once after the first failure; everything else works; back again: sign-in works', async (t: TestContext) => {
        await provider.close(false);
        const fresh = await Site.start({ provider });
        try {
            fresh.checkRefusal((await fresh.attempt({})).answer);
            const times: number[] = [];
            const until = performance.now() + 3000;
            while (performance.now() < until) {
                const { answer } = await fresh.attempt({});
                fresh.checkRefusal(answer);
                assert.equal(answer.status, 503, answer.text);
                assert.equal(answer.json.code, 'provider_unavailable');
                times.push(answer.milliseconds);
                await expectService(fresh);
                await sleep(50);
            }
            t.diagnostic(`/auth/login while the provider is down: median ${percentile(times, 0.5).toFixed(1)} ms, most ${percentile(times, 1).toFixed(1)} ms of ${times.length}`);
            assert.ok(percentile(times, 1) < 1000, `${percentile(times, 1)} ms`);
            await provider.open();
            await fresh.expectGoodSignIn(6000);
            fresh.checkPeace();
        } finally {
            if (!fresh.provider.isOpen)
                await provider.open();
            await fresh.stop(false);
        }
    });

    test('gone after it was there: sessions and keys serve, sign-ins fail in time; back again: they work', async () => {
        await site.expectGoodSignIn(3000);
        await provider.close(false);
        try {
            const until = performance.now() + 2500;
            while (performance.now() < until) {
                await expectService(site);
                const { answer, browser } = await site.attempt({});
                site.checkRefusal(answer);
                assert.equal(browser.session, undefined);
                assert.ok(answer.milliseconds < 1000, `${answer.milliseconds} ms`);
                await sleep(50);
            }
            // Signing out is our own affair.
            const leaving = site.browser();
            leaving.jar.set(SESSION, (await signInWhileOpen(leaving)) ?? '');
            assert.ok([200, 303].includes((await leaving.change('POST', '/auth/logout')).status));
        } finally {
            if (!provider.isOpen)
                await provider.open();
        }
        await site.expectGoodSignIn(6000);
        site.checkPeace();
    });

    /** A session that is made while the provider is up for a moment. */
    async function signInWhileOpen(browser: Browser): Promise<string | undefined> {
        await provider.open();
        for (;;) {
            const started = await browser.start();
            if ((await browser.finish(started)).status === 303)
                break;
            await sleep(100);
        }
        await provider.close(false);
        return browser.session;
    }

    test('failing: it is asked seldom, however many want to sign in', async () => {
        const fresh = await Site.start({ provider, lines: ['TimetrackerProviderRetry 10'] });
        try {
            const before = provider.count('metadata');
            provider.behaviour = { metadata: () => json({}, 500) };
            for (let i = 0; i < 5; i++)
                await Promise.all(Array.from({ length: 10 }, async () => {
                    const { answer } = await fresh.browser().begin();
                    fresh.checkRefusal(answer);
                }));
            assert.equal(provider.count('metadata') - before, 1);
        } finally {
            provider.behaviour = {};
            await fresh.stop(false);
        }
    });

    // P5 of the security notes: calls to the provider must not eat the workers of the API.
    for (const [name, behaviour] of [['discovery a byte a second', { metadata: () => drip }], ['key set a byte a second', { keySet: () => drip }], ['token endpoint a byte a second', { tokens: () => drip }],
        ['token endpoint silent', { tokens: () => silence }]] as [string, Behaviour][])
        test(`${name}: ${CLIENTS} clients of the API see no error`, async (t: TestContext) => {
            await site.expectGoodSignIn(6000);
            const load = async (milliseconds: number): Promise<number[]> => {
                const times: number[] = [];
                const until = performance.now() + milliseconds;
                await Promise.all(Array.from({ length: CLIENTS }, async () => {
                    while (performance.now() < until) {
                        const began = performance.now();
                        const answer = await send('GET', '/api/v1/clients', { base: site.base, headers: { 'X-API-Key': api.key } });
                        times.push(performance.now() - began);
                        assert.equal(answer.status, 200, answer.text);
                        await sleep(10);
                    }
                }));
                return times;
            };
            const calm = await load(700);
            provider.behaviour = behaviour;
            let over = false;
            let [attempts, signIns] = [0, 0];
            const crowd = Array.from({ length: BROWSERS }, async () => {
                while (!over) {
                    const browser = site.browser();
                    const { answer, started } = await browser.begin();
                    const end = started ? await browser.finish(started) : answer;
                    // What was fetched before still serves.
                    if (end.status === 303)
                        signIns += 1;
                    else
                        site.checkRefusal(end);
                    attempts += 1;
                }
            });
            const busy = await load(1800);
            over = true;
            await Promise.all(crowd);
            provider.behaviour = {};
            const [before, meanwhile] = [percentile(calm, 0.99), percentile(busy, 0.99)];
            t.diagnostic(`p99 ${before.toFixed(1)} ms before, ${meanwhile.toFixed(1)} ms meanwhile; ${busy.length} calls; ${signIns} of ${attempts} sign-ins`);
            // Whoever is kept waiting by the provider waits for the site's timeout, 1.5 s: half of it tells them apart on busy machines, too.
            assert.ok(meanwhile < Math.max(2 * before, 750), `p99 ${meanwhile} ms`);
            await site.expectGoodSignIn(6000);
            site.checkPeace();
        });
});
