// zoom.ts -- how tall an hour is drawn; this device remembers it.
import { signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { kept } from '../../store/idb.ts';

/** Parts of the height that calendar.css gives an hour. */
const STEPS = [0.5, 0.75, 1, 1.5, 2.5];
/** Pixels of a wheel for a step: that of a mouse turns by 100 at once, fingers by a few at a time. */
const WHEEL = 60;

export const zoom = signal(1);
kept.get<number>('calendar-zoom').then(
    (value) => {
        if (value && STEPS.includes(value)) zoom.value = value;
    },
    () => {},
);

const nextTo = (now: number, direction: 1 | -1): number | undefined => STEPS[STEPS.indexOf(now) + direction];

/** Whether there is a step left. */
export const canZoom = (direction: 1 | -1): boolean => nextTo(zoom.value, direction) !== undefined;

export function zoomBy(direction: 1 | -1): void {
    const next = nextTo(zoom.peek(), direction);
    if (next === undefined) return;
    zoom.value = next;
    // Without a database it holds for as long as the page does.
    void kept.set('calendar-zoom', next).catch(() => {});
}

/** Ctrl and the wheel zoom; what lies under the pointer, or in the middle, stays where it is. */
export function useZoom(scroller: RefObject<HTMLElement | null>, head: number): void {
    const now = zoom.value;
    const before = useRef(now);
    const held = useRef<number | undefined>(undefined);
    useLayoutEffect(() => {
        const box = scroller.current!;
        const y = held.current ?? (box.clientHeight - head) / 2;
        box.scrollTop = (box.scrollTop + y) * (now / before.current) - y;
        before.current = now;
        held.current = undefined;
    }, [now]);
    useEffect(() => {
        const box = scroller.current!;
        let turned = 0;
        const onWheel = (event: WheelEvent): void => {
            if (!event.ctrlKey) return;
            event.preventDefault();
            turned += event.deltaY;
            if (Math.abs(turned) < WHEEL) return;
            held.current = event.clientY - box.getBoundingClientRect().top - head;
            zoomBy(turned < 0 ? 1 : -1);
            turned = 0;
        };
        // That it is not the page which is zoomed can only be said by a listener that is not passive.
        box.addEventListener('wheel', onWheel, { passive: false });
        return () => box.removeEventListener('wheel', onWheel);
    }, []);
}
