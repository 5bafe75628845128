// inputs.tsx -- fields that read what people type: durations, times of the day, dates. They keep the text as it is
// typed and tell of a value on Enter or when they are left; what cannot be read stays to be mended.
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { account, zone } from '../store/account.ts';
import { formatDuration, readDuration } from '../time/duration.ts';
import { formatNumber, formatTime } from '../time/format.ts';
import { readTime } from '../time/read_time.ts';
import { dayOf, daysBetween, instantOf, twinOf, wallMinutes } from '../time/zone.ts';
import { zoneName } from '../time/zone_name.ts';
import { wordsOf } from './faults.ts';
import { toast } from './toast.tsx';

type Common = {
    label?: string;
    id?: string | undefined;
    invalid?: string | undefined;
    class?: string;
    disabled?: boolean;
};

type TextProps = Common & {
    value: string;
    onRead: (text: string) => string | undefined;
    placeholder?: string;
    described?: string | undefined;
};

/** ONREAD says what is wrong with the text, if it cannot be taken. In a form that is said below the field, which keeps the
 * dialog open (dialog.tsx); where there is no place for it, in a message. */
function ReadInput({
    value,
    onRead,
    label,
    id,
    invalid,
    class: className = '',
    disabled = false,
    placeholder,
    described,
}: TextProps) {
    // What is being typed, and the value that it was typed over: when that has changed meanwhile, what could not be
    // read is void.
    const [typed, setTyped] = useState<{ text: string; over: string; fault?: string } | undefined>(undefined);
    const fault = typed?.over === value ? typed.fault : undefined;
    const text = typed && (!typed.fault || fault) ? typed.text : undefined;
    const unread = fault && id ? `${id}-unread` : undefined;
    const field = useRef<HTMLInputElement>(null);
    // Leaving the field before may have changed this one, just entered: what is typed next still replaces all of it.
    useLayoutEffect(() => {
        if (typed === undefined && document.activeElement === field.current) field.current?.select();
    }, [value]);
    // The text is the field's: what was typed a moment ago may not have been drawn yet.
    const commit = (now: string): void => {
        const wrong = now.trim() === value ? undefined : onRead(now);
        setTyped(wrong ? { text: now, over: value, fault: wrong } : undefined);
        if (wrong && !id && (wrong !== fault || now !== typed?.text)) toast(wrong, { tone: 'bad' });
    };
    return (
        <>
            <input
                ref={field}
                type="text"
                class={`input time ${className}`}
                id={id}
                aria-label={label}
                aria-invalid={Boolean(fault || invalid)}
                aria-describedby={[unread, invalid, described].filter(Boolean).join(' ') || undefined}
                data-unread={fault ? '' : undefined}
                title={fault}
                autocomplete="off"
                disabled={disabled}
                placeholder={placeholder}
                value={text ?? value}
                onFocus={(event) => event.currentTarget.select()}
                onInput={(event) => setTyped({ text: event.currentTarget.value, over: value })}
                onBlur={(event) => commit(event.currentTarget.value)}
                onKeyDown={(event) => {
                    if (event.key === 'Enter') commit(event.currentTarget.value);
                    if (event.key !== 'Escape' || text === undefined) return;
                    setTyped(undefined);
                    event.stopPropagation();
                    event.preventDefault();
                }}
            />
            {unread && (
                <span class="fault" id={unread} role="alert">
                    {fault}
                </span>
            )}
        </>
    );
}

/** A form says it in the field's place; a row has to say what can be done about it. */
const unreadable = ({ id }: Common): string => t(id ? 'fault.malformed' : 'ui.cannot_read');

/** Seconds. "+15" and "-15" change what stands there. */
export function DurationInput({
    value,
    onChange,
    ...rest
}: Common & { value: number; onChange: (seconds: number) => void }) {
    const read = (text: string): string | undefined => {
        const seconds = readDuration(text, value);
        if (seconds === undefined) return unreadable(rest);
        onChange(seconds);
        return undefined;
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
    /** What is wrong with a time, if only some will do. */
    check?: (ms: number) => string | undefined;
};

/** "+1 day". */
const DAYS_LATER = { style: 'unit', unit: 'day', unitDisplay: 'long', signDisplay: 'always' } as const;

/** A time of the day on the day of its value, in the account's zone. */
export function TimeInput({ value, onChange, after, before, from, check, ...rest }: TimeProps) {
    const later = useId();
    const is12 = account.value?.hour_cycle === 'h12';
    const read = (text: string): string | undefined => {
        const found = readTime(text, { value, zone: zone.value, is12, after, before, from });
        if (!found) return unreadable(rest);
        const fault = check ? check(found.ms) : found.isBefore ? wordsOf('not_after_start', '') : undefined;
        if (!fault) onChange(found.ms);
        return fault;
    };
    const twin = twinOf(value, zone.value);
    const days = after === undefined ? 0 : daysBetween(dayOf(after, zone.value), dayOf(value, zone.value));
    const input = (
        <ReadInput {...rest} value={formatTime(value)} onRead={read} described={days > 0 ? later : undefined} />
    );
    // Always in the same place: a field that is typed in stays the one it is.
    return (
        <span class="twice">
            {input}
            {days > 0 && <small id={later}>{formatNumber(days, DAYS_LATER)}</small>}
            {twin !== undefined && (
                <Twin value={value} twin={twin} isOffered={after === undefined || twin > after} onChange={onChange} />
            )}
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
