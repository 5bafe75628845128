// project_form.tsx -- all of a project in a dialog. Its client can be made there as well.
import { useState } from 'preact/hooks';
import type { Client, Project } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { clients, projects } from '../../store/catalog.ts';
import { sent } from '../../store/queue.ts';
import { attempt, undoable } from '../../store/undo.ts';
import { formatNumber } from '../../time/format.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { FormActions, General, TextField } from '../../ui/form.tsx';
import { Popover } from '../../ui/popover.tsx';
import { ProjectName } from '../../ui/project_picker.tsx';
import { toast } from '../../ui/toast.tsx';
import { type Faults, useForm } from '../../ui/use_form.ts';
import { ColorPicker } from './color_picker.tsx';
import { freshColor, readAmount } from './groups.ts';

function ClientPicker({
    value,
    onChange,
    id,
}: {
    value: number | undefined;
    onChange: (id: number) => void;
    id: string;
}) {
    const [isOpen, setOpen] = useState(false);
    const chosen = clients.get(value);
    const view = ({ name, color }: Client) => <ProjectName name={name} color={color} />;
    const choose = (client: number): void => {
        setOpen(false);
        onChange(client);
    };
    const create = (name: string): void => {
        const color = freshColor(clients.all.peek().map((client) => client.color));
        void attempt(clients.create({ name, color })).then((answer) => answer && choose(answer.client.id));
    };
    return (
        <Popover
            id={id}
            class="input picker"
            isOpen={isOpen}
            onToggle={setOpen}
            button={chosen ? view(chosen) : <span class="quiet">{t('projects.choose_client')}</span>}
        >
            <Combobox
                label={t('projects.choose_client')}
                options={clients.all.value
                    .filter((client) => client.status === 'active' || client.id === value)
                    .map((client) => ({ value: client.id, label: client.name, view: view(client) }))}
                onChoose={choose}
                onCreate={create}
                onClose={() => setOpen(false)}
            />
        </Popover>
    );
}

type Props = { project?: Project | undefined; client?: number | undefined; onClose: () => void };

export function ProjectForm({ project, client, onClose }: Props) {
    const active = clients.all.peek().filter(({ status }) => status === 'active');
    const form = useForm(
        {
            name: project?.name ?? '',
            client_id: project?.client_id ?? client ?? (active.length === 1 ? active[0]?.id : undefined),
            color: project?.color ?? freshColor(projects.all.peek().map(({ color }) => color)),
            billable: project?.billable ?? true,
            hourly_rate: project?.hourly_rate ?? '',
            budget_hours:
                project?.budget_hours == null ? '' : formatNumber(project.budget_hours, { useGrouping: false }),
            note: project?.note ?? '',
        },
        { handOver: onClose },
    );
    const { draft, faults, change } = form;
    const owner = clients.get(draft.client_id);

    async function save(): Promise<void> {
        const hourly_rate = readAmount(draft.hourly_rate);
        const budget = readAmount(draft.budget_hours);
        const wrong: Faults = {};
        if (!draft.name.trim()) wrong['name'] = t('fault.required');
        if (hourly_rate === undefined) wrong['hourly_rate'] = t('fault.not_a_number');
        if (budget === undefined) wrong['budget_hours'] = t('fault.not_a_number');
        form.setFaults(wrong);
        if (Object.keys(wrong).length || hourly_rate === undefined || budget === undefined) return;
        const body = {
            name: draft.name.trim(),
            ...(draft.client_id === undefined ? {} : { client_id: draft.client_id }),
            color: draft.color,
            billable: draft.billable,
            hourly_rate,
            budget_hours: budget === null ? null : Number(budget),
            note: draft.note.trim() || null,
        };
        const stamp = new Date().toISOString();
        const shown = owner && {
            ...body,
            client_id: owner.id,
            client_name: owner.name,
            client_color: owner.color,
            status: 'active' as const,
            favorite: false,
            created_at: stamp,
            updated_at: stamp,
        };
        if (
            !(await form.submit(() =>
                sent<unknown>(project ? projects.change(project.id, body, project) : projects.create(body, shown)),
            ))
        )
            return;
        onClose();
        if (!project) return toast(t('projects.added', { name: body.name }));
        const { name, client_id, color, billable, hourly_rate: rate, budget_hours, note } = project;
        undoable(t('projects.saved', { name: body.name }), () =>
            projects.change(project.id, { name, client_id, color, billable, hourly_rate: rate, budget_hours, note }),
        );
    }

    return (
        <Dialog
            title={project ? t('projects.edit_project') : t('projects.add_project')}
            onClose={onClose}
            onSubmit={() => void save()}
            actions={
                <FormActions
                    label={project ? t('ui.save') : t('projects.add')}
                    isBusy={form.isBusy}
                    onClose={onClose}
                />
            }
        >
            <General text={form.general} />
            <TextField
                label={t('projects.name')}
                value={draft.name}
                fault={faults['name']}
                maxLength={200}
                onInput={(name) => change({ name })}
            />
            <Field label={t('projects.client')} fault={faults['client_id']}>
                {({ id }) => (
                    <ClientPicker id={id} value={draft.client_id} onChange={(client_id) => change({ client_id })} />
                )}
            </Field>
            <ColorPicker value={draft.color} onChange={(color) => change({ color })} />
            <label class="check">
                <input
                    type="checkbox"
                    checked={draft.billable}
                    onChange={(event) => change({ billable: event.currentTarget.checked })}
                />
                {t('entry.billable')}
            </label>
            <div class="form-row">
                <TextField
                    label={owner?.currency ? t('projects.rate_in', { currency: owner.currency }) : t('projects.rate')}
                    value={draft.hourly_rate}
                    fault={faults['hourly_rate']}
                    placeholder={owner?.hourly_rate ?? undefined}
                    hint={owner?.hourly_rate ? t('projects.rate_hint') : ''}
                    inputMode="decimal"
                    onInput={(hourly_rate) => change({ hourly_rate })}
                />
                <TextField
                    label={t('projects.budget')}
                    value={draft.budget_hours}
                    fault={faults['budget_hours']}
                    inputMode="decimal"
                    onInput={(budget_hours) => change({ budget_hours })}
                />
            </div>
            <TextField
                label={t('projects.note')}
                value={draft.note}
                fault={faults['note']}
                lines={2}
                onInput={(note) => change({ note })}
            />
        </Dialog>
    );
}
