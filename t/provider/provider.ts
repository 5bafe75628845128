// provider.ts FOLDER [PORT [PORT]] -- the demo OpenID Provider of t/stack, npm's oidc-provider with two forms of its own. For demo
// and tests only: everybody is who he says he is, and nothing is kept.
// It listens on loopback, writes its two ports to FOLDER/ports when it is ready, and ends with SIGTERM. The second
// port is for tests (no browser gets an answer there):
//   GET  /                          how often each of its addresses was asked
//   POST /client?base=URL           the application is there: its redirect, logout and back-channel addresses; callback=/oidc: its
//                                   redirect address is that path, as of a module in front of it
//   POST /sign?alg=ES256            another algorithm for ID tokens, with the keys that are there
//   POST /rotate?alg=ES256&keep=1   the same with a new key; keep=0: all keys before are gone
//   POST /ttl?IdToken=2             lifetimes in seconds
//   POST /account?name=ada          other claims for a person, as JSON object in the body; null leaves one out
//   POST /end?name=ada&sid=SID      ends the sessions of a person here, or that one, and tells the application (back-channel
//                                   logout)
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import Provider, { type Context } from 'oidc-provider';

import { changeClaims, claimsOf, subjectOf } from './accounts.ts';
import { consentPage, loginPage, logoutPage, page } from './pages.ts';

type Jwk = Record<string, unknown>;

const CLIENT_ID = 'timetracker';
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const CURVES: Record<string, string> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** A key that can sign with ALG; one that is of RSA or Ed25519 can with its other names as well. */
function makeKey(alg: string): Jwk {
    const pair = alg.startsWith('Ed') ? generateKeyPairSync('ed25519')
        : CURVES[alg] ? generateKeyPairSync('ec', { namedCurve: CURVES[alg] })
            : generateKeyPairSync('rsa', { modulusLength: 2048 });
    return { ...pair.privateKey.export({ format: 'jwk' }), kid: randomBytes(6).toString('hex'), use: 'sig' };
}

/** One for each algorithm, so that the discovery document is the same whatever is signed with. */
function makeKeys(): Jwk[] {
    return ['RS256', 'ES256', 'ES384', 'ES512', 'EdDSA'].map(makeKey);
}

// ---- the provider, built anew whenever something about it changes; its store is the module's and stays -----------------

let issuer = '';
let base = 'http://127.0.0.1';
let callback = '/auth/callback';
let algorithm = 'RS256';
let keys = makeKeys();
const lifetimes: Record<string, number> = { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 3600, Session: 86400, Grant: 86400 };
const cookieKeys = [randomBytes(16).toString('hex')];
/** Sessions that signed in at the application: uid, whose, and its id there. */
const sessions = new Map<string, { subject: string; sid: string }>();
const counts: Record<string, number> = {};

function configuration(): Record<string, unknown> {
    return {
        clients: [{
            client_id: CLIENT_ID,
            client_name: 'Timetracker',
            application_type: 'web',
            token_endpoint_auth_method: 'none',
            redirect_uris: [base + callback],
            post_logout_redirect_uris: [`${base}/`],
            backchannel_logout_uri: `${base}/auth/backchannel-logout`,
            backchannel_logout_session_required: true,
            id_token_signed_response_alg: algorithm,
        }],
        jwks: { keys },
        enabledJWA: { idTokenSigningAlgValues: ALGORITHMS, userinfoSigningAlgValues: ALGORITHMS },
        claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email', 'email_verified'] },
        clockTolerance: 0,
        cookies: { keys: cookieKeys },
        features: {
            devInteractions: { enabled: false },
            backchannelLogout: { enabled: true },
            rpInitiatedLogout: {
                logoutSource: (context: Context, form: string): void => show(context, logoutPage(form)),
                postLogoutSuccessSource: (context: Context): void => show(context, page('You are signed out', '')),
            },
        },
        // Loopback is where the application lives; the library would keep us from reaching it.
        fetch: (url: string, { dispatcher, ...options }: RequestInit & { dispatcher?: unknown }) => fetch(url, options),
        findAccount: (_: Context, subject: string) => ({ accountId: subject, claims: () => claimsOf(subject) }),
        interactions: { url: (_: Context, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
        renderError: (context: Context, said: { error: string; error_description?: string }): void =>
            show(context, page('That did not work', `<p>${said.error}: ${(said.error_description ?? '').replaceAll(/[<>&]/g, ' ')}</p>`)),
        ttl: lifetimes,
    };
}

function show(context: Context, html: string): void {
    context.type = 'html';
    context.body = html;
}

let provider: Provider;
let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function build(): void {
    provider = new Provider(issuer, configuration());
    provider.on('authorization.success', ({ oidc: { session } }) => {
        const sid = session?.sidFor(CLIENT_ID);
        if (session?.accountId && sid)
            sessions.set(session.uid, { subject: session.accountId, sid });
    });
    provider.on('server_error', (_, error) => console.error(error));
    answer = provider.callback();
}

// ---- the two forms -----------------------------------------------------------------------------------------------------

async function bodyOf(request: IncomingMessage): Promise<string> {
    let text = '';
    for await (const piece of request.setEncoding('utf8'))
        text += piece;
    return text;
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
    response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(text);
}

async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid, prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    const action = `/interaction/${uid}`;
    const form = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)) : null;
    if (prompt.name === 'login') {
        const subject = subjectOf(form?.get('name') ?? '');
        if (!subject)
            return send(response, form ? 422 : 200, 'text/html; charset=utf-8', loginPage(action, form ? 'Letters, digits, blanks and ._- please.' : ''));
        return provider.interactionFinished(request, response, { login: { accountId: subject } }, { mergeWithLastSubmission: false });
    }
    const accountId = session?.accountId ?? '';
    if (!form)
        return send(response, 200, 'text/html; charset=utf-8', consentPage(action, String(claimsOf(accountId)['name']), prompt.details.missingOIDCScope ?? []));
    if (form.get('consent') !== 'yes')
        return provider.interactionFinished(request, response,
            { error: 'access_denied', error_description: 'the person said no' }, { mergeWithLastSubmission: false });
    const grant = (grantId && await provider.Grant.find(grantId)) || new provider.Grant({ accountId, clientId: String(params['client_id']) });
    grant.addOIDCScope((prompt.details.missingOIDCScope ?? []).join(' '));
    grant.addOIDCClaims(prompt.details.missingOIDCClaims ?? []);
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

