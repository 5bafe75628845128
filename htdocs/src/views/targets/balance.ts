// balance.ts -- what is due of a target, and how hours are written. The server counts; here is only what it leaves
// out: how much the period that is not over yet will have come to at its end.
import { addDays, type Day, daysBetween, type WeekStart, weekStart } from '../../time/zone.ts';

export const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Period = {
    period_start: Day;
    period_end: Day;
    expected_seconds: number;
    worked_seconds: number;
    corrections_seconds: number;
    balance_seconds: number;
    total_seconds: number;
};
export type Terms = { valid_from: Day; period: 'weekly' | 'monthly'; target_hours: number; working_days: string[] };

export function workingDays(days: readonly string[], from: Day, to: Day): number {
    let count = 0;
    for (let i = 0; i <= daysBetween(from, to); i += 1)
        if (days.includes(WEEK[(new Date(addDays(from, i)).getUTCDay() + 6) % 7]!)) count += 1;
    return count;
}

/** The period that TODAY lies in. */
export const currentPeriod = (periods: readonly Period[], today: Day): Period | undefined =>
    periods.findLast(({ period_start, period_end }) => period_start <= today && today <= period_end);

/** The week or month that a day lies in, as a whole. */
function wholePeriod(day: Day, period: Terms['period'], first: WeekStart): { from: Day; to: Day } {
    if (period === 'weekly') {
        const from = weekStart(day, first);
        return { from, to: addDays(from, 6) };
    }
    const from = `${day.slice(0, 7)}-01`;
    return { from, to: addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1) };
}

/** Seconds that are due in a period by its last day; a part of a week or month owes its part of the working days. */
export function dueInPeriod(
    { period_start, period_end }: Pick<Period, 'period_start' | 'period_end'>,
    history: readonly Terms[],
    first: WeekStart,
): number {
    const terms = history.findLast(({ valid_from }) => valid_from <= period_start) ?? history[0];
    if (!terms) return 0;
    const whole = wholePeriod(period_start, terms.period, first);
    const all = workingDays(terms.working_days, whole.from, whole.to);
    const here = workingDays(terms.working_days, period_start, period_end);
    return all ? Math.round((terms.target_hours * 3600 * here) / all) : 0;
}

/** "16", "16.5", "16,5", "16:30", "-8": hours, to two decimals. Undefined for what is none. */
export function parseHours(text: string): number | undefined {
    const input = text
        .trim()
        .replace(/\s*h$/i, '')
        .replace(/^[−–]\s*/, '-');
    const clock = /^([+-]?)(\d{1,5}):([0-5]\d)$/.exec(input);
    if (clock) {
        const hours = Number(clock[2]) + Number(clock[3]) / 60;
        return Math.round((clock[1] === '-' ? -hours : hours) * 100) / 100;
    }
    if (!/^[+-]?\d{1,5}(?:[.,]\d+)?$/.test(input)) return undefined;
    return Math.round(Number(input.replace(',', '.')) * 100) / 100;
}
