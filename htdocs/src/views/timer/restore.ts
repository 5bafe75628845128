// restore.ts -- what stood in the timer's field and was not sent is there again after a reload.
import { effect } from '@preact/signals';
import { draft } from '../../shell/actions.ts';
import { keepTyped, type Typed } from '../../shell/typed.ts';
import { kept } from '../../store/idb.ts';
import { changeTimer, isTimerKnown, timer } from '../../store/timer.ts';
import { fromWire } from '../../time/zone.ts';
import { failure } from '../../ui/toast.tsx';

export async function restoreTyped(): Promise<void> {
    let [before, typed] = await Promise.all([kept.get<typeof draft.value>('draft'), kept.get<Typed>('typed')]);
    const { description, project_id } = draft.peek();
    if (before && !description && project_id === null) draft.value = before;
    effect(() => void kept.set('draft', draft.value).catch(() => {}));
    effect(() => {
        if (!isTimerKnown.value || !typed) return;
        const { since, over, text } = typed;
        typed = undefined;
        const running = timer.peek();
        // Somebody else's words since then are not written over.
        if (!running || fromWire(running.start_time) !== since || running.description !== over) return;
        changeTimer({ description: text.trim() }).catch(failure);
        keepTyped(running);
    });
}
