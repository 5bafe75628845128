// index.ts -- calls the API of a Timetracker: each operation of its OpenAPI document is a method of Client, named by its
// operationId. No dependency: fetch, streams and crypto of browsers and of Node.js.
import type { Operations, Schemas } from './api.js';
import { ROUTES } from './operations.js';

export type { Operations, Schemas } from './api.js';
export { VERSION } from './operations.js';

export type Problem = Schemas['problem'];
export type OperationId = keyof typeof ROUTES;
type Of<Id extends OperationId> = Operations[(typeof ROUTES)[Id]];
export type Answer<Id extends OperationId> = Of<Id>['answer'];

export interface Options {
    /** The version (or ETag) that the row must still have; 412 when it has another. */
    ifMatch?: number | string;
    /** Idempotency-Key of a POST, in place of a random one. */
    idempotencyKey?: string;
    signal?: AbortSignal;
}
type Part<Name extends string, Type> = [Type] extends [undefined]
    ? unknown
    : undefined extends Type
      ? { [Key in Name]?: Type }
      : { [Key in Name]: Type };
/** What an operation takes. CSV is for people; ask for it by request(). */
export type Args<Id extends OperationId> = Part<'path', Of<Id>['path']> &
    Part<'body', Of<Id>['body']> & { query?: Omit<NonNullable<Of<Id>['query']>, 'format'> } & Options;
type Parameters<Id extends OperationId> = Record<never, never> extends Args<Id> ? [args?: Args<Id>] : [args: Args<Id>];

/** The operations as methods. */
export type Methods = { [Id in OperationId]: (...args: Parameters<Id>) => Promise<Answer<Id>> };

/** Operations that answer in pages. */
export type ListId = { [Id in OperationId]: Answer<Id> extends { pagination: unknown } ? Id : never }[OperationId];
/** A row of such a page. */
export type Row<Id extends ListId> = {
    [Key in keyof Answer<Id>]: Answer<Id>[Key] extends (infer Item)[] ? Item : never;
}[keyof Answer<Id>];

/** A change of one of the caller's rows. */
export interface Change {
    resource: string;
    id: number;
    version: number | null;
    action: 'insert' | 'update' | 'delete';
    at: string;
    actor: string;
    actor_name: string | null;
    via: string;
}
/** `reset`: changes were lost, read anew. Its `id`, or a change's, resumes the stream. */
export type Event = { type: 'change'; id: string; change: Change } | { type: 'reset'; id: string };

export interface Settings {
    /** Where the application lives, like https://time.example.org. */
    baseUrl: string;
    apiKey: string;
    fetch?: typeof fetch;
    /** How often a call is sent again after 429 or 503; 3 unless given. */
    retries?: number;
    /** The longest wait in seconds before that; a server that asks for a longer one is not asked again. 30 unless given. */
    longestWait?: number;
}

/** A refusal, as the server explains it. */
export class ApiError extends Error {
    override readonly name = 'ApiError';
    readonly status: number;
    readonly code: string;
    readonly problem: Partial<Problem>;
    /** Seconds after which to ask again, where the server says so. */
    readonly retryAfter: number | undefined;

    constructor(status: number, problem: Partial<Problem>, retryAfter: number | undefined) {
        super(problem.detail ?? problem.title ?? `HTTP ${status}`);
        this.status = status;
        this.code = problem.code ?? 'unknown';
        this.problem = problem;
        this.retryAfter = retryAfter;
    }
}

/** A call whose operation is only known at run time. */
export interface Call {
    path?: Record<string, string | number>;
    query?: object;
    body?: unknown;
    headers?: Record<string, string>;
    signal?: AbortSignal;
}

const BACK_OFF = 1; // seconds, where the server names none; doubles
const STREAM_BACK_OFF_MOST = 30;

function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((done, failed) => {
        const abort = (): void => {
            clearTimeout(timer);
            failed(signal?.reason);
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener('abort', abort);
            done();
        }, seconds * 1000);
        if (signal?.aborted) abort();
        signal?.addEventListener('abort', abort, { once: true });
    });
}

async function errorOf(response: Response): Promise<ApiError> {
    const text = await response.text();
    // What stands between us and the server answers in words of its own.
    const isProblem = response.headers.get('Content-Type')?.includes('json');
    const after = response.headers.get('Retry-After');
    return new ApiError(
        response.status,
        isProblem
            ? JSON.parse(text)
            : { status: response.status, detail: `HTTP ${response.status}: ${text.slice(0, 200)}` },
        after && /^\d+$/.test(after) ? Number(after) : undefined,
    );
}

const isBusy = (error: unknown): error is ApiError => error instanceof ApiError && [429, 503].includes(error.status);

/** The fields of one event, and what is left of the text behind it; undefined while it is not whole. */
function nextEvent(text: string): { fields: Map<string, string>; rest: string } | undefined {
    const end = text.indexOf('\n\n');
    if (end < 0) return undefined;
    const fields = new Map<string, string>();
    for (const line of text.slice(0, end).split('\n')) {
        const [, name, value = ''] = /^([^:]+):? ?(.*)$/.exec(line) ?? [];
        if (name) fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
    }
    return { fields, rest: text.slice(end + 2) };
}

