// ID tokens that are forged, stale or somebody else's: security notes 4A. Each is refused, and the next good one is taken.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';

import type { Json } from '../http/api.ts';
import { b64, compact, hmac, Key, keys } from './jose.ts';
import { CLIENT_ID, type Behaviour, type Grant, type Provider } from './provider.ts';
import { Site } from './site.ts';

const DAY = 24 * 3600;
const now = (): number => Math.floor(Date.now() / 1000);
const modulus = Buffer.from(String(keys.rsa.jwk.n), 'base64url');
const evil = new Key('evil', 'RS256');
const seconds = Math.floor(Date.now() / 1000);

type Forger = (claims: Json, grant: Grant, provider: Provider) => Json;

/** The parts of a good token. */
function parts(claims: Json): [string, string, string] {
    const [header = '', payload = '', signature = ''] = keys.rsa.token(claims).split('.');
    return [header, payload, signature];
}

/** DER, as OpenSSL writes signatures and JWS does not. */
function der(raw: Buffer): Buffer {
    const integer = (bytes: Buffer): Buffer => {
        const positive = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
        return Buffer.concat([Buffer.from([2, positive.length]), positive]);
    };
    const both = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
    return Buffer.concat([Buffer.from([0x30, both.length]), both]);
}

const flipped: Forger = (claims) => {
    const [header, payload, signature] = parts(claims);
    const bytes = Buffer.from(signature, 'base64url');
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    return `${header}.${payload}.${b64(bytes)}`;
};

const mac = (secret: string | Buffer): Forger => (claims) => compact({ alg: 'HS256', typ: 'JWT', kid: 'rsa' }, claims, hmac(secret));
const head = (header: Json): Forger => (claims) => keys.rsa.token(claims, header);

const headers: [string, Forger][] = [
    ['none', (claims) => compact({ alg: 'none', typ: 'JWT' }, claims, () => Buffer.alloc(0))],
    ['nOnE', (claims) => compact({ alg: 'nOnE', typ: 'JWT' }, claims, () => Buffer.alloc(0))],
    ['none with a signature', head({ alg: 'none' })],
    ['no alg', head({ alg: undefined })],
    ['signature empty', (claims) => `${parts(claims).slice(0, 2).join('.')}.`],
    ['signature flipped', flipped],
    ['signature of another key', (claims) => keys.stranger.token(claims)],
    ['HS256 with the PEM', mac(keys.rsa.pem)],
    ['HS256 with n', mac(modulus)],
    ['HS256 with an empty key', mac('')],
    ['HS256 with client_id as key', mac(CLIENT_ID)],
    ['ES256 as DER', (claims) => compact({ alg: 'ES256', typ: 'JWT', kid: 'ec' }, claims, (input) => der(keys.ec.sign(input)))],
    ['ES256 with r = s = 0', (claims) => compact({ alg: 'ES256', typ: 'JWT', kid: 'ec' }, claims, () => Buffer.alloc(64))],
    ['embedded jwk', (claims) => evil.token(claims, { jwk: evil.jwk, kid: 'rsa' })],
    ['jku', (claims, _, provider) => evil.token(claims, { jku: `${provider.elsewhere}/keys` })],
    ['x5u', (claims, _, provider) => evil.token(claims, { x5u: `${provider.elsewhere}/chain.pem`, kid: 'rsa' })],
    ['crit', head({ crit: ['exp'], exp: 1 })],
    ['b64 false', head({ b64: false })],
    ['JSON serialisation', (claims) => {
        const [header, payload, signature] = parts(claims);
        return JSON.stringify({ protected: header, payload, signature });
    }],
    ['5 parts', (claims) => `${keys.rsa.token(claims)}.AAAA.AAAA`],
    ['padding', (claims) => `${keys.rsa.token(claims)}==`],
    ['whitespace', (claims) => keys.rsa.token(claims).replace('.', '\n.')],
    ['standard base64', (claims) => parts(claims).map((part) => Buffer.from(part, 'base64url').toString('base64').replaceAll('=', '')).join('.')],
    ['typ at+jwt', head({ typ: 'at+jwt' })],
    ['typ logout+jwt', head({ typ: 'logout+jwt' })],
    ['1 MB', (claims) => keys.rsa.token({ ...claims, padding: 'x'.repeat(1 << 20) })],
    ['kid of 100 KB', head({ kid: 'k'.repeat(100 << 10) })],
    ['kid a number', head({ kid: 7 })],
    ['kid ../ and CRLF', head({ kid: '../../keys\r\nX-Evil: yes' })],
    ['header an array', (claims) => compact(['alg', 'RS256'], claims, keys.rsa.sign)],
    ['alg twice', (claims) => compact('{"alg":"none","typ":"JWT","kid":"rsa","alg":"RS256"}', claims, keys.rsa.sign)],
    // Beyond the list of the notes.
    ['the last bits of a signature not canonical', (claims) => keys.rsa.token(claims).replace(/[AQgw]$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1))],
    ['ES256 named RS256', (claims) => compact({ alg: 'RS256', typ: 'JWT', kid: 'ec' }, claims, keys.ec.sign)],
    ['RS256 named PS256', head({ alg: 'PS256' })],
    ['a signature of 255 bytes', (claims) => {
        const [header, payload, signature] = parts(claims);
        return `${header}.${payload}.${b64(Buffer.from(signature, 'base64url').subarray(1))}`;
    }],
];

