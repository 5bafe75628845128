// toast.tsx -- one message at a time, with one thing to do about it. It stands in a live region, so it is spoken as
// well.
import { signal } from '@preact/signals';
import { ApiProblem } from '../api/client.ts';
import { t } from '../i18n/i18n.ts';
import { Conflict } from '../store/queue.ts';
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

/** A refusal in a person's words: what the server says where we know nothing better. */
export function describe(error: unknown): string {
    if (!(error instanceof ApiProblem)) return t('ui.error.unreachable');
    switch (error.code) {
        case 'overlap':
            return t('ui.error.overlap');
        case 'precondition_failed':
            return t('ui.error.changed_elsewhere');
        case 'period_locked':
            return t('ui.error.locked');
        case 'project_archived':
            return t('ui.error.archived');
        case 'timer_already_running':
            return t('ui.error.running');
        case 'no_active_timer':
            return t('ui.error.not_running');
        default:
            return (
                error.problem.errors?.map(({ field, message }) => `${field}: ${message}`).join('; ') || error.message
            );
    }
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
