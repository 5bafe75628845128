import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectProblem, newUser, send, unique, type Answer, type Api } from './api.ts';
import { document, operations } from './openapi.ts';
import { baseUrl, mount } from './server.ts';

suite('system', { concurrency: 4 }, () => {
    let api: Api;

    before(async () => {
        api = await newUser();
    });

    test('GET /info says what clients in the field look for', async () => {
        const answer = await send('GET', '/api/v1/info');
        assert.equal(answer.status, 200);
        assert.equal(answer.headers['content-type'], 'application/json');
        const { endpoints, authentication, app_version, ...rest } = answer.json;
        assert.deepEqual(rest, { api_version: 'v1', setup_required: false, timezone: 'UTC', documentation_url: `${baseUrl}/api/docs`, openapi_url: `${baseUrl}/api/openapi.json` });
        assert.match(app_version, /^\d+\.\d+\.\d+/);
        assert.match(authentication, /Bearer/);
        assert.deepEqual(endpoints, Object.fromEntries([['clients', 'clients'], ['projects', 'projects'], ['tags', 'tags'], ['time_entries', 'time-entries'], ['timer', 'timer'],
            ['reports', 'reports/summary'], ['statistics', 'statistics'], ['saved_reports', 'saved-reports'], ['client_targets', 'client-targets'], ['users', 'users/me'], ['audit_log', 'audit-log'], ['info', 'info'], ['health', 'health']].map(([name, path]) => [name, `${mount}/api/v1/${path}`])));
        for (const [url, type] of [[rest.documentation_url, /^text\/html/], [rest.openapi_url, /json/]] as const) {
            const page = await fetch(url);
            assert.equal(page.status, 200, url);
            assert.match(page.headers.get('content-type') ?? '', type);
        }
    });

    test('the links of /info lead somewhere', async () => {
        for (const path of Object.values<string>((await send('GET', '/api/info')).json.endpoints))
            assert.equal((await send('GET', path.slice(mount.length), { headers: { 'X-API-Key': api.key } })).status, 200, path);
    });

    test('health, liveness, readiness', async () => {
        const health = await send('GET', '/api/v1/health');
        const { timestamp, ...rest } = health.json;
        assert.deepEqual([health.status, rest], [200, { status: 'healthy' }]);
        assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000);
        const alive = await send('GET', '/healthz');
        assert.deepEqual([alive.status, alive.json], [200, { status: 'ok' }]);
        const ready = await send('GET', '/readyz');
        assert.equal(ready.status, 200);
        assert.equal(ready.json.status, 'ready');
        assert.ok(ready.json.schema_version >= 1);
    });

    test('the OpenAPI document: public, with a strong ETag, revalidated', async () => {
        const answer = await send('GET', '/api/openapi.json');
        assert.deepEqual([answer.status, answer.headers['content-type'], answer.headers['cache-control']], [200, 'application/json', 'public, no-cache']);
        const etag = answer.headers['etag'] ?? '';
        assert.match(etag, /^"[0-9a-f]{16}"$/);
        for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*', etag.replace(/"$/, '-gzip"')]) {
            const again = await send('GET', '/api/openapi.json', { headers: { 'If-None-Match': known } });
            assert.deepEqual([again.status, again.text, again.headers['etag']], [304, '', etag], known);
        }
        assert.equal((await send('GET', '/api/openapi.json', { headers: { 'If-None-Match': '"x"' } })).status, 200);
        const packed = await send('GET', '/api/openapi.json', { headers: { 'Accept-Encoding': 'gzip' } });
        assert.deepEqual([packed.text, packed.headers['etag'], packed.headers['content-encoding']], [answer.text, etag, 'gzip']);
    });

    test('the OpenAPI document knows where it lives and what there is', async () => {
        const { openapi, servers, paths, components } = await document();
        assert.equal(openapi, '3.1.0');
        assert.deepEqual(servers, [{ url: `${mount}/api/v1` }]);
        assert.deepEqual(Object.keys(paths).toSorted(), ['/api-keys', '/api-keys/{id}', '/api-keys/{id}/rotate', '/api-keys/{id}/usage', '/audit-log', '/client-targets', '/client-targets/{id}', '/client-targets/{id}/changes',
            '/client-targets/{id}/corrections', '/client-targets/{id}/corrections/{correction_id}', '/clients', '/clients/{id}', '/events', '/health', '/info', '/projects', '/projects/{id}', '/reports/days', '/reports/summary', '/saved-reports', '/saved-reports/{id}', '/statistics', '/tags', '/tags/{id}', '/time-entries',
            '/time-entries/bulk', '/time-entries/{id}', '/time-entries/{id}/duplicate', '/time-entries/{id}/split', '/timer', '/timer/cancel', '/timer/start', '/timer/status',
            '/timer/stop', '/users/me', '/users/me/sessions', '/users/me/sessions/end-others', '/users/me/sessions/{id}']);
        assert.deepEqual(components.schemas.client.required, Object.keys(components.schemas.client.properties));
        const ids = (await operations()).map((operation) => operation.id);
        assert.equal(new Set(ids).size, ids.length);
    });

    test('rows look as the document says', async () => {
        const { schemas } = (await document()).components;
        const project = await api.project();
        const entry = await api.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T10:00:00Z');
        await api.post('/timer/start', { project_id: project.id });
        for (const [row, schema] of [[(await api.read('/clients')).clients[0], 'client'], [project, 'project'], [entry, 'time_entry'], [(await api.read('/timer')).timer, 'timer'],
            [(await api.read('/users/me')).user, 'user'], [(await api.read('/audit-log')).audit_log[0], 'audit_log_entry']] as const)
            assert.deepEqual(Object.keys(row), Object.keys(schemas[schema].properties), schema);
    });

    /** An answer of every kind. */
    async function everyKind(): Promise<[string, Answer][]> {
        const client = await api.client({ name: unique() });
        const stale = { 'If-Match': '"9"' };
        return Promise.all(Object.entries({
            ok: api.get('/clients'), created: api.post('/clients', { name: unique() }), row: api.get(`/clients/${client.id}`),
            'not modified': api.get(`/clients/${client.id}`, { 'If-None-Match': '"1"' }), 'no content': api.del(`/clients/${(await api.client()).id}`),
            csv: api.get('/clients?format=csv'), 'not found': api.get('/clients/9000000000000000000'), nowhere: api.get('/nowhere'), 'no key': send('GET', '/api/v1/clients'),
            method: api.del('/clients'), conflict: api.post('/clients', { name: client.name }), stale: api.patch(`/clients/${client.id}`, {}, stale),
            'too large': api.request('POST', '/clients', { raw: ' '.repeat((1 << 20) + 1) }), 'no JSON': api.request('POST', '/clients', { raw: '{' }),
            type: api.request('POST', '/clients', { raw: '{}', headers: { 'Content-Type': 'text/plain' } }), invalid: api.post('/clients', {}),
            info: send('GET', '/api/v1/info'), healthz: send('GET', '/healthz'), readyz: send('GET', '/readyz'),
        }).map(async ([what, answer]): Promise<[string, Answer]> => [what, await answer]));
    }

    test('every answer keeps browsers from doing anything with it', async () => {
        const answers = [...(await everyKind()), ['openapi', await send('GET', '/api/openapi.json')] as const];
        assert.deepEqual(answers.map(([, answer]) => answer.status),
            [200, 201, 200, 304, 204, 200, 404, 404, 401, 405, 409, 412, 413, 400, 415, 422, 200, 200, 200, 200]);
        for (const [what, { headers }] of answers) {
            assert.equal(headers['x-content-type-options'], 'nosniff', what);
            assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", what);
            assert.equal(headers['referrer-policy'], 'no-referrer', what);
            assert.equal(headers['x-frame-options'], 'DENY', what);
            assert.match(headers['permissions-policy'] ?? '', /geolocation=\(\), microphone=\(\), camera=\(\)/, what);
            assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what);
            assert.equal(headers['strict-transport-security'], undefined, what); // it is http here
            assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what);
            assert.equal(headers['cache-control'], what === 'openapi' ? 'public, no-cache' : 'no-store', what);
            assert.equal(headers['server'], 'Apache', what);
            assert.deepEqual(Object.keys(headers).filter((name) => /^access-control|^set-cookie|^x-powered/.test(name)), [], what);
        }
    });

    test('every answer has an id of its own, which its problem document repeats', async () => {
        const answers = await everyKind();
        for (const [what, answer] of answers) {
            assert.match(answer.headers['x-request-id'] ?? '', /^[0-9a-f]{24}$/, what);
            if (answer.headers['content-type'] === 'application/problem+json')
                assert.equal(answer.json.request_id, answer.headers['x-request-id'], what);
        }
        assert.equal(new Set(answers.map(([, answer]) => answer.headers['x-request-id'])).size, answers.length);
        const own = await api.get('/clients', { 'X-Request-Id': 'f'.repeat(24) });
        assert.notEqual(own.headers['x-request-id'], 'f'.repeat(24));
    });

    test('the Host header is used for nothing', async () => {
        const answer = await send('GET', '/api/v1/info', { headers: { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' } });
        assert.equal(answer.json.documentation_url, `${baseUrl}/api/docs`);
    });

    test('a JSON answer cannot end a script in a page', async () => {
        const client = await api.client({ name: unique('</script><script>alert(1)</script>') });
        const answer = await api.get(`/clients/${client.id}`);
        assert.equal(answer.text.includes('<'), false);
        assert.equal(answer.json.client.name, client.name);
        assert.equal(expectProblem(await api.get('/clients?%3Cscript%3E=1'), 400, 'unknown_parameter', '<script>').field, '<script>');
    });
});
