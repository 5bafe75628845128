// form.tsx -- a target in a dialog, new or changed. A change holds from a day on, so that what was due before stays as
// it was; or it mends what is written now.
import { useState } from 'preact/hooks';
import { ApiProblem } from '../../api/client.ts';
import type { Target } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { clients, targets } from '../../store/catalog.ts';
import { sent, write } from '../../store/queue.ts';
import { attempt } from '../../store/undo.ts';
import { formatDay } from '../../time/format.ts';
import { thisWeek, today } from '../../time/today.ts';
import { addDays, type Day } from '../../time/zone.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { faultsAsSaid } from '../../ui/field_faults.ts';
import { FormActions, General } from '../../ui/form.tsx';
import { DateInput } from '../../ui/inputs.tsx';
import { Popover } from '../../ui/popover.tsx';
import { ProjectName } from '../../ui/project_picker.tsx';
import { toast } from '../../ui/toast.tsx';
import { type Faults, useForm } from '../../ui/use_form.ts';
import { parseHours, WEEK } from './balance.ts';
import { dayName, hours as spellHours, weekDays } from './words.ts';

type Draft = {
    client_id: number | undefined;
    hours: string;
    period: 'weekly' | 'monthly';
    working_days: string[];
    start_date: Day;
    end_date: Day | '';
    /** First day of a change; nothing where what is written now is to be mended. */
    valid_from: Day | undefined;
};

const draftOf = (target: Target | undefined): Draft =>
    target
        ? {
              client_id: target.client_id,
              hours: spellHours(target.target_hours),
              period: target.period,
              working_days: target.working_days,
              start_date: target.start_date,
              end_date: target.end_date ?? '',
              valid_from: undefined,
          }
        : {
              client_id: undefined,
              hours: '',
              period: 'weekly',
              working_days: ['mon', 'tue', 'wed', 'thu', 'fri'],
              start_date: thisWeek.peek(),
              end_date: '',
              valid_from: undefined,
          };

function ClientPicker({
    value,
    onChange,
    id,
    invalid,
}: {
    value: number | undefined;
    onChange: (id: number) => void;
    id: string;
    invalid: string | undefined;
}) {
    const [isOpen, setOpen] = useState(false);
    const taken = new Set(targets.all.value.map(({ client_id }) => client_id));
    const free = clients.all.value.filter((client) => client.status === 'active' && !taken.has(client.id));
    const client = clients.get(value);
    const choose = (chosen: number): void => {
        setOpen(false);
        onChange(chosen);
    };
    return (
        <Popover
            id={id}
            invalid={invalid}
            class="input picker"
            isOpen={isOpen}
            onToggle={setOpen}
            label={client ? t('targets.client_is', { name: client.name }) : undefined}
            button={
                client ? (
                    <ProjectName name={client.name} color={client.color} />
                ) : (
                    <span class="quiet">{t('targets.choose_client')}</span>
                )
            }
        >
            <Combobox
                label={t('targets.choose_client')}
                options={free.map((one) => ({
                    value: one.id,
                    label: one.name,
                    view: <ProjectName name={one.name} color={one.color} />,
                }))}
                onChoose={choose}
                onCreate={(name) =>
                    void attempt(clients.create({ name })).then((answer) => answer && choose(answer.client.id))
                }
                onClose={() => setOpen(false)}
            />
        </Popover>
    );
}

/** What is wrong with a draft that can be seen without the server. */
function faultsOf(draft: Draft): Record<string, string> {
    const hours = parseHours(draft.hours);
    return {
        ...(draft.client_id === undefined ? { client_id: t('targets.needs_client') } : {}),
        ...(hours === undefined || hours <= 0 ? { target_hours: t('targets.needs_hours') } : {}),
        ...(draft.working_days.length ? {} : { working_days: t('targets.needs_days') }),
        ...(draft.end_date && draft.end_date < draft.start_date ? { end_date: t('targets.ends_early') } : {}),
    };
}

async function store(draft: Draft, target: Target | undefined): Promise<void> {
    const terms = {
        target_hours: parseHours(draft.hours)!,
        period: draft.period,
        working_days: WEEK.filter((day) => draft.working_days.includes(day)),
    };
    const span = { start_date: draft.start_date, end_date: draft.end_date || null };
    if (!target) {
        await sent(targets.create({ client_id: draft.client_id!, ...terms, ...span }));
        return;
    }
    const isMoved = span.start_date !== target.start_date || span.end_date !== target.end_date;
    if (draft.valid_from === undefined) {
        await sent(targets.change(target.id, { ...terms, ...span }, target));
        return;
    }
    if (isMoved) await sent(targets.change(target.id, span, target));
    const path = { id: target.id };
    await sent(write('POST /client-targets/{id}/changes', { path, body: { valid_from: draft.valid_from, ...terms } }));
}

type Props = {
    target?: Target;
    /** Since when what is due now has been due. */
    since?: Day | undefined;
    onClose: (saved: boolean) => void;
};

