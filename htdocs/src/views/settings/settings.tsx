// settings.tsx -- how one wants to see and count things. Each choice is saved at once and can be undone.
// #/settings/sessions leads to where one is signed in.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { User } from '../../api/types.ts';
import type { PlainKey } from '../../i18n/i18n.ts';
import { t } from '../../i18n/i18n.ts';
import { route } from '../../shell/router.ts';
import { areOn, setShortcuts } from '../../shell/shortcuts.ts';
import { account } from '../../store/account.ts';
import { undoable } from '../../store/undo.ts';
import { formatDay, formatTime } from '../../time/format.ts';
import { minute } from '../../time/now.ts';
import { today } from '../../time/today.ts';
import { DateInput } from '../../ui/inputs.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { Choice, Setting, ZonePicker } from './controls.tsx';
import { Idle } from './idle.tsx';
import { faults, save } from './save.ts';
import { Sessions } from './sessions.tsx';
import { WorkHours } from './work_hours.tsx';

const STEPS = [1, 5, 6, 10, 12, 15, 20, 30, 60];

function Section({ name, children }: { name: string; children: ComponentChildren }) {
    const title = `settings.section.${name}` as PlainKey;
    return (
        <section class="card settings-section" aria-labelledby={`settings-${name}`}>
            <h2 id={`settings-${name}`} tabIndex={-1}>
                {t(title)}
            </h2>
            {children}
        </section>
    );
}

/** A number that may also be none. It is saved when it is left or Enter is pressed. */
function MaxHours({ user }: { user: User }) {
    const [typed, setTyped] = useState<string | undefined>(undefined);
    const label = t('settings.max_hours');
    const commit = (): void => {
        if (typed === undefined) return;
        const timer_max_hours = typed.trim() ? Number(typed.replace(',', '.')) : null;
        if (timer_max_hours !== null && !Number.isInteger(timer_max_hours)) {
            faults.value = { ...faults.peek(), timer_max_hours: t('fault.not_a_number') };
            return;
        }
        // What is refused stays there, to be mended.
        void save(label, { timer_max_hours }).then((isTaken) => isTaken && setTyped(undefined));
    };
    return (
        <Setting label={label} hint={t('settings.max_hours_hint')} name="timer_max_hours">
            {({ id, invalid }) => (
                <span class="row">
                    <input
                        id={id}
                        type="text"
                        class="input number"
                        inputMode="numeric"
                        autocomplete="off"
                        aria-describedby={invalid}
                        aria-invalid={Boolean(invalid)}
                        placeholder={t('settings.never')}
                        value={typed ?? user.timer_max_hours ?? ''}
                        onInput={(event) => setTyped(event.currentTarget.value)}
                        onBlur={commit}
                        onKeyDown={(event) => event.key === 'Enter' && commit()}
                    />
                    <span class="quiet">{t('settings.hours')}</span>
                </span>
            )}
        </Setting>
    );
}

function Lock({ user }: { user: User }) {
    const [typed, setTyped] = useState<string | undefined>(undefined);
    const label = t('settings.locked');
    const set = (locked_until: string | null): void => {
        setTyped(locked_until ?? undefined);
        if (locked_until && locked_until > today.value) {
            faults.value = { ...faults.peek(), locked_until: t('fault.in_future') };
            return;
        }
        void save(label, { locked_until }).then((isTaken) => isTaken && setTyped(undefined));
    };
    const hint = user.locked_until
        ? t('settings.locked_hint', { day: formatDay(user.locked_until, 'full') })
        : t('settings.unlocked_hint');
    return (
        <Setting label={label} hint={hint} name="locked_until">
            {({ id, invalid }) => (
                <span class="row">
                    <DateInput
                        id={id}
                        invalid={invalid}
                        value={typed ?? user.locked_until ?? ''}
                        max={today.value}
                        onChange={set}
                    />
                    {(user.locked_until || typed) && (
                        <button type="button" class="button small" onClick={() => set(null)}>
                            {t('settings.unlock')}
                        </button>
                    )}
                </span>
            )}
        </Setting>
    );
}

function Rounding({ user }: { user: User }) {
    const label = t('settings.rounding');
    const steps = STEPS.includes(user.rounding_minutes) ? STEPS : [...STEPS, user.rounding_minutes];
    return (
        <>
            <Choice
                label={label}
                hint={t('settings.rounding_hint')}
                value={user.rounding_mode}
                options={(['none', 'down', 'nearest', 'up'] as const).map((value) => ({
                    value,
                    label: t(`settings.rounding.${value}`),
                }))}
                onChoose={(rounding_mode) => void save(label, { rounding_mode })}
            />
            {user.rounding_mode !== 'none' && (
                <>
                    <Setting label={t('settings.step')} name="rounding_minutes">
                        {({ id, invalid }) => (
                            <select
                                id={id}
                                class="input"
                                aria-describedby={invalid}
                                value={String(user.rounding_minutes)}
                                onChange={(event) =>
                                    void save(t('settings.step'), {
                                        rounding_minutes: Number(event.currentTarget.value),
                                    })
                                }
                            >
                                {steps.map((n) => (
                                    <option key={n} value={String(n)}>
                                        {t('settings.minutes', { n })}
                                    </option>
                                ))}
                            </select>
                        )}
                    </Setting>
                    <Choice
                        label={t('settings.rounding_per')}
                        value={user.rounding_per}
                        options={[
                            { value: 'entry', label: t('settings.per.entry') },
                            { value: 'day', label: t('settings.per.day') },
                        ]}
                        onChoose={(rounding_per) => void save(t('settings.rounding_per'), { rounding_per })}
                    />
                </>
            )}
        </>
    );
}

