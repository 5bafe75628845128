// Streams: the legacy GET, and subscriptions/listen of the modern era.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

import { newUser, send, type Api, type Json } from '../http/api.ts';
import { baseUrl } from '../http/server.ts';
import { byKey, Stream } from '../stream/stream.ts';
import {
    done, expectError, expectResult, INTERNAL, META, MODERN, modern, modernHeaders, modernMeta, PARAMS,
} from './mcp.ts';

const listen = (api: Api, id: unknown, notifications: Json): Promise<Stream> => Stream.open({
    ...byKey(api.key), 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream',
    ...modernHeaders('subscriptions/listen'),
}, { path: '/mcp', method: 'POST',
    body: { jsonrpc: '2.0', id, method: 'subscriptions/listen', params: { notifications, _meta: modernMeta() } } });

/** The messages of STREAM once there are COUNT. */
async function messages(stream: Stream, count: number): Promise<Json[]> {
    await stream.until(`${count} messages`, () => stream.messages.length >= count, 5);
    return stream.messages;
}

const [TIMER, TARGETS] = ['timetracker://timer', 'timetracker://targets'];
const [TODAY, WEEK] = ['timetracker://report/today', 'timetracker://report/week'];

suite('subscriptions/listen', { concurrency: 4 }, () => {
    test('discover says that it works', async () => {
        assert.equal(expectResult(await modern(await newUser(), 'server/discover')).capabilities.resources.subscribe, true);
    });

    test('the acknowledgement comes first and lists what is honoured', async () => {
        const api = await newUser();
        for (const id of ['listen:0', 7, '7', 'é"\\']) {
            const stream = await listen(api, id, { resourceSubscriptions: [TIMER, 'timetracker://nothing', 'file:///etc/passwd'], promptsListChanged: true, none: true });
            assert.equal(stream.status, 200);
            assert.match(stream.headers['content-type'] ?? '', /^text\/event-stream/);
            assert.match(stream.headers['cache-control'] ?? '', /no-cache/);
            assert.equal(stream.headers['x-accel-buffering'], 'no');
            assert.equal(stream.headers['content-encoding'], undefined);
            const [first] = await messages(stream, 1);
            const { notifications } = first.params;
            assert.deepEqual(first, { jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: { _meta: { [`${META}subscriptionId`]: id }, notifications } });
            assert.deepEqual(notifications.resourceSubscriptions, [TIMER]);
            assert.equal('none' in notifications || 'resourcesListChanged' in notifications || 'toolsListChanged' in notifications, false);
            assert.match(stream.text, /^event: message\ndata: .*\n\n$/);
            stream.close();
        }
    });

    test('a change is told to whom asked for it, and to nobody else', async () => {
        const [api, other] = [await newUser(), await newUser()];
        const [timer, nothing, foreign] = [await listen(api, 'a', { resourceSubscriptions: [TIMER] }), await listen(api, 'b', { resourceSubscriptions: [] }), await listen(other, 'c', { resourceSubscriptions: [TIMER] })];
        await Promise.all([timer, nothing, foreign].map((stream) => messages(stream, 1)));
        await done(api, 'start_timer');
        const [, second] = await messages(timer, 2);
        assert.deepEqual(second, { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { _meta: { [`${META}subscriptionId`]: 'a' }, uri: TIMER } });
        assert.equal((await api.post('/timer/cancel')).status, 204);
        await messages(timer, 3);
        await api.client();
        await sleep(500);
        assert.deepEqual([timer, nothing, foreign].map((stream) => stream.messages.length), [3, 1, 1]);
        assert.doesNotMatch(timer.text, /^id:/m);
        for (const stream of [timer, nothing, foreign])
            stream.close();
    });

    test('today\'s report and the targets', async () => {
        const api = await newUser();
        const stream = await listen(api, 1, { resourceSubscriptions: [TODAY, TARGETS] });
        const [first] = await messages(stream, 1);
        assert.deepEqual(first.params.notifications.resourceSubscriptions.toSorted(), [TODAY, TARGETS]);
        const told = (): Set<string> => new Set(stream.messages.slice(1).map(({ params }) => params.uri));
        const project = await api.project();
        await api.entry(project.id, new Date(Date.now() - 120_000).toISOString().slice(0, 19) + 'Z', new Date(Date.now() - 60_000).toISOString().slice(0, 19) + 'Z');
        await stream.until('both are told', () => [TODAY, TARGETS].every((uri) => told().has(uri)), 5);
        assert.deepEqual([...told()].toSorted(), [TODAY, TARGETS]);
        stream.close();
    });

    test('a change of many rows is told once for each resource', async () => {
        const api = await newUser();
        const project = await api.project();
        const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i, 9)).toISOString().slice(0, 19) + 'Z';
        const entries: Json[] = [];
        while (entries.length < 50)
            entries.push(await api.entry(project.id, day(entries.length), day(entries.length).replace('T09', 'T10')));
        const stream = await listen(api, 1, { resourceSubscriptions: [TIMER, TODAY, WEEK, TARGETS] });
        await messages(stream, 1);
        const told = (): string[] => stream.messages.slice(1).map(({ params }) => params.uri).toSorted();
        for (const times of [1, 2]) {
            const answer = await api.post('/time-entries/bulk',
                { ids: entries.map(({ id }) => id), action: 'add_tag', tag: `round ${times}` });
            assert.equal(answer.json.affected, 50, answer.text);
            const expected = [TODAY, WEEK, TARGETS].flatMap((uri) => Array<string>(times).fill(uri)).toSorted();
            await stream.until('all are told', () => told().length >= expected.length, 5);
            await sleep(500);
            assert.deepEqual(told(), expected);
        }
        stream.close();
    });

    test('without a filter: an error and no stream', async () => {
        const api = await newUser();
        for (const params of [{}, { notifications: 5 }, { notifications: [] }])
            expectError(await modern(api, 'subscriptions/listen', params), 200, PARAMS);
    });

    test('the official client', async () => {
        const api = await newUser();
        const client = new Client({ name: 'listener', version: '1' }, { versionNegotiation: { mode: { pin: MODERN } } });
        await client.connect(new StreamableHTTPClientTransport(new URL(`${baseUrl}/mcp`), { requestInit: { headers: { Authorization: `Bearer ${api.key}` } } }));
        const seen: string[] = [];
        client.setNotificationHandler('notifications/resources/updated', (message: Json) => void seen.push(message.params.uri));
        const subscription = await client.listen({ resourceSubscriptions: [TIMER] });
        assert.deepEqual(subscription.honoredFilter.resourceSubscriptions, [TIMER]);
        await done(api, 'start_timer');
        for (let i = 0; i < 100 && !seen.length; i += 1)
            await sleep(20);
        assert.deepEqual(seen, [TIMER]);
        await subscription.close();
        await client.close();
    });
});

