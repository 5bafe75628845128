// change.ts -- does what was planned: all writes of a change at once, with one undo for them all. If the server
// refuses one, the others are taken back, so that a cell has either what was typed or what it had.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { zone } from '../../store/account.ts';
import { activeProjects } from '../../store/catalog.ts';
import { daySpan } from '../../store/day_sums.ts';
import {
    bodyOf,
    changeEntry,
    createEntry,
    draftEntry,
    entryRange,
    entryRows,
    type NewEntry,
    removeEntries,
    restoreEntries,
    spanOf,
} from '../../store/entries.ts';
import { attempt, undoable } from '../../store/undo.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { addDays, type Day, dayOf, toWire } from '../../time/zone.ts';
import { moveToDay } from '../../ui/inputs.tsx';
import { failure, toast } from '../../ui/toast.tsx';
import { planCell, planCopy, type Reason, type Step } from './plan.ts';
import { addRows, cellOf, openFrom, timerTakes, type Week } from './week.ts';

type Doing = { done: Promise<unknown>; undo: () => Promise<unknown> };

function add(body: NewEntry): Doing {
    const row = draftEntry(body);
    return { done: createEntry(body, row), undo: () => removeEntries([row.id]) };
}

function doStep(step: Step, project: number): Doing {
    if (step.kind === 'add')
        return add({ project_id: project, start_time: toWire(step.start), end_time: toWire(step.end) });
    const entry = entryRows.shown.peek().get(step.id)!;
    if (step.kind === 'remove') return { done: removeEntries([step.id]), undo: () => restoreEntries([entry]) };
    const { start_time, end_time } = entry;
    const isEnd = step.end !== undefined;
    const body = isEnd ? { end_time: toWire(step.end!) } : { start_time: toWire(step.start!) };
    return {
        done: changeEntry(step.id, body),
        undo: () => changeEntry(step.id, isEnd ? { end_time } : { start_time }),
    };
}

/** One change of several writes, called LABEL. */
async function perform(doings: readonly Doing[], label: string): Promise<void> {
    let isRefused = false;
    const takeBack = async (some: readonly Doing[]): Promise<void> => {
        await Promise.all(some.map(({ undo }) => undo()));
    };
    undoable(label, async () => {
        if (!isRefused) await takeBack(doings);
    });
    const outcomes = await Promise.allSettled(doings.map(({ done }) => done));
    const refusal = outcomes.find((outcome) => outcome.status === 'rejected');
    if (!refusal) return;
    isRefused = true;
    failure(refusal.reason);
    await attempt(takeBack(doings.filter((_, i) => outcomes[i]!.status === 'fulfilled')));
}

const REASONS = {
    no_room: 'timesheet.no_room',
    running: 'timesheet.least_running',
    midnight: 'timesheet.least_midnight',
    locked: 'timesheet.is_locked',
    archived: 'timesheet.most_archived',
} as const satisfies Record<Reason, string>;

/** Gives a cell another value; a text says why that cannot be. */
export function changeCell(
    project: number,
    name: string,
    day: Day,
    entries: readonly Entry[],
    seconds: number,
): string | undefined {
    const plan = planCell(cellOf(project, day, entries), seconds);
    if ('refused' in plan) return t(REASONS[plan.refused], { time: formatDuration(plan.seconds) });
    if (!plan.steps.length) return undefined;
    const label = t('timesheet.changed', {
        project: name,
        day: formatDay(day, 'short'),
        time: formatDuration(seconds),
    });
    void perform(
        plan.steps.map((step) => doStep(step, project)),
        label,
    );
    return undefined;
}

// ---- last week ----------------------------------------------------------------------------------------------------
async function lastWeek({ first }: Week): Promise<readonly Entry[]> {
    const list = entryRange(addDays(first, -7), addDays(first, -1));
    await list.all();
    if (!list.isComplete.peek()) throw new Error('not read');
    return list.rows.peek();
}

/** Gives this week the rows of the last one, and with TIMES its entries as well. */
export async function copyLastWeek(week: Week, times: boolean): Promise<void> {
    const before = await attempt(lastWeek(week));
    if (!before) return;
    const active = new Set(activeProjects.peek().map(({ id }) => id));
    const able = before.filter((entry) => active.has(entry.project_id));
    if (!able.length) {
        toast(t('timesheet.nothing_to_copy'));
        return;
    }
    if (times) copyTimes(week, able);
    else addRows(able.map((entry) => entry.project_id));
}

function copyTimes({ first }: Week, before: readonly Entry[]): void {
    const start = daySpan(first).start;
    // One of the night into that week belongs to the week before it.
    const from = daySpan(addDays(first, -7)).start;
    const own = before.filter((entry) => spanOf(entry).start >= from && spanOf(entry).start < start);
    const taken = [...[...entryRows.shown.peek().values()].map(spanOf), ...timerTakes()];
    const move = (ms: number): number => moveToDay(ms, addDays(dayOf(ms, zone.peek()), 7));
    const copies = planCopy(
        own.map((entry) => ({ ...spanOf(entry), entry })),
        move,
        taken,
        openFrom(),
    );
    const left = own.length - copies.length;
    if (!copies.length) {
        toast(t('timesheet.no_copy_fits'));
        return;
    }
    const doings = copies.map(({ from: { entry }, to }) =>
        add({ ...bodyOf(entry), start_time: toWire(to.start), end_time: toWire(to.end) }),
    );
    const label = t('timesheet.copied', { n: copies.length });
    void perform(doings, left ? `${label} ${t('timesheet.left_out', { n: left })}` : label);
}
