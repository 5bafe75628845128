// undo.ts -- what was done can be undone: by the button of its toast while that is seen, or by Ctrl+Z.
import { t } from '../i18n/i18n.ts';
import { failure, toast } from '../ui/toast.tsx';
import { Conflict } from './queue.ts';

type Step = { label: string; undo: () => Promise<unknown> };
const DEPTH = 20;
const steps: Step[] = [];

function keep(step: Step): void {
    steps.push(step);
    if (steps.length > DEPTH) steps.shift();
}

/** Whether it was there: whoever gets it is the only one. */
function remove(step: Step): boolean {
    const at = steps.indexOf(step);
    if (at >= 0) steps.splice(at, 1);
    return at >= 0;
}

/** Keeps for Ctrl+Z how to undo LABEL, and says nothing: for small changes whose outcome is seen where it is made. Once
 * DOING is refused, there is nothing to undo any more. */
export function remember(label: string, undo: Step['undo'], doing?: Promise<unknown>): Step {
    const step = { label, undo };
    keep(step);
    doing?.catch(() => remove(step));
    return step;
}

/** Says that LABEL was done, and offers to undo it. DOING, where it is not done yet: once it is refused, that is said
 * instead. */
export function undoable(label: string, undo: Step['undo'], doing?: Promise<unknown>): void {
    const step = remember(label, undo, doing);
    toast(label, { action: t('ui.undo'), run: () => take(step) });
    doing?.catch(failure);
}

/** What could not be undone may be later, once nothing is in the way: so it is the newest again. Of a conflict the person is
 * asked, and it is kept there. */
function take(step: Step): void {
    if (!remove(step)) return;
    step.undo().then(
        () => toast(t('ui.undone', { what: step.label })),
        (error) => {
            if (!(error instanceof Conflict)) keep(step);
            failure(error);
        },
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