suite('legacy GET', { concurrency: 4 }, () => {
    const open = (api: Api, version = ''): Promise<Stream> => Stream.open({
        ...byKey(api.key), Accept: 'text/event-stream', ...(version ? { 'MCP-Protocol-Version': version } : {}),
    }, { path: '/mcp' });

    test('a stream that asks for patience first and stays open', async () => {
        const api = await newUser();
        for (const version of ['', '2025-03-26', '2025-06-18', '2025-11-25']) {
            const stream = await open(api, version);
            assert.equal(stream.status, 200);
            assert.match(stream.headers['content-type'] ?? '', /^text\/event-stream/);
            await sleep(1500);
            assert.match(stream.text, /^retry: 30000\n\n/);
            assert.equal(stream.endedAt, undefined);
            assert.deepEqual(stream.messages, []);
            stream.close();
        }
    });

    test('no key, or one that is none', async () => {
        const api = await newUser();
        for (const headers of [{}, byKey('x'), byKey(api.key.slice(0, -1) + (api.key.endsWith('0') ? '1' : '0'))])
            assert.equal((await send('GET', '/mcp', { headers: { Accept: 'text/event-stream', ...headers } })).status, 401);
    });

    test('a version that is not known: 400, as for POST', async () => {
        const api = await newUser();
        for (const version of ['banana', '2024-01-01'])
            assert.equal((await send('GET', '/mcp', { headers: { ...byKey(api.key), Accept: 'text/event-stream',
                'MCP-Protocol-Version': version } })).status, 400, version);
    });

    test('more than the user may have: 503 and when to come again, not 405, which would mean never', async () => {
        const api = await newUser();
        const streams = await Promise.all(Array.from({ length: 10 }, () => open(api)));
        assert.deepEqual(streams.map(({ status }) => status), Array(10).fill(200));
        const answer = await send('GET', '/mcp', { headers: { ...byKey(api.key), Accept: 'text/event-stream' } });
        expectError(answer, 503, INTERNAL);
        assert.equal('id' in answer.json, false, answer.text);
        const params = { notifications: { resourceSubscriptions: [TIMER] } };
        const listened = await modern(api, 'subscriptions/listen', params);
        expectError(listened, 200, INTERNAL);
        for (const { headers } of [answer, listened])
            assert.match(headers['retry-after'] ?? '', /^[1-9]\d*$/);
        for (const stream of streams)
            stream.close();
    });
});
