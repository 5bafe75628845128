// forgotten.tsx -- a timer that has been running for longer than the settings say: is that right?
import { useComputed, useSignal } from '@preact/signals';
import type { Timer } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { askedAt } from '../../shell/actions.ts';
import { account } from '../../store/account.ts';
import { elapsedSeconds } from '../../store/timer.ts';
import { spokenDuration } from '../../time/duration.ts';
import { seconds } from '../../time/now.ts';
import { fromWire } from '../../time/zone.ts';
import { Icon } from '../../ui/icon.tsx';

export default function Forgotten({ running }: { running: Timer }) {
    const isDismissed = useSignal(0);
    const hours = account.value?.timer_max_hours;
    const isLong = useComputed(
        () => running.is_forgotten || (hours != null && elapsedSeconds(running, seconds.value) > hours * 3600),
    );
    if (!isLong.value || isDismissed.value === running.id) return null;
    return (
        <div class="banner warning" role="status">
            <Icon name="warning" />
            <span>
                {t('timer.long', {
                    time: spokenDuration(elapsedSeconds(running, seconds.peek()), document.documentElement.lang),
                })}
            </span>
            <button
                type="button"
                class="button small"
                onClick={() => {
                    askedAt.value = fromWire(running.start_time) + (hours ?? 8) * 3_600_000;
                }}
            >
                {t('timer.stop_earlier')}
            </button>
            <button
                type="button"
                class="button small"
                onClick={() => {
                    isDismissed.value = running.id;
                }}
            >
                {t('timer.keep')}
            </button>
        </div>
    );
}
