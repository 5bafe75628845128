// entries.ts -- time entries. There can be any number, so they are read page by page for a filter; all that was read
// lies in one place, and a list is what of it the filter lets through. So what is made or changed here, in another
// tab or by an agent stands in every list at once.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { call } from '../api/client.ts';
import type { Entry, Operations, Project } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { type Day, dayEnd, dayStart, fromWire } from '../time/zone.ts';
import { zone } from './account.ts';
import { projects, tags } from './catalog.ts';
import { idNow, madeAnew, write } from './queue.ts';
import { baseOf, Rows, register, temporaryId } from './rows.ts';

export const entryRows = register(new Rows<Entry>('time_entries', 'time_entry'));

export type EntryFilter = {
    from?: Day | undefined;
    to?: Day | undefined;
    project?: number | undefined;
    client?: number | undefined;
    billable?: boolean | undefined;
    tag?: string | undefined;
    q?: string | undefined;
};

const times = new WeakMap<Entry, { start: number; end: number }>();
/** Start and end in milliseconds. */
export function spanOf(entry: Entry): { start: number; end: number } {
    let span = times.get(entry);
    if (!span) {
        span = { start: fromWire(entry.start_time), end: fromWire(entry.end_time) };
        times.set(entry, span);
    }
    return span;
}

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function passes(entry: Entry, filter: EntryFilter): boolean {
    const { start, end } = spanOf(entry);
    return (
        (filter.from === undefined || end > dayStart(filter.from, zone.value)) &&
        (filter.to === undefined || start < dayEnd(filter.to, zone.value)) &&
        (filter.project === undefined || entry.project_id === filter.project) &&
        (filter.client === undefined || entry.client_id === filter.client) &&
        (filter.billable === undefined || entry.billable === filter.billable) &&
        (filter.tag === undefined || entry.tags.some((tag) => sameText(tag, filter.tag!))) &&
        (filter.q === undefined || entry.description.toLowerCase().includes(filter.q.toLowerCase()))
    );
}

export class EntryList {
    readonly state = signal<'loading' | 'ready' | 'failed'>('loading');
    /** Whether all that the filter lets through is here. */
    readonly isComplete = signal(false);
    /** Whether the page after what is here could not be read. */
    readonly hasFailed = signal(false);
    /** How many pages were read. They need not bring rows that were not here before. */
    readonly pages = signal(0);
    /** Newest first. */
    readonly rows: ReadonlySignal<readonly Entry[]>;
    private readonly filter: EntryFilter;
    private readonly floor = signal(Number.POSITIVE_INFINITY);
    private cursor: string | null | undefined;
    private reading: Promise<void> | undefined;

    constructor(filter: EntryFilter) {
        this.filter = filter;
        this.rows = computed(() => {
            // Nothing could be read: what was kept here is all there is to show.
            const isAll = this.isComplete.value || this.state.value === 'failed';
            const floor = isAll ? Number.NEGATIVE_INFINITY : this.floor.value;
            return [...entryRows.shown.value.values()]
                .filter((entry) => spanOf(entry).start >= floor && passes(entry, filter))
                .sort((a, b) => spanOf(b).start - spanOf(a).start || b.id - a.id);
        });
    }

    /** Reads the next page of LIMIT rows. */
    more(limit = 50): Promise<void> {
        this.reading ??= this.read(limit).finally(() => {
            this.reading = undefined;
        });
        return this.reading;
    }

    /** Reads all pages. */
    async all(): Promise<void> {
        while (!this.isComplete.peek() && this.state.peek() !== 'failed') await this.more(500);
    }

    private async read(limit: number): Promise<void> {
        if (this.isComplete.peek()) return;
        const { from, to, project, client, billable, tag, q } = this.filter;
        try {
            const page = await call('GET /time-entries', {
                query: {
                    limit,
                    cursor: this.cursor ?? undefined,
                    start_date: from,
                    end_date: to,
                    project_id: project,
                    client_id: client,
                    billable,
                    tag,
                    q,
                } as Operations['GET /time-entries']['query'],
            });
            entryRows.merge(page.time_entries);
            this.cursor = page.pagination.next_cursor;
            const last = page.time_entries.at(-1);
            if (last) this.floor.value = spanOf(last).start;
            if (!this.cursor) this.isComplete.value = true;
            this.hasFailed.value = false;
            this.pages.value += 1;
            this.state.value = 'ready';
        } catch {
            // What is here stays to be seen; only an empty list has nothing else to say.
            this.state.value = this.state.peek() === 'ready' ? 'ready' : 'failed';
            this.hasFailed.value = true;
            throw new Error('not read');
        }
    }

    /** From the beginning, when too much was missed. */
    async reload(): Promise<void> {
        this.cursor = undefined;
        this.isComplete.value = false;
        this.state.value = 'loading';
        await this.more().catch(() => {});
    }
}

const KEPT_LISTS = 16;
const lists = new Map<string, EntryList>();

/** The list of a filter, read as far as its first page; the same object for the same filter. */
export function entryList(filter: EntryFilter): EntryList {
    const key = JSON.stringify(filter, ['from', 'to', 'project', 'client', 'billable', 'tag', 'q']);
    let list = lists.get(key);
    if (!list) {
        list = new EntryList(filter);
        lists.set(key, list);
        if (lists.size > KEPT_LISTS) lists.delete(lists.keys().next().value!);
        void list.more().catch(() => {});
    }
    return list;
}

/** All entries that touch the days FROM to TO, for calendars and sums. */
export function entryRange(from: Day, to: Day): EntryList {
    const list = entryList({ from, to });
    void list.all().catch(() => {});
    return list;
}

export function reloadEntries(): void {
    for (const list of lists.values()) void list.reload();
}

