// toast.tsx -- one message at a time, with one thing to do about it. It stands in a live region, so it is spoken as
// well.
import { signal } from '@preact/signals';
import { t } from '../i18n/i18n.ts';
import { Conflict } from '../store/queue.ts';
import { describe } from './faults.ts';
import { Icon } from './icon.tsx';

type Toast = { text: string; tone: 'plain' | 'bad'; action?: string | undefined; run?: (() => void) | undefined };

const SHOWN_MS = 7000;
const current = signal<Toast | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(text: string, options: { action?: string; run?: () => void; tone?: 'plain' | 'bad' } = {}): void {
    current.value = { tone: 'plain', ...options, text };
    stay();
}

/** Says why something was not done. */
export function failure(error: unknown): void {
    // A dialog asks about it already.
    if (error instanceof Conflict) return;
    toast(describe(error), { tone: 'bad' });
}

const hide = (): void => {
    current.value = undefined;
};
const stay = (): void => {
    clearTimeout(timer);
    timer = setTimeout(hide, SHOWN_MS);
};
const hold = (): void => clearTimeout(timer);

export function Toasts() {
    const shown = current.value;
    return (
        <div class="toasts" role="status" aria-live="polite">
            {shown && (
                <div
                    class={`toast ${shown.tone}`}
                    onMouseEnter={hold}
                    onMouseLeave={stay}
                    onFocusIn={hold}
                    onFocusOut={stay}
                >
                    <span>{shown.text}</span>
                    {shown.action && (
                        <button
                            type="button"
                            class="link"
                            onClick={() => {
                                hide();
                                shown.run?.();
                            }}
                        >
                            {shown.action}
                        </button>
                    )}
                    <button type="button" class="icon-button" aria-label={t('ui.close')} onClick={hide}>
                        <Icon name="close" />
                    </button>
                </div>
            )}
        </div>
    );
}
