// use_form.ts -- a draft in a dialog: what was typed stays until the server has it, and what is wrong stands beside its
// field.
import { useState } from 'preact/hooks';
import { faultsOf } from './faults.ts';
import { describe } from './toast.tsx';

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
        change: (fields: Partial<D> | ((before: D) => Partial<D>)): void =>
            setDraft((before) => ({ ...before, ...(typeof fields === 'function' ? fields(before) : fields) })),
        setFaults,
        /** Whether WRITE did what it should (`sent` in it: or waits to be done). READ says which fields a refusal is about. */
        async submit(write: () => Promise<unknown>, read: (error: unknown) => Faults = faultsOf): Promise<boolean> {
            setBusy(true);
            setFaults({});
            setGeneral('');
            try {
                await write();
                return true;
            } catch (error) {
                const found = read(error);
                setFaults(found);
                setGeneral(Object.keys(found).length ? '' : describe(error));
                return false;
            } finally {
                setBusy(false);
            }
        },
    };
}
