// ring.tsx -- how much of the current period is done, as a ring, with a mark where it should stand today.
import { t } from '../../i18n/i18n.ts';
import { formatNumber } from '../../time/format.ts';

type Props = { done: number; due: number; dueToday: number; size?: number };

export function PeriodRing({ done, due, dueToday, size = 76 }: Props) {
    const share = due > 0 ? done / due : 1;
    const shown = Math.max(0, Math.min(1, share));
    const mark = due > 0 ? Math.min(1, dueToday / due) : 1;
    const percent = formatNumber(Math.max(0, share), { style: 'percent', maximumFractionDigits: 0 });
    return (
        <svg
            class="target-ring"
            viewBox="0 0 76 76"
            width={size}
            height={size}
            role="img"
            aria-label={t('targets.ring', { share: percent })}
        >
            <circle class="track" cx="38" cy="38" r="32" />
            {shown > 0 && (
                <circle
                    class="value"
                    cx="38"
                    cy="38"
                    r="32"
                    pathLength="100"
                    stroke-dasharray={`${shown * 100} 100`}
                    transform="rotate(-90 38 38)"
                />
            )}
            {mark > 0 && mark < 1 && (
                <line class="mark" x1="38" y1="0.5" x2="38" y2="11.5" transform={`rotate(${mark * 360} 38 38)`} />
            )}
            <text x="38" y="38">
                {percent}
            </text>
        </svg>
    );
}