/** Claims that are signed rightly; undefined takes one out. */
const but = (change: Json): Forger => (claims) => keys.rsa.token({ ...claims, ...change });

/** The payload as text, changed behind JSON's back. */
const text = (change: (payload: string) => string | Buffer): Forger => (claims) => keys.rsa.token(change(JSON.stringify(claims)));

const half = (token: string): string => b64(createHash('sha256').update(token).digest().subarray(0, 16));

const claims: [string, string, Forger][] = [
    ['iss other', 'token_issuer', but({ iss: 'https://provider.example' })],
    ['iss with a slash', 'token_issuer', (good) => but({ iss: `${good.iss}/` })(good, {} as Grant, {} as Provider)],
    ['iss missing', 'token_', but({ iss: undefined })],
    ['iss an array', 'token_', (good) => keys.rsa.token({ ...good, iss: [good.iss] })],
    ['iss a prefix', 'token_issuer', (good) => keys.rsa.token({ ...good, iss: good.iss.slice(0, -1) })],
    ['aud other', 'token_audience', but({ aud: 'another-client' })],
    ['aud an array without us', 'token_', but({ aud: ['another-client', 'third'] })],
    ['aud many and no azp', 'token_', but({ aud: [CLIENT_ID, 'another-client'] })],
    ['aud missing', 'token_', but({ aud: undefined })],
    ['aud an object', 'token_', but({ aud: { [CLIENT_ID]: true } })],
    ['aud empty', 'token_', but({ aud: [] })],
    ['aud a prefix', 'token_audience', but({ aud: CLIENT_ID.slice(0, -1) })],
    ['azp other', 'token_audience', but({ azp: 'another-client' })],
    ['azp other with aud many', 'token_audience', but({ aud: [CLIENT_ID, 'another-client'], azp: 'another-client' })],
    ['aud many with azp being us: who else it is for is not known', 'token_', but({ aud: [CLIENT_ID, 'another-client'], azp: CLIENT_ID })],
    ['nonce other', 'token_nonce', but({ nonce: b64(Buffer.alloc(32)) })],
    ['nonce missing', 'token_', but({ nonce: undefined })],
    ['nonce empty', 'token_nonce', but({ nonce: '' })],
    ['nonce 0', 'token_', but({ nonce: 0 })],
    ['nonce with a NUL tail', 'token_', (good) => keys.rsa.token({ ...good, nonce: `${good.nonce}\0x` })],
    ['exp past', 'token_expired', but({ exp: seconds - 120 })],
    ['exp missing', 'token_', but({ exp: undefined })],
    ['exp a string', 'token_', (good) => keys.rsa.token({ ...good, exp: String(good.exp) })],
    ['exp 1e300', 'token_', but({ exp: 1e300 })],
    ['exp negative', 'token_', but({ exp: -1 })],
    ['exp null', 'token_', but({ exp: null })],
    ['exp 2^64 + 1', 'token_', text((payload) => payload.replace(/"exp":\d+/, '"exp":18446744073709551617'))],
    ['iat in the future', 'token_not_yet', (good) => keys.rsa.token({ ...good, iat: now() + 3600, exp: now() + 7200 })],
    ['iat missing', 'token_', but({ iat: undefined })],
    ['iat a day old', 'token_old', but({ iat: seconds - DAY })],
    ['nbf in the future', 'token_not_yet', (good) => keys.rsa.token({ ...good, nbf: now() + 240 })],
    ['sub missing', 'token_', but({ sub: undefined })],
    ['sub empty', 'token_subject', but({ sub: '' })],
    ['sub a number', 'token_', but({ sub: 7 })],
    ['sub of 256 bytes', 'token_subject', but({ sub: 's'.repeat(256) })],
    ['sub with NUL', 'token_', but({ sub: 'victim\0x' })],
    ['at_hash wrong', 'token_at_hash', but({ at_hash: half('another token') })],
    ['at_hash short', 'token_at_hash', (good, grant) => keys.rsa.token({ ...good, at_hash: half(grant.accessToken).slice(0, 11) })],
    ['sub twice', 'token_', text((payload) => payload.replace('{', '{"sub":"somebody else",'))],
    ['aud twice', 'token_', text((payload) => payload.replace('{', '{"aud":"another-client",'))],
    ['payload an array', 'token_', (good) => keys.rsa.token([good])],
    ['bad UTF-8', 'token_', text((payload) => Buffer.from(payload.replace('}', ',"name":"\xff"}'), 'latin1'))],
    ['depth 20 000', 'token_', text((payload) => payload.replace('}', `,"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`))],
    ['a trailing byte', 'token_', text((payload) => `${payload}x`)],
];

