// use_form.ts -- a draft in a dialog: what was typed stays until the server has it, and what is wrong stands beside its
// field.
import { useEffect, useRef, useState } from 'preact/hooks';
import { holdDraft, takeDraft } from '../store/drafts.ts';
import { Conflict } from '../store/queue.ts';
import { describe } from './faults.ts';
import { faultsOf } from './field_faults.ts';

export type Faults = Record<string, string>;

type Options = {
    /** Closes the form when a newer version was in the way: what was typed is in the dialog of conflicts then. */
    handOver?: () => void;
    /** What was typed survives signing in again, where the form's address opens it again. */
    name?: string;
};

export function useForm<D extends object>(first: D, { handOver, name }: Options = {}) {
    const [draft, setDraft] = useState<D>(() => ({ ...first, ...(name ? takeDraft(name) : {}) }));
    const latest = useRef(draft);
    latest.current = draft;
    useEffect(() => (name ? holdDraft(name, () => latest.current) : undefined), [name]);
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
                if (error instanceof Conflict && handOver) {
                    handOver();
                    return false;
                }
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
