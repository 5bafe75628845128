// entry_form.tsx -- all of an entry in a dialog, for new ones and for changes. What is wrong stands beside its field,
// nothing that was typed is lost.
import { useId, useState } from 'preact/hooks';
import { ApiProblem } from '../../api/client.ts';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { account, zone } from '../../store/account.ts';
import { projects } from '../../store/catalog.ts';
import {
    bodyOf,
    changeEntry,
    createEntry,
    draftEntry,
    entryRows,
    type NewEntry,
    removeEntries,
    spanOf,
} from '../../store/entries.ts';
import { sent, type Write } from '../../store/queue.ts';
import { timer } from '../../store/timer.ts';
import { undoable } from '../../store/undo.ts';
import { now } from '../../time/now.ts';
import type { Span } from '../../time/span.ts';
import { formatSpan } from '../../time/span_text.ts';
import { dayOf, dayStart, fromWire, toWire } from '../../time/zone.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultsAsSaid } from '../../ui/field_faults.ts';
import { FormActions, General } from '../../ui/form.tsx';
import { DateInput, DurationInput, MinutesInput, moveToDay, TimeInput } from '../../ui/inputs.tsx';
import { ProjectPicker } from '../../ui/project_picker.tsx';
import { type Faults, useForm } from '../../ui/use_form.ts';
import { endAfterStart, undoChange } from './changes.ts';
import { inWay, roomIn } from './room.ts';

export type Draft = {
    project_id: number | undefined;
    description: string;
    start: number;
    end: number;
    break_minutes: number;
    tags: string[];
    billable: boolean | undefined;
};

export const draftOf = (entry: Entry): Draft => ({ ...entry, ...spanOf(entry) });

/** A new entry begins where the last one of today ended, and ends now or where the timer began. */
export function emptyDraft(): Draft {
    const running = timer.peek();
    const end = Math.floor((running ? fromWire(running.start_time) : now()) / 60_000) * 60_000;
    const midnight = dayStart(dayOf(end, zone.peek()), zone.peek());
    const ends = [...entryRows.shown.peek().values()].map((entry) => spanOf(entry).end).filter((ms) => ms <= end);
    const last = Math.max(midnight, ...ends);
    // Shortly after midnight it is today's alone, dated today.
    const hourAgo = end > midnight ? Math.max(midnight, end - 3_600_000) : end - 3_600_000;
    const start = end - last < 8 * 3_600_000 && last < end && last > midnight ? last : hourAgo;
    return { project_id: undefined, description: '', start, end, break_minutes: 0, tags: [], billable: undefined };
}

/** What a write wanted that was refused, that of a timer's stop among them; of an entry that is gone it makes a new one. */
export function draftOfRefused({ args, base, refused, effects }: Write): { entry?: Entry | undefined; draft: Draft } {
    const known = entryRows.shown.peek().get(Number(args.path?.['id'])) ?? (base as Entry | undefined);
    const entry = refused?.code === 'not_found' ? undefined : known;
    const made = effects.find(({ store, effect }) => store === 'time_entries' && effect.kind === 'add')?.effect;
    const body = made?.kind === 'add' ? bodyOf(made.row as Entry) : (args.body as NewEntry);
    const draft = draftOf(draftEntry({ ...(base && bodyOf(base as Entry)), ...body }));
    // A timer may have been on none yet.
    return { entry, draft: { ...draft, project_id: draft.project_id || undefined } };
}

const HIGHEST_BREAK = 10_080;

/** A duration moves the end, the break added. */
const endAfter = ({ start, break_minutes }: Draft, seconds: number): Partial<Draft> => ({
    end: start + (seconds + break_minutes * 60) * 1000,
});

/** A span that was refused: TEXT says what lies there, FREE is what of it is left. */
type Refused = Span & { text: string; free: Span | undefined };

/** Why the SPAN of ENTRY was refused, where what lies there is known here. */
function refusedSpan({ start, end }: Span, entry: Entry, was: Span | undefined): Refused | undefined {
    const text = inWay({ start, end }, entry);
    const kept = start === was?.start ? start : end === was?.end ? end : undefined;
    return text ? { start, end, text, free: roomIn({ start, end }, entry, kept) } : undefined;
}

