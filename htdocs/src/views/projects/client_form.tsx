// client_form.tsx -- all of a client in a dialog.
import type { Client } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { clients } from '../../store/catalog.ts';
import { sent } from '../../store/queue.ts';
import { undoable } from '../../store/undo.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { FormActions, General, TextField } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.tsx';
import { type Faults, useForm } from '../../ui/use_form.ts';
import { ColorPicker } from './color_picker.tsx';
import { freshColor, readAmount } from './groups.ts';

export const CURRENCIES = ['EUR', 'CHF', 'USD', 'GBP', 'SEK', 'DKK', 'NOK', 'PLN', 'CZK', 'JPY'];

export function ClientForm({ client, onClose }: { client?: Client | undefined; onClose: () => void }) {
    const form = useForm(
        {
            name: client?.name ?? '',
            color: client?.color ?? freshColor(clients.all.peek().map(({ color }) => color)),
            email: client?.email ?? '',
            currency: client?.currency ?? '',
            hourly_rate: client?.hourly_rate ?? '',
            address: client?.address ?? '',
            note: client?.note ?? '',
        },
        { handOver: onClose },
    );
    const { draft, faults, change } = form;

    async function save(): Promise<void> {
        const hourly_rate = readAmount(draft.hourly_rate);
        const wrong: Faults = {};
        if (!draft.name.trim()) wrong['name'] = t('fault.required');
        if (hourly_rate === undefined) wrong['hourly_rate'] = t('fault.not_a_number');
        form.setFaults(wrong);
        if (Object.keys(wrong).length || hourly_rate === undefined) return;
        const body = {
            name: draft.name.trim(),
            color: draft.color,
            email: draft.email.trim() || null,
            currency: draft.currency.trim().toUpperCase() || null,
            hourly_rate,
            address: draft.address.trim() || null,
            note: draft.note.trim() || null,
        };
        const stamp = new Date().toISOString();
        const shown = { ...body, status: 'active' as const, project_count: 0, created_at: stamp, updated_at: stamp };
        if (
            !(await form.submit(() =>
                sent<unknown>(client ? clients.change(client.id, body, client) : clients.create(body, shown)),
            ))
        )
            return;
        onClose();
        if (!client) return toast(t('projects.added', { name: body.name }));
        const { name, color, email, currency, hourly_rate: rate, address, note } = client;
        undoable(t('projects.saved', { name: body.name }), () =>
            clients.change(client.id, { name, color, email, currency, hourly_rate: rate, address, note }),
        );
    }

    return (
        <Dialog
            title={client ? t('projects.edit_client') : t('projects.add_client')}
            onClose={onClose}
            onSubmit={() => void save()}
            actions={
                <FormActions label={client ? t('ui.save') : t('projects.add')} isBusy={form.isBusy} onClose={onClose} />
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
            <ColorPicker value={draft.color} onChange={(color) => change({ color })} />
            <div class="form-row">
                <TextField
                    label={t('projects.rate')}
                    value={draft.hourly_rate}
                    fault={faults['hourly_rate']}
                    inputMode="decimal"
                    onInput={(hourly_rate) => change({ hourly_rate })}
                />
                <Field label={t('projects.currency')} fault={faults['currency']}>
                    {({ id, invalid }) => (
                        <>
                            <input
                                id={id}
                                type="text"
                                class="input"
                                list={`${id}-list`}
                                maxLength={3}
                                autocomplete="off"
                                aria-describedby={invalid}
                                aria-invalid={Boolean(invalid)}
                                placeholder="EUR"
                                value={draft.currency}
                                onInput={(event) => change({ currency: event.currentTarget.value })}
                            />
                            <datalist id={`${id}-list`}>
                                {CURRENCIES.map((currency) => (
                                    <option key={currency}>{currency}</option>
                                ))}
                            </datalist>
                        </>
                    )}
                </Field>
            </div>
            <TextField
                label={t('projects.email')}
                value={draft.email}
                fault={faults['email']}
                inputMode="email"
                onInput={(email) => change({ email })}
            />
            <TextField
                label={t('projects.address')}
                value={draft.address}
                fault={faults['address']}
                lines={2}
                onInput={(address) => change({ address })}
            />
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
