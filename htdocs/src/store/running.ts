// running.ts -- what runs, as it is drawn and counted among entries.
import { minute } from '../time/now.ts';
import { netWithin, type Span } from '../time/span.ts';
import { fromWire } from '../time/zone.ts';
import { elapsedSeconds, timer } from './timer.ts';

const MINUTE = 60_000;

/** The time that it takes: until the end of this minute, so that it is never behind. */
export const runningSpan = (): Span | undefined =>
    timer.value && { start: fromWire(timer.value.start_time), end: minute.value + MINUTE };

/** Seconds of it that count between two instants, to the minute. */
export function runningWithin(from: number, to: number): number {
    const running = timer.value;
    if (!running) return 0;
    const span = { start: fromWire(running.start_time), end: minute.value };
    return netWithin({ ...span, net: elapsedSeconds(running, span.end) }, from, to);
}
