// split_dialog.tsx -- cuts an entry in two at a time of the day.

import { useState } from 'preact/hooks';
import { ApiProblem } from '../../api/client.ts';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { changeEntry, entryRows, removeEntries, spanOf, splitEntry } from '../../store/entries.ts';
import { idNow, sent } from '../../store/queue.ts';
import { undoable } from '../../store/undo.ts';
import { formatDuration } from '../../time/duration.ts';
import { toWire } from '../../time/zone.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { describe } from '../../ui/faults.ts';
import { Field } from '../../ui/field.tsx';
import { TimeInput } from '../../ui/inputs.tsx';

const MINUTE = 60_000;

/** Undoes it. The second has to make room first. */
async function join({ id, end_time, break_minutes }: Entry, second: Entry): Promise<void> {
    if (entryRows.shown.peek().has(idNow(second.id))) await removeEntries([second.id]);
    await changeEntry(id, { end_time, break_minutes });
}

export function SplitDialog({ entry, onClose }: { entry: Entry; onClose: () => void }) {
    const { start, end } = spanOf(entry);
    const [at, setAt] = useState(Math.round((start + end) / 2 / MINUTE) * MINUTE);
    const [fault, setFault] = useState<string | undefined>(undefined);
    const split = async (): Promise<void> => {
        try {
            const answer = await sent(splitEntry(entry.id, toWire(at)));
            onClose();
            const second = answer?.time_entries.find(({ id }) => id !== entry.id);
            if (second) undoable(t('entries.split'), () => join(entry, second));
        } catch (error) {
            const isOutside = error instanceof ApiProblem && error.code === 'out_of_range';
            setFault(isOutside ? t('fault.between') : describe(error));
        }
    };
    return (
        <Dialog
            title={t('entry.split')}
            onClose={onClose}
            onSubmit={() => void split()}
            actions={
                <>
                    <button type="button" class="button" onClick={onClose}>
                        {t('ui.cancel')}
                    </button>
                    <button type="submit" class="button primary">
                        {t('entry.split')}
                    </button>
                </>
            }
        >
            <Field label={t('entry.split_at')} fault={fault}>
                {({ id, invalid }) => (
                    <TimeInput
                        id={id}
                        invalid={invalid}
                        value={at}
                        after={start}
                        from={start}
                        check={(ms) => (start < ms && ms < end ? undefined : t('fault.between'))}
                        onChange={(ms) => {
                            setAt(ms);
                            setFault(undefined);
                        }}
                    />
                )}
            </Field>
            <p class="quiet">
                {formatDuration((at - start) / 1000)} + {formatDuration((end - at) / 1000)}
            </p>
        </Dialog>
    );
}
