import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { expectProblem, newKey, newUser, send, told, unique, type Answer, type Api, type Json } from '../http/api.ts';
import { sql } from '../http/server.ts';
import { SESSION_COOKIE } from '../http/sign_in.ts';
import { asLogged, byKey, bySession, logged, Stream } from './stream.ts';

suite('events', () => {
    let api: Api;
    const open: Stream[] = [];
    const ready = async (...args: Parameters<typeof Stream.ready>): Promise<Stream> => {
        const stream = await Stream.ready(...args);
        open.push(stream);
        return stream;
    };
    const ask = (headers: Record<string, string>, path = '/api/v1/events', method = 'GET'): Promise<Answer> => send(method, path, { headers });

    before(async () => {
        api = await newUser();
    });
    after(() => open.forEach((stream) => stream.close()));

    test('headers, and the first blocks: when to come again, and where it begins', async () => {
        const stream = await ready(byKey(api.key));
        const { 'content-type': type, 'cache-control': cache, 'x-accel-buffering': buffering, 'content-encoding': coding, connection } = stream.headers;
        assert.deepEqual({ type, cache, buffering, coding, connection },
            { type: 'text/event-stream', cache: 'no-store', buffering: 'no', coding: undefined, connection: 'close' });
        assert.ok(told(stream.headers as Record<string, string>)['content-security-policy']);
        const [first, second] = stream.told;
        assert.ok((first?.retry ?? 0) >= 1000);
        assert.match(second?.id ?? '', /^[1-9]\d*-0$/);
        assert.deepEqual([second?.event, second?.data], ['beat', {}]);
        stream.close();
    });

    test('what happens is told, in order, with who did it through what', async () => {
        const [stream, other] = [await ready(byKey(api.key)), await ready(await bySession(api.userId))];
        const client = await api.client();
        assert.equal((await api.patch(`/clients/${client.id}`, { name: unique() })).status, 200);
        assert.equal((await api.post('/timer/start', {})).status, 201);
        assert.equal((await api.post('/timer/cancel', {})).status, 204);
        assert.equal((await api.del(`/clients/${client.id}`)).status, 204);
        const keyId = Number(await sql(`SELECT id FROM api_keys WHERE hash = sha256('${api.key}')`));
        for (const each of [stream, other]) {
            await each.until('five changes', () => each.changes.length >= 5);
            assert.deepEqual(each.changes.map(({ data }) => `${data.resource} ${data.action} ${data.version}`), ['clients insert 1', 'clients update 2',
                'timer insert 1', 'timer delete 1', 'clients delete 2']);
            const { at, ...rest } = each.changes[0]?.data as Json;
            assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
            assert.deepEqual(rest, { resource: 'clients', id: client.id, version: 1, action: 'insert', actor: `key:${keyId}`, actor_name: 'test', via: 'rest' });
            each.close();
        }
    });

    test('a session of the browser is called so; what ttctl does is told too', async () => {
        const page = await bySession(api.userId);
        const stream = await ready(page);
        const answer = await send('POST', '/api/v1/clients', { body: { name: unique() }, headers: { ...page, 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1' } });
        assert.equal(answer.status, 201, answer.text);
        await newKey(api.userId);
        await stream.until('two changes', () => stream.changes.length >= 2);
        assert.match(stream.changes[0]?.data.actor, /^session:\d+$/);
        assert.equal(stream.changes[0]?.data.actor_name, 'browser');
        assert.equal(stream.changes[1]?.data.resource, 'api_keys');
        assert.equal(stream.changes[1]?.data.via, 'ttctl');
        stream.close();
    });

    test('the other path, and the position in the address', async () => {
        const stream = await ready(byKey(api.key), { path: '/api/events' });
        const from = stream.lastId;
        stream.close();
        const made = [await api.client(), await api.client()];
        const late = await ready(byKey(api.key), { path: `/api/events?last_event_id=${from}` });
        await late.until('both', () => late.changes.length >= 2);
        assert.deepEqual(late.changes.map(({ data }) => data.id), made.map(({ id }) => id));
        // The header says more: the address is still the first one when a browser comes again.
        const later = await ready(byKey(api.key), { path: `/api/events?last_event_id=${from}`, lastId: late.changes[0]?.id });
        await later.until('the second', () => later.changes.length >= 1);
        assert.deepEqual(later.changes.map(({ id }) => id), [late.changes[1]?.id]);
        late.close();
        later.close();
    });

    test('without a position only what is new', async () => {
        await api.client();
        const stream = await ready(byKey(api.key));
        const made = await api.client();
        await stream.until('one', () => stream.changes.length >= 1);
        await sleep(300);
        assert.deepEqual(stream.changes.map(({ data }) => data.id), [made.id]);
        stream.close();
    });

    test('a position that is too old, of the future or none of ours: read all anew', async () => {
        for (const lastId of ['1-1', '999999999999999-5', '-1', 'x', '', '7', '1-1-1', '99999999999999999999-1', '1-x']) {
            const stream = await ready(byKey(api.key), { lastId });
            await stream.until('a reset', () => stream.told.some(({ event }) => event === 'reset'));
            assert.match(stream.lastId ?? '', /^[1-9]\d*-0$/, lastId);
            const made = await api.client();
            await stream.until('what is new', () => stream.changes.length >= 1);
            assert.deepEqual(stream.changes.map(({ data }) => data.id), [made.id]);
            stream.close();
        }
    });

    test('more than 10,000 missed: read all anew; 10,000: all of them', async () => {
        const user = await newUser();
        const stream = await ready(byKey(user.key));
        const from = stream.lastId;
        stream.close();
        await sql(`INSERT INTO audit_log (user_id, actor, via, resource, row_id, action) SELECT ${user.userId}, 'x', 'sql', 'clients', i, 'insert' FROM generate_series(1, 10000) i`);
        const all = await ready(byKey(user.key), { lastId: from });
        await all.until('all', () => all.changes.length >= 10000);
        assert.deepEqual(all.changes.map(({ data }) => data.id), Array.from({ length: 10000 }, (unused, i) => i + 1));
        all.close();
        await sql(`INSERT INTO audit_log (user_id, actor, via, resource, row_id, action) VALUES (${user.userId}, 'x', 'sql', 'clients', 1, 'insert')`);
        const none = await ready(byKey(user.key), { lastId: from });
        await none.until('a reset', () => none.told.some(({ event }) => event === 'reset'));
        assert.deepEqual(none.changes, []);
        none.close();
    });

    test('missed for more than a day: read all anew', async () => {
        const user = await newUser();
        const stream = await ready(byKey(user.key));
        const from = stream.lastId;
        stream.close();
        await user.client();
        await sql(`UPDATE audit_log SET at = now() - interval '2 days' WHERE user_id = ${user.userId} AND resource = 'clients'`);
        const late = await ready(byKey(user.key), { lastId: from });
        await late.until('a reset', () => late.told.some(({ event }) => event === 'reset'));
        late.close();
    });

    test('a key learns of what it may list, a session of all', async () => {
        const user = await newUser();
        const [clients, entries, page] = [await newKey(user.userId, 'read:clients'), await newKey(user.userId, 'read:time_entries,write:clients'), await bySession(user.userId)];
        const streams = await Promise.all([ready(byKey(clients)), ready(byKey(entries)), ready(page)]);
        const client = await user.client();
        const project = await user.project({ client_id: client.id });
        await user.entry(project.id, '2024-01-01T08:00:00Z', '2024-01-01T09:00:00Z');
        await user.post('/timer/start', {});
        await newKey(user.userId);
        for (const [stream, n] of [[streams[0], 1], [streams[1], 2], [streams[2], 5]] as const)
            await stream.until(`${n} changes`, () => stream.changes.length >= n);
        await sleep(200);
        assert.deepEqual(streams.map((stream) => stream.changes.map(({ data }) => data.resource).join(' ')),
            ['clients', 'time_entries timer', 'clients projects time_entries timer api_keys']);
        assert.deepEqual(asLogged(streams[2].changes), (await logged(user.userId)).slice(-5));
        streams.forEach((stream) => stream.close());
    });

    test('a key that may read nothing is refused, and told what it lacks', async () => {
        const user = await newUser();
        const key = await newKey(user.userId, 'write:clients');
        const problem = expectProblem(await ask(byKey(key)), 403, 'insufficient_scope');
        assert.deepEqual(problem.available_scopes, ['write:clients']);
    });

    test('who does not say who it is, or lies, learns nothing', async () => {
        expectProblem(await ask({}), 401, 'credentials_required');
        expectProblem(await ask({ Authorization: 'Bearer x' }), 401, 'invalid_credentials');
        expectProblem(await ask({ Authorization: `Bearer ${api.key.slice(0, -1)}${api.key.endsWith('0') ? '1' : '0'}` }), 401, 'invalid_credentials');
        expectProblem(await ask({ Cookie: `${SESSION_COOKIE}=${'A'.repeat(43)}` }), 401, 'session_ended');
    });

    test('GET alone; HEAD tells the headers', async () => {
        for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
            expectProblem(await ask(byKey(api.key), '/api/v1/events', method), 405, 'method_not_allowed');
        const head = await ask(byKey(api.key), '/api/v1/events', 'HEAD');
        assert.equal(head.status, 200);
        assert.equal(head.headers['content-type'], 'text/event-stream');
        expectProblem(await ask(byKey(api.key), '/api/v1/events?nonsense=1'), 400, 'unknown_parameter');
    });

    test('the OpenAPI document tells of it', async () => {
        const answer = await send('GET', '/api/openapi.json');
        assert.deepEqual(Object.keys(answer.json.paths['/events'].get.responses['200'].content), ['text/event-stream']);
        assert.match(answer.json.paths['/events'].get.responses['200'].content['text/event-stream'].example, /^id: .*\n\n$/s);
    });

    test('nobody learns of others', async () => {
        const users = await Promise.all(Array.from({ length: 4 }, () => newUser()));
        const streams = await Promise.all(users.map((user) => ready(byKey(user.key))));
        await Promise.all(users.map(async (user) => {
            for (let i = 0; i < 10; i += 1)
                await user.client();
        }));
        for (const [i, stream] of streams.entries()) {
            await stream.until('ten', () => stream.changes.length >= 10);
            await sleep(200);
            assert.deepEqual(asLogged(stream.changes), (await logged(users[i]?.userId ?? 0)).slice(-10));
            stream.close();
        }
    });

    test('a silent stream gives a sign of life, and its id moves on', { timeout: 40_000 }, async () => {
        const user = await newUser();
        const stream = await ready(byKey(user.key));
        const from = stream.lastId;
        await api.client();
        await stream.until('a beat', () => stream.told.slice(2).some(({ event }) => event === 'beat'), 20);
        assert.notEqual(stream.lastId, from);
        assert.deepEqual(stream.changes, []);
        stream.close();
    });
});
