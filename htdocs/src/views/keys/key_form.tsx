// key_form.tsx -- makes a key: what it is called, what it may do, how long, and from where.
import { t } from '../../i18n/i18n.ts';
import { zone } from '../../store/account.ts';
import { today } from '../../time/today.ts';
import { addDays, dayEnd, toWire } from '../../time/zone.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { FormActions, General } from '../../ui/form.tsx';
import { DateInput } from '../../ui/inputs.tsx';
import { type Faults, useForm } from '../../ui/use_form.ts';
import { PRESETS, type Preset, presetOf, RESOURCES, readNetworks } from './scopes.ts';
import { createKey, type Made } from './store.ts';

export const TERMS = [7, 30, 90, 180, 365] as const;

function Scopes({ value, onChange }: { value: readonly string[]; onChange: (scopes: string[]) => void }) {
    const toggle = (scope: string, isOn: boolean): void =>
        onChange(isOn ? [...value, scope] : value.filter((one) => one !== scope));
    const box = (action: 'read' | 'write', name: string, text: string) => (
        <td>
            <label class="key-box">
                <input
                    type="checkbox"
                    aria-label={`${text}: ${t(`apikeys.${action}`)}`}
                    checked={value.includes(`${action}:${name}`)}
                    onChange={(event) => toggle(`${action}:${name}`, event.currentTarget.checked)}
                />
            </label>
        </td>
    );
    return (
        <table class="key-scopes">
            <thead>
                <tr>
                    <th scope="col">{t('apikeys.resource')}</th>
                    <th scope="col">{t('apikeys.read')}</th>
                    <th scope="col">{t('apikeys.write')}</th>
                </tr>
            </thead>
            <tbody>
                {RESOURCES.map(({ name, text, read, write }) => (
                    <tr key={name}>
                        <th scope="row">
                            {t(text)}
                            <span class="hint">{t(`${text}.text` as typeof text)}</span>
                        </th>
                        {read ? box('read', name, t(text)) : <td />}
                        {write ? box('write', name, t(text)) : <td />}
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

type Draft = { name: string; scopes: readonly string[]; term: string; day: string; networks: string };

export function KeyForm({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
    const first = { name: '', scopes: PRESETS.read, term: '90', day: addDays(today.peek(), 90), networks: '' };
    const form = useForm<Draft>(first, { name: 'key' });
    const { draft, faults, change } = form;
    const preset = presetOf(draft.scopes);

    async function save(): Promise<void> {
        const wrong: Faults = {};
        if (!draft.name.trim()) wrong['name'] = t('fault.required');
        if (!draft.scopes.length) wrong['scopes'] = t('apikeys.needs_scope');
        form.setFaults(wrong);
        if (Object.keys(wrong).length) return;
        const days = Number(draft.term);
        await form.submit(async () => {
            const made = await createKey({
                name: draft.name.trim(),
                scopes: [...draft.scopes],
                ip_allow: readNetworks(draft.networks),
                ...(days ? { expires_in_days: days } : {}),
                ...(draft.term === 'never' ? { expires_at: null } : {}),
                // Until the end of that day, where the account is.
                ...(draft.term === 'day' ? { expires_at: toWire(dayEnd(draft.day, zone.value)) } : {}),
            });
            onMade(made);
        });
    }

    return (
        <Dialog
            title={t('apikeys.new')}
            wide
            onClose={onClose}
            onSubmit={() => void save()}
            actions={<FormActions label={t('apikeys.make')} isBusy={form.isBusy} onClose={onClose} />}
        >
            <General text={form.general} />
            <Field label={t('apikeys.name')} fault={faults['name']} hint={t('apikeys.name_hint')}>
                {({ id, invalid }) => (
                    <input
                        id={id}
                        type="text"
                        class="input"
                        maxLength={100}
                        autocomplete="off"
                        aria-describedby={invalid}
                        aria-invalid={Boolean(invalid)}
                        value={draft.name}
                        onInput={(event) => change({ name: event.currentTarget.value })}
                    />
                )}
            </Field>
            <fieldset class="key-rights">
                <legend>{t('apikeys.scopes')}</legend>
                <div class="segments">
                    {(Object.keys(PRESETS) as Preset[]).map((name) => (
                        <label key={name}>
                            <input
                                type="radio"
                                name="preset"
                                checked={preset === name}
                                onChange={() => change({ scopes: PRESETS[name] })}
                            />
                            <span>{t(`apikeys.preset.${name}`)}</span>
                        </label>
                    ))}
                </div>
                <p class="hint">{preset ? t(`apikeys.preset.${preset}.text`) : t('apikeys.preset.own')}</p>
                <Scopes value={draft.scopes} onChange={(scopes) => change({ scopes })} />
                {faults['scopes'] && (
                    <p class="fault" role="alert">
                        {faults['scopes']}
                    </p>
                )}
            </fieldset>
            <div class="form-row">
                <Field
                    label={t('apikeys.expiry')}
                    fault={faults['expires_at'] ?? faults['expires_in_days']}
                    hint={draft.term === 'never' ? t('apikeys.never_hint') : ''}
                >
                    {({ id, invalid }) => (
                        <>
                            <select
                                id={id}
                                class="input"
                                aria-describedby={invalid}
                                value={draft.term}
                                onChange={(event) => change({ term: event.currentTarget.value })}
                            >
                                {TERMS.map((days) => (
                                    <option key={days} value={String(days)}>
                                        {t('apikeys.in_days', { n: days })}
                                    </option>
                                ))}
                                <option value="day">{t('apikeys.on_day')}</option>
                                <option value="never">{t('apikeys.never')}</option>
                            </select>
                            {draft.term === 'day' && (
                                <DateInput
                                    label={t('apikeys.on_day')}
                                    value={draft.day}
                                    onChange={(day) => change({ day })}
                                />
                            )}
                        </>
                    )}
                </Field>
                <Field
                    class="key-networks"
                    label={t('apikeys.networks')}
                    fault={faults['ip_allow'] && t('apikeys.networks_fault')}
                    hint={t('apikeys.networks_hint')}
                >
                    {({ id, invalid }) => (
                        <input
                            id={id}
                            type="text"
                            class="input"
                            autocomplete="off"
                            spellcheck={false}
                            aria-describedby={invalid}
                            aria-invalid={Boolean(invalid)}
                            placeholder="192.0.2.0/24, 2001:db8::/32"
                            value={draft.networks}
                            onInput={(event) => change({ networks: event.currentTarget.value })}
                        />
                    )}
                </Field>
            </div>
        </Dialog>
    );
}
