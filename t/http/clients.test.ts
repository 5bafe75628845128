import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, unique, withoutStamps, type Api, type Json } from './api.ts';
import { mount } from './server.ts';

suite('clients', { concurrency: 4 }, () => {
    let api: Api;

    before(async () => {
        api = await newUser();
    });

    test('create with a name alone: 201, Location, ETag and the row with its defaults', async () => {
        const name = unique();
        const answer = await api.post('/clients', { name });
        assert.equal(answer.status, 201);
        assert.equal(answer.headers['content-type'], 'application/json');
        const { client, ...rest } = answer.json;
        assert.deepEqual(rest, {});
        assert.ok(Number.isSafeInteger(client.id) && client.id > 0);
        assert.equal(answer.headers['location'], `${mount}/api/v1/clients/${client.id}`);
        assert.equal(answer.headers['etag'], '"1"');
        assert.deepEqual(withoutStamps(client), {
            id: client.id, name, email: null, address: null, note: null, currency: null, hourly_rate: null,
            color: '#64748b', status: 'active', project_count: 0, version: 1,
        });
        assert.deepEqual(await api.read(`/clients/${client.id}`), { client });
    });

    test('create with everything', async () => {
        const given = {
            name: unique('Müller & Söhne <script> "ß" 日本 🕐'), email: 'info@example.org', address: 'Weg 1\n12345 Ort',
            note: 'tab\tquote" back\\slash </script>', currency: 'EUR', hourly_rate: '95.5', color: '#A1b2C3', status: 'archived',
        };
        const client = await api.client(given);
        assert.deepEqual(withoutStamps(client), { id: client.id, ...given, hourly_rate: '95.50', project_count: 0, version: 1 });
        assert.deepEqual(await api.read(`/clients/${client.id}`), { client });
    });

    test('a list holds the rows as single rows show them, by name', async () => {
        const own = await newUser();
        const made: Json[] = [];
        for (const name of ['beta', 'Alpha', 'gamma', 'Äther'])
            made.push(await own.client({ name }));
        const list = await own.read('/clients');
        assert.deepEqual(list, { clients: [made[1], made[0], made[2], made[3]], pagination: { limit: 50, next_cursor: null } });
        assert.deepEqual(await (await newUser()).read('/clients'), { clients: [], pagination: { limit: 50, next_cursor: null } });
    });

    test('names: 1 to 200 characters on one line, counted as characters', async () => {
        for (const name of ['x', 'é'.repeat(200), '🕐'.repeat(200)])
            assert.equal((await api.client({ name })).name, name);
        expectFaults(await api.post('/clients', { name: 'x'.repeat(201) }), { name: 'too_long' });
        expectFaults(await api.post('/clients', { name: '🕐'.repeat(201) }), { name: 'too_long' });
        expectFaults(await api.post('/clients', { name: '' }), { name: 'too_short' });
        for (const name of ['   ', 'two\nlines', 'bell\u0007', 'del\u007f'])
            expectFaults(await api.post('/clients', { name }), { name: 'malformed' });
    });

    test('names are unique among the clients of a user, whatever their case', async () => {
        const name = unique('ÄRGER');
        const client = await api.client({ name });
        const other = await api.client();
        expectProblem(await api.post('/clients', { name }), 409, 'already_exists', 'name');
        expectProblem(await api.post('/clients', { name: name.toLowerCase() }), 409, 'already_exists', 'name');
        expectProblem(await api.patch(`/clients/${other.id}`, { name: name.toLowerCase() }), 409, 'already_exists', 'name');
        assert.deepEqual(await api.read(`/clients/${other.id}`), { client: other });
        assert.equal((await api.patch(`/clients/${client.id}`, { name: name.toLowerCase() })).status, 200);
        assert.equal((await (await newUser()).client({ name })).name, name);
    });

    test('each field says what it takes, all faults at once', async () => {
        expectFaults(await api.post('/clients', {}), { name: 'required' });
        expectFaults(await api.post('/clients', {
            name: 'x'.repeat(201), email: 'nobody', currency: 'eur', hourly_rate: '-1', color: 'red', status: 'gone',
            note: 'x'.repeat(5001), address: 'x'.repeat(1001), nonsense: 1,
        }), {
            name: 'too_long', email: 'malformed', currency: 'malformed', hourly_rate: 'out_of_range', color: 'too_short',
            status: 'not_allowed', note: 'too_long', address: 'too_long', nonsense: 'unknown_field',
        });
        for (const hourly_rate of ['1.234', '12345678901', '1e3', '', ' 1', '1,5', '0x10', 'NaN'])
            expectFaults(await api.post('/clients', { name: unique(), hourly_rate }), { hourly_rate: 'not_a_decimal' });
        for (const [currency, code] of [['EURO', 'too_long'], ['E1R', 'malformed'], ['', 'too_short']] as const)
            expectFaults(await api.post('/clients', { name: unique(), currency }), { currency: code });
        for (const email of ['a@', '@b', 'a b@c', 'a@b@c', 'a@b\n'])
            assert.equal((await api.post('/clients', { name: unique(), email })).status, 422, email);
        for (const [name, code] of [[null, 'null'], [7, 'wrong_type'], [true, 'wrong_type'], [['x'], 'wrong_type'], [{}, 'wrong_type']])
            expectFaults(await api.post('/clients', { name }), { name: String(code) });
    });

    test('money keeps its digits', async () => {
        for (const [given, kept] of [['0', '0.00'], ['0.10', '0.10'], ['9999999999.99', '9999999999.99'], ['007', '7.00']] as const) {
            const answer = await api.post('/clients', { name: unique(), hourly_rate: given });
            if (given === '007')
                assert.equal(answer.status, 422);
            else
                assert.equal(answer.json.client?.hourly_rate, kept, answer.text);
        }
    });

    for (const method of ['PUT', 'PATCH'])
        test(`${method} changes the given fields and answers the row`, async () => {
            const client = await api.client({ note: 'old', email: 'a@example.org', hourly_rate: '1.00' });
            const answer = await api.request(method, `/clients/${client.id}`, { body: { note: 'new', email: null, status: 'archived' } });
            assert.equal(answer.status, 200);
            assert.equal(answer.headers['etag'], '"2"');
            assert.deepEqual(withoutStamps(answer.json.client),
                { ...withoutStamps(client), note: 'new', email: null, status: 'archived', version: 2 });
            assert.deepEqual(await api.read(`/clients/${client.id}`), answer.json);
        });

    test('a change that changes nothing leaves the version', async () => {
        const client = await api.client({ note: 'same' });
        for (const body of [{}, { note: 'same' }]) {
            const answer = await api.patch(`/clients/${client.id}`, body);
            assert.equal(answer.status, 200);
            assert.deepEqual(answer.json, { client });
        }
    });

    test('DELETE: 204 without a body, then 404', async () => {
        const client = await api.client();
        const answer = await api.del(`/clients/${client.id}`);
        assert.equal(answer.status, 204);
        assert.equal(answer.text, '');
        assert.equal(answer.headers['content-type'], undefined);
        expectProblem(await api.get(`/clients/${client.id}`), 404, 'not_found');
        expectProblem(await api.patch(`/clients/${client.id}`, { note: 'x' }), 404, 'not_found');
        expectProblem(await api.patch(`/clients/${client.id}`, {}), 404, 'not_found');
        expectProblem(await api.del(`/clients/${client.id}`), 404, 'not_found');
    });

    test('DELETE refuses while it has projects, and names how many', async () => {
        const client = await api.client();
        const first = await api.project({ client_id: client.id });
        const one = expectProblem(await api.del(`/clients/${client.id}`), 409, 'in_use');
        assert.match(one.message, /\b1 project\b/);
        const second = await api.project({ client_id: client.id });
        assert.match(expectProblem(await api.del(`/clients/${client.id}`), 409, 'in_use').message, /\b2 projects\b/);
        assert.equal((await api.read(`/clients/${client.id}`)).client.project_count, 2);
        for (const project of [first, second])
            assert.equal((await api.del(`/projects/${project.id}`)).status, 204);
        assert.equal((await api.del(`/clients/${client.id}`)).status, 204);
    });
});
