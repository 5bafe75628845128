// entry_row.tsx -- one entry in the list, every part of it can be changed where it stands. Its duration moves its end.
import { useRef, useState } from 'preact/hooks';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { continueEntry } from '../../shell/actions.ts';
import { chooseQuery } from '../../shell/router.ts';
import { spanOf } from '../../store/entries.ts';
import { Conflict } from '../../store/queue.ts';
import { attempt } from '../../store/undo.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatTime } from '../../time/format.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DurationInput, TimeInput } from '../../ui/inputs.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ProjectPicker } from '../../ui/project_picker.tsx';
import { failure } from '../../ui/toast.tsx';
import { changeInPlace, endAfterStart } from './changes.ts';
import { useContextMenu } from './context_menu.ts';
import { type EntryActions, entryMenu } from './entry_menu.ts';
import { changeTimes } from './room.ts';

export type RowActions = EntryActions & {
    /** The selected ones if it is one of several, else it and the one before it. */
    merge: (entry: Entry) => void;
    select: (entry: Entry, isRange: boolean) => void;
    /** Where the keyboard is. */
    activate: (entry: Entry) => void;
};

type Props = {
    entry: Entry;
    isActive: boolean;
    isSelected: boolean;
    /** It stands below the line that it would be folded in. */
    isMember: boolean;
    actions: RowActions;
};

/** The description of entries that have the same. */
export function Description({ entries }: { entries: readonly Entry[] }) {
    const [text, setText] = useState<string | undefined>(undefined);
    const description = entries[0]!.description;
    const opened = useRef(entries);
    const commit = (): void => {
        setText(undefined);
        if (text === undefined || text.trim() === opened.current[0]!.description) return;
        changeInPlace(opened.current, { description: text.trim() }).catch((error) => {
            if (error instanceof Conflict) return; // asked about in its dialog
            failure(error);
            setText(text); // to be tried again
        });
    };
    return (
        <input
            type="text"
            class="plain-input entry-description"
            aria-label={t('entry.description')}
            placeholder={t('entry.no_description')}
            maxLength={5000}
            value={text ?? description}
            data-unsaved={text === undefined ? undefined : ''}
            onFocus={() => {
                opened.current = entries;
            }}
            onInput={(event) => setText(event.currentTarget.value)}
            onBlur={commit}
            onKeyDown={(event) => {
                if (event.key === 'Enter') event.currentTarget.closest<HTMLElement>('.entry')?.focus();
                if (event.key !== 'Escape') return;
                setText(undefined);
                event.currentTarget.closest<HTMLElement>('.entry')?.focus();
            }}
        />
    );
}

export const Tags = ({ names }: { names: readonly string[] }) =>
    names.map((tag) => (
        <button key={tag} type="button" class="tag" title={t('entries.show_tag')} onClick={() => chooseQuery({ tag })}>
            {tag}
        </button>
    ));

export const BillableButton = ({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) => (
    <button
        type="button"
        class={isOn ? 'icon-button billable on' : 'icon-button billable'}
        aria-pressed={isOn}
        aria-label={t('entry.billable')}
        title={t('entry.billable')}
        onClick={() => onChange(!isOn)}
    >
        <Icon name="money" size={16} />
    </button>
);

export const ContinueButton = ({ entry, what }: { entry: Entry; what: string }) => (
    <button
        type="button"
        class="icon-button play"
        aria-label={t('entry.continue', { what })}
        title={t('entry.continue_hint')}
        onClick={(event) => void continueEntry(entry, event.shiftKey)}
    >
        <Icon name="play" size={16} />
    </button>
);

export function EntryRow({ entry, isActive, isSelected, isMember, actions }: Props) {
    const { start, end } = spanOf(entry);
    const menu = useContextMenu();
    const change = (fields: Parameters<typeof changeInPlace>[1]): void => void attempt(changeInPlace([entry], fields));
    const what = entry.description || entry.project_name;
    const isDraft = entry.id < 0;
    const span = `${formatTime(start)}–${formatTime(end)}`;
    const label = [what, entry.project_name, span, formatDuration(entry.duration_seconds)].join(', ');
    return (
        <li
            class={`entry ${isMember ? 'member' : ''} ${isSelected ? 'selected' : ''} ${isDraft ? 'waiting' : ''}`}
            tabIndex={isActive ? 0 : -1}
            data-id={entry.id}
            aria-label={label}
            onFocus={() => actions.activate(entry)}
            {...menu.handlers}
        >
            <input
                type="checkbox"
                class="entry-check"
                aria-label={t('entries.select', { what })}
                checked={isSelected}
                onClick={(event) => actions.select(entry, event.shiftKey)}
            />
            <div class="entry-what">
                <div class="marked">
                    <Description entries={[entry]} />
                    <AgentMark resource="time_entries" id={entry.id} />
                </div>
                <div class="entry-meta">
                    <ProjectPicker
                        class="plain-chip"
                        value={entry.project_id}
                        onChange={(project_id) => change({ project_id })}
                    />
                    <Tags names={entry.tags} />
                </div>
            </div>
            <BillableButton isOn={entry.billable} onChange={(billable) => change({ billable })} />
            <div class="entry-times">
                <TimeInput
                    class="plain-input"
                    label={t('entry.start')}
                    value={start}
                    onChange={(ms) => {
                        const to = endAfterStart({ start, end }, ms);
                        void changeTimes(entry, { start: ms, end: to }, to === end ? end : undefined);
                    }}
                />
                <span aria-hidden="true">–</span>
                <TimeInput
                    class="plain-input"
                    label={t('entry.end')}
                    value={end}
                    after={start}
                    from={start}
                    onChange={(ms) => void changeTimes(entry, { start, end: ms }, start)}
                />
                {entry.break_minutes > 0 && (
                    <button
                        type="button"
                        class="break"
                        aria-label={t('entry.has_break', { time: formatDuration(entry.break_minutes * 60) })}
                        onClick={() => actions.edit(entry)}
                    >
                        <Icon name="pause" size={14} />
                        {formatDuration(entry.break_minutes * 60)}
                    </button>
                )}
            </div>
            <DurationInput
                class="plain-input entry-duration"
                label={t('entry.duration')}
                value={entry.duration_seconds}
                onChange={(seconds) =>
                    void changeTimes(entry, { start, end: start + (seconds + entry.break_minutes * 60) * 1000 }, start)
                }
            />
            <ContinueButton entry={entry} what={what} />
            <Menu
                label={t('entry.more', { what })}
                at={menu.at}
                onLeave={menu.close}
                items={entryMenu(entry, actions, {
                    label: isSelected ? t('entry.merge') : t('entry.merge_before'),
                    icon: 'merge',
                    hint: 'M',
                    run: () => actions.merge(entry),
                })}
            />
        </li>
    );
}
