// client.ts -- one function speaks to the API. A route is named as it stands in the OpenAPI document, and its path,
// query, body and answer have the types that were generated from that document: call('PATCH /time-entries/{id}', {
// ... }).
import type { Operations, Problem, Route } from './types.ts';

const READ_TIMEOUT = 15_000;
const RETRY_PAUSES = [300, 1200];

/** A refusal: what the server said, field by field. */
export class ApiProblem extends Error {
    readonly status: number;
    readonly code: string;
    readonly problem: Partial<Problem>;
    readonly retryAfter: number | undefined;

    constructor(status: number, problem: Partial<Problem>, retryAfter?: number) {
        super(problem.detail ?? problem.title ?? `HTTP ${status}`);
        this.status = status;
        this.code = problem.code ?? 'unknown';
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** Field -> what is wrong with it. */
    get faults(): Record<string, string> {
        const { errors = [], field } = this.problem;
        const found = Object.fromEntries(errors.map(({ field: name, message }) => [name, message]));
        return field && !(field in found) ? { ...found, [field]: this.message.replace(`${field}: `, '') } : found;
    }
}

/** Nobody answered: offline, a timeout, or a server that is just not there. What was sent may be sent again. */
export class Unreachable extends Error {}

export type Args<R extends Route> = (Operations[R]['path'] extends undefined
    ? { path?: undefined }
    : { path: Operations[R]['path'] }) &
    (undefined extends Operations[R]['body'] ? { body?: Operations[R]['body'] } : { body: Operations[R]['body'] }) & {
        query?: Operations[R]['query'];
        /** The version that the row must still have. */
        version?: number | undefined;
        /** Idempotency-Key: a second sending of the same is answered as the first was. */
        key?: string | undefined;
        signal?: AbortSignal | undefined;
    };

/** Arguments when the route is not known before it runs (the queue of writes). */
export type LooseArgs = {
    path?: Record<string, string | number> | undefined;
    query?: object | undefined;
    body?: unknown;
    version?: number | undefined;
    key?: string | undefined;
    signal?: AbortSignal | undefined;
};

/** Called when the session has ended in the middle of the work. */
export const onSignedOut: { notify: () => void } = { notify: () => {} };

function address(route: string, args: LooseArgs): string {
    const path = route
        .slice(route.indexOf(' ') + 1)
        .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(args.path?.[name])));
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(args.query ?? {}))
        if (value !== undefined && value !== '') query.set(name, String(value));
    // Relative to the page, so that it works wherever the application is mounted.
    return `api/v1${path}${query.size ? `?${query}` : ''}`;
}

function headersOf(args: LooseArgs): Record<string, string> {
    return {
        Accept: 'application/json',
        'X-TT-Request': '1',
        ...(args.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(args.version === undefined ? {} : { 'If-Match': `"${args.version}"` }),
        ...(args.key === undefined ? {} : { 'Idempotency-Key': args.key }),
    };
}

async function send(route: string, args: LooseArgs): Promise<unknown> {
    const timeout = AbortSignal.timeout(READ_TIMEOUT);
    const response = await fetch(address(route, args), {
        method: route.slice(0, route.indexOf(' ')),
        headers: headersOf(args),
        body: args.body === undefined ? null : JSON.stringify(args.body),
        signal: args.signal ? AbortSignal.any([args.signal, timeout]) : timeout,
        redirect: 'error',
        cache: 'no-store',
    }).catch((error: Error) => {
        if (args.signal?.aborted) throw error;
        throw new Unreachable(error.message);
    });
    if (response.status === 204) return undefined;
    // Cut off in the middle of the answer: what it said is not known, and is asked for again.
    const text = await response.text().catch((error: Error) => {
        if (args.signal?.aborted) throw error;
        throw new Unreachable(error.message);
    });
    if (response.ok) return text ? JSON.parse(text) : undefined;
    const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
    // What stands between us and the server answers in words of its own: as good as nobody.
    if (!response.headers.get('Content-Type')?.includes('json')) throw new Unreachable(`HTTP ${response.status}`);
    throw new ApiProblem(response.status, JSON.parse(text), retryAfter);
}

const isPassing = (error: unknown): boolean =>
    error instanceof Unreachable || (error instanceof ApiProblem && [502, 503, 504].includes(error.status));

/** One call whose route is only known at run time; reading is tried again when nobody answers. */
export async function callLoose(route: string, args: LooseArgs): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
        try {
            return await send(route, args);
        } catch (error) {
            if (error instanceof ApiProblem && error.status === 401) onSignedOut.notify();
            const pause = RETRY_PAUSES[attempt];
            if (!route.startsWith('GET ') || pause === undefined || !isPassing(error) || args.signal?.aborted)
                throw error;
            await new Promise((resolve) => setTimeout(resolve, pause * (0.75 + Math.random() / 2)));
        }
    }
}

/** Asks the API. Throws ApiProblem or Unreachable. */
export function call<R extends Route>(route: R, args: Args<R>): Promise<Operations[R]['answer']> {
    return callLoose(route, args as LooseArgs) as Promise<Operations[R]['answer']>;
}
