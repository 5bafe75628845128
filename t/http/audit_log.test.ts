import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, type Api, type Json } from './api.ts';

async function log(api: Api, query = ''): Promise<Json[]> {
    return (await api.read(`/audit-log${query}`)).audit_log;
}

suite('audit log', { concurrency: 4 }, () => {
    test('who changed what, through what, in which request, with the rows before and after', async () => {
        const api = await newUser();
        const made = await api.post('/clients', { name: 'one', note: 'a' });
        const { id } = made.json.client;
        const changed = await api.patch(`/clients/${id}`, { note: 'b' });
        await api.patch(`/clients/${id}`, { note: 'b' });
        const gone = await api.del(`/clients/${id}`);
        const rows = await log(api, '?resource=clients');
        assert.deepEqual(rows.map((row) => [row.action, row.row_id, row.via, row.request_id]), [
            ['delete', id, 'rest', gone.headers['x-request-id']],
            ['update', id, 'rest', changed.headers['x-request-id']],
            ['insert', id, 'rest', made.headers['x-request-id']],
        ]);
        assert.equal(new Set(rows.map((row) => row.actor)).size, 1);
        assert.match(rows[0].actor, /^key:\d+$/);
        assert.deepEqual(rows.map((row) => [row.old?.note, row.new?.note]), [['b', undefined], ['a', 'b'], [undefined, 'a']]);
        assert.deepEqual([rows[0].new, rows[2].old], [null, null]);
        assert.equal(rows[1].new.version, 2);
        assert.deepEqual(Object.keys(rows[0]), ['id', 'at', 'actor', 'via', 'request_id', 'resource', 'row_id', 'action', 'old', 'new']);
    });

    test('every kind of row is in it, also what functions and the operator\'s tool change', async () => {
        const api = await newUser();
        const project = await api.project();
        const entry = await api.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T11:00:00Z');
        await api.post(`/time-entries/${entry.id}/split`, { at: '2024-01-01T10:00:00Z' });
        await api.post('/timer/start', { project_id: project.id });
        await api.post('/timer/cancel');
        await api.patch('/users/me', { theme: 'dark' });
        const seen = (await log(api)).map((row) => `${row.resource} ${row.action} ${row.via}`).reverse();
        assert.deepEqual(seen, [
            'users insert ttctl', 'api_keys insert ttctl', 'clients insert rest', 'projects insert rest', 'time_entries insert rest',
            'time_entries update rest', 'time_entries insert rest', 'timer insert rest', 'timer delete rest', 'users update rest',
        ]);
        const key = (await log(api, '?resource=api_keys'))[0];
        assert.equal(key.new.name, 'test');
        assert.equal('hash' in key.new, false);
        assert.equal(JSON.stringify(key).includes(api.key), false);
    });

    test('what was refused is not in it', async () => {
        const api = await newUser();
        await api.client({ name: 'taken' });
        const before = await log(api);
        expectProblem(await api.post('/clients', { name: 'taken' }), 409, 'already_exists', 'name');
        expectProblem(await api.post('/timer/stop'), 409, 'no_active_timer');
        assert.deepEqual(await log(api), before);
    });

    test('filters', async () => {
        const api = await newUser();
        const [one, other] = [await api.client(), await api.client()];
        const changed = await api.patch(`/clients/${one.id}`, { note: 'x' });
        assert.deepEqual((await log(api, `?row_id=${other.id}&resource=clients`)).map((row) => row.action), ['insert']);
        assert.deepEqual((await log(api, '?action=update')).map((row) => row.row_id), [one.id]);
        assert.deepEqual((await log(api, `?request_id=${changed.headers['x-request-id']}`)).map((row) => row.action), ['update']);
        assert.deepEqual((await log(api, '?via=ttctl')).map((row) => row.resource), ['api_keys', 'users']);
        expectFaults(await api.get('/audit-log?action=look'), { action: 'not_allowed' });
    });

    test('one\'s own only, and read only', async () => {
        const [api, other] = [await newUser(), await newUser()];
        await other.client();
        assert.deepEqual(new Set((await log(api)).map((row) => row.resource)), new Set(['users', 'api_keys']));
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
            expectProblem(await api.request(method, '/audit-log'), 405, 'method_not_allowed');
    });
});
