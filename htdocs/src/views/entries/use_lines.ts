// use_lines.ts -- the lines of the list as they stand on the page: which one the keyboard is on, which are selected, which
// are unfolded; and what can be done to them.
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { Entry } from '../../api/types.ts';
import { type EntryList, spanOf } from '../../store/entries.ts';
import type { Actions, Common, ListedDay } from './day_group.tsx';
import { makeMonths, narrowTo } from './day_group.tsx';
import { type Draft, draftOf } from './entry_form.tsx';
import { duplicate, removeWithUndo } from './entry_menu.ts';
import { type Line, lineAt, linesOf } from './folding.ts';
import { merge } from './merge.ts';

export type Open =
    | { kind: 'form'; entry?: Entry | undefined; draft: Draft; onSaved?: () => void }
    | { kind: 'split'; entry: Entry };

let isPressed = false;
addEventListener('pointerdown', () => (isPressed = true), true);
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => (isPressed = false), true);

/** What moves between a press and its release takes the click away: so not before that. */
function afterPress(run: () => void): void {
    if (isPressed) addEventListener('pointerup', () => setTimeout(run), { once: true });
    else setTimeout(run);
}

const rowOf = (name: string): HTMLElement | null => document.querySelector<HTMLElement>(`.entry[data-id="${name}"]`);

/** A field of ENTRIES that holds what is not saved, or cannot be read: it may not be folded away. */
const unsavedIn = (entries: readonly Entry[]): HTMLElement | undefined =>
    entries.flatMap(
        ({ id }) => rowOf(String(id))?.querySelector<HTMLElement>('[data-unsaved], [aria-invalid="true"]') ?? [],
    )[0];

const changed = (ids: ReadonlySet<number>, entries: readonly Entry[], isIn: boolean): ReadonlySet<number> => {
    const next = new Set(ids);
    for (const { id } of entries) isIn ? next.add(id) : next.delete(id);
    return next;
};

