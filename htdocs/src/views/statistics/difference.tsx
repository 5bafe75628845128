// difference.tsx -- more or less than before, in words and numbers; never by a colour alone.
import { t } from '../../i18n/i18n.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatNumber } from '../../time/format.ts';

/** Of nothing there is no percentage, and of little it says nothing. */
const MOST_PERCENT = 10;

export function Difference({ now, before, isShort = false }: { now: number; before: number; isShort?: boolean }) {
    const difference = now - before;
    const isSame = Math.abs(difference) < 60;
    if (isSame) return <span class="difference quiet">{isShort ? '±0' : t('statistics.same')}</span>;
    const sign = difference > 0 ? '+' : '−';
    const share = before > 0 ? difference / before : Number.POSITIVE_INFINITY;
    const shown = formatNumber(share, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
    return (
        <span class={isShort ? 'difference quiet' : 'difference'}>
            {sign}
            {formatDuration(Math.abs(difference))}
            {!isShort && Math.abs(share) < MOST_PERCENT && <span class="quiet"> ({shown.replace('-', '−')})</span>}
        </span>
    );
}
