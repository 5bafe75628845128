// What is not quite right is refused, never repaired, and PostgreSQL does not see it.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, unique, type Answer, type Api, type Json } from './api.ts';
import { databaseLog, mount } from './server.ts';
import { exchange } from './wire.ts';

const bytes = (...parts: (string | number[])[]): Buffer =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const nested = (depth: number): string => `{"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
const names = (n: number): string => `{${Array.from({ length: n }, (unused, i) => `"x${i}":1`).join()}}`;

/** Bodies that are no JSON, or JSON that two readers may understand differently. */
const malformed: [string, string | Buffer][] = [
    ['a name twice', '{"name":"a","name":"b"}'],
    ['a name twice, once escaped', '{"name":"a","n\\u0061me":"b"}'],
    ['an unknown name twice', '{"name":"a","x":1,"x":2}'],
    ['a name twice, deeper', '{"name":"a","x":{"y":1,"y":2}}'],
    ['an empty name twice', '{"name":"a","":1,"":2}'],
    ['NaN', '{"name":NaN}'],
    ['Infinity', '{"name":Infinity}'],
    ['-Infinity', '{"name":-Infinity}'],
    ['1e400', '{"name":1e400}'],
    ['-1e400', '{"name":-1e400}'],
    ['1.', '{"name":1.}'],
    ['.5', '{"name":.5}'],
    ['01', '{"name":01}'],
    ['+1', '{"name":+1}'],
    ['-', '{"name":-}'],
    ['1e', '{"name":1e}'],
    ['0x10', '{"name":0x10}'],
    ['single quotes', "{'name':'a'}"],
    ['no quotes', '{name:"a"}'],
    ['a comment', '{"name":"a"/* */}'],
    ['a comma too many', '{"name":"a",}'],
    ['a comma too few', '{"name":"a" "note":"b"}'],
    ['True', '{"name":True}'],
    ['undefined', '{"name":undefined}'],
    ['a byte behind', '{"name":"a"}x'],
    ['a second value', '{"name":"a"}{}'],
    ['a NUL behind', '{"name":"a"}\u0000'],
    ['cut', '{"name":"a"'],
    ['cut in a string', '{"name":"a'],
    ['cut in an escape', '{"name":"a\\u00'],
    ['only blanks', '  \n'],
    ['a raw NUL', '{"name":"a\u0000b"}'],
    ['\\u0000', '{"name":"a\\u0000b"}'],
    ['\\u0000 in a name', '{"name\\u0000x":"a"}'],
    ['a raw control character', '{"name":"a\u0001b"}'],
    ['a raw line break', '{"name":"a\nb"}'],
    ['a raw tab', '{"name":"a\tb"}'],
    ['\\x', '{"name":"\\x41"}'],
    ['\\u12', '{"name":"\\u12"}'],
    ['\\u{41}', '{"name":"\\u{41}"}'],
    ['a lone high surrogate', '{"name":"\\ud800"}'],
    ['a lone low surrogate', '{"name":"\\udc00"}'],
    ['two high surrogates', '{"name":"\\ud83d\\ud83d"}'],
    ['surrogates the wrong way round', '{"name":"\\ude00\\ud83d"}'],
    ['a high surrogate before a letter', '{"name":"\\ud83dx"}'],
    ['an encoded surrogate', bytes('{"name":"', [0xed, 0xa0, 0x80], '"}')],
    ['an encoded pair of surrogates', bytes('{"name":"', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], '"}')],
    ['an overlong slash', bytes('{"name":"', [0xc0, 0xaf], '"}')],
    ['an overlong slash in three bytes', bytes('{"name":"', [0xe0, 0x80, 0xaf], '"}')],
    ['an overlong NUL', bytes('{"name":"', [0xc0, 0x80], '"}')],
    ['above U+10FFFF', bytes('{"name":"', [0xf4, 0x90, 0x80, 0x80], '"}')],
    ['F5', bytes('{"name":"', [0xf5, 0x80, 0x80, 0x80], '"}')],
    ['a stray continuation', bytes('{"name":"', [0x80], '"}')],
    ['a cut sequence', bytes('{"name":"', [0xe2, 0x82], '"}')],
    ['Latin-1', bytes('{"name":"M', [0xfc], 'ller"}')],
    ['invalid UTF-8 in a name', bytes('{"n', [0xff], '":1}')],
    ['a byte order mark', bytes([0xef, 0xbb, 0xbf], '{"name":"a"}')],
    ['UTF-16', Buffer.from('{"name":"a"}', 'utf16le')],
    ['gzip', Buffer.from('1f8b0800000000000003ab56ca4bcc4d55b2524a54aa0500c4e2d2160c000000', 'hex')],
    ['an array', '[]'],
    ['an array of objects', '[{"name":"a"}]'],
    ['a string', '"name"'],
    ['a number', '7'],
    ['null', 'null'],
    ['a form', 'name=a'],
    ['depth 33', nested(33)],
    ['depth 100,000', nested(100_000)],
    ['depth 100,000 without an end', '['.repeat(100_000)],
    ['10,000 names', names(10_000)],
];

suite('bodies', { concurrency: 4 }, () => {
    let api: Api;
    const post = (raw: string | Buffer, type?: string): Promise<Answer> =>
        api.request('POST', '/clients', { raw, headers: type === undefined ? {} : { 'Content-Type': type } });

    before(async () => {
        api = await newUser();
    });

    for (const [what, body] of malformed)
        test(`${what}: 400`, async () => {
            expectProblem(await post(body), 400, 'malformed_json');
        });

    test('the limits are limits, not less', async () => {
        expectFaults(await post(nested(32)), { x: 'unknown_field', name: 'required' });
        const many = await post(names(1000));
        assert.equal(expectProblem(many, 422, 'validation_error', 'x0').errors.length, 1001);
    });

    test('what is right is taken, however it is written', async () => {
        for (const [body, name] of [['{"name":"\\u0041\\ud83d\\ude00\\/\\\\\\""}', 'A😀/\\"'], [' {\r\n\t"n\\u0061me" : "spaced" } \n', 'spaced'],
            [bytes('{"name":"', [0xf4, 0x8f, 0xbf, 0xbf], '"}'), '\u{10ffff}'], ['{"name":"\ufffe\uffff"}', '\ufffe\uffff']] as const) {
            const answer = await post(body);
            assert.equal(answer.status, 201, answer.text);
            assert.equal(answer.json.client.name, name);
        }
    });

    test('texts come back byte for byte, in every field', async () => {
        const odd = ['\u202eright to left', '\ufeffmark', 'e\u0301 \u00e9', '\u200bzero\u200d', 'ﷺ', '👨‍👩‍👧', '\u00a0', '\u0085', "'; DROP TABLE clients; --", '${x} %s %n \\ {}', '</script><b>', '\u2028'];
        for (const text of odd) {
            const given = { name: unique(text), address: text, note: text };
            const answer = await api.post('/clients', given);
            if (answer.status === 422)
                continue;
            const { name, address, note } = (await api.read(`/clients/${answer.json.client.id}`)).client;
            assert.deepEqual({ name, address, note }, given);
        }
        const project = await api.project();
        const entry = await api.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T10:00:00Z', { description: odd.join('\n\t'), tags: odd });
        assert.deepEqual((await api.read(`/time-entries/${entry.id}`)).time_entry, entry);
        assert.deepEqual([entry.description, entry.tags], [odd.join('\n\t'), odd]);
    });

    test('numbers are integers in range, and a string is none', async () => {
        const body = (project_id: string): string => `{"project_id":${project_id},"start_time":"2024-01-01T09:00:00Z","end_time":"2024-01-01T10:00:00Z"}`;
        const entry = (value: string): Promise<Answer> => api.request('POST', '/time-entries', { raw: body(value) });
        for (const [value, code] of [['"7"', 'wrong_type'], ['7.0', 'wrong_type'], ['7e0', 'wrong_type'], ['1e300', 'wrong_type'], ['true', 'wrong_type'], ['[7]', 'wrong_type'],
            ['{}', 'wrong_type'], ['null', 'null'], ['0', 'out_of_range'], ['-1', 'out_of_range'], ['-0', 'out_of_range'], ['9223372036854775808', 'out_of_range'],
            ['-9223372036854775809', 'out_of_range'], ['18446744073709551616', 'out_of_range'], ['9'.repeat(400), 'out_of_range']] as const) {
            const answer = await entry(value);
            // More digits than a double can hold are no number that JSON readers agree on: the scanner may say so already.
            if (value.length === 400)
                assert.ok(answer.status === 400 || answer.status === 422, answer.text);
            else
                expectFaults(answer, { project_id: code });
        }
        expectProblem(await entry('9223372036854775807'), 422, 'not_found', 'project_id');
        expectFaults(await api.request('POST', '/time-entries', { raw: body('1').replace('}', ',"break_minutes":2147483648}') }), { break_minutes: 'out_of_range' });
    });

    test('what may not be given is refused by name, on create and on change', async () => {
        const project = await api.project();
        const entry = await api.entry(project.id, '2024-02-01T09:00:00Z', '2024-02-01T10:00:00Z');
        const client = await api.client();
        const common = { id: 1, user_id: 1, created_at: '2024-01-01T00:00:00Z', updated_at: '2024-01-01T00:00:00Z', version: 9 };
        const unknown = (fields: object): Record<string, string> => Object.fromEntries(Object.keys(fields).map((name) => [name, 'unknown_field']));
        for (const [path, extra, row, one] of [
            ['/clients', { ...common, is_default: true, project_count: 3, Name: 'x', 'name ': 'x', __proto__x: 1 }, client, 'client'],
            ['/projects', { ...common, client_name: 'x', client_color: '#000000' }, project, 'project'],
            ['/time-entries', { ...common, duration_seconds: 1, project_name: 'x', client_id: 1, tag: 'x', start_date: '2024-01-01' }, entry, 'time_entry'],
        ] as const) {
            expectFaults(await api.patch(`${path}/${row.id}`, extra), unknown(extra));
            expectFaults(await api.put(`${path}/${row.id}`, extra), unknown(extra));
            const created = await api.post(path, { ...(one === 'time_entry' ? { project_id: project.id, start_time: '2024-03-01T09:00:00Z', end_time: '2024-03-01T10:00:00Z' } : { name: unique() }), ...extra });
            expectFaults(created, unknown(extra));
            assert.deepEqual(await api.read(`${path}/${row.id}`), { [one]: row });
        }
    });

    test('other media types: 415', async () => {
        const body = '{"name":"x"}';
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx', 'application/json+x', 'application/problem+json',
            'text/json', 'application/xml', 'application/json; charset=latin1', 'application/json; charset=utf-16', 'json', 'application/json, text/plain', ''])
            expectProblem(await post(body, type), 415, 'unsupported_media_type');
        const { status } = await exchange(`POST ${mount}/api/v1/clients HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: ${api.key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        assert.equal(status, 415);
        for (const type of ['application/json', 'APPLICATION/JSON', 'application/json; charset=utf-8', 'application/json;charset=UTF-8', 'application/json; charset="utf-8"'])
            assert.equal((await post(JSON.stringify({ name: unique() }), type)).status, 201, type);
    });

    test('1 MiB is taken, one byte more is not', async () => {
        const fill = (n: number): string => {
            const body = JSON.stringify({ name: unique() });
            return body + ' '.repeat(n - body.length);
        };
        assert.equal((await post(fill(1 << 20))).status, 201);
        const { message } = expectProblem(await post(fill((1 << 20) + 1)), 413, 'body_too_large');
        assert.match(message, /1048576/);
    });
});

