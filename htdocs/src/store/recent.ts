// recent.ts -- which projects were worked on last, for pickers: learnt from the entries that are here.
import { computed } from '@preact/signals';
import { entryRows, spanOf } from './entries.ts';

/** Project ids, the latest first. */
export const recentProjects = computed<readonly number[]>(() => {
    const latest = new Map<number, number>();
    for (const entry of entryRows.shown.value.values())
        latest.set(entry.project_id, Math.max(latest.get(entry.project_id) ?? 0, spanOf(entry).start));
    return [...latest].sort((a, b) => b[1] - a[1]).map(([id]) => id);
});
