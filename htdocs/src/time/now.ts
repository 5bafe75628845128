// now.ts -- the one clock of the page. Only what shows seconds may read `seconds`; the rest reads `minute` or
// `today`, which change when they must. The server's clock counts: `skew` is what ours differs by.
import { computed, signal } from '@preact/signals';

const tick = signal(Date.now());

/** How far this machine's clock is behind the server's, in milliseconds; small differences are the network's. */
const skew = signal(0);

/** Milliseconds since 1970, changing each second while the page is seen. */
export const seconds = computed(() => tick.value + skew.value);
/** The same, changing each minute. */
export const minute = computed(() => Math.floor(seconds.value / 60_000) * 60_000);

/** The time now by the server's clock. */
export const now = (): number => Date.now() + skew.peek();

export function learnServerTime(text: string): void {
    const difference = Date.parse(text) - Date.now();
    skew.value = Math.abs(difference) > 2000 ? difference : 0;
}

// Timers sleep with the machine and in hidden pages: the clock is read anew, never counted on.
export const readClock = (): void => {
    tick.value = Date.now();
};
setInterval(readClock, 1000);
if (typeof document !== 'undefined') document.addEventListener('visibilitychange', readClock);