const accepted: [string, Forger][] = [
    ['RS256', (good) => keys.rsa.token(good)],
    ['ES256', (good) => keys.ec.token(good)],
    ['aud an array of one', but({ aud: [CLIENT_ID] })],
    ['at_hash right', (good, grant) => keys.rsa.token({ ...good, at_hash: half(grant.accessToken) })],
    ['iat 5 s ahead', (good) => keys.rsa.token({ ...good, iat: now() + 5 })],
    // Beyond the list of the notes.
    ['azp being us', (good) => keys.rsa.token({ ...good, azp: CLIENT_ID })],
    ['no typ', head({ typ: undefined })],
];

suite('hostile ID tokens', () => {
    let site: Site;
    before(async () => {
        site = await Site.start({ lines: ['TimetrackerProviderCache 3600', 'TimetrackerKeysPause 60'] });
        await site.expectGoodSignIn(0);
    });
    after(() => site.stop());

    const behaviour = (forge: Forger): Behaviour => ({ idToken: (good: Json, grant: Grant): Json => forge(good, grant, site.provider) });

    suite('header and signature', () => {
        for (const [name, forge] of headers)
            test(name, async () => {
                await site.expectRefused(behaviour(forge));
            });
    });

    suite('claims', () => {
        for (const [name, code, forge] of claims)
            test(name, async () => {
                const answer = await site.expectRefused(behaviour(forge), code.endsWith('_') ? {} : { code });
                assert.ok(answer.json.code.startsWith(code), answer.json.code);
            });
    });

    suite('accepted', () => {
        for (const [name, forge] of accepted)
            test(name, async () => {
                await site.expectAccepted(behaviour(forge));
            });
    });
});
