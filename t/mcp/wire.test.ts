// Every row of the tables of the MCP brief: what goes over the wire, in both eras.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { Api, newKey, newUser, send, type Answer, type Headers, type Json } from '../http/api.ts';
import { baseUrl, env, mount, sql } from '../http/server.ts';
import { newSession } from '../http/sign_in.ts';
import { Stack } from '../http/stack.ts';
import { exchange } from '../http/wire.ts';
import { expectError, expectResponse, expectResult, LEGACY, legacy, META, MODERN, modern, modernHeaders, modernMeta, post } from './mcp.ts';

const PARSE = -32700, REQUEST = -32600, METHOD = -32601, PARAMS = -32602, NO_RESOURCE = -32002, HEADER = -32020, VERSION = -32022;
const origin = new URL(baseUrl).origin;
const NOWHERE = 'timetracker://entries/9000000000000000000';
const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

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
            '"a\\"b\\\\c\\/d\\n\\t"', '"\\u0041\\u00e9"', '"\\ud83d\\ude00"', '"é 😀"', '"  x  "', `"${'x'.repeat(200)}"`];
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

    test('each call in one is done', async () => {
        const one = await newUser();
        const create = (id: number): Json => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'create_client', arguments: { name: `client ${id}` } } });
        const answer = await post(one, [create(1), create(2), create(3)]);
        assert.deepEqual(answer.json.map((each: Json) => each.result.structuredContent.client.name), ['client 1', 'client 2', 'client 3']);
        assert.equal((await one.read('/clients?total=true')).pagination.total, 3);
    });
});

suite('the era', { concurrency: 4 }, () => {
    test('a version header alone makes no message modern', async () => {
        for (const version of LEGACY) {
            const result = expectResult(await post(api, list, { headers: { 'MCP-Protocol-Version': version } }));
            assert.equal('resultType' in result, false);
        }
    });

    test('a date from 2026-07-28 on does, and then its _meta is missing', async () => {
        for (const version of [MODERN, '2026-07-29', '2027-01-01', '2099-12-31']) {
            const answer = await post(api, { ...list, id: 'x1' }, { headers: { 'MCP-Protocol-Version': version, 'Mcp-Method': 'tools/list' } });
            const error = expectError(answer, 400, PARAMS);
            assert.equal(answer.json.id, 'x1');
            assert.match(error.message, /protocolVersion/);
            assert.match(error.message, /clientCapabilities/);
        }
    });

    test('any _meta version makes it modern', async () => {
        for (const version of [LEGACY[0], '2026-07-27', 'banana', '']) {
            const error = expectError(await post(api, { ...list, params: { _meta: modernMeta('x', version) } }, { headers: { 'MCP-Protocol-Version': version, 'Mcp-Method': 'tools/list' } }), 400, VERSION);
            assert.deepEqual(error.data, { supported: [MODERN], requested: version });
        }
    });

    test('other _meta does not', async () => {
        for (const _meta of [{}, { progressToken: 1 }, { traceparent: 'x' }, { [`${META}clientInfo`]: { name: 'x', version: '1' } }])
            assert.equal('resultType' in expectResult(await post(api, { ...list, params: { _meta } })), false);
    });
});

