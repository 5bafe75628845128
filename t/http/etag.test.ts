import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectProblem, newUser, type Api, type Json } from './api.ts';

suite('ETag', { concurrency: 4 }, () => {
    let api: Api;
    let client: Json;

    before(async () => {
        api = await newUser();
        client = await api.client();
        client = (await api.patch(`/clients/${client.id}`, { note: 'second version' })).json.client;
    });

    test('single rows have their version as ETag, lists and deletions none', async () => {
        const project = await api.project();
        const entry = await api.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T10:00:00Z');
        for (const [path, etag] of [[`/clients/${client.id}`, '"2"'], [`/projects/${project.id}`, '"1"'], [`/time-entries/${entry.id}`, '"1"'],
            ['/users/me', '"1"'], ['/clients', undefined], ['/time-entries', undefined], ['/audit-log', undefined]] as const)
            assert.equal((await api.get(path)).headers['etag'], etag, path);
        assert.equal((await api.del(`/time-entries/${entry.id}`)).headers['etag'], undefined);
    });

    for (const known of ['"2"', 'W/"2"', '"1", "2"', '"x", W/"2" , "7"', '*', '"2-gzip"', 'W/"2-gzip"'])
        test(`If-None-Match: ${known} -> 304`, async () => {
            for (const method of ['GET', 'HEAD']) {
                const answer = await api.request(method, `/clients/${client.id}`, { headers: { 'If-None-Match': known } });
                assert.deepEqual([answer.status, answer.text, answer.headers['etag'], answer.headers['content-type']], [304, '', '"2"', undefined]);
                assert.match(answer.headers['x-request-id'] ?? '', /^[0-9a-f]{24}$/);
            }
        });

    for (const known of ['"1"', '"22"', '"2 "', '2', '', '"', '"1-gzip"', '""', 'W/2'])
        test(`If-None-Match: ${known || '(empty)'} -> 200`, async () => {
            const answer = await api.get(`/clients/${client.id}`, { 'If-None-Match': known });
            assert.equal(answer.status, 200);
            assert.deepEqual(answer.json, { client });
        });

    test('If-None-Match means nothing to rows that are not there, lists and writes', async () => {
        expectProblem(await api.get('/clients/9000000000000000000', { 'If-None-Match': '*' }), 404, 'not_found');
        assert.equal((await api.get('/clients', { 'If-None-Match': '*' })).status, 200);
        const own = await api.client();
        assert.equal((await api.patch(`/clients/${own.id}`, { note: 'x' }, { 'If-None-Match': '"1"' })).status, 200);
    });

    test('If-Match with the version goes through, and answers the next one', async () => {
        for (const header of ['"1"', '"9", "1"', '*', '"1-gzip"']) {
            const own = await api.client();
            const answer = await api.patch(`/clients/${own.id}`, { note: 'x' }, { 'If-Match': header });
            assert.deepEqual([answer.status, answer.headers['etag']], [200, '"2"'], header);
            assert.equal((await api.put(`/clients/${own.id}`, { note: 'y' }, { 'If-Match': '"2"' })).headers['etag'], '"3"');
            assert.equal((await api.del(`/clients/${own.id}`, { 'If-Match': '"3"' })).status, 204);
        }
    });

    test('If-Match with a stale one: 412, and nothing happens', async () => {
        for (const header of ['"1"', '"3"', '"1", "3"', '2', '', '"', '"2', '"two"', '"99999999999999999999"', '"-2"', '" 2"'])
            for (const [method, body] of [['PUT', { note: 'z' }], ['PATCH', { note: 'z' }], ['PATCH', {}], ['DELETE', undefined]] as const) {
                const answer = await api.request(method, `/clients/${client.id}`, { body, headers: { 'If-Match': header } });
                assert.match(expectProblem(answer, 412, 'precondition_failed').message, /\b2\b/);
            }
        assert.deepEqual(await api.read(`/clients/${client.id}`), { client });
    });

    test('If-Match on the timer and on the account', async () => {
        const own = await newUser();
        assert.equal((await own.post('/timer/start')).headers['etag'], '"1"');
        assert.equal((await own.get('/timer')).headers['etag'], '"1"');
        expectProblem(await own.patch('/timer', { description: 'x' }, { 'If-Match': '"2"' }), 412, 'precondition_failed');
        assert.equal((await own.patch('/timer', { description: 'x' }, { 'If-Match': '"1"' })).headers['etag'], '"2"');
        expectProblem(await own.patch('/users/me', { theme: 'dark' }, { 'If-Match': '"2"' }), 412, 'precondition_failed');
        assert.equal((await own.patch('/users/me', { theme: 'dark' }, { 'If-Match': '"1"' })).status, 200);
    });

    test('If-Match on a row that is not there: 404', async () => {
        for (const [method, body] of [['PATCH', { note: 'x' }], ['PATCH', {}], ['DELETE', undefined]] as const)
            expectProblem(await api.request(method, '/clients/9000000000000000000', { body, headers: { 'If-Match': '"1"' } }), 404, 'not_found');
    });

    test('compression leaves the ETag alone', async () => {
        const answer = await api.get('/users/me', { 'Accept-Encoding': 'gzip' });
        assert.equal(answer.headers['etag'], '"1"');
        assert.equal((await api.get('/users/me', { 'Accept-Encoding': 'gzip', 'If-None-Match': '"1"' })).status, 304);
    });
});
