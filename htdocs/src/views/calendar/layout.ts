// layout.ts -- what lies where in a calendar, and where something may be put: sums of days, blocks, free time.
import type { Axis, Column } from '../../time/axis.ts';
import { instantAt, placeOf, placeOfEnd } from '../../time/axis.ts';
import type { Span } from '../../time/span.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const STEP = 5 * MINUTE;
/** Free time longer than this between two entries was no work, so it is not offered to be filled. */
const LONGEST_GAP = 4 * 60 * MINUTE;

export const snap = (ms: number, step = STEP): number => Math.round(ms / step) * step;

export type Block = {
    /** Which column. */
    readonly column: number;
    readonly from: number;
    readonly to: number;
    readonly isStart: boolean;
    readonly isEnd: boolean;
};

/** The parts of a span in the columns that it touches. */
export function blocksOf(axis: Axis, { start, end }: Span): Block[] {
    return axis.columns.flatMap((column, i) => {
        if (start >= column.end || end <= column.start) return [];
        return {
            column: i,
            from: placeOf(column, Math.max(start, column.start)),
            to: placeOfEnd(column, Math.min(end, column.end)),
            isStart: start >= column.start,
            isEnd: end <= column.end,
        };
    });
}

/** The whole hours that hold all of some spans, and those in which most people work: what of the days is printed. */
export function hoursOf(axis: Axis, spans: readonly Span[]): { from: number; to: number } {
    const blocks = spans.flatMap((span) => blocksOf(axis, span));
    return {
        from: Math.floor(Math.min(8 * HOUR, ...blocks.map(({ from }) => from)) / HOUR),
        to: Math.ceil(Math.max(18 * HOUR, ...blocks.map(({ to }) => to)) / HOUR),
    };
}

/** Time of a day between entries that can be filled at a click. UNTIL: where the day ends for now, if it is today. */
export function gapsOf(column: Column, spans: readonly Span[], until?: number): Span[] {
    const inside = spans.filter((span) => span.start < column.end && span.end > column.start);
    const sorted = [...inside].sort((a, b) => a.start - b.start);
    const gaps: Span[] = [];
    let last: number | undefined;
    const add = (end: number): void => {
        if (last !== undefined && end - last >= STEP && end - last <= LONGEST_GAP) gaps.push({ start: last, end });
    };
    for (const span of sorted) {
        add(span.start);
        last = Math.max(last ?? 0, span.end);
    }
    if (until !== undefined) add(Math.floor(until / MINUTE) * MINUTE);
    return gaps;
}

/** Where a click makes a new entry: up to an hour of the free time around it, from the quarter of an hour before. */
export function freeAt(column: Column, place: number, others: readonly Span[]): Span | undefined {
    const at = instantAt(column, place);
    if (others.some(({ start, end }) => start <= at && at < end)) return undefined;
    const before = Math.max(column.start, ...others.filter(({ end }) => end <= at).map(({ end }) => end));
    const after = Math.min(...others.filter(({ start }) => start > at).map(({ start }) => start));
    const start = Math.max(before, instantAt(column, Math.floor(place / (15 * MINUTE)) * 15 * MINUTE));
    return { start, end: Math.min(start + 60 * MINUTE, after) };
}

export type Handle = 'create' | 'move' | 'start' | 'end';

/** What a span becomes whose HANDLE was taken at instant FROM and is now held at instant TO. */
export function dragged(handle: Handle, span: Span, from: number, to: number, step: number): Span {
    switch (handle) {
        case 'move': {
            const start = snap(span.start + to - from, step);
            return { start, end: start + span.end - span.start };
        }
        case 'start':
            return { start: Math.min(snap(span.start + to - from, step), span.end - step), end: span.end };
        case 'end':
            return { start: span.start, end: Math.max(snap(span.end + to - from, step), span.start + step) };
        default: {
            const [a, b] = [snap(from, step), snap(to, step)];
            return a === b ? { start: a, end: a + step } : { start: Math.min(a, b), end: Math.max(a, b) };
        }
    }
}

/** A step by the keyboard: onto the grid if it is beside it, else on by one. */
export function stepped(ms: number, direction: 1 | -1, step = STEP): number {
    const on = direction > 0 ? Math.floor(ms / step) : Math.ceil(ms / step);
    return (on + direction) * step;
}
