// oracle.ts -- the second implementation of the sums and balances, from the rules of the API's contract alone. It knows no formula for a
// piece of an entry nor for where a day begins: it goes through every entry one second at a time and asks Temporal for the date there.
import { Temporal } from 'temporal-polyfill';

/** A day as the number of days since 1970-01-01; seconds are those since the epoch. */
export type Day = number;

export type Project = { id: number; client: number };
export type Entry = { start: number; end: number; breakMinutes: number; project: number; billable: boolean; tags: string[] };
export type WeekStart = 'monday' | 'saturday' | 'sunday';
export type GroupBy = 'day' | 'week' | 'month' | 'year';

const HOUR = 3600;
const EPOCH = Temporal.PlainDate.from('1970-01-01');

export const isoOf = (day: Day): string => EPOCH.add({ days: day }).toString();
export const dayOfIso = (iso: string): Day => EPOCH.until(Temporal.PlainDate.from(iso), { largestUnit: 'day' }).days;

/** Seconds [start, end) that all lie on one local day. */
export type Run = { day: Day; end: number };

/** The local days of a zone. */
export class Zone {
    readonly name: string;
    private readonly hours = new Map<number, Run[]>();

    constructor(name: string) {
        this.name = name;
    }

    private at(second: number): { day: Day; offset: number } {
        const local = Temporal.Instant.fromEpochMilliseconds(second * 1000).toZonedDateTimeISO(this.name);
        return { day: EPOCH.until(local.toPlainDate(), { largestUnit: 'day' }).days, offset: local.offsetNanoseconds };
    }

    /** Halves [start, end) until date and offset are the same at both ends: within an hour no zone changes twice. */
    private cut(start: number, end: number, into: Run[]): void {
        const first = this.at(start), last = this.at(end - 1);
        if (first.day === last.day && first.offset === last.offset) {
            const before = into.at(-1);
            if (before?.day === first.day)
                before.end = end;
            else
                into.push({ day: first.day, end });
        } else {
            const middle = Math.floor((start + end) / 2);
            this.cut(start, middle, into);
            this.cut(middle, end, into);
        }
    }

    private hour(index: number): Run[] {
        let runs = this.hours.get(index);
        if (!runs)
            this.cut(index * HOUR, (index + 1) * HOUR, runs = []);
        this.hours.set(index, runs);
        return runs;
    }

    /** The day of a second, and until when at least it lasts. */
    runAt(second: number): Run {
        for (const run of this.hour(Math.floor(second / HOUR)))
            if (second < run.end)
                return run;
        throw new Error(`${this.name} has no day at ${second}`);
    }

    dayOf(second: number): Day {
        return this.runAt(second).day;
    }
}

/**
 * The net seconds of a span on each local day it touches, in the order of time. The e-th second of it is worth what floor(e * net / gross)
 * grows by; all of these are integers below 2^53, and so is the quotient's floor exact.
 */
export function daily(span: { start: number; end: number; breakMinutes: number }, zone: Zone): Map<Day, number> {
    // A break as long as the span may be no whole number of minutes, nor of their binary fractions.
    const gross = span.end - span.start, net = gross - Math.round(span.breakMinutes * 60);
    const found = new Map<Day, number>();
    let elapsed = 0, counted = 0;
    for (let second = span.start; second < span.end;) {
        const run = zone.runAt(second);
        let sum = found.get(run.day) ?? 0;
        for (; second < run.end && second < span.end; second += 1) {
            elapsed += 1;
            const now = Math.floor(elapsed * net / gross);
            sum += now - counted;
            counted = now;
        }
        found.set(run.day, sum);
    }
    return found;
}

/** The weekday of a day, Monday being 1. */
const weekdays = new Map<Day, number>();

function weekday(day: Day): number {
    const known = weekdays.get(day) ?? EPOCH.add({ days: day }).dayOfWeek;
    weekdays.set(day, known);
    return known;
}

const WEEKDAY = { monday: 1, saturday: 6, sunday: 7 };

