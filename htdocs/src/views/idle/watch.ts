// watch.ts -- looks whether somebody is there while the timer runs: keys, pointer and touch in any of our tabs, a clock
// that finds that the machine slept, and the system itself where that was allowed (IdleDetector). Work in another
// window cannot be seen, so while ours has no focus nobody counts as away unless the machine sleeps or the system says
// so. All tabs know the same, and one answer is enough.
import { signal } from '@preact/signals';
import { asksSystem, idleMinutes } from '../../store/device.ts';
import { timer } from '../../store/timer.ts';
import { now } from '../../time/now.ts';
import { fromWire } from '../../time/zone.ts';
import { Presence } from './presence.ts';

const TICK_MS = 5000;
const TELL_MS = 5000; // how often tabs tell one another that somebody is there
const SYSTEM_THRESHOLD_MS = 60_000; // the least that browsers allow

/** From when to when nobody was there, by this machine's clock. */
export type Away = { from: number; until: number };
type Message = { active: number } | { away: Away | null };

/** The same instant by the server's clock, as it is known now. */
export const byServer = (ms: number): number => ms + now() - Date.now();

export const away = signal<Away | undefined>(undefined);

let channel: BroadcastChannel | undefined;
const tell = (message: Message): void => channel?.postMessage(message);

/** The question was answered, in this tab for all. */
export function settle(): void {
    away.value = undefined;
    tell({ away: null });
}

function found(since: number | undefined, at: number): void {
    const running = timer.peek();
    if (since === undefined || !running || away.peek()) return;
    // It was started elsewhere meanwhile: by somebody who was there.
    if (byServer(since) <= fromWire(running.start_time)) return;
    away.value = { from: since, until: at };
    tell({ away: away.peek()! });
}

/** Watches the system's own idea of it. Without the permission, or when it was taken back, the page's own has to do. */
async function watchSystem(presence: Presence, limit: () => number, stop: AbortSignal): Promise<{ isActive: boolean }> {
    const detector = new window.IdleDetector!();
    const state = { isActive: true };
    detector.addEventListener('change', () => {
        const at = Date.now();
        const isActive = detector.userState === 'active' && detector.screenState === 'unlocked';
        if (state.isActive && !isActive) presence.leave(detector.userState === 'idle' ? at - SYSTEM_THRESHOLD_MS : at);
        if (!state.isActive && isActive) found(presence.active(at, limit()), at);
        state.isActive = isActive;
    });
    await detector.start({ threshold: SYSTEM_THRESHOLD_MS, signal: stop });
    return state;
}

/** Begins to watch for USER; the function returned ends it. */
export function watch(user: number): () => void {
    const stop = new AbortController();
    const presence = new Presence(Date.now());
    const limit = (): number => idleMinutes.peek() * 60_000;
    let system: { isActive: boolean } | undefined;
    let isFrozen = false;
    let told = 0;

    channel = new BroadcastChannel(`tt-idle-${user}`);
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
        if ('active' in data) presence.resume(data.active);
        else away.value = data.away ?? undefined;
    };
    if (asksSystem.peek() && window.IdleDetector)
        watchSystem(presence, limit, stop.signal).then(
            (state) => {
                system = state;
            },
            (error: Error) => console.info(`no idle detection by the system: ${error.message}`),
        );

    const sign = (): void => {
        const at = Date.now();
        found(presence.active(at, limit()), at);
        if (at - told < TELL_MS) return;
        told = at;
        tell({ active: at });
    };
    for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
        addEventListener(kind, sign, { capture: true, passive: true, signal: stop.signal });
    const isHidden = (): boolean => document.visibilityState === 'hidden';
    // A phone stops pages that are not seen, and says so or not.
    const isPhone = matchMedia('(pointer: coarse)').matches;
    document.addEventListener('freeze', () => (isFrozen = true), { signal: stop.signal });
    const clock = setInterval(() => {
        const at = Date.now();
        if (isFrozen || (isPhone && isHidden())) presence.resume(at);
        isFrozen = false;
        const isElsewhere = system ? system.isActive : isHidden() || !document.hasFocus();
        found(presence.tick(at, limit(), isElsewhere), at);
    }, TICK_MS);
    return () => {
        clearInterval(clock);
        stop.abort();
        channel?.close();
        channel = undefined;
        away.value = undefined;
    };
}
