// plan.ts -- which entries change when a cell of the timesheet is given another value, and which a copied week makes.
// Nothing ever comes to lie on another entry or on the running timer, and nothing outside of the cell changes: not the
// day before or after, not another project. What cannot be done so is refused, with the nearest value that can.
import { freeWithin, netWithin, overlaps, type Span } from '../../time/span.ts';

/** An entry. NET are its seconds, the break taken off. */
export type Item = Span & { readonly id: number; readonly project: number; readonly net: number };

export type Cell = {
    day: Span;
    project: number;
    /** Entries of all projects, those that touch the day among them. */
    items: readonly Item[];
    /** The running timer: its seconds that count in this cell, and the time that is kept free for it. */
    timer?: { seconds: number; takes: Span } | undefined;
    /** What starts before is locked. */
    openFrom: number;
    /** Whether the project takes new entries; those it has can be changed in any case. */
    takesNew: boolean;
    /** When work begins on this day as a rule. */
    workStart: number;
};

export type Step =
    | { kind: 'change'; id: number; start?: number; end?: number }
    | { kind: 'remove'; id: number }
    | ({ kind: 'add' } & Span);

export type Reason = 'no_room' | 'running' | 'midnight' | 'locked' | 'archived';
/** SECONDS: the nearest value that the cell can have. */
export type Plan = { steps: Step[] } | { refused: Reason; seconds: number };

/** New entries are no shorter, unless less is left to be placed. */
const SHORTEST = 60;
const LONGEST_MS = 7 * 86_400_000;

const secondsOf = ({ start, end }: Span): number => Math.floor((end - start) / 1000);
const hasBreak = (item: Item): boolean => item.net !== secondsOf(item);
const touches = (item: Item, { day, project }: Cell): boolean => item.project === project && overlaps(item, day);
const pieceOf = (item: Item, { day }: Cell): number => netWithin(item, day.start, day.end);

/** What stands in the cell. */
export const cellSeconds = (cell: Cell): number =>
    cell.items.reduce((sum, item) => (touches(item, cell) ? sum + pieceOf(item, cell) : sum), cell.timer?.seconds ?? 0);

/** What has to be done so that the cell comes to SECONDS. */
export function planCell(cell: Cell, seconds: number): Plan {
    const before = cellSeconds(cell);
    if (seconds === before) return { steps: [] };
    if (cell.day.start < cell.openFrom) return { refused: 'locked', seconds: before };
    return seconds > before ? grow(cell, seconds - before, before) : shrink(cell, before - seconds, seconds);
}

// ---- more ---------------------------------------------------------------------------------------------------------
/** First the last entry of the project goes on for as long as what follows is free, then free time is filled. */
function grow(cell: Cell, more: number, before: number): Plan {
    const longer = extend(cell, more);
    let left = more - (longer?.seconds ?? 0);
    if (left > 0 && !cell.takesNew) return { refused: 'archived', seconds: before + (longer?.seconds ?? 0) };
    const steps: Step[] = longer ? [longer.step] : [];
    const blocked = longer ? [...takenOf(cell), longer.span] : takenOf(cell);
    for (const span of fill(cell, blocked, left)) {
        steps.push({ kind: 'add', ...span });
        left -= secondsOf(span);
    }
    return left > 0 ? { refused: 'no_room', seconds: before + more - left } : { steps };
}

const takenOf = ({ items, timer }: Cell): Span[] => (timer ? [...items, timer.takes] : [...items]);

function extend(cell: Cell, more: number): { step: Step; span: Span; seconds: number } | undefined {
    const last = cell.items
        .filter((item) => touches(item, cell) && item.end <= cell.day.end)
        .reduce<Item | undefined>((a, b) => (a && a.end > b.end ? a : b), undefined);
    // A break is shared out over an entry: were one from the day before made longer, that day would change as well.
    if (!last || last.start < cell.openFrom || (last.start < cell.day.start && hasBreak(last))) return undefined;
    const within = { start: last.end, end: Math.min(cell.day.end, last.start + LONGEST_MS) };
    const [room] = freeWithin(within, takenOf(cell));
    if (room?.start !== last.end) return undefined;
    const seconds = Math.min(more, secondsOf(room));
    if (seconds <= 0) return undefined;
    const end = last.end + seconds * 1000;
    return { step: { kind: 'change', id: last.id, end }, span: { start: last.end, end }, seconds };
}

