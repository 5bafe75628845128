// entries.tsx -- all entries, day by day, newest first. They can be changed where they stand, by mouse and by keyboard.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { route, setQuery } from '../../shell/router.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { zone } from '../../store/account.ts';
import { type EntryList, entryList, spanOf } from '../../store/entries.ts';
import { discard, refused } from '../../store/queue.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { addDays, dayOf } from '../../time/zone.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useNear } from '../../ui/use_near.ts';
import { Bulk } from './bulk.tsx';
import { type Draft, draftOf, draftOfRefused, EntryForm, emptyDraft } from './entry_form.tsx';
import { duplicate, removeWithUndo } from './entry_menu.ts';
import { EntryRow, type RowActions } from './entry_row.tsx';
import { Filters, filterOf, isFiltered } from './filters.tsx';
import { merge } from './merge.ts';
import { SplitDialog } from './split_dialog.tsx';

type Open =
    | { kind: 'form'; entry?: Entry | undefined; draft: Draft; onSaved?: () => void }
    | { kind: 'split'; entry: Entry };

/** Reads on when the end of the list comes near. */
function More({ list }: { list: EntryList }) {
    const mark = useRef<HTMLDivElement>(null);
    const pages = list.pages.value;
    useEffect(() => {
        const observer = new IntersectionObserver(
            // Several at once when frames are late: the last is how it is now.
            (seen) => {
                if (seen.at(-1)?.isIntersecting) list.more().catch(() => {});
            },
            { rootMargin: '800px' },
        );
        observer.observe(mark.current!);
        return () => observer.disconnect();
    }, [list, pages]);
    return (
        <div ref={mark}>
            {list.hasFailed.value ? (
                <ErrorState onRetry={() => void list.more().catch(() => {})} />
            ) : (
                <Skeleton lines={2} />
            )}
        </div>
    );
}

function dayName(day: string): string {
    if (day === today.value) return t('entries.today');
    if (day === addDays(today.value, -1)) return t('entries.yesterday');
    return formatDay(day, day.slice(0, 4) === today.value.slice(0, 4) ? 'long' : 'full');
}

const days = new WeakMap<Entry, { zone: string; day: string }>();

/** Remembered: a list of thousands asks for each of them whenever one changes. */
function dayOfEntry(entry: Entry): string {
    let known = days.get(entry);
    if (known?.zone !== zone.value) {
        known = { zone: zone.value, day: dayOf(spanOf(entry).start, zone.value) };
        days.set(entry, known);
    }
    return known.day;
}

type Groups<T> = ReadonlyMap<string, readonly T[]>;

/** Groups of ITEMS by name, in their order. One in which nothing has changed keeps the array it had BEFORE, and so is not
 * drawn again. */
function groupBy<T>(
    items: Iterable<T>,
    nameOf: (item: T) => string,
    isSame: (a: T, b: T) => boolean,
    before: Groups<T>,
): Groups<T> {
    const groups = new Map<string, readonly T[]>(Map.groupBy(items, nameOf));
    for (const [name, found] of groups) {
        const old = before.get(name);
        if (old?.length === found.length && old.every((item, i) => isSame(item, found[i]!))) groups.set(name, old);
    }
    return groups;
}

type Day = readonly [day: string, entries: readonly Entry[]];

const NONE: ReadonlySet<number> = new Set();

type Common = {
    /** Undefined and NONE where they are of another day. */
    activeId: number | undefined;
    selected: ReadonlySet<number>;
    actions: RowActions;
};

/** How far from the window they are drawn, in pixels; a month first, then the rows of its days. */
const DAY_MARGIN = 1500;
const MONTH_MARGIN = 3500;
/** About how high they are, for what was never near. */
const ROW_HEIGHT = 58;
const HEAD_HEIGHT = 48;
const heightOf = (entries: readonly Entry[]): number => HEAD_HEIGHT + entries.length * ROW_HEIGHT;

