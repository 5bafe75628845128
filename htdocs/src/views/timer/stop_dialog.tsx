// stop_dialog.tsx -- the timer was stopped and has no project yet, or was forgotten: asks for what is missing. The
// clock stands at the click meanwhile; closing it lets the timer run on as if nothing had been.
import { t } from '../../i18n/i18n.ts';
import { askedAt, book, discard } from '../../shell/actions.ts';
import { elapsedSeconds, timer } from '../../store/timer.ts';
import { formatDuration } from '../../time/duration.ts';
import { now } from '../../time/now.ts';
import { fromWire } from '../../time/zone.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { TimeInput } from '../../ui/inputs.tsx';
import { ProjectList } from '../../ui/project_picker.tsx';

export default function StopDialog() {
    const end = askedAt.value;
    const running = timer.value;
    if (end === undefined || !running) return null;
    const start = fromWire(running.start_time);
    const close = (): void => {
        askedAt.value = undefined;
    };
    return (
        <Dialog
            title={t('timer.which_project')}
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
                        <button
                            type="button"
                            class="button primary"
                            onClick={() => void book(running.project_id!, end)}
                        >
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
            <ProjectList onChoose={(project) => void book(project, end)} onClose={close} />
            <Field label={t('timer.stopped')}>
                {({ id }) => (
                    <TimeInput
                        id={id}
                        value={end}
                        after={start}
                        onChange={(ms) => {
                            askedAt.value = Math.min(ms, now());
                        }}
                    />
                )}
            </Field>
        </Dialog>
    );
}
