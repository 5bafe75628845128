// Client certificates in front of the sign-in (mod_ssl): the user is the one of a certificate that httpd has verified, by SSLUserName or by
// FakeBasicAuth.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer, Headers } from '../http/api.ts';
import { sql } from '../http/server.ts';
import { SESSION_COOKIE, setCookies } from '../http/sign_in.ts';
import { basic, FORGED, Front, readableFolder, rows } from './front.ts';

const folder = readableFolder();
const at = (name: string): string => join(folder, name);
const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });

function authority(name: string): void {
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`), '-days', '2', '-subj', `/CN=${name}`);
}

/** A certificate for SUBJECT, signed by the authority CA. */
function certificate(name: string, subject: string, ca: string): void {
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-utf8', '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', subject);
    openssl('x509', '-req', '-in', at(`${name}.csr`), '-CA', at(`${ca}.pem`), '-CAkey', at(`${ca}.key`), '-CAcreateserial', '-days', '2', '-out', at(`${name}.pem`));
}

/** GET with the certificate WHO, or with none. */
function ask(url: string, who: string | null, headers: Headers = {}): Promise<Answer> {
    const identity = who ? { cert: readFileSync(at(`${who}.pem`)), key: readFileSync(at(`${who}.key`)) } : {};
    return new Promise((done, failed) => {
        https.get(url, { ...identity, ca: readFileSync(at('server.pem')), checkServerIdentity: () => undefined, agent: false, headers: { Accept: 'application/json', ...headers } }, (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (piece: string) => (text += piece)).on('error', failed);
            response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers as Headers, text, json: response.headers['content-type']?.includes('json') ? JSON.parse(text) : undefined }));
        }).on('error', failed);
    });
}

suite('client certificates in front', () => {
    let front: Front;

    before(async () => {
        for (const name of ['server', 'people', 'strangers'])
            authority(name);
        certificate('alice', '/O=Example/OU=admins/CN=alice/emailAddress=alice@example.org', 'people');
        certificate('mueller', '/O=Example/OU=staff/CN=müller', 'people');
        certificate('nameless', '/O=Example', 'people');
        certificate('forged', '/O=Example/OU=admins/CN=alice/emailAddress=alice@example.org', 'strangers');
        const users = readableFolder({ users: `/O=Example/OU=admins/CN=alice/emailAddress=alice@example.org:{SHA}${createHash('sha1').update('password').digest('base64')}\n` });
        const tls = ['SSLEngine On', `SSLCertificateFile ${at('server.pem')}`, `SSLCertificateKeyFile ${at('server.key')}`, `SSLCACertificateFile ${at('people.pem')}`, 'SSLOptions +StdEnvVars', 'TimetrackerFrontAuth On'];
        const named = ['SSLUserName SSL_CLIENT_S_DN_CN', 'TimetrackerEmailClaim SSL_CLIENT_S_DN_Email', 'TimetrackerAdminClaim SSL_CLIENT_S_DN_OU=admins'];
        const fake = ['SSLOptions +FakeBasicAuth', '<Location /auth/login>', 'AuthType Basic', 'AuthName "Certificates"', `AuthUserFile "${users}/users"`, 'Require valid-user', '</Location>'];
        front = await Front.start(['authn_file', 'auth_basic', 'socache_shmcb', 'ssl'], {
            named: [...tls, ...named, 'SSLVerifyClient optional', '<Location /auth/login>', 'Require ssl-verify-client', '</Location>'],
            open: [...tls, ...named, 'SSLVerifyClient optional'],
            lax: [...tls, ...named, 'SSLVerifyClient optional_no_ca'],
            fake: [...tls, 'SSLVerifyClient optional', ...fake],
            laxFake: [...tls, 'SSLVerifyClient optional_no_ca', ...fake],
            unread: [...tls, 'SSLVerifyClient optional'],
        }, 'https');
        while (await ask(`${front.base('named')}/healthz`, null).then(({ status }) => status !== 200, () => true))
            await sleep(20);
    });
    after(() => front.stop());

    const login = (host: string, who: string | null, headers?: Headers): Promise<Answer> => ask(`${front.base(host)}/auth/login`, who, headers);

    /** Who is signed in by the answer's cookie. */
    async function signedIn(host: string, answer: Answer): Promise<{ id: number; username: string; email: string | null }> {
        assert.equal(answer.status, 303, answer.text);
        const cookie = setCookies(answer).find((line) => line.startsWith(SESSION_COOKIE)) ?? '';
        return (await ask(`${front.base(host)}/api/v1/users/me`, null, { Cookie: cookie.replace(/;.*/, '') })).json.user;
    }

    function expectNobody(answer: Answer, status = 403, code?: string): void {
        assert.equal(answer.status, status, answer.text);
        assert.deepEqual(setCookies(answer), []);
        assert.equal(answer.headers['location'], undefined);
        if (code !== undefined)
            assert.equal(answer.json.code, code);
    }

    test('the certificate says who it is, and variables of mod_ssl the rest; the session needs it no more', async () => {
        const user = await signedIn('named', await login('named', 'alice'));
        assert.equal(user.username, 'alice');
        assert.equal(user.email, 'alice@example.org');
        assert.equal(await sql(`SELECT issuer, subject, is_admin FROM users WHERE id = ${user.id}`), `${front.base('named')}|alice|t`);
        assert.equal((await signedIn('named', await login('named', 'alice'))).id, user.id);
        const other = await signedIn('named', await login('named', 'mueller'));
        assert.deepEqual([other.username, other.email], ['müller', null]);
        assert.equal(await sql(`SELECT is_admin FROM users WHERE id = ${other.id}`), 'f');
        // From another site too: nobody can put somebody else's certificate into a link.
        assert.equal((await signedIn('named', await login('named', 'alice', { 'Sec-Fetch-Site': 'cross-site' }))).id, user.id);
    });

    test('without a certificate there is nobody, whatever the headers say', async () => {
        for (const headers of [{}, ...FORGED, Object.assign({}, ...FORGED) as Headers, basic('alice', 'password')]) {
            expectNobody(await login('named', null, headers));
            expectNobody(await login('open', null, headers), 403, 'front_no_user');
        }
        expectNobody(await login('open', 'nameless'), 403, 'front_no_user');
        assert.equal(await rows(front, 'open'), '0|0');
        const user = await signedIn('open', await login('open', 'mueller', Object.assign({}, ...FORGED) as Headers));
        assert.equal(user.username, 'müller');
    });

    test('a certificate of another authority is none, also where mod_ssl lets it pass', async () => {
        await assert.rejects(login('named', 'forged'));
        for (const host of ['lax', 'laxFake']) {
            expectNobody(await login(host, 'forged'), 403, 'front_no_user');
            assert.equal(await rows(front, host), '0|0');
        }
        assert.match(front.httpd.messages(), /front_no_user, the client certificate is not verified/);
        assert.equal((await signedIn('lax', await login('lax', 'alice'))).username, 'alice');
    });

    test('a certificate alone, which no setting makes a user of, signs nobody in', async () => {
        expectNobody(await login('unread', 'alice'), 403, 'front_no_user');
    });

    test('FakeBasicAuth: the subject is the user', async () => {
        const user = await signedIn('fake', await login('fake', 'alice'));
        assert.match(user.username, /CN=alice/);
        expectNobody(await login('fake', 'mueller'), 401);
        expectNobody(await login('fake', null), 401);
        // mod_ssl keeps others from saying what it says itself.
        expectNobody(await login('fake', null, basic(user.username, 'password')), 403);
    });
});
