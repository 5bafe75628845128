// toast.tsx -- one message at a time, with one thing to do about it. It stands in a live region, so it is spoken as
// well.
import { signal } from '@preact/signals';
import { t } from '../i18n/i18n.ts';
import { Conflict } from '../store/queue.ts';
import { describe } from './faults.ts';
import { Icon } from './icon.tsx';

type Options = {
    tone?: 'plain' | 'bad';
    action?: string | undefined;
    run?: (() => void) | undefined;
    /** Nobody asked for it: it does not take the place of an answer, and a later one of its kind takes its own. */
    waits?: boolean;
};
type Toast = Options & { text: string };

const SHOWN_MS = 7000;
const current = signal<Toast | undefined>(undefined);
let next: Toast | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(text: string, options: Options = {}): void {
    const said = { ...options, text };
    const shown = current.peek();
    if (said.waits && shown && !shown.waits) {
        next = said;
        return;
    }
    current.value = said;
    stay();
}

/** Says why something was not done. */
export function failure(error: unknown): void {
    // A dialog asks about it already.
    if (error instanceof Conflict) return;
    toast(describe(error), { tone: 'bad' });
}

const hide = (): void => {
    current.value = next;
    next = undefined;
    if (current.peek()) stay();
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
                    class={`toast ${shown.tone ?? 'plain'}`}
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
