// state.ts -- which days the calendar shows (it stands in the address), and what is being dragged just now.
import { signal } from '@preact/signals';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { account, zone } from '../../store/account.ts';
import { changeEntry } from '../../store/entries.ts';
import { undoable } from '../../store/undo.ts';
import type { Span } from '../../time/span.ts';
import { formatSpan } from '../../time/span_text.ts';
import { today } from '../../time/today.ts';
import { addDays, type Day, dayOf, fromWire, readDay, toWire, weekStart } from '../../time/zone.ts';
import { isNarrow } from '../../ui/narrow.ts';
import { inWay, offerRoom } from '../entries/room.ts';
import type { Handle } from './layout.ts';

// ---- the days shown -----------------------------------------------------------------------------------------------
export const MODES = ['day', 'week', 'month'] as const;
export type Mode = (typeof MODES)[number];

export type Shown = { mode: Mode; date: Day; first: Day; count: number };

export function shownOf(query: URLSearchParams): Shown {
    const asked = query.get('view') as Mode | null;
    const mode = asked && MODES.includes(asked) ? asked : isNarrow.value ? 'day' : 'week';
    const date = readDay(query.get('date')) ?? today.value;
    const start = account.value?.week_start ?? 'monday';
    if (mode === 'day') return { mode, date, first: date, count: 1 };
    if (mode === 'week') return { mode, date, first: weekStart(date, start), count: 7 };
    const first = weekStart(`${date.slice(0, 7)}-01`, start);
    const last = addDays(weekStart(addDays(nextMonth(date), -1), start), 6);
    return { mode, date, first, count: Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1 };
}

/** First day of the month after that of a day. */
function nextMonth(date: Day, months = 1): Day {
    const [year, month] = date.split('-').map(Number) as [number, number];
    return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** A day of the period before or after. */
export function stepOf({ mode, date }: Shown, direction: 1 | -1): Day {
    if (mode === 'month') return nextMonth(date, direction);
    return addDays(date, mode === 'week' ? 7 * direction : direction);
}

// ---- what is being dragged ----------------------------------------------------------------------------------------
export type Drag = Span & {
    handle: Handle;
    /** What is moved; a new entry has none. */
    entry?: Entry | undefined;
    /** form: it waits behind its form. */
    via: 'pointer' | 'keys' | 'form';
};

/** What is held at the moment, or a new entry whose form is open. */
export const drag = signal<Drag | undefined>(undefined);
/** An entry that left the days shown, and is followed by them and by the keyboard. */
export const followed = signal<number | undefined>(undefined);

/** What lies where something is held, in words. */
export const collision = ({ start, end, entry }: Drag): string | undefined => inWay({ start, end }, entry);

/** Writes new times, which can be undone. */
function put(entry: Entry, { start, end }: Span): void {
    const { start_time, end_time } = entry;
    const body = {
        // Only what moved: the other end keeps its seconds.
        ...(start === fromWire(start_time) ? {} : { start_time: toWire(start) }),
        ...(end === fromWire(end_time) ? {} : { end_time: toWire(end) }),
    };
    if (!Object.keys(body).length) return;
    const back = (): Promise<unknown> => changeEntry(entry.id, { start_time, end_time });
    undoable(t('calendar.moved', { times: formatSpan({ start, end }) }), back, changeEntry(entry.id, body));
}

/** Lets go of what is held. What would lie on another entry goes back, and what of it is free is offered. CREATE opens
 * the form for a new one. */
export function drop(held: Drag, create: (span: Span) => void): void {
    const text = collision(held);
    const { entry, handle } = held;
    const finish = (span: Span): void => {
        if (entry) put(entry, span);
        else create(span);
    };
    drag.value = undefined;
    if (!text) {
        finish(held);
        return;
    }
    const kept = handle === 'end' ? held.start : handle === 'start' ? held.end : undefined;
    offerRoom(text, held, { entry, kept, take: finish });
}

export const dayOfSpan = ({ start }: Span): Day => dayOf(start, zone.value);
