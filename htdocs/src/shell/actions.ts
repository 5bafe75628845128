// actions.ts -- what buttons, keys and the palette do to the timer alike.
import { effect, signal } from '@preact/signals';
import { ApiProblem } from '../api/client.ts';
import type { Entry, Timer } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { projects } from '../store/catalog.ts';
import { entryRows, removeEntries, spanOf } from '../store/entries.ts';
import { sent } from '../store/queue.ts';
import {
    changeTimer,
    discardTimer,
    isBreakTooLong,
    isTimerKnown,
    type Start,
    startTimer,
    stopTimer,
    tagText,
    timer,
} from '../store/timer.ts';
import { attempt, undoable } from '../store/undo.ts';
import { now } from '../time/now.ts';
import { toWire } from '../time/zone.ts';
import { failure, toast } from '../ui/toast.tsx';

/** What will be started: the bar while nothing runs. */
export const draft = signal<{ description: string; project_id: number | null }>({ description: '', project_id: null });
/** The timer was stopped at this instant and has no project yet. */
export const askedAt = signal<number | undefined>(undefined);

/** The one that ended last. What is planned for later has not: nothing starts where it will end. */
export function latestEntry(): Entry | undefined {
    // What was just stopped may be a second long, and not over by the clock.
    const soon = now() + 1000;
    return [...entryRows.shown.value.values()].reduce<Entry | undefined>((latest, entry) => {
        const { end } = spanOf(entry);
        return end <= soon && (!latest || end > spanOf(latest).end) ? entry : latest;
    }, undefined);
}

/** Stops at the click. Without a project it asks for one, with the clock already stopped; so it does where the break
 * leaves nothing to be booked. */
export async function stop(end = now()): Promise<boolean> {
    const running = timer.peek();
    if (!running) return true;
    if (running.project_id === null || isBreakTooLong(running, end)) {
        askedAt.value = end;
        return false;
    }
    return book(running.project_id, end);
}

let booking = Promise.resolve(true);

/** Books what ran until END on PROJECT. False = refused; without a network it waits, which is as good. */
export function book(project: number, end: number): Promise<boolean> {
    const running = timer.peek();
    if (running && isBreakTooLong(running, end)) {
        // A dialog asks already, and brought the words.
        toast(t('timer.break_too_long', { n: running.break_minutes }), { tone: 'bad' });
        return Promise.resolve(false);
    }
    askedAt.value = undefined;
    if (!running) return Promise.resolve(false);
    const stopped = stopTimer({ project, end });
    stopped.then(
        (entry) => entry && offerBack(entry, running),
        (error) => failure(error),
    );
    booking = sent(stopped).then(
        () => true,
        () => false,
    );
    return booking;
}

function offerBack(entry: Entry, running: Timer): void {
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
}

/** Until the question for the project of what was stopped is answered, and what came of it. */
export async function answered(): Promise<void> {
    await new Promise<void>((resolve) => {
        const end = effect(() => {
            // The answer is under way after that.
            if (askedAt.value === undefined) setTimeout(() => resolve(end()), 0);
        });
    });
    await booking;
}

/** Starts; what runs is stopped and booked first. FROMEND: where the last entry ended, so that nothing is missing
 * between. */
export async function start(what: Start, fromEnd = false): Promise<void> {
    if (!isTimerKnown.peek()) return;
    const clicked = now();
    if (timer.peek()) {
        if (!(await stop(clicked))) await answered();
        // It runs on where the question was closed, or the booking refused.
        if (timer.peek()) return;
    }
    const last = latestEntry();
    const free = last ? spanOf(last).end : clicked;
    const start_time = toWire(fromEnd ? free : Math.max(free, clicked));
    const isArchived = projects.get(what.project_id)?.status === 'archived';
    const typed = draft.peek();
    draft.value = { description: '', project_id: null };
    try {
        await startTimer({ start_time, ...what, project_id: isArchived ? null : (what.project_id ?? null) });
    } catch (error) {
        draft.value = typed; // to be tried again
        failure(error);
    }
}

/** Starts the same again. */
export function continueEntry({ project_id, description, tags }: Entry, fromEnd = false): Promise<void> {
    return start({ project_id, description: [description, ...tags.map(tagText)].join(' ').trim() }, fromEnd);
}

export function continueLast(): void {
    const last = latestEntry();
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
