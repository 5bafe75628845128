// corrections.tsx -- hours that are added to a balance or taken off it: holidays, what was carried over.
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { sent } from '../../store/queue.ts';
import { undoable } from '../../store/undo.ts';
import { formatDay } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Field } from '../../ui/field.tsx';
import { faultsAsSaid } from '../../ui/field_faults.ts';
import { General } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DateInput } from '../../ui/inputs.tsx';
import { useForm } from '../../ui/use_form.ts';
import { parseHours } from './balance.ts';
import { addCorrection, type Correction, correctionsOf, removeCorrection } from './details.ts';
import { signed } from './words.ts';

function removeWithUndo(target: number, { id, date, hours, note }: Correction): void {
    undoable(
        t('targets.correction_deleted', { hours: signed(hours * 3600) }),
        () => addCorrection(target, { date, hours, note }),
        removeCorrection(target, id),
    );
}

const EMPTY = { hours: '', note: '' };

export function Corrections({ target, isWanted }: { target: number; isWanted: boolean }) {
    const form = useForm({ ...EMPTY, date: today.peek() });
    const { draft, faults, change } = form;
    const box = useRef<HTMLFormElement>(null);
    const rows = correctionsOf(target);
    useEffect(() => {
        if (isWanted) box.current?.querySelector<HTMLElement>('.hours')?.focus();
    }, [isWanted]);

    async function add(): Promise<void> {
        const hours = parseHours(draft.hours);
        if (!hours) {
            form.setFaults({ hours: t('targets.needs_correction') });
            return;
        }
        const { date, note } = draft;
        if (!(await form.submit(() => sent(addCorrection(target, { date, hours, note: note.trim() })), faultsAsSaid)))
            return;
        change(EMPTY);
        box.current?.querySelector<HTMLElement>('.hours')?.focus();
    }

    return (
        <section class="card corrections" aria-labelledby="target-corrections">
            <header class="card-head">
                <h2 id="target-corrections">{t('targets.corrections')}</h2>
            </header>
            <form
                ref={box}
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void add();
                }}
            >
                <Field label={t('targets.date')} fault={faults['date']} class="when-field">
                    {({ id, invalid }) => (
                        <DateInput id={id} invalid={invalid} value={draft.date} onChange={(date) => change({ date })} />
                    )}
                </Field>
                <Field label={t('targets.hours')} fault={faults['hours']} class="hours-field">
                    {({ id, invalid }) => (
                        <input
                            id={id}
                            type="text"
                            class="input time hours"
                            autocomplete="off"
                            placeholder={t('targets.hours_example')}
                            aria-invalid={Boolean(invalid)}
                            aria-describedby={invalid}
                            value={draft.hours}
                            onInput={(event) => change({ hours: event.currentTarget.value })}
                        />
                    )}
                </Field>
                <Field label={t('targets.note')} fault={faults['note']} class="note-field">
                    {({ id, invalid }) => (
                        <input
                            id={id}
                            type="text"
                            class="input"
                            maxLength={500}
                            placeholder={t('targets.note_example')}
                            aria-describedby={invalid}
                            value={draft.note}
                            onInput={(event) => change({ note: event.currentTarget.value })}
                        />
                    )}
                </Field>
                <button type="submit" class="button">
                    <Icon name="plus" size={16} />
                    {t('targets.correct')}
                </button>
            </form>
            <General text={form.general} />
            {rows.length === 0 && <p class="quiet">{t('targets.no_corrections')}</p>}
            <ul>
                {rows.map((row) => (
                    <li key={row.id} class={row.id < 0 ? 'unsent' : ''}>
                        <span class="quiet when">{formatDay(row.date, 'date')}</span>
                        <span class="sum">{signed(row.hours * 3600)}</span>
                        <span class="note marked">
                            <span class={row.note ? '' : 'quiet'}>{row.note || t('targets.no_note')}</span>
                            <AgentMark resource="client_target_corrections" id={row.id} />
                        </span>
                        <button
                            type="button"
                            class="icon-button"
                            aria-label={t('targets.delete_correction', { day: formatDay(row.date, 'date') })}
                            disabled={row.id < 0}
                            onClick={() => removeWithUndo(target, row)}
                        >
                            <Icon name="trash" size={16} />
                        </button>
                    </li>
                ))}
            </ul>
        </section>
    );
}