/** Its rows are there while it is near what can be seen, and while the keyboard is in it. */
function DayGroup({ day, entries, activeId, selected, actions }: Common & { day: string; entries: readonly Entry[] }) {
    const name = dayName(day);
    const { ref, isNear, height } = useNear<HTMLElement>(DAY_MARGIN);
    const isDrawn = isNear || activeId !== undefined;
    return (
        <section
            ref={ref}
            class="day-group"
            aria-label={name}
            style={{ blockSize: isDrawn ? '' : `${height ?? heightOf(entries)}px` }}
        >
            <header>
                <h2>{name}</h2>
                <span class="sum">
                    {formatDuration(entries.reduce((sum, entry) => sum + entry.duration_seconds, 0))}
                </span>
            </header>
            {isDrawn && (
                <ul>
                    {entries.map((entry) => (
                        <EntryRow
                            key={entry.id}
                            entry={entry}
                            isActive={entry.id === activeId}
                            isSelected={selected.has(entry.id)}
                            actions={actions}
                        />
                    ))}
                </ul>
            )}
        </section>
    );
}

/** Days are many too: those of a month that is far are not there at all. */
function Month({ days, activeId, selected, actions }: Common & { days: readonly Day[] }) {
    const { ref, isNear, height } = useNear<HTMLDivElement>(MONTH_MARGIN);
    const isDrawn = isNear || activeId !== undefined;
    const guess = (): number => days.reduce((sum, [, entries]) => sum + heightOf(entries), 0);
    return (
        <div ref={ref} class="month" style={{ blockSize: isDrawn ? '' : `${height ?? guess()}px` }}>
            {isDrawn &&
                days.map(([day, entries]) => (
                    <DayGroup
                        key={day}
                        day={day}
                        entries={entries}
                        activeId={has(entries, activeId) ? activeId : undefined}
                        selected={entries.some(({ id }) => selected.has(id)) ? selected : NONE}
                        actions={actions}
                    />
                ))}
        </div>
    );
}

const has = (entries: readonly Entry[], activeId: number | undefined): boolean =>
    activeId !== undefined && entries.some(({ id }) => id === activeId);

const focusRow = (id: number | undefined): boolean => {
    const row = document.querySelector<HTMLElement>(`.entry[data-id="${id}"]`);
    row?.focus();
    return row !== null;
};

