// conf/examples: each is taken by httpd without a warning together with the files that an administrator gets, and serves what it says. Only ports,
// files and the database are this machine's.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer, Headers } from './api.ts';
import { env, root, troubles } from './server.ts';
import { freePort, Httpd, own } from './stack.ts';

const FOLDER = join(root, 'conf/examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.conf'));

/** What Debian has loaded before anybody asks for it, and what a2enmod loads along with ssl. */
const USUAL = ['alias', 'auth_basic', 'authn_core', 'authz_host', 'authz_user', 'deflate', 'dir', 'env', 'filter', 'mime', 'reqtimeout', 'setenvif', 'socache_shmcb'];

const folder = mkdtempSync(join(tmpdir(), 'tt-examples-'));
const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore', cwd: folder });
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Where an example listens: 443 and 80. */
type Ports = { tls: number; plain: number };

/** The example's own text, with what is another one here. CHANGES: more of it. */
function linesOf(file: string, ports: Ports, changes: [string | RegExp, string][] = []): string[] {
    let text = readFileSync(join(FOLDER, file), 'utf8');
    for (const [from, to] of [[/\*:443/g, `*:${ports.tls}`], [/\*:80/g, `*:${ports.plain}`], [/\/etc\/ssl\/certs\/people\.pem/g, `${folder}/people.pem`], [/\/etc\/ssl\/certs\/.*\.pem/g, `${folder}/server.pem`],
        [/\/etc\/ssl\/private\/.*\.key/g, `${folder}/server.key`], [/\/var\/www\/html/g, `${folder}/theirs`], [/^ *DBDParams .*$/gm, `DBDParams "${env('MODULE_DATABASE_URL')}&connect_timeout=2"`],
        ...changes] as [string | RegExp, string][]) {
        assert.ok(typeof from !== 'string' || text.includes(from), `${file} has no ${from}`);
        text = text.replaceAll(from, to);
    }
    const modules = /^# Modules: (.*)$/m.exec(text)?.[1]?.split(' ') ?? [];
    assert.ok(modules.includes('timetracker') && modules.includes('dbd'), `${file} does not say its modules`);
    return [
        ...[...new Set([...USUAL, ...modules])].filter((name) => name !== 'timetracker').map((name) => `LoadModule ${name}_module "MODULES/mod_${name}.so"`), 'LoadModule timetracker_module "BUILD/mod_timetracker.so"',
        'TypesConfig /etc/mime.types',
        // As Debian's own configuration has it.
        '<IfModule mod_ssl.c>', 'SSLSessionCache shmcb:ssl_scache(512000)', '</IfModule>', `<Directory "${folder}/theirs">`, 'Require all granted', '</Directory>',
        `Define APACHE_LOG_DIR "${folder}"`, 'Define TIMETRACKER_HTDOCS "BUILD/htdocs"', `Include "${root}/conf/timetracker-server.conf"`, `Include "${root}/conf/timetracker.conf"`,
        `Listen 127.0.0.1:${ports.tls}`, `Listen 127.0.0.1:${ports.plain}`, ...text.split('\n'),
    ];
}

const somePorts = async (): Promise<Ports> => ({ tls: await freePort(), plain: await freePort() });

/** One request to the host of URL, which lives on our port; WHO: with that client certificate. */
function get(ports: Ports, url: string, headers: Headers = {}, who?: string, method = 'GET'): Promise<Answer> {
    const { hostname, pathname, search, protocol } = new URL(url);
    const identity = who ? { cert: readFileSync(`${folder}/${who}.pem`), key: readFileSync(`${folder}/${who}.key`) } : {};
    const options = { host: '127.0.0.1', method, path: pathname + search, agent: false, headers: { Host: hostname, Accept: 'application/json', ...headers } };
    return new Promise((done, failed) => {
        const received = (response: http.IncomingMessage): void => {
            let text = '';
            response.setEncoding('utf8').on('data', (piece: string) => (text += piece)).on('error', failed);
            response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers as Headers, text, json: response.headers['content-type']?.includes('json') ? JSON.parse(text) : undefined }));
        };
        const request = protocol === 'http:' ? http.request({ ...options, port: ports.plain }, received)
            : https.request({ ...options, ...identity, port: ports.tls, servername: hostname, ca: readFileSync(`${folder}/server.pem`) }, received);
        request.on('error', failed).end();
    });
}

