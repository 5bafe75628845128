// merge.ts -- makes one entry of neighbours. A gap was no work, so it becomes a break and the time that counts stays
// what it was, to the second; since breaks are whole minutes, the end may come up to 59 seconds earlier for that.
//
// The API has no operation for it, so it takes three writes, in an order in which each refusal leaves all as it was:
// texts first (this asks for the version that was seen), then the others are deleted at once or not at all, and only
// then there is room for the longer span. The last two are written down together, so leaving the page tears nothing
// apart. Should the last be refused, the others are made anew.
import { call, Unreachable } from '../../api/client.ts';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { zone } from '../../store/account.ts';
import { changeEntry, entryRows, removeEntries, restoreEntries, spanOf } from '../../store/entries.ts';
import { write } from '../../store/queue.ts';
import { undoable } from '../../store/undo.ts';
import { formatDuration } from '../../time/duration.ts';
import { dayOf, toWire } from '../../time/zone.ts';
import { failure, toast } from '../../ui/toast.tsx';

const LONGEST = 7 * 86_400; // seconds of an entry

export type Merged = {
    description: string;
    tags: string[];
    start_time: string;
    end_time: string;
    break_minutes: number;
    /** Seconds between the entries. */
    gaps: number;
};

const byStart = (a: Entry, b: Entry): number => spanOf(a).start - spanOf(b).start;

/** What is wrong with merging these, or undefined. */
export function obstacle(entries: readonly Entry[]): string | undefined {
    const [first, ...others] = [...entries].sort(byStart);
    if (!first || !others.length) return t('entries.merge_two');
    if (others.some(({ project_id, billable }) => project_id !== first.project_id || billable !== first.billable))
        return t('entries.merge_unlike');
    if (spanOf(others.at(-1)!).end - spanOf(first).start > LONGEST * 1000) return t('entries.merge_long');
    return undefined;
}

/** The one entry that ENTRIES become. */
export function merged(entries: readonly Entry[]): Merged {
    const all = [...entries].sort(byStart);
    const first = all[0]!;
    const gross = (spanOf(all.at(-1)!).end - spanOf(first).start) / 1000;
    const net = all.reduce((sum, entry) => sum + entry.duration_seconds, 0);
    const breaks = all.reduce((sum, entry) => sum + entry.break_minutes, 0);
    const break_minutes = Math.floor((gross - net) / 60);
    const distinct = (texts: string[]): string[] => [...new Set(texts.filter(Boolean))];
    return {
        description: distinct(all.map(({ description }) => description)).join('; '),
        tags: distinct(all.flatMap(({ tags }) => tags)),
        start_time: first.start_time,
        end_time: toWire(spanOf(first).start + (net + break_minutes * 60) * 1000),
        break_minutes,
        gaps: gross - net - breaks * 60,
    };
}

/** All entries of the server between the first and the last. A list shows only some, perhaps older ones. */
async function readBetween(first: Entry, last: Entry): Promise<Entry[]> {
    const found: Entry[] = [];
    let cursor: string | null | undefined;
    do {
        const query = {
            start_date: dayOf(spanOf(first).start, zone.peek()),
            end_date: dayOf(spanOf(last).end, zone.peek()),
            limit: 500,
            cursor: cursor ?? undefined,
        };
        const page = await call('GET /time-entries', { query: query as never });
        found.push(...page.time_entries);
        cursor = page.pagination.next_cursor;
    } while (cursor);
    entryRows.merge(found);
    return found.filter((entry) => spanOf(entry).end > spanOf(first).start && spanOf(entry).start < spanOf(last).end);
}

/** Why what the server has just now cannot be merged as it was seen. */
function difference(entries: readonly Entry[], between: readonly Entry[]): string | undefined {
    const seen = new Map(entries.map((entry) => [entry.id, entry.version]));
    const stranger = between.find(({ id }) => !seen.has(id));
    if (stranger) return t('entries.merge_between', { what: stranger.description || stranger.project_name });
    const isSame = between.length === seen.size && between.every(({ id, version }) => seen.get(id) === version);
    return isSame ? undefined : t('ui.error.changed_elsewhere');
}

async function doMerge(entries: readonly Entry[], one: Merged): Promise<void> {
    const [first, ...others] = [...entries].sort(byStart) as [Entry, ...Entry[]];
    const { description, tags, start_time, end_time, break_minutes } = one;
    await changeEntry(first.id, { description, tags }, first);
    const removal = removeEntries(others.map(({ id }) => id));
    const growth = write(
        'PATCH /time-entries/{id}',
        { path: { id: first.id }, body: { start_time, end_time, break_minutes } },
        {
            effects: [
                {
                    store: 'time_entries',
                    effect: {
                        kind: 'change',
                        ids: [first.id],
                        fields: {
                            end_time,
                            break_minutes,
                            duration_seconds: entries.reduce((sum, entry) => sum + entry.duration_seconds, 0),
                        },
                    },
                },
            ],
            label: description || t('entry.one'),
        },
    );
    const [removed, grown] = await Promise.allSettled([removal, growth]);
    if (removed.status === 'fulfilled' && grown.status === 'fulfilled') return;
    if (removed.status === 'fulfilled') await restoreEntries(others);
    await changeEntry(first.id, { description: first.description, tags: first.tags });
    throw [removed, grown].find((outcome) => outcome.status === 'rejected')!.reason;
}

/** Merges ENTRIES; says why not, or what was made, which can be undone. Whether it was done. */
export async function merge(entries: readonly Entry[]): Promise<boolean> {
    const wrong = obstacle(entries);
    if (wrong) {
        toast(wrong, { tone: 'bad' });
        return false;
    }
    const all = [...entries].sort(byStart);
    const one = merged(all);
    try {
        const changed = difference(all, await readBetween(all[0]!, all.at(-1)!));
        if (changed) {
            toast(changed, { tone: 'bad' });
            return false;
        }
        await doMerge(all, one);
    } catch (error) {
        if (error instanceof Unreachable) toast(t('entries.merge_offline'), { tone: 'bad' });
        else failure(error);
        return false;
    }
    const [first, ...others] = all as [Entry, ...Entry[]];
    const said = one.gaps
        ? t('entries.merged_gap', { n: all.length, time: formatDuration(one.gaps) })
        : t('entries.merged', { n: all.length });
    undoable(said, async () => {
        const { description, tags, start_time, end_time, break_minutes } = first;
        await changeEntry(first.id, { description, tags, start_time, end_time, break_minutes });
        await restoreEntries(others);
    });
    return true;
}
