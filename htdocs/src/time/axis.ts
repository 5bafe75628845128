// axis.ts -- where instants lie on a calendar whose days stand beside one another. All its days share one scale, in
// milliseconds from the top. As a rule that is what the clock on the wall shows; where the clocks go back, the time
// that comes twice is let in once more for the whole calendar, so that a block is as tall as it is long and each
// instant has a place of its own. What a day does not have (the time let in on the other days, the hour that is
// skipped in spring) is a gap of that day, to be hatched.
import { addDays, DAY_MS, type Day, dayEnd, dayStart } from './zone.ts';

/** A stretch of a day on which the scale and time run alike: TO - FROM = END - START. */
export type Piece = { readonly from: number; readonly to: number; readonly start: number; readonly end: number };
export type Gap = { readonly from: number; readonly to: number };
export type Mark = {
    readonly at: number;
    /** An instant at which the clock shows this time, for its label. */
    readonly instant: number;
    /** Of time that comes a second time on some day. */
    readonly isAgain: boolean;
};
export type Column = {
    readonly day: Day;
    readonly start: number;
    readonly end: number;
    readonly pieces: readonly Piece[];
    readonly gaps: readonly Gap[];
};
export type Axis = { readonly columns: readonly Column[]; readonly size: number; readonly marks: readonly Mark[] };

const HOUR = 3_600_000;

/** Time between two changes of the clocks; WALL is what the wall shows at its start, since the day's midnight. */
type Run = { start: number; end: number; wall: number };
/** Room for LENGTH of time that comes again, let in before AT on the wall. */
type Insert = { at: number; length: number };

function runsOf(day: Day, zone: string): Run[] {
    const end = dayEnd(day, zone);
    const midnight = Date.parse(day);
    const runs: Run[] = [];
    let start = dayStart(day, zone);
    while (start < end) {
        const here = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone);
        const change = here.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
        const until = Math.min(end, change);
        runs.push({ start, end: until, wall: start + Math.round(here.offsetNanoseconds / 1e6) - midnight });
        start = until;
    }
    return runs;
}

const wallEnd = (run: Run): number => run.wall + run.end - run.start;

/** The time that comes again in a day, where it begins again. */
function insertsOf(runs: readonly Run[]): Insert[] {
    return runs.flatMap((run, i) => {
        const before = runs[i - 1];
        const length = before ? wallEnd(before) - run.wall : 0;
        return length > 0 ? [{ at: run.wall + length, length }] : [];
    });
}

/** Each place once, with the longest that any day needs there. */
function gather(all: readonly Insert[]): Insert[] {
    const longest = new Map<number, number>();
    for (const { at, length } of all) longest.set(at, Math.max(longest.get(at) ?? 0, length));
    return [...longest].map(([at, length]) => ({ at, length })).sort((a, b) => a.at - b.at);
}

/** Where a time on the wall lies, all that is let in before it counted. */
const place = (wall: number, inserts: readonly Insert[]): number =>
    inserts.reduce((at, insert) => (insert.at <= wall ? at + insert.length : at), wall);

function piecesOf(runs: readonly Run[], inserts: readonly Insert[]): Piece[] {
    const pieces: Piece[] = [];
    // START and END in time; WALL and AT at the start, on the wall and on the scale.
    const add = (start: number, end: number, at: number): void => {
        if (end > start) pieces.push({ from: at, to: at + end - start, start, end });
    };
    for (const [i, run] of runs.entries()) {
        const before = runs[i - 1];
        const again = before ? Math.max(0, wallEnd(before) - run.wall) : 0;
        const cuts = inserts.map(({ at }) => at).filter((at) => at > run.wall && at < wallEnd(run));
        let wall = run.wall;
        for (const cut of [...cuts, wallEnd(run)]) {
            const start = run.start + wall - run.wall;
            // What comes again lies in the room that was let in for it, right behind the first time.
            const isAgain = again > 0 && wall < run.wall + again;
            const room = inserts.find(({ at }) => at === run.wall + again);
            const at = isAgain && room ? place(room.at, inserts) - room.length + wall - run.wall : place(wall, inserts);
            add(start, start + cut - wall, at);
            wall = cut;
        }
    }
    return pieces;
}

function gapsOf(pieces: readonly Piece[], size: number): Gap[] {
    const gaps: Gap[] = [];
    let at = 0;
    for (const { from, to } of pieces) {
        if (from > at) gaps.push({ from: at, to: from });
        at = to;
    }
    if (size > at) gaps.push({ from: at, to: size });
    return gaps;
}

function marksOf(columns: readonly Column[], inserts: readonly Insert[], size: number): Mark[] {
    const marks: Mark[] = [];
    const add = (at: number, isAgain: boolean): void => {
        // Any day will do that has this time: they all show the same there.
        const has = ({ from, to }: Piece): boolean => from <= at && at < to;
        const piece = columns.flatMap(({ pieces }) => pieces).find(has);
        if (piece && at < size) marks.push({ at, instant: piece.start + at - piece.from, isAgain });
    };
    for (let wall = 0; wall < DAY_MS + HOUR; wall += HOUR) add(place(wall, inserts), wall >= DAY_MS);
    for (const { at, length } of inserts) add(place(at, inserts) - length, true);
    return marks.sort((a, b) => a.at - b.at).filter((mark, i) => mark.at !== marks[i - 1]?.at);
}

/** The scale for COUNT days from FIRST on. */
export function makeAxis(first: Day, count: number, zone: string): Axis {
    const days = Array.from({ length: count }, (_, i) => addDays(first, i));
    const runs = days.map((day) => runsOf(day, zone));
    const inserts = gather(runs.flatMap(insertsOf));
    const pieces = runs.map((of) => piecesOf(of, inserts));
    const size = Math.max(place(DAY_MS - 1, inserts) + 1, ...pieces.flat().map(({ to }) => to));
    const columns = days.map((day, i) => ({
        day,
        start: dayStart(day, zone),
        end: dayEnd(day, zone),
        pieces: pieces[i]!,
        gaps: gapsOf(pieces[i]!, size),
    }));
    return { columns, size, marks: marksOf(columns, inserts, size) };
}

/** Where an instant of a column's day lies; what is outside of it lies at its ends. */
export function placeOf(column: Column, instant: number): number {
    const piece = column.pieces.find(({ end }) => instant < end);
    if (piece) return piece.from + Math.max(0, instant - piece.start);
    return column.pieces.at(-1)?.to ?? 0;
}

/** The same for the end of something: what ends as the clocks change ends before the gap, not behind it. */
export const placeOfEnd = (column: Column, instant: number): number =>
    instant <= column.start ? placeOf(column, instant) : placeOf(column, Math.min(instant, column.end) - 1) + 1;

/** The instant at a place of a column; in a gap the moment of the change. */
export function instantAt(column: Column, at: number): number {
    const piece = column.pieces.find(({ to }) => at < to);
    if (piece) return piece.start + Math.max(0, at - piece.from);
    return column.end;
}
