// timer.ts -- the one running timer. It starts and stops at the click, whatever the network does: the times go along.
import { computed, signal } from '@preact/signals';
import { call } from '../api/client.ts';
import type { Entry, Operations, Timer } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { learnServerTime, now } from '../time/now.ts';
import { fromWire, toWire } from '../time/zone.ts';
import { projects } from './catalog.ts';
import { changeEntry, draftEntry, projectFields } from './entries.ts';
import { write } from './queue.ts';
import { Rows, register, temporaryId } from './rows.ts';

export const timerRows = register(new Rows<Timer>('timer', 'timers'));

/** What runs; undefined = nothing. */
export const timer = computed<Timer | undefined>(() => timerRows.shown.value.values().next().value);
/** Whether it is known that something runs or not. */
export const isTimerKnown = signal(false);

/** Seconds that it has run at an instant, the break taken off. */
export const elapsedSeconds = (running: Timer, at: number): number =>
    Math.max(0, Math.floor((at - fromWire(running.start_time)) / 1000) - running.break_minutes * 60);

/** Whether nothing is left of it at an instant: then it cannot be booked. */
export const isBreakTooLong = (running: Timer, at: number): boolean =>
    running.break_minutes > 0 && at - fromWire(running.start_time) <= running.break_minutes * 60_000;

export async function loadTimer(): Promise<void> {
    const { timer: running, server_time } = await call('GET /timer', {});
    learnServerTime(server_time);
    timerRows.replace(running ? [running] : []);
    isTimerKnown.value = true;
}

export type Start = { project_id?: number | null | undefined; description?: string; start_time?: string };

export function startTimer({
    project_id = null,
    description = '',
    start_time = toWire(now()),
}: Start): Promise<unknown> {
    const stamp = new Date().toISOString();
    const row = {
        id: temporaryId(),
        version: 0,
        project_id,
        project_name: null,
        project_color: null,
        client_id: null,
        client_name: null,
        client_color: null,
        ...projectFields(projects.get(project_id)),
        description,
        start_time,
        break_minutes: 0,
        is_forgotten: false,
        created_at: stamp,
        updated_at: stamp,
    };
    isTimerKnown.value = true;
    return write(
        'POST /timer/start',
        { body: { project_id, description, start_time } },
        { effects: [{ store: 'timer', effect: { kind: 'add', row } }], label: t('timer.start') },
    );
}

export type TimerFields = NonNullable<Operations['PATCH /timer']['body']>;

export function changeTimer(fields: TimerFields): Promise<unknown> {
    const running = timer.peek();
    if (!running) return Promise.resolve();
    const shown = { ...fields, ...(fields.project_id ? projectFields(projects.get(fields.project_id)) : {}) };
    return write(
        'PATCH /timer',
        { body: fields },
        {
            effects: [{ store: 'timer', effect: { kind: 'change', ids: [running.id], fields: shown } }],
            label: t('timer.running'),
        },
    );
}

const TAGS = /(^|\s)#(?:"((?:[^"\\]|\\.)+)(?:"|$)|([^\s#@"][^\s#@]*))/g;

/** A label as it stands in a description: #focus, or #"deep work". */
export const tagText = (tag: string): string =>
    /^[^\s#@"]+$/.test(tag) ? `#${tag}` : `#"${tag.replace(/["\\]/g, '\\$&')}"`;

/** Labels in a description: "Review #focus" is "Review" with the tag focus. A timer has no tags, so they wait in its
 * text. */
export function takeTags(text: string): { description: string; tags: string[] } {
    const found = [...text.matchAll(TAGS)].map(
        ([, , quoted, plain]) => plain ?? quoted!.replace(/\\(.)/g, '$1').trim(),
    );
    return {
        description: text.replace(TAGS, '$1').replace(/\s+/g, ' ').trim(),
        tags: [...new Set(found)].filter(Boolean),
    };
}

/** Stops it at END and books the time on PROJECT, or on its own. Never shorter than a second. */
export async function stopTimer({
    project,
    end = now(),
}: {
    project?: number;
    end?: number;
} = {}): Promise<Entry | undefined> {
    const running = timer.peek();
    if (!running) return undefined;
    const project_id = project ?? running.project_id ?? undefined;
    const { description, tags } = takeTags(running.description);
    const end_time = toWire(Math.max(end, fromWire(running.start_time) + 1000));
    const { start_time, break_minutes } = running;
    const row = draftEntry({ project_id: project_id ?? 0, start_time, end_time, break_minutes, description, tags });
    const stopped = write(
        'POST /timer/stop',
        { body: { ...(project_id === undefined ? {} : { project_id }), end_time, description } },
        {
            effects: [
                { store: 'timer', effect: { kind: 'remove', ids: [running.id] } },
                { store: 'time_entries', effect: { kind: 'add', row } },
            ],
            label: t('timer.stop'),
        },
    );
    // Right behind it: both wait where nobody answers, whatever becomes of this page.
    const labelled = tags.length ? changeEntry(row.id, { tags }) : undefined;
    labelled?.catch(() => {});
    const answer = await stopped;
    await labelled;
    return answer?.time_entry;
}

export function discardTimer(): Promise<unknown> {
    const running = timer.peek();
    if (!running) return Promise.resolve();
    return write(
        'POST /timer/cancel',
        {},
        { effects: [{ store: 'timer', effect: { kind: 'remove', ids: [running.id] } }], label: t('timer.discard') },
    );
}
