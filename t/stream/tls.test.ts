// Over TLS a stream is suspended like any other; over HTTP/2 it holds a thread. And a server that has none.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import http2 from 'node:http2';
import https from 'node:https';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { ask, eventually, parentOf } from '../faults/faults.ts';
import { expectProblem, newUser, unique, type Api } from '../http/api.ts';
import { freePort, own, Stack } from '../http/stack.ts';

suite('streams over TLS and HTTP/2', { timeout: 60_000, skip: own['MPM'] === 'prefork' && 'mod_http2 wants threads' }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'tt-tls-'));
    const told = { text: '', ended: false };
    let stack: Stack;
    let api: Api;
    let [secure, without] = [0, 0];

    const site = (port: number, lines: string): string => `Listen 127.0.0.1:${port}\n<VirtualHost 127.0.0.1:${port}>\nServerName localhost\nDBDriver pgsql\nDBDParams "\${STACK_DBD_PARAMS}"\n${lines}\n</VirtualHost>\n`;

    before(async () => {
        chmodSync(folder, 0o755);
        [secure, without] = [await freePort(), await freePort()];
        execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'key'), '-out', join(folder, 'cert'), '-days', '2', '-subj', '/CN=localhost'], { stdio: 'ignore' });
        writeFileSync(join(folder, 'conf'), ['socache_shmcb', 'ssl', 'http2'].map((name) => `LoadModule ${name}_module "\${STACK_MODULES}/mod_${name}.so"\n`).join('')
            + site(secure, `Protocols h2 http/1.1\nSSLEngine on\nSSLCertificateFile ${join(folder, 'cert')}\nSSLCertificateKeyFile ${join(folder, 'key')}\nTimetrackerBaseURL https://localhost:${secure}`)
            + site(without, `TimetrackerBaseURL http://localhost:${without}\nTimetrackerStreams 0`));
        stack = await Stack.start('streamstls', ['--conf', join(folder, 'conf')]);
        api = await newUser({ databaseUrl: stack.get('DATABASE_URL') });
    });
    after(async () => {
        await stack.stop();
        rmSync(folder, { recursive: true });
    });

    async function isToldAndEnds(): Promise<void> {
        await eventually('it begins', 5, () => told.text.includes('id: '));
        const made = await ask(stack.get('BASE_URL'), api, 'POST', '/api/v1/clients', { body: { name: unique() } });
        await eventually('it is told', 5, () => told.text.includes(`"id":${made.json.client.id},`));
        process.kill(parentOf(stack), 'SIGUSR1');
        await eventually('it ends', 5, () => told.ended);
        await eventually('httpd is back', 10, async () => (await ask(stack.get('BASE_URL'), null, 'GET', '/healthz').catch(() => null))?.status === 200);
    }

    test('HTTP/1.1 over TLS', async () => {
        Object.assign(told, { text: '', ended: false });
        let complete = false;
        https.get(`https://127.0.0.1:${secure}/api/v1/events`, { agent: false, rejectUnauthorized: false, headers: { 'X-API-Key': api.key } }, (response) => {
            response.on('data', (piece: Buffer) => (told.text += piece.toString()));
            response.on('end', () => {
                complete = response.complete;
                told.ended = true;
            });
        });
        await isToldAndEnds();
        assert.ok(complete);
    });

    test('HTTP/2', async () => {
        Object.assign(told, { text: '', ended: false });
        const session = http2.connect(`https://127.0.0.1:${secure}`, { rejectUnauthorized: false });
        session.on('error', () => undefined);
        const stream = session.request({ ':path': '/api/v1/events', 'x-api-key': api.key });
        stream.on('response', (headers) => assert.equal(headers[':status'], 200));
        stream.on('data', (piece: Buffer) => (told.text += piece.toString()));
        stream.on('end', () => (told.ended = true));
        await isToldAndEnds();
        session.close();
    });

    test('TimetrackerStreams 0: there is no such path', async () => {
        expectProblem(await ask(`http://127.0.0.1:${without}`, api, 'GET', '/api/v1/events'), 404, 'unknown_route');
    });
});
