// work_hours.tsx -- from when until when one works as a rule.
import type { User } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { zone } from '../../store/account.ts';
import { formatTime } from '../../time/format.ts';
import { instantOf } from '../../time/zone.ts';
import { Setting } from './controls.tsx';
import { save } from './save.ts';

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

export function WorkHours({ user: { workday_start: from, workday_end: to } }: { user: User }) {
    const label = t('settings.work_hours');
    const choose = (workday_start: number | null, workday_end: number | null): void =>
        void save(label, { workday_start, workday_end });
    const begin = (text: string): void => {
        const start = Number(text);
        if (!text) choose(null, null);
        else choose(start, to !== null && to > start ? to : Math.min(DAY, start + USUAL));
    };
    return (
        <Setting label={label} hint={t('settings.work_hours_hint')} name="workday_end">
            {({ id }) => (
                <span class="row">
                    <select
                        id={id}
                        class="input"
                        value={String(from ?? '')}
                        onChange={(event) => begin(event.currentTarget.value)}
                    >
                        <option value="">{t('settings.work_hours_none')}</option>
                        {times(0, DAY - STEP)}
                    </select>
                    {from !== null && (
                        <>
                            <span aria-hidden="true">–</span>
                            <select
                                class="input"
                                aria-label={t('settings.work_hours_until')}
                                value={String(to)}
                                onChange={(event) => choose(from, Number(event.currentTarget.value))}
                            >
                                {times(from + STEP, DAY)}
                            </select>
                        </>
                    )}
                </span>
            )}
        </Setting>
    );
}
