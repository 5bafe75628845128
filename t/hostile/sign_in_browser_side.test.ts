// What browsers, and those who play tricks on them, can do to a sign-in and to a session: security notes 4B.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { expectProblem } from '../http/api.ts';
import { sql } from '../http/server.ts';
import { own, Stack } from '../http/stack.ts';
import { b64 } from './jose.ts';
import { random, SESSION, Site, type Browser, type Started } from './site.ts';

/** Requests at once; a process of prefork serves one connection, and its others have to wait until that is closed. */
const MANY = own['MPM'] === 'prefork' ? 6 : 50;

const HEAD = 12;
const NONCE = 12;
const TAG = 16;

/** The cookie NAME sealed anew with the key (of src/auth/seal.c's form), as if that had been SECONDS earlier. */
function resealed(name: string, value: string, key: Buffer, seconds: number, newKey = key): string {
    const bytes = Buffer.from(value, 'base64url');
    const [head, nonce, tag] = [Buffer.from(bytes.subarray(0, HEAD)), bytes.subarray(HEAD, HEAD + NONCE), bytes.subarray(-TAG)];
    const also = (): Buffer => Buffer.concat([Buffer.from(`${name}\0`), head]);
    const open = createDecipheriv('aes-256-gcm', key, nonce).setAAD(also()).setAuthTag(tag);
    const text = Buffer.concat([open.update(bytes.subarray(HEAD + NONCE, -TAG)), open.final()]);
    head.writeBigInt64BE(head.readBigInt64BE(4) - BigInt(seconds), 4);
    const seal = createCipheriv('aes-256-gcm', newKey, nonce).setAAD(also());
    return b64(Buffer.concat([head, nonce, seal.update(text), seal.final(), seal.getAuthTag()]));
}

