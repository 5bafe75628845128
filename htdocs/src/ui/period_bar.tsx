// period_bar.tsx -- the head of a view of some days: which they are, what they come to, and the way to those beside
// them.
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/i18n.ts';
import { formatDuration } from '../time/duration.ts';
import { Icon } from './icon.tsx';

type Props = {
    title: string;
    /** Undefined while it is not known. */
    seconds: number | undefined;
    onStep: (direction: 1 | -1) => void;
    onToday: () => void;
    children?: ComponentChildren;
};

export function PeriodBar({ title, seconds, onStep, onToday, children }: Props) {
    return (
        <header class="period-bar">
            <h1 class="view-title">{title}</h1>
            {seconds !== undefined && <span class="period-total sum">{formatDuration(seconds)}</span>}
            <div class="period-steps">
                <button type="button" class="icon-button" aria-label={t('period.earlier')} onClick={() => onStep(-1)}>
                    <Icon name="left" />
                </button>
                <button type="button" class="button small" onClick={onToday}>
                    {t('period.today')}
                </button>
                <button type="button" class="icon-button" aria-label={t('period.later')} onClick={() => onStep(1)}>
                    <Icon name="right" />
                </button>
            </div>
            {children}
        </header>
    );
}
