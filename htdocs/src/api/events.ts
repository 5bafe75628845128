// events.ts -- the stream of changes (GET /events). One tab of this browser holds it, under a lock, and passes what
// it hears on to the others: a browser opens few connections to one server, and many tabs would use them up.
import { signal } from '@preact/signals';
import { call } from './client.ts';
import type { Change } from './types.ts';

const QUIET_LIMIT = 75_000; // the server beats every 15 seconds
const BACK_OFF_MOST = 60_000;

type Message =
    | { kind: 'change'; change: Change; last: string }
    | { kind: 'reset'; last: string }
    | { kind: 'live'; live: boolean; last: string }
    | { kind: 'ask' };

/** Whether changes of others arrive. */
export const live = signal(false);

export type Listener = { change: (change: Change) => void; reset: () => void };

let last = '';
let failures = 0;

function hear(message: Exclude<Message, { kind: 'ask' }>, listener: Listener): void {
    last = message.last || last;
    if (message.kind === 'live') live.value = message.live;
    else if (message.kind === 'change') listener.change(message.change);
    else listener.reset();
}

/** Holds the stream open for ever, coming again with what was heard last. */
async function hold(tell: (message: Exclude<Message, { kind: 'ask' }>) => void, stop: AbortSignal): Promise<void> {
    let wasOpen = false;
    while (!stop.aborted) {
        await new Promise<void>((done) => {
            const source = new EventSource(`api/v1/events${last ? `?last_event_id=${encodeURIComponent(last)}` : ''}`);
            let quiet: ReturnType<typeof setTimeout>;
            let isOpen = false;
            const end = (): void => {
                clearTimeout(quiet);
                source.close();
                removeEventListener('offline', end);
                // The browser does not say why: perhaps nobody is signed in any more.
                if (!isOpen) call('GET /users/me', {}).catch(() => {});
                stop.removeEventListener('abort', end);
                tell({ kind: 'live', live: false, last });
                done();
            };
            const alive = (): void => {
                clearTimeout(quiet);
                quiet = setTimeout(end, QUIET_LIMIT);
            };
            source.onopen = () => {
                failures = 0;
                isOpen = true;
                // A stream that never said anything has no place to go on from: what happened since is not told.
                if (wasOpen && !last) tell({ kind: 'reset', last: '' });
                wasOpen = true;
                tell({ kind: 'live', live: true, last });
                alive();
            };
            // The first gives the other tabs a place to go on from, should this one close.
            source.addEventListener('beat', (event) => {
                alive();
                if (last) last = event.lastEventId;
                else tell({ kind: 'live', live: true, last: event.lastEventId });
            });
            source.addEventListener('change', (event) => {
                alive();
                const last = event.lastEventId;
                // Its transaction, and a number of its own.
                tell({ kind: 'change', change: { ...JSON.parse(event.data), act: Number.parseInt(last, 10) }, last });
            });
            source.addEventListener('reset', (event) => tell({ kind: 'reset', last: event.lastEventId }));
            // The browser's own reconnecting gives up on any status but 200; ours does not.
            source.onerror = end;
            stop.addEventListener('abort', end, { once: true });
            // A connection whose network is gone says nothing by itself.
            addEventListener('offline', end);
            alive();
        });
        failures += 1;
        if (!stop.aborted)
            await pause(Math.min(BACK_OFF_MOST, 500 * 2 ** Math.min(failures, 7)) * (0.5 + Math.random()));
    }
}

/** Waits, but not when the network comes back or somebody looks again. */
function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
        const go = (): void => {
            clearTimeout(timer);
            removeEventListener('online', go);
            document.removeEventListener('visibilitychange', go);
            resolve();
        };
        const timer = setTimeout(go, ms);
        addEventListener('online', go);
        document.addEventListener('visibilitychange', go);
    });
}

/** Tells LISTENER of changes until the function returned is called. USER keeps people who follow one another apart. */
export function listen(user: number, listener: Listener): () => void {
    const stop = new AbortController();
    const channel = new BroadcastChannel(`tt-events-${user}`);
    let isHolder = false;
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
        if (data.kind !== 'ask') hear(data, listener);
        else if (isHolder) channel.postMessage({ kind: 'live', live: live.value, last } satisfies Message);
    };
    const tell = (message: Exclude<Message, { kind: 'ask' }>): void => {
        hear(message, listener);
        channel.postMessage(message);
    };
    channel.postMessage({ kind: 'ask' } satisfies Message);
    navigator.locks
        .request(`tt-events-${user}`, { signal: stop.signal }, () => {
            isHolder = true;
            return hold(tell, stop.signal);
        })
        .catch(() => {}); // stopped while it waited
    return () => {
        stop.abort();
        channel.close();
        live.value = false;
    };
}