/** Free time for SECONDS: after all that the day has, then between that, last before work begins. */
function fill({ day, workStart }: Cell, taken: readonly Span[], seconds: number): Span[] {
    const begin = Math.min(Math.max(workStart, day.start), day.end);
    const after = taken.filter((span) => overlaps(span, day)).reduce((latest, { end }) => Math.max(latest, end), begin);
    const late = freeWithin({ start: Math.min(after, day.end), end: day.end }, taken);
    const between = freeWithin({ start: begin, end: Math.min(after, day.end) }, taken);
    const early = freeWithin({ start: day.start, end: begin }, taken).reverse();
    const found: Span[] = [];
    let left = seconds;
    for (const gap of [...late, ...between, ...early]) {
        const part = Math.min(left, secondsOf(gap));
        if (part <= 0 || part < Math.min(left, SHORTEST)) continue;
        // Early work ends where the day's begins.
        const start = gap.end <= begin && early.includes(gap) ? gap.end - part * 1000 : gap.start;
        found.push({ start, end: start + part * 1000 });
        left -= part;
    }
    return found;
}

// ---- less ---------------------------------------------------------------------------------------------------------
/** Entries become shorter from the last backwards; one of which nothing is left is deleted. */
function shrink(cell: Cell, less: number, seconds: number): Plan {
    const own = cell.items.filter((item) => touches(item, cell)).sort((a, b) => b.start - a.start);
    const steps: Step[] = [];
    let left = less;
    let reason: Reason | undefined;
    for (const item of own) {
        if (left === 0) break;
        const part = Math.min(left, pieceOf(item, cell));
        const step = part > 0 ? shorten(item, part, cell) : undefined;
        if (typeof step === 'string') reason ??= step;
        else if (step) {
            steps.push(step);
            left -= part;
        }
    }
    if (left === 0) return { steps };
    const isRunning = cell.timer !== undefined && seconds < cell.timer.seconds;
    return { refused: isRunning ? 'running' : (reason ?? 'midnight'), seconds: seconds + left };
}

/** Takes SECONDS off what an entry has of the day, or says why that cannot be. */
function shorten(item: Item, seconds: number, { day, openFrom }: Cell): Step | Reason {
    if (item.start < openFrom) return 'locked';
    const isBefore = item.start < day.start;
    const isAfter = item.end > day.end;
    if (!isBefore && !isAfter) {
        if (seconds === item.net) return { kind: 'remove', id: item.id };
        return { kind: 'change', id: item.id, end: item.end - seconds * 1000 };
    }
    // Of one that crosses midnight only the part of this day may go. Were there a break, the other part would change
    // too; and out of the middle nothing can be taken.
    if (hasBreak(item) || (isBefore && isAfter)) return 'midnight';
    if (isBefore) return { kind: 'change', id: item.id, end: item.end - seconds * 1000 };
    return { kind: 'change', id: item.id, start: item.start + seconds * 1000 };
}

// ---- a week once more ---------------------------------------------------------------------------------------------
/** Entries as they would lie elsewhere: MOVE gives their new start, their length stays. What would lie on something
 * that is there, or before OPENFROM, is left out. */
export function planCopy<T extends Span>(
    items: readonly T[],
    move: (start: number) => number,
    taken: readonly Span[],
    openFrom: number,
): { from: T; to: Span }[] {
    const copies: { from: T; to: Span }[] = [];
    for (const from of [...items].sort((a, b) => a.start - b.start)) {
        const start = move(from.start);
        const to = { start, end: start + from.end - from.start };
        if (start < openFrom || [...taken, ...copies.map((copy) => copy.to)].some((span) => overlaps(span, to)))
            continue;
        copies.push({ from, to });
    }
    return copies;
}

const NINE = 9 * 60;

/** When work begins as a rule, in minutes since midnight: the middle of those of some days. */
export function usualStart(minutes: readonly number[]): number {
    const sorted = [...minutes].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NINE;
}
