// stop_dialog.tsx -- the timer was stopped and has no project yet, or was forgotten, or its break is too long: asks for what
// is missing. The clock stands at the click meanwhile; closing it lets the timer run on as if nothing had been.
import { useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { askedAt, book, discard } from '../../shell/actions.ts';
import { elapsedSeconds, isBreakTooLong, timer } from '../../store/timer.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatTime } from '../../time/format.ts';
import { now } from '../../time/now.ts';
import { fromWire } from '../../time/zone.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { TimeInput } from '../../ui/inputs.tsx';
import { ProjectList } from '../../ui/project_picker.tsx';
import { BreakField } from './break_field.tsx';

export default function StopDialog() {
    const end = askedAt.value;
    const running = timer.value;
    // An end that cannot be: it stays to be mended.
    const [typed, setTyped] = useState<number | undefined>(undefined);
    if (end === undefined || !running) return null;
    const start = fromWire(running.start_time);
    const setEnd = (ms: number): void => {
        const isPossible = ms > start && ms <= now();
        setTyped(isPossible ? undefined : ms);
        if (isPossible) askedAt.value = ms;
    };
    const save = (project: number): void => {
        const isFine = typed === undefined && !isBreakTooLong(running, end);
        if (isFine) void book(project, end);
        else document.querySelector<HTMLElement>('.dialog [aria-invalid=true]')?.focus();
    };
    const close = (): void => {
        askedAt.value = undefined;
    };
    return (
        <Dialog
            title={running.project_id === null ? t('timer.which_project') : t('timer.save_title')}
            onClose={close}
            actions={
                <>
                    <button type="button" class="button" onClick={discard}>
                        {t('timer.discard')}
                    </button>
                    <button type="button" class="button" onClick={close}>
                        {t('timer.keep')}
                    </button>
                    {running.project_id !== null && (
                        <button type="button" class="button primary" onClick={() => save(running.project_id!)}>
                            {t('timer.book', { project: running.project_name ?? '' })}
                        </button>
                    )}
                </>
            }
        >
            <div class="row spread">
                <p class="quiet">{running.description || t('timer.no_description')}</p>
                <output class="sum">{formatDuration(elapsedSeconds(running, end))}</output>
            </div>
            <ProjectList onChoose={save} onClose={close} />
            <Field
                label={t('timer.stopped')}
                fault={typed === undefined ? undefined : t('timer.end_impossible', { start: formatTime(start) })}
            >
                {({ id, invalid }) => (
                    <TimeInput id={id} invalid={invalid} value={typed ?? end} after={start} onChange={setEnd} />
                )}
            </Field>
            {running.break_minutes > 0 && <BreakField at={end} />}
        </Dialog>
    );
}
