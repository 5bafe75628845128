// use_width.ts -- how many pixels an element is wide. Charts draw themselves in those, so that text in them keeps its
// size whatever the page's is.
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The width is 0 until it is known. */
export function useWidth<E extends HTMLElement>(): { ref: RefObject<E | null>; width: number } {
    const ref = useRef<E>(null);
    const width = useSignal(0);
    useLayoutEffect(() => {
        const element = ref.current!;
        const measure = (): void => {
            width.value = Math.floor(element.clientWidth);
        };
        measure();
        const observer = new ResizeObserver(measure);
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    return { ref, width: width.value };
}
