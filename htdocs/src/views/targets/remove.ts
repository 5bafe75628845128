// remove.ts -- a target is deleted with its history and corrections; undoing it makes all of that anew.
import type { Target } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { targets } from '../../store/catalog.ts';
import { attempt, undoable } from '../../store/undo.ts';
import { readDetail, restore } from './details.ts';

export async function removeWithUndo(target: Target): Promise<boolean> {
    // What is needed to make it anew has to be known before it goes.
    const detail = await attempt(readDetail(target.id));
    if (!detail) return false;
    const removal = targets.remove(target.id);
    undoable(t('targets.deleted', { client: target.client_name }), () => restore(detail), removal);
    return removal.then(
        () => true,
        () => false,
    );
}
