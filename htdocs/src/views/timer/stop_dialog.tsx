// stop_dialog.tsx -- the timer was stopped and has no project yet, or was forgotten, or its break is too long: asks for what
// is missing. The clock stands at the click meanwhile; closing it lets the timer run on as if nothing had been.
import { t } from '../../i18n/i18n.ts';
import { askedAt, book, discard } from '../../shell/actions.ts';
import { elapsedSeconds, isBreakTooLong, timer } from '../../store/timer.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatTime } from '../../time/format.ts';
import { now } from '../../time/now.ts';
import { fromWire } from '../../time/zone.ts';
import { Dialog, heldByUnread } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { TimeInput } from '../../ui/inputs.tsx';
import { ProjectList } from '../../ui/project_picker.tsx';
import { BreakField } from './break_field.tsx';

export default function StopDialog() {
    const end = askedAt.value;
    const running = timer.value;
    if (end === undefined || !running) return null;
    const start = fromWire(running.start_time);
    const faultOf = (ms: number): string | undefined =>
        ms > start && ms <= now() ? undefined : t('timer.end_impossible', { start: formatTime(start) });
    const close = (): void => {
        askedAt.value = undefined;
    };
    // A click in the list leaves the focus where it is: what is being typed is read first.
    const bookOn = (project: number): void => {
        (document.activeElement as HTMLElement | null)?.blur();
        setTimeout(() => {
            const at = askedAt.peek();
            const asked = timer.peek();
            if (at === undefined || !asked || heldByUnread(document.querySelector('dialog[open]')!)) return;
            if (isBreakTooLong(asked, at)) document.querySelector<HTMLElement>('.dialog [aria-invalid=true]')?.focus();
            else void book(project, at);
        }, 0);
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
                        <button type="button" class="button primary" onClick={() => bookOn(running.project_id!)}>
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
            <ProjectList onChoose={bookOn} onClose={close} />
            <Field label={t('timer.stopped')}>
                {({ id }) => (
                    <TimeInput
                        id={id}
                        value={end}
                        after={start}
                        check={faultOf}
                        onChange={(ms) => {
                            askedAt.value = ms;
                        }}
                    />
                )}
            </Field>
            {running.break_minutes > 0 && <BreakField at={end} />}
        </Dialog>
    );
}
