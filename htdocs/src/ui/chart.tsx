// chart.tsx -- the frame of a picture of numbers: what it shows in one sentence for those who hear it, the picture, and
// the numbers themselves in a table below. The picture is for eyes only, so that nothing is said twice.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';

type Props = {
    /** The picture in a sentence or two. */
    summary: string;
    children: ComponentChildren;
    /** Makes the table; called when somebody wants to see it. */
    table: () => ComponentChildren;
    /** Whether the table is seen at once: it serves as the legend then. */
    isOpen?: boolean;
    class?: string;
};

export function Chart({ summary, children, table, isOpen = false, class: className = '' }: Props) {
    const [open, setOpen] = useState(isOpen);
    return (
        <figure class={`chart ${className}`}>
            <figcaption class="visually-hidden">{summary}</figcaption>
            {children}
            <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
                <summary>{t('ui.numbers')}</summary>
                {open && table()}
            </details>
        </figure>
    );
}