function Sections({ user }: { user: User }) {
    return (
        <>
            <Section name="look">
                <Choice
                    label={t('settings.language')}
                    value={user.locale}
                    options={[
                        { value: 'en', label: 'English' },
                        { value: 'de', label: 'Deutsch' },
                    ]}
                    onChoose={(locale) => void save(t('settings.language'), { locale })}
                />
                <Choice
                    label={t('settings.theme')}
                    value={user.theme}
                    options={(['system', 'light', 'dark'] as const).map((value) => ({
                        value,
                        label: t(`settings.theme.${value}`),
                    }))}
                    onChoose={(theme) => void save(t('settings.theme'), { theme })}
                />
                <Choice
                    label={t('settings.density')}
                    hint={t('settings.density_hint')}
                    value={user.density}
                    options={(['comfortable', 'compact'] as const).map((value) => ({
                        value,
                        label: t(`settings.density.${value}`),
                    }))}
                    onChoose={(density) => void save(t('settings.density'), { density })}
                />
                <Setting label={t('settings.shortcuts')} hint={t('settings.shortcuts_hint')}>
                    {({ id }) => (
                        <input
                            id={id}
                            type="checkbox"
                            class="switch"
                            role="switch"
                            aria-checked={areOn.value}
                            checked={areOn.value}
                            onChange={(event) => {
                                const on = event.currentTarget.checked;
                                setShortcuts(on);
                                undoable(t('settings.saved', { what: t('settings.shortcuts') }), async () =>
                                    setShortcuts(!on),
                                );
                            }}
                        />
                    )}
                </Setting>
            </Section>
            <Section name="time">
                <Setting
                    label={t('settings.zone')}
                    hint={t('settings.zone_hint', { time: formatTime(minute.value) })}
                    name="time_zone"
                >
                    {({ id, invalid }) => <ZonePicker id={id} invalid={invalid} />}
                </Setting>
                <Choice
                    label={t('settings.week_start')}
                    value={user.week_start}
                    options={(['monday', 'saturday', 'sunday'] as const).map((value) => ({
                        value,
                        label: t(`settings.week_start.${value}`),
                    }))}
                    onChoose={(week_start) => void save(t('settings.week_start'), { week_start })}
                />
                <Choice
                    label={t('settings.hour_cycle')}
                    value={user.hour_cycle}
                    options={[
                        { value: 'h23', label: t('settings.hour_cycle.h23') },
                        { value: 'h12', label: t('settings.hour_cycle.h12') },
                    ]}
                    onChoose={(hour_cycle) => void save(t('settings.hour_cycle'), { hour_cycle })}
                />
                <WorkHours user={user} />
            </Section>
            <Section name="rules">
                <MaxHours user={user} />
                <Idle />
                <Rounding user={user} />
                <Choice
                    label={t('settings.breaks')}
                    hint={t('settings.breaks_hint')}
                    value={user.break_rules}
                    options={[
                        { value: 'none', label: t('settings.breaks.none') },
                        { value: 'germany', label: t('settings.breaks.germany') },
                    ]}
                    onChoose={(break_rules) => void save(t('settings.breaks'), { break_rules })}
                />
                <Lock user={user} />
            </Section>
            <Section name="sessions">
                <Sessions />
            </Section>
            <Section name="account">
                <dl class="settings-account">
                    <dt>{t('settings.username')}</dt>
                    <dd>{user.username}</dd>
                    {user.email && (
                        <>
                            <dt>{t('settings.email')}</dt>
                            <dd>{user.email}</dd>
                        </>
                    )}
                </dl>
                <p class="hint">{t('settings.provider')}</p>
            </Section>
        </>
    );
}

export default function Settings() {
    const user = account.value;
    const [, part] = route.value.path.split('/');
    useEffect(() => {
        // After the frame has brought the page to its top.
        if (part) setTimeout(() => document.getElementById(`settings-${part}`)?.focus(), 0);
    }, [part, user === undefined]);
    return (
        <div class="settings">
            <header class="view-head">
                <h1 class="view-title">{t('settings.title')}</h1>
            </header>
            {user ? <Sections user={user} /> : <Skeleton lines={10} />}
        </div>
    );
}
