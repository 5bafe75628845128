// clock.tsx -- the running time.
import type { Timer } from '../api/types.ts';
import { elapsedSeconds } from '../store/timer.ts';
import { formatClock } from '../time/duration.ts';
import { seconds } from '../time/now.ts';
import { askedAt } from './actions.ts';

/** The only text that changes each second; everything around it is drawn once. It stands while a project is asked for. */
export function Clock({ running }: { running: Timer }) {
    const stopped = askedAt.value;
    return <span class="clock">{formatClock(elapsedSeconds(running, stopped ?? seconds.value))}</span>;
}
