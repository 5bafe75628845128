// work_hours.tsx -- from when until when one works as a rule; this device's, as the density is.
import { t } from '../../i18n/i18n.ts';
import { zone } from '../../store/account.ts';
import { setWorkHours, type WorkHours, workHours } from '../../store/device.ts';
import { undoable } from '../../store/undo.ts';
import { formatTime } from '../../time/format.ts';
import { instantOf } from '../../time/zone.ts';
import { Setting } from './controls.tsx';

const STEP = 30;
const DAY = 1440;
const USUAL = 9 * 60;
/** Without a change of the clocks in any zone. */
const SOME_DAY = '2026-01-15';

/** The times from FIRST to LAST as options. */
const times = (first: number, last: number) =>
    Array.from({ length: (last - first) / STEP + 1 }, (_, i) => first + i * STEP).map((minutes) => (
        <option key={minutes} value={String(minutes)}>
            {formatTime(instantOf(SOME_DAY, minutes, zone.value))}
        </option>
    ));

export function WorkHoursSetting() {
    const label = t('settings.work_hours');
    const now = workHours.value;
    const choose = (chosen: WorkHours | undefined): void => {
        setWorkHours(chosen);
        undoable(t('settings.saved', { what: label }), async () => setWorkHours(now));
    };
    const begin = (text: string): void => {
        const from = Number(text);
        const to = now && now.to > from ? now.to : Math.min(DAY, from + USUAL);
        choose(text ? { from, to } : undefined);
    };
    return (
        <Setting label={label} hint={t('settings.work_hours_hint')}>
            {({ id }) => (
                <span class="row">
                    <select
                        id={id}
                        class="input"
                        value={String(now?.from ?? '')}
                        onChange={(event) => begin(event.currentTarget.value)}
                    >
                        <option value="">{t('settings.work_hours_none')}</option>
                        {times(0, DAY - STEP)}
                    </select>
                    {now && (
                        <>
                            <span aria-hidden="true">–</span>
                            <select
                                class="input"
                                aria-label={t('settings.work_hours_until')}
                                value={String(now.to)}
                                onChange={(event) => choose({ from: now.from, to: Number(event.currentTarget.value) })}
                            >
                                {times(now.from + STEP, DAY)}
                            </select>
                        </>
                    )}
                </span>
            )}
        </Setting>
    );
}
