// typed.ts -- what stands in the timer's field and was not sent is kept in this browser (views/timer/restore.ts has it there
// again after a reload).
import type { Timer } from '../api/types.ts';
import { kept } from '../store/idb.ts';
import { fromWire } from '../time/zone.ts';

/** OVER: the description that it was typed over. A timer has another id once the server knows it, but no other start. */
export type Typed = { since: number; over: string; text: string };

/** The description of what runs as it is typed; without TEXT it was sent. */
export function keepTyped({ start_time, description }: Timer, text?: string): void {
    const typed: Typed | undefined =
        text === undefined ? undefined : { since: fromWire(start_time), over: description, text };
    kept.set('typed', typed).catch(() => {});
}