class Caller {
    readonly #settings: Settings;

    constructor(settings: Settings) {
        this.#settings = settings;
    }

    async #send(route: string, call: Call): Promise<Response> {
        const { baseUrl, apiKey, fetch: ask = fetch } = this.#settings;
        const space = route.indexOf(' ');
        const path = route
            .slice(space + 1)
            .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(call.path?.[name])));
        const url = new URL(`${baseUrl.replace(/\/$/, '')}/api/v1${path}`);
        for (const [name, value] of Object.entries(call.query ?? {}))
            if (value !== undefined) url.searchParams.set(name, String(value));
        const response = await ask(url, {
            method: route.slice(0, space),
            headers: {
                Authorization: `Bearer ${apiKey}`,
                Accept: 'application/json',
                ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
                ...call.headers,
            },
            body: call.body === undefined ? null : JSON.stringify(call.body),
            redirect: 'error',
            credentials: 'omit',
            signal: call.signal ?? null,
        });
        if (!response.ok) throw await errorOf(response);
        return response;
    }

    /** Sends a call ("GET /clients") and sends it again while the server is busy, which then has done nothing. */
    async request(route: string, call: Call = {}): Promise<Response> {
        const { retries = 3, longestWait = 30 } = this.#settings;
        for (let attempt = 0; ; attempt += 1) {
            try {
                return await this.#send(route, call);
            } catch (error) {
                if (!isBusy(error) || attempt >= retries) throw error;
                const wait = error.retryAfter ?? BACK_OFF * 2 ** attempt;
                if (wait > longestWait) throw error;
                await pause(wait, call.signal);
            }
        }
    }

    /** What the methods do. */
    protected async operation(id: OperationId, args: Call & Options = {}): Promise<unknown> {
        const route = ROUTES[id];
        const { ifMatch, idempotencyKey, ...call } = args;
        const headers: Record<string, string> = {};
        if (ifMatch !== undefined) headers['If-Match'] = typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch;
        // The same for every attempt: whatever became of the first one, it is done once.
        if (route.startsWith('POST ')) headers['Idempotency-Key'] = idempotencyKey ?? crypto.randomUUID();
        const response = await this.request(route, { ...call, headers });
        return response.status === 204 ? undefined : response.json();
    }

    /** The pages of a list, one after another. */
    async *pages<Id extends ListId>(id: Id, args: Args<Id> = {} as Args<Id>): AsyncGenerator<Answer<Id>> {
        let { query } = args as { query?: object };
        for (;;) {
            const page = (await this.operation(id, { ...args, query } as Call)) as Answer<Id>;
            yield page;
            const { next_cursor: cursor } = page.pagination as { next_cursor?: string | null };
            if (!cursor) return;
            query = { ...query, cursor };
        }
    }

    /** The rows of a list, page by page as they are wanted. */
    async *all<Id extends ListId>(id: Id, args: Args<Id> = {} as Args<Id>): AsyncGenerator<Row<Id>> {
        for await (const page of this.pages(id, args))
            yield* Object.values(page).find((part) => Array.isArray(part)) as Row<Id>[];
    }

    /** What changes, as it happens; comes again by itself where the stream ends, and goes on behind LAST. Ends with the signal. */
    async *events({ last, signal }: { last?: string; signal?: AbortSignal } = {}): AsyncGenerator<Event> {
        let failures = 0;
        while (!signal?.aborted) {
            try {
                for await (const event of this.#stream(last, signal)) {
                    failures = 0;
                    last = event.id;
                    yield event;
                }
            } catch (error) {
                if (signal?.aborted) return;
                if (error instanceof ApiError && error.status < 500 && error.status !== 429) throw error;
                failures += 1;
            }
            await pause(Math.min(BACK_OFF * 2 ** failures, STREAM_BACK_OFF_MOST), signal).catch(() => undefined);
        }
    }

    async *#stream(last: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<Event> {
        const headers: Record<string, string> = {
            Accept: 'text/event-stream',
            ...(last ? { 'Last-Event-ID': last } : {}),
        };
        const { body } = await this.#send('GET /events', signal ? { headers, signal } : { headers });
        if (!body) return;
        const reader = body.pipeThrough(new TextDecoderStream()).getReader();
        try {
            for (let text = ''; ; ) {
                const { value, done } = await reader.read();
                if (done) return;
                text += value;
                for (let next = nextEvent(text); next; next = nextEvent(text)) {
                    text = next.rest;
                    const id = next.fields.get('id') ?? last ?? '';
                    const type = next.fields.get('event');
                    if (type === 'change') yield { type, id, change: JSON.parse(next.fields.get('data') ?? '{}') };
                    else if (type === 'reset') yield { type, id };
                }
            }
        } finally {
            await reader.cancel().catch(() => undefined); // it may have failed already, and that was thrown
        }
    }
}

/** A caller of the API with a key. */
export const Client = class Client extends Caller {} as unknown as new (settings: Settings) => Caller & Methods;
export type Client = Caller & Methods;

for (const id of Object.keys(ROUTES) as OperationId[])
    Object.defineProperty(Client.prototype, id, {
        value: function (this: Caller, args?: Call & Options) {
            return this['operation'](id, args);
        },
    });
