// idle.tsx -- somebody is back, and the timer ran on meanwhile: asks what that time was. It stands beside the work and
// stops nobody; whoever does not answer keeps the time.
import { useEffect, useId } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { answered, start, stop } from '../../shell/actions.ts';
import { href } from '../../shell/router.ts';
import { account } from '../../store/account.ts';
import { asksSystem } from '../../store/device.ts';
import { timer } from '../../store/timer.ts';
import { spokenDuration } from '../../time/duration.ts';
import { formatTime } from '../../time/format.ts';
import { fromWire } from '../../time/zone.ts';
import { Icon } from '../../ui/icon.tsx';
import { type Away, away, byServer, settle, watch } from './watch.ts';

/** Stops when they left, and starts the same again now. */
async function discardAndContinue({ from }: Away): Promise<void> {
    const running = timer.peek();
    if (!running) return;
    const { project_id, description } = running;
    settle();
    if (!(await stop(byServer(from)))) await answered();
    // It runs on where the question for the project was closed.
    if (!timer.peek()) await start({ project_id, description });
}

export default function Idle() {
    const user = account.value?.id;
    const title = useId();
    useEffect(() => (user === undefined ? undefined : watch(user)), [user, asksSystem.value]);
    const gone = away.value;
    const running = timer.value;
    if (!gone || !running || fromWire(running.start_time) >= byServer(gone.until)) return null;
    const [from, to] = [byServer(gone.from), byServer(gone.until)];
    const length = spokenDuration((gone.until - gone.from) / 1000, document.documentElement.lang);
    return (
        <section class="idle-prompt" role="dialog" aria-labelledby={title}>
            <div class="row">
                <Icon name="pause" />
                <h2 id={title}>{t('idle.title')}</h2>
            </div>
            <p role="alert">{t('idle.text', { from: formatTime(from), to: formatTime(to), time: length })}</p>
            <div class="idle-choices">
                <button type="button" class="button" onClick={settle}>
                    {t('idle.keep')}
                </button>
                <button
                    type="button"
                    class="button"
                    onClick={() => {
                        settle();
                        void stop(from);
                    }}
                >
                    {t('idle.discard')}
                </button>
                <button type="button" class="button primary" onClick={() => void discardAndContinue(gone)}>
                    {t('idle.continue')}
                </button>
            </div>
            <p class="hint">
                <a href={href('settings/rules')}>{t('idle.settings')}</a>
            </p>
        </section>
    );
}