before(() => {
    chmodSync(folder, 0o755);
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const names = ['time.example.org', 'www.example.org', 'time.alpha.example.org', 'time.beta.example.org'].map((name) => `DNS:${name}`).join(',');
    openssl('req', '-x509', ...EC, '-keyout', 'server.key', '-out', 'server.pem', '-days', '30', '-subj', '/CN=time.example.org', '-addext', `subjectAltName=${names}`, '-addext', 'basicConstraints=critical,CA:FALSE');
    openssl('req', '-x509', ...EC, '-keyout', 'people.key', '-out', 'people.pem', '-days', '2', '-subj', '/CN=people');
    openssl('req', ...EC, '-keyout', 'alice.key', '-out', 'alice.csr', '-subj', '/OU=admins/CN=alice');
    openssl('x509', '-req', '-in', 'alice.csr', '-CA', 'people.pem', '-CAkey', 'people.key', '-CAcreateserial', '-days', '2', '-out', 'alice.pem');
    execFileSync('mkdir', [`${folder}/theirs`]);
    writeFileSync(`${folder}/theirs/index.html`, 'theirs');
});

suite('apachectl configtest takes each example without a warning', () => {
    for (const file of FILES)
        test(file, async () => {
            const httpd = await Httpd.run(linesOf(file, await somePorts()), ['-t']);
            const status = await httpd.ended();
            const messages = httpd.messages().trim();
            await httpd.stop();
            assert.deepEqual([status, messages], [0, 'Syntax OK']);
        });
});

/** Debian's mod_ssl may have been built with a newer OpenSSL than the one that is there (AH01882), and the demo provider speaks http; nothing else
 * is to be warned of but what is EXPECTED. */
function expectPeace(httpd: Httpd, expected: string[] = []): void {
    const logs = readdirSync(folder).filter((name) => name.endsWith('-error.log')).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
    const found = troubles([httpd.messages(), ...logs].join('\n')).filter(({ id, text }) => id !== 'AH01882' && !text.includes('OIDCProviderMetadataURL SHOULD be "https"'));
    assert.deepEqual(found.map(({ id }) => id), expected, found.map(({ text }) => text).join('\n'));
}

/** Starts the example, waits until BASE answers, checks what all have in common, then what TEST says; httpd must have nothing to warn of. */
async function served(file: string, base: string, check: (ports: Ports) => Promise<void>, changes: [string | RegExp, string][] = [], expected: string[] = []): Promise<void> {
    const ports = await somePorts();
    const httpd = await Httpd.run(linesOf(file, ports, changes));
    try {
        while (await get(ports, `${base}/healthz`).then(({ status }) => status !== 200, () => true)) {
            assert.doesNotMatch(httpd.messages(), /emerg|Configuration Failed|Syntax error/);
            await sleep(20);
        }
        const page = await get(ports, `${base}/`, { Accept: 'text/html' });
        assert.equal(page.status, 200, page.text);
        assert.match(page.headers['content-security-policy'] ?? '', /require-trusted-types-for/);
        assert.match(page.headers['strict-transport-security'] ?? '', /max-age=31536000/);
        assert.equal((await get(ports, `${base}/readyz`)).status, 200);
        assert.ok((await get(ports, `${base}/api/v1/info`, { Host: 'evil.example' })).json.documentation_url.startsWith(`${base}/`));
        await check(ports);
        expectPeace(httpd, expected);
    } finally {
        await httpd.stop();
    }
}

