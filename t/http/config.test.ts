// What httpd makes of our directives at its start.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import { expectProblem, newUser, send, unique, type Api } from './api.ts';
import { env } from './server.ts';
import { Httpd, Stack } from './stack.ts';

const MODULE = ['LoadModule timetracker_module "BUILD/mod_timetracker.so"'];
const DBD = ['LoadModule dbd_module "MODULES/mod_dbd.so"', ...MODULE];
const BASE_URL = 'TimetrackerBaseURL http://127.0.0.1:PORT';
const params = (url: string): string => `DBDParams "${url}&connect_timeout=2"`;
const PARAMS = params(env('MODULE_DATABASE_URL'));

/** What httpd says when it refuses to start. */
async function refusal(lines: string[], args?: string[]): Promise<string> {
    const httpd = await Httpd.run(lines, args);
    const status = await httpd.ended();
    const messages = httpd.messages();
    await httpd.stop();
    assert.notEqual(status, 0, `httpd has started: ${messages}`);
    return messages;
}

suite('settings that stop the start', { concurrency: 2 }, () => {
    for (const url of ['example.org', 'ftp://example.org', 'https://', 'https://example.org/', 'https://example.org/time/', 'https://example.org//time', 'https://example.org?x=1',
        'https://example.org/#x', 'https://user@example.org', 'https:///time', 'https://example.org/ti%20me', '/time'])
        test(`TimetrackerBaseURL ${url}`, async () => {
            const messages = await refusal([...DBD, `TimetrackerBaseURL "${url}"`], ['-t']);
            assert.match(messages, /TimetrackerBaseURL: wants an origin/);
            assert.ok(messages.includes(`not '${url}'`), messages);
        });

    for (const [directive, least, most] of [['TimetrackerBodyLimit', 1024, 16777216], ['TimetrackerPageSize', 1, 500], ['TimetrackerPageMax', 1, 500], ['TimetrackerDbWait', 1, 60000],
        ['TimetrackerDbConnect', 100, 60000], ['TimetrackerQueryTimeout', 100, 60000], ['TimetrackerExportTimeout', 1000, 600000]] as const)
        test(`${directive} outside ${least} to ${most}`, async () => {
            for (const value of [least - 1, most + 1, '1s'])
                assert.ok((await refusal([...DBD, `${directive} ${value}`], ['-t'])).includes(`${directive}: wants a whole number from ${least} to ${most}, not '${value}'`));
            const httpd = await Httpd.run([...DBD, `${directive} ${least}`, '<VirtualHost *:PORT>', `${directive} ${most}`, '</VirtualHost>'], ['-t']);
            assert.equal(await httpd.ended(), 0, httpd.messages());
            await httpd.stop();
        });

    test('numbers that are none', async () => {
        for (const value of ['-1', '1.5', '0x10', 'ten', '99999999999999999999', '"5 "'])
            assert.match(await refusal([...DBD, `TimetrackerPageSize ${value}`], ['-t']), /TimetrackerPageSize: wants a whole number from 1 to 500/, value);
    });

    for (const [line, message] of [
        ['TimetrackerMcpOrigins "https://a.example https://b.example/"', /TT1001: TimetrackerMcpOrigins: "https:\/\/b\.example\/" is no origin such as/],
        ['TimetrackerMcpOrigins *', /TT1001: TimetrackerMcpOrigins: "\*" is no origin/],
        ['TimetrackerMcpTools "timer invoices"', /TT1001: TimetrackerMcpTools: "invoices" is no group of tools; there are .*\btime_entries, timer\b/],
        ['TimetrackerMcpTools tags', /TT1001: TimetrackerMcpTools: "tags" is no group/],
    ] as const)
        test(line, async () => {
            assert.match(await refusal([...DBD, BASE_URL, 'DBDriver pgsql', PARAMS, line]), message);
        });

    test('our directives stand in servers, not in folders', async () => {
        assert.match(await refusal([...DBD, '<Directory />', BASE_URL, '</Directory>'], ['-t']), /TimetrackerBaseURL not allowed in <Directory> context/);
    });

    for (const [what, lines, message] of [
        ['no mod_dbd', [...MODULE, BASE_URL], /TT1001: mod_dbd is needed and not loaded/],
        ['no DBDriver', [...DBD, BASE_URL, PARAMS], /TT1001: DBDriver is missing/],
        ['no DBDParams', [...DBD, BASE_URL, 'DBDriver pgsql'], /TT1001: DBDParams is missing/],
        ['another driver', [...DBD, BASE_URL, 'DBDriver sqlite3', 'DBDParams /dev/null'], /TT1001: DBDriver must be pgsql, not 'sqlite3'|Can't load driver file apr_dbd_sqlite3/],
        ['no DBDriver in a virtual host', [...DBD, '<VirtualHost *:PORT>', BASE_URL, PARAMS, '</VirtualHost>'], /TT1001: DBDriver is missing/],
    ] as const)
        test(what, async () => {
            assert.match(await refusal([...lines]), message);
        });
});

suite('settings that are taken', () => {
    let other: Stack;
    let api: Api;

    before(async () => {
        other = await Stack.start('config');
        api = await newUser();
    });
    after(() => other.stop());

    test('without TimetrackerBaseURL the module does nothing', async () => {
        const httpd = await Httpd.run([...MODULE, 'DocumentRoot "BUILD/htdocs"', '<Directory />', 'Require all granted', '</Directory>']);
        try {
            await httpd.answers(`http://127.0.0.1:${httpd.port}/index.html`);
            assert.equal((await fetch(`http://127.0.0.1:${httpd.port}/healthz`)).status, 404);
            assert.equal((await fetch(`http://127.0.0.1:${httpd.port}/api/v1/info`)).status, 404);
        } finally {
            await httpd.stop();
        }
    });

    test('TimetrackerMcpTools: agents get these groups and get_context, and no others', async () => {
        const httpd = await Httpd.run([...DBD, BASE_URL, 'DBDriver pgsql', PARAMS, 'DBDMax 2', 'TimetrackerMcpTools "timer reports"']);
        try {
            await httpd.answers(`http://127.0.0.1:${httpd.port}/healthz`);
            const call = async (method: string, parameters: object): Promise<any> => (await fetch(`http://127.0.0.1:${httpd.port}/mcp`, {
                method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: parameters }),
                headers: { Authorization: `Bearer ${api.key}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' } })).json();
            const { result } = await call('tools/list', {});
            assert.deepEqual(result.tools.map((tool: { name: string }) => tool.name),
                ['get_context', 'update_timer', 'start_timer', 'stop_timer', 'cancel_timer', 'get_statistics']);
            const other = await call('tools/call', { name: 'list_clients', arguments: {} });
            assert.equal(other.error?.code, -32602, JSON.stringify(other));
        } finally {
            await httpd.stop();
        }
    });

    test('two virtual hosts with two databases in one httpd; limits of each', async () => {
        const theirs = await newUser({ databaseUrl: other.get('DATABASE_URL') });
        const host = (name: string, path: string, ...lines: string[]): string[] =>
            [`<VirtualHost *:PORT>`, `ServerName ${name}`, `TimetrackerBaseURL http://${name}:PORT${path}`, 'DBDriver pgsql', ...lines, '</VirtualHost>'];
        const httpd = await Httpd.run([...DBD, 'DBDMin 1', 'DBDKeep 2', 'DBDMax 2', 'DBDExptime 0', 'TimetrackerBodyLimit 2000',
            ...host('one.example', '', PARAMS), ...host('other.example', '/time', params(other.get('MODULE_DATABASE_URL')), 'TimetrackerPageSize 3', 'TimetrackerPageMax 4', 'TimetrackerBodyLimit 1024')]);
        try {
            const base = `http://127.0.0.1:${httpd.port}`;
            await httpd.answers(`${base}/healthz`);
            const ask = (name: string, method: string, path: string, key: string, raw?: string): ReturnType<typeof send> =>
                send(method, path, { base, raw, headers: { Host: `${name}:${httpd.port}`, 'X-API-Key': key } });
            for (let i = 0; i < 6; i++) {
                assert.equal((await ask('one.example', 'GET', '/api/v1/users/me', api.key)).json.user?.id, api.userId);
                assert.equal((await ask('other.example', 'GET', '/time/api/v1/users/me', theirs.key)).json.user?.id, theirs.userId);
                expectProblem(await ask('one.example', 'GET', '/api/v1/users/me', theirs.key), 401, 'invalid_credentials');
                expectProblem(await ask('other.example', 'GET', '/time/api/v1/users/me', api.key), 401, 'invalid_credentials');
            }
            const made = await ask('other.example', 'POST', '/time/api/v1/clients', theirs.key, JSON.stringify({ name: unique() }));
            assert.equal(made.headers['location'], `/time/api/v1/clients/${made.json.client.id}`);
            assert.equal((await ask('other.example', 'GET', '/api/v1/info', '')).status, 404);
            assert.equal((await ask('other.example', 'GET', '/time/api/v1/clients', theirs.key)).json.pagination.limit, 3);
            expectProblem(await ask('other.example', 'GET', '/time/api/v1/clients?limit=5', theirs.key), 422, 'validation_error', 'limit');
            assert.equal((await ask('one.example', 'GET', '/api/v1/clients?limit=500', api.key)).json.pagination.limit, 500);
            const large = JSON.stringify({ name: unique(), note: 'x'.repeat(1200) });
            assert.equal((await ask('one.example', 'POST', '/api/v1/clients', api.key, large)).status, 201);
            expectProblem(await ask('other.example', 'POST', '/time/api/v1/clients', theirs.key, large), 413, 'body_too_large');
            assert.equal((await ask('one.example', 'GET', '/api/openapi.json', '')).json.servers[0].url, '/api/v1');
            assert.equal((await ask('other.example', 'GET', '/time/api/openapi.json', '')).json.servers[0].url, '/time/api/v1');
            assert.equal((await ask('other.example', 'GET', '/time/api/v1/info', '')).json.documentation_url, `http://other.example:${httpd.port}/time/api/docs`);
            assert.equal(httpd.messages().includes('error]'), false, httpd.messages());
        } finally {
            await httpd.stop();
        }
    });
});