export function useLines(list: EntryList, lastDay: string | undefined, onOpen: (open: Open) => void) {
    const selected = useSignal<ReadonlySet<number>>(new Set());
    const unfolded = useSignal<ReadonlySet<number>>(new Set());
    const held = useSignal<number | undefined>(undefined);
    const active = useSignal<string | undefined>(undefined);
    const toMonths = useMemo(makeMonths, [list]);
    const months = toMonths(list.rows.value, lastDay);
    const shown = useRef(months);
    shown.current = months;

    const state = (): Omit<Common, 'actions'> => ({
        active: active.value,
        selected: selected.value,
        unfolded: unfolded.value,
        held: held.value,
    });
    const linesIn = (day: ListedDay): readonly Line[] => linesOf(day.entries, narrowTo([day], { ...state(), actions }));
    const allLines = (): Line[] => [...shown.current.values()].flat().flatMap(linesIn);

    /** A line that is not drawn yet, or far, will be: that of the active entry is. */
    const goTo = (line: Line | undefined): void => {
        active.value = line?.name;
        if (!line) return;
        const row = rowOf(line.name);
        if (row) row.focus();
        else setTimeout(() => rowOf(line.name)?.focus(), 0);
    };
    const chosen = (): Entry[] => list.rows.peek().filter(({ id }) => selected.peek().has(id));
    const deselect = (): void => {
        selected.value = new Set();
    };
    const mergeAll = async (entries: readonly Entry[]): Promise<void> => {
        if (!(await merge(entries))) return;
        deselect();
        // The earliest is the one that stays.
        const [kept] = [...entries].sort((a, b) => spanOf(a).start - spanOf(b).start);
        if (kept) goTo(lineAt(allLines(), String(kept.id)));
    };
    /** The keyboard goes on to what comes after, else before. */
    const removeAll = (entries: readonly Entry[]): void => {
        const gone = new Set(entries);
        const lines = allLines();
        const stays = (line: Line): boolean => line.entries.some((entry) => !gone.has(entry));
        const at = lines.findIndex((line) => !stays(line));
        const next = lines.slice(at).find(stays) ?? lines.slice(0, at).findLast(stays);
        selected.value = changed(selected.peek(), entries, false);
        removeWithUndo(entries);
        // Of a fold of two one may be left, which stands alone then.
        const entry = next?.entries.find((one) => !gone.has(one));
        if (next && entry)
            setTimeout(() => goTo(lineAt(allLines(), next.name) ?? lineAt(allLines(), String(entry.id))), 0);
    };
    const selectLine = (line: Line, isRange: boolean): void => {
        const lines = allLines();
        const from = active.peek() === undefined ? -1 : lines.findIndex(({ name }) => name === active.peek());
        const to = lines.findIndex(({ name }) => name === line.name);
        const isOn = line.entries.some(({ id }) => !selected.peek().has(id));
        const range = isRange && from >= 0 ? lines.slice(Math.min(from, to), Math.max(from, to) + 1) : [line];
        selected.value = changed(
            selected.peek(),
            range.flatMap(({ entries }) => entries),
            isOn,
        );
        active.value = line.name;
    };
    const toggle = (line: Line): void => {
        const unsaved = line.isUnfolded ? unsavedIn(line.entries) : undefined;
        if (unsaved) unsaved.focus();
        else unfolded.value = changed(unfolded.peek(), line.entries, !line.isUnfolded);
    };
    const isOneOfSeveral = (entry: Entry): boolean => selected.peek().has(entry.id) && chosen().length > 1;

    // The same for all the time that a list is shown, so that its days need not be drawn again; hence it asks for the rows of now.
    const actions = useMemo<Actions>(
        () => ({
            activate: (entry) => {
                active.value = String(entry.id);
            },
            activateLine: (line) => {
                active.value = line.name;
            },
            edit: (entry) => onOpen({ kind: 'form', entry, draft: draftOf(entry) }),
            split: (entry) => onOpen({ kind: 'split', entry }),
            merge: (entry) => {
                const rows = list.rows.peek();
                const before = rows[rows.indexOf(entry) + 1];
                void mergeAll(isOneOfSeveral(entry) ? chosen() : [entry, ...(before ? [before] : [])]);
            },
            mergeAll: (entries) => void mergeAll(entries),
            duplicate: (entry) => duplicate(entry, (draft) => onOpen({ kind: 'form', draft })),
            remove: (entry) => removeAll(isOneOfSeveral(entry) ? chosen() : [entry]),
            removeAll,
            select: (entry, isRange) => {
                const line = lineAt(allLines(), String(entry.id));
                if (line) selectLine(line, isRange);
            },
            selectLine,
            toggle,
        }),
        [list],
    );

    /** What a key does to a line; whether it does anything. */
    const press = (line: Line, lines: readonly Line[], { key, shiftKey }: KeyboardEvent, row: HTMLElement): boolean => {
        const at = lines.indexOf(line);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, j: at + 1, k: at - 1, Home: 0, End: lines.length - 1 }[key];
        const entry = line.entries[0]!;
        const isFold = line.kind === 'fold';
        if (to !== undefined) goTo(lines[Math.max(0, Math.min(lines.length - 1, to))]);
        else if (key === 'Delete' || key === 'Backspace') removeAll(chosen().length ? chosen() : line.entries);
        else if (key === ' ' || key === 'x') selectLine(line, shiftKey);
        else if (key === 'm') isFold && !isOneOfSeveral(entry) ? actions.mergeAll(line.entries) : actions.merge(entry);
        else if (key === 'ArrowLeft' && line.kind === 'member') {
            const head = lines.slice(0, at).findLast(({ kind }) => kind === 'fold')!;
            goTo(head);
            toggle(head);
        } else if (isFold && (key === 'Enter' || key === (line.isUnfolded ? 'ArrowLeft' : 'ArrowRight'))) toggle(line);
        else if (isFold) return false;
        else if (key === 'Enter') row.querySelector<HTMLElement>('.entry-description')?.focus();
        else if (key === 'e') actions.edit(entry);
        else if (key === 'd') actions.duplicate(entry);
        else return false;
        return true;
    };
    /** Keys on a row itself, or on its box; in its fields they are text. */
    const onKeyDown = (event: KeyboardEvent): void => {
        const target = event.target as HTMLElement;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const isBox = target.classList.contains('entry-check') && event.key !== ' ';
        const row = isBox ? target.closest<HTMLElement>('.entry') : target.classList.contains('entry') ? target : null;
        if (!row) return;
        const lines = allLines();
        const line = lines.find(({ name }) => name === row.dataset['id']);
        if (!line || !press(line, lines, event, row)) return;
        event.preventDefault();
        event.stopPropagation();
    };
    /** A row of its own with the keyboard in it stays one. */
    const hold = (): void => {
        const name = document.activeElement?.closest<HTMLElement>('.entry')?.dataset['id'];
        const line = name === undefined ? undefined : lineAt(allLines(), name);
        held.value = line?.kind === 'single' ? line.entries[0]!.id : undefined;
    };
    const onFocus = (): void => afterPress(hold);

    const isThere = active.value !== undefined && lineAt(allLines(), active.value);
    const [first] = list.rows.value;
    const common: Common = { ...state(), active: isThere ? active.value : first && String(first.id), actions };
    return {
        months,
        common,
        chosen: chosen(),
        mergeAll,
        deselect,
        handlers: { onKeyDown, onFocusIn: onFocus, onFocusOut: onFocus },
    };
}
