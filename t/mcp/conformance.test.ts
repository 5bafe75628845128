// The conformance suite of the protocol. It can send no key, so a proxy adds one; what needs fixtures of its own stands in baseline-*.yml.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { newUser, type Api } from '../http/api.ts';
import { baseUrl, root } from '../http/server.ts';

const SUITE = join(root, 't/node_modules/@modelcontextprotocol/conformance/dist/index.js');

let api: Api;
let proxy: http.Server;
let port: number;
let folder: string;

/** Passes a request on with the key, under the name of the server behind. */
function pass(request: IncomingMessage, response: ServerResponse): void {
    const headers: http.OutgoingHttpHeaders = { ...request.headers, host: new URL(baseUrl).host, authorization: `Bearer ${api.key}` };
    if (headers.origin === `http://127.0.0.1:${port}`)
        headers.origin = new URL(baseUrl).origin;
    const onward = http.request(baseUrl + request.url, { method: request.method ?? 'GET', headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
}

before(async () => {
    api = await newUser();
    folder = mkdtempSync(join(tmpdir(), 'tt-conformance-'));
    proxy = http.createServer(pass);
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
    const address = proxy.address();
    assert.ok(address && typeof address === 'object');
    port = address.port;
});

after(() => {
    proxy.closeAllConnections();
    proxy.close();
    rmSync(folder, { recursive: true, force: true });
});

function conformance(args: string[]): Promise<{ status: number; text: string }> {
    return new Promise((resolve) => {
        execFile(process.execPath, [SUITE, 'server', '--url', `http://127.0.0.1:${port}/mcp`, ...args], { cwd: folder, timeout: 300_000, maxBuffer: 1 << 26 },
            (error, out, err) => resolve({ status: error ? Number(error.code ?? -1) : 0, text: out + err }));
    });
}

suite('conformance', () => {
    for (const revision of ['2026-07-28', '2025-11-25'])
        test(`what ${revision} requires`, async () => {
            const { status, text } = await conformance(['--requirements', revision, '--expected-failures', join(import.meta.dirname, `baseline-${revision}.yml`), '-o', join(folder, revision)]);
            assert.equal(status, 0, text.slice(-6000));
        });

    test('http-header-validation: 14 of 14', async () => {
        const { status, text } = await conformance(['--scenario', 'http-header-validation']);
        assert.equal(status, 0, text.slice(-6000));
        assert.match(text, /14\/14/, text.slice(-3000));
    });
});
