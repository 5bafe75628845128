// Where a sign-in leads to: 61 kinds of redirect targets, security notes 4D. What is no plain path of ours becomes "/".
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import { Site } from './site.ts';

const bytes = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));

/** A name of the kind, and payloads of it. */
const away: [string, ...string[]][] = [
    ['another origin', 'https://evil.example/', 'http://evil.example'],
    ['our own origin, spelled out', 'http://127.0.0.1/reports'],
    ['no scheme', '//evil.example/', '//evil.example'],
    ['three slashes', '///evil.example/', '////evil.example'],
    ['slash and backslash', '/\\evil.example/'],
    ['two backslashes', '\\\\evil.example/'],
    ['backslash and slash', '\\/evil.example/'],
    ['a backslash alone', '\\evil.example'],
    ['slash, backslash, slash', '/\\/evil.example/'],
    ['a tab between slashes', '/\t/evil.example/'],
    ['a line feed between slashes', '/\n/evil.example/'],
    ['a carriage return between slashes', '/\r/evil.example/'],
    ['an encoded tab between slashes', '/%09/evil.example/'],
    ['an encoded line feed', '/%0a/evil.example/', '/%0A/evil.example'],
    ['an encoded carriage return and a header', '/%0d%0aSet-Cookie:%20a=b'],
    ['a carriage return and a header', '/\r\nSet-Cookie: a=b'],
    ['a tab first', '\t//evil.example/', '\t/evil.example'],
    ['a blank first', ' //evil.example/', ' /reports'],
    ['every control character first', ...bytes(0, 31).map((c) => `${c}//evil.example`)],
    ['every control character after the slash', ...bytes(0, 31).map((c) => `/${c}/evil.example`)],
    ['DEL', '/\x7f/evil.example', '/%7f/evil.example', '/%7F'],
    ['NUL', '/\0', '/%00/evil.example', '/reports%00.html'],
    ['an encoded slash', '/%2f/evil.example', '/%2F%2Fevil.example', '/%2f%2fevil.example'],
    ['an encoded backslash', '/%5cevil.example', '/%5C/evil.example'],
    ['twice encoded slashes that are decoded once', '%2f%2fevil.example', '%2F/evil.example'],
    ['a user before the host', '//user@evil.example/', 'https://127.0.0.1@evil.example/'],
    ['an at sign alone', '@evil.example', '@evil.example/reports'],
    ['a dot and a host', '.evil.example', '.evil.example/x'],
    ['a colon and a port', ':80/evil', ':pass@evil.example'],
    ['javascript:', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'javascript://127.0.0.1/%0aalert(1)'],
    ['javascript: with a tab', 'java\tscript:alert(1)', '\x01javascript:alert(1)'],
    ['data:', 'data:text/html,<script>alert(1)</script>', 'data:text/html;base64,PHNjcmlwdD4='],
    ['vbscript:, file:, blob:', 'vbscript:x', 'file:///etc/passwd', 'blob:http://127.0.0.1/x'],
    ['mailto: and other schemes', 'mailto:a@evil.example', 'ftp://evil.example', 'tel:1', 'x:y'],
    ['a scheme without slashes', 'https:evil.example', 'http:/evil.example', 'https:/\\evil.example'],
    ['a scheme with one slash after ours', 'http:reports', 'http:///evil.example'],
    ['parts of a URL alone', '?next=//evil.example', '#//evil.example', ';/evil', 'reports', './reports', '../reports'],
    ['nothing', ''],
    ['two dots', '/..//evil.example', '/../evil', '/reports/../..//evil.example', '/..'],
    ['one dot', '/.//evil.example', '/./reports', '/.', '/reports/.'],
    ['encoded dots', '/%2e%2e//evil.example', '/.%2e//evil.example', '/%2e//evil.example'],
    ['encoded dots on the way to the API', '/reports/%2e%2e/api/v1/users/me', '/%2e/auth/login', '/x/%2E%2E/mcp'],
    ['an empty segment', '/reports//evil.example', '/reports//'],
    ['an encoded scheme', '/%68ttps://evil.example', '/https://evil.example'],
    ['a broken escape', '/%', '/%2', '/%zz', '/reports%', '/%u002f/evil.example', '/%%32%66'],
    ['letters beyond ASCII', '/ä', '/日本', '//ｅvil.example'],
    ['slashes of Unicode', '/／evil.example', '/\u2215evil.example', '\u2044/evil.example', '/\uff3cevil.example'],
    ['dots of Unicode', '//evil。example', '/\uff0e\uff0e/x'],
    ['blanks of Unicode', '\u00a0//evil.example', '\u2028//evil.example', '\ufeff//evil.example', '/\u00ad/evil.example'],
    ['bidi controls', '/\u202e//evil.example', '/\u2066x'],
    ['quotes and angle brackets', '/"onmouseover="alert(1)', '/<script>alert(1)</script>', '/reports?x=<b>', "/>'"],
    ['braces, bars, carets, backticks', '/{x}', '/a|b', '/a^b', '/`id`', '/a\\b'],
    ['a blank inside', '/a b', '/reports ', '/reports?x=a b'],
    ['the way to sign in again', '/auth/login', '/auth', '/auth/callback?code=x&state=y', '/auth/logout'],
    ['the API', '/api', '/api/v1/export', '/api/v1/time-entries?format=csv'],
    ['MCP', '/mcp', '/mcp/', '/mcp?x=1'],
    ['longer than 512 bytes', `/${'a'.repeat(512)}`, `/reports?x=${'a'.repeat(8 << 8)}`],
];

