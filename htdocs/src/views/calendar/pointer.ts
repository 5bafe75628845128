// pointer.ts -- taking entries by mouse and finger. A mouse drags at once; a finger holds for a moment first, since
// moving it means scrolling. Alt switches the grid off, Escape puts everything back.
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Entry } from '../../api/types.ts';
import { spanOf } from '../../store/entries.ts';
import { type Axis, instantAt } from '../../time/axis.ts';
import { dragged, type Handle, STEP, snap } from './layout.ts';
import { type Drag, drag } from './state.ts';

const MOVED = 4; // pixels that are no click any more
const HOLD_MS = 380;
const SHAKE = 8; // pixels that a finger moves while it rests
const EDGE = 36; // pixels from the end of what is seen at which it begins to scroll

type Taken = {
    x: number;
    y: number;
    handle: Handle;
    entry: Entry | undefined;
    from: number;
    isTouch: boolean;
    isDragging: boolean;
    /** Whether it has left its place: a finger that only rests asks for the menu. */
    hasMoved: boolean;
};

type Given = {
    grid: RefObject<HTMLDivElement | null>;
    scroller: RefObject<HTMLDivElement | null>;
    axis: Axis;
    find: (id: number) => Entry | undefined;
    onDrop: (held: Drag) => void;
    /** Asked for by the right button or a finger that rested; returns whether there is one. */
    onMenu: (target: HTMLElement, x: number, y: number) => boolean;
};

/** The instant below a point of the screen. */
export function instantUnder(grid: HTMLElement, axis: Axis, x: number, y: number) {
    const box = grid.getBoundingClientRect();
    const count = axis.columns.length;
    const index = Math.max(0, Math.min(count - 1, Math.floor(((x - box.left) / box.width) * count)));
    const column = axis.columns[index]!;
    const place = Math.max(0, Math.min(axis.size, ((y - box.top) / box.height) * axis.size));
    return { column, place, instant: instantAt(column, place) };
}

