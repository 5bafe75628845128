// start_editor.tsx -- since when the timer runs, by hand or from where the last entry ended, and its break.
import { t } from '../../i18n/i18n.ts';
import { latestEntry, moveStart } from '../../shell/actions.ts';
import { zone } from '../../store/account.ts';
import { spanOf } from '../../store/entries.ts';
import { timer } from '../../store/timer.ts';
import { formatTime } from '../../time/format.ts';
import { now, seconds } from '../../time/now.ts';
import { today } from '../../time/today.ts';
import { dayOf, fromWire } from '../../time/zone.ts';
import { Field } from '../../ui/field.tsx';
import { TimeInput } from '../../ui/inputs.tsx';
import { BreakField } from './break_field.tsx';

export default function StartEditor() {
    const running = timer.value;
    if (!running) return null;
    const start = fromWire(running.start_time);
    const last = latestEntry();
    const end = last && spanOf(last).end;
    const shift = (minutes: number) => (
        <button type="button" class="button small" onClick={() => moveStart(start + minutes * 60_000)}>
            {minutes > 0 ? `+${minutes}` : `−${-minutes}`} min
        </button>
    );
    return (
        <div class="start-editor">
            <Field label={t('timer.started')}>
                {({ id }) => <TimeInput id={id} value={start} before={now()} onChange={moveStart} />}
            </Field>
            <div class="row">
                {shift(-15)}
                {shift(-5)}
                {shift(5)}
            </div>
            {end !== undefined && end < start && dayOf(end, zone.value) === today.value && (
                <button
                    type="button"
                    class="button small"
                    title={last?.description || last?.project_name}
                    onClick={() => moveStart(end)}
                >
                    {t('timer.from_last', { time: formatTime(end) })}
                </button>
            )}
            <BreakField at={seconds.value} />
        </div>
    );
}
