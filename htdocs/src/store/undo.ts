// undo.ts -- what was done can be undone: by the button of its toast while that is seen, or by Ctrl+Z.
import { t } from '../i18n/i18n.ts';
import { failure, toast } from '../ui/toast.tsx';

type Step = { label: string; undo: () => Promise<unknown> };
const DEPTH = 20;
const steps: Step[] = [];

/** Says that LABEL was done, and offers to undo it. DOING, where it is not done yet: once it is refused, that is said
 * instead, and there is nothing to undo any more. */
export function undoable(label: string, undo: () => Promise<unknown>, doing?: Promise<unknown>): void {
    const step = { label, undo };
    steps.push(step);
    if (steps.length > DEPTH) steps.shift();
    toast(label, { action: t('ui.undo'), run: () => take(step) });
    doing?.catch((error) => {
        const at = steps.indexOf(step);
        if (at >= 0) steps.splice(at, 1);
        failure(error);
    });
}

function take(step: Step): void {
    const at = steps.indexOf(step);
    if (at < 0) return;
    steps.splice(at, 1);
    step.undo().then(
        () => toast(t('ui.undone', { what: step.label })),
        (error) => failure(error),
    );
}

export function undoLast(): void {
    const step = steps.at(-1);
    if (step) take(step);
    else toast(t('ui.nothing_to_undo'));
}

/** Does something that may be refused, and says so if it is. */
export async function attempt<T>(doing: Promise<T>): Promise<T | undefined> {
    try {
        return await doing;
    } catch (error) {
        failure(error);
        return undefined;
    }
}
