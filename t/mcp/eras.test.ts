// Which era a message is of, and what each asks and answers: the modern ladder, the methods, the legacy handshake.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { newUser, type Answer, type Api, type Headers, type Json } from '../http/api.ts';
import { baseUrl, mount } from '../http/server.ts';
import { exchange } from '../http/wire.ts';
import {
    expectError, expectResult, HEADER, LEGACY, legacy, list, META, METHOD, MODERN, modern, modernHeaders, modernMeta,
    NO_RESOURCE, NOWHERE, PARAMS, post, REQUEST, VERSION,
} from './mcp.ts';

let api: Api;

before(async () => {
    api = await newUser();
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
            const answer = await post(api, { ...list, id: 'x1' },
                { headers: { 'MCP-Protocol-Version': version, 'Mcp-Method': 'tools/list' } });
            const error = expectError(answer, 400, PARAMS);
            assert.equal(answer.json.id, 'x1');
            assert.match(error.message, /protocolVersion/);
            assert.match(error.message, /clientCapabilities/);
        }
    });

    test('any _meta version makes it modern', async () => {
        for (const version of [LEGACY[0], '2026-07-27', 'banana', '']) {
            const error = expectError(await post(api, { ...list, params: { _meta: modernMeta('x', version) } },
                { headers: { 'MCP-Protocol-Version': version, 'Mcp-Method': 'tools/list' } }), 400, VERSION);
            assert.deepEqual(error.data, { supported: [MODERN], requested: version });
        }
    });

    test('other _meta does not', async () => {
        for (const _meta of [{}, { progressToken: 1 }, { traceparent: 'x' },
            { [`${META}clientInfo`]: { name: 'x', version: '1' } }])
            assert.equal('resultType' in expectResult(await post(api, { ...list, params: { _meta } })), false);
    });
});