suite('sign-in, seen from the browser', () => {
    let stack: Stack;
    let site: Site;

    before(async () => {
        stack = await Stack.start('sign-in', ['--provider', 'none']);
        site = await Site.start({ database: stack.get('MODULE_DATABASE_URL'), databaseUrl: stack.get('DATABASE_URL'),
            lines: ['TimetrackerProviderCache 3600', 'TimetrackerSessionIdle 1800', 'CustomLog access.log "%h \\"%r\\" %>s \\"%{Referer}i\\""'] });
        await site.expectGoodSignIn(0);
    });
    after(async () => {
        site.checkPeace();
        await site.stop();
        await stack.stop();
    });

    const query = (text: string): Promise<string> => sql(text, site.databaseUrl);

    /** Rows of all tables together. */
    const rows = async (): Promise<number> => Number(await query(`
        SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', schemaname, tablename), false, true, '')))[1]::text::bigint)
        FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`));

    const sealKey = async (): Promise<Buffer> => Buffer.from(await query(`SELECT encode(key, 'hex') FROM seal_keys ORDER BY id DESC LIMIT 1`), 'hex');

    async function signedIn(subject: string): Promise<Browser> {
        const browser = site.browser();
        await browser.signIn(subject);
        return browser;
    }

    async function expectNoSignIn(browser: Browser, started: Started, code?: string): Promise<void> {
        const session = browser.session;
        const answer = await browser.finish(started);
        site.checkRefusal(answer);
        if (code !== undefined)
            assert.equal(answer.json.code, code);
        assert.equal(browser.session, session);
    }

    test('a refused sign-in is in the audit log; an answer that belongs to none leaves nothing', async () => {
        const refusals = (): Promise<string> =>
            query(`SELECT count(*) FROM audit_log WHERE action = 'refuse' AND resource = 'sign_in'`);
        const before = Number(await refusals());
        const browser = site.browser();
        const started = await browser.start();
        await browser.finish(started, (params) => { params.delete('code'); params.set('error', 'access_denied'); return params; });
        assert.equal(Number(await refusals()), before + 1);
        assert.equal(await query(`SELECT new->>'reason' FROM audit_log WHERE resource = 'sign_in' ORDER BY id DESC LIMIT 1`), 'provider_refused');
        const stranger = site.browser();
        const other = await site.browser().start();
        site.checkRefusal(await stranger.finish(other));
        site.checkRefusal(await browser.finish(started));
        assert.equal(Number(await refusals()), before + 1, 'who never began a sign-in cannot write into the audit log');
    });

    test('B1 the callback of one browser in another: no session there, and its old one stays', async () => {
        const [mine, theirs] = [site.browser(), await signedIn('b1-victim')];
        const victim = await theirs.me();
        const started = await mine.start(undefined, 'b1-attacker');
        await expectNoSignIn(theirs, started, 'state_unknown');
        assert.deepEqual(await theirs.me(), victim);
        assert.equal(started.grant.redeemed, 0);
        await expectNoSignIn(site.browser(), started, 'state_unknown');
        assert.equal((await mine.finish(started)).status, 303);
    });

    test(`B2 the same callback twice, and ${MANY} at once: one session`, async () => {
        const count = async (subject: string): Promise<string> => query(`SELECT count(*) FROM sessions WHERE sid = 'sid-${subject}'`);
        const browser = site.browser();
        const started = await browser.start(undefined, 'b2-twice');
        const cookies = browser.cookieHeader();
        assert.equal((await browser.finish(started)).status, 303);
        await expectNoSignIn(browser, started, 'state_unknown');
        // With the cookie that the browser was told to forget.
        const again = await site.browser().request('GET', browser.callback(started), cookies);
        site.checkRefusal(again);
        assert.equal(await count('b2-twice'), '1');

        const other = site.browser();
        const parallel = await other.start(undefined, 'b2-parallel');
        const headers = other.cookieHeader();
        const answers = await Promise.all(Array.from({ length: MANY }, () => site.browser().request('GET', other.callback(parallel), headers)));
        assert.equal(answers.filter(({ status }) => status === 303).length, 1, answers.map(({ status }) => status).join(' '));
        for (const answer of answers.filter(({ status }) => status !== 303))
            site.checkRefusal(answer);
        assert.equal(await count('b2-parallel'), '1');
    });

    test('B3 older than ten minutes: a page to start again', async () => {
        const browser = site.browser();
        for (const [seconds, status] of [[590, 303], [602, 400], [100_000, 400], [-3600, 400]] as const) {
            const started = await browser.start();
            browser.jar.set(started.cookie, resealed(started.cookie, browser.jar.get(started.cookie) ?? '', await sealKey(), seconds));
            const answer = await browser.finish(started, undefined, { Accept: 'text/html' });
            assert.equal(answer.status, status, `${seconds} s: ${answer.text}`);
            if (status !== 303)
                assert.match(answer.text, /href="\/auth\/login"/);
        }
    });

    test('B4 300 sign-ins begun in one browser: four cookies at most, a short header, and it still works', async () => {
        const browser = site.browser();
        for (let i = 0; i < 300; i++) {
            await browser.start(`/reports?x=${'a'.repeat(500)}`);
            assert.ok(browser.transactions.length <= 4, `${browser.transactions.length} cookies`);
        }
        assert.ok((browser.cookieHeader()['Cookie'] ?? '').length < 8000);
        await browser.signIn('b4');
        assert.ok(await browser.me());
    });

    test('B5 500 sign-ins begun by many: no row, no memory', async () => {
        const memory = (): number => {
            const parent = readFileSync(join(site.httpd.folder, 'pid'), 'utf8').trim();
            let sum = 0;
            for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
                try {
                    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
                    if (new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status))
                        sum += Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
                } catch {
                    // It has ended meanwhile.
                }
            }
            return sum;
        };
        const begin = async (n: number): Promise<void> => {
            for (let i = 0; i < n; i += 10)
                await Promise.all(Array.from({ length: 10 }, () => site.browser().start('/reports')));
        };
        await begin(300);
        const [had, used] = [await rows(), memory()];
        await begin(500);
        assert.equal(await rows(), had);
        // The sanitizers keep freed memory on purpose.
        if (own['TOOL'] !== 'asan')
            assert.ok(memory() - used < 1500, `${memory() - used} kB more of ${used} kB`);
    });

    test('B6 transaction cookies tampered with, truncated, swapped, sealed with another key, or twice', async () => {
        const change = async (make: (started: Started, value: string, browser: Browser) => string | Promise<string>): Promise<void> => {
            const browser = site.browser();
            const started = await browser.start();
            browser.jar.set(started.cookie, await make(started, browser.jar.get(started.cookie) ?? '', browser));
            await expectNoSignIn(browser, started, 'state_unknown');
            assert.equal(started.grant.redeemed, 0);
        };
        const flip = (value: string, at: number): string => value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1);
        for (const at of [0, 3, 8, 15, 20, 30, 40, 100, 200])
            await change((_, value) => flip(value, at));
        for (const length of [0, 1, 15, 16, 17, 40, 52, 53, 54, 60, 200])
            await change((_, value) => value.slice(0, length) || 'x');
        await change((_, value) => `${value}AAAA`);
        await change((_, value) => `${value}=`);
        await change((_, value) => `"${value}"`);
        await change(() => 'A'.repeat(4000));
        await change(() => '%00%0d%0a');
        await change(async (started, value) => resealed(started.cookie, value, await sealKey(), 0, randomBytes(32)));
        await change(async (_, __, browser) => {
            const other = await browser.start();
            return browser.jar.get(other.cookie) ?? '';
        });
        const browser = site.browser();
        const started = await browser.start();
        const cookie = `${started.cookie}=${browser.jar.get(started.cookie)}`;
        site.checkRefusal(await site.browser().request('GET', browser.callback(started), { Cookie: `${started.cookie}=x; ${cookie}` }));
        site.checkRefusal(await site.browser().request('GET', browser.callback(started), { Cookie: `${cookie}; ${cookie}` }));
        for (const header of ['', ';', '=', '; ; ;', `${started.cookie}`, `${started.cookie}=`, '__Host-tt_tx_', 'a'.repeat(8000), '=;'.repeat(2000), `"${cookie}`])
            site.checkRefusal(await site.browser().request('GET', browser.callback(started), { Cookie: header }));
        await site.expectGoodSignIn(0);
    });

    test('B7 a planted session before a sign-in: another id after it, and the planted one is none', async () => {
        const browser = site.browser();
        const planted = random();
        browser.jar.set(SESSION, planted);
        assert.equal(await browser.me(), null);
        await browser.signIn('b7');
        assert.notEqual(browser.session, planted);
        const thief = site.browser();
        thief.jar.set(SESSION, planted);
        assert.equal(await thief.me(), null);
    });

    test('B8 signed in as one, then as another: the other alone, the row of the first is gone', async () => {
        const browser = await signedIn('b8-one');
        const [one, old] = [await browser.me(), browser.session ?? ''];
        await browser.signIn('b8-two');
        assert.notEqual((await browser.me()).id, one.id);
        assert.equal(await query(`SELECT count(*) FROM sessions WHERE sid = 'sid-b8-one'`), '0');
        const thief = site.browser();
        thief.jar.set(SESSION, old);
        assert.equal(await thief.me(), null);
    });

    test('B9 signing out by GET, or from another site: nothing happens', async () => {
        const browser = await signedIn('b9');
        const seen = await browser.get('/auth/logout');
        assert.ok([200, 405].includes(seen.status), String(seen.status));
        assert.ok(await browser.me());
        const evil: Record<string, string>[] = [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { 'Sec-Fetch-Site': 'none' }, { 'Sec-Fetch-Site': '' }, { Origin: 'https://evil.example' },
            { Origin: 'null' }, { Origin: `${site.base}.evil.example` }, { Origin: '' }, {}, { Referer: `${site.base}/` }, { 'Sec-Fetch-Site': 'cross-site', Origin: site.base }];
        for (const headers of evil) {
            const answer = await browser.request('POST', '/auth/logout', { 'X-TT-Request': '1', ...headers });
            assert.equal(answer.status, 403, JSON.stringify(headers));
            assert.equal(answer.json.code, 'csrf');
            const changed = await browser.request('POST', '/api/v1/clients', { 'X-TT-Request': '1', 'Content-Type': 'application/json', ...headers }, '{"name":"forged"}');
            expectProblem(changed, 403, 'csrf');
        }
        expectProblem(await browser.request('POST', '/api/v1/clients', { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' }, '{"name":"forged"}'), 403, 'csrf');
        assert.ok(await browser.me());
        assert.equal((await browser.request('POST', '/api/v1/clients', { Origin: site.base, 'X-TT-Request': '1', 'Content-Type': 'application/json' }, '{"name":"mine"}')).status, 201);
        const session = browser.session ?? '';
        const out = await browser.change('POST', '/auth/logout', { Accept: 'text/html' });
        assert.equal(out.status, 303, out.text);
        const target = new URL(out.headers['location'] ?? '');
        assert.equal(`${target.origin}${target.pathname}`, `${site.provider.issuer}/end`);
        assert.equal(target.searchParams.get('client_id'), 'hostile-test');
        assert.equal(target.searchParams.get('post_logout_redirect_uri'), `${site.base}/`);
        assert.match(target.searchParams.get('id_token_hint') ?? '', /^[\w-]+\.[\w-]+\.[\w-]+$/);
        assert.equal(browser.session, undefined);
        browser.jar.set(SESSION, session);
        assert.equal(await browser.me(), null);
    });

    test('B10 two session cookies: neither counts', async () => {
        const [one, two] = [await signedIn('b10-one'), await signedIn('b10-two')];
        for (const [first, second] of [[one.session, two.session], [one.session, one.session], ['x', one.session], [one.session, '']]) {
            const answer = await site.browser().get('/api/v1/users/me', { Cookie: `${SESSION}=${first}; ${SESSION}=${second}` });
            assert.equal(answer.status, 401, answer.text);
        }
        assert.ok(await one.me());
    });

    test('B11 idle, absolute, and a clock that was set back: never longer', async () => {
        const set = (subject: string, change: string): Promise<string> => query(`UPDATE sessions SET ${change} WHERE sid = 'sid-${subject}' RETURNING expires_at`);
        const end = (subject: string): Promise<string> => query(`SELECT expires_at FROM sessions WHERE sid = 'sid-${subject}'`);
        const idle = await signedIn('b11-idle');
        await set('b11-idle', `last_seen_at = now() - interval '29 minutes'`);
        assert.ok(await idle.me());
        await set('b11-idle', `last_seen_at = now() - interval '31 minutes'`);
        assert.equal(await idle.me(), null);
        assert.equal(await idle.me(), null);

        const absolute = await signedIn('b11-absolute');
        const until = await end('b11-absolute');
        await set('b11-absolute', `last_seen_at = now() - interval '5 minutes'`);
        assert.ok(await absolute.me());
        assert.equal(await end('b11-absolute'), until);
        // As after a clock that ran an hour ahead: such a stamp is believed by nobody.
        await set('b11-absolute', `last_seen_at = now() + interval '1 hour'`);
        assert.equal(await absolute.me(), null);
        await set('b11-absolute', `last_seen_at = now()`);
        assert.ok(await absolute.me());
        assert.equal(await end('b11-absolute'), until);
        await set('b11-absolute', `expires_at = now() - interval '1 second'`);
        assert.equal(await absolute.me(), null);
        await set('b11-absolute', `last_seen_at = now()`);
        assert.equal(await absolute.me(), null);
    });

    test('B12 another key for the cookies: the old one opens for ten minutes, then not', async () => {
        const rotate = (): Promise<string> => query('SELECT tt_seal_key_rotate()');
        const browser = site.browser();
        const [first, second] = [await browser.start(), await browser.start()];
        await rotate();
        assert.equal((await browser.finish(first)).status, 303);
        await site.expectGoodSignIn(0);
        await query(`UPDATE seal_keys SET created_at = created_at - interval '11 minutes'`);
        await expectNoSignIn(browser, second, 'state_unknown');
        await site.expectGoodSignIn(0);
        const third = await browser.start();
        await rotate();
        await rotate();
        await expectNoSignIn(browser, third, 'state_unknown');
        await site.expectGoodSignIn(0);
    });

    test('access_log has neither codes nor states', async () => {
        await site.expectGoodSignIn(0);
        const log = readFileSync(join(site.httpd.folder, 'access.log'), 'utf8');
        assert.match(log, /GET \/auth\/callback/);
        for (const secret of site.provider.secrets)
            assert.ok(!log.includes(secret), `access_log has a secret: ${secret}`);
    });

    test('the database has no code, no token but the hint for signing out, no cookie and nothing that opens one', async () => {
        await site.expectGoodSignIn(0);
        const [all, log] = [await query(`SELECT schema_to_xml('public', true, true, '')`), await query('SELECT string_agg(row_to_json(a)::text, chr(10)) FROM audit_log a')];
        assert.match(all, /<sid>sid-victim<\/sid>/);
        assert.match(log, /provider_refused/);
        for (const secret of site.provider.secrets) {
            assert.ok(!log.includes(secret), `audit_log has a secret: ${secret}`);
            assert.ok(secret.startsWith('eyJ') || !all.includes(secret), `the database has a secret: ${secret}`);
        }
    });

    test('sessions: seen, ended one by one, all others', async () => {
        const [first, second, third] = [await signedIn('list'), await signedIn('list'), await signedIn('list')];
        const stranger = await signedIn('list-stranger');
        const list = await first.get('/api/v1/users/me/sessions');
        assert.equal(list.status, 200, list.text);
        for (const browser of [first, second, third])
            assert.ok(!list.text.includes(browser.session ?? ''), 'an id of a session can be read');
        const ids = (await query(`SELECT id FROM sessions WHERE sid = 'sid-list' ORDER BY id`)).split('\n');
        assert.equal((await stranger.change('DELETE', `/api/v1/users/me/sessions/${ids[1]}`)).status, 404);
        assert.ok(await second.me());
        assert.ok([200, 204].includes((await first.change('DELETE', `/api/v1/users/me/sessions/${ids[1]}`)).status));
        assert.equal(await second.me(), null);
        assert.ok(await third.me());
        const others = await first.change('POST', '/api/v1/users/me/sessions/end-others', { 'Content-Type': 'application/json' }, '{}');
        assert.ok([200, 204].includes(others.status), others.text);
        assert.equal(await third.me(), null);
        assert.ok(await first.me());
        assert.ok(await stranger.me());
    });
});
