// stream.ts -- a client of Server-Sent Events that keeps what it was told and when, and can be as slow as it likes.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { Socket } from 'node:net';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Headers, Json } from '../http/api.ts';
import { baseUrl, sql } from '../http/server.ts';
import { here, newSession, SESSION_COOKIE } from '../http/sign_in.ts';

/** One block of the stream. */
export type Told = { id?: string; event?: string; data?: Json; retry?: number; at: number };

function parse(block: string): Told {
    const told: Told = { at: performance.now() };
    for (const line of block.split('\n')) {
        const [, name = '', value = ''] = /^([a-z]+): (.*)$/.exec(line) ?? [];
        if (name === 'data')
            told.data = JSON.parse(value);
        else if (name === 'retry')
            told.retry = Number(value);
        else if (name === 'id' || name === 'event')
            told[name] = value;
        else
            assert.match(line, /^:/, block);
    }
    return told;
}

/** BODY is sent as JSON. */
export type StreamOptions = { base?: string; lastId?: string | undefined; path?: string; method?: string; body?: Json };

const everyone = new Set<Stream>();

// What a failed test has left open must not keep its file from ending.
after(() => everyone.forEach((stream) => stream.close()));

export class Stream {
    readonly told: Told[] = [];
    status = 0;
    headers: http.IncomingHttpHeaders = {};
    lastId: string | undefined;
    text = '';
    /** When it ended: by the server's word, or cut. */
    endedAt: number | undefined;
    isComplete = false;
    readonly ended: Promise<void>;
    private request: http.ClientRequest;
    private socket: Socket | undefined;

    private constructor(headers: Headers, options: StreamOptions, opened: () => void, failed: (error: Error) => void) {
        const { base = baseUrl, lastId, path = '/api/v1/events', method = 'GET', body } = options;
        this.lastId = lastId;
        everyone.add(this);
        let rest = '';
        let over = (): void => undefined;
        this.ended = new Promise((done) => (over = done));
        const end = (): void => {
            everyone.delete(this);
            this.endedAt ??= performance.now();
            over();
        };
        const all = { ...headers, ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) };
        this.request = http.request(base + path, { method, agent: false, headers: all }, (response) => {
            this.status = response.statusCode ?? 0;
            this.headers = response.headers;
            this.socket = response.socket;
            response.setEncoding('utf8');
            response.on('data', (piece: string) => {
                this.text += piece;
                rest += piece;
                for (let at = rest.indexOf('\n\n'); this.status === 200 && at >= 0; at = rest.indexOf('\n\n')) {
                    const told = parse(rest.slice(0, at));
                    rest = rest.slice(at + 2);
                    this.lastId = told.id ?? this.lastId;
                    this.told.push(told);
                }
            });
            response.on('end', () => {
                this.isComplete = response.complete;
                end();
            });
            response.on('close', end);
            response.on('error', end);
            opened();
        });
        this.request.on('error', (error) => {
            failed(error);
            end();
        });
        this.request.end(body === undefined ? undefined : JSON.stringify(body));
    }

    /** Waits for the status and the headers. */
    static open(headers: Headers, options: StreamOptions = {}): Promise<Stream> {
        return new Promise((done, failed) => {
            const stream: Stream = new Stream(headers, options, () => done(stream), failed);
        });
    }

    /** The same, and until it is certain that what happens from now on will be told. */
    static async ready(headers: Headers, options: StreamOptions = {}): Promise<Stream> {
        const stream = await Stream.open(headers, options);
        assert.equal(stream.status, 200, stream.text);
        await stream.until('the first id', () => stream.lastId !== undefined);
        return stream;
    }

    /** The changes that it told. */
    get changes(): Told[] {
        return this.told.filter(({ event }) => event === 'change');
    }

    /** What it told as data, whatever it is called. */
    get messages(): Json[] {
        return this.told.filter(({ data }) => data !== undefined).map(({ data }) => data);
    }

    async until(what: string, check: () => boolean, seconds = 20): Promise<void> {
        const began = performance.now();
        while (!check()) {
            assert.ok(performance.now() - began < seconds * 1000,
                `not within ${seconds} s: ${what}; told ${this.told.length} blocks, last ${this.text.slice(-1000)}`);
            await sleep(10);
        }
    }

    /** Waits until it has ended; the seconds that it took. */
    async end(seconds = 20): Promise<number> {
        const began = performance.now();
        await this.until('the end', () => this.endedAt !== undefined, seconds);
        return (performance.now() - began) / 1000;
    }

    pause(): void {
        this.socket?.pause();
    }

    resume(): void {
        this.socket?.resume();
    }

    close(): void {
        this.request.destroy();
    }
}

export function byKey(key: string): Headers {
    return { Authorization: `Bearer ${key}` };
}

/** The headers of a page of a user who is signed in. */
export async function bySession(userId: number, databaseUrl = here.databaseUrl): Promise<Headers> {
    return { Cookie: `${SESSION_COOKIE}=${(await newSession(userId, { ...here, databaseUrl })).id}` };
}

/** What of a user's rows has changed, as the log has it, in its order. */
export async function logged(userId: number, databaseUrl?: string): Promise<Json[]> {
    return JSON.parse(await sql(`SELECT coalesce(json_agg(json_build_object('id', xact || '-' || id, 'resource', resource, 'row', row_id, 'action', action)
        ORDER BY xact, id), '[]') FROM audit_log WHERE user_id = ${userId} AND action <> 'refuse' AND xact IS NOT NULL`, databaseUrl)) as Json[];
}

/** The same of what was told. */
export function asLogged(changes: Told[]): Json[] {
    return changes.map(({ id, data }) => ({ id, resource: data.resource, row: data.id, action: data.action }));
}

/** A client that comes again whenever its stream ends, from where it was; what it was told in all. */
export class Follower {
    readonly changes: Told[] = [];
    /** How often it had to come again, and when it was let in. */
    readonly opened: number[] = [];
    private stream: Stream | undefined;
    private runs = true;
    private lastId: string | undefined;
    private readonly done: Promise<void>;

    constructor(headers: Headers, options: StreamOptions) {
        this.done = this.follow(headers, options);
    }

    private async follow(headers: Headers, options: StreamOptions): Promise<void> {
        while (this.runs) {
            const stream = await Stream.open(headers, { ...options, lastId: this.lastId }).catch(() => undefined);
            this.stream = stream;
            if (stream?.status === 200)
                this.opened.push(performance.now());
            if (!this.runs)
                stream?.close();
            await stream?.ended;
            assert.ok(!stream?.told.some(({ event }) => event === 'reset'), 'a reset');
            this.changes.push(...(stream?.changes ?? []));
            this.lastId = stream?.lastId ?? this.lastId;
            await sleep(20);
        }
    }

    async ready(): Promise<void> {
        while (!this.stream?.lastId)
            await sleep(10);
    }

    /** So far, of the stream that is open too. */
    count(): number {
        return this.changes.length + (this.stream && this.stream.endedAt === undefined ? this.stream.changes.length : 0);
    }

    async stop(): Promise<void> {
        this.runs = false;
        this.stream?.close();
        await this.done;
    }
}
