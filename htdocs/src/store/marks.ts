// marks.ts -- the rows that an agent changed last: they carry its name for a while.
import { signal } from '@preact/signals';

/** WHO: what the client calls itself, else its key. */
export type Mark = { who: string; key: string | null };

/** By rowName(). */
export const marks = signal<ReadonlyMap<string, Mark>>(new Map());

export const rowName = (resource: string, id: number): string => `${resource} ${id}`;
export const markOf = (resource: string, id: number): Mark | undefined => marks.value.get(rowName(resource, id));

export function changeMarks(update: (next: Map<string, Mark>) => void): void {
    const next = new Map(marks.peek());
    update(next);
    marks.value = next;
}
