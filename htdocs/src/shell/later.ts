// later.ts -- dialogs that few need: a folder below src/views like a view, or a component of src/ui, read when it is first
// shown.
import { signal } from '@preact/signals';
import { type ComponentChild, type ComponentType, h } from 'preact';
import { useEffect } from 'preact/hooks';
import { failure } from '../ui/toast.tsx';
import { loadPart, type Part } from './views.ts';

type Later<P> = ComponentType<P> & {
    /** Reads it before it is shown. Whether that fails is of interest only then. */
    ahead: () => void;
};

/** The component of the folder PATH (a component of src/ui has none), which shows nothing until it is there. */
export function later<P extends object>(path: string, load: Part<P>['load']): Later<P> {
    const arrived = signal<ComponentType<P> | undefined>(undefined);
    const read = async (): Promise<void> => {
        arrived.value ??= await loadPart({ path, load });
    };
    function Later(props: P): ComponentChild {
        useEffect(() => {
            read().catch(failure);
        }, []);
        return arrived.value ? h(arrived.value, props) : null;
    }
    return Object.assign(Later, { ahead: () => void read().catch(() => {}) });
}
