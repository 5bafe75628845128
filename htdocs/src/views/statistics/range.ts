// range.ts -- which days the statistics are about: presets that move with the calendar, or two dates; what lies
// directly before or after them, and in which periods they are best shown.
import { addDays, type Day, daysBetween, type WeekStart, weekStart } from '../../time/zone.ts';

export const PRESETS = ['week', 'last_week', 'month', 'last_month', 'year'] as const;
export type Preset = (typeof PRESETS)[number];
export type Range = { from: Day; to: Day };
export const GROUPS = ['day', 'week', 'month', 'year'] as const;
export type Group = (typeof GROUPS)[number];

/** Days that the API sums at most: 20 years. */
const MOST_DAYS = 7305;
const MOST_BARS = { day: 62, week: 80, month: 72 };

export const monthStart = (day: Day): Day => `${day.slice(0, 7)}-01`;
export const yearStart = (day: Day): Day => `${day.slice(0, 4)}-01-01`;
const yearEnd = (day: Day): Day => `${day.slice(0, 4)}-12-31`;

/** First day of the month that lies MONTHS away. */
export function addMonths(day: Day, months: number): Day {
    const [year, month] = day.split('-').map(Number);
    return new Date(Date.UTC(year!, month! - 1 + months, 1)).toISOString().slice(0, 10);
}
export const monthEnd = (day: Day): Day => addDays(addMonths(day, 1), -1);

export function presetRange(preset: Preset, today: Day, first: WeekStart): Range {
    const week = weekStart(today, first);
    switch (preset) {
        case 'week':
            return { from: week, to: addDays(week, 6) };
        case 'last_week':
            return { from: addDays(week, -7), to: addDays(week, -1) };
        case 'month':
            return { from: monthStart(today), to: monthEnd(today) };
        case 'last_month':
            return { from: addMonths(today, -1), to: addDays(monthStart(today), -1) };
        case 'year':
            return { from: yearStart(today), to: yearEnd(today) };
    }
}

/** What the dates lack, if anything: they are two, in order, and not too far apart. */
export function rangeFault({ from, to }: Range): 'order' | 'long' | undefined {
    if (to < from) return 'order';
    return daysBetween(from, to) >= MOST_DAYS ? 'long' : undefined;
}

/** The span directly before (-1) or after (1): whole months and years by the calendar, else as many days. */
export function shift({ from, to }: Range, steps: number): Range {
    if (from === monthStart(from) && to === monthEnd(to)) {
        const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7));
        const count = (months - Number(from.slice(5, 7)) + 1) * steps;
        return { from: addMonths(from, count), to: monthEnd(addMonths(to, count)) };
    }
    const days = (daysBetween(from, to) + 1) * steps;
    return { from: addDays(from, days), to: addDays(to, days) };
}

/** What a range is compared with. One that is not over yet is compared with as many days of the one before: all of
 * that would always look like more. */
export function before(range: Range, today: Day): Range {
    const whole = shift(range, -1);
    if (range.to <= today || today < range.from) return whole;
    const same = addDays(whole.from, daysBetween(range.from, today));
    return { from: whole.from, to: same < whole.to ? same : whole.to };
}

/** Periods that a range can be shown in; the first is the best one. */
export function groupsFor({ from, to }: Range): Group[] {
    const days = daysBetween(from, to) + 1;
    const fits = (group: Group): boolean => {
        if (group === 'day') return days <= MOST_BARS.day;
        if (group === 'week') return days > 7 && days / 7 <= MOST_BARS.week;
        if (group === 'month') return days > 31 && days / 30 <= MOST_BARS.month;
        return days > 366;
    };
    const possible = GROUPS.filter(fits);
    // More than a year of weeks is only drawn when it is asked for.
    return days > 186 && days <= MOST_BARS.month * 30
        ? possible.sort((a, b) => Number(b === 'month') - Number(a === 'month'))
        : possible;
}

export const periodStart = (day: Day, group: Group, first: WeekStart): Day =>
    ({ day: () => day, week: () => weekStart(day, first), month: () => monthStart(day), year: () => yearStart(day) })[
        group
    ]();

const nextPeriod = (start: Day, group: Group): Day =>
    ({
        day: () => addDays(start, 1),
        week: () => addDays(start, 7),
        month: () => addMonths(start, 1),
        year: () => addMonths(start, 12),
    })[group]();

/** Starts of all periods that touch a range, also of those without time. */
export function periodsOf({ from, to }: Range, group: Group, first: WeekStart): Day[] {
    const starts: Day[] = [];
    for (let start = periodStart(from, group, first); start <= to; start = nextPeriod(start, group)) starts.push(start);
    return starts;
}

/** Days of a period, cut at the range. */
export function periodRange(start: Day, group: Group, { from, to }: Range): Range {
    const end = addDays(nextPeriod(start, group), -1);
    return { from: start < from ? from : start, to: end > to ? to : end };
}
