// fold_row.tsx -- the line of several entries of a day that differ in their times alone. What is changed in it is changed in
// all of them; times are changed in the entries themselves, once they are unfolded.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { spanOf } from '../../store/entries.ts';
import { markOf } from '../../store/marks.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatSpan } from '../../time/span_text.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ProjectPicker } from '../../ui/project_picker.tsx';
import { moveTo, setBillable } from './bulk.tsx';
import { useContextMenu } from './context_menu.ts';
import { BillableButton, ContinueButton, Description, Tags } from './entry_row.tsx';
import type { Line } from './folding.ts';

export type FoldActions = {
    /** Unfolds or folds. */
    toggle: (line: Line) => void;
    activateLine: (line: Line) => void;
    selectLine: (line: Line, isRange: boolean) => void;
    mergeAll: (entries: readonly Entry[]) => void;
    removeAll: (entries: readonly Entry[]) => void;
};

type Props = { line: Line; isActive: boolean; selected: ReadonlySet<number>; actions: FoldActions };

export function FoldRow({ line, isActive, selected, actions }: Props) {
    const { entries, isUnfolded = false } = line;
    const menu = useContextMenu();
    const newest = entries[0]!;
    const ids = entries.map(({ id }) => id);
    const what = newest.description || newest.project_name;
    // Newest first, and none overlaps another.
    const span = formatSpan({ start: spanOf(entries.at(-1)!).start, end: spanOf(newest).end });
    const sum = formatDuration(entries.reduce((total, entry) => total + entry.duration_seconds, 0));
    const count = t('entry.count', { n: entries.length });
    const chosen = ids.filter((id) => selected.has(id)).length;
    const marked = ids.find((id) => markOf('time_entries', id));
    const toggleTitle = t(isUnfolded ? 'entries.fold' : 'entries.unfold', { n: entries.length });
    const isWaiting = ids.some((id) => id < 0);
    return (
        <li
            class={`entry fold ${chosen === ids.length ? 'selected' : ''} ${isWaiting ? 'waiting' : ''}`}
            tabIndex={isActive ? 0 : -1}
            data-id={line.name}
            aria-label={[what, newest.project_name, count, span, sum].join(', ')}
            onFocus={() => actions.activateLine(line)}
            {...menu.handlers}
        >
            <input
                type="checkbox"
                class="entry-check"
                aria-label={t('entries.select', { what: `${what}, ${count}` })}
                checked={chosen === ids.length}
                indeterminate={chosen > 0 && chosen < ids.length}
                onClick={(event) => actions.selectLine(line, event.shiftKey)}
            />
            <div class="entry-what">
                <div class="marked">
                    <button
                        type="button"
                        class="fold-count"
                        aria-expanded={isUnfolded}
                        aria-label={toggleTitle}
                        title={toggleTitle}
                        onClick={() => actions.toggle(line)}
                    >
                        {entries.length}
                    </button>
                    <Description entries={entries} />
                    <AgentMark resource="time_entries" id={marked ?? newest.id} />
                </div>
                <div class="entry-meta">
                    <ProjectPicker
                        class="plain-chip"
                        value={newest.project_id}
                        onChange={(project_id) => moveTo(entries, project_id)}
                    />
                    <Tags names={newest.tags} />
                </div>
            </div>
            <BillableButton isOn={newest.billable} onChange={(billable) => setBillable(entries, billable)} />
            <div class="entry-times fold-span">{span}</div>
            <span class="entry-duration fold-sum">{sum}</span>
            <ContinueButton entry={newest} what={what} />
            <Menu
                label={t('entry.more', { what })}
                at={menu.at}
                onLeave={menu.close}
                items={[
                    { label: toggleTitle, icon: isUnfolded ? 'minus' : 'list', run: () => actions.toggle(line) },
                    { label: t('entry.merge'), icon: 'merge', hint: 'M', run: () => actions.mergeAll(entries) },
                    {
                        label: t('entries.delete_all', { n: entries.length }),
                        icon: 'trash',
                        hint: 'Del',
                        danger: true,
                        run: () => actions.removeAll(entries),
                    },
                ]}
            />
        </li>
    );
}
