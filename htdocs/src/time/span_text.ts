// span_text.ts -- times of the day as spans say them: short, and so that no two instants of a night sound the same.
import { zone } from '../store/account.ts';
import { formatTime } from './format.ts';
import type { Span } from './span.ts';
import { twinOf } from './zone.ts';
import { zoneName } from './zone_name.ts';

const HALF = /\s?[ap]\.?m\.?$/i;

/** "9:30", " am", and " CEST" where the clock shows this time twice. */
export type Said = { time: string; half: string; zone: string };

function say(ms: number): Said {
    const text = formatTime(ms);
    const half = HALF.exec(text)?.[0] ?? '';
    return {
        time: text.slice(0, text.length - half.length),
        half,
        zone: twinOf(ms, zone.value) === undefined ? '' : ` ${zoneName(ms)}`,
    };
}

/** Start and end: which half of the day is said once if it is the same. */
export function saySpan({ start, end }: Span): [from: Said, to: Said] {
    const [from, to] = [say(start), say(end)];
    return [from.half === to.half && !from.zone ? { ...from, half: '' } : from, to];
}

/** 9:00–10:30, and 9:00–10:30 am. */
export const formatSpan = (span: Span): string =>
    saySpan(span)
        .map(({ time, half, zone: name }) => `${time}${half}${name}`)
        .join('–');

/** 09:00, and 9 am: a label of the axis has little room. */
export function formatHour(ms: number): string {
    const { time, half } = say(ms);
    return half ? `${time.replace(/:00$/, '')}${half}` : time;
}
