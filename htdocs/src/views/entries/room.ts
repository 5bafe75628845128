// room.ts -- what is in the way of a span of time, and what of it is free: said, and offered.
import { ApiProblem } from '../../api/client.ts';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { entryRows, spanOf } from '../../store/entries.ts';
import { runningSpan } from '../../store/running.ts';
import { timer } from '../../store/timer.ts';
import { formatTime } from '../../time/format.ts';
import { overlaps, type Span, trim } from '../../time/span.ts';
import { formatSpan } from '../../time/span_text.ts';
import { toWire } from '../../time/zone.ts';
import { failure, toast } from '../../ui/toast.tsx';
import { changeInPlace } from './changes.ts';

/** What nothing new may lie on: other entries, and all that comes once the timer has begun. */
function othersOf(entry?: Entry): Span[] {
    const others = [...entryRows.shown.peek().values()].filter(({ id }) => id !== entry?.id).map(spanOf);
    const running = runningSpan();
    return running ? [...others, { start: running.start, end: Number.POSITIVE_INFINITY }] : others;
}

/** What lies where SPAN is wanted, in words: an entry other than ENTRY, or the timer with what has run so far. */
export function inWay(span: Span, entry?: Entry): string | undefined {
    const other = [...entryRows.shown.value.values()].find(
        (one) => one.id !== entry?.id && overlaps(spanOf(one), span),
    );
    if (other) {
        const what = other.description || other.project_name;
        return t('entries.overlaps', { what, times: formatSpan(spanOf(other)) });
    }
    const running = runningSpan();
    if (!running || !overlaps(running, span)) return undefined;
    const what = timer.value?.description || timer.value?.project_name || t('timer.no_description');
    return t('entries.overlaps_timer', { what, time: formatTime(running.start) });
}

/** What of SPAN, wanted for ENTRY or a new one, nothing lies on: at KEPT, the end that stays, else the longest part. */
export const roomIn = (span: Span, entry?: Entry, kept?: number): Span | undefined => trim(span, othersOf(entry), kept);

/** Writes other times of an entry. KEPT is the end that stays, if one does: when there is no room, what begins or ends there is
 * offered. */
export async function changeTimes(entry: Entry, span: Span, kept?: number): Promise<void> {
    const was = spanOf(entry);
    const body = {
        // Only what moved: the other end keeps its seconds.
        ...(span.start === was.start ? {} : { start_time: toWire(span.start) }),
        ...(span.end === was.end ? {} : { end_time: toWire(span.end) }),
    };
    try {
        await changeInPlace([entry], body);
    } catch (error) {
        const text = error instanceof ApiProblem && error.code === 'overlap' ? inWay(span, entry) : undefined;
        if (text) offerRoom(text, span, { entry, kept, take: (free) => void changeTimes(entry, free, kept) });
        else failure(error);
    }
}

/** Says TEXT, what lies where SPAN of ENTRY (a new one, if it is none) is wanted, and offers what is free of it. */
export function offerRoom(
    text: string,
    span: Span,
    { entry, kept, take }: { entry?: Entry | undefined; kept?: number | undefined; take: (free: Span) => void },
): void {
    const free = roomIn(span, entry, kept);
    toast(text, {
        tone: 'bad',
        ...(free ? { action: t('entries.trim', { times: formatSpan(free) }), run: () => take(free) } : {}),
    });
}