export default function Entries() {
    const filter = filterOf(route.value.query);
    const list = entryList(filter);
    const rows = list.rows.value;
    const state = list.state.value;
    const open = useSignal<Open | undefined>(undefined);
    const selected = useSignal<ReadonlySet<number>>(new Set());
    const active = useSignal<number | undefined>(undefined);
    const days = useRef<Groups<Entry>>(new Map());
    const months = useRef<Groups<Day>>(new Map());
    const activeId = rows.some(({ id }) => id === active.value) ? active.value : rows[0]?.id;

    const add = (): void => {
        open.value = { kind: 'form', draft: emptyDraft() };
    };
    useShortcuts([{ keys: 'a', title: 'entry.add', run: add }]);
    // Another view or a key can lead here with the form open: #/entries?add=1.
    useEffect(() => {
        if (!route.value.query.get('add')) return;
        setQuery({ add: '' });
        add();
    }, [route.value]);
    // Or with what the server would not take: #/entries?mend=N.
    useEffect(() => {
        const n = Number(route.value.query.get('mend'));
        if (!n) return;
        setQuery({ mend: '' });
        const record = refused.peek().find((write) => write.n === n);
        if (record) open.value = { kind: 'form', ...draftOfRefused(record), onSaved: () => void discard(record) };
    }, [route.value]);

    /** A row that is not drawn yet, or far, will be: that of the active entry is. */
    const goTo = (id: number | undefined): void => {
        active.value = id;
        if (!focusRow(id)) setTimeout(() => focusRow(id), 0);
    };
    const mergeAll = async (entries: readonly Entry[]): Promise<void> => {
        if (!(await merge(entries))) return;
        selected.value = new Set();
        // The earliest is the one that stays.
        const [kept] = [...entries].sort((a, b) => spanOf(a).start - spanOf(b).start);
        goTo(kept?.id);
    };
    days.current = groupBy(rows, dayOfEntry, Object.is, days.current);
    months.current = groupBy<Day>(
        days.current,
        ([day]) => day.slice(0, 7),
        (a, b) => a[0] === b[0] && a[1] === b[1],
        months.current,
    );
    // The same for all the time that a list is shown, so that its days need not be drawn again; hence it asks for the rows of now.
    const actions = useMemo<RowActions>(
        () => ({
            activate: (entry) => {
                active.value = entry.id;
            },
            edit: (entry) => {
                open.value = { kind: 'form', entry, draft: draftOf(entry) };
            },
            split: (entry) => {
                open.value = { kind: 'split', entry };
            },
            merge: (entry) => {
                const rows = list.rows.peek();
                const several = rows.filter(({ id }) => selected.value.has(id));
                const before = rows[rows.indexOf(entry) + 1];
                void mergeAll(
                    selected.value.has(entry.id) && several.length > 1 ? several : [entry, ...(before ? [before] : [])],
                );
            },
            duplicate: (entry) => duplicate(entry, (draft) => (open.value = { kind: 'form', draft })),
            remove: (entry) => {
                const rows = list.rows.peek();
                const at = rows.indexOf(entry);
                const next = rows[at + 1] ?? rows[at - 1];
                removeWithUndo([entry]);
                goTo(next?.id);
            },
            select: (entry, isRange) => {
                const rows = list.rows.peek();
                const next = new Set(selected.value);
                const from = rows.findIndex(({ id }) => id === active.value);
                const to = rows.indexOf(entry);
                const isOn = !next.has(entry.id);
                const range = isRange && from >= 0 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [entry];
                for (const { id } of range) isOn ? next.add(id) : next.delete(id);
                selected.value = next;
                active.value = entry.id;
            },
        }),
        [list],
    );

    /** Keys on a row itself; in its fields they are text. */
    const onKeyDown = (event: KeyboardEvent): void => {
        const row = event.target as HTMLElement;
        if (!row.classList.contains('entry') || event.ctrlKey || event.metaKey || event.altKey) return;
        const at = rows.findIndex(({ id }) => id === Number(row.dataset['id']));
        const entry = rows[at];
        if (!entry) return;
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, j: at + 1, k: at - 1, Home: 0, End: rows.length - 1 }[
            event.key
        ];
        if (to !== undefined) goTo(rows[Math.max(0, Math.min(rows.length - 1, to))]?.id);
        else if (event.key === 'Enter') row.querySelector<HTMLElement>('.entry-description')?.focus();
        else if (event.key === 'e') actions.edit(entry);
        else if (event.key === 'd') actions.duplicate(entry);
        else if (event.key === 'm') actions.merge(entry);
        else if (event.key === 'Delete' || event.key === 'Backspace') actions.remove(entry);
        else if (event.key === ' ' || event.key === 'x') actions.select(entry, event.shiftKey);
        else return;
        event.preventDefault();
        event.stopPropagation();
    };

    const chosen = rows.filter(({ id }) => selected.value.has(id));
    const isEmpty = !rows.length && list.isComplete.value;
    const button = (
        <button type="button" class="button" onClick={add}>
            <Icon name="plus" size={16} />
            {t('entry.add')}
        </button>
    );
    return (
        <div class="entries">
            <header class="view-head">
                <h1 class="view-title">{t('entries.title')}</h1>
                {button}
            </header>
            <Filters filter={filter} />
            {!rows.length && state === 'loading' && <Skeleton lines={8} />}
            {!rows.length && state === 'failed' && <ErrorState onRetry={() => void list.reload()} />}
            {isEmpty &&
                (isFiltered(filter) ? (
                    <EmptyState icon="filter" title={t('entries.none_found')}>
                        {t('entries.none_found_text')}
                    </EmptyState>
                ) : (
                    <EmptyState icon="list" title={t('entries.empty')} action={button}>
                        {t('entries.empty_text')}
                    </EmptyState>
                ))}
            <div onKeyDown={onKeyDown} role="none">
                {Array.from(months.current, ([month, inMonth]) => (
                    <Month
                        key={month}
                        days={inMonth}
                        activeId={inMonth.some(([, entries]) => has(entries, activeId)) ? activeId : undefined}
                        selected={
                            inMonth.some(([, entries]) => entries.some(({ id }) => selected.value.has(id)))
                                ? selected.value
                                : NONE
                        }
                        actions={actions}
                    />
                ))}
            </div>
            {rows.length > 0 && !list.isComplete.value && <More list={list} />}
            <Bulk
                entries={chosen}
                onMerge={() => void mergeAll(chosen)}
                onDone={() => {
                    selected.value = new Set();
                }}
            />
            {open.value?.kind === 'form' && (
                <EntryForm
                    entry={open.value.entry}
                    draft={open.value.draft}
                    onClose={() => (open.value = undefined)}
                    onSaved={open.value.onSaved}
                />
            )}
            {open.value?.kind === 'split' && (
                <SplitDialog entry={open.value.entry} onClose={() => (open.value = undefined)} />
            )}
        </div>
    );
}