export function EntryForm({
    entry,
    draft: given,
    onClose,
    onSaved = () => {},
    onDelete,
}: {
    entry?: Entry | undefined;
    draft: Draft;
    onClose: () => void;
    onSaved?: (() => void) | undefined;
    /** With it the entry can be deleted from here. */
    onDelete?: (entry: Entry) => void;
}) {
    const form = useForm(given, { handOver: onClose });
    const { draft, faults, change } = form;
    const { start, end } = draft;
    const project = projects.get(draft.project_id);
    const duration = (end - start) / 1000 - draft.break_minutes * 60;
    const overlap = useId();
    const [refused, setRefused] = useState<Refused | undefined>(undefined);
    const isRefused = refused !== undefined && refused.start === start && refused.end === end && faults['span'];
    const spanFault = isRefused ? overlap : undefined;

    async function save(): Promise<void> {
        if (draft.project_id === undefined) {
            form.setFaults({ project_id: t('entry.needs_project') });
            return;
        }
        const { project_id, description, break_minutes, tags, billable } = draft;
        const body = {
            project_id,
            description: description.trim(),
            break_minutes,
            tags,
            start_time: toWire(start),
            end_time: toWire(end),
            ...(billable === undefined ? {} : { billable }),
        };
        const row = draftEntry(body);
        const write = (): Promise<unknown> =>
            sent<unknown>(entry ? changeEntry(entry.id, body, entry) : createEntry(body, row));
        const read = (error: unknown): Faults => {
            const isOverlap = error instanceof ApiProblem && error.code === 'overlap';
            const found = isOverlap ? refusedSpan(draft, entry ?? row, entry && spanOf(entry)) : undefined;
            setRefused(found);
            return found ? { span: found.text } : faultsAsSaid(error);
        };
        if (!(await form.submit(write, read))) return;
        onSaved();
        onClose();
        if (entry) undoable(t('entry.saved'), undoChange(entry, body));
        else undoable(t('entry.added'), () => removeEntries([row.id]));
    }

    return (
        <Dialog
            title={entry ? t('entry.edit') : t('entry.add')}
            onClose={onClose}
            onSubmit={() => void save()}
            actions={
                <>
                    {entry && onDelete && (
                        <button
                            type="button"
                            class="button danger entry-delete"
                            onClick={() => {
                                onClose();
                                onDelete(entry);
                            }}
                        >
                            {t('entry.delete')}
                        </button>
                    )}
                    <FormActions label={entry ? t('ui.save') : t('entry.add')} isBusy={form.isBusy} onClose={onClose} />
                </>
            }
        >
            <General text={form.general} />
            <Field label={t('entry.description')} fault={faults['description']}>
                {({ id, invalid }) => (
                    <input
                        id={id}
                        type="text"
                        class="input"
                        maxLength={5000}
                        aria-describedby={invalid}
                        value={draft.description}
                        onInput={(event) => change({ description: event.currentTarget.value })}
                    />
                )}
            </Field>
            <Field label={t('entry.project')} fault={faults['project_id']}>
                {({ id, invalid }) => (
                    <ProjectPicker
                        id={id}
                        invalid={invalid}
                        class="input picker"
                        value={draft.project_id}
                        onChange={(project_id) => change({ project_id })}
                    />
                )}
            </Field>
            <div class="form-row">
                <Field label={t('entry.date')}>
                    {({ id }) => (
                        <DateInput
                            id={id}
                            value={dayOf(start, zone.value)}
                            onChange={(day) =>
                                change({ start: moveToDay(start, day), end: moveToDay(start, day) + end - start })
                            }
                        />
                    )}
                </Field>
                <Field label={t('entry.start')} fault={faults['start_time']}>
                    {({ id, invalid }) => (
                        <TimeInput
                            id={id}
                            invalid={invalid ?? spanFault}
                            value={start}
                            onChange={(ms) => change((before) => ({ start: ms, end: endAfterStart(before, ms) }))}
                        />
                    )}
                </Field>
                <Field label={t('entry.end')} fault={faults['end_time']}>
                    {({ id, invalid }) => (
                        <TimeInput
                            id={id}
                            invalid={invalid ?? spanFault}
                            value={end}
                            after={start}
                            from={start}
                            onChange={(ms) => change({ end: ms })}
                        />
                    )}
                </Field>
            </div>
            {isRefused && (
                <p class="fault" id={overlap} role="alert">
                    {refused.text} {refused.free && <Trim free={refused.free} onTrim={change} />}
                </p>
            )}
            <div class="form-row">
                <Field label={t('entry.duration')}>
                    {({ id }) => (
                        <DurationInput
                            id={id}
                            value={duration}
                            onChange={(seconds) => change((before) => endAfter(before, seconds))}
                        />
                    )}
                </Field>
                <Field label={t('entry.break')} fault={faults['break_minutes']}>
                    {({ id, invalid }) => (
                        <MinutesInput
                            id={id}
                            invalid={invalid}
                            value={draft.break_minutes}
                            onChange={(minutes) => change({ break_minutes: Math.min(HIGHEST_BREAK, minutes) })}
                        />
                    )}
                </Field>
            </div>
            <Field label={t('entry.tags')} fault={faults['tags']} hint={t('entry.tags_hint')}>
                {({ id, invalid }) => (
                    <input
                        id={id}
                        type="text"
                        class="input"
                        aria-describedby={invalid}
                        value={draft.tags.join(', ')}
                        onChange={(event) => change({ tags: readTags(event.currentTarget.value) })}
                    />
                )}
            </Field>
            <label class="check">
                <input
                    type="checkbox"
                    checked={draft.billable ?? project?.billable ?? true}
                    onChange={(event) => change({ billable: event.currentTarget.checked })}
                />
                {t('entry.billable')}
            </label>
            {account.value?.time_zone !== Intl.DateTimeFormat().resolvedOptions().timeZone && (
                <p class="hint">{t('entry.zone', { zone: zone.value })}</p>
            )}
        </Dialog>
    );
}

/** Takes what is free; saving it is up to the person, who is brought there. */
function Trim({ free, onTrim }: { free: Span; onTrim: (free: Span) => void }) {
    return (
        <button
            type="button"
            class="button small"
            onClick={({ currentTarget: { form } }) => {
                onTrim(free);
                form?.querySelector<HTMLElement>('[type=submit]')?.focus();
            }}
        >
            {t('entries.trim', { times: formatSpan(free) })}
        </button>
    );
}

/** "focus, review" -> both, each once. */
export const readTags = (text: string): string[] => [
    ...new Set(
        text
            .split(',')
            .map((tag) => tag.trim().replace(/^#/, ''))
            .filter(Boolean),
    ),
];
