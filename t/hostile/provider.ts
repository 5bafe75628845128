// provider.ts -- an OpenID Provider in the test's own process. By default it answers as a good one; a test's Behaviour changes one
// answer, as hostile as it likes. On the port after its own a canary listens, to which nobody has a reason to talk.
import { randomBytes } from 'node:crypto';
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Json } from '../http/api.ts';
import { b64, keys, sha256 } from './jose.ts';

export const CLIENT_ID = 'hostile-test';

export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/** A code and what came of it. */
export type Grant = { code: string; nonce: string; challenge: string; redirectUri: string; subject: string; accessToken: string; redeemed: number };

export type Behaviour = {
    metadata?: (good: Json) => Reply;
    keySet?: (good: Json) => Reply;
    idToken?: (claims: Json, grant: Grant) => Json;
    tokens?: (good: Json) => Reply;
    userinfo?: (good: Json, grant: Grant) => Reply;
};

export type Endpoint = 'metadata' | 'keySet' | 'tokens' | 'userinfo';

// ---- answers ------------------------------------------------------------------------------------------------------------------

export function send(status: number, type: string, body: string | Buffer, headers: Record<string, string> = {}): Reply {
    return (response) => {
        response.writeHead(status, { 'Content-Type': type, ...headers });
        response.end(body);
    };
}

export function json(value: Json, status = 200): Reply {
    return send(status, 'application/json', JSON.stringify(value));
}

export function redirect(status: number, location: string): Reply {
    return send(status, 'text/plain', 'elsewhere', { Location: location });
}

/** Makes of a good document one with other members; undefined takes one out. */
export const but = (change: Json) => (good: Json): Reply => json({ ...good, ...change });

/** A byte a second, until the other side has had enough. */
export const drip: Reply = (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 1000);
    response.write('{');
    response.on('close', () => clearInterval(timer));
};

/** Nothing at all. */
export const silence: Reply = () => undefined;

/** GOOD with a member of 10 MB; it is right JSON, and would do if size did not matter. */
export function tenMegabytes(good: Json): Reply {
    return json({ ...good, padding: 'x'.repeat(10 << 20) });
}

export const page: Reply = send(200, 'text/html', '<!doctype html><title>Sign in</title><p>Please accept the terms of this network.');

// ---- the provider ---------------------------------------------------------------------------------------------------------------

function listen(server: Server, port: number): Promise<boolean> {
    return new Promise((done) => {
        server.once('error', () => done(false));
        server.listen(port, '127.0.0.1', () => done(true));
    });
}

function bodyOf(request: IncomingMessage): Promise<string> {
    return new Promise((done) => {
        const pieces: Buffer[] = [];
        request.on('data', (piece: Buffer) => pieces.push(piece));
        request.on('end', () => done(Buffer.concat(pieces).toString('utf8')));
    });
}

export class Provider {
    behaviour: Behaviour = {};
    /** What must never be read in a log. */
    readonly secrets = new Set<string>();
    /** What the relying party did wrong at the token endpoint or at userinfo. */
    readonly complaints: string[] = [];
    readonly grants: Grant[] = [];
    /** Connections to the port that is not ours. */
    canaryCalls = 0;
    port = 0;
    private calls: Record<Endpoint, number> = { metadata: 0, keySet: 0, tokens: 0, userinfo: 0 };
    private server: Server = http.createServer();
    private canary: Server = http.createServer();

    static async start(): Promise<Provider> {
        const provider = new Provider();
        do {
            await provider.close();
            provider.canary = http.createServer((_, response) => response.end('{}'));
            provider.canary.on('connection', () => (provider.canaryCalls += 1));
            await provider.open(0);
        } while (!await listen(provider.canary, provider.port + 1));
        return provider;
    }

    /** Listens on PORT, as at the start or after close(). */
    async open(port = this.port): Promise<void> {
        this.server = http.createServer((request, response) => void this.answer(request, response));
        if (!await listen(this.server, port))
            throw new Error(`port ${port} is taken`);
        this.port = (this.server.address() as AddressInfo).port;
    }

    get isOpen(): boolean {
        return this.server.listening;
    }

    /** Hangs up on everybody and listens no more. */
    async close(all = true): Promise<void> {
        for (const server of all ? [this.server, this.canary] : [this.server]) {
            const closed = new Promise((done) => server.close(done));
            server.closeAllConnections();
            await closed;
        }
    }

    get issuer(): string {
        return `http://127.0.0.1:${this.port}/Realm`;
    }

    get wellKnown(): string {
        return `${this.issuer}/.well-known/openid-configuration`;
    }

    get elsewhere(): string {
        return `http://127.0.0.1:${this.port + 1}`;
    }