suite('bodies on the wire', { concurrency: 4 }, () => {
    let api: Api;
    const headOf = (user: Api) => (lines: string): string => `POST ${mount}/api/v1/clients HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
        + `X-API-Key: ${user.key}\r\nContent-Type: application/json\r\n${lines}\r\n\r\n`;
    const head = (lines: string): string => headOf(api)(lines);
    const code = (reply: { body: string }): string => (JSON.parse(reply.body) as Json).code;

    before(async () => {
        api = await newUser();
    });

    test('a body that is too large is refused before it comes', async () => {
        for (const length of ['1048577', '10000000000', '999999999999999999']) {
            const reply = await exchange(head(`Content-Length: ${length}`));
            assert.deepEqual([reply.status, code(reply)], [413, 'body_too_large']);
        }
    });

    test('a chunked body that grows too large is refused', async () => {
        const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
        const reply = await exchange(`${head('Transfer-Encoding: chunked')}${chunk.repeat(17)}`);
        assert.equal(reply.status, 413);
    });

    test('a chunked body is taken like any other', async () => {
        const body = `{"name":"${unique()}"}`;
        const reply = await exchange(`${head('Transfer-Encoding: chunked')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
        assert.equal(reply.status, 201);
    });

    test('a body that breaks off is refused, and has no effect', async () => {
        const own = await newUser();
        const head = headOf(own);
        for (const request of [`${head('Content-Length: 100')}{"name":"cut"}`, `${head('Transfer-Encoding: chunked')}e\r\n{"name":"cut"}\r\n`,
            `${head('Transfer-Encoding: chunked')}ff\r\n{"name":"cut"}`]) {
            const reply = await exchange(request, true);
            assert.ok([400, 408].includes(reply.status), String(reply.status));
        }
        assert.deepEqual((await own.read('/clients')).clients, []);
    });

    test('chunks that are none, lengths that are none, lengths that contradict each other', async () => {
        const body = '{"name":"x"}';
        for (const request of [`${head('Transfer-Encoding: chunked')}zz\r\n${body}\r\n0\r\n\r\n`, `${head('Transfer-Encoding: chunked')}fffffffffffffffff\r\n${body}`,
            `${head('Content-Length: -1')}${body}`, `${head('Content-Length: x')}${body}`, `${head('Content-Length: 12\r\nContent-Length: 13')}${body}x`,
            `${head('Transfer-Encoding: gzip')}${body}`]) {
            const reply = await exchange(request, true);
            assert.ok([400, 413, 501].includes(reply.status), `${reply.status} for ${request.slice(-60)}`);
        }
        assert.equal((await api.read('/clients?total=true')).clients.some((client: Json) => client.name === 'x'), false);
    });
});

