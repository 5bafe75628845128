// stand_in.ts -- what stores need of a browser, and a server whose answers a test writes. Imported before the stores.
import 'temporal-polyfill/global';

export type Sent = { route: string; body: unknown; headers: Record<string, string> };
export const sent: Sent[] = [];
/** The server: answers a request, or throws as the network does. */
export const server: { answer: (request: Sent) => { status: number; body?: unknown } } = {
    answer: () => ({ status: 200, body: {} }),
};

const define = (name: string, value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
};
define('location', new URL('http://localhost/'));
define('document', { documentElement: { dataset: {} }, addEventListener: () => {} });
define('addEventListener', () => {});
define('removeEventListener', () => {});
let chain: Promise<unknown> = Promise.resolve();
define('navigator', {
    languages: ['en'],
    userAgent: '',
    locks: {
        request: (name: string, act: () => Promise<unknown>) => {
            if (name !== 'tt-writes') return act();
            chain = chain.then(act, act);
            return chain;
        },
        query: async () => ({ held: [] }),
    },
});
define(
    'BroadcastChannel',
    class {
        onmessage = null;
        postMessage(): void {}
        close(): void {}
    },
);
define(
    'fetch',
    async (
        url: string,
        { method, headers, body }: { method: string; headers: Record<string, string>; body: string },
    ) => {
        const request = {
            route: `${method} ${url.replace('api/v1', '')}`,
            body: body ? JSON.parse(body) : undefined,
            headers,
        };
        sent.push(request);
        const { status, body: text } = server.answer(request);
        return new Response(status === 204 ? null : JSON.stringify(text), {
            status,
            headers: { 'Content-Type': 'application/json' },
        });
    },
);

export const tick = (ms = 5): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
