// clock_input.ts -- times of the day as people type them: 9, 930, 9.30, 9:30pm, 21h, +15 (from another time). Minutes
// since midnight on the wall inside; whoever has a day and a zone makes an instant of them (zone.ts).

const CLOCK = /^(\d{1,2})(?:[:.h ]?([0-5]\d))?\s*(?:h|uhr)?\s*([ap])?\.?\s*(?:m\.?)?$/;
const SHIFT = /^([+-])\s*(\d{1,4})\s*(h|m|min)?$/;

export type ClockInput = { kind: 'clock'; minutes: number; other?: number } | { kind: 'shift'; minutes: number };

/** Reads a time of the day, or "+15" (minutes) and "-1h", a shift. Undefined for what is none. Where clocks have twelve
 * hours (IS12), "2:30" has an OTHER meaning as well, half a day away. */
export function parseClock(text: string, is12 = false): ClockInput | undefined {
    const input = text.trim().toLowerCase();
    const shift = SHIFT.exec(input);
    if (shift) {
        const minutes = Number(shift[2]) * (shift[3] === 'h' ? 60 : 1);
        return { kind: 'shift', minutes: shift[1] === '-' ? -minutes : minutes };
    }
    const clock = CLOCK.exec(input);
    if (!clock) return undefined;
    const hour = hourOf(Number(clock[1]), clock[3]);
    if (hour === undefined) return undefined;
    const minutes = hour * 60 + Number(clock[2] ?? 0);
    // "09:30" is how clocks of 24 hours say it.
    const isEither = is12 && clock[3] === undefined && hour >= 1 && hour <= 12 && !clock[1]!.startsWith('0');
    return { kind: 'clock', minutes, ...(isEither ? { other: (minutes + 720) % 1440 } : {}) };
}

function hourOf(hour: number, half: string | undefined): number | undefined {
    if (half === undefined) return hour === 24 ? 0 : hour > 24 ? undefined : hour;
    if (hour < 1 || hour > 12) return undefined;
    return (hour % 12) + (half === 'p' ? 12 : 0);
}