suite('the modern ladder', { concurrency: 4 }, () => {
    type Step = { name: string; status: number; code: number; method?: string; params?: Json; meta?: Json; headers?: Headers; id?: unknown };
    const without = (key: string): Json => {
        const meta = modernMeta();
        delete meta[META + key];
        return meta;
    };
    const good = modernHeaders('tools/list');
    const no = (...names: string[]): Headers => Object.fromEntries(Object.entries(good).filter(([name]) => !names.includes(name)));

    // Each breaks its own rung and every later one that it can, so that the order shows.
    const steps: Step[] = [
        { name: '1: no protocolVersion', meta: without('protocolVersion'), headers: { 'MCP-Protocol-Version': MODERN, 'Mcp-Method': 'x' }, status: 400, code: PARAMS },
        { name: '1: no clientCapabilities, though the headers disagree', meta: without('clientCapabilities'), headers: { 'MCP-Protocol-Version': '2025-06-18' }, status: 400, code: PARAMS },
        { name: '1: protocolVersion is no string', meta: modernMeta('x', 20260728), headers: no('MCP-Protocol-Version'), status: 400, code: PARAMS },
        { name: '1: clientCapabilities is no object', meta: { ...modernMeta(), [`${META}clientCapabilities`]: [] }, headers: good, status: 400, code: PARAMS },
        { name: '1: though the method is unknown', method: 'nothing/here', meta: without('clientCapabilities'), headers: {}, status: 400, code: PARAMS },
        { name: '2: header and _meta disagree, and neither is served', meta: modernMeta('x', '2027-01-01'), headers: { 'MCP-Protocol-Version': '2026-12-24' }, status: 400, code: HEADER },
        { name: '2: header legacy, _meta modern', headers: { ...good, 'MCP-Protocol-Version': LEGACY[0] }, status: 400, code: HEADER },
        { name: '2: the other way round', meta: modernMeta('x', LEGACY[0]), headers: good, status: 400, code: HEADER },
        { name: '3: a version that is not served, without any header', meta: modernMeta('x', '2027-01-01'), headers: {}, status: 400, code: VERSION },
        { name: '3: the same with all of them', meta: modernMeta('x', '2027-01-01'), headers: { ...good, 'MCP-Protocol-Version': '2027-01-01' }, status: 400, code: VERSION },
        { name: '4: no version header, nor Mcp-Method', headers: {}, status: 400, code: HEADER },
        { name: '4: no version header', headers: no('MCP-Protocol-Version'), status: 400, code: HEADER },
        { name: '5: no Mcp-Method', headers: no('Mcp-Method'), status: 400, code: HEADER },
        { name: '5: Mcp-Method disagrees', headers: { ...good, 'Mcp-Method': 'tools/call' }, status: 400, code: HEADER },
        { name: '5: values have a case', headers: { ...good, 'Mcp-Method': 'Tools/List' }, status: 400, code: HEADER },
        { name: '5: though the method is unknown', method: 'nothing/here', headers: good, status: 400, code: HEADER },
        { name: '6: no Mcp-Name of a tool, though it is unknown', method: 'tools/call', params: { name: 'nothing' }, headers: { ...good, 'Mcp-Method': 'tools/call' }, status: 400, code: HEADER },
        { name: '6: Mcp-Name of another tool', method: 'tools/call', params: { name: 'get_context' }, headers: { ...good, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'stop_timer' }, status: 400, code: HEADER },
        { name: '6: Mcp-Name in another case', method: 'tools/call', params: { name: 'get_context' }, headers: { ...good, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'Get_Context' }, status: 400, code: HEADER },
        { name: '6: no Mcp-Name of a prompt', method: 'prompts/get', params: { name: 'weekly_report' }, headers: { ...good, 'Mcp-Method': 'prompts/get' }, status: 400, code: HEADER },
        { name: '6: no Mcp-Name of a resource', method: 'resources/read', params: { uri: NOWHERE }, headers: { ...good, 'Mcp-Method': 'resources/read' }, status: 400, code: HEADER },
        { name: '6: bad base64', method: 'tools/call', params: { name: 'get_context' }, headers: { ...good, 'Mcp-Method': 'tools/call', 'Mcp-Name': '=?base64?Z2V0X2NvbnRleHQ?=' }, status: 400, code: HEADER },
        ...['nothing/here', 'initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe', 'Tools/list', 'rpc.discover', 'server/Discover', 'tools/list/', '']
            .map((method): Step => ({ name: `7: ${method || 'an empty method'}`, method, headers: { ...good, 'Mcp-Method': method }, status: method ? 404 : 400, code: method ? METHOD : HEADER })),
        { name: '8: unknown tool', method: 'tools/call', params: { name: 'nothing' }, status: 200, code: PARAMS },
        { name: '8: unknown prompt', method: 'prompts/get', params: { name: 'nothing' }, status: 200, code: PARAMS },
        { name: '8: unknown resource', method: 'resources/read', params: { uri: NOWHERE }, status: 200, code: PARAMS },
        { name: '8: a resource of another scheme', method: 'resources/read', params: { uri: 'file:///etc/passwd' }, status: 200, code: PARAMS },
        ...['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'].flatMap((method) => ['nonsense', '', 5].map((cursor): Step =>
            ({ name: `8: ${method} from a cursor that nobody gave: ${JSON.stringify(cursor)}`, method, params: { cursor }, status: 200, code: PARAMS }))),
        { name: '8: arguments are no object', method: 'tools/call', params: { name: 'get_context', arguments: [] }, status: 200, code: PARAMS },
        { name: '8: a missing argument of a prompt', method: 'prompts/get', params: { name: 'invoice_summary', arguments: {} }, status: 200, code: PARAMS },
        { name: '8: listen without a filter', method: 'subscriptions/listen', params: {}, status: 200, code: PARAMS },
    ];
    for (const step of steps)
        test(step.name, async () => {
            const { method = 'tools/list', params = {}, meta = modernMeta() } = step;
            const answer = await post(api, { jsonrpc: '2.0', id: 'rung', method, params: { ...params, _meta: meta } }, { headers: step.headers ?? modernHeaders(method, params) });
            expectError(answer, step.status, step.code);
            assert.equal(answer.json.id, 'rung');
        });

    test('1: what is missing is named, and only that', async () => {
        for (const key of ['protocolVersion', 'clientCapabilities']) {
            const { message } = expectError(await post(api, { ...list, params: { _meta: without(key) } }, { headers: good }), 400, PARAMS);
            assert.ok(message.includes(META + key), message);
            assert.equal(message.includes(key === 'protocolVersion' ? 'clientCapabilities' : 'protocolVersion'), false, message);
        }
        expectResult(await post(api, { ...list, params: { _meta: without('clientInfo') } }, { headers: good }));
    });

    test('3: what is served is named, and is what discover says', async () => {
        const error = expectError(await post(api, { ...list, params: { _meta: modernMeta('x', '2027-01-01') } }), 400, VERSION);
        assert.deepEqual(error.data, { supported: [MODERN], requested: '2027-01-01' });
        assert.deepEqual(expectResult(await modern(api, 'server/discover')).supportedVersions, [MODERN]);
    });

    test('5: names of headers have no case, and blanks around values are none', async () => {
        const text = JSON.stringify({ ...list, params: { _meta: modernMeta() } });
        const reply = await exchange(`POST ${mount}/mcp HTTP/1.1\r\nhost: ${new URL(baseUrl).host}\r\nauthorization: Bearer ${api.key}\r\ncontent-type: application/json\r\nconnection: close\r\n`
            + `mcp-PROTOCOL-version: \t${MODERN} \r\nMCP-METHOD:   tools/list\t \r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
        assert.equal(reply.status, 200, reply.body);
    });

    test('6: Mcp-Name literally and as base64', async () => {
        const call = (name: string, header: string): Promise<Answer> => post(api, { ...list, method: 'tools/call', params: { name, _meta: modernMeta() } },
            { headers: { ...good, 'Mcp-Method': 'tools/call', 'Mcp-Name': header } });
        expectResult(await call('get_context', 'get_context'));
        expectResult(await call('get_context', `=?base64?${btoa('get_context')}?=`));
        // Unknown tools tell that their name was equal: -32602 and no longer -32020.
        for (const name of ['é', '名前', '😀', 'a b', ' a ', '=?base64?x?=', 'a\nb', 'x'.repeat(100)])
            expectError(await call(name, `=?base64?${Buffer.from(name).toString('base64')}?=`), 200, PARAMS);
        for (const literal of ['=?base64?', '=?base64?abc', '=?BASE64?YQ==?=', '=?utf-8?x?=', 'x?='])
            expectError(await call(literal, literal), 200, PARAMS);
        for (const header of ['=?base64?YQ?=', '=?base64?YR==?=', '=?base64?Y Q==?=', '=?base64?YQ===?=', '=?base64?Y-_=?=', '=?base64?/w==?=', '=?base64?YQ==YQ==?=', '=?base64?*?=', '=?base64?YQBi?='])
            expectError(await call('a', header), 400, HEADER);
        expectError(await call('a', '=?base64?Yg==?='), 400, HEADER);
    });

    test('6: as base64 for prompts and resources too', async () => {
        const uri = 'timetracker://timer';
        expectResult(await modern(api, 'resources/read', { uri }, { headers: { 'Mcp-Name': `=?base64?${btoa(uri)}?=` } }));
        expectResult(await modern(api, 'prompts/get', { name: 'weekly_report', arguments: { week: '2026-03-02' } }, { headers: { 'Mcp-Name': `=?base64?${btoa('weekly_report')}?=` } }));
    });

    test('headers that say nothing to us are ignored', async () => {
        const answer = await modern(api, 'tools/list', {}, { headers: { 'Mcp-Session-Id': 'x', 'Last-Event-ID': '7', 'Mcp-Param-Foo': 'bar', 'Mcp-Name': 'whatever' } });
        expectResult(answer);
        expectResult(await modern(api, 'tools/list', { requestState: 'x', inputResponses: {} }));
    });

    test('8: what is not found is named, and is no empty answer', async () => {
        const error = expectError(await modern(api, 'resources/read', { uri: NOWHERE }), 200, PARAMS);
        assert.equal(error.data.uri, NOWHERE);
    });

    test('9: what a tool refuses is a result', async () => {
        const result = expectResult(await modern(api, 'tools/call', { name: 'stop_timer', arguments: {} }));
        assert.equal(result.isError, true);
        assert.equal(result.resultType, 'complete');
    });
});

suite('methods', { concurrency: 4 }, () => {
    const cacheable: [string, Json][] = [['server/discover', {}], ['tools/list', {}], ['resources/list', {}], ['resources/templates/list', {}], ['prompts/list', {}], ['resources/read', { uri: 'timetracker://timer' }]];
    const others: [string, Json][] = [['tools/call', { name: 'get_context', arguments: {} }], ['prompts/get', { name: 'weekly_report', arguments: { week: '2026-03-02' } }],
        ['completion/complete', { ref: { type: 'ref/prompt', name: 'weekly_report' }, argument: { name: 'week', value: '' } }]];

    for (const [method, params] of [...cacheable, ...others])
        test(`${method}, modern`, async () => {
            const answer = await modern(api, method, params);
            const result = expectResult(answer);
            assert.equal(result.resultType, 'complete');
            const { name, version } = result._meta[`${META}serverInfo`];
            assert.equal(name, 'timetracker');
            assert.match(version, /^\d+\.\d+\.\d+/);
            if (cacheable.some(([other]) => other === method)) {
                assert.ok(Number.isSafeInteger(result.ttlMs) && result.ttlMs >= 0, String(result.ttlMs));
                assert.ok(['public', 'private'].includes(result.cacheScope));
            } else {
                assert.equal('ttlMs' in result || 'cacheScope' in result, false);
            }
            if (method === 'resources/read')
                assert.deepEqual([result.ttlMs, result.cacheScope], [0, 'private']);
        });

    for (const [method, params] of [...cacheable.slice(1), ...others])
        test(`${method}, legacy`, async () => {
            for (const version of ['', ...LEGACY]) {
                const result = expectResult(await legacy(api, method, params, { headers: { 'MCP-Protocol-Version': version } }));
                for (const member of ['resultType', 'ttlMs', 'cacheScope', '_meta'])
                    assert.equal(member in result, false, member);
            }
        });

    test('both eras say the same of tools, resources and prompts', async () => {
        for (const [method, params] of cacheable.slice(1, 5)) {
            const { resultType: _, ttlMs: __, cacheScope: ___, _meta: ____, ...new_ } = expectResult(await modern(api, method, params));
            assert.deepEqual(expectResult(await legacy(api, method, params)), new_);
        }
    });

    test('ping, legacy: exactly {}', async () => {
        assert.deepEqual(expectResult(await legacy(api, 'ping')), {});
        assert.deepEqual(expectResult(await legacy(api, 'ping', {})), {});
    });

    test('discover', async () => {
        const result = expectResult(await modern(api, 'server/discover'));
        assert.deepEqual(Object.keys(result.capabilities).toSorted(), ['completions', 'prompts', 'resources', 'tools']);
        assert.ok(result.instructions.length < 600 && result.instructions.includes('get_context'), result.instructions);
    });

    for (const method of ['server/discover', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe', 'subscriptions/listen', 'nothing', 'Ping', 'tasks/list', 'sampling/createMessage'])
        test(`${method}, legacy: -32601 with status 200`, async () => {
            for (const version of ['', ...LEGACY])
                expectError(await legacy(api, method, { uri: 'timetracker://timer', level: 'info' }, { headers: { 'MCP-Protocol-Version': version } }), 200, METHOD);
        });

    test('a completion for what is not there is an empty list', async () => {
        for (const ask of [modern, legacy])
            for (const ref of [{ type: 'ref/prompt', name: 'nothing' }, { type: 'ref/resource', uri: 'x://y' }])
                assert.deepEqual(expectResult(await ask(api, 'completion/complete', { ref, argument: { name: 'a', value: '' } })).completion, { values: [], total: 0, hasMore: false });
    });
});

suite('legacy', { concurrency: 4 }, () => {
    const hello = (protocolVersion: unknown): Json => ({ protocolVersion, capabilities: {}, clientInfo: { name: 'x', version: '1' } });

    test('initialize: a known version is echoed', async () => {
        for (const version of LEGACY)
            for (const header of ['', version, 'banana', '2099-01-01'.replace('2099', '2024')]) {
                const result = expectResult(await legacy(api, 'initialize', hello(version), { headers: { 'MCP-Protocol-Version': header } }));
                assert.equal(result.protocolVersion, version);
                assert.deepEqual(Object.keys(result.capabilities).toSorted(), ['completions', 'prompts', 'resources', 'tools']);
                assert.equal(result.capabilities.resources.subscribe ?? false, false, 'resources/subscribe needs a session');
                assert.equal(result.serverInfo.name, 'timetracker');
                assert.match(result.serverInfo.title, /\S/);
                assert.match(result.serverInfo.version, /^\d+\.\d+\.\d+/);
                assert.ok(result.instructions.length < 600);
            }
    });

    test('initialize: any other version is answered with the newest legacy one', async () => {
        for (const version of [MODERN, '2027-01-01', '2025-06-17', 'banana', ''])
            assert.equal(expectResult(await legacy(api, 'initialize', hello(version), { headers: { 'MCP-Protocol-Version': '' } })).protocolVersion, LEGACY[0], version);
    });

    test('a header of an unknown version: 400, unless it comes with initialize', async () => {
        for (const version of ['2025-06-17', '2024-01-01', '2026-07-27', 'banana', '1', '2025-11-25,2025-06-18', '2025-11-25x'])
            for (const body of [list, { ...list, method: 'ping' }, { ...list, method: 'tools/call', params: { name: 'get_context' } }])
                assert.equal((await post(api, body, { headers: { 'MCP-Protocol-Version': version } })).status, 400, version);
    });

    test('no initialize is needed, and a session id is nothing to us', async () => {
        const fresh = await newUser();
        expectResult(await legacy(fresh, 'tools/call', { name: 'get_context', arguments: {} }));
        expectResult(await legacy(fresh, 'tools/list', {}, { headers: { 'Mcp-Session-Id': 'nothing', 'Last-Event-ID': '7' } }));
    });

    test('errors have status 200', async () => {
        for (const [method, params, code] of [
            ['nothing', {}, METHOD], ['tools/call', { name: 'nothing' }, PARAMS], ['tools/call', {}, PARAMS], ['tools/call', { name: 5 }, PARAMS], ['tools/call', undefined, PARAMS],
            ['tools/call', { name: 'get_context', arguments: [] }, PARAMS], ['tools/list', { cursor: 'x' }, PARAMS], ['resources/list', { cursor: 'x' }, PARAMS], ['prompts/list', { cursor: 'x' }, PARAMS],
            ['resources/templates/list', { cursor: 'x' }, PARAMS], ['prompts/get', { name: 'nothing' }, PARAMS], ['prompts/get', {}, PARAMS], ['prompts/get', { name: 'invoice_summary' }, PARAMS],
            ['resources/read', { uri: NOWHERE }, NO_RESOURCE], ['resources/read', { uri: 'file:///etc/passwd' }, NO_RESOURCE], ['resources/read', {}, PARAMS],
        ] as const)
            expectError(await legacy(api, method, params), 200, code);
        assert.equal(expectError(await legacy(api, 'resources/read', { uri: NOWHERE }), 200, NO_RESOURCE).data.uri, NOWHERE);
    });

    test('params that are no object', async () => {
        for (const params of [[], 'x', 5, true]) {
            const answer = await legacy(api, 'tools/list', params);
            assert.ok([200, 400].includes(answer.status) && [PARAMS, REQUEST].includes(answer.json.error?.code), answer.text);
        }
    });

    test('what a tool refuses is a result', async () => {
        assert.equal(expectResult(await legacy(api, 'tools/call', { name: 'stop_timer' })).isError, true);
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

suite('settings', { concurrency: 1 }, () => {
    let stack: Stack;
    let base: string;
    let databaseUrl: string;

    before(async () => {
        const conf = join(env('STACK_DIR'), 'mcp.conf');
        writeFileSync(conf, 'TimetrackerMcpOrigins "https://agent.example http://localhost:6274"\nTimetrackerRateMcp 20\n');
        stack = await Stack.start('mcp', ['--provider', 'none', '--conf', conf]);
        [base, databaseUrl] = [stack.get('BASE_URL'), stack.get('DATABASE_URL')];
    });

    after(() => stack.stop());

    test('origins that are allowed', async () => {
        const one = await newUser({ databaseUrl });
        for (const allowed of ['https://agent.example', 'http://localhost:6274', new URL(base).origin]) {
            const answer = await post(one, list, { base, headers: { Origin: allowed } });
            expectResponse(answer);
            assert.equal(answer.headers['access-control-allow-origin'], allowed);
            assert.ok((await send('OPTIONS', '/mcp', { base, headers: { Origin: allowed, 'Access-Control-Request-Method': 'POST' } })).status < 300);
        }
        for (const foreign of ['https://agent.example:444', 'http://agent.example', 'http://localhost', 'https://agent.example http://localhost:6274', 'https://AGENT.example.evil'])
            assert.equal((await post(one, list, { base, headers: { Origin: foreign } })).status, 403, foreign);
    });

    test('beyond the rate: 429 with Retry-After', async () => {
        const one = await newUser({ databaseUrl });
        const answers = await Promise.all(Array.from({ length: 40 }, () => legacy(one, 'ping', {}, { base })));
        const counts = [200, 429].map((status) => answers.filter((answer) => answer.status === status).length);
        assert.ok(counts[0]! >= 20 && counts[0]! <= 23 && counts[0]! + counts[1]! === 40, JSON.stringify(counts));
        const late = answers.find(({ status }) => status === 429);
        assert.ok(Number(late?.headers['retry-after']) >= 1, late?.text);
        const other = await newUser({ databaseUrl });
        expectResult(await legacy(other, 'ping', {}, { base }));
        assert.equal((await one.request('GET', '/users/me', { base })).status, 200, 'REST has a bucket of its own');
    });

    test('a batch takes a token for each of its calls', async () => {
        const one = await newUser({ databaseUrl });
        const ping = Array.from({ length: 15 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'get_context', arguments: {} } }));
        await post(one, ping, { base });
        const answer = await post(one, ping, { base });
        assert.ok(answer.status === 429 || answer.json.some((each: Json) => each.error || each.result?.isError), answer.text.slice(0, 300));
    });
});

suite('switched off', () => {
    let stack: Stack;

    before(async () => {
        const conf = join(env('STACK_DIR'), 'mcp-off.conf');
        writeFileSync(conf, 'TimetrackerMcp Off\n');
        stack = await Stack.start('mcp-off', ['--provider', 'none', '--conf', conf]);
    });

    after(() => stack.stop());

    test('TimetrackerMcp Off: 404, the API is there', async () => {
        const [base, databaseUrl] = [stack.get('BASE_URL'), stack.get('DATABASE_URL')];
        const one = await newUser({ databaseUrl });
        for (const method of ['POST', 'GET'])
            assert.equal((await send(method, '/mcp', { base, headers: { Authorization: `Bearer ${one.key}` }, ...(method === 'POST' ? { body: list } : {}) })).status, 404, method);
        assert.equal((await one.request('GET', '/users/me', { base })).status, 200);
    });
});
