import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectProblem, newUser, send, told, type Api, type Headers } from './api.ts';
import { methodsByPath } from './openapi.ts';
import { baseUrl, mount } from './server.ts';
import { exchange } from './wire.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'MKCOL'];
const paths = await methodsByPath();
const outside = ['/api/openapi.json', '/healthz', '/readyz'];

suite('methods', { concurrency: 4 }, () => {
    let api: Api;
    let ids: Record<string, number>;
    const filled = (path: string): string => path.replace('{id}', String(ids[path.split('/')[1] ?? '']));

    before(async () => {
        api = await newUser();
        const project = await api.project();
        const entry = await api.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T10:00:00Z');
        ids = { clients: project.client_id, projects: project.id, 'time-entries': entry.id };
    });

    for (const [path, known] of paths)
        test(`${path} takes ${known.join(', ')}; anything else: 405 with Allow`, async () => {
            const allowed = new Set(known.includes('GET') ? [...known, 'HEAD'] : known);
            for (const method of METHODS.filter((other) => !known.includes(other)).concat(allowed.has('HEAD') ? [] : ['HEAD'])) {
                const answer = await api.request(method, filled(path));
                assert.equal(answer.status, 405, `${method}: ${answer.text}`);
                if (method !== 'HEAD')
                    expectProblem(answer, 405, 'method_not_allowed');
                assert.deepEqual(new Set(answer.headers['allow']?.split(', ')), allowed, method);
                assert.equal(Object.keys(answer.headers).some((name) => name.startsWith('access-control')), false);
            }
        });

    for (const path of outside)
        test(`${path} takes GET and HEAD`, async () => {
            for (const method of METHODS.filter((other) => other !== 'GET')) {
                const answer = await send(method, path);
                expectProblem(answer, 405, 'method_not_allowed');
                assert.equal(answer.headers['allow'], 'GET, HEAD');
            }
        });

    test('TRACE is off, made-up methods are refused', async () => {
        const line = (method: string): string => `${method} ${mount}/api/v1/clients HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: ${api.key}\r\n\r\n`;
        assert.equal((await exchange(line('TRACE'))).status, 405);
        for (const method of ['BREW', 'get', 'GETX', 'G=T'])
            assert.ok([400, 405, 501].includes((await exchange(line(method))).status), method);
    });

    test('a method in a header or parameter is not one', async () => {
        const answer = await api.request('POST', `/clients/${ids['clients']}`, { body: {}, headers: { 'X-HTTP-Method-Override': 'DELETE' } });
        expectProblem(answer, 405, 'method_not_allowed');
        expectProblem(await api.post('/clients?_method=DELETE', { name: 'x' }), 400, 'unknown_parameter', '_method');
    });

    test('HEAD is GET without the body', async () => {
        const gets = [...paths].filter(([, methods]) => methods.includes('GET')).map(([path]) => `/api/v1${filled(path)}`);
        for (const path of [...gets, ...outside, '/api/v1/clients/9000000000000000000', '/api/v1/nowhere', '/api/v1/clients?nonsense=1']) {
            const headers = { 'X-API-Key': api.key };
            const [get, head] = [await send('GET', path, { headers }), await send('HEAD', path, { headers })];
            assert.deepEqual([head.status, head.text, told(head.headers)], [get.status, '', told(get.headers)], path);
        }
    });
});

suite('paths', { concurrency: 4 }, () => {
    let api: Api;

    before(async () => {
        api = await newUser();
    });

    test('/api is /api/v1', async () => {
        const headers = { 'X-API-Key': (await newUser()).key };
        const made = await send('POST', '/api/clients', { headers, body: { name: 'made below /api' } });
        assert.equal(made.status, 201);
        assert.equal(made.headers['location'], `${mount}/api/v1/clients/${made.json.client.id}`);
        for (const path of ['/clients', `/clients/${made.json.client.id}`, '/users/me', '/audit-log'])
            assert.equal((await send('GET', `/api${path}`, { headers })).text, (await send('GET', `/api/v1${path}`, { headers })).text);
        assert.equal((await send('GET', '/api/v1/openapi.json')).text, (await send('GET', '/api/openapi.json')).text);
    });

    test('a slash at the end changes nothing', async () => {
        for (const path of ['/clients/', '/users/me/', '/timer/status/', '/info/'])
            assert.equal((await api.get(path)).status, 200, path);
        assert.equal((await api.post('/clients/', { name: 'slash' })).status, 201);
        assert.equal((await api.get('/clients/?limit=1')).json.pagination.limit, 1);
    });

    test('what is nowhere: 404 as a problem document, with or without a key', async () => {
        for (const path of ['', '/', '/nowhere', '/clients/1/2', '/clients/1/split', '/time-entries/1/nothing', '/client', '/clientsx', '/timer/x', '/timer/start/now', '/users', '/users/you',
            '/CLIENTS', '/info/x', '/v1/clients', '/api/v1/clients', '/.env', '/clients.json', '/openapi.yaml'])
            for (const headers of [{}, { 'X-API-Key': api.key }] as Headers[])
                expectProblem(await send('GET', `/api/v1${path}`, { headers }), 404, 'unknown_route');
        expectProblem(await send('GET', '/api/v2/clients'), 404, 'unknown_route');
        expectProblem(await send('GET', '/api'), 404, 'unknown_route');
        expectProblem(await api.post('/nowhere', {}), 404, 'unknown_route');
    });

    test('dots do not lead out', async () => {
        for (const path of ['/../clients', '/%2e%2e/clients', '/clients/..', '/clients/%2e', '/clients/..%2f..']) {
            const { status } = await exchange(`GET ${mount}/api/v1${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
            assert.ok([400, 401, 404].includes(status), `${path}: ${status}`);
        }
    });

    test('what only begins like ours is left to httpd', async () => {
        for (const path of ['/apix', '/api-docs', '/healthzz', '/readyz/x', '/index.htm']) {
            const response = await fetch(baseUrl + path);
            assert.equal(response.status, 404, path);
            assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
        }
        assert.equal((await fetch(`${baseUrl}/`)).status, 200);
    });
});
