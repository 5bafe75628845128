// states.tsx -- what a view shows when there is nothing, nothing yet, or nothing to be had.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Icon, type IconName } from './icon.tsx';

/** Teaches what would stand here and how it gets here. */
export function EmptyState({
    icon,
    title,
    children,
    action,
}: {
    icon: IconName;
    title: string;
    children?: ComponentChildren;
    action?: ComponentChildren;
}) {
    return (
        <div class="state">
            <span class="state-icon">
                <Icon name={icon} size={28} />
            </span>
            <h2>{title}</h2>
            {children && <p>{children}</p>}
            {action}
        </div>
    );
}

export function ErrorState({ onRetry, children }: { onRetry: () => void; children?: ComponentChildren }) {
    return (
        <div class="state" role="alert">
            <span class="state-icon">
                <Icon name="warning" size={28} />
            </span>
            <h2>{t('ui.error.title')}</h2>
            <p>{children ?? t('ui.error.unreachable')}</p>
            <button type="button" class="button" onClick={onRetry}>
                {t('ui.retry')}
            </button>
        </div>
    );
}

/** Grey lines of about the right form; only when it takes long enough to be seen. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
    const [isLong, setLong] = useState(false);
    useEffect(() => {
        const timer = setTimeout(() => setLong(true), 150);
        return () => clearTimeout(timer);
    }, []);
    return (
        <div class="skeleton" role="status" aria-label={t('ui.loading')}>
            {isLong && Array.from({ length: lines }, (_, i) => <div key={i} class="skeleton-line" />)}
        </div>
    );
}