suite('query strings', { concurrency: 4 }, () => {
    let api: Api;

    before(async () => {
        api = await newUser();
    });

    test('what is not well formed: 400', async () => {
        for (const query of ['q=%', 'q=%2', 'q=%zz', 'q=%00', 'q=a%00b', 'q=%ff', 'q=%c0%af', 'q=%ed%a0%80', '=x', '%00=x', Array.from({ length: 65 }, (unused, i) => `x${i}=1`).join('&')])
            expectProblem(await api.get(`/clients?${query}`), 400, 'malformed_query');
    });

    test('bytes that are no URL are refused', async () => {
        const { status } = await exchange(bytes(`GET ${mount}/api/v1/clients?q=`, [0xff, 0xfe], ` HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: ${api.key}\r\n\r\n`));
        assert.equal(status, 400);
    });

    test('empty pieces are nothing', async () => {
        for (const query of ['', '&', '&&status=active&'])
            assert.equal((await api.get(`/clients?${query}`)).status, 200, query);
    });

    test('what looks like SQL is text', async () => {
        await api.client({ name: "O'Neill" });
        for (const [q, n] of [["O'Neill", 1], ["' OR '1'='1", 0], ["'; SELECT pg_sleep(9); --", 0], ['$1', 0], ['\\', 0]] as const)
            assert.equal((await api.read(`/clients?q=${encodeURIComponent(q)}`)).clients.length, n, q);
    });
});

test('PostgreSQL has seen none of it', { skip: databaseLog() === null && 'the database is not the stack\'s own' }, async () => {
    const api = await newUser();
    for (const [, body] of malformed)
        await api.request('POST', '/clients', { raw: body });
    // 22021, 22P02, 22P05, 22003, 22007, 22008, 42601: what a value that was let through would raise.
    const lines = (databaseLog() ?? '').split('\n').filter((line) =>
        /invalid byte sequence|invalid input syntax|unsupported Unicode|out of range for type|value out of range|date\/time field|syntax error|malformed array/.test(line));
    assert.deepEqual(lines, []);
});
