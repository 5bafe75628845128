// use_near.ts -- whether an element is near what can be seen of the page. What is far need not be there in full: a list of
// thousands costs what a screen of it does.
import { signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

type Seen = (isNear: boolean, height: number) => void;
const seen = new WeakMap<Element, Seen>();
/** By margin: one for all elements. */
const observers = new Map<number, IntersectionObserver>();

// What comes near or goes away in one frame can be much. It is done in slices, so that a click between is answered; only what
// can be seen by now comes at once. In the order of arrival: what has gone away would else stay for as long as more comes, and
// the more there is the slower are frames, between which there is one slice only. A slice grows with the time a frame takes.
const SLICE_MS = 5;
const MAX_SLICE_MS = 20;
const SHARE = 1 / 4;
const waiting = new Map<Element, IntersectionObserverEntry>();
let isAtWork = false;

function take({ target, isIntersecting, boundingClientRect }: IntersectionObserverEntry): void {
    waiting.delete(target);
    seen.get(target)?.(isIntersecting, boundingClientRect.height);
}

async function takeSome(asked: number): Promise<void> {
    const start = performance.now();
    const end = start + Math.min(MAX_SLICE_MS, Math.max(SLICE_MS, (start - asked) * SHARE));
    isAtWork = false;
    for (const change of [...waiting.values()]) {
        if (performance.now() > end) return work();
        take(change);
        await undefined; // drawn
    }
}

function work(): void {
    if (isAtWork || waiting.size === 0) return;
    isAtWork = true;
    setTimeout(takeSome, 0, performance.now());
}

function sort(changes: readonly IntersectionObserverEntry[]): void {
    for (const change of changes) {
        const { target, isIntersecting, boundingClientRect } = change;
        waiting.delete(target);
        if (isIntersecting && boundingClientRect.bottom > 0 && boundingClientRect.top < innerHeight) take(change);
        else waiting.set(target, change);
    }
    work();
}

function watch(element: Element, margin: number, callback: Seen): () => void {
    const observer = observers.get(margin) ?? new IntersectionObserver(sort, { rootMargin: `${margin}px 0px` });
    observers.set(margin, observer);
    seen.set(element, callback);
    observer.observe(element);
    return () => {
        observer.unobserve(element);
        waiting.delete(element);
    };
}

/** All of a page is printed. */
const isPrinting = signal(false);
addEventListener('beforeprint', () => (isPrinting.value = true));
addEventListener('afterprint', () => (isPrinting.value = false));

/** Somebody is at work in it: the keyboard is there, or a field holds what is not saved, or cannot be read. */
const isInUse = (element: Element): boolean =>
    element.contains(document.activeElement) || element.querySelector('[data-unsaved], [aria-invalid="true"]') !== null;

/** MARGIN: how many pixels above and below the window are near; enough that fast scrolling meets nothing that is not drawn.
 * HEIGHT is what it was when it was near last, undefined before. Whoever is far should keep that height, or the page jumps. */
export function useNear<E extends HTMLElement>(
    margin: number,
): {
    ref: RefObject<E | null>;
    isNear: boolean;
    height: number | undefined;
} {
    const ref = useRef<E>(null);
    const height = useRef<number>(undefined);
    const isNear = useSignal(false);
    useLayoutEffect(() => {
        const element = ref.current!;
        return watch(element, margin, (isIntersecting, now) => {
            if (isIntersecting) isNear.value = true;
            else if (isNear.peek() && !isInUse(element)) {
                height.current = now;
                isNear.value = false;
            }
        });
    }, []);
    return { ref, isNear: isNear.value || isPrinting.value, height: height.current };
}
