// span.ts -- spans of time, half open: [start, end) in milliseconds.
export type Span = { readonly start: number; readonly end: number };

const MINUTE = 60_000;

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Seconds of an entry that count between FROM and TO, its break taken off by share: as the server cuts entries at
 * midnight (tt_net_until), so that our sums are those of its reports. */
export function netWithin(span: Span & { net: number }, from: number, to: number): number {
    const length = span.end - span.start;
    if (length <= 0) return 0;
    const until = (at: number): number =>
        Math.floor((span.net * (Math.min(Math.max(at, span.start), span.end) - span.start)) / length);
    return until(to) - until(from);
}

/** What of WITHIN none of OTHERS takes, in order. */
export function freeWithin(within: Span, others: readonly Span[]): Span[] {
    const sorted = others.filter((other) => overlaps(within, other)).sort((a, b) => a.start - b.start);
    const free: Span[] = [];
    let at = within.start;
    for (const { start, end } of sorted) {
        if (start > at) free.push({ start: at, end: start });
        at = Math.max(at, end);
    }
    if (within.end > at) free.push({ start: at, end: within.end });
    return free;
}

/** What of a span is free: the part at KEPT (the end that was not moved) if that is asked for, else the longest. */
export function trim(span: Span, others: readonly Span[], kept?: number): Span | undefined {
    const free = freeWithin(span, others);
    const found =
        kept === undefined
            ? free.reduce<Span | undefined>((a, b) => (a && a.end - a.start >= b.end - b.start ? a : b), undefined)
            : free.find(({ start, end }) => start === kept || end === kept);
    return found && found.end - found.start >= MINUTE ? found : undefined;
}
