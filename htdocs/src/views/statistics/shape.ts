// shape.ts -- what charts are made of: parts of a whole in an order that stays, axes with round numbers, arcs, and the
// days of a year in weeks. Numbers only; what draws them stands beside.
import { addDays, type Day, type WeekStart, weekStart } from '../../time/zone.ts';
import { hourStep } from '../../ui/axis.ts';

/** More than so many cannot be told apart, whatever their colours are. */
const MOST_PARTS = 14;

export type Part = { id: number; name: string; client: string; color: string | undefined; seconds: number };
type ProjectSum = {
    project_id: number;
    project_name: string;
    client_id: number;
    color: string;
    total_seconds: number;
};

/** Projects as parts, the largest first; those that are too many are one part without a colour, of the id 0. */
export function partsOf(sums: readonly ProjectSum[], clientName: (id: number) => string, others: string): Part[] {
    const parts = sums
        .map((sum) => ({
            id: sum.project_id,
            name: sum.project_name,
            client: clientName(sum.client_id),
            color: sum.color as string | undefined,
            seconds: sum.total_seconds,
        }))
        .filter(({ seconds }) => seconds > 0)
        .sort((a, b) => b.seconds - a.seconds || a.id - b.id);
    if (parts.length <= MOST_PARTS) return parts;
    const rest = parts.slice(MOST_PARTS - 1);
    const seconds = rest.reduce((sum, part) => sum + part.seconds, 0);
    return [...parts.slice(0, MOST_PARTS - 1), { id: 0, name: others, client: '', color: undefined, seconds }];
}

export type Bar = { start: Day; seconds: number; parts: number[] };
type PeriodSum = {
    period_start: Day;
    total_seconds: number;
    projects: readonly { project_id: number; total_seconds: number }[];
};

/** A bar for each of STARTS; its parts stand in the order of PARTS, also where they are nothing. */
export function barsOf(starts: readonly Day[], sums: readonly PeriodSum[], parts: readonly Part[]): Bar[] {
    const place = new Map(parts.map(({ id }, i) => [id, i]));
    const known = new Map(sums.map((sum) => [sum.period_start, sum]));
    return starts.map((start) => {
        const sum = known.get(start);
        const seconds = parts.map(() => 0);
        for (const { project_id, total_seconds } of sum?.projects ?? []) {
            const at = place.get(project_id) ?? place.get(0);
            if (at !== undefined) seconds[at]! += total_seconds;
        }
        return { start, seconds: sum?.total_seconds ?? 0, parts: seconds };
    });
}

/** Hours at which lines are drawn, 0 first; the last is not below the greatest value. */
export function hourTicks(mostSeconds: number): number[] {
    const most = Math.max(mostSeconds / 3600, 1);
    const step = hourStep(most);
    return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}

/** A ring's sector as a path around (0, 0), from one share of the circle to another, 0 on top, clockwise. */
export function arc(from: number, to: number, outer: number, inner: number): string {
    // A whole circle has no beginning that a path could tell from its end.
    const end = Math.min(to, from + 0.99999);
    const point = (share: number, radius: number): string => {
        const angle = (share - 0.25) * 2 * Math.PI;
        return `${(Math.cos(angle) * radius).toFixed(3)} ${(Math.sin(angle) * radius).toFixed(3)}`;
    };
    const large = end - from > 0.5 ? 1 : 0;
    return [
        `M${point(from, outer)}`,
        `A${outer} ${outer} 0 ${large} 1 ${point(end, outer)}`,
        `L${point(end, inner)}`,
        `A${inner} ${inner} 0 ${large} 0 ${point(from, inner)}Z`,
    ].join('');
}

/** Weeks of a span of days; a day outside of it is undefined. */
export function weeksOf(from: Day, to: Day, first: WeekStart): (Day | undefined)[][] {
    const weeks: (Day | undefined)[][] = [];
    for (let start = weekStart(from, first); start <= to; start = addDays(start, 7))
        weeks.push(
            Array.from({ length: 7 }, (_, i) => addDays(start, i)).map((day) =>
                day < from || day > to ? undefined : day,
            ),
        );
    return weeks;
}

/** Upper bounds of the steps of a heat map, in seconds: quarters of the day with the most, in round hours. */
export function heatSteps(mostSeconds: number): number[] {
    const step = Math.max(1, Math.ceil(mostSeconds / 3600 / 4));
    return [1, 2, 3].map((n) => n * step * 3600);
}

/** 0 for nothing, else 1 to 4. */
export const heatLevel = (seconds: number, steps: readonly number[]): number =>
    seconds <= 0 ? 0 : 1 + steps.filter((step) => seconds > step).length;