/** Returns what the grid needs: its pointerdown, and whether the click that comes now ended a drag. */
export function usePointer({ grid, scroller, axis, find, onDrop, onMenu }: Given) {
    const taken = useRef<Taken | undefined>(undefined);
    const last = useRef({ x: 0, y: 0, free: false });
    const dropped = useRef(false);
    const given = useRef({ axis, find, onDrop, onMenu });
    given.current = { axis, find, onDrop, onMenu };

    useEffect(() => {
        const element = grid.current!;
        let hold: ReturnType<typeof setTimeout> | undefined;
        let frame = 0;

        const update = (): void => {
            const at = taken.current;
            if (!at?.isDragging) return;
            const { instant } = instantUnder(element, given.current.axis, last.current.x, last.current.y);
            const step = last.current.free ? 60_000 : STEP;
            const span = at.entry ? spanOf(at.entry) : { start: at.from, end: at.from };
            drag.value = {
                ...dragged(at.handle, span, at.from, instant, step),
                handle: at.handle,
                entry: at.entry,
                via: 'pointer',
            };
        };
        /** Near its ends what is seen moves on, for as long as the pointer stays there. */
        const scroll = (): void => {
            frame = 0;
            if (!taken.current?.isDragging || !scroller.current) return;
            const box = scroller.current.getBoundingClientRect();
            const { x, y } = last.current;
            const pull = (at: number, from: number, to: number): number =>
                at < from + EDGE ? -10 : at > to - EDGE ? 10 : 0;
            const head = 52;
            const by = { left: pull(x, box.left, box.right), top: pull(y, box.top + head, box.bottom) };
            if (!by.left && !by.top) return;
            const before = scroller.current.scrollTop + scroller.current.scrollLeft;
            scroller.current.scrollBy(by);
            update();
            if (before !== scroller.current.scrollTop + scroller.current.scrollLeft)
                frame = requestAnimationFrame(scroll);
        };
        const begin = (event: PointerEvent): void => {
            const at = taken.current!;
            at.isDragging = true;
            document.documentElement.classList.add('calendar-dragging');
            if (event.pointerType !== 'touch') element.setPointerCapture(event.pointerId);
            else navigator.vibrate?.(12);
            update();
        };
        const end = (): void => {
            clearTimeout(hold);
            cancelAnimationFrame(frame);
            frame = 0;
            taken.current = undefined;
            document.documentElement.classList.remove('calendar-dragging');
        };
        const onDown = (event: PointerEvent): void => {
            if (event.button !== 0 || taken.current) return;
            dropped.current = false;
            const target = event.target as HTMLElement;
            const id = Number(target.closest<HTMLElement>('.calendar-item[data-id]')?.dataset['id']);
            const entry = id > 0 ? given.current.find(id) : undefined;
            if (!entry && target.closest('.calendar-entry')) return;
            const { instant } = instantUnder(element, given.current.axis, event.clientX, event.clientY);
            const handle = entry ? ((target.dataset['handle'] as Handle | undefined) ?? 'move') : 'create';
            last.current = { x: event.clientX, y: event.clientY, free: event.altKey };
            const from = handle === 'create' ? snap(instant, event.altKey ? 60_000 : STEP) : instant;
            const isTouch = event.pointerType === 'touch';
            taken.current = {
                x: event.clientX,
                y: event.clientY,
                handle,
                entry,
                from,
                isTouch,
                isDragging: false,
                hasMoved: !isTouch,
            };
            if (isTouch) hold = setTimeout(() => taken.current && begin(event), HOLD_MS);
        };
        const onMove = (event: PointerEvent): void => {
            const at = taken.current;
            if (!at) return;
            last.current = { x: event.clientX, y: event.clientY, free: event.altKey };
            const moved = Math.hypot(event.clientX - at.x, event.clientY - at.y);
            if (!at.isDragging) {
                if (moved < MOVED) return;
                if (event.pointerType === 'touch') end();
                else begin(event);
                return;
            }
            at.hasMoved ||= moved >= SHAKE;
            if (!at.hasMoved) return;
            update();
            frame ||= requestAnimationFrame(scroll);
        };
        const onUp = (event: PointerEvent): void => {
            const at = taken.current;
            const held = at?.isDragging ? drag.peek() : undefined;
            end();
            if (!held) return;
            dropped.current = true;
            if (at?.hasMoved) {
                given.current.onDrop(held);
                return;
            }
            drag.value = undefined;
            given.current.onMenu(event.target as HTMLElement, event.clientX, event.clientY);
        };
        const cancel = (): void => {
            if (taken.current?.isDragging) {
                dropped.current = true;
                drag.value = undefined;
            }
            end();
        };
        const onKey = (event: KeyboardEvent): void => {
            if (!taken.current?.isDragging) return;
            if (event.key === 'Alt') {
                last.current.free = event.type === 'keydown';
                update();
            } else if (event.key !== 'Escape' || event.type !== 'keydown') return;
            else cancel();
            event.preventDefault();
            event.stopPropagation();
        };
        // A finger that holds something must not scroll; that can only be said by a listener that is not passive.
        const onTouch = (event: TouchEvent): void => {
            if (taken.current?.isDragging) event.preventDefault();
        };
        // What it let go of is not tapped as well: the tap would be one on the menu that is there now.
        const onLift = (event: TouchEvent): void => {
            if (dropped.current) event.preventDefault();
        };
        const onContext = (event: MouseEvent): void => {
            const at = taken.current;
            // A finger has its menu when it is lifted.
            if (at?.isTouch || at?.isDragging) {
                event.preventDefault();
                return;
            }
            end();
            if (given.current.onMenu(event.target as HTMLElement, event.clientX, event.clientY)) event.preventDefault();
        };
        element.addEventListener('pointerdown', onDown);
        element.addEventListener('touchmove', onTouch, { passive: false });
        element.addEventListener('touchend', onLift);
        element.addEventListener('contextmenu', onContext);
        window.addEventListener('pointermove', onMove);
        window.addEventListener('pointerup', onUp);
        window.addEventListener('pointercancel', cancel);
        window.addEventListener('keydown', onKey, true);
        window.addEventListener('keyup', onKey, true);
        return () => {
            cancel();
            element.removeEventListener('pointerdown', onDown);
            element.removeEventListener('touchmove', onTouch);
            element.removeEventListener('touchend', onLift);
            element.removeEventListener('contextmenu', onContext);
            window.removeEventListener('pointermove', onMove);
            window.removeEventListener('pointerup', onUp);
            window.removeEventListener('pointercancel', cancel);
            window.removeEventListener('keydown', onKey, true);
            window.removeEventListener('keyup', onKey, true);
        };
    }, []);
    return dropped;
}
