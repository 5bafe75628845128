// zone.ts -- between milliseconds since 1970 and what stands on the wall in the account's zone. Temporal does the
// arithmetic at the edges (days, input); lists use format.ts. Days begin where the server says they begin: at the
// first instant of the date, except where the clocks go back over midnight, where it is the second midnight
// (tt_day_start, see TIME.md).

export const DAY_MS = 86_400_000;

/** A date as the API writes it: "2026-11-24". Compares as it sorts. */
export type Day = string;

const at = (ms: number, zone: string): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

/** The date on the wall at an instant. */
export function dayOf(ms: number, zone: string): Day {
    return at(ms, zone).toPlainDate().toString();
}

const starts = new Map<string, number>();

/** The instant at which a day begins. Remembered, since lists ask for the same days again and again. */
export function dayStart(day: Day, zone: string): number {
    const key = `${day} ${zone}`;
    let start = starts.get(key);
    if (start === undefined) {
        if (starts.size > 2000) starts.clear();
        start = computeStart(day, zone);
        starts.set(key, start);
    }
    return start;
}

function computeStart(day: Day, zone: string): number {
    const midnight = Temporal.PlainDate.from(day).toPlainDateTime();
    // 'later': of two midnights the second, and of none the moment of the change.
    return Math.max(
        midnight.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds,
        Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds,
    );
}

/** The first instant after a day. */
export const dayEnd = (day: Day, zone: string): number => dayStart(addDays(day, 1), zone);

/** The date in a text of the address, if it is one. */
export const readDay = (text: string | null): Day | undefined =>
    /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(Date.parse(text!)) ? text! : undefined;

export function addDays(day: Day, days: number): Day {
    // Dates know no zone: UTC's days are all as long.
    return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** Minutes since midnight that the wall's clock shows. */
export function wallMinutes(ms: number, zone: string): number {
    const wall = at(ms, zone);
    return wall.hour * 60 + wall.minute;
}

/** The instant at which the clock shows MINUTES on DAY. Of a repeated hour the first, of a skipped one the moment
 * after; with NEAR the one of two that is nearer to that instant, so that editing an entry of the second hour leaves
 * it there. */
export function instantOf(day: Day, minutes: number, zone: string, near?: number): number {
    const wall = Temporal.PlainDate.from(day).toPlainDateTime({
        hour: Math.floor(minutes / 60) % 24,
        minute: minutes % 60,
    });
    const earlier = wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
    if (near === undefined) return earlier;
    const later = wall.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
    return Math.abs(later - near) < Math.abs(earlier - near) ? later : earlier;
}

/** The other instant at which the clock shows the same, on a night when it shows an hour twice. */
export function twinOf(ms: number, zone: string): number | undefined {
    const wall = at(ms, zone).toPlainDateTime();
    const [first, second] = (['earlier', 'later'] as const).map(
        (disambiguation) => wall.toZonedDateTime(zone, { disambiguation }).epochMilliseconds,
    );
    if (first === second) return undefined;
    return ms === first ? second : first;
}

const WEEK_DAYS = { monday: 1, sunday: 7, saturday: 6 };
export type WeekStart = keyof typeof WEEK_DAYS;

/** The first day of the week that a day lies in. */
export function weekStart(day: Day, first: WeekStart): Day {
    const weekday = new Date(day).getUTCDay() || 7;
    return addDays(day, -((weekday - WEEK_DAYS[first] + 7) % 7));
}

/** RFC 3339, for the wire. Whole seconds, as the server keeps them. */
export const toWire = (ms: number): string => `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
export const fromWire = (text: string): number => Date.parse(text);
