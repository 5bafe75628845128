// start_editor.tsx -- since when the timer runs, and its break.
import { t } from '../../i18n/i18n.ts';
import { moveStart } from '../../shell/actions.ts';
import { changeTimer, timer } from '../../store/timer.ts';
import { attempt } from '../../store/undo.ts';
import { fromWire } from '../../time/zone.ts';
import { Field } from '../../ui/field.tsx';
import { MinutesInput, TimeInput } from '../../ui/inputs.tsx';

export default function StartEditor() {
    const running = timer.value;
    if (!running) return null;
    const start = fromWire(running.start_time);
    const shift = (minutes: number) => (
        <button type="button" class="button small" onClick={() => moveStart(start + minutes * 60_000)}>
            {minutes > 0 ? `+${minutes}` : `−${-minutes}`} min
        </button>
    );
    return (
        <div class="start-editor">
            <Field label={t('timer.started')}>
                {({ id }) => <TimeInput id={id} value={start} onChange={moveStart} />}
            </Field>
            <div class="row">
                {shift(-15)}
                {shift(-5)}
                {shift(5)}
            </div>
            <Field label={t('entry.break')} hint={t('timer.break_hint')}>
                {({ id }) => (
                    <MinutesInput
                        id={id}
                        value={running.break_minutes}
                        onChange={(minutes) => void attempt(changeTimer({ break_minutes: minutes }))}
                    />
                )}
            </Field>
        </div>
    );
}
