// break_field.tsx -- the break of the timer, and whether it leaves anything to be booked.
import { t } from '../../i18n/i18n.ts';
import { changeTimer, isBreakTooLong, timer } from '../../store/timer.ts';
import { attempt } from '../../store/undo.ts';
import { Field } from '../../ui/field.tsx';
import { MinutesInput } from '../../ui/inputs.tsx';

/** AT: where the timer stands or is to end. */
export function BreakField({ at }: { at: number }) {
    const running = timer.value;
    if (!running) return null;
    const { break_minutes } = running;
    const fault = isBreakTooLong(running, at) ? t('timer.break_too_long', { n: break_minutes }) : undefined;
    return (
        <Field label={t('entry.break')} hint={t('timer.break_hint')} fault={fault}>
            {({ id, invalid }) => (
                <MinutesInput
                    id={id}
                    invalid={invalid}
                    value={break_minutes}
                    onChange={(minutes) => void attempt(changeTimer({ break_minutes: minutes }))}
                />
            )}
        </Field>
    );
}