/** The first day of the period that a day lies in. */
export function periodStart(day: Day, by: GroupBy, weekStart: WeekStart): Day {
    if (by === 'week') {
        let start = day;
        while (weekday(start) !== WEEKDAY[weekStart])
            start -= 1;
        return start;
    }
    const date = EPOCH.add({ days: day });
    const first = by === 'month' ? date.with({ day: 1 }) : by === 'year' ? date.with({ month: 1, day: 1 }) : date;
    return EPOCH.until(first, { largestUnit: 'day' }).days;
}

/** The last day of the period that begins with a day. */
export function periodEnd(start: Day, by: GroupBy): Day {
    const next = EPOCH.add({ days: start }).add({ [`${by}s`]: 1 });
    return EPOCH.until(next, { largestUnit: 'day' }).days - 1;
}

/** An entry with its net seconds on each day. */
export type Counted = { entry: Entry; days: Map<Day, number> };

export const count = (entries: Entry[], zone: Zone): Counted[] => entries.map(entry => ({ entry, days: daily(entry, zone) }));

/** How a user wants sums to be shown: per entry, or per project and day. */
export type Rounding = { mode: 'none' | 'up' | 'nearest' | 'down'; minutes: number; per: 'entry' | 'day' };

/** Seconds as they are shown; a half goes up. */
export function presented(seconds: number, { mode, minutes }: Pick<Rounding, 'mode' | 'minutes'>): number {
    const step = minutes * 60, rest = seconds % step;
    if (mode === 'none' || rest === 0)
        return seconds;
    return mode === 'up' || (mode === 'nearest' && rest * 2 >= step) ? seconds - rest + step : seconds - rest;
}

export type Sum = { seconds: number; entries: number; billable: number; rounded: number };

export type Totals = {
    total: Sum;
    byProject: Map<number, Sum>;
    byClient: Map<number, Sum>;
    /** Under '' what carries no tag. */
    byTag: Map<string, Sum>;
    /** By the first day of the whole period, whatever of it lies in the range. */
    byPeriod: Map<Day, { sum: Sum; projects: Map<number, Sum> }>;
};

export type Query = { first: Day; last: Day; by: GroupBy; client?: number; project?: number; billable?: boolean; tag?: string };

const nothing = (): Sum => ({ seconds: 0, entries: 0, billable: 0, rounded: 0 });

function add(to: Sum, seconds: number, entry: Entry): void {
    to.seconds += seconds;
    to.entries += 1;
    if (entry.billable)
        to.billable += seconds;
}

function under<K>(map: Map<K, Sum>, key: K): Sum {
    const sum = map.get(key) ?? nothing();
    map.set(key, sum);
    return sum;
}

function matches(entry: Entry, client: number | undefined, query: Query): boolean {
    return (query.client ?? client) === client && (query.project ?? entry.project) === entry.project
        && (query.billable ?? entry.billable) === entry.billable && (query.tag === undefined || entry.tags.includes(query.tag));
}

export type Settings = { weekStart: WeekStart; rounding: Rounding };

export function totals(counted: Counted[], projects: Project[], query: Query, { weekStart, rounding }: Settings): Totals {
    const clientOf = new Map(projects.map(p => [p.id, p.client]));
    const result: Totals = { total: nothing(), byProject: new Map(), byClient: new Map(), byTag: new Map(), byPeriod: new Map() };
    const isPerEntry = rounding.per === 'entry' && rounding.mode !== 'none';
    type Part = { day: Day; project: number; seconds: number };
    const worked: Part[] = [], whole: Part[] = [];
    for (const { entry, days } of counted) {
        const client = clientOf.get(entry.project);
        const touched = [...days].filter(([day]) => day >= query.first && day <= query.last);
        if (client === undefined || touched.length === 0 || !matches(entry, client, query))
            continue;
        for (const [day, more] of touched)
            worked.push({ day, project: entry.project, seconds: more });
        const seconds = touched.reduce((sum, [, more]) => sum + more, 0);
        add(result.total, seconds, entry);
        add(under(result.byProject, entry.project), seconds, entry);
        add(under(result.byClient, client), seconds, entry);
        for (const tag of entry.tags.length ? entry.tags : [''])
            add(under(result.byTag, tag), seconds, entry);
        const periods = new Map<Day, number>();
        for (const [day, more] of touched) {
            const start = periodStart(day, query.by, weekStart);
            periods.set(start, (periods.get(start) ?? 0) + more);
        }
        if (isPerEntry)
            whole.push({ day: (touched[0] as [Day, number])[0], project: entry.project, seconds });
        for (const [start, part] of periods) {
            const period = result.byPeriod.get(start) ?? { sum: nothing(), projects: new Map<number, Sum>() };
            result.byPeriod.set(start, period);
            add(period.sum, part, entry);
            add(under(period.projects, entry.project), part, entry);
        }
    }
    // What is rounded as a whole: of an entry all that lies in the range, on its first day there; or all of a project on a day.
    if (!isPerEntry)
        for (const part of worked) {
            const same = whole.find(w => w.day === part.day && w.project === part.project);
            if (same)
                same.seconds += part.seconds;
            else
                whole.push({ ...part });
        }
    for (const { day, project, seconds } of whole) {
        const shown = presented(seconds, rounding);
        result.total.rounded += shown;
        under(result.byProject, project).rounded += shown;
        under(result.byClient, clientOf.get(project) as number).rounded += shown;
        const period = result.byPeriod.get(periodStart(day, query.by, weekStart));
        if (period)
            period.sum.rounded += shown;
    }
    return result;
}