suite('each example serves what it says', { skip: own['MPM'] === 'prefork' && 'HTTP/2 wants threads' }, () => {
    const tested = new Set<string>();
    const example = (file: string, base: string, check: (ports: Ports) => Promise<void>, changes?: [string | RegExp, string][], expected?: string[]): void => {
        tested.add(file);
        void test(file, () => served(file, base, check, changes, expected));
    };

    // mod_md takes the certificate of a file in place of one that an authority would have to give.
    example('vhost-tls.conf', 'https://time.example.org', async (ports) => {
        const moved = await get(ports, 'http://time.example.org/reports');
        assert.deepEqual([moved.status, moved.headers['location']], [301, 'https://time.example.org/reports']);
        const session = http2.connect(`https://127.0.0.1:${ports.tls}`, { servername: 'time.example.org', ca: readFileSync(`${folder}/server.pem`) });
        const status = await new Promise((done, failed) => {
            session.on('error', failed);
            session.request({ ':path': '/healthz', ':authority': 'time.example.org' }).on('response', (headers) => done(headers[':status'])).on('error', failed).end();
        });
        session.close();
        assert.equal(status, 200);
    }, [['MDomain time.example.org\n', `<MDomainSet time.example.org>\nMDCertificateFile ${folder}/server.pem\nMDCertificateKeyFile ${folder}/server.key\n</MDomainSet>\n`]]);

    example('sub-path.conf', 'https://www.example.org/time', async (ports) => {
        assert.equal((await get(ports, 'https://www.example.org/')).text, 'theirs');
        assert.equal((await get(ports, 'https://www.example.org/healthz')).status, 404);
    });

    const lastClient = (): string => /^(\S+) [^\n]*via 127\.0\.0\.1\n$/m.exec(`${readFileSync(`${folder}/time.example.org-access.log`, 'utf8').trimEnd().split('\n').at(-1)}\n`)?.[1] ?? '';
    const forwarded = { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http', Forwarded: 'host=evil.example', 'X-Remote-User': 'alice' };
    for (const [proxy, client] of [['127.0.0.1', '203.0.113.7'], ['192.0.2.1', '127.0.0.1']] as const)
        void test(`behind-proxy.conf, with ${proxy} as the proxy`, async () => {
            tested.add('behind-proxy.conf');
            const plain = (ports: Ports): Promise<Answer> => get(ports, 'http://time.example.org/api/v1/info', forwarded);
            const ports = await somePorts();
            const httpd = await Httpd.run(linesOf('behind-proxy.conf', ports, [['RemoteIPInternalProxy 192.0.2.1', `RemoteIPInternalProxy ${proxy}`]]));
            try {
                while (await plain(ports).then(({ status }) => status !== 200, () => true)) {
                    assert.doesNotMatch(httpd.messages(), /emerg|Configuration Failed|Syntax error/);
                    await sleep(20);
                }
                assert.equal((await plain(ports)).json.documentation_url, 'https://time.example.org/api/docs');
                // The line is written after the answer.
                for (let tries = 0; lastClient() !== client && tries < 250; tries += 1)
                    await sleep(20);
                assert.equal(lastClient(), client);
                const page = await get(ports, 'http://time.example.org/', forwarded);
                assert.equal(page.headers['strict-transport-security'], 'max-age=31536000; includeSubDomains');
                assert.equal((await get(ports, 'http://time.example.org/assets', forwarded)).headers['location'], 'https://time.example.org/assets/');
                assert.equal((await get(ports, 'http://time.example.org/api/v1/users/me', forwarded)).status, 401);
                expectPeace(httpd);
            } finally {
                await httpd.stop();
            }
        });

    example('organisations.conf', 'https://time.alpha.example.org', async (ports) => {
        assert.equal((await get(ports, 'https://time.beta.example.org/api/v1/info')).json.documentation_url, 'https://time.beta.example.org/api/docs');
        const mcp = (host: string): Promise<Answer> => get(ports, `https://${host}/mcp`, {}, undefined, 'POST');
        assert.deepEqual([(await mcp('time.alpha.example.org')).status, (await mcp('time.beta.example.org')).status], [401, 404]);
    });

    example('front-openidc.conf', 'https://time.example.org', async (ports) => {
        const answer = await get(ports, 'https://time.example.org/auth/login', { Accept: 'text/html' });
        assert.equal(answer.status, 302, answer.text);
        const asked = new URL(answer.headers['location'] ?? '');
        assert.equal(asked.origin, new URL(env('PROVIDER_URL')).origin);
        assert.equal(asked.searchParams.get('redirect_uri'), 'https://time.example.org/oidc');
        assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
        assert.equal((await get(ports, 'https://time.example.org/api/v1/users/me')).status, 401);
        const out = await get(ports, 'https://time.example.org/auth/logout', { 'Sec-Fetch-Site': 'same-origin' }, undefined, 'POST');
        assert.equal(out.json.location, '/oidc?logout=https%3A%2F%2Ftime.example.org%2F');
    }, [['https://id.example.org/.well-known/openid-configuration', env('PROVIDER_URL')]]);

    example('front-certificates.conf', 'https://time.example.org', async (ports) => {
        assert.equal((await get(ports, 'https://time.example.org/auth/login')).status, 403);
        const answer = await get(ports, 'https://time.example.org/auth/login', {}, 'alice');
        assert.equal(answer.status, 303, answer.text);
        const [cookie = ''] = answer.headers['set-cookie'] as unknown as string[];
        assert.equal((await get(ports, 'https://time.example.org/api/v1/users/me', { Cookie: cookie.replace(/;.*/, '') })).json.user.username, 'alice');
    }, [], ['AH02227', 'AH01630']); // Whom it has refused: no user, no admittance.

    after(() => assert.deepEqual([...tested].sort(), [...FILES].sort(), 'an example that nobody serves'));
});