suite('the modern ladder', { concurrency: 4 }, () => {
    type Step = {
        name: string; status: number; code: number; method?: string; params?: Json; meta?: Json; headers?: Headers;
    };
    const without = (key: string): Json => {
        const meta = modernMeta();
        delete meta[META + key];
        return meta;
    };
    const good = modernHeaders('tools/list');
    const no = (...names: string[]): Headers =>
        Object.fromEntries(Object.entries(good).filter(([name]) => !names.includes(name)));

    // Each breaks its own rung and every later one that it can, so that the order shows.
    const steps: Step[] = [
        { name: '1: no protocolVersion', meta: without('protocolVersion'),
            headers: { 'MCP-Protocol-Version': MODERN, 'Mcp-Method': 'x' }, status: 400, code: PARAMS },
        { name: '1: no clientCapabilities, though the headers disagree', meta: without('clientCapabilities'),
            headers: { 'MCP-Protocol-Version': '2025-06-18' }, status: 400, code: PARAMS },
        { name: '1: protocolVersion is no string', meta: modernMeta('x', 20260728), headers: no('MCP-Protocol-Version'),
            status: 400, code: PARAMS },
        { name: '1: clientCapabilities is no object', meta: { ...modernMeta(), [`${META}clientCapabilities`]: [] },
            headers: good, status: 400, code: PARAMS },
        { name: '1: though the method is unknown', method: 'nothing/here', meta: without('clientCapabilities'),
            headers: {}, status: 400, code: PARAMS },
        { name: '2: header and _meta disagree, and neither is served', meta: modernMeta('x', '2027-01-01'),
            headers: { 'MCP-Protocol-Version': '2026-12-24' }, status: 400, code: HEADER },
        { name: '2: header legacy, _meta modern', headers: { ...good, 'MCP-Protocol-Version': LEGACY[0] },
            status: 400, code: HEADER },
        { name: '2: the other way round', meta: modernMeta('x', LEGACY[0]), headers: good, status: 400, code: HEADER },
        { name: '3: a version that is not served, without any header', meta: modernMeta('x', '2027-01-01'), headers: {},
            status: 400, code: VERSION },
        { name: '3: the same with all of them', meta: modernMeta('x', '2027-01-01'),
            headers: { ...good, 'MCP-Protocol-Version': '2027-01-01' }, status: 400, code: VERSION },
        { name: '4: no version header, nor Mcp-Method', headers: {}, status: 400, code: HEADER },
        { name: '4: no version header', headers: no('MCP-Protocol-Version'), status: 400, code: HEADER },
        { name: '5: no Mcp-Method', headers: no('Mcp-Method'), status: 400, code: HEADER },
        { name: '5: Mcp-Method disagrees', headers: { ...good, 'Mcp-Method': 'tools/call' },
            status: 400, code: HEADER },
        { name: '5: values have a case', headers: { ...good, 'Mcp-Method': 'Tools/List' }, status: 400, code: HEADER },
        { name: '5: though the method is unknown', method: 'nothing/here', headers: good, status: 400, code: HEADER },
        { name: '6: no Mcp-Name of a tool, though it is unknown', method: 'tools/call', params: { name: 'nothing' },
            headers: { ...good, 'Mcp-Method': 'tools/call' }, status: 400, code: HEADER },
        { name: '6: Mcp-Name of another tool', method: 'tools/call', params: { name: 'get_context' },
            headers: { ...good, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'stop_timer' }, status: 400, code: HEADER },
        { name: '6: Mcp-Name in another case', method: 'tools/call', params: { name: 'get_context' },
            headers: { ...good, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'Get_Context' }, status: 400, code: HEADER },
        { name: '6: no Mcp-Name of a prompt', method: 'prompts/get', params: { name: 'weekly_report' },
            headers: { ...good, 'Mcp-Method': 'prompts/get' }, status: 400, code: HEADER },
        { name: '6: no Mcp-Name of a resource', method: 'resources/read', params: { uri: NOWHERE },
            headers: { ...good, 'Mcp-Method': 'resources/read' }, status: 400, code: HEADER },
        { name: '6: bad base64', method: 'tools/call', params: { name: 'get_context' },
            headers: { ...good, 'Mcp-Method': 'tools/call', 'Mcp-Name': '=?base64?Z2V0X2NvbnRleHQ?=' },
            status: 400, code: HEADER },
        ...['nothing/here', 'initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe',
            'Tools/list', 'rpc.discover', 'server/Discover', 'tools/list/', '']
            .map((method): Step => ({ name: `7: ${method || 'an empty method'}`, method,
                headers: { ...good, 'Mcp-Method': method },
                status: method ? 404 : 400, code: method ? METHOD : HEADER })),
        { name: '8: unknown tool', method: 'tools/call', params: { name: 'nothing' }, status: 200, code: PARAMS },
        { name: '8: unknown prompt', method: 'prompts/get', params: { name: 'nothing' }, status: 200, code: PARAMS },
        { name: '8: unknown resource', method: 'resources/read', params: { uri: NOWHERE }, status: 200, code: PARAMS },
        { name: '8: a resource of another scheme', method: 'resources/read', params: { uri: 'file:///etc/passwd' },
            status: 200, code: PARAMS },
        ...['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'].flatMap((method) =>
            ['nonsense', '', 5].map((cursor): Step => ({
                name: `8: ${method} from a cursor that nobody gave: ${JSON.stringify(cursor)}`,
                method, params: { cursor }, status: 200, code: PARAMS,
            }))),
        { name: '8: arguments are no object', method: 'tools/call', params: { name: 'get_context', arguments: [] },
            status: 200, code: PARAMS },
        { name: '8: a missing argument of a prompt', method: 'prompts/get',
            params: { name: 'invoice_summary', arguments: {} }, status: 200, code: PARAMS },
        { name: '8: listen without a filter', method: 'subscriptions/listen', params: {}, status: 200, code: PARAMS },
    ];
    for (const step of steps)
        test(step.name, async () => {
            const { method = 'tools/list', params = {}, meta = modernMeta() } = step;
            const answer = await post(api, { jsonrpc: '2.0', id: 'rung', method, params: { ...params, _meta: meta } },
                { headers: step.headers ?? modernHeaders(method, params) });
            expectError(answer, step.status, step.code);
            assert.equal(answer.json.id, 'rung');
        });

    test('1: what is missing is named, and only that', async () => {
        for (const key of ['protocolVersion', 'clientCapabilities']) {
            const { message } = expectError(await post(api, { ...list, params: { _meta: without(key) } },
                { headers: good }), 400, PARAMS);
            assert.ok(message.includes(META + key), message);
            assert.equal(message.includes(key === 'protocolVersion' ? 'clientCapabilities' : 'protocolVersion'), false,
                message);
        }
        expectResult(await post(api, { ...list, params: { _meta: without('clientInfo') } }, { headers: good }));
    });

    test('3: what is served is named, and is what discover says', async () => {
        const error = expectError(await post(api, { ...list, params: { _meta: modernMeta('x', '2027-01-01') } }), 400,
            VERSION);
        assert.deepEqual(error.data, { supported: [MODERN], requested: '2027-01-01' });
        assert.deepEqual(expectResult(await modern(api, 'server/discover')).supportedVersions, [MODERN]);
    });

    test('5: names of headers have no case, and blanks around values are none', async () => {
        const text = JSON.stringify({ ...list, params: { _meta: modernMeta() } });
        const reply = await exchange([
            `POST ${mount}/mcp HTTP/1.1`, `host: ${new URL(baseUrl).host}`, `authorization: Bearer ${api.key}`,
            'content-type: application/json', 'connection: close', `mcp-PROTOCOL-version: \t${MODERN} `,
            'MCP-METHOD:   tools/list\t ', `content-length: ${Buffer.byteLength(text)}`, '', text,
        ].join('\r\n'));
        assert.equal(reply.status, 200, reply.body);
    });

    test('6: Mcp-Name literally and as base64', async () => {
        const call = (name: string, header: string): Promise<Answer> =>
            post(api, { ...list, method: 'tools/call', params: { name, _meta: modernMeta() } },
                { headers: { ...good, 'Mcp-Method': 'tools/call', 'Mcp-Name': header } });
        expectResult(await call('get_context', 'get_context'));
        expectResult(await call('get_context', `=?base64?${btoa('get_context')}?=`));
        // Unknown tools tell that their name was equal: -32602 and no longer -32020.
        for (const name of ['é', '名前', '😀', 'a b', ' a ', '=?base64?x?=', 'a\nb', 'x'.repeat(100)])
            expectError(await call(name, `=?base64?${Buffer.from(name).toString('base64')}?=`), 200, PARAMS);
        for (const literal of ['=?base64?', '=?base64?abc', '=?BASE64?YQ==?=', '=?utf-8?x?=', 'x?='])
            expectError(await call(literal, literal), 200, PARAMS);
        for (const header of ['=?base64?YQ?=', '=?base64?YR==?=', '=?base64?Y Q==?=', '=?base64?YQ===?=',
            '=?base64?Y-_=?=', '=?base64?/w==?=', '=?base64?YQ==YQ==?=', '=?base64?*?=', '=?base64?YQBi?='])
            expectError(await call('a', header), 400, HEADER);
        expectError(await call('a', '=?base64?Yg==?='), 400, HEADER);
    });

    test('6: as base64 for prompts and resources too', async () => {
        const uri = 'timetracker://timer';
        expectResult(await modern(api, 'resources/read', { uri },
            { headers: { 'Mcp-Name': `=?base64?${btoa(uri)}?=` } }));
        expectResult(await modern(api, 'prompts/get', { name: 'weekly_report', arguments: { week: '2026-03-02' } },
            { headers: { 'Mcp-Name': `=?base64?${btoa('weekly_report')}?=` } }));
    });

    test('headers that say nothing to us are ignored', async () => {
        const headers = { 'Mcp-Session-Id': 'x', 'Last-Event-ID': '7', 'Mcp-Param-Foo': 'bar', 'Mcp-Name': 'whatever' };
        expectResult(await modern(api, 'tools/list', {}, { headers }));
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
    const cacheable: [string, Json][] = [['server/discover', {}], ['tools/list', {}], ['resources/list', {}],
        ['resources/templates/list', {}], ['prompts/list', {}], ['resources/read', { uri: 'timetracker://timer' }]];
    const others: [string, Json][] = [['tools/call', { name: 'get_context', arguments: {} }],
        ['prompts/get', { name: 'weekly_report', arguments: { week: '2026-03-02' } }],
        ['completion/complete', { ref: { type: 'ref/prompt', name: 'weekly_report' },
            argument: { name: 'week', value: '' } }]];

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
                const result = expectResult(await legacy(api, method, params,
                    { headers: { 'MCP-Protocol-Version': version } }));
                for (const member of ['resultType', 'ttlMs', 'cacheScope', '_meta'])
                    assert.equal(member in result, false, member);
            }
        });

    test('both eras say the same of tools, resources and prompts', async () => {
        for (const [method, params] of cacheable.slice(1, 5)) {
            const { resultType: _, ttlMs: __, cacheScope: ___, _meta: ____, ...new_ } =
                expectResult(await modern(api, method, params));
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

    for (const method of ['server/discover', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe',
        'subscriptions/listen', 'nothing', 'Ping', 'tasks/list', 'sampling/createMessage'])
        test(`${method}, legacy: -32601 with status 200`, async () => {
            for (const version of ['', ...LEGACY])
                expectError(await legacy(api, method, { uri: 'timetracker://timer', level: 'info' },
                    { headers: { 'MCP-Protocol-Version': version } }), 200, METHOD);
        });

    test('a completion for what is not there is an empty list', async () => {
        for (const ask of [modern, legacy])
            for (const ref of [{ type: 'ref/prompt', name: 'nothing' }, { type: 'ref/resource', uri: 'x://y' }])
                assert.deepEqual(expectResult(await ask(api, 'completion/complete',
                    { ref, argument: { name: 'a', value: '' } })).completion, { values: [], total: 0, hasMore: false });
    });
});

suite('legacy', { concurrency: 4 }, () => {
    const hello = (protocolVersion: unknown): Json =>
        ({ protocolVersion, capabilities: {}, clientInfo: { name: 'x', version: '1' } });

    test('initialize: a known version is echoed', async () => {
        for (const version of LEGACY)
            for (const header of ['', version, 'banana', '2024-01-01']) {
                const result = expectResult(await legacy(api, 'initialize', hello(version),
                    { headers: { 'MCP-Protocol-Version': header } }));
                assert.equal(result.protocolVersion, version);
                assert.deepEqual(Object.keys(result.capabilities).toSorted(),
                    ['completions', 'prompts', 'resources', 'tools']);
                assert.equal(result.capabilities.resources.subscribe ?? false, false,
                    'resources/subscribe needs a session');
                assert.equal(result.serverInfo.name, 'timetracker');
                assert.match(result.serverInfo.title, /\S/);
                assert.match(result.serverInfo.version, /^\d+\.\d+\.\d+/);
                assert.ok(result.instructions.length < 600);
            }
    });

    test('initialize: any other version is answered with the newest legacy one', async () => {
        for (const version of [MODERN, '2027-01-01', '2025-06-17', 'banana', ''])
            assert.equal(expectResult(await legacy(api, 'initialize', hello(version),
                { headers: { 'MCP-Protocol-Version': '' } })).protocolVersion, LEGACY[0], version);
    });

    test('a header of an unknown version: 400, unless it comes with initialize', async () => {
        for (const version of ['2025-06-17', '2024-01-01', '2026-07-27', 'banana', '1', '2025-11-25,2025-06-18',
            '2025-11-25x'])
            for (const body of [list, { ...list, method: 'ping' },
                { ...list, method: 'tools/call', params: { name: 'get_context' } }])
                assert.equal((await post(api, body, { headers: { 'MCP-Protocol-Version': version } })).status, 400,
                    version);
    });

    test('no initialize is needed, and a session id is nothing to us', async () => {
        const fresh = await newUser();
        expectResult(await legacy(fresh, 'tools/call', { name: 'get_context', arguments: {} }));
        expectResult(await legacy(fresh, 'tools/list', {},
            { headers: { 'Mcp-Session-Id': 'nothing', 'Last-Event-ID': '7' } }));
    });

    test('errors have status 200', async () => {
        for (const [method, params, code] of [
            ['nothing', {}, METHOD], ['tools/call', { name: 'nothing' }, PARAMS], ['tools/call', {}, PARAMS],
            ['tools/call', { name: 5 }, PARAMS], ['tools/call', undefined, PARAMS],
            ['tools/call', { name: 'get_context', arguments: [] }, PARAMS], ['tools/list', { cursor: 'x' }, PARAMS],
            ['resources/list', { cursor: 'x' }, PARAMS], ['prompts/list', { cursor: 'x' }, PARAMS],
            ['resources/templates/list', { cursor: 'x' }, PARAMS], ['prompts/get', { name: 'nothing' }, PARAMS],
            ['prompts/get', {}, PARAMS], ['prompts/get', { name: 'invoice_summary' }, PARAMS],
            ['resources/read', { uri: NOWHERE }, NO_RESOURCE], ['resources/read', {}, PARAMS],
            ['resources/read', { uri: 'file:///etc/passwd' }, NO_RESOURCE],
        ] as const)
            expectError(await legacy(api, method, params), 200, code);
        assert.equal(expectError(await legacy(api, 'resources/read', { uri: NOWHERE }), 200, NO_RESOURCE).data.uri,
            NOWHERE);
    });

    test('with params that are no object it is no message', async () => {
        for (const params of [[], 'x', 5, true]) {
            const answer = await post(api, { ...list, params });
            expectError(answer, 400, REQUEST);
            assert.equal(answer.json.id, list.id);
        }
    });

    test('what a tool refuses is a result', async () => {
        assert.equal(expectResult(await legacy(api, 'tools/call', { name: 'stop_timer' })).isError, true);
    });
});
