// span.ts -- spans of time, half open: [start, end) in milliseconds.
export type Span = { readonly start: number; readonly end: number };

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