const home: [string, ...string[]][] = [
    ['plain paths', '/', '/reports', '/reports/weekly', '/a-b_c.d~e'],
    ['with a query', '/reports?from=2026-01-01&to=2026-01-31', '/reports?group=project&x', '/time-entries?search=%22a%20b%22'],
    ['names that only begin like ours', '/authors', '/apikeys', '/mcpx', '/api-keys'],
    ['letters that are escaped, and 512 bytes', '/caf%C3%A9', '/a%20b', `/${'a'.repeat(511)}`],
];

suite('redirect targets', () => {
    let site: Site;
    before(async () => {
        site = await Site.start({ lines: ['TimetrackerProviderCache 3600'] });
    });
    after(() => site.stop());

    /** Where the browser stands after a sign-in that began with PAYLOAD. */
    async function destination(query: string): Promise<string> {
        const browser = site.browser();
        const login = await browser.get(`/auth/login${query}`);
        assert.equal(login.status, 303, `${login.text} for ${query}`);
        const parameters = new URL(login.headers['location'] ?? '').searchParams;
        site.checkParameters(parameters);
        const grant = site.provider.grant(parameters, 'traveller');
        const answer = await browser.finish({ parameters, grant, state: parameters.get('state') ?? '', cookie: '' });
        assert.equal(answer.status, 303, answer.text);
        const location = answer.headers['location'] ?? '';
        // Browsers are what decides where it leads, and they read as WHATWG's URL does.
        const url = new URL(location, `${site.base}/auth/callback`);
        assert.equal(url.origin, site.base, location);
        assert.doesNotMatch(url.pathname, /^\/(auth|api|mcp)(\/|$)/, location);
        assert.equal(answer.headers['set-cookie']?.length, answer.cookies.length);
        return location.startsWith(site.base) ? location.slice(site.base.length) : location;
    }

    assert.equal(away.length + home.length, 61);

    for (const [name, ...payloads] of away)
        test(`${name}: to the start`, async () => {
            for (const payload of payloads)
                assert.equal(await destination(`?return_to=${encodeURIComponent(payload)}`), '/', JSON.stringify(payload));
        });

    for (const [name, ...payloads] of home)
        test(`${name}: there`, async () => {
            for (const payload of payloads)
                assert.equal(await destination(`?return_to=${encodeURIComponent(payload)}`), payload);
        });

    test('given twice, or in bytes that are no text', async () => {
        for (const query of ['?return_to=/reports&return_to=//evil.example', '?return_to=//evil.example&return_to=/reports', '?return_to=%2f%ff', '?return_to=%c0%af/evil.example', '?return_to=/%c0%af', '?return_to'])
            assert.match(await destination(query), /^(\/|\/reports|\/%c0%af)$/, query);
    });

    test('not from Host or X-Forwarded-*', async () => {
        const headers = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', Forwarded: 'host=evil.example;proto=https', 'X-Original-URL': '//evil.example', Referer: 'https://evil.example/' };
        const browser = site.browser();
        const { answer, started } = await browser.begin('/reports', 'traveller', headers);
        assert.ok(started, answer.text);
        const end = await browser.finish(started, undefined, headers);
        assert.ok(['/reports', `${site.base}/reports`].includes(end.headers['location'] ?? ''), end.headers['location']);
        const other = await browser.get('/auth/login', { Host: 'evil.example' });
        assert.doesNotMatch(JSON.stringify([other.headers, other.text]), /evil\.example/);
        site.checkPeace();
    });
});
