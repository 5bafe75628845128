// use_near.ts -- whether an element is near what can be seen of the page. What is far need not be there in full: a list of
// thousands costs what a screen of it does.
import { signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Pixels above and below the window, enough that fast scrolling meets nothing that is not drawn. */
const MARGIN = 1500;

type Seen = (isNear: boolean, height: number) => void;
const seen = new WeakMap<Element, Seen>();
let observer: IntersectionObserver | undefined;

/** One for all elements: their changes come together, once in a frame. */
function watch(element: Element, callback: Seen): () => void {
    observer ??= new IntersectionObserver(
        (changes) => {
            for (const { target, isIntersecting, boundingClientRect } of changes)
                seen.get(target)?.(isIntersecting, boundingClientRect.height);
        },
        { rootMargin: `${MARGIN}px 0px` },
    );
    seen.set(element, callback);
    observer.observe(element);
    return () => observer!.unobserve(element);
}

/** All of a page is printed. */
const isPrinting = signal(false);
addEventListener('beforeprint', () => (isPrinting.value = true));
addEventListener('afterprint', () => (isPrinting.value = false));

/** Somebody is at work in it: the keyboard is there, or a field holds what is not saved, or cannot be read. */
const isInUse = (element: Element): boolean =>
    element.contains(document.activeElement) || element.querySelector('[data-unsaved], [aria-invalid="true"]') !== null;

/** HEIGHT is what it was when it was near last, undefined before. Whoever is far should keep that height, or the page jumps. */
export function useNear<E extends HTMLElement>(): {
    ref: RefObject<E | null>;
    isNear: boolean;
    height: number | undefined;
} {
    const ref = useRef<E>(null);
    const height = useRef<number>(undefined);
    const isNear = useSignal(false);
    useLayoutEffect(() => {
        const element = ref.current!;
        return watch(element, (isIntersecting, now) => {
            if (isIntersecting) isNear.value = true;
            else if (isNear.peek() && !isInUse(element)) {
                height.current = now;
                isNear.value = false;
            }
        });
    }, []);
    return { ref, isNear: isNear.value || isPrinting.value, height: height.current };
}
