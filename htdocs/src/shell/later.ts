// later.ts -- dialogs that few need: a folder below src/views like a view, read when it is first shown.
import { signal } from '@preact/signals';
import { type ComponentType, h, type VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { failure } from '../ui/toast.tsx';
import { loadPart, type View } from './views.ts';

type Later = ComponentType & {
    /** Reads it before it is shown. Whether that fails is of interest only then. */
    ahead: () => void;
};

/** The component of the folder PATH, which shows nothing until it is there. */
export function later(path: string, load: View['load']): Later {
    const arrived = signal<ComponentType | undefined>(undefined);
    const read = async (): Promise<void> => {
        arrived.value ??= await loadPart({ path, load });
    };
    function Later(): VNode | null {
        useEffect(() => {
            read().catch(failure);
        }, []);
        return arrived.value ? h(arrived.value, {}) : null;
    }
    return Object.assign(Later, { ahead: () => void read().catch(() => {}) });
}
