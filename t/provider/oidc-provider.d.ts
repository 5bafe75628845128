// oidc-provider.d.ts -- what provider.ts uses of the npm package oidc-provider, which comes without types.
declare module 'oidc-provider' {
    import type { IncomingMessage, ServerResponse } from 'node:http';

    export type Session = {
        uid: string;
        accountId?: string;
        sidFor(clientId: string): string | undefined;
        destroy(): Promise<void>;
    };

    export type Client = { backchannelLogout(accountId: string, sid: string): Promise<void> };

    export type Interaction = {
        uid: string;
        prompt: { name: string; details: { missingOIDCScope?: string[]; missingOIDCClaims?: string[] } };
        params: Record<string, unknown>;
        session?: { accountId: string };
        grantId?: string;
    };

    export class Grant {
        constructor(of: { accountId: string; clientId: string });
        addOIDCScope(scope: string): void;
        addOIDCClaims(claims: string[]): void;
        save(): Promise<string>;
    }

    export type Context = { body: string; type: string; oidc: { session?: Session } };

    export default class Provider {
        constructor(issuer: string, configuration: Record<string, unknown>);
        Grant: typeof Grant & { find(id: string): Promise<Grant | undefined> };
        Client: { find(id: string): Promise<Client | undefined> };
        Session: { findByUid(uid: string): Promise<Session | undefined> };
        callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
        interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
        interactionFinished(request: IncomingMessage, response: ServerResponse, result: Record<string, unknown>,
            options: { mergeWithLastSubmission: boolean }): Promise<void>;
        on(event: string, listener: (context: Context, ...rest: unknown[]) => void): this;
    }
}
