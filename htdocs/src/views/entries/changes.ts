// changes.ts -- a change of an entry, and how it is taken back.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { bodyOf, changeEntry } from '../../store/entries.ts';
import { isSameValue } from '../../store/rows.ts';
import { remember } from '../../store/undo.ts';
import type { Span } from '../../time/span.ts';

/** What can be changed of an entry. */
type Fields = Parameters<typeof changeEntry>[1];

/** Those of FIELDS that an entry does not have yet, as it has them. */
function before(entry: Entry, fields: Fields): Fields {
    const had = bodyOf(entry);
    const names = Object.keys(fields) as (keyof Fields & keyof typeof had)[];
    return Object.fromEntries(
        names.filter((name) => !isSameValue(name, had[name], fields[name])).map((name) => [name, had[name]]),
    );
}

/** Puts back what FIELDS changed, and nothing else that may have changed since. */
export const undoChange =
    (entry: Entry, fields: Fields): (() => Promise<unknown>) =>
    () =>
        changeEntry(entry.id, before(entry, fields));

/** Changes entries where they stand: it is seen there, so only Ctrl+Z knows of it. ENTRIES as they were when it began. */
export function changeInPlace(entries: readonly Entry[], fields: Fields): Promise<unknown> {
    const doing = Promise.all(entries.map((entry) => changeEntry(entry.id, fields, entry)));
    const [{ description, project_name }] = entries as [Entry];
    remember(
        t('entries.changed', { what: description || project_name }),
        () => Promise.all(entries.map((entry) => undoChange(entry, fields)())),
        doing,
    );
    return doing;
}

/** A start that is moved behind the end takes it along: the entry stays as long as it was. */
export const endAfterStart = ({ start, end }: Span, to: number): number => (to < end ? end : to + end - start);
