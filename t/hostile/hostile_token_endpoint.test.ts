// A token endpoint that fails, lies or never ends: security notes 4A.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import type { Json } from '../http/api.ts';
import { but, drip, json, page, redirect, send, tenMegabytes, type Provider, type Reply } from './provider.ts';
import { Site } from './site.ts';

const SCRIPT = '<script>alert(1)</script>';

const cases: [string, (good: Json, provider: Provider) => Reply][] = [
    ['307 elsewhere', (_, provider) => redirect(307, `${provider.elsewhere}/token`)],
    ['400 with the text of a script', () => json({ error: SCRIPT, error_description: SCRIPT }, 400)],
    ['200 with an error', () => json({ error: 'invalid_grant' })],
    ['no id_token', but({ id_token: undefined })],
    ['id_token a number', but({ id_token: 7 })],
    ['token_type mac', but({ token_type: 'mac' })],
    ['token_type missing', but({ token_type: undefined })],
    ['HTML', () => page],
    ['10 MB', tenMegabytes],
    ['slow', () => drip],
    ['reset', () => (response) => response.socket?.resetAndDestroy()],
    ['truncated', (good) => (response) => {
        const body = JSON.stringify(good);
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length + 10 });
        response.write(body, () => response.socket?.destroySoon());
    }],
    ['gzip bomb', (good) => send(200, 'application/json', gzipSync(JSON.stringify(good).padEnd(50 << 20)), { 'Content-Encoding': 'gzip' })],
    // Beyond the list of the notes.
    ['id_token an object', but({ id_token: { token: 'x' } })],
    ['access_token missing', but({ access_token: undefined })],
    ['access_token with a line break', but({ access_token: 'access\r\nX-Evil: yes' })],
    ['201', (good) => json(good, 201)],
    ['text/plain', (good) => send(200, 'text/plain', JSON.stringify(good))],
    ['a duplicate member', (good) => send(200, 'application/json', JSON.stringify(good).replace('{', '{"id_token":"a.b.c",'))],
    ['an array', (good) => json([good])],
    ['nothing', () => send(200, 'application/json', '')],
];

suite('hostile token endpoint', () => {
    let site: Site;
    before(async () => {
        site = await Site.start();
    });
    after(() => site.stop());

    for (const [name, tokens] of cases)
        test(name, async () => {
            const answer = await site.expectRefused({ tokens: (good) => tokens(good, site.provider) }, { patience: 3000 });
            assert.ok(!answer.text.includes(SCRIPT));
            assert.ok(!site.log().includes(SCRIPT), 'error_log has what the provider said');
        });

    test('the text of a script, shown to a browser', async () => {
        const answer = await site.expectRefused({ tokens: () => json({ error: SCRIPT, error_description: SCRIPT }, 400) }, { headers: { Accept: 'text/html' } });
        assert.match(answer.headers['content-type'] ?? '', /^text\/html/);
        assert.ok(!answer.text.includes('alert'));
    });

    test('token_type in capitals (accepted)', async () => {
        await site.expectAccepted({ tokens: but({ token_type: 'BEARER' }) });
    });
});