export function forgetEntries(): void {
    lists.clear();
    entryRows.clear();
}

// ---- changes ------------------------------------------------------------------------------------------------------
// Whoever remembers an entry (to undo what was done to it) may name it by an id that it had: each of these asks for the one
// of now.
type Body = NonNullable<Operations['PATCH /time-entries/{id}']['body']>;
export type NewEntry = NonNullable<Operations['POST /time-entries']['body']>;

/** What a change of some fields means for those that follow from them. */
function shownFields(entry: Entry | undefined, body: Body): Partial<Entry> {
    const start = body.start_time ?? entry?.start_time ?? '';
    const end = body.end_time ?? entry?.end_time ?? '';
    const pause = body.break_minutes ?? entry?.break_minutes ?? 0;
    return {
        ...body,
        ...(body.project_id === undefined ? {} : projectFields(projects.get(body.project_id))),
        duration_seconds: Math.max(0, (fromWire(end) - fromWire(start)) / 1000 - pause * 60),
    };
}

export function projectFields(project: Project | undefined) {
    if (!project) return {};
    const { id, name, color, client_id, client_name, client_color } = project;
    return { project_id: id, project_name: name, project_color: color, client_id, client_name, client_color };
}

/** A row as it looks until the server has answered. */
export function draftEntry(body: NewEntry): Entry {
    const project = projects.get(body.project_id);
    const stamp = new Date().toISOString();
    return {
        id: temporaryId(),
        version: 0,
        project_name: '',
        project_color: '#888888',
        client_id: 0,
        client_name: '',
        client_color: '#888888',
        break_minutes: 0,
        description: '',
        billable: project?.billable ?? true,
        tags: [],
        created_at: stamp,
        updated_at: stamp,
        ...body,
        ...shownFields(undefined, body),
    } as Entry;
}

/** Tags that are new here become known to the pickers. */
function learnTags(names: readonly string[] | undefined): void {
    const known = new Set(tags.all.peek().map(({ name }) => name.toLowerCase()));
    if (names?.some((name) => !known.has(name.toLowerCase()))) void tags.load();
}

/** ROW is what it looks like meanwhile, for whoever has to know its id. */
export async function createEntry(body: NewEntry, row = draftEntry(body)): Promise<Entry | undefined> {
    const answer = await write(
        'POST /time-entries',
        { body },
        {
            effects: [{ store: 'time_entries', effect: { kind: 'add', row } }],
            label: body.description || t('entry.one'),
        },
    );
    learnTags(body.tags);
    return answer?.time_entry;
}

/** OPENED: the entry that somebody had before them when they began to change it. */
export async function changeEntry(known: number, body: Body, opened?: Entry): Promise<unknown> {
    const id = idNow(known);
    const base = baseOf(opened, entryRows.settled(id), body);
    const entry = entryRows.shown.peek().get(id);
    const fields = shownFields(entry, body);
    const answer = await write(
        'PATCH /time-entries/{id}',
        { path: { id }, body, version: base?.version },
        {
            effects: [{ store: 'time_entries', effect: { kind: 'change', ids: [id], fields } }],
            label: entry?.description || t('entry.one'),
            base,
        },
    );
    learnTags(body.tags);
    return answer;
}

export function removeEntries(known: readonly number[]): Promise<unknown> {
    const ids = known.map(idNow);
    const options = {
        effects: [{ store: 'time_entries', effect: { kind: 'remove' as const, ids } }],
        label: t('entry.count', { n: ids.length }),
    };
    const [only] = ids;
    if (ids.length === 1 && only !== undefined)
        return write('DELETE /time-entries/{id}', { path: { id: only } }, options);
    return write('POST /time-entries/bulk', { body: { ids, action: 'delete' } }, options);
}

type Bulk = Omit<Operations['POST /time-entries/bulk']['body'], 'ids'>;

/** One change for many; the rows are read again, since their versions moved. */
export async function changeEntries(known: readonly number[], change: Bulk): Promise<void> {
    const ids = known.map(idNow);
    const fields =
        change.action === 'set_project'
            ? projectFields(projects.get(change.project_id))
            : change.action === 'set_billable'
              ? { billable: change.billable }
              : {};
    await write(
        'POST /time-entries/bulk',
        { body: { ...change, ids } },
        {
            effects: [{ store: 'time_entries', effect: { kind: 'change', ids, fields } }],
            label: t('entry.count', { n: ids.length }),
        },
    );
    await Promise.all(ids.slice(0, 100).map(readEntry));
}

export async function readEntry(id: number): Promise<void> {
    entryRows.merge([(await call('GET /time-entries/{id}', { path: { id } })).time_entry]);
}

/** The body that makes an entry anew, for undo and for copies. */
export const bodyOf = ({
    project_id,
    start_time,
    end_time,
    break_minutes,
    description,
    billable,
    tags: names,
}: Entry): NewEntry => ({
    project_id,
    start_time,
    end_time,
    break_minutes,
    description,
    billable,
    tags: names,
});

/** Makes those of ENTRIES anew that are not there any more: trying again makes none twice. */
export async function restoreEntries(entries: readonly Entry[]): Promise<void> {
    const gone = entries.filter(({ id }) => !entryRows.shown.peek().has(idNow(id)));
    const restore = (entry: Entry): Promise<void> => {
        const body = bodyOf(entry);
        const row = draftEntry(body);
        return madeAnew(entry.id, row.id, createEntry(body, row));
    };
    await Promise.all(gone.map(restore));
}

export const splitEntry = (id: number, at: string) =>
    write('POST /time-entries/{id}/split', { path: { id: idNow(id) }, body: { at } });

export const duplicateEntry = (id: number) =>
    write('POST /time-entries/{id}/duplicate', { path: { id: idNow(id) }, body: {} });
