// week.ts -- the week that is shown (it stands in the address), its projects and what is in their cells.
import type { Entry } from '../../api/types.ts';
import { go, route, setQuery } from '../../shell/router.ts';
import { account, zone } from '../../store/account.ts';
import { activeProjects, projects } from '../../store/catalog.ts';
import { daySpan } from '../../store/day_sums.ts';
import { spanOf } from '../../store/entries.ts';
import { markOf } from '../../store/marks.ts';
import { elapsedSeconds, timer } from '../../store/timer.ts';
import { minute, now } from '../../time/now.ts';
import { netWithin, type Span } from '../../time/span.ts';
import { today } from '../../time/today.ts';
import {
    addDays,
    type Day,
    dayEnd,
    dayOf,
    dayStart,
    fromWire,
    readDay,
    wallMinutes,
    weekStart,
} from '../../time/zone.ts';
import { type Cell, cellSeconds, type Item, usualStart } from './plan.ts';

export type Week = { date: Day; first: Day; days: Day[]; added: number[] };

/** What the address asks for: any day of the week, and the projects that are to have a row without having time. */
export function weekOf(query: URLSearchParams): Week {
    const date = readDay(query.get('date')) ?? today.value;
    const first = weekStart(date, account.value?.week_start ?? 'monday');
    const added = (query.get('projects') ?? '').split('.').map(Number);
    return {
        date,
        first,
        days: Array.from({ length: 7 }, (_, i) => addDays(first, i)),
        added: added.filter((id) => Number.isInteger(id) && id > 0),
    };
}

export const goToDay = (date: Day): void => go('timesheet', { date });

/** Gives projects a row in the week that is shown. */
export function addRows(ids: readonly number[]): void {
    const { added, date } = weekOf(route.peek().query);
    setQuery({ date, projects: [...new Set([...added, ...ids])].join('.') });
}

export const itemOf = (entry: Entry): Item => ({
    id: entry.id,
    project: entry.project_id,
    ...spanOf(entry),
    net: entry.duration_seconds,
});

export type Row = {
    /** Null: what runs, and has no project yet. */
    project: number | null;
    name: string;
    client: string;
    color: string;
    /** Of each day. */
    seconds: number[];
    /** Of each day: an entry that an agent changed. */
    marked: (number | undefined)[];
};

/** The first instant that is not locked. */
export function openFrom(): number {
    const last = account.value?.locked_until;
    return last ? dayStart(addDays(last, 1), zone.value) : Number.NEGATIVE_INFINITY;
}

const runningSpan = (): (Span & { net: number }) | undefined => {
    const running = timer.value;
    if (!running) return undefined;
    // Read, so that sums grow; the moment itself, since what was typed may be counted from it.
    void minute.value;
    const end = Math.max(now(), fromWire(running.start_time));
    return { start: fromWire(running.start_time), end, net: elapsedSeconds(running, end) };
};

/** Whether the timer runs for a project (null: for none) on a day. */
export function runsIn(project: number | null, day: Day): boolean {
    const running = runningSpan();
    const { start, end } = daySpan(day);
    return running !== undefined && timer.value?.project_id === project && running.start < end && running.end >= start;
}

/** The time that runs is not to be had, and the rest of its day is kept free for it. */
export function timerTakes(): Span[] {
    const running = runningSpan();
    return running
        ? [{ start: running.start, end: Math.max(running.end, dayEnd(dayOf(running.end, zone.value), zone.value)) }]
        : [];
}

/** A cell, for sums and for plans. */
export function cellOf(project: number, day: Day, entries: readonly Entry[]): Cell {
    const span = daySpan(day);
    const running = runningSpan();
    const [takes] = timerTakes();
    const isOwn = timer.value?.project_id === project;
    return {
        day: span,
        project,
        items: entries.map(itemOf),
        timer: running && takes ? { seconds: isOwn ? netWithin(running, span.start, span.end) : 0, takes } : undefined,
        openFrom: openFrom(),
        takesNew: activeProjects.value.some(({ id }) => id === project),
        workStart: span.start + startOfWork(entries) * 60_000,
    };
}

/** Minutes after midnight: the first entries of the days that are here tell. */
function startOfWork(entries: readonly Entry[]): number {
    const firsts = new Map<Day, number>();
    for (const entry of entries) {
        const { start } = spanOf(entry);
        const day = dayOf(start, zone.value);
        firsts.set(day, Math.min(firsts.get(day) ?? Number.POSITIVE_INFINITY, wallMinutes(start, zone.value)));
    }
    return usualStart([...firsts.values()]);
}

const markedIn = (project: number, day: Span, entries: readonly Entry[]): number | undefined =>
    entries.find((entry) => {
        const { start, end } = spanOf(entry);
        return entry.project_id === project && start < day.end && end > day.start && markOf('time_entries', entry.id);
    })?.id;

/** The projects of a week: those with time, those that were added, the one that runs; by client and name. */
export function rowsOf({ days, added }: Week, entries: readonly Entry[]): Row[] {
    const running = timer.value;
    const runs = days.some((day) => runsIn(running?.project_id ?? null, day));
    const known = new Map(entries.map((entry) => [entry.project_id, entry]));
    const ids = new Set([...known.keys(), ...added.filter((id) => projects.get(id))]);
    if (runs && running?.project_id != null) ids.add(running.project_id);
    const rows = [...ids].map((id): Row => {
        const entry = known.get(id);
        const project = projects.get(id);
        return {
            project: id,
            name: project?.name ?? entry?.project_name ?? '',
            client: project?.client_name ?? entry?.client_name ?? '',
            color: project?.color ?? entry?.project_color ?? '#888888',
            seconds: days.map((day) => cellSeconds(cellOf(id, day, entries))),
            marked: days.map((day) => markedIn(id, daySpan(day), entries)),
        };
    });
    rows.sort((a, b) => a.client.localeCompare(b.client) || a.name.localeCompare(b.name));
    const span = runs && running?.project_id === null ? runningSpan() : undefined;
    if (span) {
        const seconds = days.map(daySpan).map((day) => netWithin(span, day.start, day.end));
        rows.push({ project: null, name: '', client: '', color: '#888888', seconds, marked: [] });
    }
    return rows;
}
