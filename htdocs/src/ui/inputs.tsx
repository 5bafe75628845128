// inputs.tsx -- fields that read what people type: durations, times of the day, dates. They keep the text as it is
// typed and tell of a value on Enter or when they are left; what cannot be read stays to be mended.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { zone } from '../store/account.ts';
import { parseClock } from '../time/clock_input.ts';
import { formatDuration, parseDuration } from '../time/duration.ts';
import { formatTime } from '../time/format.ts';
import { addDays, dayOf, daysBetween, instantOf, twinOf, wallMinutes } from '../time/zone.ts';
import { zoneName } from '../time/zone_name.ts';

type Common = {
    label?: string;
    id?: string | undefined;
    invalid?: string | undefined;
    class?: string;
    disabled?: boolean;
};

type TextProps = Common & { value: string; onRead: (text: string) => boolean; placeholder?: string };

/** ONREAD says whether the text could be read. */
function ReadInput({
    value,
    onRead,
    label,
    id,
    invalid,
    class: className = '',
    disabled = false,
    placeholder,
}: TextProps) {
    // What is being typed, and the value that it was typed over: when that has changed meanwhile, what could not be
    // read is void.
    const [typed, setTyped] = useState<{ text: string; over: string; isBad: boolean } | undefined>(undefined);
    const isBad = typed?.isBad === true && typed.over === value;
    const text = typed && (!typed.isBad || isBad) ? typed.text : undefined;
    const field = useRef<HTMLInputElement>(null);
    // Leaving the field before may have changed this one, just entered: what is typed next still replaces all of it.
    useLayoutEffect(() => {
        if (typed === undefined && document.activeElement === field.current) field.current?.select();
    }, [value]);
    // The text is the field's: what was typed a moment ago may not have been drawn yet.
    const commit = (now: string): void => {
        if (now.trim() === value || onRead(now)) setTyped(undefined);
        else setTyped({ text: now, over: value, isBad: true });
    };
    return (
        <input
            ref={field}
            type="text"
            class={`input time ${className}`}
            id={id}
            aria-label={label}
            aria-invalid={isBad || Boolean(invalid)}
            aria-describedby={invalid}
            title={isBad ? t('ui.cannot_read') : undefined}
            autocomplete="off"
            disabled={disabled}
            placeholder={placeholder}
            value={text ?? value}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => setTyped({ text: event.currentTarget.value, over: value, isBad: false })}
            onBlur={(event) => commit(event.currentTarget.value)}
            onKeyDown={(event) => {
                if (event.key === 'Enter') commit(event.currentTarget.value);
                if (event.key !== 'Escape' || text === undefined) return;
                setTyped(undefined);
                event.stopPropagation();
                event.preventDefault();
            }}
        />
    );
}

/** Seconds. */
export function DurationInput({
    value,
    onChange,
    ...rest
}: Common & { value: number; onChange: (seconds: number) => void }) {
    const read = (text: string): boolean => {
        const seconds = parseDuration(text);
        if (seconds === undefined) return false;
        onChange(seconds);
        return true;
    };
    return <ReadInput {...rest} value={formatDuration(value)} onRead={read} />;
}

/** Minutes. */
export function MinutesInput({
    value,
    onChange,
    ...rest
}: Common & { value: number; onChange: (minutes: number) => void }) {
    return <DurationInput {...rest} value={value * 60} onChange={(seconds) => onChange(Math.round(seconds / 60))} />;
}

type TimeProps = Common & {
    /** Milliseconds. */
    value: number;
    onChange: (ms: number) => void;
    /** The time is after this one: 0:30 after 23:00 means the next day. */
    after?: number;
    /** The time is not after this one: 23:55 at 0:11 means the day before. */
    before?: number;
    /** What "+15" counts from; the value unless given. */
    from?: number;
};

/** A time of the day on the day of its value, in the account's zone. */
export function TimeInput({ value, onChange, after, before, from = value, ...rest }: TimeProps) {
    const read = (text: string): boolean => {
        const input = parseClock(text);
        if (!input) return false;
        if (input.kind === 'shift') {
            onChange(from + input.minutes * 60_000);
            return true;
        }
        const day = dayOf(after ?? value, zone.value);
        const same = instantOf(day, input.minutes, zone.value, value);
        const on = (days: number): number => instantOf(addDays(day, days), input.minutes, zone.value);
        // Clocks of people differ by a minute.
        const isLate = before !== undefined && same > before + 60_000;
        onChange(after !== undefined && same <= after ? on(1) : isLate ? on(-1) : same);
        return true;
    };
    const input = <ReadInput {...rest} value={formatTime(value)} onRead={read} />;
    const twin = twinOf(value, zone.value);
    if (twin === undefined) return input;
    return (
        <span class="twice">
            {input}
            <Twin value={value} twin={twin} isOffered={after === undefined || twin > after} onChange={onChange} />
        </span>
    );
}

/** Which of two times of the same name it is, on the night when the clocks go back; a click takes the other one. */
function Twin({
    value,
    twin,
    isOffered,
    onChange,
}: {
    value: number;
    twin: number;
    isOffered: boolean;
    onChange: (ms: number) => void;
}) {
    const name = zoneName(value);
    if (!isOffered) return <small>{name}</small>;
    const title = t('ui.twice', { zone: name, other: zoneName(twin) });
    return (
        <button type="button" class="link" aria-label={title} title={title} onClick={() => onChange(twin)}>
            {name}
        </button>
    );
}

/** A date, "2026-11-24". The browser's own field: its calendar speaks every language and every screen reader. */
export function DateInput({
    value,
    onChange,
    label,
    id,
    invalid,
    class: className = '',
    disabled = false,
    min,
    max,
}: Common & {
    value: string;
    onChange: (day: string) => void;
    min?: string;
    max?: string;
}) {
    return (
        <input
            type="date"
            class={`input date ${className}`}
            id={id}
            aria-label={label}
            aria-invalid={Boolean(invalid)}
            aria-describedby={invalid}
            disabled={disabled}
            value={value}
            min={min}
            max={max}
            onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)}
        />
    );
}

/** The same wall time on another day: what an entry means when its date is changed. */
export function moveToDay(ms: number, day: string): number {
    return daysBetween(dayOf(ms, zone.value), day) === 0 ? ms : instantOf(day, wallMinutes(ms, zone.value), zone.value);
}
