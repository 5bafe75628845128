// Streams: the legacy GET, and subscriptions/listen of the modern era.
import assert from 'node:assert/strict';
import http from 'node:http';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

import { newUser, send, type Api, type Headers, type Json } from '../http/api.ts';
import { baseUrl } from '../http/server.ts';
import { done, expectError, expectResult, META, MODERN, modern, modernHeaders, modernMeta } from './mcp.ts';

/** An open stream, read as it comes. */
class Reader {
    text = '';
    status = 0;
    headers: http.IncomingHttpHeaders = {};
    ended = false;
    private request: http.ClientRequest | undefined;

    static open(method: string, headers: Headers, body?: Json): Promise<Reader> {
        const reader = new Reader();
        return new Promise((ready, failed) => {
            reader.request = http.request(`${baseUrl}/mcp`, { method, headers, agent: false }, (response) => {
                [reader.status, reader.headers] = [response.statusCode ?? 0, response.headers];
                response.setEncoding('utf8');
                response.on('data', (piece: string) => (reader.text += piece));
                response.on('end', () => (reader.ended = true));
                response.on('error', () => (reader.ended = true));
                ready(reader);
            });
            reader.request.on('error', failed);
            reader.request.end(body === undefined ? undefined : JSON.stringify(body));
        });
    }

    /** The messages so far. */
    get messages(): Json[] {
        return [...this.text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));
    }

    /** Waits until there are COUNT messages. */
    async until(count: number, milliseconds = 5000): Promise<Json[]> {
        for (const end = performance.now() + milliseconds; this.messages.length < count && performance.now() < end;)
            await sleep(5);
        assert.ok(this.messages.length >= count, this.text);
        return this.messages;
    }

    close(): void {
        this.request?.destroy();
    }
}

const listen = (api: Api, id: unknown, notifications: Json): Promise<Reader> => Reader.open('POST', {
    Authorization: `Bearer ${api.key}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...modernHeaders('subscriptions/listen'),
}, { jsonrpc: '2.0', id, method: 'subscriptions/listen', params: { notifications, _meta: modernMeta() } });

const TIMER = 'timetracker://timer';

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
            const [first] = await stream.until(1);
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
        await Promise.all([timer, nothing, foreign].map((stream) => stream.until(1)));
        await done(api, 'start_timer');
        const [, second] = await timer.until(2);
        assert.deepEqual(second, { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { _meta: { [`${META}subscriptionId`]: 'a' }, uri: TIMER } });
        assert.equal((await api.post('/timer/cancel')).status, 204);
        await timer.until(3);
        await api.client();
        await sleep(500);
        assert.deepEqual([timer, nothing, foreign].map((stream) => stream.messages.length), [3, 1, 1]);
        assert.doesNotMatch(timer.text, /^id:/m);
        for (const stream of [timer, nothing, foreign])
            stream.close();
    });

    test('today\'s report and the targets', async () => {
        const api = await newUser();
        const stream = await listen(api, 1, { resourceSubscriptions: ['timetracker://report/today', 'timetracker://targets'] });
        const [first] = await stream.until(1);
        assert.deepEqual(first.params.notifications.resourceSubscriptions.toSorted(), ['timetracker://report/today', 'timetracker://targets']);
        const project = await api.project();
        await api.entry(project.id, new Date(Date.now() - 120_000).toISOString().slice(0, 19) + 'Z', new Date(Date.now() - 60_000).toISOString().slice(0, 19) + 'Z');
        await stream.until(2);
        assert.ok(stream.messages.some(({ params }) => params.uri === 'timetracker://report/today'), stream.text);
        stream.close();
    });

    test('without a filter: an error and no stream', async () => {
        const api = await newUser();
        for (const params of [{}, { notifications: 5 }, { notifications: [] }])
            expectError(await modern(api, 'subscriptions/listen', params), 200, -32602);
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
    test('a stream that asks for patience first and stays open', async () => {
        const api = await newUser();
        for (const version of ['', '2025-03-26', '2025-06-18', '2025-11-25']) {
            const stream = await Reader.open('GET', { Authorization: `Bearer ${api.key}`, Accept: 'text/event-stream', ...(version ? { 'MCP-Protocol-Version': version } : {}) });
            assert.equal(stream.status, 200);
            assert.match(stream.headers['content-type'] ?? '', /^text\/event-stream/);
            await sleep(1500);
            assert.match(stream.text, /^retry: 30000\n\n/);
            assert.equal(stream.ended, false);
            assert.deepEqual(stream.messages, []);
            stream.close();
        }
    });

    test('no key, and a version that is not known', async () => {
        assert.equal((await send('GET', '/mcp', { headers: { Accept: 'text/event-stream' } })).status, 401);
    });
});
