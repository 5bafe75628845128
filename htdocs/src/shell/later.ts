// later.ts -- dialogs that few need: a folder below src/views like a view, read when it is first shown.
import { signal } from '@preact/signals';
import { type ComponentType, h, type VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { failure } from '../ui/toast.tsx';
import { loadPart, type View } from './views.ts';

/** The component of the folder PATH, which shows nothing until it is there. */
export function later(path: string, load: View['load']): ComponentType {
    const arrived = signal<ComponentType | undefined>(undefined);
    return function Later(): VNode | null {
        useEffect(() => {
            if (arrived.peek()) return;
            loadPart({ path, load }).then((component) => {
                arrived.value = component;
            }, failure);
        }, []);
        return arrived.value ? h(arrived.value, {}) : null;
    };
}
