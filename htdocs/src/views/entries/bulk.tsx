// bulk.tsx -- what can be done to all entries that are selected, in one step that can be undone in one.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { projects } from '../../store/catalog.ts';
import { changeEntries } from '../../store/entries.ts';
import { undoable } from '../../store/undo.ts';
import { formatDuration } from '../../time/duration.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProjectPicker } from '../../ui/project_picker.tsx';
import { removeWithUndo } from './entry_menu.ts';

type Change = Parameters<typeof changeEntries>[1];

/** One change of all ENTRIES; undoing it gives each what it HAD. */
function changeAll(entries: readonly Entry[], label: string, change: Change, had: (entry: Entry) => Change): void {
    const ids = (of: readonly Entry[]): number[] => of.map(({ id }) => id);
    const back = async (): Promise<void> => {
        const groups = Map.groupBy(entries, (entry) => JSON.stringify(had(entry)));
        for (const group of groups.values()) await changeEntries(ids(group), had(group[0]!));
    };
    undoable(label, back, changeEntries(ids(entries), change));
}

export const moveTo = (entries: readonly Entry[], project_id: number): void =>
    changeAll(
        entries,
        t('entries.moved', { n: entries.length, project: projects.get(project_id)?.name ?? '' }),
        { action: 'set_project', project_id },
        (entry) => ({ action: 'set_project', project_id: entry.project_id }),
    );

export const setBillable = (entries: readonly Entry[], billable: boolean): void =>
    changeAll(
        entries,
        t(billable ? 'entries.now_billable' : 'entries.now_not_billable', { n: entries.length }),
        { action: 'set_billable', billable },
        (entry) => ({ action: 'set_billable', billable: entry.billable }),
    );

type Props = { entries: readonly Entry[]; onMerge: () => void; onDone: () => void };

export function Bulk({ entries, onMerge, onDone }: Props) {
    if (!entries.length) return null;
    const areBillable = entries.every(({ billable }) => billable);
    const sum = entries.reduce((total, entry) => total + entry.duration_seconds, 0);
    return (
        <div class="bulk" role="region" aria-label={t('entries.selected', { n: entries.length })}>
            <strong>{t('entries.selected', { n: entries.length })}</strong>
            <span class="sum">{formatDuration(sum)}</span>
            <ProjectPicker none={t('entries.move_to')} value={undefined} onChange={(id) => moveTo(entries, id)} />
            <button type="button" class="button small" onClick={() => setBillable(entries, !areBillable)}>
                {areBillable ? t('entries.make_not_billable') : t('entries.make_billable')}
            </button>
            {entries.length > 1 && (
                <button type="button" class="button small" aria-keyshortcuts="m" onClick={onMerge}>
                    <Icon name="merge" size={16} />
                    {t('entry.merge')}
                </button>
            )}
            <button
                type="button"
                class="button small danger"
                onClick={() => {
                    onDone();
                    removeWithUndo(entries);
                }}
            >
                <Icon name="trash" size={16} />
                {t('entry.delete')}
            </button>
            <button type="button" class="icon-button" aria-label={t('entries.select_none')} onClick={onDone}>
                <Icon name="close" />
            </button>
        </div>
    );
}
