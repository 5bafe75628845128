import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { Api, expectFaults, expectProblem, newKey, newUser, unique, withoutStamps, type Json } from './api.ts';
import { mount } from './server.ts';
import { byKey, Stream } from '../stream/stream.ts';

suite('saved reports', { concurrency: 4 }, () => {
    const query = 'range=month&client=3&tag=H%C3%A4rte+1';
    let api: Api;

    before(async () => {
        api = await newUser();
    });

    const save = async (fields: Json = {}): Promise<Json> => {
        const answer = await api.post('/saved-reports', { name: unique('report'), query, ...fields });
        assert.equal(answer.status, 201, answer.text);
        return answer.json.saved_report;
    };

    test('save, read, rename, ask for something else, delete', async () => {
        const name = unique('report');
        const answer = await api.post('/saved-reports', { name, query });
        assert.equal(answer.status, 201);
        const report = answer.json.saved_report;
        assert.equal(answer.headers['location'], `${mount}/api/v1/saved-reports/${report.id}`);
        assert.deepEqual(withoutStamps(report), { id: report.id, name, query, version: 1 });
        assert.deepEqual(await api.read(`/saved-reports/${report.id}`), { saved_report: report });
        const renamed = await api.patch(`/saved-reports/${report.id}`, { name: `${name}, renamed` });
        assert.deepEqual(withoutStamps(renamed.json.saved_report), { id: report.id, name: `${name}, renamed`, query, version: 2 });
        const other = await api.put(`/saved-reports/${report.id}`, { query: 'range=year' });
        assert.deepEqual(withoutStamps(other.json.saved_report), { id: report.id, name: `${name}, renamed`, query: 'range=year', version: 3 });
        assert.equal((await api.del(`/saved-reports/${report.id}`)).status, 204);
        expectProblem(await api.get(`/saved-reports/${report.id}`), 404, 'not_found');
    });

    test('names: 1 to 100 characters on one line, unique whatever their case', async () => {
        const name = unique('Wöchentlich');
        const { id } = await save({ name });
        expectProblem(await api.post('/saved-reports', { name: name.toUpperCase(), query }), 409, 'already_exists', 'name');
        expectProblem(await api.patch(`/saved-reports/${(await save()).id}`, { name: name.toLowerCase() }), 409, 'already_exists', 'name');
        assert.equal((await api.patch(`/saved-reports/${id}`, { name: name.toUpperCase() })).status, 200, 'its own in another case');
        assert.equal((await save({ name: 'ü'.repeat(100) })).name.length, 100);
        expectFaults(await api.post('/saved-reports', { name: 'x'.repeat(101), query }), { name: 'too_long' });
        expectFaults(await api.post('/saved-reports', { name: ' ', query: 'a\nb' }), { name: 'malformed', query: 'malformed' });
    });

    test('what is asked for: 1 to 2000 characters on one line, kept as they came', async () => {
        expectFaults(await api.post('/saved-reports', {}), { name: 'required', query: 'required' });
        expectFaults(await api.post('/saved-reports', { name: unique(), query: '' }), { query: 'too_short' });
        expectFaults(await api.post('/saved-reports', { name: unique(), query: 'x'.repeat(2001) }), { query: 'too_long' });
        expectFaults(await api.post('/saved-reports', { name: unique(), query, user_id: 1 }), { user_id: 'unknown_field' });
        for (const odd of ['x'.repeat(2000), 'range=custom&from=2026-01-01&to=2026-01-31', `tag='%22"\\ü&&=?#`])
            assert.equal((await save({ query: odd })).query, odd);
    });

    test('the list goes by name, and is searched by it', async () => {
        const own = await newUser();
        for (const name of ['Month', 'acme', 'Week'])
            await own.post('/saved-reports', { name, query });
        const names = async (path: string): Promise<string[]> => (await own.read(path)).saved_reports.map((row: Json) => row.name);
        assert.deepEqual((await names('/saved-reports')).toSorted(), ['Month', 'Week', 'acme']);
        assert.deepEqual(await names('/saved-reports?q=EE'), ['Week']);
        assert.deepEqual(await names('/saved-reports?sort=-name&limit=1'), (await names('/saved-reports')).slice(-1));
    });

    test('a user\'s own', async () => {
        const other = await newUser();
        const { id, name } = await save();
        assert.deepEqual((await other.read('/saved-reports')).saved_reports, []);
        expectProblem(await other.patch(`/saved-reports/${id}`, { name: 'theirs' }), 404, 'not_found');
        assert.equal((await other.post('/saved-reports', { name, query })).status, 201, 'names are taken by oneself only');
    });

    test('read:reports reads them, write:reports changes them', async () => {
        const { id } = await save();
        const reader = new Api(await newKey(api.userId, 'read:reports'), api.userId);
        assert.equal((await reader.get(`/saved-reports/${id}`)).status, 200);
        for (const answer of [await reader.post('/saved-reports', { name: unique(), query }), await reader.patch(`/saved-reports/${id}`, { query }),
            await reader.del(`/saved-reports/${id}`)])
            assert.equal(expectProblem(answer, 403, 'insufficient_scope').required_scope, 'write:reports');
        expectProblem(await new Api(await newKey(api.userId, 'read:time_entries'), api.userId).get('/saved-reports'), 403, 'insufficient_scope');
    });

    test('a change is told to who may read them, and logged', async () => {
        const own = await newUser();
        const deaf = new Api(await newKey(own.userId, 'read:clients'), own.userId);
        const [stream, nothing] = [await Stream.ready(byKey(own.key)), await Stream.ready(byKey(deaf.key))];
        const { id } = (await own.post('/saved-reports', { name: 'Month', query })).json.saved_report;
        await own.patch(`/saved-reports/${id}`, { query: 'range=week' });
        await own.patch(`/saved-reports/${id}`, { query: 'range=week' }); // changes nothing
        await own.del(`/saved-reports/${id}`);
        await own.client();
        await nothing.until('the client', () => nothing.changes.length > 0);
        await stream.until('four changes', () => stream.changes.length > 3);
        assert.deepEqual(stream.changes.map(({ data }) => `${data.resource} ${data.action} ${data.version}`),
            ['saved_reports insert 1', 'saved_reports update 2', 'saved_reports delete 2', 'clients insert 1']);
        assert.deepEqual(nothing.changes.map(({ data }) => data.resource), ['clients']);
        stream.close();
        nothing.close();
        const [, second] = (await own.read('/audit-log?resource=saved_reports')).audit_log;
        assert.deepEqual([second.old.query, second.new.query], [query, 'range=week']);
    });

    test('of two at once the second learns of the first', async () => {
        const { id } = await save();
        assert.equal((await api.patch(`/saved-reports/${id}`, { query: 'range=week' }, { 'If-Match': '"1"' })).status, 200);
        expectProblem(await api.patch(`/saved-reports/${id}`, { name: unique() }, { 'If-Match': '"1"' }), 412, 'precondition_failed');
    });
});
