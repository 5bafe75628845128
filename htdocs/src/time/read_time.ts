// read_time.ts -- which instant somebody means who types a time of the day.
import { type ClockInput, parseClock } from './clock_input.ts';
import { addDays, type Day, dayOf, instantOf, twinOf } from './zone.ts';

const DAY_MINUTES = 1440;
/** An entry that goes on into the next day is a night's work; one that would last longer has an end that was mistyped. */
const LONGEST_MS = 16 * 3_600_000;

export type Context = {
    /** What stands there now. */
    value: number;
    zone: string;
    is12: boolean;
    /** The time is after this one: 0:30 after 23:00 means the next day. */
    after?: number | undefined;
    /** The time is not after this one: 23:55 at 0:11 means the day before. */
    before?: number | undefined;
    /** What "+15" counts from; the value unless given. */
    from?: number | undefined;
};

/** ISBEFORE: it looks as if it were meant to be before the time that it has to be after. */
export type ReadTime = { ms: number; isBefore: boolean };

/** Undefined for what is no time. */
export function readTime(text: string, context: Context): ReadTime | undefined {
    const input = parseClock(text, context.is12);
    if (!input) return undefined;
    const { value, after, from = value } = context;
    if (input.kind === 'shift') {
        // "+15" gives the span a length; there is nothing before its start, so "-15" moves what is there.
        const ms = (input.minutes < 0 ? value : from) + input.minutes * 60_000;
        return { ms, isBefore: after !== undefined && ms <= after };
    }
    return after === undefined ? { ms: nearest(input, context), isBefore: false } : next(input, context, after);
}

type Clock = ClockInput & { kind: 'clock' };

const readings = ({ minutes, other }: Clock): number[] => (other === undefined ? [minutes] : [minutes, other]);

/** On the day of the value or the one before it, and of two readings the one that is nearer to it. */
function nearest(input: Clock, { value, zone, before = Number.POSITIVE_INFINITY }: Context): number {
    const day = dayOf(value, zone);
    const found = readings(input).map((minutes) => {
        const same = instantOf(day, minutes, zone, value);
        // Clocks of people differ by a minute.
        return same > before + 60_000 ? instantOf(addDays(day, -1), minutes, zone) : same;
    });
    return found.reduce((best, ms) => (Math.abs(ms - value) < Math.abs(best - value) ? ms : best));
}

/** The first such time after AFTER. */
function next(input: Clock, { value, zone }: Context, after: number): ReadTime {
    const day = dayOf(after, zone);
    const ms = Math.min(...readings(input).map((minutes) => following(day, minutes, zone, value, after)));
    // Until midnight is as long as the day is; and what is long already may stay so.
    const isMeant = input.minutes % DAY_MINUTES === 0 || value - after > LONGEST_MS;
    return { ms, isBefore: ms - after > LONGEST_MS && !isMeant };
}

function following(day: Day, minutes: number, zone: string, value: number, after: number): number {
    const same = instantOf(day, minutes, zone, value);
    if (same > after) return same;
    const twin = twinOf(same, zone);
    return twin !== undefined && twin > after ? twin : instantOf(addDays(day, 1), minutes, zone);
}
