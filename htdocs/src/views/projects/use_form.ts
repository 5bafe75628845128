// use_form.ts -- a draft in a dialog: what was typed stays until the server has it, and what is wrong stands beside its
// field.
import { useState } from 'preact/hooks';
import { sent } from '../../store/queue.ts';
import { faultsOf } from '../../ui/faults.ts';
import { describe } from '../../ui/toast.tsx';

export type Faults = Record<string, string>;

export function useForm<D extends object>(first: D) {
    const [draft, setDraft] = useState(first);
    const [faults, setFaults] = useState<Faults>({});
    const [general, setGeneral] = useState('');
    const [isBusy, setBusy] = useState(false);
    return {
        draft,
        faults,
        /** What is wrong with none of the fields alone. */
        general,
        isBusy,
        change: (fields: Partial<D>): void => setDraft((before) => ({ ...before, ...fields })),
        setFaults,
        /** Whether it was saved, or waits to be. */
        async submit(write: () => Promise<unknown>): Promise<boolean> {
            setBusy(true);
            setFaults({});
            setGeneral('');
            try {
                await sent(write());
                return true;
            } catch (error) {
                const found = faultsOf(error);
                setFaults(found);
                setGeneral(Object.keys(found).length ? '' : describe(error));
                return false;
            } finally {
                setBusy(false);
            }
        },
    };
}
