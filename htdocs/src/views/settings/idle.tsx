// idle.tsx -- after how long one is asked about time in which nothing happened. It is this device's, and the system is
// only asked with the permission that the browser gives for a click.
import { useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { asksSystem, idleMinutes, setIdle } from '../../store/device.ts';
import { undoable } from '../../store/undo.ts';
import { Setting } from './controls.tsx';

const MINUTES = [0, 5, 10, 15, 30];

function System() {
    const [isDenied, setDenied] = useState(false);
    const choose = async (on: boolean): Promise<void> => {
        const isAllowed = !on || (await window.IdleDetector!.requestPermission()) === 'granted';
        setDenied(!isAllowed);
        setIdle(idleMinutes.peek(), on && isAllowed);
    };
    return (
        <Setting
            label={t('settings.idle_system')}
            hint={isDenied ? t('settings.idle_denied') : t('settings.idle_system_hint')}
        >
            {({ id }) => (
                <input
                    id={id}
                    type="checkbox"
                    class="switch"
                    role="switch"
                    aria-checked={asksSystem.value}
                    checked={asksSystem.value}
                    onChange={(event) => {
                        const on = event.currentTarget.checked;
                        // It shows what is so, and the browser has to be asked first.
                        event.currentTarget.checked = asksSystem.peek();
                        void choose(on);
                    }}
                />
            )}
        </Setting>
    );
}

export function Idle() {
    const label = t('settings.idle');
    return (
        <>
            <Setting label={label} hint={t('settings.idle_hint')}>
                {({ id }) => (
                    <select
                        id={id}
                        class="input"
                        value={String(idleMinutes.value)}
                        onChange={(event) => {
                            const before = idleMinutes.peek();
                            setIdle(Number(event.currentTarget.value));
                            undoable(t('settings.saved', { what: label }), async () => setIdle(before));
                        }}
                    >
                        {MINUTES.map((n) => (
                            <option key={n} value={String(n)}>
                                {n ? t('settings.minutes', { n }) : t('settings.idle_off')}
                            </option>
                        ))}
                    </select>
                )}
            </Setting>
            {idleMinutes.value > 0 && window.IdleDetector && <System />}
        </>
    );
}
