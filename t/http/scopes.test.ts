import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { Api, expectProblem, newKey, newUser, send, type Json } from './api.ts';
import { operations, sampleBody, type Operation } from './openapi.ts';
import { sql, ttctl } from './server.ts';
import { newSession } from './sign_in.ts';

const every = (await operations()).filter((operation) => operation.scope !== undefined);
const all = every.filter((operation) => !operation.sessionOnly);
const scopes = [...new Set(all.map((operation) => operation.scope ?? ''))].sort();

suite('scopes', { concurrency: 4 }, () => {
    let user: Api;
    const without = new Map<string, Api>();
    const only = new Map<string, Api>();

    before(async () => {
        user = await newUser();
        await Promise.all(scopes.map(async (scope) => {
            without.set(scope, new Api(await newKey(user.userId, scopes.filter((other) => other !== scope).join()), user.userId));
            only.set(scope, new Api(await newKey(user.userId, scope), user.userId));
        }));
    });

    test('the scopes of the core', () => {
        assert.deepEqual(scopes, ['read:audit_log', 'read:clients', 'read:projects', 'read:reports', 'read:targets', 'read:time_entries', 'read:users',
            'write:clients', 'write:projects', 'write:reports', 'write:targets', 'write:time_entries', 'write:users']);
    });

    test('reading asks for read, everything else for write', () => {
        for (const operation of all)
            assert.equal(operation.scope?.split(':')[0], operation.method === 'GET' ? 'read' : 'write', operation.id);
    });

    test('each of them is asked by a session: all that its user may', async () => {
        const session = await newSession();
        for (const operation of every) {
            const answer = await call(session, operation);
            assert.ok(![401, 403].includes(answer.status) && answer.status < 500, `${operation.id}: ${answer.text}`);
            if (operation.id === 'sessions_end_others')
                assert.deepEqual(answer.json, { ended: 0 });
        }
    });

    test('what is for sessions refuses a key, whatever its scopes, and no key can have such a scope', async () => {
        const admin = await newUser();
        await sql(`UPDATE users SET is_admin = true WHERE id = ${admin.userId}`);
        const keys = [user, admin, new Api(await newKey(admin.userId, '*'), admin.userId)];
        const only = every.filter((operation) => operation.sessionOnly);
        assert.deepEqual([...new Set(only.map((operation) => operation.scope))].toSorted(), ['read:api_keys', 'read:users', 'write:api_keys', 'write:users']);
        for (const key of keys)
            for (const operation of only)
                expectProblem(await call(key, operation), 403, 'session_required');
        for (const scope of ['read:api_keys', 'write:api_keys'])
            await assert.rejects(ttctl(['key', 'create', '--user', String(user.userId), '--name', 'x', '--scopes', scope]));
    });

    test('without credentials every route is closed', async () => {
        for (const operation of every)
            expectProblem(await send(operation.method, `/api/v1${operation.path.replace('{id}', '1')}`, { body: await sampleBody(operation) }), 401, 'credentials_required');
    });

    async function call(api: Api | undefined, operation: Operation): Promise<Json> {
        assert.ok(api);
        return api.request(operation.method, operation.path.replace('{id}', '9000000000000000000'), { body: await sampleBody(operation) });
    }

    for (const operation of all) {
        const scope = operation.scope ?? '';

        test(`${operation.method} ${operation.path} without ${scope}: 403, and what is missing`, async () => {
            const answer = await call(without.get(scope), operation);
            const message = `This endpoint requires the '${scope}' scope`;
            expectProblem(answer, 403, 'insufficient_scope');
            assert.deepEqual(answer.json, {
                type: 'urn:timetracker:insufficient_scope', status: 403, code: 'insufficient_scope', title: 'Insufficient permissions', detail: message,
                error: 'Insufficient permissions', message, required_scope: scope, available_scopes: scopes.filter((other) => other !== scope),
                request_id: answer.headers['x-request-id'],
            });
            assert.equal(answer.headers['www-authenticate'], `Bearer realm="timetracker", error="insufficient_scope", scope="${scope}"`);
        });

        test(`${operation.method} ${operation.path} with ${scope} alone: allowed`, async () => {
            const answer = await call(only.get(scope), operation);
            assert.ok(![401, 403].includes(answer.status) && answer.status < 500, answer.text);
        });
    }

    test('a caller without the right learns that first', async () => {
        const reader = only.get('read:clients');
        assert.ok(reader);
        for (const [method, path, raw] of [['POST', '/clients', '{'], ['POST', '/clients?x=1', '{}'], ['PATCH', '/clients/abc', '{"x":1}'], ['DELETE', '/clients/1', undefined]] as const)
            expectProblem(await reader.request(method, path, { raw }), 403, 'insufficient_scope');
    });

    test('a refusal has no effect', async () => {
        const reader = without.get('write:clients');
        assert.ok(reader);
        const client = await user.client();
        for (const [method, body] of [['PATCH', { note: 'x' }], ['DELETE', undefined]] as const)
            expectProblem(await reader.request(method, `/clients/${client.id}`, { body }), 403, 'insufficient_scope');
        assert.deepEqual(await user.read(`/clients/${client.id}`), { client });
    });

    test('wildcards are for administrators', async () => {
        for (const scope of ['*', 'read:*', 'write:*', 'admin:all', 'read:everything'])
            await assert.rejects(ttctl(['key', 'create', '--user', String(user.userId), '--name', 'x', '--scopes', scope]));
    });
});
