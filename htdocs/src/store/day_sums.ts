// day_sums.ts -- what of an entry's time lies on which days: one over midnight counts on each day for its part.
import type { Entry } from '../api/types.ts';
import { netWithin, type Span } from '../time/span.ts';
import { addDays, type Day, dayEnd, dayOf, dayStart } from '../time/zone.ts';
import { zone } from './account.ts';
import { spanOf } from './entries.ts';

export const daySpan = (day: Day): Span => ({ start: dayStart(day, zone.value), end: dayEnd(day, zone.value) });

/** Seconds of ENTRIES that count within a span. */
export const secondsWithin = (entries: readonly Entry[], { start, end }: Span): number =>
    entries.reduce((sum, entry) => sum + netWithin({ ...spanOf(entry), net: entry.duration_seconds }, start, end), 0);

type Days = { zone: string; first: Day; last: Day };
const known = new WeakMap<Entry, Days>();

/** The first and the last day that an entry touches. Remembered: a list of thousands asks for each whenever one changes. */
export function daysOf(entry: Entry): Days {
    let days = known.get(entry);
    if (days?.zone !== zone.value) {
        const { start, end } = spanOf(entry);
        const first = dayOf(start, zone.value);
        const last = end <= dayEnd(first, zone.value) ? first : dayOf(end - 1, zone.value);
        days = { zone: zone.value, first, last };
        known.set(entry, days);
    }
    return days;
}

/** The days after its first that an entry goes on. */
export function laterDaysOf(entry: Entry): Day[] {
    const { first, last } = daysOf(entry);
    const days: Day[] = [];
    for (let day = first; day < last; days.push(day)) day = addDays(day, 1);
    return days;
}
