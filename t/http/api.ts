// api.ts -- a user with a key, and a client that speaks to the API as any stranger would.
import assert from 'node:assert/strict';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

import { announce, baseUrl, ttctl } from './server.ts';

export type Headers = Record<string, string>;

/** `json` is whatever came; what it must be is for each test to say. */
export type Json = any;

export type Answer = { status: number; headers: Headers; text: string; json: Json };

export type Options = { headers?: Headers; body?: unknown; raw?: string | Buffer; base?: string };

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

function parse(text: string, type: string | undefined): Json {
    return text && type?.includes('json') ? JSON.parse(text) : undefined;
}

function attempt(method: string, url: string, headers: Headers, body: string | Buffer | undefined): Promise<Answer> {
    return new Promise((done, failed) => {
        const request = http.request(url, { method, headers, agent }, (response) => {
            const pieces: Buffer[] = [];
            response.on('data', (piece: Buffer) => pieces.push(piece));
            response.on('error', failed);
            response.on('end', () => {
                const known = response.headers as Headers;
                const body = Buffer.concat(pieces);
                const text = (known['content-encoding'] === 'gzip' && body.length ? gunzipSync(body) : body).toString('utf8');
                done({ status: response.statusCode ?? 0, headers: known, text, json: parse(text, known['content-type']) });
            });
        });
        // A connection that the server had closed while it was idle: the request was never read.
        request.on('error', (error: NodeJS.ErrnoException) => {
            if (request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE'))
                attempt(method, url, headers, body).then(done, failed);
            else
                failed(error);
        });
        request.end(body);
    });
}

/** One request; PATH is below the mount point ("/api/v1/clients"). */
export function send(method: string, path: string, options: Options = {}): Promise<Answer> {
    const headers: Headers = { ...options.headers };
    let body = options.raw;
    if (options.body !== undefined)
        body = JSON.stringify(options.body);
    if (body !== undefined && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type'))
        headers['Content-Type'] = 'application/json';
    if (body !== undefined)
        headers['Content-Length'] = String(Buffer.byteLength(body));
    return attempt(method, (options.base ?? baseUrl) + path, headers, body);
}

/** The same, again while the server says that it is too busy, or that others took too long before this could: it has done nothing then,
 * and logs that it was so. */
export async function sendPatiently(method: string, path: string, options: Options = {}): Promise<Answer> {
    for (;;) {
        const answer = await send(method, path, options);
        if (answer.status === 503 && answer.json.code === 'busy') {
            assert.equal(answer.headers['retry-after'], '1');
            announce('TT2001', answer.json.request_id);
        } else if (answer.status === 504 && answer.json.code === 'database_timeout') {
            announce('TT2002', answer.json.request_id);
        } else {
            return answer;
        }
        await sleep(50);
    }
}

let serial = 0;

/** A name that no other test has used. */
export function unique(word = 'name'): string {
    serial += 1;
    return `${word} ${process.pid}-${serial}`;
}

export class Api {
    readonly key: string;
    readonly userId: number;

    constructor(key: string, userId: number) {
        this.key = key;
        this.userId = userId;
    }

    /** PATH is below /api/v1. */
    request(method: string, path: string, options: Options = {}): Promise<Answer> {
        return send(method, `/api/v1${path}`, { ...options, headers: { Authorization: `Bearer ${this.key}`, ...options.headers } });
    }

    patiently(method: string, path: string, options: Options = {}): Promise<Answer> {
        return sendPatiently(method, `/api/v1${path}`,
            { ...options, headers: { Authorization: `Bearer ${this.key}`, ...options.headers } });
    }

    get(path: string, headers: Headers = {}): Promise<Answer> {
        return this.request('GET', path, { headers });
    }

    post(path: string, body?: unknown, headers: Headers = {}): Promise<Answer> {
        return this.request('POST', path, { body, headers });
    }

    put(path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
        return this.request('PUT', path, { body, headers });
    }

    patch(path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
        return this.request('PATCH', path, { body, headers });
    }

    del(path: string, headers: Headers = {}): Promise<Answer> {
        return this.request('DELETE', path, { headers });
    }

    /** The body of a GET that succeeds. */
    async read(path: string): Promise<Json> {
        const answer = await this.get(path);
        assert.equal(answer.status, 200, answer.text);
        return answer.json;
    }

    /** The row that a POST makes. */
    private async make(path: string, one: string, body: unknown): Promise<Json> {
        const answer = await this.post(path, body);
        assert.equal(answer.status, 201, answer.text);
        return answer.json[one];
    }

    client(fields: Record<string, unknown> = {}): Promise<Json> {
        return this.make('/clients', 'client', { name: unique('client'), ...fields });
    }

    project(fields: Record<string, unknown> = {}): Promise<Json> {
        return this.make('/projects', 'project', { name: unique('project'), ...fields });
    }

    entry(projectId: number, start: string, end: string, fields: Record<string, unknown> = {}): Promise<Json> {
        return this.make('/time-entries', 'time_entry', { project_id: projectId, start_time: start, end_time: end, ...fields });
    }
}

export type UserOptions = { scopes?: string; timeZone?: string; databaseUrl?: string };

/** A key for a user that is there. */
export function newKey(user: number | string, scopes = 'all', databaseUrl?: string): Promise<string> {
    return ttctl(['key', 'create', '--user', String(user), '--name', 'test', '--scopes', scopes], databaseUrl);
}

/** A user who has nothing yet, with a key that may do all that a user may. */
export async function newUser(options: UserOptions = {}): Promise<Api> {
    const email = `${unique('user').replace(' ', '-')}@example.org`;
    const zone = options.timeZone ? ['--time-zone', options.timeZone] : [];
    const id = Number(await ttctl(['user', 'add', '--email', email, ...zone], options.databaseUrl));
    return new Api(await newKey(id, options.scopes, options.databaseUrl), id);
}

export type Fault = { field: string; code: string };

/** Checks that ANSWER is the refusal it should be, in the one form that all of them have; its document. */
export function expectProblem(answer: Answer, status: number, code: string, field?: string): Json {
    const problem = answer.json;
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(problem.code, code, answer.text);
    assert.equal(problem.type, `urn:timetracker:${code}`);
    assert.equal(problem.status, status);
    for (const member of ['title', 'detail', 'error', 'message'])
        assert.match(problem[member], /\S/, member);
    assert.equal(problem.error, problem.title);
    assert.equal(problem.message, problem.detail);
    assert.match(problem.request_id, /^[0-9a-f]{24}$/);
    assert.equal(problem.field, field);
    if (status === 422 && field !== undefined)
        assert.ok(problem.errors.some((fault: Fault) => fault.field === field), answer.text);
    return problem;
}

/** Checks that ANSWER refuses exactly these arguments for these reasons, all at once and in this order. */
export function expectFaults(answer: Answer, faults: Record<string, string>): void {
    const problem = expectProblem(answer, 422, 'validation_error', Object.keys(faults)[0]);
    assert.deepEqual(problem.errors.map((fault: Fault) => [fault.field, fault.code]), Object.entries(faults));
    for (const fault of problem.errors)
        assert.match(fault.message, /\S/);
}

/** The times of a row that the database sets: checks their form and leaves the others. */
export function withoutStamps(row: Json): Json {
    const { created_at: made, updated_at: changed, ...rest } = row;
    assert.match(made, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
    assert.match(changed, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
    assert.ok(Date.parse(changed) >= Date.parse(made));
    return rest;
}

/** Headers that say something about the answer; what is of the moment is checked and left out. */
export function told(headers: Headers): Headers {
    const { date, 'x-request-id': id, 'keep-alive': alive, connection, 'x-ratelimit-remaining': left, 'x-ratelimit-reset': reset, ...rest } = headers;
    assert.ok(date && id && (alive ?? true) && (connection ?? true));
    assert.equal(left === undefined, reset === undefined);
    return rest;
}

/** A document with its request's id taken out: what two refusals have in common. */
export function withoutRequestId(answer: Answer): string {
    return answer.text.replace(/"request_id":"[0-9a-f]{24}"/, '"request_id":""');
}

/** An instant as RFC 3339 in UTC, OFFSET seconds from now. */
export function fromNow(offset: number): string {
    return shift(new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(), offset);
}

/** An instant SECONDS later (or earlier) than TIME. */
export function shift(time: string, seconds: number): string {
    return new Date(Date.parse(time) + seconds * 1000).toISOString().replace('.000Z', 'Z');
}