// ---- targets ---------------------------------------------------------------------------------------------------------

/** What a target asks for from a day on, until the next version. */
export type Version = { from: Day; period: 'weekly' | 'monthly'; targetSeconds: number; workingDays: ReadonlySet<number> };
export type Correction = { day: Day; seconds: number };
/** END is its last day; CORRECTIONS count on their day, VERSIONS are in the order of time. */
export type Target = { start: Day; end: Day | null; versions: Version[]; corrections: Correction[] };
/** Part of a week or month: it ends where that does, or the version or target does. */
export type Period = { start: Day; end: Day; expected: number; worked: number; corrections: number; balance: number; total: number };

/** num / den rounded half up; both positive. */
function rounded(num: number, den: number): number {
    const whole = Math.floor(num / den);
    return (num - whole * den) * 2 >= den ? whole + 1 : whole;
}

/** The target's seconds * n / N: N of the whole period's days are working days, and n of those of its part from FIRST to LAST. */
function expectedOf(version: Version, whole: Day, end: Day, first: Day, last: Day): number {
    let all = 0, some = 0;
    for (let day = whole; day <= end; day += 1)
        if (version.workingDays.has(weekday(day))) {
            all += 1;
            if (day >= first && day <= last)
                some += 1;
        }
    return some === 0 ? 0 : rounded(version.targetSeconds * some, all);
}

/** Goes from day to day, from the target's start through its end or today; a new period or a new version begins a new line. */
export function balance(target: Target, worked: Map<Day, number>, today: Day, weekStart: WeekStart): Period[] {
    const lines: (Period & { version: Version; whole: Day; wholeEnd: Day; last: Day })[] = [];
    for (let day = target.start; day <= Math.min(target.end ?? today, today); day += 1) {
        const version = target.versions.filter(v => v.from <= day).at(-1);
        if (!version)
            throw new Error(`no version at ${isoOf(day)}`);
        let line = lines.at(-1);
        if (line?.version !== version || line.wholeEnd < day) {
            const by = version.period === 'weekly' ? 'week' : 'month';
            const whole = periodStart(day, by, weekStart), wholeEnd = periodEnd(whole, by);
            const next = target.versions.find(v => v.from > day)?.from ?? Infinity;
            line = {
                start: day, end: Math.min(wholeEnd, next - 1, target.end ?? Infinity), expected: 0, worked: 0, corrections: 0, balance: 0, total: 0,
                version, whole, wholeEnd, last: day,
            };
            lines.push(line);
        }
        line.last = day;
        line.worked += worked.get(day) ?? 0;
        line.corrections += target.corrections.reduce((sum, c) => sum + (c.day === day ? c.seconds : 0), 0);
    }
    let total = 0;
    return lines.map(line => {
        const { start, end, worked, corrections } = line;
        const expected = expectedOf(line.version, line.whole, line.wholeEnd, start, line.last);
        const balance = worked + corrections - expected;
        total += balance;
        return { start, end, expected, worked, corrections, balance, total };
    });
}
