// format.ts -- dates, times and numbers in the account's language, zone and hour cycle. One formatter a shape, kept:
// making one costs two hundred times as much as using it.
import { spoken as language } from '../i18n/i18n.ts';
import { account, zone } from '../store/account.ts';

const kept = new Map<string, Intl.DateTimeFormat>();

function formatter(shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify([language.value, shape]);
    let made = kept.get(key);
    if (!made) {
        made = new Intl.DateTimeFormat(language.value === 'en' ? 'en-GB' : language.value, shape);
        kept.set(key, made);
    }
    return made;
}

/** 09:30, or 9:30 am. */
export function formatTime(ms: number): string {
    const is12 = account.value?.hour_cycle === 'h12';
    const shape: Intl.DateTimeFormatOptions = is12
        ? { hour: 'numeric', minute: '2-digit', hourCycle: 'h12', timeZone: zone.value }
        : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone.value };
    return formatter(shape).format(ms);
}

const DAY_SHAPES = {
    long: { weekday: 'long', day: 'numeric', month: 'long' },
    full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
    short: { weekday: 'short', day: 'numeric', month: 'short' },
    date: { day: 'numeric', month: 'short', year: 'numeric' },
    weekday: { weekday: 'short' },
    month: { month: 'long', year: 'numeric' },
    dayOfMonth: { day: 'numeric' },
    dayMonth: { day: 'numeric', month: 'short' },
    monthShort: { month: 'short' },
    year: { year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A date ("2026-11-24") in words; dates know no zone. */
export function formatDay(day: string, shape: keyof typeof DAY_SHAPES = 'long'): string {
    return formatter({ ...DAY_SHAPES[shape], timeZone: 'UTC' }).format(Date.parse(day));
}

/** "23 – 29 Nov 2026". */
export function formatDays(from: string, to: string): string {
    return formatter({ ...DAY_SHAPES.date, timeZone: 'UTC' }).formatRange(Date.parse(from), Date.parse(to));
}

/** "24 Nov 2026, 09:30" in the account's zone. */
export function formatInstant(ms: number): string {
    const day = formatter({ ...DAY_SHAPES.date, timeZone: zone.value }).format(ms);
    return `${day}, ${formatTime(ms)}`;
}

const numbers = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
    const key = JSON.stringify([language.value, options]);
    let made = numbers.get(key);
    if (!made) {
        made = new Intl.NumberFormat(language.value, options);
        numbers.set(key, made);
    }
    return made.format(value);
}