function serve(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', issuer).pathname;
    const asked = path.replace(/^\/(interaction|auth)\/.*/, '/$1/...');
    counts[asked] = (counts[asked] ?? 0) + 1;
    const done = path.startsWith('/interaction/') ? interact(request, response) : answer(request, response);
    done.catch((error: unknown) => {
        if (!response.headersSent)
            send(response, 400, 'text/html; charset=utf-8', page('That did not work', `<p>${error instanceof Error ? error.name : 'error'}</p>`));
    });
}

// ---- the port for tests ------------------------------------------------------------------------------------------------

async function endSessions(subject: string, sid: string | null): Promise<unknown> {
    const client = await provider.Client.find(CLIENT_ID);
    const ended: { sid: string; error: string | null }[] = [];
    for (const [uid, session] of sessions) {
        if (session.subject !== subject || (sid && session.sid !== sid))
            continue;
        sessions.delete(uid);
        // Who has left by himself meanwhile has no session here.
        const found = await provider.Session.findByUid(uid);
        if (!found)
            continue;
        const error = await client?.backchannelLogout(subject, session.sid).then(() => null, String) ?? null;
        ended.push({ sid: session.sid, error });
        await found.destroy();
    }
    return { ended };
}

function signWith(alg: string): unknown {
    if (!ALGORITHMS.includes(alg))
        throw new Error(`alg is one of ${ALGORITHMS.join(', ')}`);
    algorithm = alg;
    build();
    return { algorithms: ALGORITHMS };
}

function rotate(alg: string, keep: boolean): unknown {
    // The first one that fits signs.
    keys = [makeKey(alg), ...(keep ? keys : makeKeys())];
    return { kid: keys[0]?.['kid'], ...Object(signWith(alg)) };
}

async function control(request: IncomingMessage): Promise<unknown> {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    const subject = subjectOf(searchParams.get('name') ?? '');
    if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined)
        throw new Error('not for browsers');
    switch (`${request.method} ${pathname}`) {
    case 'GET /':
        return counts;
    case 'POST /client':
        base = new URL(searchParams.get('base') ?? '').href.replace(/\/$/, '');
        callback = searchParams.get('callback') ?? '/auth/callback';
        build();
        return { base };
    case 'POST /sign':
        return signWith(searchParams.get('alg') ?? '');
    case 'POST /rotate':
        return rotate(searchParams.get('alg') ?? algorithm, searchParams.get('keep') !== '0');
    case 'POST /ttl':
        for (const [name, value] of searchParams)
            lifetimes[name] = Number(value);
        build();
        return lifetimes;
    case 'POST /account':
        if (subject)
            changeClaims(subject, JSON.parse(await bodyOf(request)));
        return subject && claimsOf(subject);
    case 'POST /end':
        return subject && endSessions(subject, searchParams.get('sid'));
    default:
        throw new Error('see the head of t/provider/provider.ts');
    }
}

// ---- start -------------------------------------------------------------------------------------------------------------

// Ports below the range that the system hands out for outgoing connections.
async function listen(server: Server, wanted?: number): Promise<number> {
    for (let attempt = 0; ; attempt += 1) {
        const port = attempt === 0 && wanted ? wanted : 20000 + Math.floor(Math.random() * 12000);
        const bound = await new Promise<boolean>((done, failed) => {
            server.once('error', (error: NodeJS.ErrnoException) =>
                (error.code === 'EADDRINUSE' && attempt < 20 ? done(false) : failed(error)));
            server.listen(port, '127.0.0.1', () => done(true));
        });
        if (bound)
            return port;
    }
}

const [folder, wanted, wantedControl] = process.argv.slice(2);
if (!folder)
    throw new Error('provider.ts FOLDER [PORT [PORT]]');
process.on('SIGTERM', () => process.exit(0));

const port = await listen(createServer(serve), Number(wanted));
issuer = `http://127.0.0.1:${port}`;
build();
const controlPort = await listen(createServer((request, response) => {
    control(request).then(
        (said) => send(response, 200, 'application/json', JSON.stringify(said)),
        (error: unknown) => send(response, 400, 'text/plain', String(error)));
}), Number(wantedControl));
writeFileSync(join(folder, 'ports.new'), `${port} ${controlPort}\n`);
renameSync(join(folder, 'ports.new'), join(folder, 'ports'));