export function TargetForm({ target, since, onClose }: Props) {
    const cancel = (): void => onClose(false);
    const form = useForm(draftOf(target), { handOver: cancel });
    const { draft, faults, change } = form;

    async function save(): Promise<void> {
        const found = faultsOf(draft);
        form.setFaults(found);
        if (Object.keys(found).length) return;
        // The one thing that the list above could not know: somebody else was quicker.
        const read = (error: unknown): Faults =>
            error instanceof ApiProblem && error.status === 409 && !target
                ? { client_id: t('targets.taken') }
                : faultsAsSaid(error);
        if (!(await form.submit(() => store(draft, target), read))) return;
        onClose(true);
        toast(target ? t('targets.saved') : t('targets.added'));
    }

    return (
        <Dialog
            title={target ? t('targets.edit') : t('targets.add')}
            onClose={cancel}
            onSubmit={() => void save()}
            actions={
                <FormActions label={target ? t('ui.save') : t('targets.add')} isBusy={form.isBusy} onClose={cancel} />
            }
        >
            <General text={form.general} />
            {target ? (
                <ProjectName name={target.client_name} color={target.client_color} />
            ) : (
                <Field label={t('targets.client')} fault={faults['client_id']}>
                    {({ id, invalid }) => (
                        <ClientPicker
                            id={id}
                            invalid={invalid}
                            value={draft.client_id}
                            onChange={(client_id) => change({ client_id })}
                        />
                    )}
                </Field>
            )}
            <div class="form-row">
                <Field label={t('targets.hours')} fault={faults['target_hours']}>
                    {({ id, invalid }) => (
                        <input
                            id={id}
                            type="text"
                            class="input time"
                            inputMode="decimal"
                            autocomplete="off"
                            aria-invalid={Boolean(invalid)}
                            aria-describedby={invalid}
                            value={draft.hours}
                            onInput={(event) => change({ hours: event.currentTarget.value })}
                        />
                    )}
                </Field>
                <Field label={t('targets.period')} fault={faults['period']}>
                    {({ id }) => (
                        <select
                            id={id}
                            class="input"
                            value={draft.period}
                            onChange={(event) => change({ period: event.currentTarget.value as Draft['period'] })}
                        >
                            <option value="weekly">{t('targets.weekly')}</option>
                            <option value="monthly">{t('targets.monthly')}</option>
                        </select>
                    )}
                </Field>
            </div>
            <Days draft={draft} fault={faults['working_days']} onChange={(working_days) => change({ working_days })} />
            {target && (
                <Since since={since ?? target.start_date} draft={draft} fault={faults['valid_from']} change={change} />
            )}
            <div class="form-row">
                <Field label={t('targets.start')} fault={faults['start_date']}>
                    {({ id, invalid }) => (
                        <DateInput
                            id={id}
                            invalid={invalid}
                            value={draft.start_date}
                            onChange={(start_date) => change({ start_date })}
                        />
                    )}
                </Field>
                <Field label={t('targets.end')} fault={faults['end_date']} hint={t('targets.end_hint')}>
                    {({ id, invalid }) => (
                        <input
                            type="date"
                            id={id}
                            class="input date"
                            aria-invalid={Boolean(invalid)}
                            aria-describedby={invalid}
                            value={draft.end_date}
                            onChange={(event) => change({ end_date: event.currentTarget.value })}
                        />
                    )}
                </Field>
            </div>
        </Dialog>
    );
}

type DaysProps = { draft: Draft; fault: string | undefined; onChange: (days: string[]) => void };

function Days({ draft, fault, onChange }: DaysProps) {
    const toggle = (day: string, isOn: boolean): void =>
        onChange(isOn ? [...draft.working_days, day] : draft.working_days.filter((other) => other !== day));
    return (
        <fieldset class={fault ? 'week-days bad' : 'week-days'} aria-describedby={fault && 'targets-days-fault'}>
            <legend>{t('targets.working_days')}</legend>
            {weekDays().map((day) => (
                <label key={day}>
                    <input
                        type="checkbox"
                        checked={draft.working_days.includes(day)}
                        onChange={(event) => toggle(day, event.currentTarget.checked)}
                    />
                    <span>{dayName(day)}</span>
                </label>
            ))}
            {fault && (
                <p class="fault" id="targets-days-fault" role="alert">
                    {fault}
                </p>
            )}
        </fieldset>
    );
}

type SinceProps = { since: Day; draft: Draft; fault: string | undefined; change: (fields: Partial<Draft>) => void };

function Since({ since, draft, fault, change }: SinceProps) {
    const isLater = draft.valid_from !== undefined;
    return (
        <fieldset class="since">
            <legend>{t('targets.change_holds')}</legend>
            <label class="check">
                <input
                    type="radio"
                    name="since"
                    checked={!isLater}
                    onChange={() => change({ valid_from: undefined })}
                />
                {t('targets.change_now', { day: formatDay(since, 'date') })}
            </label>
            <div class="row">
                <label class="check">
                    <input
                        type="radio"
                        name="since"
                        checked={isLater}
                        onChange={() => change({ valid_from: addDays(thisWeek.peek(), 7) })}
                    />
                    {t('targets.change_from')}
                </label>
                {isLater && (
                    <DateInput
                        label={t('targets.change_day')}
                        value={draft.valid_from ?? today.peek()}
                        invalid={fault && 'targets-since-fault'}
                        onChange={(valid_from) => change({ valid_from })}
                    />
                )}
            </div>
            {fault && (
                <p class="fault" id="targets-since-fault" role="alert">
                    {fault}
                </p>
            )}
        </fieldset>
    );
}
