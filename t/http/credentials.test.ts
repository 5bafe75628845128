import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { crc32 } from 'node:zlib';

import { Api, expectProblem, newKey, newUser, send, withoutRequestId, type Answer, type Headers } from './api.ts';
import { env, mount, sql, ttctl } from './server.ts';
import { exchange } from './wire.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A key of the right form that nobody has. */
function strangersKey(): string {
    const body = `tt_${'Stranger'.padEnd(34, '0')}`;
    let rest = crc32(body);
    let sum = '';
    for (let i = 0; i < 6; i++) {
        sum = (ALPHABET[rest % 62] ?? '') + sum;
        rest = Math.floor(rest / 62);
    }
    return body + sum;
}

suite('credentials', { concurrency: 4 }, () => {
    let api: Api;
    const ask = (headers: Headers, path = '/users/me'): Promise<Answer> => send('GET', `/api/v1${path}`, { headers });

    before(async () => {
        api = await newUser();
        assert.match(api.key, /^tt_[0-9A-Za-z]{40}$/);
    });

    test('Bearer and Token in any case, and X-API-Key', async () => {
        const good: Headers[] = [{ Authorization: `Bearer ${api.key}` }, { Authorization: `bearer ${api.key}` }, { Authorization: `BEARER ${api.key}` },
            { Authorization: `Token ${api.key}` }, { Authorization: `token ${api.key}` }, { Authorization: `Bearer   ${api.key}` }, { 'X-API-Key': api.key },
            { 'x-api-key': api.key }, { Authorization: `Bearer ${api.key}`, 'X-API-Key': api.key }];
        for (const headers of good)
            assert.equal((await ask(headers)).json.user?.id, api.userId, JSON.stringify(headers));
    });

    test('without: 401 with WWW-Authenticate', async () => {
        const answer = await ask({});
        expectProblem(answer, 401, 'credentials_required');
        assert.equal(answer.headers['www-authenticate'], 'Bearer realm="timetracker"');
    });

    test('a key in the query string is none', async () => {
        for (const query of [`api_key=${api.key}`, `token=${api.key}`, `access_token=${api.key}`])
            expectProblem(await ask({}, `/users/me?${query}`), 401, 'credentials_required');
    });

    test('what is no key', async () => {
        const flipped = api.key.slice(0, -1) + (api.key.endsWith('0') ? '1' : '0');
        const bad: Headers[] = [
            { Authorization: 'Bearer' }, { Authorization: '' }, { Authorization: 'Bearer x' }, { Authorization: api.key }, { Authorization: `Basic ${btoa(`x:${api.key}`)}` },
            { Authorization: `Bearer ${api.key}0` }, { Authorization: `Bearer ${api.key.slice(0, -1)}` }, { Authorization: `Bearer ${flipped}` },
            { Authorization: `Bearer ${api.key.toUpperCase()}` }, { Authorization: `Bearer ${api.key} ${api.key}` }, { Authorization: `Bearer "${api.key}"` },
            { Authorization: `Bearer ${api.key},` }, { Authorization: `Bearer=${api.key}` }, { Authorization: `Bearer\t${api.key}` }, { Authorization: 'Negotiate abc' },
            { 'X-API-Key': flipped }, { 'X-API-Key': `Bearer ${api.key}` }, { 'X-API-Key': '' }, { Authorization: 'Bearer nonsense', 'X-API-Key': api.key },
            { Authorization: `Bearer ${api.key}`, 'X-API-Key': 'nonsense' }, { Authorization: `Bearer ${api.key}`, 'X-API-Key': strangersKey() },
            { Authorization: `Basic ${btoa('a:b')}`, 'X-API-Key': api.key },
        ];
        for (const headers of bad) {
            const answer = await ask(headers);
            expectProblem(answer, 401, 'invalid_credentials');
            assert.equal(answer.headers['www-authenticate'], 'Bearer realm="timetracker", error="invalid_token"', JSON.stringify(headers));
        }
    });

    test('unknown, expired, revoked and used from elsewhere look the same', async () => {
        const user = await newUser();
        const bad = [strangersKey(), `${strangersKey().slice(0, -1)}_`];
        for (const change of ['expires_at = now()', 'expires_at = now() - interval \'1 year\'', 'revoked_at = now()', "ip_allow = '{10.0.0.0/8,2001:db8::/32}'"]) {
            const key = await newKey(user.userId);
            assert.equal((await ask({ Authorization: `Bearer ${key}` })).status, 200);
            await sql(`UPDATE api_keys SET ${change} WHERE hash = sha256('${key}')`);
            bad.push(key);
        }
        const answers = await Promise.all(bad.map((key) => ask({ Authorization: `Bearer ${key}` })));
        for (const answer of answers) {
            expectProblem(answer, 401, 'invalid_credentials');
            assert.equal(withoutRequestId(answer), withoutRequestId(answers[0] ?? answer));
            assert.equal(answer.headers['www-authenticate'], 'Bearer realm="timetracker", error="invalid_token"');
        }
    });

    test('an address in the list may use the key', async () => {
        const key = await newKey(api.userId);
        await sql(`UPDATE api_keys SET ip_allow = '{10.0.0.0/8,127.0.0.0/8}' WHERE hash = sha256('${key}')`);
        assert.equal((await ask({ 'X-API-Key': key })).status, 200);
    });

    test('what a proxy might say of the address is not believed', async () => {
        const key = await newKey(api.userId);
        await sql(`UPDATE api_keys SET ip_allow = '{10.0.0.0/8}' WHERE hash = sha256('${key}')`);
        expectProblem(await ask({ 'X-API-Key': key, 'X-Forwarded-For': '10.1.2.3', Forwarded: 'for=10.1.2.3', 'X-Real-IP': '10.1.2.3' }), 401, 'invalid_credentials');
    });

    test('revoked at once, for every process', async () => {
        const user = await newUser();
        const other = new Api(await newKey(user.userId), user.userId);
        for (let i = 0; i < 8; i++)
            assert.equal((await user.get('/users/me')).status, 200);
        const id = await sql(`SELECT id FROM api_keys WHERE hash = sha256('${user.key}')`);
        await ttctl(['key', 'revoke', id]);
        for (const answer of await Promise.all(Array.from({ length: 16 }, () => user.get('/users/me'))))
            expectProblem(answer, 401, 'invalid_credentials');
        assert.equal((await other.get('/users/me')).status, 200);
    });

    test('the use of a key is noted', async () => {
        const user = await newUser();
        await user.get('/users/me');
        assert.equal(await sql(`SELECT last_used_at > now() - interval '1 minute', host(last_used_ip), version FROM api_keys WHERE hash = sha256('${user.key}')`),
            't|127.0.0.1|1');
    });

    test('public paths need no key and look at none', async () => {
        for (const path of ['/info', '/health'])
            assert.equal((await ask({ Authorization: 'Bearer nonsense' }, path)).status, 200);
    });

    test('rights come before all other faults', async () => {
        for (const [method, path, raw] of [['GET', '/clients?nonsense=1', undefined], ['POST', '/clients', '{'], ['GET', '/clients/abc', undefined], ['DELETE', '/clients/0', undefined]] as const) {
            expectProblem(await send(method, `/api/v1${path}`, { raw }), 401, 'credentials_required');
            expectProblem(await send(method, `/api/v1${path}`, { raw, headers: { 'X-API-Key': strangersKey() } }), 401, 'invalid_credentials');
        }
    });

    test('two Authorization headers are not one', async () => {
        const { status } = await exchange(`GET ${mount}/api/v1/users/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
            + `Authorization: Bearer ${api.key}\r\nAuthorization: Bearer ${api.key}\r\n\r\n`);
        assert.equal(status, 401);
    });

    test('100 KB of it: refused by httpd, nothing broken, nothing kept', async () => {
        for (const name of ['Authorization', 'X-API-Key']) {
            const answer = await ask({ [name]: `Bearer ${'x'.repeat(100_000)}` });
            assert.equal(answer.status, 400);
        }
        assert.equal((await api.get('/users/me')).status, 200);
    });

    test('no key stands in a log', async () => {
        const { readFileSync } = await import('node:fs');
        for (const file of [env('ERROR_LOG'), env('ACCESS_LOG')]) {
            const log = readFileSync(file, 'utf8');
            // Those in the query string are the caller's own doing.
            assert.equal(log.split('\n').some((line) => line.includes(api.key) && !line.includes(`=${api.key}`)), false);
        }
    });
});
