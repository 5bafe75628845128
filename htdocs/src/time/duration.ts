// duration.ts -- spans of time as people write and read them. Seconds inside; shown as H:MM, the running clock as
// H:MM:SS.

const WORDS: Record<string, number> = { h: 3600, m: 60, s: 1 };
const COLON = /^(\d{0,4}):([0-5]?\d)(?::([0-5]?\d))?$/;
const NUMBER = /^\d+(?:[.,]\d+)?$/;
const UNITS = [
    'h(?:ours?|rs?)?|stunden?|std\\.?',
    'm(?:in(?:utes?|uten?|s|\\.)?)?',
    's(?:ec(?:onds?)?|ek(?:unden?)?)?',
].join('|');
const PART = new RegExp(`(\\d+(?:[.,]\\d+)?)\\s*(${UNITS})(?![a-z])`, 'y');

const number = (text: string): number => Number(text.replace(',', '.'));

/** Reads 1:30, :45, 1:30:15, 1h30, 1h 30m, 90m, 1.5, 1,5h, "1 hour 5 min"; a whole number alone is minutes, with a decimal
 * hours. Undefined for what is none. */
export function parseDuration(text: string): number | undefined {
    const input = text.trim().toLowerCase();
    const colon = COLON.exec(input);
    if (colon) return Number(colon[1]) * 3600 + Number(colon[2]) * 60 + Number(colon[3] ?? 0);
    if (NUMBER.test(input)) return Math.round(number(input) * (/[.,]/.test(input) ? 3600 : 60));
    return parseWords(input);
}

/** The same, and what a sign before it makes of the duration that stood there: "+15", "-0:30". Never below nothing. */
export function readDuration(text: string, before: number): number | undefined {
    const [, sign, rest = ''] = /^\s*([+−-]?)(.*)$/s.exec(text) ?? [];
    const seconds = parseDuration(rest);
    if (!sign || seconds === undefined) return seconds;
    const after = sign === '+' ? before + seconds : before - seconds;
    return after < 0 ? undefined : after;
}

function parseWords(input: string): number | undefined {
    let seconds = 0;
    let unit = '';
    let at = 0;
    while (at < input.length) {
        PART.lastIndex = at;
        const part = PART.exec(input);
        if (!part) break;
        unit = part[2]!.startsWith('std') || part[2]!.startsWith('stunde') ? 'h' : part[2]![0]!;
        seconds += number(part[1]!) * WORDS[unit]!;
        at = PART.lastIndex;
        while (/[\s,]/.test(input[at] ?? '')) at += 1;
    }
    const rest = input.slice(at);
    if (!unit) return undefined;
    // "1h30": what follows hours without a unit is minutes.
    if (/^[0-5]?\d$/.test(rest) && unit === 'h') return Math.round(seconds + Number(rest) * 60);
    return rest ? undefined : Math.round(seconds);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** H:MM; seconds are cut, as a clock does. Negative ones carry a real minus. */
export function formatDuration(seconds: number): string {
    const minutes = Math.floor(Math.abs(seconds) / 60);
    const sign = seconds < 0 && minutes > 0 ? '−' : '';
    return `${sign}${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
}

/** H:MM:SS, of the running clock. */
export function formatClock(seconds: number): string {
    const whole = Math.max(0, Math.floor(seconds));
    return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** "2 h 5 min", for screen readers; narrow units of the language. */
export function spokenDuration(seconds: number, language: string): string {
    const minutes = Math.floor(Math.abs(seconds) / 60);
    const unit = (value: number, name: string): string =>
        new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
    const parts = [minutes >= 60 ? unit(Math.floor(minutes / 60), 'hour') : '', unit(minutes % 60, 'minute')];
    return (seconds < 0 ? '−' : '') + parts.filter(Boolean).join(' ');
}