    get metadata(): Json {
        const at = (path: string): string => `${this.issuer}/${path}`;
        return {
            issuer: this.issuer, authorization_endpoint: at('authorize'), token_endpoint: at('token'), jwks_uri: at('keys'), userinfo_endpoint: at('userinfo'),
            end_session_endpoint: at('end'), response_types_supported: ['code'], subject_types_supported: ['public'], code_challenge_methods_supported: ['S256'],
            // None but the first four is good; a provider that says otherwise is not to be believed.
            id_token_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256', 'none'], authorization_response_iss_parameter_supported: true,
            backchannel_logout_supported: true, backchannel_logout_session_supported: true,
        };
    }

    get keySet(): Json {
        return { keys: [keys.rsa.jwk, keys.ec.jwk] };
    }

    count(endpoint: Endpoint): number {
        return this.calls[endpoint];
    }

    /** Those of a good ID token. */
    claims(grant: Grant): Json {
        const now = Math.floor(Date.now() / 1000);
        return { iss: this.issuer, sub: grant.subject, aud: CLIENT_ID, exp: now + 300, iat: now, nonce: grant.nonce, sid: `sid-${grant.subject}` };
    }

    /** What the authorization endpoint does once its user agrees; the code. */
    grant(parameters: URLSearchParams, subject: string): Grant {
        const take = (name: string): string => parameters.get(name) ?? '';
        const grant = { code: `code-${b64(randomBytes(24))}`, nonce: take('nonce'), challenge: take('code_challenge'), redirectUri: take('redirect_uri'), subject,
            accessToken: `access-${b64(randomBytes(24))}`, redeemed: 0 };
        this.grants.push(grant);
        for (const secret of [grant.code, grant.nonce, grant.accessToken])
            this.secrets.add(secret);
        return grant;
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const behaviour = this.behaviour;
        switch (new URL(request.url ?? '/', this.issuer).pathname) {
        case '/Realm/.well-known/openid-configuration':
            this.calls.metadata += 1;
            return (behaviour.metadata ?? json)(this.metadata)(response, request);
        case '/Realm/keys':
            this.calls.keySet += 1;
            return (behaviour.keySet ?? json)(this.keySet)(response, request);
        case '/Realm/token':
            this.calls.tokens += 1;
            return this.redeem(await bodyOf(request), request, response);
        case '/Realm/userinfo':
            this.calls.userinfo += 1;
            return this.describe(request, response);
        default:
            return send(404, 'text/plain', 'nothing here')(response, request);
        }
    }

    private complain(response: ServerResponse, request: IncomingMessage, what: string): void {
        this.complaints.push(what);
        json({ error: 'invalid_request' }, 400)(response, request);
    }

    /** The token endpoint. A code may be redeemed as often as one likes: that it is not is the relying party's affair. */
    private redeem(body: string, request: IncomingMessage, response: ServerResponse): void {
        const form = new URLSearchParams(body);
        const grant = this.grants.find(({ code }) => code === form.get('code'));
        const verifier = form.get('code_verifier') ?? '';
        if (request.method !== 'POST' || request.headers['content-type'] !== 'application/x-www-form-urlencoded')
            return this.complain(response, request, `${request.method} of ${request.headers['content-type']} to the token endpoint`);
        if ([...form.keys()].sort().join(' ') !== 'client_id code code_verifier grant_type redirect_uri')
            return this.complain(response, request, `members of the token request: ${[...form.keys()].join(' ')}`);
        if (!grant || form.get('grant_type') !== 'authorization_code' || form.get('client_id') !== CLIENT_ID || form.get('redirect_uri') !== grant.redirectUri)
            return this.complain(response, request, 'the token request has a wrong value');
        if (!/^[\w-]{43}$/.test(verifier) || b64(sha256(verifier)) !== grant.challenge)
            return this.complain(response, request, 'code_verifier does not fit code_challenge');
        if (request.headers.authorization !== undefined || request.headers.cookie !== undefined)
            return this.complain(response, request, 'the token request has Authorization or Cookie');
        grant.redeemed += 1;
        this.secrets.add(verifier);
        const idToken = this.behaviour.idToken?.(this.claims(grant), grant) ?? keys.rsa.token(this.claims(grant));
        // A forged token may be short, or a part of it be in any text; the marked ones are told apart.
        if (typeof idToken === 'string' && idToken.length > 100)
            this.secrets.add(idToken);
        const good = { access_token: grant.accessToken, token_type: 'Bearer', expires_in: 300, scope: 'openid', id_token: idToken, refresh_token: 'refresh-of-no-use' };
        (this.behaviour.tokens ?? json)(good)(response, request);
    }

    private describe(request: IncomingMessage, response: ServerResponse): void {
        const grant = this.grants.find(({ accessToken }) => request.headers.authorization === `Bearer ${accessToken}`);
        if (!grant)
            return this.complain(response, request, 'userinfo without its access token');
        const good = { sub: grant.subject, preferred_username: `name of ${grant.subject}`, email: `${grant.subject}@example.org`, email_verified: true };
        (this.behaviour.userinfo?.(good, grant) ?? json(good))(response, request);
    }
}
