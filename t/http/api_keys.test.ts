// What a person does with keys: makes, uses, rotates and revokes them.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { Api, expectFaults, expectProblem, send, unique, type Answer, type Json } from './api.ts';
import { sql } from './server.ts';
import { newSession, type Session } from './sign_in.ts';

const DAY = 86_400_000;

suite('API keys', { concurrency: 4 }, () => {
    let session: Session;

    before(async () => {
        session = await newSession();
    });

    const make = async (fields: Json = {}): Promise<{ row: Json; key: string; api: Api }> => {
        const answer = await session.post('/api-keys', { name: unique('key'), scopes: ['read:clients', 'write:clients'], ...fields });
        assert.equal(answer.status, 201, answer.text);
        return { row: answer.json.api_key, key: answer.json.key, api: new Api(answer.json.key, session.userId) };
    };
    const works = async (key: string): Promise<boolean> => (await send('GET', '/api/v1/clients', { headers: { 'X-API-Key': key } })).status === 200;
    const days = (row: Json): number => Math.round((Date.parse(row.expires_at) - Date.now()) / DAY);

    test('is shown once, and never again', async () => {
        const { row, key, api } = await make();
        assert.match(key, /^tt_[0-9A-Za-z]{40}$/);
        assert.equal(row.prefix, key.slice(0, 11));
        assert.deepEqual([row.scopes, row.ip_allow, row.last_used_at, row.rotated_at, row.previous_prefix, row.version], [['read:clients', 'write:clients'], null, null, null, null, 1]);
        assert.equal(days(row), 90);
        assert.equal((await api.client()).id > 0, true);
        const list = await session.get('/api-keys');
        const read = await session.get(`/api-keys/${row.id}`);
        for (const answer of [list, read, await session.get('/audit-log')])
            assert.equal(answer.text.includes(key), false);
        assert.ok(read.json.api_key.last_used_at);
        assert.equal(read.json.api_key.last_used_ip, '127.0.0.1');
        assert.equal(await sql(`SELECT count(*) FROM api_keys k WHERE to_jsonb(k)::text LIKE '%${key}%'`), '0');
    });

    test('has just the scopes it was given', async () => {
        const { api } = await make({ scopes: ['read:projects', 'read:projects'] });
        assert.equal((await api.get('/projects')).status, 200);
        expectProblem(await api.get('/clients'), 403, 'insufficient_scope');
        expectProblem(await api.post('/projects', { name: unique() }), 403, 'insufficient_scope');
    });

    test('ends when it was told to', async () => {
        assert.equal(days((await make({ expires_in_days: 7 })).row), 7);
        assert.equal((await make({ expires_at: null })).row.expires_at, null);
        const at = new Date(Date.now() + 3 * DAY).toISOString().replace(/\.\d+Z/, 'Z');
        const { row, key } = await make({ expires_at: at });
        assert.equal(Date.parse(row.expires_at), Date.parse(at));
        await sql(`UPDATE api_keys SET expires_at = now() WHERE id = ${row.id}`);
        assert.equal(await works(key), false);
    });

    test('only from the networks it was given', async () => {
        const here = await make({ ip_allow: ['127.0.0.0/8', '2001:db8::/32'] });
        assert.deepEqual(here.row.ip_allow, ['127.0.0.0/8', '2001:db8::/32']);
        assert.equal(await works(here.key), true);
        assert.equal(await works((await make({ ip_allow: ['192.0.2.1'] })).key), false);
    });

    test('what is wrong is named', async () => {
        const good = { name: 'x', scopes: ['read:clients'] };
        const cases: [Json, string, string][] = [
            [{ ...good, scopes: ['read:everything'] }, 'scopes', 'not_allowed'], [{ ...good, scopes: ['*'] }, 'scopes', 'not_allowed'],
            [{ ...good, scopes: ['admin:all'] }, 'scopes', 'not_allowed'], [{ ...good, scopes: ['write:api_keys'] }, 'scopes', 'not_allowed'],
            [{ ...good, ip_allow: ['10.0.0.1/8'] }, 'ip_allow', 'malformed'], [{ ...good, ip_allow: ['example.org'] }, 'ip_allow', 'malformed'],
            [{ ...good, expires_at: '2001-01-01T00:00:00Z' }, 'expires_at', 'in_past'],
            [{ ...good, expires_at: new Date(Date.now() + DAY).toISOString(), expires_in_days: 3 }, 'expires_in_days', 'not_allowed'],
        ];
        for (const [body, field, code] of cases)
            assert.equal(expectProblem(await session.post('/api-keys', body), 422, code, field).errors.length, 1);
        expectFaults(await session.post('/api-keys', {}), { name: 'required', scopes: 'required' });
        expectFaults(await session.post('/api-keys', { ...good, scopes: [], expires_in_days: 0 }), { scopes: 'not_a_list', expires_in_days: 'out_of_range' });
        for (const field of ['hash', 'prefix', 'grantable', 'id', 'user_id', 'previous_hash'])
            expectFaults(await session.post('/api-keys', { ...good, [field]: 'x' }), { [field]: 'unknown_field' });
        const { row } = await make();
        for (const field of ['scopes', 'expires_at', 'hash', 'ip_allow'])
            assert.equal((await session.patch(`/api-keys/${row.id}`, { [field]: null })).status, 422, field);
    });

    test('can be renamed', async () => {
        const { row, key } = await make();
        const answer = await session.patch(`/api-keys/${row.id}`, { name: 'renamed' }, { 'If-Match': '"1"' });
        assert.deepEqual([answer.status, answer.json.api_key.name, answer.json.api_key.version], [200, 'renamed', 2]);
        expectProblem(await session.patch(`/api-keys/${row.id}`, { name: 'again' }, { 'If-Match': '"1"' }), 412, 'precondition_failed');
        assert.equal(await works(key), true);
    });

    test('rotated: the new secret at once, the old one no more', async () => {
        const { row, key } = await make({ expires_in_days: 30 });
        await sql(`UPDATE api_keys SET created_at = created_at - interval '10 days', expires_at = expires_at - interval '10 days' WHERE id = ${row.id}`);
        const answer = await session.post(`/api-keys/${row.id}/rotate`);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers['cache-control'], 'no-store');
        const { api_key: rotated, key: secret } = answer.json;
        assert.deepEqual([rotated.id, rotated.scopes, rotated.prefix, rotated.previous_prefix, rotated.version], [row.id, row.scopes, secret.slice(0, 11), null, 3]);
        assert.equal(days(rotated), 30, 'it lives as long again as it was made for');
        assert.deepEqual([await works(secret), await works(key)], [true, false]);
    });

    test('rotated with an overlap: both for a while, both listed', async () => {
        const { row, key } = await make();
        const { api_key: rotated, key: secret } = (await session.post(`/api-keys/${row.id}/rotate`, { overlap_hours: 24, expires_in_days: 5 })).json;
        assert.deepEqual([rotated.previous_prefix, days(rotated)], [key.slice(0, 11), 5]);
        assert.ok(Math.abs(Date.parse(rotated.previous_expires_at) - Date.now() - DAY) < 60_000);
        assert.deepEqual([await works(secret), await works(key)], [true, true]);
        const old = new Api(key, session.userId);
        const { id } = await old.client();
        assert.equal(await sql(`SELECT actor FROM audit_log WHERE user_id = ${session.userId} AND resource = 'clients' AND row_id = ${id}`), `key:${row.id}`);
        await sql(`UPDATE api_keys SET previous_expires_at = now() WHERE id = ${row.id}`);
        assert.deepEqual([await works(secret), await works(key)], [true, false]);
        assert.equal((await session.read(`/api-keys/${row.id}`)).api_key.previous_prefix, null);
        for (const overlap_hours of [-1, 25, 1.5, '1'])
            assert.equal((await session.post(`/api-keys/${row.id}/rotate`, { overlap_hours })).status, 422);
    });

    test('a second rotation ends the overlap of the first', async () => {
        const { row, key } = await make();
        await session.post(`/api-keys/${row.id}/rotate`, { overlap_hours: 1 });
        await session.post(`/api-keys/${row.id}/rotate`);
        assert.equal(await works(key), false);
    });

    test('one that has ended stays so: it cannot be rotated', async () => {
        const { row, key } = await make();
        await sql(`UPDATE api_keys SET expires_at = now() WHERE id = ${row.id}`);
        for (const body of [{}, { expires_in_days: 5 }, { overlap_hours: 1 }])
            expectProblem(await session.post(`/api-keys/${row.id}/rotate`, body), 409, 'key_expired');
        await sql(`UPDATE api_keys SET revoked_at = now() WHERE id = ${row.id}`);
        expectProblem(await session.post(`/api-keys/${row.id}/rotate`), 409, 'key_revoked');
        assert.equal(await works(key), false);
        assert.equal(await sql(`SELECT rotated_at IS NULL FROM api_keys WHERE id = ${row.id}`), 't');
    });

    test('revoked at once', async () => {
        const { row, key } = await make();
        assert.equal(await works(key), true);
        assert.equal((await session.del(`/api-keys/${row.id}`)).status, 204);
        for (const answer of await Promise.all(Array.from({ length: 16 }, () => works(key))))
            assert.equal(answer, false);
        expectProblem(await session.get(`/api-keys/${row.id}`), 404, 'not_found');
    });

    test('50 of them', async () => {
        const other = await newSession();
        const one = (): Promise<Answer> => other.post('/api-keys', { name: unique(), scopes: ['read:clients'] });
        await sql(`INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
                   SELECT ${other.userId}, 'n' || n, 'p', sha256(('${other.userId} ' || n)::bytea), '{read:clients}' FROM generate_series(1, 48) n`);
        const answers = await Promise.all(Array.from({ length: 6 }, one));
        assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [201, 201, 409, 409, 409, 409]);
        expectProblem(await one(), 409, 'too_many_keys');
        // One that ends makes room for another, and does not come back beside it.
        await sql(`UPDATE api_keys SET expires_at = now() WHERE user_id = ${other.userId} AND name = 'n1'`);
        assert.equal((await one()).status, 201);
        const ended = await sql(`SELECT id FROM api_keys WHERE user_id = ${other.userId} AND name = 'n1'`);
        expectProblem(await other.post(`/api-keys/${ended}/rotate`, { expires_in_days: 5 }), 409, 'key_expired');
        assert.equal(await sql(`SELECT count(*) FROM api_keys WHERE user_id = ${other.userId} AND revoked_at IS NULL AND coalesce(expires_at > now(), true)`), '50');
    });

    test('an Idempotency-Key repeats the outcome, not the secret', async () => {
        const headers = { 'Idempotency-Key': unique('key') };
        const body = { name: unique('key'), scopes: ['read:clients'] };
        const first = await session.post('/api-keys', body, headers);
        const again = await session.post('/api-keys', body, headers);
        assert.deepEqual([first.status, again.status, again.headers['idempotent-replay']], [201, 201, 'true']);
        assert.deepEqual(again.json, { api_key: first.json.api_key, key: null });
        assert.equal(await works(first.json.key), true);
        assert.equal(await sql(`SELECT count(*) FROM idempotency_keys WHERE body LIKE '%${first.json.key}%'`), '0');
    });

    test('how often it was called, day by day', async () => {
        const { row, key, api } = await make();
        for (let i = 0; i < 12; i++)
            assert.equal(await works(key), true);
        assert.equal((await api.get('/clients/9000000000000000000')).status, 404);
        const today = new Date().toISOString().slice(0, 10);
        await sql(`INSERT INTO api_key_usage VALUES (${session.userId}, ${row.id}, (now() AT TIME ZONE 'UTC')::date - 89, 5), (${session.userId}, ${row.id}, (now() AT TIME ZONE 'UTC')::date - 90, 7)`);
        const { api_key_usage: usage } = await session.read(`/api-keys/${row.id}/usage`);
        assert.deepEqual([usage.id, usage.total_calls, usage.days.length, usage.days[0].calls, usage.days[1]], [row.id, 18, 2, 5, { day: today, calls: 13 }]);
    });

    test('its life is in the audit log', async () => {
        const { row, key } = await make();
        const id = await sql(`SELECT id FROM sessions WHERE user_id = ${session.userId}`);
        await session.post(`/api-keys/${row.id}/rotate`, { overlap_hours: 1 });
        await sql(`UPDATE api_keys SET expires_at = now(), previous_expires_at = now() WHERE id = ${row.id}`);
        for (let i = 0; i < 3; i++)
            assert.equal(await works(key), false);
        await session.del(`/api-keys/${row.id}`);
        const { audit_log: log } = await session.read(`/audit-log?resource=api_keys&row_id=${row.id}`);
        assert.deepEqual(log.filter((entry: Json) => entry.via === 'rest').map((entry: Json) => [entry.action, entry.actor]),
            [['delete', `session:${id}`], ['refuse', `key:${row.id}`], ['update', `session:${id}`], ['insert', `session:${id}`]]);
        assert.deepEqual(log.find((entry: Json) => entry.action === 'refuse').new, { reason: 'invalid_credentials', ip: '127.0.0.1' });
        assert.equal(JSON.stringify(log).includes('hash'), false);
    });
});
