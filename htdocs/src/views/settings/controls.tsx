// controls.tsx -- a setting: its name, what it means, and what it is set to.
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { account } from '../../store/account.ts';
import { minute } from '../../time/now.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { Popover } from '../../ui/popover.tsx';
import { type Fields, faults, save } from './save.ts';
import { allZones, offsetOf, spokenZone } from './zones.ts';

type SettingProps = {
    label: string;
    hint?: string | undefined;
    /** Whose fault is shown. */
    name?: keyof Fields;
    children: (ids: { id: string; label: string; invalid: string | undefined }) => ComponentChildren;
};

export function Setting({ label, hint, name, children }: SettingProps) {
    const id = useId();
    const fault = name && faults.value[name];
    return (
        <div class="setting">
            <div>
                <label id={`${id}-label`} for={id}>
                    {label}
                </label>
                {hint && <p class="hint">{hint}</p>}
            </div>
            <div class="setting-value">
                {children({ id, label: `${id}-label`, invalid: fault ? `${id}-fault` : undefined })}
                {fault && (
                    <p class="fault" id={`${id}-fault`} role="alert">
                        {fault}
                    </p>
                )}
            </div>
        </div>
    );
}

type ChoiceProps<V extends string> = {
    label: string;
    hint?: string;
    value: V | undefined;
    options: readonly { value: V; label: string }[];
    onChoose: (value: V) => void;
};

/** One of a few: all of them can be seen. */
export function Choice<V extends string>({ label, hint, value, options, onChoose }: ChoiceProps<V>) {
    const name = useId();
    return (
        <div
            class="setting"
            role="radiogroup"
            aria-labelledby={`${name}-label`}
            aria-describedby={hint && `${name}-hint`}
        >
            <div>
                <p id={`${name}-label`}>{label}</p>
                {hint && (
                    <p class="hint" id={`${name}-hint`}>
                        {hint}
                    </p>
                )}
            </div>
            <div class="segments">
                {options.map((option) => (
                    <label key={option.value}>
                        <input
                            type="radio"
                            name={name}
                            checked={option.value === value}
                            onChange={() => onChoose(option.value)}
                        />
                        <span>{option.label}</span>
                    </label>
                ))}
            </div>
        </div>
    );
}

const ZoneName = ({ zone }: { zone: string }) => (
    <span class="zone">
        <span>{spokenZone(zone)}</span>
        <span class="quiet">{offsetOf(zone, minute.value)}</span>
    </span>
);

export function ZonePicker({ id, invalid }: { id: string; invalid: string | undefined }) {
    const [isOpen, setOpen] = useState(false);
    const zone = account.value?.time_zone ?? 'UTC';
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return (
        <Popover
            id={id}
            invalid={invalid}
            class="input picker"
            align="end"
            isOpen={isOpen}
            onToggle={setOpen}
            button={<ZoneName zone={zone} />}
        >
            <Combobox
                label={t('settings.zone_search')}
                options={allZones([zone, here, 'UTC']).map((name, i) => ({
                    value: name,
                    label: spokenZone(name),
                    view: <ZoneName zone={name} />,
                    group:
                        i < 3 && [zone, here, 'UTC'].includes(name) ? t('settings.zone_near') : t('settings.zone_all'),
                }))}
                onChoose={(time_zone) => {
                    setOpen(false);
                    void save(t('settings.zone'), { time_zone });
                }}
                onClose={() => setOpen(false)}
            />
        </Popover>
    );
}
