// usage.tsx -- how often a key was used in the last 90 days, as small bars.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { t } from '../../i18n/i18n.ts';
import { formatNumber } from '../../time/format.ts';
import { now } from '../../time/now.ts';
import { fillDays, type Use } from './scopes.ts';

const DAYS = 90;
const HEIGHT = 26;

export function Usage({ id, name, stamp }: { id: number; name: string; stamp: string | null }) {
    const use = useSignal<{ total: number; days: Use[] } | undefined>(undefined);
    useEffect(() => {
        let isGone = false;
        call('GET /api-keys/{id}/usage', { path: { id } }).then(
            ({ api_key_usage: { total_calls, days } }) => {
                if (!isGone) use.value = { total: total_calls, days: days as Use[] };
            },
            () => {}, // the key is gone, or nobody answers: then there are no bars
        );
        return () => {
            isGone = true;
        };
    }, [id, stamp]);
    // Days are UTC's: those that the server counts by.
    const days = fillDays(use.value?.days ?? [], new Date(now()).toISOString().slice(0, 10), DAYS);
    const most = Math.max(1, ...days.map(({ calls }) => calls));
    const text = use.value ? t('apikeys.calls', { n: use.value.total, count: formatNumber(use.value.total) }) : '';
    return (
        <div class="key-usage">
            <svg
                role="img"
                preserveAspectRatio="none"
                viewBox={`0 0 ${DAYS * 2} ${HEIGHT}`}
                aria-label={t('apikeys.usage_of', { name, text })}
            >
                {days.map(({ day, calls }, i) => {
                    const height = calls ? Math.max(3, (calls / most) * HEIGHT) : 1;
                    return (
                        <rect
                            key={day}
                            class={calls ? 'used' : ''}
                            x={i * 2}
                            y={HEIGHT - height}
                            width={calls ? 1.6 : 2}
                            height={height}
                        />
                    );
                })}
            </svg>
            <span class="hint">{text}</span>
        </div>
    );
}
