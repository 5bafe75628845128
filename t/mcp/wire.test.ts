// What goes over the wire, in both eras: who asks, what is sent, batches.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { Api, newKey, newUser, send, type Answer, type Headers, type Json } from '../http/api.ts';
import { baseUrl, mount, sql } from '../http/server.ts';
import { newSession } from '../http/sign_in.ts';
import { exchange } from '../http/wire.ts';
import {
    expectError, expectResult, LEGACY, legacy, list, METHOD, MODERN, modern, modernHeaders, modernMeta, PARSE, post,
    REQUEST,
} from './mcp.ts';

const origin = new URL(baseUrl).origin;

let api: Api;

before(async () => {
    api = await newUser();
});

function expectUnauthorized(answer: Answer, error?: string): void {
    assert.equal(answer.status, 401, answer.text);
    assert.equal(answer.headers['www-authenticate'], `Bearer realm="timetracker"${error ? `, error="${error}"` : ''}`);
    assert.match(answer.text, /API key/);
    assert.doesNotMatch(answer.headers['content-type'] ?? '', /html/);
}

suite('who asks', { concurrency: 4 }, () => {
    test('the path is /mcp and nothing near it', async () => {
        expectResult(await legacy(api, 'ping'));
        for (const path of ['/mcpx', '/mcp/x', '/MCP', '/api/v1/mcp'])
            assert.equal((await send('POST', path, { body: list, headers: { Authorization: `Bearer ${api.key}` } })).status, 404, path);
    });

    test('Origin: none and our own are fine, any other is 403, before the key is looked at', async () => {
        expectResult(await post(api, list, { headers: { Origin: origin } }));
        const other = new URL(baseUrl);
        other.port = String(Number(other.port) + 1);
        for (const foreign of ['null', 'https://evil.example', other.origin, origin.replace('http', 'https'), `${origin}.evil.example`, `${origin}/`, 'http://localhost', 'x'])
            for (const who of [api, undefined])
                for (const method of ['POST', 'GET', 'OPTIONS', 'DELETE']) {
                    const answer = await send(method, '/mcp', { ...(method === 'POST' ? { body: list } : {}), headers: { Origin: foreign, ...(who ? { Authorization: `Bearer ${who.key}` } : {}) } });
                    assert.equal(answer.status, 403, `${method} ${foreign} ${answer.text}`);
                    assert.equal(answer.headers['access-control-allow-origin'], undefined);
                }
    });

    test('preflight of an allowed origin needs no key', async () => {
        const answer = await send('OPTIONS', '/mcp', { headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization,mcp-method' } });
        assert.ok([200, 204].includes(answer.status), answer.text);
        assert.equal(answer.text, '');
        assert.equal(answer.headers['access-control-allow-origin'], origin);
        const words = (answer.headers['access-control-allow-headers'] ?? '').toLowerCase().split(/, ?/);
        assert.deepEqual(words.toSorted(), ['accept', 'authorization', 'content-type', 'last-event-id', 'mcp-method', 'mcp-name', 'mcp-protocol-version', 'mcp-session-id', 'x-api-key']);
        assert.match(answer.headers['access-control-allow-methods'] ?? '', /\bPOST\b/);
        assert.match(answer.headers['vary'] ?? '', /\bOrigin\b/i);
        assert.equal(answer.headers['access-control-allow-credentials'], undefined, 'cookies have no part in it');
    });

    test('answers to an allowed origin can be read by it, and nobody else is told that', async () => {
        for (const answer of [await post(api, list, { headers: { Origin: origin } }), await post(undefined, list, { headers: { Origin: origin } })]) {
            assert.equal(answer.headers['access-control-allow-origin'], origin, String(answer.status));
            assert.match(answer.headers['access-control-expose-headers'] ?? '', /\bWWW-Authenticate\b/i);
            assert.match(answer.headers['vary'] ?? '', /\bOrigin\b/i);
        }
        assert.equal((await post(api, list)).headers['access-control-allow-origin'], undefined);
    });

    test('OPTIONS that is no preflight is a method like others', async () => {
        expectUnauthorized(await send('OPTIONS', '/mcp'));
        assert.equal((await send('OPTIONS', '/mcp', { headers: { Authorization: `Bearer ${api.key}` } })).status, 405);
    });

    test('keys: Bearer and Token in any case, X-API-Key, the same in both', async () => {
        const good: Headers[] = [{ Authorization: `bearer ${api.key}` }, { Authorization: `BEARER ${api.key}` }, { Authorization: `Token ${api.key}` }, { 'X-API-Key': api.key },
            { Authorization: `Bearer ${api.key}`, 'X-API-Key': api.key }];
        for (const headers of good)
            expectResult(await post(undefined, list, { headers }));
    });

    test('no key: 401 that says so, whatever the method and the body', async () => {
        for (const method of ['POST', 'GET', 'DELETE', 'PUT', 'PATCH', 'HEAD'])
            for (const headers of [{}, { Accept: 'text/html' }, { 'Content-Type': 'text/plain' }] as Headers[]) {
                const answer = await send(method, '/mcp', { headers, ...(method === 'POST' ? { raw: '{' } : {}) });
                assert.equal(answer.status, 401, `${method} ${answer.text}`);
                assert.equal(answer.headers['www-authenticate'], 'Bearer realm="timetracker"');
                if (method !== 'HEAD')
                    expectUnauthorized(answer);
            }
        for (const body of [list, { ...list, params: { _meta: modernMeta() } }, [list], { jsonrpc: '2.0', method: 'notifications/initialized' }, []])
            expectUnauthorized(await post(undefined, body));
        expectUnauthorized(await modern(undefined, 'server/discover'));
        expectUnauthorized(await legacy(undefined, 'initialize', { protocolVersion: LEGACY[0], capabilities: {}, clientInfo: { name: 'x', version: '1' } }));
    });

    test('a bad key, a revoked one, two that differ: 401 invalid_token', async () => {
        const gone = new Api(await newKey(api.userId), api.userId);
        expectResult(await legacy(gone, 'ping'));
        await sql(`DELETE FROM api_keys WHERE hash = sha256('${gone.key}')`);
        const flipped = api.key.slice(0, -1) + (api.key.endsWith('0') ? '1' : '0');
        const bad: Headers[] = [{ Authorization: `Bearer ${gone.key}` }, { Authorization: 'Bearer x' }, { Authorization: `Bearer ${flipped}` }, { 'X-API-Key': flipped },
            { Authorization: `Bearer ${api.key}`, 'X-API-Key': gone.key }, { Authorization: `Bearer ${gone.key}`, 'X-API-Key': api.key }];
        for (const headers of bad)
            for (const body of [list, { jsonrpc: '2.0', id: 1, method: 'ping' }, { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: LEGACY[0] } },
                { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_context' } }, { jsonrpc: '2.0', method: 'notifications/initialized' }, [list]])
                expectUnauthorized(await post(undefined, body, { headers }), 'invalid_token');
        for (const method of ['GET', 'DELETE'])
            expectUnauthorized(await send(method, '/mcp', { headers: { 'X-API-Key': gone.key } }), 'invalid_token');
    });

    test('a key in the query is none, nor is a session\'s cookie', async () => {
        for (const name of ['key', 'api_key', 'token', 'access_token'])
            expectUnauthorized(await send('POST', `/mcp?${name}=${api.key}`, { body: list }));
        const session = await newSession();
        assert.ok(await session.isAlive());
        expectUnauthorized(await post(undefined, list, { headers: { Cookie: session.browser.cookieHeader('/'), Origin: origin, 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1' } }));
    });
});

suite('what is sent', { concurrency: 4 }, () => {
    const key = (): Headers => ({ Authorization: `Bearer ${api.key}` });

    test('methods: 405 with Allow', async () => {
        for (const method of ['DELETE', 'PUT', 'PATCH', 'PROPFIND']) {
            const answer = await send(method, '/mcp', { headers: key() });
            assert.equal(answer.status, 405, `${method} ${answer.text}`);
            assert.equal(answer.headers['allow'], 'GET, POST');
        }
    });

    test('GET in the modern era: 405, whatever it accepts', async () => {
        for (const Accept of ['text/event-stream', 'application/json', '*/*']) {
            const answer = await send('GET', '/mcp', { headers: { ...key(), Accept, 'MCP-Protocol-Version': MODERN } });
            assert.equal(answer.status, 405, answer.text);
            assert.match(answer.headers['allow'] ?? '', /POST/);
        }
    });

    test('GET that does not accept a stream: 406', async () => {
        for (const Accept of ['application/json', 'text/html', 'text/event-stream;q=0'])
            assert.equal((await send('GET', '/mcp', { headers: { ...key(), Accept } })).status, 406, Accept);
    });

    test('POST accepts leniently: 406 only where JSON is excluded', async () => {
        for (const Accept of ['', '*/*', 'application/json', 'application/*', 'text/event-stream, */*;q=0.1', 'application/json;q=0.1', 'APPLICATION/JSON', 'text/event-stream, application/json'])
            expectResult(await post(api, list, { headers: { Accept } }));
        for (const Accept of ['text/html', 'text/event-stream', 'application/json;q=0', 'image/*'])
            assert.equal((await post(api, list, { headers: { Accept } })).status, 406, Accept);
    });

    test('Content-Type: its media type decides', async () => {
        for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8', 'application/json ; x=y'])
            expectResult(await post(api, list, { headers: { 'Content-Type': type } }));
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/json', 'application/jsonx', 'application/json-rpc', 'multipart/form-data; boundary=application/json'])
            assert.equal((await post(api, list, { headers: { 'Content-Type': type } })).status, 415, type);
        const bare = await exchange(`POST ${mount}/mcp HTTP/1.1\r\nHost: ${new URL(baseUrl).host}\r\nAuthorization: Bearer ${api.key}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`);
        assert.equal(bare.status, 415);
    });

    test('bodies: chunked ones are read, too large ones are 413', async () => {
        const text = JSON.stringify(list);
        const chunks = [...text].map((c) => `1\r\n${c}\r\n`).join('');
        const head = `POST ${mount}/mcp HTTP/1.1\r\nHost: ${new URL(baseUrl).host}\r\nAuthorization: Bearer ${api.key}\r\nContent-Type: application/json\r\nConnection: close\r\n`;
        const reply = await exchange(`${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
        assert.equal(reply.status, 200);
        expectResult(await post(api, text + ' '.repeat((1 << 20) - text.length)));
        assert.equal((await post(api, text + ' '.repeat((1 << 20) - text.length + 1))).status, 413);
        assert.equal((await exchange(`${head}Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n`)).status, 413);
    });

    test('who may not ask learns that before anything of the request is looked at', async () => {
        const large = ' '.repeat((1 << 20) + 1);
        for (const [body, headers] of [[large, {}], ['{', {}], [JSON.stringify(list), { 'Content-Type': 'text/plain' }], [JSON.stringify(list), { Accept: 'text/html' }], [JSON.stringify(list), { 'MCP-Protocol-Version': 'x' }]] as [string, Headers][]) {
            assert.equal((await post(undefined, body, { headers })).status, 401);
            assert.equal((await post(undefined, body, { headers: { ...headers, 'X-API-Key': 'x' } })).status, 401);
            assert.equal((await post(api, body, { headers: { ...headers, Origin: 'https://evil.example' } })).status, 403);
        }
        assert.equal((await post(api, large, { headers: { 'Content-Type': 'text/plain' } })).status, 415, 'the type before the size');
    });

    test('broken JSON: 400 -32700 without an id', async () => {
        const bad: (string | Buffer)[] = ['', ' ', '{', 'x', '{"jsonrpc":"2.0","id":1,"method":"ping"', '{"jsonrpc":"2.0","id":1,"method":"ping"} x', "{'jsonrpc':'2.0'}", '{"a":1,}', '\u0000',
            '[1,', 'NaN', '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":NaN}}', '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":01}}',
            Buffer.from('{"jsonrpc":"2.0","id":1,"method":"p\xff"}', 'latin1'), '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\\ud800"}}',
            `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(50000)}${']'.repeat(50000)}}}`];
        for (const raw of bad)
            for (const headers of [{}, modernHeaders('ping')] as Headers[]) {
                const answer = await post(api, raw, { headers });
                expectError(answer, 400, PARSE);
                assert.equal('id' in answer.json, false, answer.text);
            }
    });

    test('JSON that is no message: 400 -32600, with the id where there is one', async () => {
        for (const [body, id] of [
            ['"ping"', undefined], ['1', undefined], ['null', undefined], ['true', undefined], ['{}', undefined], ['{"id":5}', 5], ['{"id":"a","method":"ping"}', 'a'],
            ['{"jsonrpc":"1.0","id":1,"method":"ping"}', 1], ['{"jsonrpc":2.0,"id":1,"method":"ping"}', 1], ['{"jsonrpc":"2.0","id":1}', 1], ['{"jsonrpc":"2.0","id":1,"method":5}', 1],
            ['{"jsonrpc":"2.0","id":1,"method":null}', 1], ['{"jsonrpc":"2.0"}', undefined],
        ] as const) {
            const answer = await post(api, body);
            expectError(answer, 400, REQUEST);
            assert.deepEqual(answer.json.id, id, answer.text);
        }
    });

    test('ids that are none: null, fractions, what is no string and no number', async () => {
        for (const id of ['null', '1.5', '-0.5', '1e-1', 'true', 'false', '{}', '[]', '[1]'])
            for (const params of ['', `,"params":{"_meta":${JSON.stringify(modernMeta())}}`]) {
                const answer = await post(api, `{"jsonrpc":"2.0","id":${id},"method":"tools/list"${params}}`, { headers: params ? modernHeaders('tools/list') : {} });
                expectError(answer, 400, REQUEST);
                assert.equal('id' in answer.json, false, answer.text);
            }
    });

    test('ids come back byte for byte', async () => {
        const ids = ['0', '1', '-1', '9007199254740993', '9223372036854775807', '-9223372036854775808', '9223372036854775808', '123456789012345678901234567890', '""', '"0"', '"listen:0"',
            '"a\\"b\\\\c\\/d\\n\\t"', '"\\u0041\\u00e9"', '"\\ud83d\\ude00"', '"é 😀"', '"  x  "', `"${'x'.repeat(510)}"`,
            '7'.repeat(300), `"${'\\u0041'.repeat(85)}"`];
        for (const id of ids) {
            const meta = `"params":{"_meta":${JSON.stringify(modernMeta())}}`;
            for (const [answer, what] of [
                [await post(api, `{"jsonrpc":"2.0","id":${id},"method":"ping"}`), 'result'],
                [await post(api, `{"method":"nothing/here","jsonrpc":"2.0","params":{"id":7},"id" : ${id} }`), 'error'],
                [await post(api, `{"jsonrpc":"2.0","id":${id},"method":"tools/list",${meta}}`, { headers: modernHeaders('tools/list') }), 'result'],
                [await post(api, `{"jsonrpc":"2.0","id":${id},"method":"nothing/here",${meta}}`, { headers: modernHeaders('nothing/here') }), 'error'],
                [await post(api, `{"jsonrpc":"2.0","id":${id},"method":"tools/list",${meta}}`), 'error'],
            ] as const) {
                assert.match(answer.text, new RegExp(`^\\{"jsonrpc":"2.0",`));
                assert.ok(answer.text.includes(`"id":${id},`), `${id}: ${answer.text.slice(0, 200)}`);
                assert.ok(what in answer.json, answer.text.slice(0, 200));
            }
        }
    });

    test('ids of more than 512 bytes, as they were sent, are none', async () => {
        for (const id of [`"${'x'.repeat(511)}"`, `"${'é'.repeat(256)}"`, `"${'\\u0041'.repeat(85)}x"`])
            for (const [method, params] of [['tools/list', {}],
                ['subscriptions/listen', { notifications: { resourceSubscriptions: ['timetracker://timer'] } }]] as const)
                for (const isModern of [false, true]) {
                    const all = JSON.stringify(isModern ? { ...params, _meta: modernMeta() } : params);
                    const answer = await post(api, `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${all}}`,
                        { headers: isModern ? modernHeaders(method) : {} });
                    expectError(answer, 400, REQUEST);
                    assert.equal('id' in answer.json, false, answer.text);
                }
        const { json } = await post(api, `[{"jsonrpc":"2.0","id":"${'x'.repeat(511)}","method":"ping"},
            {"jsonrpc":"2.0","id":2,"method":"ping"}]`);
        assert.deepEqual(json.map((one: Json) => [one.id, one.error?.code]), [[undefined, REQUEST], [2, undefined]]);
    });

    test('notifications: 202 and no body, whatever their method, and nothing is done', async () => {
        for (const method of ['notifications/initialized', 'notifications/cancelled', 'notifications/roots/list_changed', 'notifications/none', 'nothing', 'tools/list', 'initialize'])
            for (const [params, headers] of [[undefined, {}], [{}, { 'MCP-Protocol-Version': LEGACY[0] }], [{ _meta: modernMeta() }, modernHeaders(method)], [{ _meta: modernMeta() }, {}]] as const) {
                const answer = await post(api, { jsonrpc: '2.0', method, ...(params ? { params } : {}) }, { headers });
                assert.equal(answer.status, 202, `${method} ${answer.text}`);
                assert.equal(answer.text, '');
            }
        assert.equal((await post(api, { jsonrpc: '2.0', method: 'tools/call', params: { name: 'start_timer', arguments: {} } })).status, 202);
        assert.equal((await api.read('/timer')).active, false);
    });

    test('responses that are posted: 202 to a legacy client, 400 to a modern one', async () => {
        for (const body of [{ jsonrpc: '2.0', id: 1, result: {} }, { jsonrpc: '2.0', id: 'x', error: { code: 1, message: 'x' } }]) {
            const answer = await post(api, body);
            assert.deepEqual([answer.status, answer.text], [202, '']);
            assert.equal((await post(api, body, { headers: { 'MCP-Protocol-Version': LEGACY[0] } })).status, 202);
            assert.equal((await post(api, body, { headers: { 'MCP-Protocol-Version': MODERN } })).status, 400);
        }
    });
});

suite('batches', { concurrency: 4 }, () => {
    const ping = (id: unknown): Json => ({ jsonrpc: '2.0', id, method: 'ping' });
    const note = { jsonrpc: '2.0', method: 'notifications/initialized' };

    test('where they are allowed: an array of the responses', async () => {
        for (const headers of [{}, { 'MCP-Protocol-Version': '2025-03-26' }] as Headers[]) {
            const answer = await post(api, [ping(1), note, ping('a'), { jsonrpc: '2.0', id: 3, method: 'nothing' }, { jsonrpc: '2.0', id: 4, method: 'tools/list' }], { headers });
            assert.equal(answer.status, 200, answer.text);
            assert.deepEqual(answer.json.map((one: Json) => [one.id, one.error?.code]), [[1, undefined], ['a', undefined], [3, METHOD], [4, undefined]]);
            assert.deepEqual(answer.json[0], { jsonrpc: '2.0', id: 1, result: {} });
        }
    });

    test('methods of all kinds in one', async () => {
        const month = { jsonrpc: '2.0', id: 2, method: 'completion/complete', params: { ref: { type: 'ref/prompt', name: 'invoice_summary' }, argument: { name: 'month', value: '' } } };
        await post(api, ping(0));
        const { json } = await post(api, [ping(1), month, ping(3)]);
        assert.deepEqual(json.map((one: Json) => one.id), [1, 2, 3]);
        assert.equal(json[1].result.completion.values.length, 12);
    });

    test('ids in them come back byte for byte', async () => {
        const answer = await post(api, '[{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"ping"},{"jsonrpc":"2.0","id":"\\u0041","method":"ping"}]');
        assert.match(answer.text, /"id":123456789012345678901234567890[,}]/);
        assert.match(answer.text, /"id":"\\u0041"[,}]/);
    });

    test('of notifications and responses alone: 202', async () => {
        for (const batch of [[note], [note, note, { jsonrpc: '2.0', id: 1, result: {} }]]) {
            const answer = await post(api, batch);
            assert.deepEqual([answer.status, answer.text], [202, '']);
        }
    });

    test('a bad message in one is refused alone', async () => {
        const answer = await post(api, [ping(1), 5, { jsonrpc: '2.0', id: 2 }, { jsonrpc: '2.0', id: null, method: 'ping' }]);
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(answer.json.map((one: Json) => [one.id, one.error?.code]), [[1, undefined], [undefined, REQUEST], [2, REQUEST], [undefined, REQUEST]]);
    });

    test('where they are not: 400 -32600', async () => {
        for (const version of ['2025-06-18', '2025-11-25', MODERN])
            for (const batch of [[ping(1)], [note], []])
                expectError(await post(api, batch, { headers: { 'MCP-Protocol-Version': version } }), 400, REQUEST);
        expectError(await post(api, []), 400, REQUEST);
        expectError(await post(api, [ping(1), { jsonrpc: '2.0', id: 2, method: 'tools/list', params: { _meta: modernMeta() } }]), 400, REQUEST);
    });

    test('of twenty messages at most, whatever they are', async () => {
        const one = await newUser();
        const create = { jsonrpc: '2.0', id: 'c', method: 'tools/call',
            params: { name: 'create_client', arguments: { name: 'of a batch' } } };
        const pings = (n: number): Json[] => Array.from({ length: n }, (_, id) => ping(id));
        for (const batch of [[create, ...pings(20)], [create, ...pings(19), note], [create, ...Array(20).fill(note)],
            [create, ...Array(20).fill(5)], [create, ...pings(200)]])
            for (const headers of [{}, { 'MCP-Protocol-Version': '2025-03-26' }] as Headers[])
                assert.match(expectError(await post(one, batch, { headers }), 400, REQUEST).message, /\b20\b/);
        assert.deepEqual((await one.read('/clients')).clients, [], 'nothing of one that is larger is done');
        const { json } = await post(one, [create, ...pings(18), note]);
        assert.deepEqual(json.map((each: Json) => each.id), ['c', ...pings(18).map(({ id }) => id)]);
        assert.equal((await one.read('/clients')).clients.length, 1);
        assert.equal((await post(one, pings(20))).json.length, 20);
    });

    test('each call in one is done', async () => {
        const one = await newUser();
        const create = (id: number): Json => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'create_client', arguments: { name: `client ${id}` } } });
        const answer = await post(one, [create(1), create(2), create(3)]);
        assert.deepEqual(answer.json.map((each: Json) => each.result.structuredContent.client.name), ['client 1', 'client 2', 'client 3']);
        assert.equal((await one.read('/clients?total=true')).pagination.total, 3);
    });
});

suite('keys are no OAuth', { concurrency: 4 }, () => {
    test('discovery finds a real 404', async () => {
        for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-authorization-server', '/.well-known/oauth-authorization-server/mcp',
            '/.well-known/openid-configuration', '/.well-known/openid-configuration/mcp', '/mcp/.well-known/openid-configuration', '/register', '/authorize', '/token'])
            for (const method of ['GET', 'POST']) {
                const answer = await send(method, path, { headers: { Accept: 'application/json' }, ...(method === 'POST' ? { body: { redirect_uris: [] } } : {}) });
                assert.equal(answer.status, 404, `${method} ${path}`);
            }
    });

    test('no metadata is claimed', async () => {
        for (const answer of [await post(undefined, list), await post(undefined, list, { headers: { 'X-API-Key': 'x' } })])
            assert.doesNotMatch(answer.headers['www-authenticate'] ?? '', /resource_metadata/);
    });
});
