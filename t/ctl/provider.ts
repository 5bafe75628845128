// provider.ts -- what ttctl asks of an OpenID Provider, with answers of the test's choice.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** An OpenID Provider in name: what it says of itself, its keys and its clock are the test's to choose. */
export class Provider {
    readonly server: Server;
    metadata: Record<string, unknown> = {};
    keys: unknown[] = [];
    status = 200;
    type = 'application/json';
    aheadSeconds = 0;
    url = '';

    constructor() {
        this.server = createServer((request, response) => {
            const body = request.url === '/jwks' ? { keys: this.keys } : this.metadata;
            response.sendDate = false;
            response.writeHead(this.status, {
                'content-type': this.type,
                date: new Date(Date.now() + 1000 * this.aheadSeconds).toUTCString(),
            });
            response.end(JSON.stringify(body));
        });
    }

    async start(): Promise<void> {
        await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
        this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    get wellKnown(): string {
        return `${this.url}/.well-known/openid-configuration`;
    }

    /** As a good provider. */
    reset(): void {
        this.status = 200;
        this.type = 'application/json';
        this.aheadSeconds = 0;
        this.keys = [goodKey];
        this.metadata = {
            issuer: this.url, authorization_endpoint: `${this.url}/auth`, token_endpoint: `${this.url}/token`,
            jwks_uri: `${this.url}/jwks`, userinfo_endpoint: `${this.url}/me`, end_session_endpoint: `${this.url}/end`,
            id_token_signing_alg_values_supported: ['RS256', 'ES256'], code_challenge_methods_supported: ['S256'],
            token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'], response_types_supported: ['code'],
        };
    }
}

export const goodKey = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'a', use: 'sig', alg: 'ES256' };
