// jose.ts -- tokens and keys of a provider, right ones and forged ones, of node:crypto alone.
import { constants, createHash, createHmac, generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';

import type { Json } from '../http/api.ts';

export type Signer = (input: string) => Buffer;

export function b64(data: string | Buffer): string {
    return Buffer.from(data).toString('base64url');
}

export function sha256(data: string): Buffer {
    return createHash('sha256').update(data).digest();
}

/** HEADER and PAYLOAD as they are when they are text or bytes, else as JSON. */
export function compact(header: Json, payload: Json, signer: Signer): string {
    const part = (value: Json): string => b64(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value));
    const input = `${part(header)}.${part(payload)}`;
    return `${input}.${b64(signer(input))}`;
}

export class Key {
    readonly kid: string;
    readonly alg: string;
    readonly secret: KeyObject;
    /** As it stands in a key set. */
    readonly jwk: JsonWebKey & Json;
    readonly pem: string;

    constructor(kid: string, alg: string, bits = 2048) {
        const { privateKey, publicKey } = /^[RP]S/.test(alg) ? generateKeyPairSync('rsa', { modulusLength: bits })
            : alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
        this.kid = kid;
        this.alg = alg;
        this.secret = privateKey;
        this.jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' };
        this.pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
    }

    readonly sign: Signer = (input) => {
        const data = Buffer.from(input);
        if (this.alg === 'EdDSA')
            return sign(null, data, this.secret);
        if (this.alg === 'ES256')
            return sign('sha256', data, { key: this.secret, dsaEncoding: 'ieee-p1363' });
        if (this.alg === 'PS256')
            return sign('sha256', data, { key: this.secret, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
        return sign('sha256', data, this.secret);
    };

    /** A token as a good provider makes it; HEADER is added to its own. */
    token(payload: Json, header: Json = {}): string {
        return compact({ alg: this.alg, typ: 'JWT', kid: this.kid, ...header }, payload, this.sign);
    }
}

export function hmac(secret: string | Buffer): Signer {
    return (input) => createHmac('sha256', secret).update(input).digest();
}

/** What an RSA key of E = 1 "signs" without being known: the padded digest itself, RFC 8017 9.2. */
export const unsignedRsa: Signer = (input) => {
    const digest = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), sha256(input)]);
    return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(256 - 3 - digest.length, 0xff), Buffer.from([0]), digest]);
};

/** What a test signs with: the provider's own keys, and one that is a stranger's. */
export const keys = { rsa: new Key('rsa', 'RS256'), ec: new Key('ec', 'ES256'), stranger: new Key('rsa', 'RS256') };
