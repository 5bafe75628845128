// entry_menu.ts -- what can be done to an entry, in the menus of the list and of the calendar alike.
import { ApiProblem } from '../../api/client.ts';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { duplicateEntry, removeEntries, restoreEntries } from '../../store/entries.ts';
import { undoable } from '../../store/undo.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { failure } from '../../ui/toast.tsx';
import { type Draft, draftOf } from './entry_form.tsx';

export type EntryActions = {
    edit: (entry: Entry) => void;
    duplicate: (entry: Entry) => void;
    split: (entry: Entry) => void;
    remove: (entry: Entry) => void;
};

/** The menu of an entry, OWN being what only one view has. */
export const entryMenu = (entry: Entry, actions: EntryActions, own: MenuItem): MenuItem[] => [
    { label: t('entry.edit'), icon: 'edit', hint: 'E', run: () => actions.edit(entry) },
    { label: t('entry.duplicate'), icon: 'copy', hint: 'D', run: () => actions.duplicate(entry) },
    { label: t('entry.split'), icon: 'split', run: () => actions.split(entry) },
    own,
    { label: t('entry.delete'), icon: 'trash', hint: 'Del', danger: true, run: () => actions.remove(entry) },
];

/** Makes the same again behind it. Where there is no room, its place is for the user to say: in the form, by MEND. */
export function duplicate(entry: Entry, mend: (draft: Draft) => void): void {
    duplicateEntry(entry.id).then(
        ({ time_entry }) => undoable(t('entry.duplicated'), () => removeEntries([time_entry.id])),
        (error) => {
            if (error instanceof ApiProblem && error.status < 500) mend(draftOf(entry));
            failure(error);
        },
    );
}

/** Deletes entries; undoing it makes them anew. */
export function removeWithUndo(entries: readonly Entry[]): void {
    undoable(
        t('entries.deleted', { n: entries.length }),
        () => restoreEntries(entries),
        removeEntries(entries.map(({ id }) => id)),
    );
}
