// actions.ts -- what buttons, keys and the palette do to the timer alike.
import { computed, signal } from '@preact/signals';
import { ApiProblem } from '../api/client.ts';
import type { Entry } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { projects } from '../store/catalog.ts';
import { entryRows, removeEntries, spanOf } from '../store/entries.ts';
import { changeTimer, discardTimer, isTimerKnown, type Start, startTimer, stopTimer, timer } from '../store/timer.ts';
import { attempt, undoable } from '../store/undo.ts';
import { now } from '../time/now.ts';
import { toWire } from '../time/zone.ts';
import { failure, toast } from '../ui/toast.tsx';

/** What will be started: the bar while nothing runs. */
export const draft = signal<{ description: string; project_id: number | null }>({ description: '', project_id: null });
/** The timer was stopped at this instant and has no project yet. */
export const askedAt = signal<number | undefined>(undefined);

/** The one that ended last. */
export const latestEntry = computed(() =>
    [...entryRows.shown.value.values()].reduce<Entry | undefined>(
        (latest, entry) => (!latest || spanOf(entry).end > spanOf(latest).end ? entry : latest),
        undefined,
    ),
);

/** Stops at the click. Without a project it asks for one, with the clock already stopped. */
export async function stop(end = now()): Promise<boolean> {
    const running = timer.peek();
    if (!running) return true;
    if (running.project_id === null) {
        askedAt.value = end;
        return false;
    }
    return book(running.project_id, end);
}

/** Books what ran until END on PROJECT. */
export async function book(project: number, end: number): Promise<boolean> {
    const running = timer.peek();
    askedAt.value = undefined;
    const entry = await attempt(stopTimer({ project, end }));
    if (!entry || !running) return false;
    undoable(t('timer.booked', { project: entry.project_name }), async () => {
        // Two cannot run, and what was booked is not given up for one that cannot go on.
        if (timer.peek()) throw new ApiProblem(409, { code: 'timer_already_running' });
        await removeEntries([entry.id]);
        await startTimer({
            project_id: entry.project_id,
            description: running.description,
            start_time: running.start_time,
        });
        if (running.break_minutes) await changeTimer({ break_minutes: running.break_minutes });
    });
    return true;
}

/** Starts; what runs is stopped and booked first. */
export async function start(what: Start): Promise<void> {
    if (!isTimerKnown.peek()) return;
    if (timer.peek() && !(await stop())) return;
    const isArchived = projects.get(what.project_id)?.status === 'archived';
    const typed = draft.peek();
    draft.value = { description: '', project_id: null };
    try {
        await startTimer({ ...what, project_id: isArchived ? null : (what.project_id ?? null) });
    } catch (error) {
        draft.value = typed; // to be tried again
        failure(error);
    }
}

/** Starts the same again; FROMEND: where the last entry ended, so that nothing is missing between. */
export function continueEntry(entry: Entry, fromEnd = false): Promise<void> {
    const last = latestEntry.peek();
    const description = [entry.description, ...entry.tags.map((tag) => `#${tag}`)].join(' ').trim();
    return start({
        project_id: entry.project_id,
        description,
        ...(fromEnd && last ? { start_time: last.end_time } : {}),
    });
}

export function continueLast(): void {
    const last = latestEntry.peek();
    if (last) void continueEntry(last);
    else toast(t('timer.nothing_to_continue'));
}

export function toggle(): void {
    if (timer.peek()) void stop();
    else void start(draft.peek());
}

export function discard(): void {
    const running = timer.peek();
    if (!running) return;
    askedAt.value = undefined;
    const back = async (): Promise<void> => {
        const { project_id, description, start_time, break_minutes } = running;
        await startTimer({ project_id, description, start_time });
        if (break_minutes) await changeTimer({ break_minutes });
    };
    undoable(t('timer.discarded'), back, discardTimer());
}

/** Moves the start, never into the future. */
export function moveStart(ms: number): void {
    void attempt(changeTimer({ start_time: toWire(Math.min(ms, now())) }));
}
