import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { Api, expectFaults, expectProblem, newKey, newUser, unique, type Answer } from './api.ts';
import { sql } from './server.ts';

/** What a repetition must have in common with the first answer. */
function essence(answer: Answer): unknown[] {
    return [answer.status, answer.text, answer.headers['location'], answer.headers['etag'], answer.headers['content-type']];
}

suite('Idempotency-Key', { concurrency: 4 }, () => {
    let api: Api;
    const post = (key: string, path: string, body?: unknown, who = api): Promise<Answer> => who.post(path, body, { 'Idempotency-Key': key });

    before(async () => {
        api = await newUser();
    });

    test('the first outcome is replayed: status, headers, body', async () => {
        const [key, name] = [unique('key'), unique()];
        const first = await post(key, '/clients', { name });
        assert.equal(first.status, 201);
        assert.equal(first.headers['idempotent-replay'], undefined);
        for (let i = 0; i < 2; i++) {
            const again = await post(key, '/clients', { name });
            assert.deepEqual(essence(again), essence(first));
            assert.equal(again.headers['idempotent-replay'], 'true');
            assert.notEqual(again.headers['x-request-id'], first.headers['x-request-id']);
        }
        assert.equal((await api.read(`/clients?q=${encodeURIComponent(name)}`)).clients.length, 1);
    });

    test('even when the row has changed or gone since', async () => {
        const [key, name] = [unique('key'), unique()];
        const first = await post(key, '/clients', { name });
        await api.patch(`/clients/${first.json.client.id}`, { note: 'new' });
        assert.deepEqual(essence(await post(key, '/clients', { name })), essence(first));
        await api.del(`/clients/${first.json.client.id}`);
        assert.deepEqual(essence(await post(key, '/clients', { name })), essence(first));
    });

    test('the same key with another body, path or query: 422', async () => {
        const [key, name] = [unique('key'), unique()];
        await post(key, '/clients', { name });
        for (const answer of [await post(key, '/clients', { name, note: 'x' }), await post(key, '/projects', { name }),
            await post(key, '/clients?time_zone=UTC', { name })])
            expectProblem(answer, 422, 'idempotency_key_reused');
    });

    test('refusals by the rules are outcomes too', async () => {
        const own = await newUser();
        const project = await own.project();
        const entry = await own.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T10:00:00Z');
        const body = { project_id: project.id, start_time: '2024-01-01T09:30:00Z', end_time: '2024-01-01T11:00:00Z' };
        const first = await post('refused', '/time-entries', body, own);
        assert.deepEqual(expectProblem(first, 409, 'overlap', 'start_time').conflict, entry);
        await own.del(`/time-entries/${entry.id}`);
        const again = await post('refused', '/time-entries', body, own);
        assert.deepEqual(essence(again), essence(first));
        assert.equal(again.headers['idempotent-replay'], 'true');
        assert.equal((await post('another', '/time-entries', body, own)).status, 201);
    });

    test('what never came to the rules takes no key', async () => {
        const key = unique('key');
        expectFaults(await post(key, '/clients', { name: '' }), { name: 'too_short' });
        expectProblem(await api.request('POST', '/clients', { raw: '{', headers: { 'Idempotency-Key': key } }), 400, 'malformed_json');
        const answer = await post(key, '/clients', { name: unique() });
        assert.deepEqual([answer.status, answer.headers['idempotent-replay']], [201, undefined]);
    });

    test('every POST: timer, bulk, split, duplicate', async () => {
        const own = await newUser();
        const project = await own.project();
        const twice = async (path: string, body: unknown, status: number): Promise<Answer> => {
            const key = unique('key');
            const first = await post(key, path, body, own);
            assert.equal(first.status, status, first.text);
            const again = await post(key, path, body, own);
            assert.deepEqual(essence(again), essence(first), path);
            assert.equal(again.headers['idempotent-replay'], 'true');
            return first;
        };
        await twice('/timer/start', { project_id: project.id }, 201);
        await twice('/timer/cancel', undefined, 204);
        await own.post('/timer/start', { project_id: project.id });
        await twice('/timer/stop', {}, 200);
        await twice('/timer/stop', {}, 409);
        const entry = await own.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T11:00:00Z');
        await twice(`/time-entries/${entry.id}/duplicate`, {}, 201);
        await twice(`/time-entries/${entry.id}/split`, { at: '2024-01-01T10:00:00Z' }, 200);
        await twice('/time-entries/9000000000000000000/duplicate', {}, 404);
        await twice('/time-entries/bulk', { ids: [entry.id], action: 'delete' }, 200);
        assert.equal((await own.read('/time-entries')).time_entries.length, 3);
    });

    test('only on POST', async () => {
        const client = await api.client();
        for (const note of ['a', 'b']) {
            const answer = await api.patch(`/clients/${client.id}`, { note }, { 'Idempotency-Key': 'patch' });
            assert.deepEqual([answer.json.client.note, answer.headers['idempotent-replay']], [note, undefined]);
        }
    });

    test('another user\'s key is another key', async () => {
        const [other, name] = [await newUser(), unique()];
        const [mine, theirs] = [await post('shared', '/clients', { name }), await post('shared', '/clients', { name }, other)];
        assert.deepEqual([mine.status, theirs.status, theirs.headers['idempotent-replay']], [201, 201, undefined]);
        assert.notEqual(mine.json.client.id, theirs.json.client.id);
    });

    test('a replay is for who may do it', async () => {
        const name = unique();
        await post('rights', '/clients', { name });
        const weak = new Api(await newKey(api.userId, 'read:clients'), api.userId);
        expectProblem(await post('rights', '/clients', { name }, weak), 403, 'insufficient_scope');
        const strong = new Api(await newKey(api.userId, 'write:clients'), api.userId);
        assert.equal((await post('rights', '/clients', { name }, strong)).headers['idempotent-replay'], 'true');
    });

    test('1 to 128 printable characters', async () => {
        for (const key of ['', 'x'.repeat(129), 'ümlaut', 'tab\tinside'])
            expectProblem(await post(Buffer.from(key).toString('latin1'), '/clients', { name: unique() }), 400, 'malformed_idempotency_key');
        for (const key of ['x'.repeat(128), `a b~!"',;\\{}|${unique('')}`])
            assert.equal((await post(key, '/clients', { name: unique() })).status, 201);
    });

    for (const round of [1, 2, 3])
        test(`fifty at once have one effect (${round})`, async () => {
            const [key, name] = [unique('key'), unique()];
            const send = (): Promise<Answer> => api.patiently('POST', '/clients', { body: { name }, headers: { 'Idempotency-Key': key } });
            const answers = await Promise.all(Array.from({ length: 50 }, send));
            const made = answers.filter((answer) => answer.status === 201);
            assert.ok(made.length >= 1);
            assert.equal(made.filter((answer) => answer.headers['idempotent-replay'] === undefined).length, 1);
            for (const answer of made)
                assert.deepEqual(essence(answer), essence(made[0] ?? answer));
            for (const answer of answers.filter((other) => other.status !== 201))
                expectProblem(answer, 409, 'idempotency_in_progress');
            assert.equal((await api.read(`/clients?q=${encodeURIComponent(name)}`)).clients.length, 1);
            assert.equal((await send()).headers['idempotent-replay'], 'true');
        });

    test('kept for 24 hours', async () => {
        const own = await newUser();
        const body = { name: unique() };
        const first = await post('old', '/clients', body, own);
        await sql(`UPDATE idempotency_keys SET created_at = now() - interval '23:59' WHERE user_id = ${own.userId}`);
        assert.deepEqual(essence(await post('old', '/clients', body, own)), essence(first));
        await sql(`UPDATE idempotency_keys SET created_at = now() - interval '24:01' WHERE user_id = ${own.userId}`);
        expectProblem(await post('old', '/clients', body, own), 409, 'already_exists', 'name');
        assert.equal(await sql(`SELECT count(*) FROM idempotency_keys WHERE user_id = ${own.userId}`), '1');
    });
});
